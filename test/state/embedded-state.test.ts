import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';

import type { MachineClocks } from '../../src/state/embedded/age-clock.js';
import type { Day } from '../../src/state/quota-store.js';
import type { Pool } from '../../src/state/slot-store.js';
import type { State } from '../../src/state/state.js';
import { closing } from '../support/closing.js';
import { contentOf, makeDataDir, openDataDir } from '../support/data-dir.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

const POOL: Pool = { id: 'pool', maxInFlight: 2, maxQueue: 100, leaseMs: 60_000 };
const today = (limit: number | null = null): Day => ({ endsAt: Math.ceil((Date.now() + 1) / DAY_MS) * DAY_MS, limit });

let tickets = 0;
/** Counts a call as the limiter does. Returns the result of the confirmation. */
async function count(state: State, day: Day, name?: string) {
  const ticket = `${state.slots.process}:${(tickets += 1)}`;
  const attempt = name === undefined ? undefined : { kind: 'bogota@api.example/1', name };
  await state.slots.acquire(POOL, ticket, 'caller', { day, attempt });
  const confirmation = await state.slots.confirm(POOL, ticket, day, attempt);
  await state.slots.release(POOL, ticket);
  return confirmation;
}

describe('the state in DATA_DIR after a restart', () => {
  it(
    'replays a completed key, rejects another input, and has the state unknown for a claimed key',
    closing(async (defer) => {
      const folder = makeDataDir(defer);
      const first = await openDataDir(folder);
      expect(await first.idempotency.begin('done', 'input', DAY_MS)).toEqual({ status: 'claimed' });
      expect(await first.idempotency.begin('pending', 'input', DAY_MS)).toEqual({ status: 'claimed' });
      expect(await first.idempotency.begin('pending', 'input', DAY_MS)).toEqual({ status: 'pending' });
      expect(await first.idempotency.begin('released', 'input', DAY_MS)).toEqual({ status: 'claimed' });
      await first.idempotency.complete('done', 'result', DAY_MS);
      await first.idempotency.abandon('released');
      await first.close();

      const second = await openDataDir(folder);
      defer(() => second.close());
      expect(await second.idempotency.begin('done', 'input', DAY_MS)).toEqual({ status: 'done', value: 'result' });
      expect(await second.idempotency.begin('done', 'other', DAY_MS)).toEqual({ status: 'conflict' });
      expect(await second.idempotency.begin('pending', 'input', DAY_MS)).toEqual({ status: 'unknown' });
      expect(await second.idempotency.begin('pending', 'other', DAY_MS)).toEqual({ status: 'conflict' });
      expect(await second.idempotency.begin('released', 'other', DAY_MS)).toEqual({ status: 'claimed' });
    }),
  );

  it(
    'has the calls of the day, and its mark as exhausted',
    closing(async (defer) => {
      const folder = makeDataDir(defer);
      const first = await openDataDir(folder);
      for (let nth = 0; nth < 3; nth += 1) await count(first, today());
      await first.quota.refund(POOL, today());
      await first.close();

      const second = await openDataDir(folder);
      expect(await second.slots.usage(POOL, today())).toEqual({ inFlight: 0, queued: 0, used: 2 });
      expect(await count(second, today(3))).toMatchObject({ status: 'confirmed' });
      expect(await count(second, today(3))).toMatchObject({ status: 'quota-exhausted' });
      await second.quota.markExhausted(POOL, today());
      await second.close();

      const third = await openDataDir(folder);
      defer(() => third.close());
      expect(await count(third, today())).toMatchObject({ status: 'quota-exhausted' });
    }),
  );

  it(
    'has attempts, assigned campaign ids and the highest id',
    closing(async (defer) => {
      const folder = makeDataDir(defer);
      const kind = 'bogota@api.example/1';
      const first = await openDataDir(folder);
      await count(first, today(), 'survey');
      await first.campaignIds.assignId(kind, 5801);
      expect(await first.campaignIds.claimId(kind, 5802)).toBe(true);
      await first.campaignIds.observeId(kind, 5900);
      await first.close();

      const second = await openDataDir(folder);
      defer(() => second.close());
      expect(await second.campaignIds.countAttempts(kind, 'survey')).toBe(1);
      expect(await second.campaignIds.isClaimed(kind, 5801)).toBe(true);
      expect(await second.campaignIds.claimId(kind, 5802)).toBe(false);
      expect(await second.campaignIds.isClaimed(kind, 5900)).toBe(false);
      expect(await count(second, today(), 'survey')).toEqual({
        status: 'confirmed',
        attempt: { attempt: 2, highest: 5900 },
      });
    }),
  );

  it(
    'counts calls that waited as sent, at most four of them, because the process cannot know',
    closing(async (defer) => {
      const folder = makeDataDir(defer);
      const first = await openDataDir(folder);
      const attempt = { kind: 'bogota@api.example/1', name: 'survey' };
      const call = { day: today(), attempt };
      for (let nth = 0; nth < 10; nth += 1) await first.slots.acquire(POOL, `here:waiting-${nth}`, 'caller', call);
      expect(await first.slots.confirm(POOL, 'here:waiting-0', today(), attempt)).toMatchObject({
        status: 'confirmed',
      });
      await first.close();

      const second = await openDataDir(folder);
      defer(() => second.close());
      expect((await second.slots.usage(POOL, today())).used).toBe(1 + 4);
      // Each of them may have been sent, so a lost one of that name is not identified by its name.
      expect(await second.campaignIds.countAttempts(attempt.kind, attempt.name)).toBe(10);
    }),
  );

  it(
    'forgets calls that waited and were not sent',
    closing(async (defer) => {
      const folder = makeDataDir(defer);
      const first = await openDataDir(folder);
      const attempt = { kind: 'bogota@api.example/1', name: 'survey' };
      for (let nth = 0; nth < 10; nth += 1)
        await first.slots.acquire(POOL, `here:given-up-${nth}`, 'caller', { day: today(), attempt });
      for (let nth = 0; nth < 10; nth += 1) await first.slots.release(POOL, `here:given-up-${nth}`);
      await first.close();

      const second = await openDataDir(folder);
      defer(() => second.close());
      expect((await second.slots.usage(POOL, today())).used).toBe(0);
      expect(await second.campaignIds.countAttempts(attempt.kind, attempt.name)).toBe(0);
    }),
  );
});

