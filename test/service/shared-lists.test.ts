import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createClient } from '@redis/client';
import fc from 'fast-check';

import { succeeded } from '../../src/domain/failure.js';
import { CachedList } from '../../src/service/cached-list.js';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.js';
import type { UpstreamOperation, Wolkvox } from '../../src/wolkvox/client.js';
import type { List } from '../../src/wolkvox/endpoints/cells.js';
import type { Endpoint } from '../../src/wolkvox/endpoints/endpoint.js';
import { createRedisState } from '../../src/wolkvox/governor/redis-state.js';
import type { ShelvedReading, State } from '../../src/wolkvox/governor/state.js';
import { Secret } from '../../src/wolkvox/secret.js';
import { PREVIEW, startProduct, TOKEN, type Answer, type Product } from '../support/product.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const at = <T>(list: readonly T[], index: number): T => {
  const value = list[index % list.length];
  if (value === undefined) throw new RangeError('The list is empty.');
  return value;
};

let redis: Redis;
let admin: ReturnType<typeof createClient>;
beforeAll(async () => {
  redis = await startRedis();
  admin = createClient({ url: redis.url });
  admin.on('error', () => undefined);
  await admin.connect();
  // A Redis that is new is not relied on for some seconds.
  await admin.set('wolkvox:epoch', '1');
});
afterAll(async () => {
  admin.destroy();
  await redis.stop();
});

