import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';

import { createLimiter, type Allowance, type Limiter, type NotSent } from '../../src/wolkvox/limiter/limiter.js';
import type { HttpResult } from '../../src/wolkvox/transport.js';
import { Secret } from '../../src/shared/secret.js';
import { STORES, type OpenStore } from '../support/stores.js';

const ANSWER: HttpResult = { kind: 'answer', status: 201, text: '{}' };
const UNSENT: HttpResult = { kind: 'unsent', cause: 'refused' };
const LOST: HttpResult = { kind: 'lost', cause: 'reset' };
const DEFAULTS = { queueTimeoutMs: 60_000, maxQueue: 1_000, slotLeaseMs: 60_000 };
type Options = typeof DEFAULTS;

for (const { name, describe: describeStore, runs, open } of STORES) {
  describeStore(name, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());
    const limiterWith = async ({ queueTimeoutMs, ...limits }: Options): Promise<TestLimiter> =>
      withTimeout(createLimiter(await store.fresh(), limits), queueTimeoutMs);
    /** Not in Redis, because no test sets its clock. */
    const itWithOwnClock = (title: string, test: () => Promise<void>): void => {
      if (name !== 'in Redis') it(title, test);
    };

    describe('limiter, calls of one token', () => {
      it.each([1, 2, 3])('never runs more than %i calls at once, and runs all of them', async (maxInFlight) => {
        const limiter = await limiterWith(DEFAULTS);
        const calls = Array.from({ length: 7 }, () => start(limiter, allowance({ maxInFlight })));
        for (const [index, call] of calls.entries()) {
          await store.turn();
          expect(calls.filter(({ sent }) => sent())).toHaveLength(Math.min(index + maxInFlight, calls.length));
          expect(calls.filter(({ runs }) => runs())).toHaveLength(Math.min(maxInFlight, calls.length - index));
          call.finish(ANSWER);
          expect(await call.result).toBe(ANSWER);
        }
      });

      it('runs calls in order of arrival, whatever the order in which earlier ones finish', async () => {
        const steps = fc.array(fc.oneof(fc.constant('arrive' as const), fc.nat({ max: 9 })), { maxLength: 40 });
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 1, max: 3 }), steps, async (maxInFlight, script) => {
            const limiter = await limiterWith(DEFAULTS);
            const calls: Started[] = [];
            const expected = { running: [] as Started[], waiting: [] as Started[] };
            const advance = (): void => {
              while (expected.running.length < maxInFlight && expected.waiting.length > 0)
                expected.running.push(...expected.waiting.splice(0, 1));
            };
            const finish = (index: number): void => {
              const [call] = expected.running.splice(index % Math.max(expected.running.length, 1), 1);
              call?.finish(ANSWER);
            };
            for (const step of script) {
              if (step === 'arrive') {
                const call = start(limiter, allowance({ maxInFlight }));
                calls.push(call);
                expected.waiting.push(call);
              } else finish(step);
              advance();
              await store.turn();
              expect(calls.filter(({ runs }) => runs())).toEqual(
                calls.filter((call) => expected.running.includes(call)),
              );
            }
            while (expected.running.length > 0) {
              finish(0);
              advance();
              await store.turn();
            }
            expect(await Promise.all(calls.map(({ result }) => result))).toEqual(calls.map(() => ANSWER));
          }),
          { numRuns: runs },
        );
      });

      it('does not send a call if the queue is full, and returns queue-full', async () => {
        const limiter = await limiterWith({ ...DEFAULTS, maxQueue: 2 });
        const [running, first, second, tooMany] = ['one', 'one', 'two', 'three'].map((caller) =>
          start(limiter, allowance({ maxInFlight: 1 }), caller),
        );
        expect(await tooMany?.result).toEqual({ kind: 'not-sent', cause: 'queue-full' });
        running?.finish(ANSWER);
        await store.turn();
        const later = start(limiter, allowance({ maxInFlight: 1 }));
        first?.finish(ANSWER);
        await first?.result;
        second?.finish(ANSWER);
        await second?.result;
        later.finish(ANSWER);
        expect(await later.result).toBe(ANSWER);
        expect(tooMany?.sent()).toBe(false);
      });

      // Callers in order of arrival, one letter each; maxQueue; the result for each call.
      it.each([
        ['a', 0, ['full']],
        ['aab', 1, ['waits', 'full', 'full']],
        ['aabbc', 2, ['waits', 'share-exceeded', 'waits', 'full', 'full']],
        ['aaabbc', 3, ['waits', 'waits', 'share-exceeded', 'waits', 'full', 'full']],
        ['aaaabbc', 4, ['waits', 'waits', 'share-exceeded', 'share-exceeded', 'waits', 'share-exceeded', 'waits']],
        [
          'aaaaaabbbc',
          10,
          ['waits', 'waits', 'waits', 'waits', 'waits', 'share-exceeded', 'waits', 'waits', 'waits', 'waits'],
        ],
      ] as const)('gives callers %s a share each of a queue of %i', async (callers, maxQueue, expected) => {
        const limiter = await limiterWith({ ...DEFAULTS, maxQueue });
        const running = start(limiter, allowance({ maxInFlight: 1 }), 'z');
        await store.turn();
        const waiting: Started[] = [];
        const seen: string[] = [];
        for (const caller of callers) {
          const call = start(limiter, allowance({ maxInFlight: 1 }), caller);
          await store.turn();
          const end = await Promise.race([call.result, Promise.resolve(undefined)]);
          seen.push(end === undefined ? 'waits' : 'cause' in end ? end.cause.replace('queue-', '') : end.kind);
          if (end === undefined) waiting.push(call);
        }
        expect(seen).toEqual(expected);
        for (const call of [running, ...waiting]) call.finish(ANSWER);
        expect(await Promise.all([running, ...waiting].map(({ result }) => result))).toContain(ANSWER);
      });

      it('reserves places for other callers, and frees the share of a caller when its calls leave the queue', async () => {
        const limiter = await limiterWith({ ...DEFAULTS, maxQueue: 100 });
        for (let round = 0; round < 3; round += 1) {
          const many = Array.from({ length: 101 }, () => start(limiter, allowance({ maxInFlight: 1 }), 'many'));
          const one = Array.from({ length: 8 }, () => start(limiter, allowance({ maxInFlight: 1 }), 'one'));
          for (const call of [...many, ...one]) call.finish(ANSWER);
          const ends = await Promise.all(many.map(({ result }) => result));
          // One runs and fifty wait, so fifty places stay free.
          expect(ends.filter((end) => end === ANSWER)).toHaveLength(51);
          expect(ends.filter((end) => end !== ANSWER)).toEqual(
            Array.from({ length: 50 }, () => ({ kind: 'not-sent', cause: 'queue-share-exceeded' })),
          );
          expect(await Promise.all(one.map(({ result }) => result))).toEqual(one.map(() => ANSWER));
        }
      });

      it('frees the share of a caller whose call times out in the queue', async () => {
        const limiter = await limiterWith({ ...DEFAULTS, queueTimeoutMs: 20, maxQueue: 2 });
        const running = start(limiter, allowance({ maxInFlight: 1 }), 'z');
        await store.turn();
        for (let i = 0; i < 5; i += 1)
          expect(await start(limiter, allowance({ maxInFlight: 1 }), 'a').result).toEqual({
            kind: 'not-sent',
            cause: 'queue-timeout',
          });
        running.finish(ANSWER);
        expect(await running.result).toBe(ANSWER);
      });

      it('returns queue-full at once if maxQueue is 0', async () => {
        const limiter = await limiterWith({ ...DEFAULTS, maxQueue: 0 });
        const running = start(limiter, allowance({ maxInFlight: 1 }));
        expect(await start(limiter, allowance({ maxInFlight: 1 })).result).toEqual({
          kind: 'not-sent',
          cause: 'queue-full',
        });
        running.finish(ANSWER);
        expect(await running.result).toBe(ANSWER);
      });

      it('does not send a call that times out in the queue, and frees its place', async () => {
        const limiter = await limiterWith({ ...DEFAULTS, queueTimeoutMs: 20, maxQueue: 1 });
        const running = start(limiter, allowance({ maxInFlight: 1 }));
        const impatient = start(limiter, allowance({ maxInFlight: 1 }));
        expect(await impatient.result).toEqual({ kind: 'not-sent', cause: 'queue-timeout' });
        running.finish(ANSWER);
        expect(await running.result).toBe(ANSWER);
        const next = start(limiter, allowance({ maxInFlight: 1 }));
        next.finish(ANSWER);
        expect(await next.result).toBe(ANSWER);
        expect(impatient.sent()).toBe(false);
      });

      it('does not time out a call that has received a slot', async () => {
        const limiter = await limiterWith({ ...DEFAULTS, queueTimeoutMs: 20, maxQueue: 2 });
        const running = start(limiter, allowance({ maxInFlight: 1 }));
        const waiting = start(limiter, allowance({ maxInFlight: 1 }));
        running.finish(ANSWER);
        await store.turn();
        // This call times out later than the other one would.
        const later = start(limiter, allowance({ maxInFlight: 1 }));
        expect(await later.result).toEqual({ kind: 'not-sent', cause: 'queue-timeout' });
        expect(waiting.runs()).toBe(true);
        waiting.finish(ANSWER);
        expect(await waiting.result).toBe(ANSWER);
      });

      it.each<[string, () => Promise<HttpResult>]>([
        ['rejects', () => Promise.reject(new Error('a bug'))],
        [
          'throws',
          () => {
            throw new Error('a bug');
          },
        ],
      ])('releases the slot when a call %s', async (_outcome, call) => {
        const limiter = await limiterWith(DEFAULTS);
        for (let i = 0; i < 3; i += 1)
          await expect(limiter.run(allowance({ maxInFlight: 1 }), call)).rejects.toThrow('a bug');
        expect(await run(limiter, allowance({ maxInFlight: 1 }))).toBe(ANSWER);
      });

      it.each([ANSWER, UNSENT, LOST])('releases the slot when the result is $kind', async (result) => {
        const limiter = await limiterWith(DEFAULTS);
        for (let i = 0; i < 3; i += 1) expect(await run(limiter, allowance({ maxInFlight: 1 }), result)).toBe(result);
      });

      it('shares the slots of a token between its operations', async () => {
        const limiter = await limiterWith(DEFAULTS);
        const [one, other] = [allowance({ maxInFlight: 1 }), allowance({ maxInFlight: 1 })];
        expect(one.token).not.toBe(other.token);
        const first = start(limiter, one);
        const second = start(limiter, other);
        await store.turn();
        expect([first.runs(), second.runs()]).toEqual([true, false]);
        first.finish(ANSWER);
        await store.turn();
        expect(second.runs()).toBe(true);
        second.finish(ANSWER);
        expect(await second.result).toBe(ANSWER);
      });
    });

    describe('limiter, calls of several tokens', () => {
      it('runs calls of different tokens at once', async () => {
        const limiter = await limiterWith(DEFAULTS);
        const calls = ['token-one', 'token-two', 'token-three'].map((token) =>
          start(limiter, allowance({ token, maxInFlight: 1 })),
        );
        await store.turn();
        expect(calls.map(({ runs }) => runs())).toEqual([true, true, true]);
        for (const call of calls) call.finish(ANSWER);
        expect(await Promise.all(calls.map(({ result }) => result))).toEqual([ANSWER, ANSWER, ANSWER]);
      });

      it('counts the quota of each token separately', async () => {
        const limiter = await limiterWith(DEFAULTS);
        const [one, two] = ['token-one', 'token-two'].map((token) => allowance({ token, dailyQuota: 1 }));
        if (one === undefined || two === undefined) throw new Error('two allowances');
        expect(await run(limiter, one)).toBe(ANSWER);
        expect(await run(limiter, one)).toEqual({ kind: 'not-sent', cause: 'quota-exhausted' });
        expect(await run(limiter, two)).toBe(ANSWER);
      });
    });

    describe('limiter, daily quota', () => {
      afterEach(() => void jest.useRealTimers());

      it.each([ANSWER, LOST, { kind: 'answer', status: 403, text: '' } as const])(
        'counts a call that may have been sent: $kind',
        async (result) => {
          const limiter = await limiterWith(DEFAULTS);
          const three = allowance({ dailyQuota: 3 });
          for (let i = 0; i < 3; i += 1) expect(await run(limiter, three, result)).toBe(result);
          const fourth = start(limiter, three);
          expect(await fourth.result).toEqual({ kind: 'not-sent', cause: 'quota-exhausted' });
          expect(fourth.sent()).toBe(false);
        },
      );

      it('does not count a call that was certainly not sent', async () => {
        const limiter = await limiterWith(DEFAULTS);
        const one = allowance({ dailyQuota: 1 });
        for (let i = 0; i < 5; i += 1) expect(await run(limiter, one, UNSENT)).toBe(UNSENT);
        expect(await run(limiter, one)).toBe(ANSWER);
        expect(await run(limiter, one)).toEqual({ kind: 'not-sent', cause: 'quota-exhausted' });
      });

      it('does not count a call that the queue rejected', async () => {
        const limiter = await limiterWith({ ...DEFAULTS, maxQueue: 0 });
        const two = allowance({ dailyQuota: 2, maxInFlight: 1 });
        const running = start(limiter, two);
        for (let i = 0; i < 5; i += 1)
          expect(await run(limiter, two)).toEqual({ kind: 'not-sent', cause: 'queue-full' });
        running.finish(ANSWER);
        await running.result;
        expect(await run(limiter, two)).toBe(ANSWER);
        expect(await run(limiter, two)).toEqual({ kind: 'not-sent', cause: 'quota-exhausted' });
      });

      it('shares the quota of a token between its operations', async () => {
        const limiter = await limiterWith(DEFAULTS);
        expect(await run(limiter, allowance({ dailyQuota: 1 }))).toBe(ANSWER);
        expect(await run(limiter, allowance({ dailyQuota: 1 }))).toEqual({
          kind: 'not-sent',
          cause: 'quota-exhausted',
        });
      });

      it('has no limit if no quota is set', async () => {
        const limiter = await limiterWith(DEFAULTS);
        const results = await Promise.all(Array.from({ length: 200 }, () => run(limiter, allowance({}))));
        expect(results.every((result) => result === ANSWER)).toBe(true);
      });

      it('sends exactly as many calls as the quota, whatever their number at once and their results', async () => {
        const results = fc.array(fc.constantFrom(ANSWER, LOST, UNSENT), { maxLength: 30 });
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 1, max: 10 }), results, async (dailyQuota, script) => {
            const limiter = await limiterWith(DEFAULTS);
            const outcomes = await Promise.all(script.map((result) => run(limiter, allowance({ dailyQuota }), result)));
            for (let i = 0; i < dailyQuota; i += 1) outcomes.push(await run(limiter, allowance({ dailyQuota })));
            expect(outcomes.filter(({ kind }) => kind === 'answer' || kind === 'lost')).toHaveLength(dailyQuota);
          }),
          { numRuns: runs },
        );
      });

      itWithOwnClock('starts a new day at midnight of the time zone of the operation', async () => {
        setClock('2026-11-24T04:59:59.999Z');
        const limiter = await limiterWith(DEFAULTS);
        const one = allowance({ dailyQuota: 1, timeZone: 'America/Bogota' });
        expect(await run(limiter, one)).toBe(ANSWER);
        expect(await run(limiter, one)).toEqual({ kind: 'not-sent', cause: 'quota-exhausted' });
        setClock('2026-11-24T05:00:00.000Z');
        expect(await run(limiter, one)).toBe(ANSWER);
        expect(await run(limiter, one)).toEqual({ kind: 'not-sent', cause: 'quota-exhausted' });
      });

      itWithOwnClock('counts a call for the day on which it is sent, not on which it was queued', async () => {
        setClock('2026-11-24T04:59:59Z');
        const limiter = await limiterWith(DEFAULTS);
        const one = allowance({ dailyQuota: 1, maxInFlight: 1, timeZone: 'America/Bogota' });
        const yesterday = start(limiter, one);
        const overnight = start(limiter, one);
        await store.turn();
        setClock('2026-11-24T05:00:01Z');
        yesterday.finish(ANSWER);
        overnight.finish(ANSWER);
        expect(await overnight.result).toBe(ANSWER);
        expect(await run(limiter, one)).toEqual({ kind: 'not-sent', cause: 'quota-exhausted' });
      });

      itWithOwnClock('ignores a report of a used-up quota for a call of the day before', async () => {
        setClock('2026-11-24T05:00:01Z');
        const limiter = await limiterWith(DEFAULTS);
        const one = allowance({ timeZone: 'America/Bogota' });
        limiter.markExhausted(one, Date.parse('2026-11-24T04:59:59Z'));
        expect(await run(limiter, one)).toBe(ANSWER);
        limiter.markExhausted(one, Date.now());
        expect(await run(limiter, one)).toEqual({ kind: 'not-sent', cause: 'quota-exhausted' });
      });

      itWithOwnClock('does not refund a call of the day before to today', async () => {
        setClock('2026-11-24T04:59:59Z');
        const limiter = await limiterWith(DEFAULTS);
        const one = allowance({ dailyQuota: 1, timeZone: 'America/Bogota' });
        const yesterday = start(limiter, one);
        await store.turn();
        setClock('2026-11-24T05:00:01Z');
        expect(await run(limiter, one)).toBe(ANSWER);
        yesterday.finish(UNSENT);
        expect(await yesterday.result).toBe(UNSENT);
        expect(await run(limiter, one)).toEqual({ kind: 'not-sent', cause: 'quota-exhausted' });
      });
    });
  });
}