describe('a TTL over a restart', () => {
  interface Moment {
    wall: number;
    uptime: number;
    boot: string | undefined;
  }
  const clocksAt = (moment: Moment): MachineClocks => ({
    wall: () => moment.wall,
    uptime: () => moment.uptime,
    boot: moment.boot,
  });
  const START: Moment = { wall: Date.UTC(2026, 10, 23), uptime: 10 * HOUR_MS, boot: 'first' };

  /** [what happens between the processes, the clocks of the second process, is the key stored] */
  const CASES: readonly (readonly [string, Moment, boolean])[] = [
    ['23 hours', { ...START, wall: START.wall + 23 * HOUR_MS, uptime: START.uptime + 23 * HOUR_MS }, true],
    ['25 hours', { ...START, wall: START.wall + 25 * HOUR_MS, uptime: START.uptime + 25 * HOUR_MS }, false],
    [
      'an hour, and a step of the wall clock by a year',
      { ...START, wall: START.wall + YEAR_MS, uptime: START.uptime + HOUR_MS },
      true,
    ],
    [
      '25 hours, and a step of the wall clock a year back',
      { ...START, wall: START.wall - YEAR_MS, uptime: START.uptime + 25 * HOUR_MS },
      false,
    ],
    [
      '23 hours and a restart of the machine',
      { wall: START.wall + 23 * HOUR_MS, uptime: 60_000, boot: 'second' },
      true,
    ],
    [
      '25 hours and a restart of the machine',
      { wall: START.wall + 25 * HOUR_MS, uptime: 60_000, boot: 'second' },
      false,
    ],
    [
      'a restart of the machine with a clock a year back',
      { wall: START.wall - YEAR_MS, uptime: 60_000, boot: 'second' },
      true,
    ],
    [
      '23 hours on a system without an id of its start',
      { wall: START.wall + 23 * HOUR_MS, uptime: 1, boot: undefined },
      true,
    ],
    [
      '25 hours on a system without an id of its start',
      { wall: START.wall + 25 * HOUR_MS, uptime: 1, boot: undefined },
      false,
    ],
  ];

  it.each(CASES)(
    'is right after %s',
    closing(async (defer, _what: string, later: Moment, isStored: boolean) => {
      const folder = makeDataDir(defer);
      const moment = { ...START };
      const first = await openDataDir(folder, clocksAt(moment));
      await first.idempotency.begin('key', 'input', DAY_MS);
      await first.idempotency.complete('key', 'result', DAY_MS);
      // The wall clock of a running process does not matter.
      moment.wall += 3 * YEAR_MS;
      expect(await first.idempotency.begin('key', 'input', DAY_MS)).toEqual({ status: 'done', value: 'result' });
      moment.wall -= 3 * YEAR_MS;
      await first.close();

      const second = await openDataDir(folder, clocksAt(later));
      defer(() => second.close());
      expect(await second.idempotency.begin('key', 'input', DAY_MS)).toEqual(
        isStored ? { status: 'done', value: 'result' } : { status: 'claimed' },
      );
    }),
  );

  it(
    'holds over many restarts',
    closing(async (defer) => {
      const folder = makeDataDir(defer);
      const moment = { ...START };
      for (let hour = 0; hour < 24; hour += 1) {
        const state = await openDataDir(folder, clocksAt(moment));
        expect((await state.idempotency.begin('key', 'input', DAY_MS)).status).toBe(hour === 0 ? 'claimed' : 'unknown');
        moment.wall += HOUR_MS;
        moment.uptime += HOUR_MS;
        await state.close();
      }
      const last = await openDataDir(folder, clocksAt(moment));
      defer(() => last.close());
      expect(await last.idempotency.begin('key', 'input', DAY_MS)).toEqual({ status: 'claimed' });
    }),
  );
});

