import { describe } from '@jest/globals';

import { createMemoryState } from '../../src/state/memory/memory-state.js';
import { createRedisState } from '../../src/state/redis/redis-state.js';
import type { State } from '../../src/state/state.js';
import { makeDataDir, openDataDir } from './data-dir.js';
import { emptyKnownRedis, startKnownRedis } from './known-redis.js';
import { describeWithRedis } from './redis.js';
import { turnOfTheLoop } from './turn-of-the-loop.js';

/** A kind of state store, for tests that apply to all kinds. */
export interface Store {
  readonly name: string;
  readonly describe: typeof describe;
  /** Runs of a property. Fewer if each step is a write to disk. */
  readonly runs: number;
  /** Opened in beforeAll. */
  readonly open: () => Promise<OpenStore>;
}

export interface OpenStore {
  /** Returns an empty state. */
  readonly fresh: () => Promise<State>;
  /** Another process's view of the same state; the same object if there is only one process. */
  readonly another: () => Promise<State>;
  /** Resolves when every pending effect has happened. */
  readonly turn: () => Promise<void>;
  /** Waits until a killed process counts as dead. */
  readonly bury: (process: string) => Promise<void>;
  /** Sends false grants to all waiting calls; does nothing if no other process could. */
  readonly rumour: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const memory: Store = {
  name: 'in this process',
  runs: 100,
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

const embedded: Store = {
  name: 'in DATA_DIR',
  runs: 15,
  describe,
  open: async () => {
    const closers: (() => unknown)[] = [];
    const closeAll = async (): Promise<void> => {
      for (const close of closers.splice(0).reverse()) await close();
    };
    const openNew = async (): Promise<State> => {
      const opened = await openDataDir(makeDataDir((close) => closers.push(close)));
      closers.push(() => opened.close());
      return opened;
    };
    let state = await openNew();
    let barrier = 0;
    return {
      fresh: async () => {
        await closeAll();
        return (state = await openNew());
      },
      another: () => Promise.resolve(state),
      turn: async () => {
        // A write contains all earlier changes. A slot, the count of the day and the following step are a write each.
        for (let i = 0; i < 4; i += 1) await state.campaignIds.claimId('barrier', (barrier += 1));
        await turnOfTheLoop();
      },
      bury: () => Promise.resolve(),
      rumour: () => Promise.resolve(),
      close: closeAll,
    };
  },
};

const redis: Store = {
  name: 'in Redis',
  runs: 100,
  describe: describeWithRedis,
  open: async () => {
    const { redis: server, admin, stop } = await startKnownRedis();
    const state = await createRedisState(server.url, () => undefined);
    const others: State[] = [];
    const barriers = new Map<string, () => void>();
    state.idempotency.onCompleted((key) => barriers.get(key)?.());
    let barrier = 0;
    /** Redis replies and messages arrive in order: after this one, all earlier ones have arrived. */
    const roundTrip = async (): Promise<void> => {
      const key = `barrier-${(barrier += 1)}`;
      const back = new Promise<void>((resolve) => barriers.set(key, resolve));
      await state.idempotency.abandon(key);
      await back;
      barriers.delete(key);
      await turnOfTheLoop();
    };
    return {
      fresh: async () => {
        await roundTrip();
        await emptyKnownRedis(admin);
        return state;
      },
      another: async () => {
        const other = await createRedisState(server.url, () => undefined);
        others.push(other);
        return other;
      },
      turn: async () => {
        // A slot, its message, the count of the day and the following step are a round trip each.
        for (let i = 0; i < 4; i += 1) await roundTrip();
      },
      bury: async (process) => {
        await admin.del(`{wolkvox}:process:${process}`);
      },
      rumour: async () => {
        for (const queue of await admin.keys('{wolkvox}:*:queue'))
          for (const ticket of await admin.zRange(queue, 0, -1))
            await admin.publish(`{wolkvox}:granted:${ticket.split(':')[0] ?? ''}`, ticket);
      },
      close: async () => {
        await Promise.all([state, ...others].map((one) => one.close()));
        await stop();
      },
    };
  },
};

export const STORES: readonly Store[] = [memory, embedded, redis];
