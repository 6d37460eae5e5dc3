import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { RESPONSES, OUTCOMES, REJECTION_REASONS, type ResponseCount } from '../../src/telemetry/response-table.js';
import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startKnownRedis, type RedisAdmin } from '../support/known-redis.js';
import { scrape, type Samples } from '../support/metrics.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { openRawClient, rawPost, sendRaw } from '../support/raw-client.js';
import { describeWithRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

type AnswerId = keyof typeof RESPONSES;

const closers: (() => unknown)[] = [];
let simulator: Simulator;
let product: Product;
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'answers-'));
  closers.push(() => rmSync(path, { recursive: true }));
  return path;
};
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
  closers.push(() => simulator.close());
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const start = async (variables: Record<string, string> = {}): Promise<void> => {
  product = await startProduct(simulator.url, { METRICS_PORT: '0', ...variables });
  const started = product;
  closers.push(() => started.close());
};

/** Starts a product, prepares it, and returns the function that causes the response. */
type Driver = () => Promise<() => unknown>;

const withProduct =
  (ask: () => unknown, variables: Record<string, string> = {}): Driver =>
  async () => {
    await start(variables);
    return ask;
  };
const get = (path: string, init: RequestInit = {}) => withProduct(() => fetch(product.url + path, init));
const raw = (...pieces: (string | Buffer)[]) => withProduct(() => sendRaw(product.url, ...pieces));
const query = (document: string, variables?: Record<string, string>, headers?: Record<string, string>) =>
  withProduct(() => product.query(document, {}, headers), variables);
const post = (body: string, headers: Record<string, string> = {}) => withProduct(() => product.post(body, headers));
const afterBehaviour =
  (behaviour: Behaviour, input: object = PREVIEW, variables: Record<string, string> = {}): Driver =>
  async () => {
    await start(variables);
    simulator.behave(behaviour);
    return () => product.create(input);
  };
/** Request behind another one, on a connection that was open before the server began to close. */
const whileClosing =
  (request: string): Driver =>
  async () => {
    await start();
    const first = rawPost(JSON.stringify({ query: '{ __typename }' }));
    const [client, holder] = [await openRawClient(product.url), await openRawClient(product.url)];
    // Incomplete requests, for which the server waits, so that its metrics are still readable.
    for (const { send } of [client, holder]) send(first.subarray(0, -1));
    // The response proves that the server has read the earlier bytes.
    await fetch(`${product.url}/livez`);
    const closed = product.close();
    closers.push(async () => {
      holder.socket.destroy();
      client.socket.destroy();
      await closed;
    });
    return async () => {
      client.send(first.subarray(-1), request);
      await client.answers(2);
    };
  };
/** Counters of the first of the two requests. */
const FIRST = ['http_responses_total /graphql 2xx', 'operations_total success'];
const BESIDE: Partial<Record<AnswerId, readonly string[]>> = { draining: FIRST, SHUTTING_DOWN: FIRST };
const AUTH_JWT = {
  AUTH_MODE: 'jwt',
  AUTH_JWT_JWKS_URL: 'http://127.0.0.1:1/jwks',
  AUTH_JWT_ISSUER: 'https://id.example/',
  AUTH_JWT_AUDIENCE: 'wolkvox-graphql',
};
const SECRET = 'router-secret-0123456789abcdef0123456789';
const AUTH_ROUTER = { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: SECRET };
const READER = { 'router-authorization': SECRET, 'x-caller-id': 'ana', 'x-caller-scopes': 'campaigns:read' };
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const UNKNOWN_KEY = `${base64({ alg: 'ES256', kid: 'a' })}.${base64({ sub: 'ana' })}.${'A'.repeat(86)}`;
const persisted = JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } });
const toMetrics = (method: string, path: string) =>
  withProduct(() => fetch(product.metricsUrl.replace('/metrics', path), { method }));

/** Internal error that no request is known to cause, and scrapes with 8 MiB of unread responses. */
type Unprovoked = 'internal error outside GraphQL' | 'metrics: no memory';

