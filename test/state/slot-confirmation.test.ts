import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { createLimiter, type Allowance } from '../../src/wolkvox/limiter/limiter.js';
import { createRedisState } from '../../src/state/redis/redis-state.js';
import type { Day } from '../../src/state/quota-store.js';
import type { Pool } from '../../src/state/slot-store.js';
import type { State } from '../../src/state/state.js';
import type { HttpResult } from '../../src/wolkvox/transport.js';
import { Secret } from '../../src/shared/secret.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { STORES, type OpenStore } from '../support/stores.js';

const POOL: Pool = { id: 'pool', maxInFlight: 1, maxQueue: 10, leaseMs: 60_000 };
const DAY: Day = { endsAt: Date.now() + 86_400_000, limit: 2 };

for (const { name, describe: describeStore, open } of STORES) {
  describeStore(`a slot ${name}`, () => {
    let store: OpenStore;
    let state: State;
    beforeAll(async () => {
      store = await open();
      state = await store.fresh();
    });
    afterAll(() => store.close());

    const ticket = (letter: string): string => `${state.slots.process}:${letter}`;
    const used = async (): Promise<number> => (await state.slots.usage(POOL, DAY)).used;

    it('is confirmed only for the ticket that holds it', async () => {
      expect(await state.slots.acquire(POOL, ticket('a'), 'caller')).toEqual({ status: 'granted' });
      expect(await state.slots.acquire(POOL, ticket('b'), 'caller')).toMatchObject({ status: 'queued' });
      expect(await state.slots.confirm(POOL, ticket('b'), DAY)).toEqual({ status: 'queued' });
      expect(await state.slots.confirm(POOL, ticket('c'), DAY)).toEqual({ status: 'lost' });
      expect(await used()).toBe(0);
      expect(await state.slots.confirm(POOL, ticket('a'), DAY)).toEqual({ status: 'confirmed' });
      expect(await used()).toBe(1);
    });

    it('is granted to the next ticket after its release, and not confirmed for the first one any more', async () => {
      await state.slots.release(POOL, ticket('a'));
      expect(await state.slots.confirm(POOL, ticket('a'), DAY)).toEqual({ status: 'lost' });
      expect(await state.slots.confirm(POOL, ticket('b'), DAY)).toEqual({ status: 'confirmed' });
    });

    it('is not confirmed if the quota is used up, and is held until its release', async () => {
      await state.slots.release(POOL, ticket('b'));
      expect(await state.slots.acquire(POOL, ticket('d'), 'caller')).toEqual({ status: 'granted' });
      expect(await state.slots.confirm(POOL, ticket('d'), DAY)).toEqual({ status: 'quota-exhausted' });
      expect(await state.slots.acquire(POOL, ticket('e'), 'caller')).toMatchObject({ status: 'queued' });
      expect(await used()).toBe(2);
    });

    it('is confirmed although the quota is used up if the call ignores it, and is counted', async () => {
      const fresh = { ...POOL, id: 'ignores' };
      expect(await state.slots.acquire(fresh, ticket('a'), 'caller')).toEqual({ status: 'granted' });
      const none = { ...DAY, limit: 0 };
      expect(await state.slots.confirm(fresh, ticket('a'), none)).toEqual({ status: 'quota-exhausted' });
      expect(await state.slots.confirm(fresh, ticket('a'), { ...none, ignoresQuota: true })).toEqual({
        status: 'confirmed',
      });
      await state.quota.markExhausted(fresh, DAY);
      expect(await state.slots.confirm(fresh, ticket('a'), DAY)).toEqual({ status: 'quota-exhausted' });
      expect(await state.slots.confirm(fresh, ticket('a'), { ...DAY, ignoresQuota: true })).toEqual({
        status: 'confirmed',
      });
      expect((await state.slots.usage(fresh, DAY)).used).toBe(2);
    });

    it('records the attempt of a creation only when it is confirmed, and once', async () => {
      const attempt = { kind: 'kind', name: 'survey' };
      const fresh = { ...POOL, id: 'attempts' };
      expect(await state.slots.acquire(fresh, ticket('a'), 'caller')).toEqual({ status: 'granted' });
      expect(await state.slots.acquire(fresh, ticket('b'), 'caller')).toMatchObject({ status: 'queued' });
      expect(await state.slots.confirm(fresh, ticket('b'), DAY, attempt)).toEqual({ status: 'queued' });
      expect(await state.slots.confirm(fresh, ticket('c'), DAY, attempt)).toEqual({ status: 'lost' });
      expect(await state.slots.confirm(fresh, ticket('a'), { ...DAY, limit: 0 }, attempt)).toEqual({
        status: 'quota-exhausted',
      });
      expect(await state.campaignIds.countAttempts('kind', 'survey')).toBe(0);
      await state.campaignIds.observeId('kind', 5801);
      expect(await state.slots.confirm(fresh, ticket('a'), DAY, attempt)).toEqual({
        status: 'confirmed',
        attempt: { attempt: 1, highest: 5801 },
      });
      expect(await state.campaignIds.countAttempts('kind', 'survey')).toBe(1);
      expect(await state.slots.confirm(fresh, ticket('a'), DAY)).toEqual({ status: 'confirmed' });
      expect(await state.campaignIds.countAttempts('kind', 'survey')).toBe(1);
    });
  });
}

describeWithRedis('a call with a confirmed slot in Redis', () => {
  let redis: Redis;
  let state: State;
  beforeAll(async () => {
    redis = await startRedis();
    state = await createRedisState(redis.url, () => undefined);
  });
  afterAll(async () => {
    await state.close();
    await redis.stop();
  });

  const ANSWER: HttpResult = { kind: 'answer', status: 201, text: '{}' };
  const ALLOWED: Allowance = {
    token: new Secret('a1b2c3d4e5f6a7b8'),
    maxInFlight: 1,
    dailyQuota: undefined,
    timeZone: 'America/Bogota',
  };

  it('is not sent if Redis was lost since the confirmation, and runs again when Redis recovers', async () => {
    const limiter = createLimiter(state, { maxQueue: 10, slotLeaseMs: 60_000 });
    const sendResults: boolean[] = [];
    const result = await limiter.run(ALLOWED, { id: 'one' }, performance.now() + 15_000, {
      send: async (onSend) => {
        if (sendResults.length === 0) {
          const lost = new Promise<void>((resolve) => {
            const check = (): void => {
              if (state.ready()) setImmediate(check);
              else resolve();
            };
            check();
          });
          await redis.restart();
          await lost;
        }
        sendResults.push(onSend());
        return sendResults.at(-1) === true ? ANSWER : { kind: 'unsent', cause: 'other' };
      },
    });
    expect(result).toBe(ANSWER);
    expect(sendResults).toEqual([false, true]);
    expect((await limiter.limits(ALLOWED)).used).toBe(1);
  });

  it('is not sent if its lease has ended, and runs again', async () => {
    const limiter = createLimiter(state, { maxQueue: 10, slotLeaseMs: 700 });
    const sendResults: boolean[] = [];
    const result = await limiter.run(ALLOWED, { id: 'one' }, performance.now() + 15_000, {
      send: (onSend) => {
        // Blocks the process for longer than the lease.
        if (sendResults.length === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);
        sendResults.push(onSend());
        return Promise.resolve(sendResults.at(-1) === true ? ANSWER : { kind: 'unsent', cause: 'other' });
      },
    });
    expect(result).toBe(ANSWER);
    expect(sendResults).toEqual([false, true]);
  });
});
