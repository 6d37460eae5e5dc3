import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';

import { createGovernor, type Allowance, type Governor, type Held } from '../../src/wolkvox/governor/governor.js';
import type { HttpResult } from '../../src/wolkvox/http.js';
import { Secret } from '../../src/wolkvox/secret.js';
import { STORES, type OpenStore } from '../support/stores.js';

const ANSWER: HttpResult = { kind: 'answer', status: 201, text: '{}' };
const UNSENT: HttpResult = { kind: 'unsent', cause: 'refused' };
const LOST: HttpResult = { kind: 'lost', cause: 'reset' };
const PATIENT = { queueTimeoutMs: 60_000, maxQueue: 1_000, callLimitMs: 60_000 };
type Limits = typeof PATIENT;

for (const { name, describe: describeStore, open } of STORES) {
  describeStore(name, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());
    const governorWith = async ({ queueTimeoutMs, ...limits }: Limits): Promise<Running> =>
      patient(createGovernor(await store.fresh(), limits), queueTimeoutMs);
    /** Redis has a clock of its own, which no test sets. */
    const onThisClock = (claim: string, holds: () => Promise<void>): void => {
      if (name !== 'in Redis') it(claim, holds);
    };

    describe('calls with one token', () => {
      it.each([1, 2, 3])('are never more than %i at once, and every one is made', async (maxInFlight) => {
        const governor = await governorWith(PATIENT);
        const calls = Array.from({ length: 7 }, () => start(governor, allowance({ maxInFlight })));
        for (const [index, call] of calls.entries()) {
          await store.turn();
          expect(calls.filter(({ made }) => made())).toHaveLength(Math.min(index + maxInFlight, calls.length));
          expect(calls.filter(({ runs }) => runs())).toHaveLength(Math.min(maxInFlight, calls.length - index));
          call.finish(ANSWER);
          expect(await call.result).toBe(ANSWER);
        }
      });

      it('are made in the order they came in, in whatever order the earlier ones finish', async () => {
        const steps = fc.array(fc.oneof(fc.constant('arrive' as const), fc.nat({ max: 9 })), { maxLength: 40 });
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 1, max: 3 }), steps, async (maxInFlight, script) => {
            const governor = await governorWith(PATIENT);
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
                const call = start(governor, allowance({ maxInFlight }));
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
        );
      });

      it('are held as queue-full where too many wait, and are not made', async () => {
        const governor = await governorWith({ ...PATIENT, maxQueue: 2 });
        const [running, first, second, tooMany] = ['one', 'one', 'two', 'three'].map((caller) =>
          start(governor, allowance({ maxInFlight: 1 }), caller),
        );
        expect(await tooMany?.result).toEqual({ kind: 'held', cause: 'queue-full' });
        running?.finish(ANSWER);
        await store.turn();
        const later = start(governor, allowance({ maxInFlight: 1 }));
        first?.finish(ANSWER);
        await first?.result;
        second?.finish(ANSWER);
        await second?.result;
        later.finish(ANSWER);
        expect(await later.result).toBe(ANSWER);
        expect(tooMany?.made()).toBe(false);
      });

      // Waiting callers, one word each; the limit of the queue; who of these waits.
      it.each([
        ['a', 0, ['full']],
        ['aab', 1, ['waits', 'full', 'full']],
        ['aabbc', 2, ['waits', 'share', 'waits', 'full', 'full']],
        ['aaabbc', 3, ['waits', 'waits', 'share', 'waits', 'full', 'full']],
        ['aaaabbc', 4, ['waits', 'waits', 'share', 'share', 'waits', 'share', 'waits']],
        ['aaaaaabbbc', 10, ['waits', 'waits', 'waits', 'waits', 'waits', 'share', 'waits', 'waits', 'waits', 'waits']],
      ] as const)('of callers %s give each a share of a queue of %i', async (callers, maxQueue, expected) => {
        const governor = await governorWith({ ...PATIENT, maxQueue });
        const running = start(governor, allowance({ maxInFlight: 1 }), 'z');
        await store.turn();
        const waiting: Started[] = [];
        const seen: string[] = [];
        for (const caller of callers) {
          const call = start(governor, allowance({ maxInFlight: 1 }), caller);
          await store.turn();
          const end = await Promise.race([call.result, Promise.resolve(undefined)]);
          seen.push(end === undefined ? 'waits' : 'cause' in end ? end.cause.replace('queue-', '') : end.kind);
          if (end === undefined) waiting.push(call);
        }
        expect(seen).toEqual(expected);
        for (const call of [running, ...waiting]) call.finish(ANSWER);
        expect(await Promise.all([running, ...waiting].map(({ result }) => result))).toContain(ANSWER);
      });

      it('of one caller leave room for a newcomer, and its share is free again when its calls have left the queue', async () => {
        const governor = await governorWith({ ...PATIENT, maxQueue: 100 });
        for (let round = 0; round < 3; round += 1) {
          const many = Array.from({ length: 101 }, () => start(governor, allowance({ maxInFlight: 1 }), 'many'));
          const one = Array.from({ length: 8 }, () => start(governor, allowance({ maxInFlight: 1 }), 'one'));
          for (const call of [...many, ...one]) call.finish(ANSWER);
          const ends = await Promise.all(many.map(({ result }) => result));
          // One runs and fifty wait: as many places are left free.
          expect(ends.filter((end) => end === ANSWER)).toHaveLength(51);
          expect(ends.filter((end) => end !== ANSWER)).toEqual(
            Array.from({ length: 50 }, () => ({ kind: 'held', cause: 'queue-share' })),
          );
          expect(await Promise.all(one.map(({ result }) => result))).toEqual(one.map(() => ANSWER));
        }
      });

      it('of a caller that gives up waiting free its share', async () => {
        const governor = await governorWith({ ...PATIENT, queueTimeoutMs: 20, maxQueue: 2 });
        const running = start(governor, allowance({ maxInFlight: 1 }), 'z');
        await store.turn();
        for (let i = 0; i < 5; i += 1)
          expect(await start(governor, allowance({ maxInFlight: 1 }), 'a').result).toEqual({
            kind: 'held',
            cause: 'queue-timeout',
          });
        running.finish(ANSWER);
        expect(await running.result).toBe(ANSWER);
      });

      it('do not wait at all where nobody may wait', async () => {
        const governor = await governorWith({ ...PATIENT, maxQueue: 0 });
        const running = start(governor, allowance({ maxInFlight: 1 }));
        expect(await start(governor, allowance({ maxInFlight: 1 })).result).toEqual({
          kind: 'held',
          cause: 'queue-full',
        });
        running.finish(ANSWER);
        expect(await running.result).toBe(ANSWER);
      });

      it('are held as queue-timeout after waiting too long, are not made, and leave their place to the next', async () => {
        const governor = await governorWith({ ...PATIENT, queueTimeoutMs: 20, maxQueue: 1 });
        const running = start(governor, allowance({ maxInFlight: 1 }));
        const impatient = start(governor, allowance({ maxInFlight: 1 }));
        expect(await impatient.result).toEqual({ kind: 'held', cause: 'queue-timeout' });
        running.finish(ANSWER);
        expect(await running.result).toBe(ANSWER);
        const next = start(governor, allowance({ maxInFlight: 1 }));
        next.finish(ANSWER);
        expect(await next.result).toBe(ANSWER);
        expect(impatient.made()).toBe(false);
      });

      it('that a place came free for are not given up for having waited', async () => {
        const governor = await governorWith({ ...PATIENT, queueTimeoutMs: 20, maxQueue: 2 });
        const running = start(governor, allowance({ maxInFlight: 1 }));
        const waiting = start(governor, allowance({ maxInFlight: 1 }));
        running.finish(ANSWER);
        await store.turn();
        // This one waits as long as the other would have: once it is given up, the other's time is over too.
        const later = start(governor, allowance({ maxInFlight: 1 }));
        expect(await later.result).toEqual({ kind: 'held', cause: 'queue-timeout' });
        expect(waiting.runs()).toBe(true);
        waiting.finish(ANSWER);
        expect(await waiting.result).toBe(ANSWER);
      });

      it.each<[string, () => Promise<HttpResult>]>([
        ['rejects', () => Promise.reject(new Error('our own fault'))],
        [
          'throws',
          () => {
            throw new Error('our own fault');
          },
        ],
      ])('free their place when one %s', async (_how, call) => {
        const governor = await governorWith(PATIENT);
        for (let i = 0; i < 3; i += 1)
          await expect(governor.run(allowance({ maxInFlight: 1 }), call)).rejects.toThrow('our own fault');
        expect(await run(governor, allowance({ maxInFlight: 1 }))).toBe(ANSWER);
      });

      it.each([ANSWER, UNSENT, LOST])('free their place when one is $kind', async (result) => {
        const governor = await governorWith(PATIENT);
        for (let i = 0; i < 3; i += 1) expect(await run(governor, allowance({ maxInFlight: 1 }), result)).toBe(result);
      });

      it('share it, whichever operation they are for', async () => {
        const governor = await governorWith(PATIENT);
        const [here, there] = [allowance({ maxInFlight: 1 }), allowance({ maxInFlight: 1 })];
        expect(here.token).not.toBe(there.token);
        const first = start(governor, here);
        const second = start(governor, there);
        await store.turn();
        expect([first.runs(), second.runs()]).toEqual([true, false]);
        first.finish(ANSWER);
        await store.turn();
        expect(second.runs()).toBe(true);
        second.finish(ANSWER);
        expect(await second.result).toBe(ANSWER);
      });
    });

    describe('calls with another token', () => {
      it('do not wait for each other', async () => {
        const governor = await governorWith(PATIENT);
        const calls = ['token-one', 'token-two', 'token-three'].map((token) =>
          start(governor, allowance({ token, maxInFlight: 1 })),
        );
        await store.turn();
        expect(calls.map(({ runs }) => runs())).toEqual([true, true, true]);
        for (const call of calls) call.finish(ANSWER);
        expect(await Promise.all(calls.map(({ result }) => result))).toEqual([ANSWER, ANSWER, ANSWER]);
      });

      it('do not spend each other’s day', async () => {
        const governor = await governorWith(PATIENT);
        const [one, two] = ['token-one', 'token-two'].map((token) => allowance({ token, dailyQuota: 1 }));
        if (one === undefined || two === undefined) throw new Error('two allowances');
        expect(await run(governor, one)).toBe(ANSWER);
        expect(await run(governor, one)).toEqual({ kind: 'held', cause: 'quota' });
        expect(await run(governor, two)).toBe(ANSWER);
      });
    });

    describe('the calls of a day', () => {
      afterEach(() => void jest.useRealTimers());

      it.each([ANSWER, LOST, { kind: 'answer', status: 403, text: '' } as const])(
        'are spent by what may have left: $kind',
        async (result) => {
          const governor = await governorWith(PATIENT);
          const three = allowance({ dailyQuota: 3 });
          for (let i = 0; i < 3; i += 1) expect(await run(governor, three, result)).toBe(result);
          const fourth = start(governor, three);
          expect(await fourth.result).toEqual({ kind: 'held', cause: 'quota' });
          expect(fourth.made()).toBe(false);
        },
      );

      it('are not spent by what surely did not leave', async () => {
        const governor = await governorWith(PATIENT);
        const one = allowance({ dailyQuota: 1 });
        for (let i = 0; i < 5; i += 1) expect(await run(governor, one, UNSENT)).toBe(UNSENT);
        expect(await run(governor, one)).toBe(ANSWER);
        expect(await run(governor, one)).toEqual({ kind: 'held', cause: 'quota' });
      });

      it('are not spent by a call that was held in the queue', async () => {
        const governor = await governorWith({ ...PATIENT, maxQueue: 0 });
        const two = allowance({ dailyQuota: 2, maxInFlight: 1 });
        const running = start(governor, two);
        for (let i = 0; i < 5; i += 1) expect(await run(governor, two)).toEqual({ kind: 'held', cause: 'queue-full' });
        running.finish(ANSWER);
        await running.result;
        expect(await run(governor, two)).toBe(ANSWER);
        expect(await run(governor, two)).toEqual({ kind: 'held', cause: 'quota' });
      });

      it('are shared by the operations of one token', async () => {
        const governor = await governorWith(PATIENT);
        expect(await run(governor, allowance({ dailyQuota: 1 }))).toBe(ANSWER);
        expect(await run(governor, allowance({ dailyQuota: 1 }))).toEqual({ kind: 'held', cause: 'quota' });
      });

      it('are not counted against a cap where none is set', async () => {
        const governor = await governorWith(PATIENT);
        const results = await Promise.all(Array.from({ length: 200 }, () => run(governor, allowance({}))));
        expect(results.every((result) => result === ANSWER)).toBe(true);
      });

      it('are exactly as many as the quota, however many come at once and whatever becomes of them', async () => {
        const results = fc.array(fc.constantFrom(ANSWER, LOST, UNSENT), { maxLength: 30 });
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 1, max: 10 }), results, async (dailyQuota, script) => {
            const governor = await governorWith(PATIENT);
            const outcomes = await Promise.all(
              script.map((result) => run(governor, allowance({ dailyQuota }), result)),
            );
            for (let i = 0; i < dailyQuota; i += 1) outcomes.push(await run(governor, allowance({ dailyQuota })));
            expect(outcomes.filter(({ kind }) => kind === 'answer' || kind === 'lost')).toHaveLength(dailyQuota);
          }),
        );
      });

      onThisClock('begin anew at midnight of the operation, not of this machine', async () => {
        setClock('2026-11-24T04:59:59.999Z');
        const governor = await governorWith(PATIENT);
        const one = allowance({ dailyQuota: 1, timeZone: 'America/Bogota' });
        expect(await run(governor, one)).toBe(ANSWER);
        expect(await run(governor, one)).toEqual({ kind: 'held', cause: 'quota' });
        setClock('2026-11-24T05:00:00.000Z');
        expect(await run(governor, one)).toBe(ANSWER);
        expect(await run(governor, one)).toEqual({ kind: 'held', cause: 'quota' });
      });

      onThisClock('are those of the day a call is made on, not of the day it began to wait', async () => {
        setClock('2026-11-24T04:59:59Z');
        const governor = await governorWith(PATIENT);
        const one = allowance({ dailyQuota: 1, maxInFlight: 1, timeZone: 'America/Bogota' });
        const yesterday = start(governor, one);
        const overnight = start(governor, one);
        await store.turn();
        setClock('2026-11-24T05:00:01Z');
        yesterday.finish(ANSWER);
        overnight.finish(ANSWER);
        expect(await overnight.result).toBe(ANSWER);
        expect(await run(governor, one)).toEqual({ kind: 'held', cause: 'quota' });
      });

      onThisClock('are not believed spent for what wolkvox said to a call of the day before', async () => {
        setClock('2026-11-24T05:00:01Z');
        const governor = await governorWith(PATIENT);
        const one = allowance({ timeZone: 'America/Bogota' });
        governor.exhausted(one, Date.parse('2026-11-24T04:59:59Z'));
        expect(await run(governor, one)).toBe(ANSWER);
        governor.exhausted(one, Date.now());
        expect(await run(governor, one)).toEqual({ kind: 'held', cause: 'quota' });
      });

      onThisClock('are not given back to a day by a call of the day before', async () => {
        setClock('2026-11-24T04:59:59Z');
        const governor = await governorWith(PATIENT);
        const one = allowance({ dailyQuota: 1, timeZone: 'America/Bogota' });
        const yesterday = start(governor, one);
        await store.turn();
        setClock('2026-11-24T05:00:01Z');
        expect(await run(governor, one)).toBe(ANSWER);
        yesterday.finish(UNSENT);
        expect(await yesterday.result).toBe(UNSENT);
        expect(await run(governor, one)).toEqual({ kind: 'held', cause: 'quota' });
      });
    });
  });
}