const DRIVERS: Readonly<Record<Exclude<AnswerId, keyof typeof REDIS_DRIVERS | Unprovoked>, Driver>> = {
  alive: get('/livez'),
  ready: get('/readyz'),
  draining: whileClosing('GET /readyz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'),
  starting: withProduct(() => fetch(`${product.url}/readyz`), AUTH_JWT),
  metrics: toMetrics('GET', '/metrics'),
  'metrics: expectation': withProduct(() =>
    sendRaw(product.metricsUrl, 'GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: more\r\n\r\n'),
  ),
  'metrics: another method': toMetrics('DELETE', '/metrics'),
  'metrics: another path': toMetrics('GET', '/'),
  'metrics: not HTTP': withProduct(() => sendRaw(product.metricsUrl, 'canary\r\n\r\n')),
  'root: explorer': get('/', { redirect: 'manual' }),
  'root: address of GraphQL': withProduct(() => fetch(`${product.url}/`), { EXPLORER: 'none' }),
  favicon: get('/favicon.ico'),
  'explorer page': withProduct(() => fetch(`${product.url}/graphql`, { headers: { accept: 'text/html' } })),
  'OPTIONS or preflight': get('/graphql', { method: 'OPTIONS' }),

  success: query('{ __typename }'),
  'mutation: success': withProduct(() => product.create(PREVIEW)),
  INVALID_INPUT: withProduct(() => product.create({ ...PREVIEW, name: ' ' })),
  REJECTED: afterBehaviour({ preset: 'invalid-value' }),
  NOT_FOUND: afterBehaviour({ preset: 'no-rows' }),
  CAPACITY_EXCEEDED: afterBehaviour({ preset: 'licence-capacity' }),
  STATE_CONFLICT: afterBehaviour({ preset: 'campaign-not-started' }, PREDICTIVE),
  BUSY: afterBehaviour({ preset: 'too-many-requests-at-once' }),
  QUOTA_EXHAUSTED: afterBehaviour({ preset: 'quota-exhausted' }),
  MAINTENANCE: afterBehaviour({ preset: 'maintenance' }),
  UNREACHABLE: withProduct(() => product.create(PREVIEW), { WOLKVOX_BASE_URL: 'http://127.0.0.1:1' }),
  OUTCOME_UNKNOWN: afterBehaviour({ preset: 'lost-answer' }),
  UPSTREAM_AUTHENTICATION: afterBehaviour({ preset: 'invalid-token' }),
  UPSTREAM_CONTRACT: afterBehaviour({ preset: 'unknown-api' }),
  IDEMPOTENCY_CONFLICT: async () => {
    await start();
    await product.create({ ...PREVIEW, idempotencyKey: 'one' });
    return () => product.create({ ...PREVIEW, name: 'another', idempotencyKey: 'one' });
  },

  BAD_USER_INPUT: withProduct(() => product.create({ type: 'PREVIEW' })),
  GRAPHQL_PARSE_FAILED: query('not GraphQL'),
  GRAPHQL_VALIDATION_FAILED: query('{ unknownField }'),
  OPERATION_RESOLUTION_FAILURE: query('query A { __typename } query B { __typename }'),
  PERSISTED_QUERY_NOT_FOUND: post(persisted),
  ERRORS_TRUNCATED: async () => {
    await start();
    for (let nth = 0; nth < 101; nth += 1) simulator.addCampaign({ name: 'one', type: 'preview', skillId: '4021' });
    simulator.behave({ preset: 'maintenance', api: 'skills', times: 'always' });
    return () => product.query('{ campaigns(first: 101) { nodes { skill { name } } } }');
  },
  FORBIDDEN: query('{ campaigns { totalCount } }', AUTH_ROUTER, { ...READER, 'x-caller-scopes': 'campaigns:create' }),
  LIMIT_EXCEEDED: query('{ a: operations { id } b: operations { id } }', { LIMIT_ALIASES: '1' }),
  'mutation by GET': withProduct(() =>
    fetch(`${product.url}/graphql?query=${encodeURIComponent('mutation { __typename }')}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    }),
  ),
  'OVERLOADED: document': query(
    `{ _entities(representations: [${'{__typename: "Skill", id: "1"}'.repeat(350)}]) { __typename } }`,
    {
      LIMIT_INFLIGHT_BYTES: String(1 << 20),
      LIMIT_TOKENS: '20000',
    },
  ),

  QUERY_NOT_IN_SAFELIST: async () => {
    const file = join(folder(), 'documents.json');
    writeFileSync(file, JSON.stringify({ ['a'.repeat(64)]: '{ __typename }' }));
    await start({ TRUSTED_DOCUMENTS_FILE: file });
    return () => product.query('{ operations { id } }');
  },
  UNAUTHENTICATED: query('{ __typename }', AUTH_ROUTER),
  HOST_NOT_ALLOWED: raw('GET /graphql HTTP/1.1\r\nhost: evil.example\r\n\r\n'),
  RATE_LIMITED: async () => {
    await start({ LIMIT_REQUESTS_PER_MINUTE: '1' });
    await product.query('{ __typename }');
    return () => product.query('{ __typename }');
  },
  AUTHENTICATION_UNAVAILABLE: query('{ __typename }', AUTH_JWT, { authorization: `Bearer ${UNKNOWN_KEY}` }),
  OVERLOADED: withProduct(
    async () => {
      const clients = await Promise.all([0, 1, 2].map(() => openRawClient(product.url)));
      closers.push(() => clients.forEach(({ socket }) => socket.destroy()));
      for (const client of clients) client.send(rawPost('', { 'content-length': '390000' }), '{');
      await Promise.race(clients.map((client) => client.answers(1)));
    },
    { LIMIT_INFLIGHT_BYTES: String(1 << 20) },
  ),
  SHUTTING_DOWN: whileClosing('POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 0\r\n\r\n'),
  'no JSON': post('{ canary'),
  'no host': raw('GET /graphql HTTP/1.1\r\n\r\n'),
  'CSRF prevention': get('/graphql?query={__typename}'),
  'unreadable address': raw('GET /%gg HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'),
  'no such route': get('/nothing'),
  'another method': get('/graphql', { method: 'DELETE' }),
  'body too large': withProduct(() => product.post(JSON.stringify({ query: 'x'.repeat(2_000_000) }))),
  'another media type': post('query', { 'content-type': 'text/plain' }),
  expectation: raw('GET /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: more\r\n\r\n'),
  'not HTTP': raw('canary\r\n\r\n'),
  'request too slow': withProduct(() => sendRaw(product.url, 'GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\n'), {
    LIMIT_HEADERS_MS: '300',
    LIMIT_REQUEST_MS: '300',
  }),
  'chunk extensions too large': raw(
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`,
  ),
  'headers too large': raw(`GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`),
};

const METRICS = ['http_responses_total', 'rejected_requests_total', 'operations_total', 'mutations_total'];
/** Values of the response counters, by the labels of the table. */
function countsIn({ text }: Samples): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [, metric = '', labels = '', value] of text.matchAll(/^wolkvox_graphql_(\w+)\{(.*)\} (\d+)$/gm)) {
    if (!METRICS.includes(metric)) continue;
    const labelValues = [...labels.matchAll(/(route|status_class|reason|outcome)="([^"]*)"/g)].map(
      ([, , word]) => word,
    );
    const key = [metric, ...labelValues].join(' ');
    counts.set(key, (counts.get(key) ?? 0) + Number(value));
  }
  return counts;
}
const SCRAPES = 'http_responses_total /metrics 2xx';

