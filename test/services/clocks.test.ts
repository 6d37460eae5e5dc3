import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { createMemoryState } from '../../src/state/memory/memory-state.js';
import { createRedisState } from '../../src/state/redis/redis-state.js';
import type { Day } from '../../src/state/quota-store.js';
import type { Pool } from '../../src/state/slot-store.js';
import type { State } from '../../src/state/state.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { startKnownRedis, type RedisAdmin } from '../support/known-redis.js';
import { describeWithRedis } from '../support/redis.js';
import { STORES, type OpenStore } from '../support/stores.js';
import { until } from '../support/until.js';
import { takeWallClock, type WallClock } from '../support/wall-clock.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

const STEPS: readonly [string, number][] = [
  ['25 hours ahead', 25 * HOUR_MS],
  ['a year ahead', YEAR_MS],
  ['25 hours behind', -25 * HOUR_MS],
  ['a year behind', -YEAR_MS],
];

describe('a wall clock that steps in one process', () => {
  let simulator: Simulator;
  let product: Product;
  let clock: WallClock;
  beforeEach(async () => {
    clock = takeWallClock();
    simulator = await startSimulator({ token: TOKEN });
  });
  afterEach(async () => {
    clock.restore();
    await product.close();
    await simulator.close();
  });

  const start = async (variables: Record<string, string> = {}): Promise<void> => {
    product = await startProduct(simulator.url, variables);
  };
  const create = async (more: object = {}) => (await product.create({ ...PREVIEW, ...more })).data?.createCampaign;
  const sent = (): number => simulator.requests().filter(({ query }) => query.api === 'create_campaign').length;

  it.each(STEPS)('expires no idempotency key: %s', async (_name, ms) => {
    await start();
    const first = await create({ idempotencyKey: 'key' });
    expect(first).toMatchObject({ __typename: 'CreateCampaignSuccess', replayed: false });
    clock.shift(ms);
    // Another key removes expired entries.
    await create({ idempotencyKey: 'another' });
    const { campaign } = first as { campaign: object };
    expect(await create({ idempotencyKey: 'key' })).toMatchObject({ replayed: true, campaign });
    clock.shift(0);
    expect(await create({ idempotencyKey: 'key' })).toMatchObject({ replayed: true, campaign });
    expect(sent()).toBe(2);
  });

  it.each(STEPS)('does not change the freshness of a list: %s', async (_name, ms) => {
    await start();
    const loaders = (): number => simulator.requests().filter(({ query }) => query.api === 'campaigns').length;
    await product.query('{ campaigns { totalCount } }');
    clock.shift(ms);
    await product.query('{ campaigns { nodes { name } } }');
    expect(loaders()).toBe(1);
  });

  it.each<[string, number]>([
    ['a year', YEAR_MS],
    ['a month', 30 * DAY_MS],
    ['three days', 3 * DAY_MS],
  ])('resets the usage of a wrong day after it is corrected: %s ahead', async (_name, ms) => {
    await start({ WOLKVOX_DAILY_QUOTA: '2' });
    clock.shift(ms);
    for (let nth = 0; nth < 2; nth += 1) expect(await create()).toMatchObject({ __typename: 'CreateCampaignSuccess' });
    expect(await create()).toMatchObject({ code: 'QUOTA_EXHAUSTED' });
    clock.shift(0);
    expect(await create()).toMatchObject({ __typename: 'CreateCampaignSuccess' });
    const { data } = await product.query('{ operation { limits { usedToday } } }');
    expect(data).toEqual({ operation: { limits: { usedToday: 1 } } });
  });

  it.each<[string, number]>([
    ['a year', YEAR_MS],
    ['a month', 30 * DAY_MS],
    ['three days', 3 * DAY_MS],
  ])('resets an exhausted quota of a wrong day after it is corrected: %s ahead', async (_name, ms) => {
    await start();
    clock.shift(ms);
    simulator.behave({
      answer: { status: 403, body: { code: 403, error: 'Forbidden', msg: 'TOKEN LIMIT EXCEEDED' } },
      times: 1,
    });
    expect(await create()).toMatchObject({ code: 'QUOTA_EXHAUSTED' });
    expect(await create()).toMatchObject({ code: 'QUOTA_EXHAUSTED' });
    clock.shift(0);
    expect(await create()).toMatchObject({ __typename: 'CreateCampaignSuccess' });
  });
});

/** Day as the limiter creates it: its end by the clock of this process. */
const today = (limit: number | null = 2): Day => ({ endsAt: Math.ceil((Date.now() + 1) / DAY_MS) * DAY_MS, limit });
const POOL: Pool = { id: 'pool', maxInFlight: 10, maxQueue: 10, leaseMs: 60_000 };

