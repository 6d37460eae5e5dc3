import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { createGovernor, type Allowance } from '../../src/wolkvox/governor/governor.js';
import { createRedisState } from '../../src/wolkvox/governor/redis-state.js';
import type { Day, Pool, State } from '../../src/wolkvox/governor/state.js';
import type { HttpResult } from '../../src/wolkvox/http.js';
import { Secret } from '../../src/wolkvox/secret.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { STORES, type OpenStore } from '../support/stores.js';

const POOL: Pool = { id: 'pool', maxInFlight: 1, maxQueue: 10, leaseMs: 60_000 };
const DAY: Day = { endsAt: Date.now() + 86_400_000, cap: 2 };

for (const { name, describe: describeStore, open } of STORES) {
  describeStore(`a slot ${name}`, () => {
    let store: OpenStore;
    let state: State;
    beforeAll(async () => {
      store = await open();
      state = await store.fresh();
    });
    afterAll(() => store.close());

    const ticket = (letter: string): string => `${state.process}:${letter}`;
    const spent = async (): Promise<number> => (await state.books(POOL, DAY)).spent;

    it('is confirmed for the ticket that holds it, and for no other', async () => {
      expect(await state.enter(POOL, ticket('a'), 'caller')).toEqual({ place: 'in' });
      expect(await state.enter(POOL, ticket('b'), 'caller')).toMatchObject({ place: 'waiting' });
      expect(await state.confirm(POOL, ticket('b'), DAY)).toBe('waiting');
      expect(await state.confirm(POOL, ticket('c'), DAY)).toBe('gone');
      expect(await spent()).toBe(0);
      expect(await state.confirm(POOL, ticket('a'), DAY)).toBe('confirmed');
      expect(await spent()).toBe(1);
    });

    it('is another’s when it was given back, and the first is not confirmed any more', async () => {
      await state.leave(POOL, ticket('a'));
      expect(await state.confirm(POOL, ticket('a'), DAY)).toBe('gone');
      expect(await state.confirm(POOL, ticket('b'), DAY)).toBe('confirmed');
    });

    it('is not confirmed for a call beyond the day’s cap, and stays until it is given back', async () => {
      await state.leave(POOL, ticket('b'));
      expect(await state.enter(POOL, ticket('d'), 'caller')).toEqual({ place: 'in' });
      expect(await state.confirm(POOL, ticket('d'), DAY)).toBe('quota');
      expect(await state.enter(POOL, ticket('e'), 'caller')).toMatchObject({ place: 'waiting' });
      expect(await spent()).toBe(2);
    });
  });
}

describeWithRedis('a call whose slot was confirmed', () => {
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

  it('does not leave when Redis was lost before it did, and is run again when Redis is back', async () => {
    const governor = createGovernor(state, { maxQueue: 10, callLimitMs: 60_000 });
    const asked: boolean[] = [];
    const result = await governor.run(ALLOWED, { id: 'one' }, performance.now() + 15_000, async (onSend) => {
      if (asked.length === 0) {
        const lost = new Promise<void>((resolve) => {
          const look = (): void => {
            if (state.ready()) setImmediate(look);
            else resolve();
          };
          look();
        });
        await redis.restart();
        await lost;
      }
      asked.push(onSend());
      return asked.at(-1) === true ? ANSWER : { kind: 'unsent', cause: 'other' };
    });
    expect(result).toBe(ANSWER);
    expect(asked).toEqual([false, true]);
    expect((await governor.limits(ALLOWED)).spent).toBe(1);
  });

  it('does not leave when its lease has ended before it did', async () => {
    const governor = createGovernor(state, { maxQueue: 10, callLimitMs: 2_000 });
    const asked: boolean[] = [];
    const result = await governor.run(ALLOWED, { id: 'one' }, performance.now() + 15_000, (onSend) => {
      // A process that is stopped for longer than the lease.
      const until = performance.now() + 2_100;
      if (asked.length === 0) while (performance.now() < until);
      asked.push(onSend());
      return Promise.resolve(asked.at(-1) === true ? ANSWER : { kind: 'unsent', cause: 'other' });
    });
    expect(result).toBe(ANSWER);
    expect(asked).toEqual([false, true]);
  });
});
