import { describe } from '@jest/globals';
import { createClient } from '@redis/client';

import { createMemoryState } from '../../src/wolkvox/governor/memory-state.js';
import { createRedisState } from '../../src/wolkvox/governor/redis-state.js';
import type { State } from '../../src/wolkvox/governor/state.js';
import { describeWithRedis, startRedis } from './redis.js';

/** One way of keeping the governor's state, for tests that hold over all of them. */
export interface Store {
  readonly name: string;
  readonly describe: typeof describe;
  /** Opened in beforeAll. */
  readonly open: () => Promise<OpenStore>;
}

export interface OpenStore {
  /** An empty state. */
  readonly fresh: () => Promise<State>;
  /** Another process's view of the same state; the same one where there is but one process. */
  readonly another: () => Promise<State>;
  /** Resolves once everything has happened that needs no more than what has happened. */
  readonly turn: () => Promise<void>;
  /** Lets the time pass after which a killed process is known to be dead. */
  readonly bury: (process: string) => Promise<void>;
  /** Says of all calls that wait that they were granted a slot, which is not so; where nobody else can say so, nothing. */
  readonly rumour: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const memory: Store = {
  name: 'in this process',
  describe,
  open: () => {
    let state = createMemoryState();
    return Promise.resolve({
      fresh: () => Promise.resolve((state = createMemoryState())),
      another: () => Promise.resolve(state),
      turn: turnOfTheLoop,
      bury: () => Promise.resolve(),
      rumour: () => Promise.resolve(),
      close: () => Promise.resolve(),
    });
  },
};

/** A Redis that has just been emptied is not relied on for some seconds; this one has not. */
const LONG_KNOWN = ['wolkvox:epoch', '1'] as const;

const redis: Store = {
  name: 'in Redis',
  describe: describeWithRedis,
  open: async () => {
    const server = await startRedis();
    const admin = createClient({ url: server.url });
    await admin.connect();
    await admin.set(...LONG_KNOWN);
    const state = await createRedisState(server.url, () => undefined);
    const others: State[] = [];
    const barriers = new Map<string, () => void>();
    state.onSettled((key) => barriers.get(key)?.());
    let barrier = 0;
    /** Commands and words of Redis come in their order: once this word is back, all before it have come. */
    const roundTrip = async (): Promise<void> => {
      const key = `barrier-${(barrier += 1)}`;
      const back = new Promise<void>((resolve) => barriers.set(key, resolve));
      await state.free(key);
      await back;
      barriers.delete(key);
      await turnOfTheLoop();
    };
    return {
      fresh: async () => {
        await roundTrip();
        // In one step: a Redis that is empty for a moment may be noticed.
        await admin
          .multi()
          .flushAll()
          .set(...LONG_KNOWN)
          .exec();
        return state;
      },
      another: async () => {
        const other = await createRedisState(server.url, () => undefined);
        others.push(other);
        return other;
      },
      turn: async () => {
        // A place, the word of it, the count of the day and what follows are a round trip each.
        for (let i = 0; i < 4; i += 1) await roundTrip();
      },
      bury: async (process) => {
        await admin.del(`wolkvox:process:${process}`);
      },
      rumour: async () => {
        for (const queue of await admin.keys('wolkvox:*:queue'))
          for (const ticket of await admin.zRange(queue, 0, -1))
            await admin.publish(`wolkvox:granted:${ticket.split(':')[0] ?? ''}`, ticket);
      },
      close: async () => {
        await Promise.all([state, ...others].map((one) => one.close()));
        admin.destroy();
        await server.stop();
      },
    };
  },
};

export const STORES: readonly Store[] = [memory, redis];
