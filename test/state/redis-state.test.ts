import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createClient } from '@redis/client';

import { createRedisState } from '../../src/state/redis/redis-state.js';
import {
  ATTEMPT_TTL_MS,
  CLAIMED_ID_TTL_MS,
  StateCommandError,
  type Pool,
  type State,
  type RenewResult,
} from '../../src/state/state.js';
import { recordAttempt } from '../support/record-attempt.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

const POOL: Pool = { id: 'pool', maxInFlight: 1, maxQueue: 10, leaseMs: 60_000 };
const A_DAY_MS = 86_400_000;

describeWithRedis('state in a Redis that loses its memory', () => {
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
  // An emptied Redis is detected within a second, and used again after GRACE_MS.
  beforeEach(() => until(() => one?.ready() === true && other?.ready() === true));
  afterAll(async () => {
    await Promise.all([one?.close(), other?.close()]);
    admin.destroy();
    await redis.stop();
  });

  it('stores the result of a key that was claimed before the loss', async () => {
    const losses = (): number[] => [one, other].map((state) => state?.losses() ?? 0);
    const before = losses();
    expect(await one?.begin('key', 'input', A_DAY_MS)).toEqual({ status: 'claimed' });
    await admin.flushAll();
    await one?.complete('key', 'answer', A_DAY_MS);
    expect(await other?.begin('key', 'input', A_DAY_MS)).toEqual({ status: 'done', value: 'answer' });
    expect(await other?.begin('key', 'another', A_DAY_MS)).toEqual({ status: 'conflict' });
    // Else a heartbeat detects the loss during the next test.
    await until(() => losses().every((count, index) => count > (before[index] ?? 0)));
  });

  it('reports waiting tickets as lost', async () => {
    await one?.acquire(POOL, `${one.process}:a`, 'caller');
    expect(await one?.acquire(POOL, `${one.process}:b`, 'caller')).toMatchObject({ status: 'queued' });
    await admin.flushAll();
    // A heartbeat that detects the emptied server may reconnect at the same time.
    let renewed: RenewResult | undefined;
    await until(async () => {
      renewed = await one?.renew(POOL, [`${one.process}:a`], [`${one.process}:b`]).catch(() => undefined);
      return renewed !== undefined;
    });
    expect(renewed).toMatchObject({ holders: [`${one?.process}:a`], lost: [`${one?.process}:b`] });
    await one?.release(POOL, `${one.process}:a`);
  });

  it('registers claimed keys again before new calls are admitted', async () => {
    expect(await one?.begin('in-flight', 'input', A_DAY_MS)).toEqual({ status: 'claimed' });
    await redis.restart();
    while (one?.ready() !== true || other?.ready() !== true) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await other.begin('in-flight', 'input', A_DAY_MS)).toEqual({ status: 'pending' });
  });

  it('stores no name of a waiting caller', async () => {
    await one?.acquire(POOL, `${one.process}:a`, 'ana@example.com');
    await one?.acquire(POOL, `${one.process}:b`, 'ana@example.com');
    const callers = await admin.hKeys('wolkvox:{pool}:rounds');
    expect(callers).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    for (const ticket of ['b', 'a']) await one?.release(POOL, `${one.process}:${ticket}`);
  });

  it('stores names and numbers only for their TTL', async () => {
    if (one !== undefined) await recordAttempt(one, 'kind', 'Campaña secreta');
    await one?.assignId('kind', 5801);
    const keys = (await admin.keys('wolkvox:numbers:*')).sort();
    expect(keys.join()).not.toContain('secreta');
    const ttls = await Promise.all(keys.map(async (key) => [/:(names|taken):/.exec(key)?.[1], await admin.pTTL(key)]));
    expect(ttls).toEqual([
      [undefined, withinASecondOf(CLAIMED_ID_TTL_MS)],
      ['names', withinASecondOf(2 * ATTEMPT_TTL_MS)],
      ['taken', withinASecondOf(CLAIMED_ID_TTL_MS)],
    ]);
  });
});

describeWithRedis('state in a Redis with an invalid value under one of its keys', () => {
  let redis: Redis;
  let admin: ReturnType<typeof createClient>;
  let state: State;
  const logged: string[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    admin = createClient({ url: redis.url });
    admin.on('error', () => undefined);
    await admin.connect();
    await admin.set('wolkvox:epoch', '1');
    state = await createRedisState(redis.url, (message) => logged.push(message));
  });
  afterAll(async () => {
    await state.close();
    admin.destroy();
    await redis.stop();
  });

  it('rejects steps on that key, logs it once, and stays available for other keys', async () => {
    await admin.set('wolkvox:{pool}:slots', 'not a set');
    await admin.set('wolkvox:once:spoilt', 'not a hash');
    for (const ticket of ['a', 'b'])
      await expect(state.acquire(POOL, `${state.process}:${ticket}`, 'caller')).rejects.toBeInstanceOf(
        StateCommandError,
      );
    await expect(state.begin('spoilt', 'input', A_DAY_MS)).rejects.toBeInstanceOf(StateCommandError);
    expect(state.ready()).toBe(true);
    expect(await state.begin('sound', 'input', A_DAY_MS)).toEqual({ status: 'claimed' });
    expect(logged.filter((message) => message.includes('acquire'))).toEqual([
      'Redis command failed at acquire: WRONGTYPE',
    ]);
    expect(logged.join()).not.toContain('unavailable');
  });

  it('does not retry a step that fails permanently, and makes the steps after it', async () => {
    await admin.set('wolkvox:{pool}:slots', 'not a set');
    await state.release(POOL, `${state.process}:a`);
    await state.complete('sound', 'answer', A_DAY_MS);
    expect(await state.begin('sound', 'input', A_DAY_MS)).toEqual({ status: 'done', value: 'answer' });
    await admin.del('wolkvox:{pool}:slots');
    expect(await state.acquire(POOL, `${state.process}:c`, 'caller')).toEqual({ status: 'granted' });
  });

  it('recovers after a restart, whatever the value under that key', async () => {
    expect(await state.begin('held', 'input', A_DAY_MS)).toEqual({ status: 'claimed' });
    logged.length = 0;
    await redis.restart();
    await admin.set('wolkvox:once:held', 'not a hash');
    await until(() => logged.includes('Redis connected'));
    expect(await state.begin('another', 'input', A_DAY_MS)).toEqual({ status: 'claimed' });
  });
});

const withinASecondOf = (ms: number): unknown => expect.closeTo(ms - 500, -3);
