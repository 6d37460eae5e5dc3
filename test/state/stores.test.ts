/** Each store against a model of its rules, with random steps of two processes. A store of one process has both in one. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Change } from '../../src/state/change-store.js';
import type { KeyState } from '../../src/state/idempotency-store.js';
import type { Pool } from '../../src/state/slot-store.js';
import type { State } from '../../src/state/state.js';
import { recordAttempt } from '../support/record-attempt.js';
import { STORES, type OpenStore } from '../support/stores.js';

const HOUR_MS = 3_600_000;
const PROCESS = fc.nat({ max: 1 });
/** Steps of one run. */
const steps = <Step>(...kinds: readonly fc.Arbitrary<Step>[]) =>
  fc.array(fc.oneof(...kinds), { maxLength: 25, size: 'max' });
const sorted = (texts: readonly string[]): string[] => [...texts].sort();

for (const { name, describe: describeStore, runs, open } of STORES) {
  describeStore(`a model of the state ${name}`, () => {
    let store: OpenStore;
    let states: readonly [State, State];
    let run = 0;
    const completedKeys: string[] = [];
    beforeAll(async () => {
      store = await open();
      states = [await store.fresh(), await store.another()];
      states[0].idempotency.onCompleted((key) => completedKeys.push(key));
    });
    afterAll(() => store.close());
    const stateOf = (process: number): State => (process === 0 ? states[0] : states[1]);
    /** Calls that start together, of both processes in turn. */
    const together = <Result>(count: number, call: (state: State, nth: number) => Promise<Result>): Promise<Result[]> =>
      Promise.all(Array.from({ length: count }, (_, nth) => call(stateOf(nth % 2), nth)));
    /** Each run uses names of its own, so the state need not be emptied. */
    const check = <Value>(
      input: fc.Arbitrary<Value>,
      property: (value: Value, id: string) => Promise<void>,
      examples: readonly NoInfer<Value>[] = [],
    ) =>
      fc.assert(
        fc.asyncProperty(input, (value) => property(value, `run-${(run += 1)}`)),
        { numRuns: Math.max(runs, 50), examples: examples.map((each): [Value] => [each]), endOnFailure: true },
      );

    it('counts the calls of a day up to its limit, and starts again on a later day', async () => {
      const now = Date.now();
      // Two days have ended, because a shared state starts a day when the one before has ended on its own clock.
      const ends = [now - 25 * HOUR_MS, now - HOUR_MS, now + 12 * HOUR_MS];
      const day = fc.constantFrom(...ends);
      const step = steps<{ what: 'call' | 'refund' | 'exhaust'; endsAt: number; count: number; ignoresQuota: boolean }>(
        fc.record({
          what: fc.constantFrom('call', 'call', 'refund', 'exhaust'),
          endsAt: day,
          count: fc.integer({ min: 1, max: 4 }),
          ignoresQuota: fc.constantFrom(false, false, true),
        }),
      );
      await check(fc.tuple(fc.integer({ min: 0, max: 8 }), step), async ([limit, script], id) => {
        const pool: Pool = { id, maxInFlight: 4, maxQueue: 0, leaseMs: HOUR_MS };
        const model = { endsAt: 0, used: 0, exhausted: false };
        const startDay = (endsAt: number): void => {
          if (endsAt > model.endsAt) Object.assign(model, { endsAt, used: 0, exhausted: false });
        };
        /** Confirmed calls by day. */
        const confirmed = new Map<number, number>();
        for (const [at, { what, endsAt, count, ignoresQuota }] of script.entries()) {
          const called = { endsAt, limit, ignoresQuota };
          const earlier = confirmed.get(endsAt) ?? 0;
          if (what === 'call') {
            startDay(endsAt);
            const left = model.exhausted ? 0 : Math.max(0, limit - model.used);
            const allowed = ignoresQuota ? count : Math.min(count, left);
            const statuses = await together(count, async (state, nth) => {
              const ticket = `${state.slots.process}:${id}-${at}-${nth}`;
              await state.slots.acquire(pool, ticket, 'caller', { day: called, attempt: undefined });
              const { status } = await state.slots.confirm(pool, ticket, called);
              await state.slots.release(pool, ticket);
              return status;
            });
            expect(sorted(statuses)).toEqual(
              Array.from({ length: count }, (_, nth) => (nth < allowed ? 'confirmed' : 'quota-exhausted')),
            );
            model.used += allowed;
            confirmed.set(endsAt, earlier + allowed);
          } else if (what === 'exhaust') {
            startDay(endsAt);
            if (endsAt === model.endsAt) model.exhausted = true;
            await stateOf(at % 2).quota.markExhausted(pool, called);
          } else if (earlier > 0) {
            confirmed.set(endsAt, earlier - 1);
            if (endsAt === model.endsAt) model.used -= 1;
            await stateOf(at % 2).quota.refund(pool, called);
          }
          const usage = await stateOf((at + 1) % 2).slots.usage(pool, { endsAt: model.endsAt, limit });
          expect(usage).toEqual({ inFlight: 0, queued: 0, used: model.used });
        }
      });
    });

    it('gives an idempotency key to one request at a time, and returns its result to the others', async () => {
      interface Claim {
        readonly fingerprint: string;
        readonly process: number;
        /** Result, when it is released; undefined without one. */
        shared?: string | undefined;
      }
      interface Seen {
        readonly claim: Claim;
        readonly state: KeyState;
        /** The process that received the state, which alone can refer to it. */
        readonly process: number;
      }
      const step = steps<{ what: 'begin' | 'again' | 'complete' | 'abandon' | 'share'; input: string; count: number }>(
        fc.record({
          what: fc.constantFrom('begin', 'begin', 'again', 'complete', 'abandon', 'share'),
          input: fc.constantFrom('one', 'one', 'other'),
          count: fc.integer({ min: 1, max: 3 }),
        }),
      );
      await check(step, async (script, key) => {
        let claim: Claim | undefined;
        let result: string | undefined;
        let ends = 0;
        const seen: Seen[] = [];
        for (const [at, { what, input, count }] of script.entries()) {
          /** Result of `begin`. Claims a free key. */
          const expected = (fingerprint: string, process: number, last?: Claim): KeyState => {
            const isDone = claim?.fingerprint === fingerprint && result !== undefined;
            // In one process the requests that wait share the result themselves.
            if (last?.shared !== undefined && !isDone && states[0].snapshots.isShared)
              return { status: 'done', value: last.shared };
            if (claim === undefined) {
              claim = { fingerprint, process };
              return { status: 'claimed' };
            }
            if (claim.fingerprint !== fingerprint) return { status: 'conflict' };
            return result === undefined ? { status: 'pending' } : { status: 'done', value: result };
          };
          if (what === 'begin') {
            const got = await together(count, (state) => state.idempotency.begin(key, input, HOUR_MS));
            const owner = got.findIndex(({ status }) => status === 'claimed') % 2;
            const wanted = got.map(() => expected(input, owner));
            expect(sorted(got.map((state) => JSON.stringify(state)))).toEqual(
              sorted(wanted.map((state) => JSON.stringify(state))),
            );
            for (const [nth, state] of got.entries())
              if (claim !== undefined && state.status === 'pending') seen.push({ claim, state, process: nth % 2 });
          } else if (what === 'again') {
            const waiting = seen.shift();
            if (waiting === undefined) continue;
            const { fingerprint } = waiting.claim;
            const got = await stateOf(waiting.process).idempotency.begin(key, fingerprint, HOUR_MS, waiting.state);
            expect(got).toEqual(expected(fingerprint, waiting.process, waiting.claim));
          } else if (claim !== undefined && result === undefined) {
            const { idempotency } = stateOf(claim.process);
            ends += 1;
            if (what === 'complete') {
              await idempotency.complete(key, (result = `result ${at}`), HOUR_MS);
            } else {
              claim.shared = what === 'share' ? `shared ${at}` : undefined;
              await idempotency.abandon(key, claim.shared);
              claim = undefined;
            }
          }
        }
        await store.turn();
        expect(completedKeys.filter((completed) => completed === key)).toHaveLength(ends);
      });
    });

    it('begins a change of a campaign unless one that excludes it is in progress, and tells what overlapped it', async () => {
      type Kind = 'start' | 'edit' | 'upload' | 'destruction' | 'stop';
      /** Pairs that must not be in progress together, written out. A stop may begin at any time. */
      const EXCLUSIVE: Record<Kind, readonly Kind[]> = {
        start: ['edit', 'upload', 'destruction', 'stop'],
        edit: ['start', 'destruction'],
        upload: ['start', 'destruction'],
        destruction: ['start', 'edit', 'upload', 'destruction'],
        stop: [],
      };
      interface Running {
        readonly kind: Kind;
        readonly end: () => Promise<void>;
        readonly change?: Change;
        hasOverlapped: boolean;
        wasStopped: boolean;
      }
      const changes = (kind: Kind): boolean => kind === 'start' || kind === 'upload' || kind === 'destruction';
      const step = steps<{ what: Kind | 'end'; process: number; nth: number }>(
        fc.record({
          what: fc.constantFrom('start', 'edit', 'upload', 'upload', 'destruction', 'stop', 'end', 'end', 'end'),
          process: PROCESS,
          nth: fc.nat({ max: 5 }),
        }),
      );
      await check(step, async (script, campaign) => {
        const running: Running[] = [];
        for (const { what, process, nth } of script) {
          const { changes: store } = stateOf(process);
          if (what === 'end') {
            const [ended] = running.splice(nth % Math.max(1, running.length), 1);
            await ended?.end();
          } else {
            const others = [...running];
            const isExcluded = others.some(({ kind }) => EXCLUSIVE[what].includes(kind));
            if (what === 'stop') {
              running.push({ kind: what, end: store.beginStop(campaign), hasOverlapped: false, wasStopped: false });
              // A stop does not wait for the state. A change that begins in the same process does, and is behind it.
              const behind = await store.begin(`${campaign}-behind`, 'edit', HOUR_MS);
              await behind?.end();
            } else {
              const change = await store.begin(campaign, what, HOUR_MS);
              expect(change === undefined).toBe(isExcluded);
              if (change === undefined) continue;
              running.push({
                kind: what,
                end: () => change.end(),
                change,
                hasOverlapped: others.some(({ kind }) => changes(kind)),
                wasStopped: others.some(({ kind }) => kind === 'stop'),
              });
            }
            for (const other of others) {
              other.hasOverlapped ||= changes(what);
              other.wasStopped ||= what === 'stop';
            }
          }
          for (const { change, hasOverlapped, wasStopped } of running)
            if (change !== undefined) expect(await change.history()).toEqual({ hasOverlapped, wasStopped });
        }
        await Promise.all(running.map(({ end }) => end()));
        const free = await stateOf(0).changes.begin(campaign, 'destruction', HOUR_MS);
        expect(await free?.history()).toEqual({ hasOverlapped: false, wasStopped: false });
        await free?.end();
      });
    });

    it('counts attempts by name, assigns a campaign id once, and knows the highest one', async () => {
      const step = steps<{ what: 'attempt' | 'observe' | 'assign' | 'claim'; nth: number; process: number }>(
        fc.record({
          what: fc.constantFrom('attempt', 'observe', 'assign', 'claim'),
          nth: fc.nat({ max: 4 }),
          process: PROCESS,
        }),
      );
      await check(fc.tuple(fc.maxSafeNat(), step), async ([largest, script], kind) => {
        const model = { attempts: new Map<string, number>(), claimed: new Set<number>(), known: [] as number[] };
        for (const { what, nth, process } of script) {
          const state = stateOf(process);
          const number = Math.max(0, largest - nth);
          const campaign = `name ${nth}`;
          if (what === 'attempt') {
            const attempt = (model.attempts.get(campaign) ?? 0) + 1;
            model.attempts.set(campaign, attempt);
            const highest = model.known.length === 0 ? {} : { highest: Math.max(...model.known) };
            expect(await recordAttempt(state, kind, campaign)).toEqual({ attempt, ...highest });
          } else {
            model.known.push(number);
            if (what === 'observe') await state.campaignIds.observeId(kind, number);
            else if (what === 'assign') await state.campaignIds.assignId(kind, number);
            else {
              const first = await together(3, ({ campaignIds }) => campaignIds.claimId(kind, number));
              expect(first.filter(Boolean)).toHaveLength(model.claimed.has(number) ? 0 : 1);
            }
            if (what !== 'observe') model.claimed.add(number);
          }
          const reader = stateOf(1 - process).campaignIds;
          expect(await reader.isClaimed(kind, number)).toBe(model.claimed.has(number));
          expect(await reader.countAttempts(kind, campaign)).toBe(model.attempts.get(campaign) ?? 0);
          expect(await reader.countAttempts(`${kind} other`, campaign)).toBe(0);
        }
      });
    });

    it('never lowers a version, keeps the latest reading of a list, and gives its lock to one process', async () => {
      const step = steps<{ what: 'bump' | 'store' | 'acquire' | 'release'; process: number; back: number }>(
        fc.record({
          what: fc.constantFrom('bump', 'store', 'store', 'acquire', 'release'),
          process: PROCESS,
          back: fc.nat({ max: 2 }),
        }),
      );
      await check(step, async (script, list) => {
        const { isShared } = states[0].snapshots;
        const first = await states[0].snapshots.loadSnapshot(list);
        const [versions, times] = [[first.version], [first.now]];
        let stored: { includesVersion: number; startedAt: number; text: string } | undefined;
        let holder: number | undefined;
        for (const [at, { what, process, back }] of script.entries()) {
          const { snapshots } = stateOf(process);
          if (what === 'bump') {
            const version = await snapshots.bumpVersion(list);
            expect(version).toBeGreaterThan(Math.max(...versions));
            versions.push(version ?? NaN);
          } else if (what === 'acquire') {
            const isFree = holder === undefined || holder === process;
            expect(await snapshots.acquireRefresh(list, HOUR_MS)).toBe(isFree || !isShared);
            if (isFree) holder = process;
          } else {
            if (holder === process) holder = undefined;
            if (what === 'release') await snapshots.releaseRefresh(list);
            else {
              // A reading that began before the last writes, or before the last readings.
              const reading = {
                includesVersion: versions.at(-1 - back) ?? first.version,
                startedAt: times.at(-1 - (at % 3)) ?? first.now,
              };
              const text = `rows ${at}`;
              await snapshots.storeSnapshot(list, text, reading, HOUR_MS);
              const isLater =
                stored === undefined ||
                reading.includesVersion > stored.includesVersion ||
                (reading.includesVersion === stored.includesVersion && reading.startedAt >= stored.startedAt);
              if (isShared && isLater) stored = { ...reading, text };
            }
          }
          const reader = stateOf(1 - process).snapshots;
          const loaded = await reader.loadSnapshot(list);
          times.push(loaded.now);
          expect(await reader.version(list)).toBe(versions.at(-1));
          expect(loaded.version).toBe(versions.at(-1));
          // It is usable only if it includes this version.
          expect(loaded.snapshot?.includesVersion).toBe(stored?.includesVersion);
          expect(await loaded.snapshot?.text()).toBe(stored?.text);
        }
      });
    });

    it('grants slots up to the limit, to callers in turn, and limits the queue and the share of a caller', async () => {
      interface Ticket {
        readonly ticket: string;
        readonly caller: string;
        readonly round: number;
      }
      const step = steps<{ what: 'acquire' | 'release'; caller: string; process: number; nth: number }>(
        fc.record({
          what: fc.constantFrom('acquire', 'acquire', 'release'),
          caller: fc.constantFrom('a', 'b', 'c'),
          process: PROCESS,
          nth: fc.nat({ max: 9 }),
        }),
      );
      const limits = fc.record({ maxInFlight: fc.integer({ min: 1, max: 3 }), maxQueue: fc.nat({ max: 8 }) });
      await check(
        fc.tuple(limits, step),
        async ([{ maxInFlight, maxQueue }, script], id) => {
          const pool: Pool = { id, maxInFlight, maxQueue, leaseMs: HOUR_MS };
          let held: string[] = [];
          let queue: Ticket[] = [];
          /** Caller → its last round since the queue was empty. */
          let rounds = new Map<string, number>();
          let round = 0;
          const grantFree = (): void => {
            while (held.length < maxInFlight && queue.length > 0) {
              const next = queue.reduce((least, each) => (each.round < least.round ? each : least));
              queue = queue.filter((each) => each !== next);
              held.push(next.ticket);
              round = next.round;
            }
            if (queue.length > 0) return;
            rounds = new Map();
            round = 0;
          };
          for (const [at, { what, caller, process, nth }] of script.entries()) {
            const { slots } = stateOf(process);
            if (what === 'acquire') {
              const ticket = `${slots.process}:${id}-${at}`;
              const own = queue.filter((each) => each.caller === caller).length;
              const { status } = await slots.acquire(pool, ticket, caller);
              if (queue.length === 0 && held.length < maxInFlight) {
                expect(status).toBe('granted');
                held.push(ticket);
              } else if (queue.length >= maxQueue) expect(status).toBe('rejected');
              else if (own >= maxQueue - queue.length) expect(status).toBe('share-exceeded');
              else {
                expect(status).toBe('queued');
                const next = Math.max(round, rounds.get(caller) ?? 0) + 1;
                rounds.set(caller, next);
                queue.push({ ticket, caller, round: next });
              }
            } else {
              const all = [...held, ...queue.map(({ ticket }) => ticket)];
              const ticket = all[nth % Math.max(1, all.length)];
              if (ticket === undefined) continue;
              await slots.release(pool, ticket);
              held = held.filter((each) => each !== ticket);
              queue = queue.filter((each) => each.ticket !== ticket);
              grantFree();
            }
            const { holders = [] } = await slots.renew(pool, [], []);
            expect(sorted(holders)).toEqual(sorted(held));
            const { inFlight, queued } = await slots.usage(pool, { endsAt: Date.now() + HOUR_MS, limit: null });
            expect({ inFlight, queued }).toEqual({ inFlight: held.length, queued: queue.length });
          }
        },
        [
          [
            { maxInFlight: 1, maxQueue: 8 },
            // A caller with two queued calls, and another one after it: they take turns.
            [
              { what: 'acquire', caller: 'a', process: 0, nth: 0 },
              { what: 'acquire', caller: 'a', process: 0, nth: 0 },
              { what: 'acquire', caller: 'a', process: 0, nth: 0 },
              { what: 'acquire', caller: 'b', process: 0, nth: 0 },
              { what: 'release', caller: 'a', process: 0, nth: 0 },
              { what: 'release', caller: 'a', process: 0, nth: 0 },
            ],
          ],
          [
            { maxInFlight: 1, maxQueue: 8 },
            // The only queued call leaves, and then its caller queues again before another one.
            [
              { what: 'acquire', caller: 'a', process: 0, nth: 0 },
              { what: 'acquire', caller: 'b', process: 0, nth: 0 },
              { what: 'release', caller: 'b', process: 0, nth: 1 },
              { what: 'acquire', caller: 'b', process: 0, nth: 0 },
              { what: 'acquire', caller: 'c', process: 0, nth: 0 },
              { what: 'release', caller: 'a', process: 0, nth: 0 },
            ],
          ],
        ],
      );
    });
  });
}