function expectedOf({ route, status, rejection, operation, mutation }: ResponseCount): string[] {
  return [
    `http_responses_total ${route} ${Math.floor(status / 100)}xx`,
    ...(rejection === undefined ? [] : [`rejected_requests_total ${rejection}`]),
    ...(operation === undefined ? [] : [`operations_total ${operation}`]),
    ...(mutation === undefined ? [] : [`mutations_total ${operation ?? ''}`]),
  ].sort();
}

async function expectCounted(id: AnswerId, driver: Driver): Promise<void> {
  const ask = await driver();
  // The preparation is counted when its responses are closed, which clients do not see.
  let before = new Map<string, number>();
  await until(async () => {
    const now = countsIn(await scrape(product.metricsUrl));
    const same = increases(before, now).length === 0;
    before = now;
    return same;
  }, 'the preparation is counted');
  await ask();
  let rising: string[] = [];
  const expected = [...expectedOf(RESPONSES[id]), ...(BESIDE[id] ?? [])].filter((key) => key !== SCRAPES).sort();
  await until(async () => {
    rising = increases(before, countsIn(await scrape(product.metricsUrl)));
    return rising.length >= expected.length;
  }, 'the response is counted');
  expect(rising).toEqual(expected);
}

/** Counters that increased, without scrapes. */
const increases = (before: Map<string, number>, after: Map<string, number>): string[] =>
  [...after]
    .flatMap(([key, value]) => Array.from({ length: value - (before.get(key) ?? 0) }, () => key))
    .filter((key) => key !== SCRAPES)
    .sort();

