/** Errors of Redis with Sentinels and of Redis Cluster: they are logged without a password or an address. */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { createRedisState } from '../../src/state/redis/redis-state.js';
import type { State } from '../../src/state/state.js';
import { PASSWORD, startClusterGroup, startSentinelGroup, type RedisGroup } from '../support/redis-groups.js';
import { describeWithRedis } from '../support/redis.js';

jest.setTimeout(60_000);

describeWithRedis.each([
  ['Sentinels', startSentinelGroup],
  ['a cluster', startClusterGroup],
] as const)('Redis with %s', (name, start) => {
  let group: RedisGroup;
  beforeAll(async () => {
    group = await start();
  });
  afterAll(() => group.stop());

  async function withState<T>(
    url: string,
    minReplicas: number | undefined,
    use: (state: State, logged: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const logged: string[] = [];
    const state = await createRedisState(url, (message) => logged.push(message), undefined, minReplicas);
    try {
      return await use(state, logged);
    } finally {
      await state.close();
    }
  }
  /** Resolves with the messages that are logged at a start without a usable server. */
  const failing = (url: string, minReplicas?: number): Promise<string> =>
    withState(url, minReplicas, (state, logged) => {
      expect(state.ready()).toBe(false);
      return Promise.resolve(logged.join('\n'));
    });

  it('stores a key that two states share', async () => {
    const value = await withState(group.url, 2, async (state) => {
      expect(await state.idempotency.begin('key', 'fingerprint', 60_000)).toEqual({ status: 'claimed' });
      await state.idempotency.complete('key', 'result', 60_000);
      return withState(group.url, undefined, (other) => other.idempotency.begin('key', 'fingerprint', 60_000));
    });
    expect(value).toEqual({ status: 'done', value: 'result' });
  });

  it('is unavailable if fewer replicas confirm a write than are required', async () => {
    expect(await failing(group.url, 3)).toMatch(/^Redis unavailable: NOREPLICAS/);
  });

  it('is unavailable with a wrong password, which is not logged', async () => {
    const logged = await failing(group.url.replaceAll(PASSWORD, 'wrong-password'));
    expect(logged).toMatch(/^Redis unavailable: WRONGPASS/);
    expect(logged).not.toMatch(/wrong-password|127\.0\.0\.1/);
  });

  it('is reached if the first address of the URL does not respond', async () => {
    const url = group.url.replace('@', '@127.0.0.1:9,');
    expect(await withState(url, undefined, (state) => Promise.resolve(state.ready()))).toBe(true);
  });

  it('is unavailable if no address of the URL responds', async () => {
    const url = group.url.replace(/@[^/]*/, '@127.0.0.1:9');
    const [, what] = /(no Sentinel|no node of the cluster) responds/.exec(await failing(url)) ?? [];
    expect(what).toBe(name === 'Sentinels' ? 'no Sentinel' : 'no node of the cluster');
  });
});

describeWithRedis('Sentinels', () => {
  it('that do not know the name of the primary are logged', async () => {
    const group = await startSentinelGroup();
    const logged: string[] = [];
    const url = group.url.replace('/wolkvox?', '/another?');
    const state = await createRedisState(url, (message) => logged.push(message));
    try {
      expect(logged[0]).toBe('Redis unavailable: no Sentinel knows the primary');
    } finally {
      await state.close();
      await group.stop();
    }
  });
});