describe('DATA_DIR', () => {
  it(
    'cannot be opened twice at a time',
    closing(async (defer) => {
      const folder = makeDataDir(defer);
      const state = await openDataDir(folder);
      await expect(openDataDir(folder)).rejects.toMatchObject({ name: 'DataDirError', reason: 'in-use' });
      await state.close();
      await (await openDataDir(folder)).close();
    }),
  );

  it(
    'is created with its parents, for its user only',
    closing(async (defer) => {
      const folder = join(makeDataDir(defer), 'a', 'b');
      await (await openDataDir(folder)).close();
      await (await openDataDir(folder)).close();
      expect(contentOf(folder)).toContain('meta/format');
    }),
  );

  it(
    'is rejected if a newer version wrote it',
    closing(async (defer) => {
      const folder = makeDataDir(defer);
      await edit(folder, (level) => level.put('meta/format', '2'));
      await expect(openDataDir(folder)).rejects.toMatchObject({ reason: 'newer' });
    }),
  );

  it.each(['', 'nonsense', '[]', '{"fingerprint":1}', '"text"'])(
    'has the state unknown for a key whose record cannot be read: %j',
    closing(async (defer, text: string) => {
      const folder = makeDataDir(defer);
      await edit(folder, (level) => level.put('key/a', text));
      const state = await openDataDir(folder);
      defer(() => state.close());
      expect(await state.idempotency.begin('a', 'input', DAY_MS)).toEqual({ status: 'unknown' });
    }),
  );

  it.each([
    ['day/pool', '{"endsAt":"soon"}'],
    ['day/pool', 'x'],
    ['attempts/a/1/b', '{}'],
    ['claimed/a/x/y', '1'],
    ['highest/a', 'null'],
    ['meta/clock', '[]'],
    ['foreign', 'x'],
  ])(
    'is opened if another record cannot be read: %s = %s',
    closing(async (defer, key: string, text: string) => {
      const folder = makeDataDir(defer);
      await edit(folder, (level) => level.put(key, text));
      const state = await openDataDir(folder);
      defer(() => state.close());
      expect(await count(state, today(1))).toMatchObject({ status: 'confirmed' });
    }),
  );
});

/** Changes the records as another program could. */
async function edit(folder: string, change: (level: ClassicLevel) => Promise<void>): Promise<void> {
  await (await openDataDir(folder)).close();
  const level = new ClassicLevel(folder);
  await change(level);
  await level.close();
}