let tickets = 0;
/** Consumes one call of the daily quota; false if the quota is exhausted. */
async function spendOne(state: State, day: Day): Promise<boolean> {
  const ticket = `${state.slots.process}:spend-${(tickets += 1)}`;
  await state.slots.acquire(POOL, ticket, 'caller');
  const confirmation = await state.slots.confirm(POOL, ticket, day);
  await state.slots.release(POOL, ticket);
  return confirmation.status === 'confirmed';
}

for (const { name, describe: describeStore, open } of STORES) {
  describeStore(`the daily quota ${name}`, () => {
    let store: OpenStore;
    let state: State;
    let clock: WallClock;
    beforeAll(async () => {
      store = await open();
    });
    beforeEach(async () => {
      state = await store.fresh();
      clock = takeWallClock();
    });
    afterEach(() => clock.restore());
    afterAll(() => store.close());

    const spend = (count: number): Promise<boolean[]> =>
      Promise.all(Array.from({ length: count }, () => spendOne(state, today())));
    const spent = async (): Promise<number> => (await state.slots.usage(POOL, today())).used;

    it.each<[string, number]>([
      ['a year ahead', YEAR_MS],
      ['three days ahead', 3 * DAY_MS],
      ['a month behind', -30 * DAY_MS],
      ['right', 0],
    ])('is enforced and resets the next day on a clock that is %s', async (_name, ms) => {
      clock.shift(ms);
      expect(await spend(3)).toEqual([true, true, false]);
      expect(await spent()).toBe(2);
      clock.shift(ms + DAY_MS);
      // By the clock of Redis it is still the day before. A large difference is decided by the process.
      if (Math.abs(ms) > DAY_MS && ms > 0) expect(await spend(3)).toEqual([true, true, false]);
    });

    it.each<[string, number]>([
      ['a year', YEAR_MS],
      ['a month', 30 * DAY_MS],
      ['three days', 3 * DAY_MS],
    ])(
      'resets after the correction of a clock that was %s ahead, also if it was marked as exhausted',
      async (_name, ms) => {
        clock.shift(ms);
        await spend(2);
        await state.quota.markExhausted(POOL, today());
        expect(await spend(1)).toEqual([false]);
        clock.shift(0);
        expect(await spent()).toBe(0);
        expect(await spend(3)).toEqual([true, true, false]);
      },
    );

    it('continues if the clock error is less than a day', async () => {
      const day = { endsAt: Date.now() + 12 * HOUR_MS, limit: 2 };
      const spend = (): Promise<boolean> => spendOne(state, day);
      expect([await spend(), await spend()]).toEqual([true, true]);
      for (const ms of [HOUR_MS, -HOUR_MS, 11 * HOUR_MS, -11 * HOUR_MS]) {
        clock.shift(ms);
        expect(await spend()).toBe(false);
      }
    });
  });
}

describeWithRedis('different clocks with Redis', () => {
  let admin: RedisAdmin;
  let stopRedis: () => Promise<void>;
  let state: State;
  let clock: WallClock;
  beforeAll(async () => {
    const known = await startKnownRedis();
    ({ admin, stop: stopRedis } = known);
    state = await createRedisState(known.redis.url, () => undefined);
  });
  beforeEach(async () => {
    await admin.del('{wolkvox}:token:pool:day');
    clock = takeWallClock();
  });
  afterEach(() => clock.restore());
  afterAll(async () => {
    await state.close();
    await stopRedis();
  });

  it.each([
    ['a year ahead', YEAR_MS],
    ['a year behind', -YEAR_MS],
    ['three days ahead', 3 * DAY_MS],
  ])('do not restart the day of other processes if one clock is %s', async (_name, ms) => {
    expect(await spendOne(state, today())).toBe(true);
    for (const shift of [ms, 0, ms, 0]) {
      clock.shift(shift);
      await state.slots.usage(POOL, today());
    }
    expect(await spendOne(state, today())).toBe(true);
    clock.shift(ms);
    expect(await spendOne(state, today())).toBe(false);
    clock.shift(0);
    expect(await spendOne(state, today())).toBe(false);
    expect(Number(await admin.hGet('{wolkvox}:token:pool:day', 'endsAt'))).toBe(today().endsAt);
  });

  it('restart the grace period if the clock of Redis was set back', async () => {
    clock.restore();
    await admin.set('{wolkvox}:epoch', String(Date.now() + YEAR_MS));
    await until(async () => Number(await admin.get('{wolkvox}:epoch')) <= Date.now(), 'the epoch has passed');
    await until(() => state.ready(), 'the state is ready');
    expect(await state.idempotency.begin('key', 'input', DAY_MS)).toEqual({ status: 'claimed' });
  });
});

it('an idempotency key in memory expires by a monotonic clock', async () => {
  const state = createMemoryState();
  expect(await state.idempotency.begin('key', 'input', 0)).toEqual({ status: 'claimed' });
  expect(await state.idempotency.begin('key', 'input', DAY_MS)).toEqual({ status: 'claimed' });
  expect(await state.idempotency.begin('key', 'input', DAY_MS)).toEqual({ status: 'pending' });
});