describe('every response of the server', () => {
  it.each(Object.keys(DRIVERS) as (keyof typeof DRIVERS)[])(
    'is counted by its own series only: %s',
    (id) => expectCounted(id, DRIVERS[id]),
    30_000,
  );

  it('is counted as aborted if the client disconnected', async () => {
    await start();
    simulator.behave({ delayMs: 300 });
    const client = await openRawClient(product.url);
    client.send(rawPost(JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: PREVIEW } })));
    await until(() => simulator.requests().length === 1, 'the simulator has received a request');
    // A reset, because a client that closes only its half receives a response.
    client.socket.resetAndDestroy();
    const route = { route: '/graphql', status_class: 'aborted' };
    await until(
      async () => (await scrape(product.metricsUrl)).value('wolkvox_graphql_http_responses_total', route) === 1,
      'the aborted request is counted',
    );
  });

  it('has a series from the start for each reason, route and class, so that alerts detect the first increase', async () => {
    await start();
    const samples = await scrape(product.metricsUrl);
    expect(samples.labels('wolkvox_graphql_rejected_requests_total', 'reason').sort()).toEqual(
      [...REJECTION_REASONS].sort(),
    );
    for (const { route, rejection } of Object.values<ResponseCount>(RESPONSES)) {
      expect(samples.has('wolkvox_graphql_http_responses_total', { route, status_class: '5xx' })).toBe(true);
      if (rejection !== undefined) expect(REJECTION_REASONS).toContain(rejection);
    }
    expect(OUTCOMES.size).toBeGreaterThan(20);
  });
});

let redis: Redis;
const withRedis = async (variables: Record<string, string> = {}): Promise<RedisAdmin> => {
  const known = await startKnownRedis();
  ({ redis } = known);
  closers.push(known.stop);
  await start({ REDIS_URL: redis.url, ...variables });
  return known.admin;
};
const REDIS_DRIVERS = {
  'ready, Redis unavailable': async () => {
    await withRedis();
    await redis.stop();
    await until(
      async () => (await scrape(product.metricsUrl)).value('wolkvox_graphql_redis_up') === 0,
      'the metric reports Redis as down',
    );
    return () => fetch(`${product.url}/readyz`);
  },
  INTERNAL_SERVER_ERROR: async () => {
    const admin = await withRedis();
    await until(
      async () => (await product.create(PREVIEW)).data?.createCampaign?.__typename === 'CreateCampaignSuccess',
      'a creation succeeds',
    );
    const [key = ''] = await admin.keys('{wolkvox}:*:day');
    await admin.set(key.replace(/:day$/, ':slots'), 'a value of another type');
    return () => product.create(PREVIEW);
  },
  IN_PROGRESS: async () => {
    await withRedis({
      WOLKVOX_TIMEOUT_MS: '100',
      WOLKVOX_QUEUE_TIMEOUT_MS: '100',
      WOLKVOX_SLOT_LEASE_MS: '3000',
    });
    const first = await startProduct(simulator.url, { REDIS_URL: redis.url });
    closers.push(() => first.close());
    simulator.behave({ delayMs: 60_000 });
    const input = { ...PREVIEW, idempotencyKey: 'slow' };
    void first.create(input).catch(() => undefined);
    await until(() => simulator.requests().length === 1, 'the simulator has received a request');
    return async () => {
      await product.create(input);
      await simulator.close();
    };
  },
} as const satisfies Partial<Record<AnswerId, Driver>>;

describeWithRedis('an answer of a server with Redis', () => {
  it.each(Object.keys(REDIS_DRIVERS) as (keyof typeof REDIS_DRIVERS)[])(
    'every response is counted by its own series only: %s',
    (id) => expectCounted(id, REDIS_DRIVERS[id]),
    60_000,
  );
});