/** A limiter with one timeout for all calls. */
type TestLimiter = Pick<Limiter, 'limits' | 'markExhausted'> & {
  readonly run: (allowed: Allowance, call: () => Promise<HttpResult>, caller?: string) => Promise<HttpResult | NotSent>;
};

const withTimeout = (limiter: Limiter, queueTimeoutMs: number): TestLimiter => ({
  ...limiter,
  run: (allowed, call, id = 'one') => limiter.run(allowed, { id }, performance.now() + queueTimeoutMs, { send: call }),
});

/** A call through the limiter that ends when the test finishes it. */
interface Started {
  readonly result: Promise<HttpResult | NotSent>;
  /** Returns true if the call was sent. */
  readonly sent: () => boolean;
  /** Returns true if the call was sent and has not finished. */
  readonly runs: () => boolean;
  readonly finish: (result: HttpResult) => void;
}

function start(limiter: TestLimiter, allowed: Allowance, caller?: string): Started {
  let sent = false;
  let finished = false;
  let finish: (result: HttpResult) => void = () => undefined;
  const end = new Promise<HttpResult>((resolve) => {
    finish = (result) => {
      finished = true;
      resolve(result);
    };
  });
  const result = limiter.run(
    allowed,
    () => {
      sent = true;
      return end;
    },
    caller,
  );
  return { result, sent: () => sent, runs: () => sent && !finished, finish: (value) => finish(value) };
}

/** Runs a call that finishes at once. */
function run(limiter: TestLimiter, allowed: Allowance, result: HttpResult = ANSWER): Promise<HttpResult | NotSent> {
  return limiter.run(allowed, () => Promise.resolve(result));
}

function allowance({
  token = 'a1b2c3d4e5f6a7b8',
  maxInFlight = 2,
  dailyQuota = undefined as number | undefined,
  timeZone = 'America/Bogota',
}): Allowance {
  return { token: new Secret(token), maxInFlight, dailyQuota, timeZone };
}

/** Sets the date. All timers stay real. */
function setClock(now: string): void {
  jest.useFakeTimers({
    now: new Date(now),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}