describeWithRedis('replicas that share their lists', () => {
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

  it('make one call of all queries at once, whichever they come to', async () => {
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

  it('each show what another has created to whoever asks after its answer, and read once for it', async () => {
    const all = await startThree();
    const made: string[] = [];
    for (const answer of await Promise.all(all.map((replica) => replica.query(NAMES))))
      expect(named(answer)).toEqual([]);
    for (const nth of times(10, (i) => i)) {
      const [writer, ...others] = [at(all, nth), at(all, nth + 1), at(all, nth + 2)];
      const name = `campaign ${nth}`;
      const before = calls('campaigns');
      // A list that is being read while the campaign is made does not count as one that shows it.
      const meanwhile = others.map((other) => other.query(NAMES));
      const { data } = await writer.create({ ...PREVIEW, name });
      expect(data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
      made.push(name);
      for (const answer of await Promise.all([...others, writer].map((replica) => replica.query(NAMES)))) {
        expect(named(answer)).toEqual(made);
        expect(outdated(answer)).toBeUndefined();
      }
      await Promise.all(meanwhile);
      expect(calls('campaigns')).toBe(before + 1);
    }
  });

  it('give what they have read to one that starts later', async () => {
    simulator.addCampaign({ name: 'one', type: 'preview' });
    await (await start()).query(NAMES);
    const answer = await (await start()).query(NAMES);
    expect(named(answer)).toEqual(['one']);
    expect(answer.headers.get('age')).toBe('0');
    expect(calls('campaigns')).toBe(1);
  });

  it('give what is outdated to one that starts later and cannot read', async () => {
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

  it('try in turn where the one that reads fails', async () => {
    const all = await startThree();
    simulator.addCampaign({ name: 'one', type: 'preview' });
    simulator.behave({ preset: 'maintenance', api: 'campaigns' });
    const answers = await Promise.all(all.map((replica) => replica.query(NAMES)));
    expect(answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'MAINTENANCE')).toHaveLength(1);
    expect(answers.filter((answer) => named(answer)?.[0] === 'one')).toHaveLength(2);
    expect(calls('campaigns')).toBe(2);
  });

  it('all say what fails, make a call each, and one more together when it fails no longer', async () => {
    const all = await startThree();
    simulator.addCampaign({ name: 'one', type: 'preview' });
    simulator.behave({ preset: 'maintenance', times: 'always' });
    const answers = await Promise.all(times(60, (i) => at(all, i).query(NAMES)));
    for (const { errors } of answers) expect(errors?.[0]?.extensions).toMatchObject({ code: 'MAINTENANCE' });
    expect(calls('campaigns')).toBe(3);
    simulator.behave({ delayMs: 0 });
    await Promise.all(all.map((replica) => until(async () => named(await replica.query(NAMES))?.[0] === 'one')));
    expect(calls('campaigns')).toBe(4);
  });

  it('read for themselves where nothing is to be kept, and wait for nobody', async () => {
    const [one, other] = await startThree({ CACHE_TTL_MS: '0' });
    for (const replica of [one, other, one]) expect(named(await replica.query(NAMES))).toEqual([]);
    expect(calls('campaigns')).toBe(3);
    expect((await other.create(PREVIEW)).data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect(named(await one.query(NAMES))).toEqual([PREVIEW.name]);
    expect([one, other].flatMap(({ logs }) => logs()).filter(({ msg }) => String(msg).includes('lost'))).toEqual([]);
  });

  it('say that a list at hand is outdated while Redis is away, have none without one, and read anew after it', async () => {
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
    // An empty Redis may have forgotten that there was a write.
    simulator.addCampaign({ name: 'two', type: 'preview' });
    await Promise.all(
      [one, other].map((replica) => until(async () => named(await replica.query(NAMES))?.length === 2)),
    );
    expect(outdated(await one.query(NAMES))).toBeUndefined();
    expect(calls('campaigns')).toBe(2);
  });
});

describeWithRedis('lists of one name', () => {
  const states: State[] = [];
  beforeAll(async () => {
    // The suite before has emptied it.
    await admin.set('wolkvox:epoch', '1');
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
  const list = (over: State, call: () => Promise<number>): CachedList<Row> =>
    new CachedList<Row>({
      operation: { id, baseUrl: new URL('http://127.0.0.1'), token: new Secret('token') } as UpstreamOperation,
      endpoint: { api: 'campaigns' } as Endpoint<undefined, List<Row>>,
      idOf: (row) => row.id,
      state: over,
      wolkvox: {
        call: async () =>
          succeeded({ rows: [{ id: '1', version: await call() }], unreadRows: 0, unreadColumns: new Set() }),
      } as unknown as Wolkvox,
      freshMs: 60_000,
      readMs: 10_000,
      record: () => undefined,
      listed: () => undefined,
      unread: () => undefined,
      looked: () => undefined,
      changes: { count: 0 },
    });
  const shown = async (from: CachedList<Row>): Promise<number> => {
    const outcome = await from.read();
    if (!outcome.ok) throw new Error(outcome.failure.code);
    return outcome.value.rows[0]?.version ?? NaN;
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

  it('never show less than what was written before they were asked, whatever is slow', async () => {
    const WAYS = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 20, maxLength: 20 });
    const act = fc.record({
      replica: fc.constantFrom(ONE, OTHER, THIRD),
      does: fc.constantFrom('read', 'read', 'write'),
      afterMs: fc.integer({ min: 0, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), WAYS, async (acts, delays) => {
        id = `list-${(lists += 1)}`;
        let nth = 0;
        const linger = (): Promise<void> => pause(delays[(nth += 1) % delays.length] ?? 0);
        let version = 0;
        let told = 0;
        const replicas = [ONE, OTHER, THIRD].map((replica) =>
          list(slowed(state(replica), linger), async () => {
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
                const mine = (version += 1);
                await one.written();
                told = Math.max(told, mine);
              } else {
                const least = told;
                expect(await shown(one)).toBeGreaterThanOrEqual(least);
              }
            })(),
          );
        }
        await Promise.all(work);
        for (const one of replicas) expect(await shown(one)).toBe(version);
      }),
      { numRuns: 20 },
    );
  });

  it('are read once where one looks just before another has read', async () => {
    let calls = 0;
    let otherLooks = 0;
    let finished: () => void = () => undefined;
    const otherIsDone = new Promise<void>((resolve) => (finished = resolve));
    let steps = 0;
    // Its second step waits until the other list has been read, or is seen to wait for this one.
    const gate = async (): Promise<void> => {
      if ((steps += 1) === 2) await otherIsDone;
    };
    const call = (): Promise<number> => Promise.resolve((calls += 1));
    const early = list(
      slowed(state(ONE), () => Promise.resolve(), gate),
      call,
    );
    const late = list(
      slowed(state(OTHER), () => ((otherLooks += 1) > 6 && finished(), Promise.resolve())),
      call,
    );
    const first = shown(early);
    await until(() => steps >= 2);
    const second = shown(late).finally(finished);
    expect([await first, await second]).toEqual([1, 1]);
    expect(calls).toBe(1);
  });

  it('do not take a write of another for one of their own that has just been said', async () => {
    let version = 1;
    const one = list(state(ONE), () => Promise.resolve(version));
    const other = list(state(OTHER), () => Promise.resolve(version));
    for (version = 2; version < 40; version += 1) {
      const [writer, reader] = version % 2 === 0 ? [one, other] : [other, one];
      await writer.written();
      expect(await shown(reader)).toBe(version);
      expect(await shown(writer)).toBe(version);
    }
  });

  it('stay on the shelf until one is there whose reading began later', async () => {
    const texts = async (): Promise<(string | undefined)[]> => {
      const shelves = await Promise.all([state(ONE), state(OTHER)].map((one) => one.shelved(id)));
      return Promise.all(shelves.map(async ({ list: there }) => there?.text()));
    };
    const shelve = (text: string, covers: number, began: number): Promise<void> =>
      state(ONE).shelve(id, text, { covers, began }, 60_000);
    const { now: asked, writes } = await state(OTHER).shelved(id);
    // All of them began before now: a reading of the future is none.
    const now = asked - 20;
    await shelve('first', writes, now);
    expect(await texts()).toEqual(['first', 'first']);
    await shelve('slow one of before', writes, now - 1);
    expect(await texts()).toEqual(['first', 'first']);
    const later = (await state(OTHER).written(id)) ?? NaN;
    await shelve('of before the write', writes, now + 5);
    expect((await state(OTHER).shelved(id)).list?.covers).toBeLessThan(later);
    await shelve('of after the write', later, now + 1);
    await shelve('of before it, very slow', writes, now + 10);
    expect(await texts()).toEqual(['of after the write', 'of after the write']);
    expect((await state(ONE).shelved(id)).list).toMatchObject({ covers: later });
  });

  it('are led by one at a time: until it is done, is dead, or its time is up', async () => {
    expect(await state(ONE).lead(id, 60_000)).toBe(true);
    expect(await state(OTHER).lead(id, 60_000)).toBe(false);
    // Whoever could not say that it was done asks again.
    expect(await state(ONE).lead(id, 60_000)).toBe(true);
    await state(OTHER).follow(id);
    expect(await state(OTHER).lead(id, 60_000)).toBe(false);
    await state(ONE).follow(id);
    expect(await state(OTHER).lead(id, 60_000)).toBe(true);
    await admin.del(`wolkvox:process:${state(OTHER).process}`);
    expect(await state(ONE).lead(id, 1)).toBe(true);
    await until(() => state(THIRD).lead(id, 60_000));
    await state(THIRD).shelve(id, '[]', { covers: 1, began: 1 }, 1_000);
    expect(await state(ONE).lead(id, 1)).toBe(true);
  });

  it('count for nothing with a Redis that has forgotten them, whatever its count was', async () => {
    let version = 1;
    const one = list(state(ONE), () => Promise.resolve(version));
    const other = list(state(OTHER), () => Promise.resolve(version));
    for (let i = 0; i < 5; i += 1) await one.written();
    expect([await shown(one), await shown(other)]).toEqual([1, 1]);
    version = 2;
    await one.written();
    // Longer than a millisecond for each of the writes, as any loss of memory takes.
    await pause(20);
    await admin.del(await admin.keys('wolkvox:list:*'));
    expect([await shown(other), await shown(one)]).toEqual([2, 2]);
    version = 3;
    await admin.del(await admin.keys('wolkvox:list:*'));
    await one.written();
    expect([await shown(other), await shown(one)]).toEqual([3, 3]);
  });
});

/** The same state, whose steps about lists wait before and after. */
function slowed(state: State, linger: () => Promise<void>, before: () => Promise<void> = linger): State {
  const slow =
    <Args extends unknown[], Value>(step: (...args: Args) => Promise<Value>) =>
    async (...args: Args): Promise<Value> => {
      await before();
      const value = await step(...args);
      await linger();
      return value;
    };
  return {
    ...state,
    written: slow((list: string) => state.written(list)),
    shelved: slow((list: string) => state.shelved(list)),
    lead: slow((list: string, ms: number) => state.lead(list, ms)),
    shelve: slow((list: string, text: string, reading: ShelvedReading, ms: number) =>
      state.shelve(list, text, reading, ms),
    ),
  };
}