/** The governor for one caller with that much time. */
type Running = Pick<Governor, 'limits' | 'exhausted'> & {
  readonly run: (allowed: Allowance, call: () => Promise<HttpResult>, caller?: string) => Promise<HttpResult | Held>;
};

const patient = (governor: Governor, queueTimeoutMs: number): Running => ({
  ...governor,
  run: (allowed, call, id = 'one') => governor.run(allowed, { id }, performance.now() + queueTimeoutMs, call),
});

/** A call through the governor whose end is in the test's hand. */
interface Started {
  readonly result: Promise<HttpResult | Held>;
  /** Whether it was let out. */
  readonly made: () => boolean;
  /** Whether it is out and has not finished. */
  readonly runs: () => boolean;
  readonly finish: (result: HttpResult) => void;
}

function start(governor: Running, allowed: Allowance, caller?: string): Started {
  let made = false;
  let finished = false;
  let finish: (result: HttpResult) => void = () => undefined;
  const end = new Promise<HttpResult>((resolve) => {
    finish = (result) => {
      finished = true;
      resolve(result);
    };
  });
  const result = governor.run(
    allowed,
    () => {
      made = true;
      return end;
    },
    caller,
  );
  return { result, made: () => made, runs: () => made && !finished, finish: (value) => finish(value) };
}

/** A call that finishes at once. */
function run(governor: Running, allowed: Allowance, result: HttpResult = ANSWER): Promise<HttpResult | Held> {
  return governor.run(allowed, () => Promise.resolve(result));
}

function allowance({
  token = 'a1b2c3d4e5f6a7b8',
  maxInFlight = 2,
  dailyQuota = undefined as number | undefined,
  timeZone = 'America/Bogota',
}): Allowance {
  return { token: new Secret(token), maxInFlight, dailyQuota, timeZone };
}

/** Sets the date and leaves every timer real. */
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
