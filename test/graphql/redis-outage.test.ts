import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createClient } from '@redis/client';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startBalancer, type Balancer } from '../support/balancer.js';
import { scrape } from '../support/metrics.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

/**
 * Without Redis a server responds as far as it can, and a load balancer that checks /readyz continues to send requests.
 */
let redis: Redis;
let simulator: Simulator;
let balancer: Balancer | undefined;
const replicas: Product[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterEach(async () => {
  await balancer?.close();
  balancer = undefined;
  await redis.restart();
  await Promise.all(replicas.splice(0).map((replica) => replica.close()));
  await simulator.close();
});
afterAll(() => redis.stop());

/** A call that waits in the queue or is retried would exceed the duration of a test. */
const VARIABLES = { WOLKVOX_QUEUE_TIMEOUT_MS: '600000', WOLKVOX_MAX_RETRIES: '100' };

async function start(variables: Record<string, string> = {}): Promise<Product> {
  const replica = await startProduct(simulator.url, { REDIS_URL: redis.url, ...VARIABLES, ...variables });
  replicas.push(replica);
  return replica;
}

async function startTwo(variables: Record<string, string> = {}): Promise<readonly Product[]> {
  // A new Redis is not used for some seconds.
  const admin = createClient({ url: redis.url });
  await admin.connect();
  await admin.set('wolkvox:epoch', '1');
  admin.destroy();
  simulator.addCampaign({ name: 'one', type: 'preview' });
  await Promise.all([start(variables), start(variables)]);
  await Promise.all(replicas.map(isReady));
  balancer = await startBalancer(replicas.map(({ url }) => url));
  await balancer.checked();
  return replicas;
}

const readyz = async ({ url }: Product): Promise<[number, unknown]> => {
  const response = await fetch(`${url}/readyz`);
  return [response.status, await response.json()];
};
const hasReadiness = async (replica: Product, body: object): Promise<void> =>
  until(async () => JSON.stringify((await readyz(replica))[1]) === JSON.stringify(body));
const isReady = (replica: Product): Promise<void> => hasReadiness(replica, { status: 'ready' });
const isDegraded = (replica: Product): Promise<void> =>
  hasReadiness(replica, { status: 'ready', degraded: ['redis-unavailable'] });

interface Answer {
  readonly status: number;
  readonly body: { readonly data?: unknown; readonly errors?: unknown; readonly extensions?: unknown };
}

/** Through the load balancer; rejects if the response is not JSON. */
async function post(query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(`${balancer?.url ?? ''}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}
const create = (fields: object = {}): Promise<Answer> =>
  post(SAMPLE_OPERATION.document, { input: { ...PREVIEW, ...fields } });
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const sent = (api: string): number => simulator.requests().filter(({ query }) => query.api === api).length;

const NAMES = '{ campaigns { nodes { name } } }';
const LAST_LIST = { campaigns: { nodes: [{ name: 'one' }] } };
const outdated = (list: string) => ({
  outdated: [expect.objectContaining({ list, operationId: 'default', code: 'UNREACHABLE' })],
});
const UNREACHABLE = { __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE', retryable: true };

/** The error of a read that needs Redis is retryable. */
const AWAY = { code: 'UNREACHABLE', retryable: true, hint: expect.stringContaining('Redis') };

const OUTAGES = [
  ['is stopped', 'SIGTERM'],
  ['is killed', 'SIGKILL'],
  ['stalls', 'SIGSTOP'],
] as const;
type Signal = (typeof OUTAGES)[number][1];
const harm = (signal: Signal): boolean => process.kill(redis.pid, signal);
const restore = async (signal: Signal): Promise<void> => {
  if (signal === 'SIGSTOP') process.kill(redis.pid, 'SIGCONT');
  else await redis.restart();
};

describeWithRedis('two replicas behind a balancer that asks /readyz, whose Redis', () => {
  it.each(
    OUTAGES.flatMap(([how, signal]) => [
      [`${how}, with lists that are fresh`, signal, '300000'] as const,
      [`${how}, with lists that are stale`, signal, '1'] as const,
    ]),
  )(
    '%s: queries return the last lists, creations UNREACHABLE',
    async (_how, signal, ttlMs) => {
      await startTwo({ CACHE_TTL_MS: ttlMs });
      for (const replica of replicas) await replica.query('{ campaigns { totalCount } skills { id } }');
      harm(signal);
      // The replicas have not detected it yet.
      for (const { status, body } of await Promise.all(times(20, () => post(NAMES))))
        expect([status, body.data]).toEqual([200, LAST_LIST]);

      await Promise.all(replicas.map(isDegraded));
      await balancer?.checked();
      const before = [sent('campaigns'), sent('skills')];
      for (const { status, body } of await Promise.all(times(10, () => post(NAMES)))) {
        expect([status, body.data, body.errors]).toEqual([200, LAST_LIST, undefined]);
        expect(body.extensions).toEqual(outdated('campaigns'));
      }
      expect((await post('{ skills { skillId } }')).body).toMatchObject({
        data: { skills: [{}, {}, {}] },
        extensions: outdated('skills'),
      });
      for (const fields of [{}, { idempotencyKey: 'while-away' }, { name: 'Otra' }])
        expect(await create(fields)).toMatchObject({ status: 200, body: { data: { createCampaign: UNREACHABLE } } });
      expect([sent('campaigns'), sent('skills')]).toEqual(before);
      expect(sent('create_campaign')).toBe(0);

      await restore(signal);
      await Promise.all(replicas.map(isReady));
      expect((await create({ idempotencyKey: 'while-away' })).body).toMatchObject({
        data: { createCampaign: { __typename: 'CreateCampaignSuccess', replayed: false } },
      });
      expect((await post('{ campaigns { totalCount } }')).body).toMatchObject({
        data: { campaigns: { totalCount: 2 } },
      });
    },
    60_000,
  );

  it.each(OUTAGES)(
    '%s: fields that need Redis have errors in JSON',
    async (_how, signal) => {
      await startTwo();
      harm(signal);
      await Promise.all(replicas.map(isDegraded));
      await balancer?.checked();
      expect((await post('{ operation { id timeZone } }')).body).toEqual({
        data: { operation: { id: 'default', timeZone: 'America/Bogota' } },
      });
      // No list was read before.
      for (const [document, path] of [
        ['{ operation { limits { inFlight } } }', ['operation', 'limits']],
        ['{ operation { tokenUsage { limit } } }', ['operation', 'tokenUsage']],
        [NAMES, ['campaigns']],
        ['{ skills { id } }', ['skills']],
        ['{ campaign(id: "default:1") { name } }', ['campaign']],
      ] as const) {
        const answer = await post(document);
        expect([document, answer.status, answer.body.errors]).toEqual([
          document,
          200,
          [expect.objectContaining({ path, extensions: AWAY })],
        ]);
      }
      expect(simulator.requests()).toEqual([]);
    },
    60_000,
  );

  it('a Redis outage changes a metric, and readiness stays', async () => {
    await startTwo();
    const values = async (): Promise<number[]> => {
      const samples = await Promise.all(replicas.map(({ metricsUrl }) => scrape(metricsUrl)));
      return samples.flatMap((one) => [one.value('wolkvox_graphql_redis_up'), one.value('wolkvox_graphql_ready')]);
    };
    expect(await values()).toEqual([1, 1, 1, 1]);
    harm('SIGKILL');
    await Promise.all(replicas.map(isDegraded));
    expect(await values()).toEqual([0, 1, 0, 1]);
    await restore('SIGKILL');
    await Promise.all(replicas.map(isReady));
    expect(await values()).toEqual([1, 1, 1, 1]);
  }, 60_000);
});

describeWithRedis('a replica that starts while Redis', () => {
  it.each(OUTAGES)(
    '%s is alive and not ready before Redis is reached, and reports why',
    async (_how, signal) => {
      harm(signal);
      const replica = await start();
      expect(await readyz(replica)).toEqual([503, { status: 'starting', waitingFor: ['redis-unavailable'] }]);
      expect((await fetch(`${replica.url}/livez`)).status).toBe(200);
      expect((await scrape(replica.metricsUrl)).value('wolkvox_graphql_ready')).toBe(0);
      expect(replica.logs()).toContainEqual(expect.objectContaining({ level: 40, waitingFor: ['redis-unavailable'] }));
      expect((await replica.create(PREVIEW)).data?.createCampaign).toMatchObject(UNREACHABLE);
      await restore(signal);
      await isReady(replica);
      expect((await replica.create(PREVIEW)).data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
      expect(replica.logs()).toContainEqual(expect.objectContaining({ msg: 'ready: startup is complete' }));
    },
    60_000,
  );
});
