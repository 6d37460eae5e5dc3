import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createClient } from '@redis/client';

import { createRedisState } from '../../src/wolkvox/governor/redis-state.js';
import {
  NAME_KEPT_MS,
  NUMBER_KEPT_MS,
  StateFault,
  type Pool,
  type State,
  type Tending,
} from '../../src/wolkvox/governor/state.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

const POOL: Pool = { id: 'pool', maxInFlight: 1, maxQueue: 10, leaseMs: 60_000 };
const A_DAY_MS = 86_400_000;

describeWithRedis('a Redis that loses what it knew', () => {
  let redis: Redis;
  let admin: ReturnType<typeof createClient>;
  let [one, other]: State[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    admin = createClient({ url: redis.url });
    admin.on('error', () => undefined);
    await admin.connect();
    [one, other] = await Promise.all([0, 1].map(() => createRedisState(redis.url, () => undefined)));
  });
  // A Redis that was emptied is noticed within a second, and not relied on for some more.
  beforeEach(() => until(() => one?.ready() === true && other?.ready() === true));
  afterAll(async () => {
    await Promise.all([one?.close(), other?.close()]);
    admin.destroy();
    await redis.stop();
  });

  it('keeps the answer of a key that was claimed before', async () => {
    expect(await one?.claim('key', 'input', A_DAY_MS)).toEqual({ claim: 'mine' });
    await admin.flushAll();
    await one?.settle('key', 'answer', A_DAY_MS);
    expect(await other?.claim('key', 'input', A_DAY_MS)).toEqual({ claim: 'done', value: 'answer' });
    expect(await other?.claim('key', 'another', A_DAY_MS)).toEqual({ claim: 'conflict' });
  });

  it('tells those who wait that their place is gone', async () => {
    await one?.enter(POOL, `${one.process}:a`, 'caller');
    expect(await one?.enter(POOL, `${one.process}:b`, 'caller')).toMatchObject({ place: 'waiting' });
    await admin.flushAll();
    // A heartbeat that meets the emptied server may renew the connections just now.
    let tending: Tending | undefined;
    await until(async () => {
      tending = await one?.tend(POOL, [`${one.process}:a`], [`${one.process}:b`]).catch(() => undefined);
      return tending !== undefined;
    });
    expect(tending).toMatchObject({ holders: [`${one?.process}:a`], gone: [`${one?.process}:b`] });
    await one?.leave(POOL, `${one.process}:a`);
  });

  it('is told of the keys that are being worked on before anything new is let out', async () => {
    expect(await one?.claim('under-way', 'input', A_DAY_MS)).toEqual({ claim: 'mine' });
    await redis.restart();
    while (one?.ready() !== true || other?.ready() !== true) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await other.claim('under-way', 'input', A_DAY_MS)).toEqual({ claim: 'pending' });
  });

  it('keeps no name of a caller that waits', async () => {
    await one?.enter(POOL, `${one.process}:a`, 'ana@example.com');
    await one?.enter(POOL, `${one.process}:b`, 'ana@example.com');
    const callers = await admin.hKeys('wolkvox:{pool}:rounds');
    expect(callers).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    for (const ticket of ['b', 'a']) await one?.leave(POOL, `${one.process}:${ticket}`);
  });

  it('keeps neither name nor number for longer than they matter', async () => {
    await one?.announce('kind', 'Campaña secreta');
    await one?.note('kind', 5801);
    const keys = (await admin.keys('wolkvox:numbers:*')).sort();
    expect(keys.join()).not.toContain('secreta');
    const kept = await Promise.all(keys.map(async (key) => [/:(names|taken):/.exec(key)?.[1], await admin.pTTL(key)]));
    expect(kept).toEqual([
      [undefined, withinASecondOf(NUMBER_KEPT_MS)],
      ['names', withinASecondOf(2 * NAME_KEPT_MS)],
      ['taken', withinASecondOf(NUMBER_KEPT_MS)],
    ]);
  });
});

describeWithRedis('a Redis with something else under a key of ours', () => {
  let redis: Redis;
  let admin: ReturnType<typeof createClient>;
  let state: State;
  const told: string[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    admin = createClient({ url: redis.url });
    admin.on('error', () => undefined);
    await admin.connect();
    await admin.set('wolkvox:epoch', '1');
    state = await createRedisState(redis.url, (news) => told.push(news));
  });
  afterAll(async () => {
    await state.close();
    admin.destroy();
    await redis.stop();
  });

  it('fails at it, says so once, and is there for everything else', async () => {
    await admin.set('wolkvox:{pool}:slots', 'not a set');
    await admin.set('wolkvox:once:spoilt', 'not a hash');
    for (const ticket of ['a', 'b'])
      await expect(state.enter(POOL, `${state.process}:${ticket}`, 'caller')).rejects.toBeInstanceOf(StateFault);
    await expect(state.claim('spoilt', 'input', A_DAY_MS)).rejects.toBeInstanceOf(StateFault);
    expect(state.ready()).toBe(true);
    expect(await state.claim('sound', 'input', A_DAY_MS)).toEqual({ claim: 'mine' });
    expect(told.filter((words) => words.includes('enter'))).toEqual(['Redis fails at enter: WRONGTYPE']);
    expect(told.join()).not.toContain('lost');
  });

  it('owes nothing that would fail again, and what comes after it is made', async () => {
    await admin.set('wolkvox:{pool}:slots', 'not a set');
    await state.leave(POOL, `${state.process}:a`);
    await state.settle('sound', 'answer', A_DAY_MS);
    expect(await state.claim('sound', 'input', A_DAY_MS)).toEqual({ claim: 'done', value: 'answer' });
    await admin.del('wolkvox:{pool}:slots');
    expect(await state.enter(POOL, `${state.process}:c`, 'caller')).toEqual({ place: 'in' });
  });

  it('is found again after it was lost, whatever is under that key', async () => {
    expect(await state.claim('held', 'input', A_DAY_MS)).toEqual({ claim: 'mine' });
    told.length = 0;
    await redis.restart();
    await admin.set('wolkvox:once:held', 'not a hash');
    await until(() => told.includes('Redis is there'));
    expect(await state.claim('another', 'input', A_DAY_MS)).toEqual({ claim: 'mine' });
  });
});

const withinASecondOf = (ms: number): unknown => expect.closeTo(ms - 500, -3);
