import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator } from '../../packages/simulator/src/simulator.js';
import { startBalancer } from '../support/balancer.js';
import { closing, type Defer } from '../support/closing.js';
import { startKnownRedis } from '../support/known-redis.js';
import { scrape } from '../support/metrics.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { describeWithRedis } from '../support/redis.js';
import { until } from '../support/until.js';

/**
 * Without Redis a server responds as far as it can, and a load balancer that checks /readyz continues to send requests.
 * The tests mostly wait, so they run at the same time, each with its own Redis.
 */

/** A call that waits in the queue or is retried would exceed the duration of a test. */
const VARIABLES = { WOLKVOX_QUEUE_TIMEOUT_MS: '600000', WOLKVOX_MAX_RETRIES: '100' };

const OUTAGES = [
  ['is stopped', 'SIGTERM'],
  ['is killed', 'SIGKILL'],
  ['stalls', 'SIGSTOP'],
] as const;
type Signal = (typeof OUTAGES)[number][1];

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A Redis that can be harmed, and a simulator. */
async function startUpstreams(defer: Defer) {
  const { redis, stop } = await startKnownRedis();
  defer(stop);
  const simulator = await startSimulator({ token: TOKEN });
  defer(() => simulator.close());
  const replicas: Product[] = [];
  let isHarmed = false;
  defer(async () => {
    // Replicas without Redis take longer to close.
    if (isHarmed) await redis.restart();
    await Promise.all(replicas.map((replica) => replica.close()));
  });
  return {
    simulator,
    start: async (variables: Record<string, string> = {}): Promise<Product> => {
      const replica = await startProduct(simulator.url, { REDIS_URL: redis.url, ...VARIABLES, ...variables });
      replicas.push(replica);
      return replica;
    },
    /** Resolves when Redis has ended, or at once if it is stopped. Replicas may not have detected it. */
    harm: async (signal: Signal): Promise<void> => {
      isHarmed = true;
      const { pid } = redis;
      process.kill(pid, signal);
      if (signal !== 'SIGSTOP') await until(() => !isRunning(pid), 'Redis has ended');
    },
    restore: async (signal: Signal): Promise<void> => {
      if (signal === 'SIGSTOP') process.kill(redis.pid, 'SIGCONT');
      else await redis.restart();
      isHarmed = false;
    },
    sent: (api: string): number => simulator.requests().filter(({ query }) => query.api === api).length,
  };
}

/** Two replicas behind a load balancer, and a campaign. */
async function startTwo(defer: Defer, variables: Record<string, string> = {}) {
  const upstreams = await startUpstreams(defer);
  upstreams.simulator.addCampaign({ name: 'one', type: 'preview' });
  const replicas = await Promise.all([upstreams.start(variables), upstreams.start(variables)]);
  await Promise.all(replicas.map(isReady));
  const balancer = await startBalancer(replicas.map(({ url }) => url));
  defer(() => balancer.close());
  await balancer.checked();
  /** Through the load balancer; rejects if the response is not JSON. */
  const post = async (query: string, variables: object = {}): Promise<Answer> => {
    const response = await fetch(`${balancer.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  return {
    ...upstreams,
    replicas,
    balancer,
    post,
    create: (fields: object = {}) => post(SAMPLE_OPERATION.document, { input: { ...PREVIEW, ...fields } }),
  };
}

const readyz = async ({ url }: Product): Promise<[number, unknown]> => {
  const response = await fetch(`${url}/readyz`);
  return [response.status, await response.json()];
};
const hasReadiness = async (replica: Product, body: object): Promise<void> => {
  const expected = JSON.stringify(body);
  await until(async () => {
    const isExpected = JSON.stringify((await readyz(replica))[1]) === expected;
    // It takes seconds.
    if (!isExpected) await sleep(50);
    return isExpected;
  }, `/readyz returns ${expected}`);
};
const isReady = (replica: Product): Promise<void> => hasReadiness(replica, { status: 'ready' });
const isDegraded = (replica: Product): Promise<void> =>
  hasReadiness(replica, { status: 'ready', degraded: ['redis-unavailable'] });

interface Answer {
  readonly status: number;
  readonly body: { readonly data?: unknown; readonly errors?: unknown; readonly extensions?: unknown };
}

const times = <T>(count: number, each: () => T): T[] => Array.from({ length: count }, each);

const NAMES = '{ campaigns { nodes { name } } }';
const LAST_LIST = { campaigns: { nodes: [{ name: 'one' }] } };
const outdated = (list: string) => ({
  outdated: [expect.objectContaining({ list, operationId: 'default', code: 'UNREACHABLE' })],
});
const UNREACHABLE = { __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE', retryable: true };

/** The error of a read that needs Redis is retryable. */
const AWAY = { code: 'UNREACHABLE', retryable: true, hint: expect.stringContaining('Redis') };

describeWithRedis('two replicas behind a balancer that asks /readyz, whose Redis', () => {
  it.concurrent.each(
    OUTAGES.flatMap(([how, signal]) => [
      [`${how}, with lists that are fresh`, signal, '300000'] as const,
      [`${how}, with lists that are stale`, signal, '1'] as const,
    ]),
  )(
    '%s: queries return the last lists, creations UNREACHABLE',
    closing(async (defer, _how: string, signal: Signal, ttlMs: string) => {
      const { replicas, balancer, post, create, sent, harm, restore } = await startTwo(defer, { CACHE_TTL_MS: ttlMs });
      for (const replica of replicas) await replica.query('{ campaigns { totalCount } skills { id } }');
      void harm(signal);
      // The replicas have not detected it yet.
      for (const { status, body } of await Promise.all(times(20, () => post(NAMES))))
        expect([status, body.data]).toEqual([200, LAST_LIST]);

      await Promise.all(replicas.map(isDegraded));
      await balancer.checked();
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
    }),
    60_000,
  );

  it.concurrent.each(OUTAGES)(
    '%s: fields that need Redis have errors in JSON',
    closing(async (defer, _how: string, signal: Signal) => {
      const { simulator, replicas, balancer, post, harm } = await startTwo(defer);
      void harm(signal);
      await Promise.all(replicas.map(isDegraded));
      await balancer.checked();
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
    }),
    60_000,
  );

  it.concurrent(
    'a Redis outage changes a metric, and readiness stays',
    closing(async (defer) => {
      const { replicas, harm, restore } = await startTwo(defer);
      const values = async (): Promise<number[]> => {
        const samples = await Promise.all(replicas.map(({ metricsUrl }) => scrape(metricsUrl)));
        return samples.flatMap((one) => [one.value('wolkvox_graphql_redis_up'), one.value('wolkvox_graphql_ready')]);
      };
      expect(await values()).toEqual([1, 1, 1, 1]);
      void harm('SIGKILL');
      await Promise.all(replicas.map(isDegraded));
      expect(await values()).toEqual([0, 1, 0, 1]);
      await restore('SIGKILL');
      await Promise.all(replicas.map(isReady));
      expect(await values()).toEqual([1, 1, 1, 1]);
    }),
    60_000,
  );
});

describeWithRedis('a replica that starts while Redis', () => {
  it.concurrent.each(OUTAGES)(
    '%s is alive and not ready before Redis is reached, and reports why',
    closing(async (defer, _how: string, signal: Signal) => {
      const { start, harm, restore } = await startUpstreams(defer);
      await harm(signal);
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
    }),
    60_000,
  );
});
