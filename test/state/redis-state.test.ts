import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { createRedisState } from '../../src/state/redis/redis-state.js';
import { ATTEMPT_TTL_MS, CLAIMED_ID_TTL_MS } from '../../src/state/campaign-id-store.js';
import { StateCommandError } from '../../src/state/errors.js';
import type { Pool, RenewResult } from '../../src/state/slot-store.js';
import type { State } from '../../src/state/state.js';
import { closing, type Defer } from '../support/closing.js';
import { startKnownRedis, type RedisAdmin } from '../support/known-redis.js';
import { recordAttempt } from '../support/record-attempt.js';
import { describeWithRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

const POOL: Pool = { id: 'pool', maxInFlight: 1, maxQueue: 10, leaseMs: 60_000 };
const A_DAY_MS = 86_400_000;

/** Two states over their own Redis. The tests mostly wait, so they run at the same time. */
async function startTwo(defer: Defer) {
  const { redis, admin, stop } = await startKnownRedis();
  defer(stop);
  const start = () => createRedisState(redis.url, () => undefined);
  const [one, other] = await Promise.all([start(), start()]);
  defer(() => Promise.all([one.close(), other.close()]));
  const areReady = (): boolean => one.ready() && other.ready();
  await until(areReady, 'both states are ready');
  return { redis, admin, one, other, areReady };
}

describeWithRedis('state in a Redis that loses its memory', () => {
  it.concurrent(
    'stores the result of a key that was claimed before the loss',
    closing(async (defer) => {
      const { admin, one, other } = await startTwo(defer);
      expect(await one.idempotency.begin('key', 'input', A_DAY_MS)).toEqual({ status: 'claimed' });
      await admin.flushAll();
      await one.idempotency.complete('key', 'answer', A_DAY_MS);
      expect(await other.idempotency.begin('key', 'input', A_DAY_MS)).toEqual({ status: 'done', value: 'answer' });
      expect(await other.idempotency.begin('key', 'another', A_DAY_MS)).toEqual({ status: 'conflict' });
      await until(() => one.slots.losses() > 0 && other.slots.losses() > 0, 'both states have detected the loss');
    }),
  );

  it.concurrent(
    'reports waiting tickets as lost',
    closing(async (defer) => {
      const { admin, one } = await startTwo(defer);
      await one.slots.acquire(POOL, `${one.slots.process}:a`, 'caller');
      expect(await one.slots.acquire(POOL, `${one.slots.process}:b`, 'caller')).toMatchObject({ status: 'queued' });
      await admin.flushAll();
      // A heartbeat that detects the emptied server may reconnect at the same time.
      let renewed: RenewResult | undefined;
      await until(async () => {
        renewed = await one.slots
          .renew(POOL, [`${one.slots.process}:a`], [`${one.slots.process}:b`])
          .catch(() => undefined);
        return renewed !== undefined;
      }, 'Redis has renewed the tickets');
      expect(renewed).toMatchObject({ holders: [`${one.slots.process}:a`], lost: [`${one.slots.process}:b`] });
    }),
  );

  it.concurrent(
    'registers claimed keys again before new calls are admitted',
    closing(async (defer) => {
      const { redis, one, other, areReady } = await startTwo(defer);
      expect(await one.idempotency.begin('in-flight', 'input', A_DAY_MS)).toEqual({ status: 'claimed' });
      await redis.restart();
      await until(areReady, 'both states are ready again');
      expect(await other.idempotency.begin('in-flight', 'input', A_DAY_MS)).toEqual({ status: 'pending' });
    }),
  );

  it.concurrent(
    'stores no name of a waiting caller',
    closing(async (defer) => {
      const { admin, one } = await startTwo(defer);
      await one.slots.acquire(POOL, `${one.slots.process}:a`, 'ana@example.com');
      await one.slots.acquire(POOL, `${one.slots.process}:b`, 'ana@example.com');
      const callers = await admin.hKeys('{wolkvox}:token:pool:rounds');
      expect(callers).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    }),
  );

  it.concurrent(
    'stores names and numbers only for their TTL',
    closing(async (defer) => {
      const { admin, one } = await startTwo(defer);
      await recordAttempt(one, 'kind', 'Campaña secreta');
      await one.campaignIds.assignId('kind', 5801);
      const keys = (await admin.keys('{wolkvox}:numbers:*')).sort();
      expect(keys.join()).not.toContain('secreta');
      const ttls = await Promise.all(
        keys.map(async (key) => [/:(names|taken):/.exec(key)?.[1], await admin.pTTL(key)]),
      );
      expect(ttls).toEqual([
        [undefined, withinASecondOf(CLAIMED_ID_TTL_MS)],
        ['names', withinASecondOf(2 * ATTEMPT_TTL_MS)],
        ['taken', withinASecondOf(CLAIMED_ID_TTL_MS)],
      ]);
    }),
  );
});

describeWithRedis('message of a completed or released key', () => {
  it(
    'has no result, because every process receives it',
    closing(async (defer) => {
      const { admin, one } = await startTwo(defer);
      const listener = admin.duplicate();
      await listener.connect();
      defer(() => listener.destroy());
      const messages: unknown[] = [];
      await listener.subscribe('{wolkvox}:settled', (message) => messages.push(JSON.parse(message)));
      await one.idempotency.begin('stored', 'input', A_DAY_MS);
      await one.idempotency.complete('stored', 'answer', A_DAY_MS);
      await one.idempotency.begin('released', 'input', A_DAY_MS);
      await one.idempotency.abandon('released', 'answer');
      await until(() => messages.length === 2, 'both messages have arrived');
      expect(messages).toEqual([{ key: 'stored' }, { key: 'released' }]);
    }),
  );
});

describeWithRedis('state in a Redis with an invalid value under one of its keys', () => {
  let redis: Redis;
  let admin: RedisAdmin;
  let stopRedis: () => Promise<void>;
  let state: State;
  const logged: string[] = [];
  beforeAll(async () => {
    ({ redis, admin, stop: stopRedis } = await startKnownRedis());
    state = await createRedisState(redis.url, (message) => logged.push(message));
  });
  afterAll(async () => {
    await state.close();
    await stopRedis();
  });

  it('rejects steps on that key, logs it once, and stays available for other keys', async () => {
    await admin.set('{wolkvox}:token:pool:slots', 'not a set');
    await admin.set('{wolkvox}:once:spoilt', 'not a hash');
    for (const ticket of ['a', 'b'])
      await expect(state.slots.acquire(POOL, `${state.slots.process}:${ticket}`, 'caller')).rejects.toBeInstanceOf(
        StateCommandError,
      );
    await expect(state.idempotency.begin('spoilt', 'input', A_DAY_MS)).rejects.toBeInstanceOf(StateCommandError);
    expect(state.ready()).toBe(true);
    expect(await state.idempotency.begin('sound', 'input', A_DAY_MS)).toEqual({ status: 'claimed' });
    expect(logged.filter((message) => message.includes('acquire'))).toEqual([
      'Redis command failed at acquire: WRONGTYPE',
    ]);
    expect(logged.join()).not.toContain('unavailable');
  });

  it('does not retry a step that fails permanently, and makes the steps after it', async () => {
    await admin.set('{wolkvox}:token:pool:slots', 'not a set');
    await state.slots.release(POOL, `${state.slots.process}:a`);
    await state.idempotency.complete('sound', 'answer', A_DAY_MS);
    expect(await state.idempotency.begin('sound', 'input', A_DAY_MS)).toEqual({ status: 'done', value: 'answer' });
    await admin.del('{wolkvox}:token:pool:slots');
    expect(await state.slots.acquire(POOL, `${state.slots.process}:c`, 'caller')).toEqual({ status: 'granted' });
  });

  it('recovers after a restart, whatever the value under that key', async () => {
    expect(await state.idempotency.begin('held', 'input', A_DAY_MS)).toEqual({ status: 'claimed' });
    logged.length = 0;
    await redis.restart();
    await admin.set('{wolkvox}:once:held', 'not a hash');
    await until(() => logged.includes('Redis connected'), 'the connection is logged');
    expect(await state.idempotency.begin('another', 'input', A_DAY_MS)).toEqual({ status: 'claimed' });
  });
});

const withinASecondOf = (ms: number): unknown => expect.closeTo(ms - 500, -3);
