import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { succeeded } from '../../src/domain/failure.js';
import { ListCache } from '../../src/services/list-cache.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import type { OperationConnection, Wolkvox } from '../../src/wolkvox/client.js';
import type { List } from '../../src/wolkvox/endpoints/row-reader.js';
import type { Endpoint } from '../../src/wolkvox/endpoints/endpoint.js';
import { createRedisState } from '../../src/state/redis/redis-state.js';
import type { SnapshotReading, SnapshotStore } from '../../src/state/snapshot-store.js';
import type { State } from '../../src/state/state.js';
import { Secret } from '../../src/shared/secret.js';
import { markAsKnown, startKnownRedis, type RedisAdmin } from '../support/known-redis.js';
import { PREVIEW, startProduct, TOKEN, type Answer, type Product } from '../support/product.js';
import { describeWithRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const at = <T>(list: readonly T[], index: number): T => {
  const value = list[index % list.length];
  if (value === undefined) throw new RangeError('The list is empty.');
  return value;
};

let redis: Redis;
let admin: RedisAdmin;
let stopRedis: () => Promise<void>;
beforeAll(async () => {
  ({ redis, admin, stop: stopRedis } = await startKnownRedis());
});
afterAll(() => stopRedis());

describeWithRedis('replicas with shared lists', () => {
  let simulator: Simulator;
  let replicas: Product[];
  beforeEach(async () => {
    simulator = await startSimulator({ token: TOKEN });
    replicas = [];
  });
  afterEach(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await simulator.close();
  });

  const start = async (variables: Record<string, string> = {}): Promise<Product> => {
    const replica = await startProduct(simulator.url, { REDIS_URL: redis.url, ...variables });
    replicas.push(replica);
    return replica;
  };
  const startThree = async (variables: Record<string, string> = {}): Promise<[Product, Product, Product]> =>
    (await Promise.all(times(3, () => start(variables)))) as [Product, Product, Product];
  const calls = (api: string): number => simulator.requests().filter(({ query }) => query.api === api).length;
  const NAMES = '{ campaigns { nodes { name } } }';
  const named = ({ data }: Answer): string[] | undefined =>
    (data as { campaigns: { nodes: { name: string }[] } } | null)?.campaigns.nodes.map(({ name }) => name);
  const outdated = ({ text }: Answer): unknown =>
    (JSON.parse(text) as { extensions?: { outdated?: unknown } }).extensions?.outdated;

  it('share one upstream call between concurrent queries', async () => {
    const all = await startThree();
    simulator.addCampaign({ name: 'one', type: 'preview' });
    simulator.behave({ delayMs: 100, times: 'always' });
    const answers = await Promise.all(
      times(150, (i) => at(all, i).query('{ campaigns { nodes { name } } skills { id } }')),
    );
    for (const answer of answers) {
      expect(named(answer)).toEqual(['one']);
      expect(answer.data?.skills).toHaveLength(3);
      expect(outdated(answer)).toBeUndefined();
    }
    expect([calls('campaigns'), calls('skills')]).toEqual([1, 1]);
  });

  it('show a campaign of another replica after its response, and read the list once for it', async () => {
    const all = await startThree();
    const created: string[] = [];
    for (const answer of await Promise.all(all.map((replica) => replica.query(NAMES))))
      expect(named(answer)).toEqual([]);
    for (const nth of times(10, (i) => i)) {
      const [writer, ...readers] = [at(all, nth), at(all, nth + 1), at(all, nth + 2)];
      const name = `campaign ${nth}`;
      const before = calls('campaigns');
      // A read that started before the creation does not include it.
      const meanwhile = readers.map((reader) => reader.query(NAMES));
      const { data } = await writer.create({ ...PREVIEW, name });
      expect(data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
      created.push(name);
      for (const answer of await Promise.all([...readers, writer].map((replica) => replica.query(NAMES)))) {
        expect(named(answer)).toEqual(created);
        expect(outdated(answer)).toBeUndefined();
      }
      await Promise.all(meanwhile);
      expect(calls('campaigns')).toBe(before + 1);
    }
  });

  it('share their list with a replica that starts later', async () => {
    simulator.addCampaign({ name: 'one', type: 'preview' });
    await (await start()).query(NAMES);
    const answer = await (await start()).query(NAMES);
    expect(named(answer)).toEqual(['one']);
    expect(answer.headers.get('age')).toBe('0');
    expect(calls('campaigns')).toBe(1);
  });

  it('share an outdated list with a replica that starts later and cannot read', async () => {
    simulator.addCampaign({ name: 'old', type: 'preview' });
    const one = await start();
    await one.query(NAMES);
    await one.create(PREVIEW);
    simulator.behave({ preset: 'maintenance', times: 'always' });
    const answer = await (await start()).query(NAMES);
    expect(named(answer)).toEqual(['old']);
    expect(outdated(answer)).toMatchObject([{ list: 'campaigns', code: 'MAINTENANCE' }]);
    expect(calls('campaigns')).toBe(2);
  });

  it('read in turn if the read of one replica fails', async () => {
    const all = await startThree();
    simulator.addCampaign({ name: 'one', type: 'preview' });
    simulator.behave({ preset: 'maintenance', api: 'campaigns' });
    const answers = await Promise.all(all.map((replica) => replica.query(NAMES)));
    expect(answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'MAINTENANCE')).toHaveLength(1);
    expect(answers.filter((answer) => named(answer)?.[0] === 'one')).toHaveLength(2);
    expect(calls('campaigns')).toBe(2);
  });

  it('return the failure after one call each, and share one call after recovery', async () => {
    const all = await startThree();
    simulator.addCampaign({ name: 'one', type: 'preview' });
    simulator.behave({ preset: 'maintenance', times: 'always' });
    const answers = await Promise.all(times(60, (i) => at(all, i).query(NAMES)));
    for (const { errors } of answers) expect(errors?.[0]?.extensions).toMatchObject({ code: 'MAINTENANCE' });
    expect(calls('campaigns')).toBe(3);
    simulator.behave({ delayMs: 0 });
    await Promise.all(
      all.map((replica) =>
        until(async () => named(await replica.query(NAMES))?.[0] === 'one', 'the list is read after the recovery'),
      ),
    );
    expect(calls('campaigns')).toBe(4);
  });

  it('read separately without waiting if CACHE_TTL_MS is 0', async () => {
    const [one, other] = await startThree({ CACHE_TTL_MS: '0' });
    for (const replica of [one, other, one]) expect(named(await replica.query(NAMES))).toEqual([]);
    expect(calls('campaigns')).toBe(3);
    expect((await other.create(PREVIEW)).data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect(named(await one.query(NAMES))).toEqual([PREVIEW.name]);
    expect(
      [one, other].flatMap(({ logs }) => logs()).filter(({ msg }) => String(msg).includes('Redis unavailable')),
    ).toEqual([]);
  });

  it('mark a cached list as outdated while Redis is unavailable, fail without one, and refresh after recovery', async () => {
    const [one, other] = await startThree();
    simulator.addCampaign({ name: 'one', type: 'preview' });
    await one.query(NAMES);
    process.kill(redis.pid, 'SIGKILL');
    try {
      const answer = await one.query(NAMES);
      expect(named(answer)).toEqual(['one']);
      expect(outdated(answer)).toMatchObject([{ list: 'campaigns', code: 'UNREACHABLE' }]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const { errors } = await other.query(NAMES);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNREACHABLE', retryable: true });
    } finally {
      await redis.restart();
    }
    expect(calls('campaigns')).toBe(1);
    // An empty Redis may have lost a write.
    simulator.addCampaign({ name: 'two', type: 'preview' });
    await Promise.all(
      [one, other].map((replica) =>
        until(async () => named(await replica.query(NAMES))?.length === 2, 'the list is read after the recovery'),
      ),
    );
    expect(outdated(await one.query(NAMES))).toBeUndefined();
    expect(calls('campaigns')).toBe(2);
  });
});

describeWithRedis('list caches of one list', () => {
  const states: State[] = [];
  beforeAll(async () => {
    // The previous suite has emptied Redis.
    await markAsKnown(admin);
    states.push(...(await Promise.all(times(3, () => createRedisState(redis.url, () => undefined)))));
  });
  afterAll(() => Promise.all(states.map((state) => state.close())));
  const [ONE, OTHER, THIRD] = [0, 1, 2] as const;
  const state = (nth: number): State => at(states, nth);

  let lists = 0;
  let id = '';
  beforeEach(() => {
    id = `list-${(lists += 1)}`;
  });
  interface Row {
    readonly id: string;
    readonly version: number;
  }
  const list = (over: SnapshotStore, call: () => Promise<number>): ListCache<Row> =>
    new ListCache<Row>({
      operation: { id, baseUrl: new URL('http://127.0.0.1'), token: new Secret('token') } as OperationConnection,
      endpoint: { api: 'campaigns' } as Endpoint<undefined, List<Row>>,
      idOf: (row) => row.id,
      isRow: (row): row is Row => typeof (row as Row).id === 'string',
      snapshots: over,
      wolkvox: {
        call: async () =>
          succeeded({ rows: [{ id: '1', version: await call() }], unreadRows: 0, unreadColumns: new Set() }),
      } as unknown as Wolkvox,
      freshMs: 60_000,
      readMs: 10_000,
      record: () => undefined,
      onUnrecognized: () => undefined,
      onLookup: () => undefined,
      changes: { count: 0 },
    });
  const versionOf = async (from: ListCache<Row>): Promise<number> => {
    const outcome = await from.read();
    if (!outcome.ok) throw new Error(outcome.failure.code);
    return outcome.value.rows[0]?.version ?? NaN;
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

  it('include every write that completed before the read, with any delays', async () => {
    const WAYS = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 20, maxLength: 20 });
    const act = fc.record({
      replica: fc.constantFrom(ONE, OTHER, THIRD),
      does: fc.constantFrom('read', 'read', 'write'),
      afterMs: fc.integer({ min: 0, max: 12 }),
    });
    const property = fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), WAYS, async (acts, delays) => {
      id = `list-${(lists += 1)}`;
      let nth = 0;
      const linger = (): Promise<void> => pause(delays[(nth += 1) % delays.length] ?? 0);
      let version = 0;
      let completed = 0;
      const replicas = [ONE, OTHER, THIRD].map((replica) =>
        list(slowed(state(replica).snapshots, linger), async () => {
          await linger();
          const seen = version;
          await linger();
          return seen;
        }),
      );
      const work: Promise<void>[] = [];
      for (const { replica, does, afterMs } of acts) {
        await pause(afterMs);
        const one = at(replicas, replica);
        work.push(
          (async () => {
            if (does === 'write') {
              const written = (version += 1);
              await one.invalidate();
              completed = Math.max(completed, written);
            } else {
              const minimum = completed;
              expect(await versionOf(one)).toBeGreaterThanOrEqual(minimum);
            }
          })(),
        );
      }
      await Promise.all(work);
      for (const one of replicas) expect(await versionOf(one)).toBe(version);
    });
    // The runs mostly wait. Each has its own list.
    await Promise.all(times(5, () => fc.assert(property, { numRuns: 4 })));
  });

  it('read once if one loads the snapshot just before another stores it', async () => {
    let calls = 0;
    let otherLooks = 0;
    let finished: () => void = () => undefined;
    const otherIsDone = new Promise<void>((resolve) => (finished = resolve));
    let steps = 0;
    // The second step waits until the other cache has read, or waits for this one.
    const gate = async (): Promise<void> => {
      if ((steps += 1) === 2) await otherIsDone;
    };
    const call = (): Promise<number> => Promise.resolve((calls += 1));
    const early = list(
      slowed(state(ONE).snapshots, () => Promise.resolve(), gate),
      call,
    );
    const late = list(
      slowed(state(OTHER).snapshots, () => ((otherLooks += 1) > 6 && finished(), Promise.resolve())),
      call,
    );
    const first = versionOf(early);
    await until(() => steps >= 2, 'the early cache waits');
    const second = versionOf(late).finally(finished);
    expect([await first, await second]).toEqual([1, 1]);
    expect(calls).toBe(1);
  });

  it('distinguish a write of another replica from their own last write', async () => {
    let version = 1;
    const one = list(state(ONE).snapshots, () => Promise.resolve(version));
    const other = list(state(OTHER).snapshots, () => Promise.resolve(version));
    for (version = 2; version < 40; version += 1) {
      const [writer, reader] = version % 2 === 0 ? [one, other] : [other, one];
      await writer.invalidate();
      expect(await versionOf(reader)).toBe(version);
      expect(await versionOf(writer)).toBe(version);
    }
  });

  it('replace a snapshot only by one whose read started later or includes a later write', async () => {
    const texts = async (): Promise<(string | undefined)[]> => {
      const shelves = await Promise.all([state(ONE), state(OTHER)].map((one) => one.snapshots.loadSnapshot(id)));
      return Promise.all(shelves.map(async ({ snapshot: there }) => there?.text()));
    };
    const shelve = (text: string, covers: number, began: number): Promise<void> =>
      state(ONE).snapshots.storeSnapshot(id, text, { includesVersion: covers, startedAt: began }, 60_000);
    const { now: asked, version } = await state(OTHER).snapshots.loadSnapshot(id);
    // All reads start in the past, because a read in the future is ignored.
    const now = asked - 20;
    await shelve('first', version, now);
    expect(await texts()).toEqual(['first', 'first']);
    await shelve('slow one of before', version, now - 1);
    expect(await texts()).toEqual(['first', 'first']);
    const later = (await state(OTHER).snapshots.bumpVersion(id)) ?? NaN;
    await shelve('of before the write', version, now + 5);
    expect((await state(OTHER).snapshots.loadSnapshot(id)).snapshot?.includesVersion).toBeLessThan(later);
    await shelve('of after the write', later, now + 1);
    await shelve('of before it, very slow', version, now + 10);
    expect(await texts()).toEqual(['of after the write', 'of after the write']);
    expect((await state(ONE).snapshots.loadSnapshot(id)).snapshot).toMatchObject({ includesVersion: later });
  });

  it('grant the refresh lock to one process until it releases it, dies, or the lock expires', async () => {
    expect(await state(ONE).snapshots.acquireRefresh(id, 60_000)).toBe(true);
    expect(await state(OTHER).snapshots.acquireRefresh(id, 60_000)).toBe(false);
    // A process that could not release the lock acquires it again.
    expect(await state(ONE).snapshots.acquireRefresh(id, 60_000)).toBe(true);
    await state(OTHER).snapshots.releaseRefresh(id);
    expect(await state(OTHER).snapshots.acquireRefresh(id, 60_000)).toBe(false);
    await state(ONE).snapshots.releaseRefresh(id);
    expect(await state(OTHER).snapshots.acquireRefresh(id, 60_000)).toBe(true);
    await admin.del(`{wolkvox}:process:${state(OTHER).slots.process}`);
    expect(await state(ONE).snapshots.acquireRefresh(id, 1)).toBe(true);
    await until(() => state(THIRD).snapshots.acquireRefresh(id, 60_000), 'the lock has expired');
    await state(THIRD).snapshots.storeSnapshot(id, '[]', { includesVersion: 1, startedAt: 1 }, 1_000);
    expect(await state(ONE).snapshots.acquireRefresh(id, 1)).toBe(true);
  });

  it('read again after Redis lost the versions', async () => {
    let version = 1;
    const one = list(state(ONE).snapshots, () => Promise.resolve(version));
    const other = list(state(OTHER).snapshots, () => Promise.resolve(version));
    for (let i = 0; i < 5; i += 1) await one.invalidate();
    expect([await versionOf(one), await versionOf(other)]).toEqual([1, 1]);
    version = 2;
    await one.invalidate();
    // Longer than one millisecond per write, as any loss of memory in Redis is.
    await pause(20);
    await admin.del(await admin.keys('{wolkvox}:list:*'));
    expect([await versionOf(other), await versionOf(one)]).toEqual([2, 2]);
    version = 3;
    await admin.del(await admin.keys('{wolkvox}:list:*'));
    await one.invalidate();
    expect([await versionOf(other), await versionOf(one)]).toEqual([3, 3]);
  });
});

/** Wraps the snapshots. Their steps wait before and after. */
function slowed(
  store: SnapshotStore,
  linger: () => Promise<void>,
  before: () => Promise<void> = linger,
): SnapshotStore {
  const slow =
    <Args extends unknown[], Value>(step: (...args: Args) => Promise<Value>) =>
    async (...args: Args): Promise<Value> => {
      await before();
      const value = await step(...args);
      await linger();
      return value;
    };
  return {
    ...store,
    bumpVersion: slow((list: string) => store.bumpVersion(list)),
    loadSnapshot: slow((list: string) => store.loadSnapshot(list)),
    acquireRefresh: slow((list: string, ms: number) => store.acquireRefresh(list, ms)),
    storeSnapshot: slow((list: string, text: string, reading: SnapshotReading, ms: number) =>
      store.storeSnapshot(list, text, reading, ms),
    ),
  };
}
