import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';

import { emptyKnownRedis, startKnownRedis } from '../support/known-redis.js';
import { startProduct, type Product } from '../support/product.js';
import { describeWithRedis } from '../support/redis.js';
import { takeSteadyClock, type SteadyClock } from '../support/steady-clock.js';
import { until } from '../support/until.js';
import { startUpstream, type Scripted, type Upstream } from '../support/upstream.js';

const CAMPAIGNS = Array.from({ length: 10 }, (_, i) => String(i + 1));
const wrapped = (data: unknown): Scripted => ({ status: 200, body: { code: '200', error: null, msg: 'rows', data } });
const MAINTENANCE: Scripted = {
  status: 403,
  body: { code: '403', error: 'error', msg: 'The API is not available during the server backup' },
};
const boardOf = (hits: number): Scripted =>
  wrapped(CAMPAIGNS.map((id) => ({ campaign: `${id} - c${id} - Strategy`, hits: String(hits) })));

let redis: Awaited<ReturnType<typeof startKnownRedis>>;
beforeAll(async () => {
  redis = await startKnownRedis();
});
afterAll(() => redis.stop());

describeWithRedis('progress on replicas of one Redis', () => {
  let upstream: Upstream;
  let replicas: Product[];
  let board: Scripted;
  let clock: SteadyClock;
  beforeEach(async () => {
    clock = takeSteadyClock();
    board = boardOf(1);
    replicas = [];
    upstream = await startUpstream(({ url }) =>
      url.includes('real_time') ? board : wrapped(CAMPAIGNS.map((campaign_id) => ({ campaign_id }))),
    );
  });
  afterEach(async () => {
    clock.restore();
    for (const replica of replicas) await replica.close();
    await upstream.close();
    await emptyKnownRedis(redis.admin);
  });

  const start = async (): Promise<Product> => {
    const replica = await startProduct(upstream.url, { REDIS_URL: redis.redis.url });
    replicas.push(replica);
    return replica;
  };
  const boardReads = (): number => upstream.seen.filter(({ url }) => url.includes('real_time')).length;
  const HITS = '{ campaign(id: "default:1") { progress { hits readAt } } }';

  it('answers 10,000 reads by one upstream call: 25 requests with 20 lists of 10 campaigns at each of two', async () => {
    const [one, two] = [await start(), await start()];
    const aliases = Array.from({ length: 20 }, (_, i) => `a${i}: campaigns(first: 10) { nodes { progress { hits } } }`);
    const document = `{ ${aliases.join(' ')} }`;
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? one : two).query(document)));
    const list = { nodes: CAMPAIGNS.map(() => ({ progress: { hits: 1 } })) };
    const expected = Object.fromEntries(aliases.map((_, i) => [`a${i}`, list]));
    for (const { data, errors } of answers) expect([data, errors]).toEqual([expected, undefined]);
    expect(boardReads()).toBe(1);
  }, 60_000);

  it('shows the reading of another replica with its time, also at one that starts later', async () => {
    const { data } = await (await start()).query(HITS);
    board = boardOf(2);
    const later = await (await start()).query(HITS);
    expect(later.data).toMatchObject({ campaign: { progress: { hits: 1 } } });
    const [first, second] = [data, later.data].map((one) =>
      Date.parse((one as { campaign: { progress: { readAt: string } } }).campaign.progress.readAt),
    );
    // Each replica adds the age of the reading to its own clock.
    expect(Math.abs(Number(first) - Number(second))).toBeLessThan(1_000);
    expect(boardReads()).toBe(1);
  });

  it('reads the board at one replica after another if reads fail, and shows no older one', async () => {
    const [one, two] = [await start(), await start()];
    board = MAINTENANCE;
    for (const replica of [one, one, two, two]) {
      const { data, errors } = await replica.query(HITS);
      expect(data).toEqual({ campaign: { progress: null } });
      expect(errors).toMatchObject([{ extensions: { code: 'MAINTENANCE' } }]);
    }
    expect(boardReads()).toBe(2);
    board = boardOf(3);
    clock.shift(5_001);
    expect((await two.query(HITS)).data).toMatchObject({ campaign: { progress: { hits: 3 } } });
    expect((await one.query(HITS)).data).toMatchObject({ campaign: { progress: { hits: 3 } } });
    expect(boardReads()).toBe(3);
  });

  it('shows a fresh board without Redis, and fails when it is no longer fresh', async () => {
    const own = await startKnownRedis();
    const replica = await startProduct(upstream.url, { REDIS_URL: own.redis.url });
    replicas.push(replica);
    await replica.query(HITS);
    await own.stop();
    await until(() => replica.logs().some(({ msg }) => String(msg).startsWith('Redis unavailable')), 'Redis is lost');
    expect((await replica.query(HITS)).data).toMatchObject({ campaign: { progress: { hits: 1 } } });
    clock.shift(60_001);
    const { data, errors } = await replica.query(HITS);
    expect(data).toEqual({ campaign: { progress: null } });
    expect(errors).toMatchObject([{ path: ['campaign', 'progress'], extensions: { code: 'UNREACHABLE' } }]);
    expect(boardReads()).toBe(1);
  });

  it('reads the board instead of a stored one that is not valid, and logs that once', async () => {
    const [one, two] = [await start(), await start()];
    await one.query(HITS);
    const texts = await redis.admin.keys('{wolkvox}:list:*:text');
    const stored = await Promise.all(texts.map(async (key) => [key, await redis.admin.get(key)] as const));
    const [key = ''] = stored.flatMap(([name, text]) => (text?.includes('"hits":1') === true ? [name] : []));
    // Another client of Redis has changed the rows.
    await redis.admin.set(key, '[{"campaignId":"1","hits":"many"}]', { expiration: 'KEEPTTL' });
    board = boardOf(4);
    expect((await two.query(HITS)).data).toMatchObject({ campaign: { progress: { hits: 4 } } });
    expect(boardReads()).toBe(2);
    expect(two.logs().filter(({ kind }) => kind === 'list real_time')).toHaveLength(1);
  });
});
