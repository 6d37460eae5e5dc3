import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startCollector, type Collector } from '../support/collector.js';
import { scrape } from '../support/metrics.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { openRawClient, rawPost, sendRaw, type RawAnswer } from '../support/raw-client.js';
import { AUDIENCE, ISSUER, keyPair, pem, sign } from '../support/tokens.js';
import { until } from '../support/until.js';

/**
 * A cached response is equal to an executed one in everything that a client or an operator sees. Only the durations, the
 * ids of requests and the counters of caches differ.
 */
const TRUSTED_DOCUMENTS_FILE = fileURLToPath(
  new URL('../../client/src/generated/persisted-documents.json', import.meta.url),
);
const ORIGIN = 'https://crm.example.com';
const SECRET = 'router-secret-0123';
const GRAPHQL_TYPE = 'application/graphql-response+json';
const NAMES = 'query Names { campaigns { totalCount nodes { id name } } }';
const FIRST = 'query First($first: Int) { campaigns(first: $first) { nodes { id } } }';
const TWO = 'query A { campaigns { totalCount } } query B { skills { id } }';
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const ours = keyPair('ours');

type Headers = Readonly<Record<string, string>>;
type Request = string | Buffer;
const post = (body: object | string, headers: Headers = {}): Request =>
  rawPost(typeof body === 'string' ? body : JSON.stringify(body), headers);
const get = (parameters: Headers, headers: Headers = { 'apollo-require-preflight': '1' }): Request => {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET /graphql?${new URLSearchParams(parameters).toString()} HTTP/1.1\r\n${lines.join('')}\r\n`;
};
const persistedQuery = (text: string) => ({
  persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(text).digest('hex') },
});

let simulator: Simulator;
let collector: Collector;
let folder: string;
let product: Product | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'response-cache-'));
  await writeFile(join(folder, 'key.pem'), pem(ours));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
  for (let n = 0; n < 400; n += 1) simulator.addCampaign({ name: `Cobranza ñ ${n}`, type: 'preview' });
  collector = await startCollector();
});
afterEach(async () => {
  await product?.close();
  product = undefined;
  await Promise.all([simulator.close(), collector.close()]);
});

const start = async (variables: Headers = {}): Promise<Product> =>
  (product = await startProduct(simulator.url, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    CORS_ORIGINS: ORIGIN,
    ...variables,
  }));

/** Comments, counters of the caches, durations, and gauges of the process. */
const DIFFERENT = /_cache_|_seconds_(?:sum|bucket)|^(?:#|process_|nodejs_)/;

/** Returns every sample of the product that a cached and an executed response change alike. */
const samplesOf = async ({ metricsUrl }: Product): Promise<Map<string, number>> => {
  const { text } = await scrape(metricsUrl);
  const lines = text.split('\n').filter((line) => line !== '' && !DIFFERENT.test(line) && !line.includes('/metrics'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
};
const hitsOf = async ({ metricsUrl }: Product): Promise<number> =>
  (await scrape(metricsUrl)).value('wolkvox_graphql_response_cache_hits_total');
const RESPONSES = 'wolkvox_graphql_http_responses_total';
const responsesIn = (samples: ReadonlyMap<string, number>): number =>
  [...samples].reduce((sum, [name, value]) => sum + (name.startsWith(RESPONSES) ? value : 0), 0);

interface Observed {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly changes: Readonly<Record<string, number>>;
  readonly log: Readonly<Record<string, unknown>>;
  readonly isHit: boolean;
}

/** Sends a request and returns everything that it causes. */
async function observe(target: Product, request: Request): Promise<Observed> {
  const [before, hits] = [await samplesOf(target), await hitsOf(target)];
  const logged = target.logs().length;
  const answer = await sendRaw(target.url, request);
  let after = before;
  await until(async () => {
    after = await samplesOf(target);
    return responsesIn(after) > responsesIn(before) && target.logs().length > logged;
  }, 'the response is counted and logged');
  const lines = target
    .logs()
    .slice(logged)
    .filter(({ route }) => route === '/graphql');
  expect(lines).toHaveLength(1);
  const changes = Object.fromEntries(
    [...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)] as const).filter(([, by]) => by !== 0),
  );
  return { ...comparable(answer), changes, log: comparableLog(lines[0]), isHit: (await hitsOf(target)) > hits };
}

const comparable = ({ status, headers, body }: RawAnswer) => {
  expect(headers['x-request-id']).toBeDefined();
  // Seconds that may have passed between the two.
  const age = headers.age === undefined ? {} : { age: String(Number(headers.age) < 15) };
  return { status, headers: { ...headers, ...age, date: '', 'x-request-id': '' }, body };
};
const comparableLog = (line: Readonly<Record<string, unknown>> | undefined) => {
  expect(line).toMatchObject({ durationMs: expect.any(Number), requestId: expect.any(String) });
  return { ...line, time: '', durationMs: 0, requestId: '' };
};

interface Row {
  readonly what: string;
  readonly variables?: Headers;
  readonly request: () => Request | Promise<Request>;
  /** Requests before it. */
  readonly first?: () => readonly Request[];
}

const jwt = () => ({
  AUTH_MODE: 'jwt',
  AUTH_JWT_ISSUER: ISSUER,
  AUTH_JWT_AUDIENCE: AUDIENCE,
  AUTH_JWT_KEY_FILE: join(folder, 'key.pem'),
});
const caller = { 'router-authorization': SECRET, 'x-caller-id': 'ana', 'x-caller-scopes': 'campaigns:read' };
const router = { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: SECRET };
const documentId = async (): Promise<string> => {
  const manifest = JSON.parse(await readFile(TRUSTED_DOCUMENTS_FILE, 'utf8')) as Record<string, string>;
  return Object.entries(manifest).find(([, text]) => text.startsWith('query ListSkills'))?.[0] ?? '';
};

const CACHED: readonly Row[] = [
  { what: 'by POST', request: () => post({ query: NAMES }) },
  { what: 'without an operation name', request: () => post({ query: '{ campaigns { totalCount } }' }) },
  { what: 'with variables', request: () => post({ query: FIRST, operationName: 'First', variables: { first: 2 } }) },
  { what: 'of one of two operations', request: () => post({ query: TWO, operationName: 'B' }) },
  { what: 'that is long', request: () => post({ query: FIRST, variables: { first: 400 } }) },
  { what: 'of an entity', request: () => post({ query: '{ campaign(id: "default:1") { name } }' }) },
  { what: 'in the type of GraphQL', request: () => post({ query: NAMES }, { accept: GRAPHQL_TYPE }) },
  { what: 'for parts', request: () => post({ query: NAMES }, { accept: 'multipart/mixed;deferSpec=20220824' }) },
  { what: 'for a type that does not exist', request: () => post({ query: NAMES }, { accept: 'image/png' }) },
  { what: 'in another language', request: () => post({ query: NAMES }, { 'accept-language': 'es' }) },
  { what: 'of a browser', request: () => post({ query: NAMES }, { origin: ORIGIN }) },
  { what: 'in a trace', request: () => post({ query: NAMES }, { traceparent: TRACEPARENT }) },
  { what: 'on a connection that ends', request: () => post({ query: NAMES }, { connection: 'close' }) },
  { what: 'by GET', request: () => get({ query: NAMES }) },
  { what: 'by GET, with variables', request: () => get({ query: FIRST, variables: '{"first":3}', operationName: '' }) },
  {
    what: 'by GET, in the type of GraphQL',
    request: () => get({ query: NAMES }, { 'x-apollo-operation-name': 'Names', accept: GRAPHQL_TYPE }),
  },
  {
    what: 'by the hash of a persisted query',
    first: () => [post({ query: NAMES, extensions: persistedQuery(NAMES) })],
    request: () => post({ extensions: persistedQuery(NAMES) }),
  },
  {
    what: 'by the hash of a persisted query, by GET',
    first: () => [get({ query: NAMES, extensions: JSON.stringify(persistedQuery(NAMES)) })],
    request: () => get({ extensions: JSON.stringify(persistedQuery(NAMES)) }),
  },
  {
    what: 'of a safelist',
    variables: { TRUSTED_DOCUMENTS_FILE },
    request: async () => post({ documentId: await documentId(), variables: { operationId: 'default' } }),
  },
  {
    what: 'of a safelist, by GET',
    variables: { TRUSTED_DOCUMENTS_FILE },
    request: async () => get({ documentId: await documentId(), variables: '{"operationId":"default"}' }),
  },
  { what: 'to a caller of a router', variables: router, request: () => post({ query: NAMES }, caller) },
];

/** Requests that are never answered from the cache, even if a similar one was. */
const NOT_CACHED: readonly Row[] = [
  { what: 'without a list', request: () => post({ query: '{ operations { id } }' }) },
  {
    what: 'with live data',
    request: () => post({ query: '{ campaigns { totalCount } operations { limits { __typename } } }' }),
  },
  { what: 'of introspection', request: () => post({ query: '{ __schema { queryType { name } } }' }) },
  {
    what: 'with an error in a field',
    request: () => post({ query: '{ campaigns { totalCount } campaign(id: "x") { id } }' }),
  },
  { what: 'with an error in another language', request: () => post({ query: '{' }, { 'accept-language': 'es' }) },
  { what: 'without an operation of that name', request: () => post({ query: TWO, operationName: 'C' }) },
  { what: 'of a list without fresh time', variables: { CACHE_TTL_MS: '0' }, request: () => post({ query: NAMES }) },
  {
    what: 'with an infinite number, after null',
    first: () => [1, 2].map(() => post({ query: FIRST, variables: { first: null } })),
    request: () => post(`{"query":${JSON.stringify(FIRST)},"variables":{"first":1e999}}`),
  },
  {
    what: 'by GET without the header against cross-site requests',
    first: () => [1, 2].map(() => get({ query: NAMES })),
    request: () => get({ query: NAMES }, {}),
  },
  {
    what: 'by GET for a type that does not exist',
    first: () => [1, 2].map(() => get({ query: NAMES })),
    request: () => get({ query: NAMES }, { accept: 'image/png', 'apollo-require-preflight': '1' }),
  },
  {
    what: 'that is not on the safelist',
    variables: { TRUSTED_DOCUMENTS_FILE },
    request: () => post({ query: NAMES }),
  },
  {
    what: 'to a caller without the permission',
    variables: router,
    first: () => [1, 2].map(() => post({ query: NAMES }, caller)),
    request: () => post({ query: NAMES }, { ...caller, 'x-caller-scopes': 'campaigns:create' }),
  },
  {
    what: 'to an unauthenticated caller',
    variables: router,
    first: () => [1, 2].map(() => post({ query: NAMES }, caller)),
    request: () => post({ query: NAMES }),
  },
  {
    what: 'by a hash and a text that does not have it',
    first: () => [1, 2].map(() => post({ query: NAMES })),
    request: () => post({ query: NAMES, extensions: persistedQuery(FIRST) }),
  },
];

describe('a cached response', () => {
  const seen = async ({ variables, request, first }: Row) => {
    const target = await start(variables);
    for (const one of first?.() ?? []) await sendRaw(target.url, one);
    // Reads the lists, so that neither of the compared requests calls wolkvox.
    const bytes = await request();
    const warm = Buffer.from(bytes.toString().replace('HTTP/1.1\r\n', 'HTTP/1.1\r\nx-apollo-operation-name: warm\r\n'));
    await sendRaw(target.url, warm);
    return [await observe(target, bytes), await observe(target, bytes)] as const;
  };
  const expectEqual = (miss: Observed, hit: Observed): void => {
    expect({ ...hit, isHit: false }).toEqual({ ...miss, isHit: false });
    expect(Object.keys(hit.headers)).toEqual(Object.keys(miss.headers));
    expect(hit.changes).toMatchObject({
      [`${RESPONSES}{route="/graphql",status_class="${Math.floor(hit.status / 100)}xx"}`]: 1,
    });
  };

  it.each(CACHED.map((row) => [row.what, row] as const))(
    'has the status, headers, body, metrics and log line of an executed one: %s',
    async (_what, row) => {
      const [miss, hit] = await seen(row);
      expect([miss.isHit, hit.isHit, hit.status]).toEqual([false, true, 200]);
      expectEqual(miss, hit);
      const operations = Object.keys(hit.changes).filter((name) => name.includes('_operations_total'));
      expect(operations).toEqual([expect.stringContaining('operation_type="query",outcome="success"')]);
    },
  );

  it.each(NOT_CACHED.map((row) => [row.what, row] as const))('is not sent for a request %s', async (_what, row) => {
    const [one, another] = await seen(row);
    expect([one.isHit, another.isHit]).toEqual([false, false]);
    expectEqual(one, another);
  });

  it('is sent to another caller with equal permissions, and counts for its rate limit', async () => {
    const target = await start({ ...jwt(), LIMIT_REQUESTS_PER_MINUTE: '3' });
    const send = async (sub: string) => {
      const authorization = `Bearer ${await sign(ours, { sub })}`;
      return (await observe(target, post({ query: NAMES }, { authorization }))).isHit;
    };
    expect([await send('ana'), await send('eva'), await send('ana'), await send('ana')]).toEqual([
      false,
      true,
      true,
      true,
    ]);
    const authorization = `Bearer ${await sign(ours)}`;
    const { status, changes, isHit } = await observe(target, post({ query: NAMES }, { authorization }));
    expect([status, isHit]).toEqual([429, false]);
    expect(changes).toMatchObject({ 'wolkvox_graphql_rejected_requests_total{reason="rate_limited"}': 1 });
    const foreign = await sendRaw(
      target.url,
      post({ query: NAMES }, { authorization: `Bearer ${await sign(keyPair('ours'))}` }),
    );
    expect(foreign.status).toBe(401);
  });

  it('has the span of an executed one, in the trace of its client', async () => {
    const target = await start();
    for (let n = 0; n < 3; n += 1) await sendRaw(target.url, post({ query: NAMES }, { traceparent: TRACEPARENT }));
    expect(await hitsOf(target)).toBe(2);
    await target.close();
    const spans = collector.spans.filter(({ name }) => name === 'query Names');
    expect(spans).toHaveLength(3);
    for (const { traceId, parentSpanId, kind, failed, attributes } of spans) {
      expect({ traceId, parentSpanId, kind, failed }).toEqual({
        traceId: '0af7651916cd43dd8448eb211c80319c',
        parentSpanId: 'b7ad6b7169203331',
        kind: 2,
        failed: false,
      });
      expect(attributes).toEqual(spans[0]?.attributes);
    }
  });

  it('counts in the memory budget until its client has read it', async () => {
    const target = await start({ LIMIT_INFLIGHT_BYTES: String(1024 * 1024) });
    const query = '{ campaigns(first: 400) { nodes { id name type status operation { id timeZone } } } }';
    const send = async () => (await sendRaw(target.url, post({ query }))).status;
    expect([await send(), await send()]).toEqual([200, 200]);
    const clients = await Promise.all(Array.from({ length: 12 }, () => openRawClient(target.url)));
    for (const client of clients) {
      client.socket.pause();
      for (let n = 0; n < 200; n += 1) client.send(post({ query }));
    }
    await until(async () => (await send()) === 503, 'the budget is exhausted');
    expect(await hitsOf(target)).toBeGreaterThan(12);
    for (const { socket } of clients) socket.destroy();
    await until(async () => (await send()) === 200, 'the memory is released');
  });

  it('ends with the change of a list', async () => {
    const target = await start();
    const send = () => observe(target, post({ query: NAMES }));
    expect([(await send()).isHit, (await send()).isHit]).toEqual([false, true]);
    await target.create({ ...PREVIEW, name: 'later' });
    const after = await sendRaw(
      target.url,
      post({ query: 'query Last { campaigns(filter: { nameContains: "later" }) { totalCount } }' }),
    );
    expect(after.body).toBe('{"data":{"campaigns":{"totalCount":1}}}\n');
    expect([(await send()).isHit, (await send()).isHit]).toEqual([false, true]);
  });

  it('leaves a persisted query registered, because its text and hash are always executed', async () => {
    const target = await start();
    const request = post({ query: NAMES, extensions: persistedQuery(NAMES) });
    expect([(await observe(target, request)).isHit, (await observe(target, request)).isHit]).toEqual([false, false]);
    const byHash = { extensions: persistedQuery(NAMES), variables: { unused: 1 } };
    expect((await sendRaw(target.url, post(byHash))).body).toMatch(/^\{"data"/);
  });
});

it('any request has the same response after any other requests as on a server that has cached nothing', async () => {
  const target = await start();
  const numbers = fc.constantFrom('0', '-0', '1', '1.0', '"1"', 'null', '1e999', '-1e999', '[1]', 'true', '{}', '1001');
  const requests = fc.record({
    query: fc.constantFrom(
      NAMES,
      FIRST,
      TWO,
      `${FIRST} `,
      'query ($first: String) { campaigns(after: $first) { totalCount } }',
    ),
    operationName: fc.constantFrom('', '', '', 'Names', 'First', 'A', 'null'),
    variables: fc.oneof(
      fc.constantFrom('', 'null', '{}'),
      numbers.map((first) => `{"first":${first}}`),
    ),
    accept: fc.constantFrom(
      '*/*',
      GRAPHQL_TYPE,
      'application/json',
      'image/png',
      `${GRAPHQL_TYPE};q=0.5, application/json`,
    ),
    language: fc.constantFrom('en', 'es-CO'),
    method: fc.constantFrom('GET', 'POST'),
  });
  type Params = typeof requests extends fc.Arbitrary<infer Value> ? Value : never;
  const bytesOf = ({ query, operationName, variables, accept, language, method }: Params, nonce?: number): Request => {
    const headers = { accept, 'accept-language': language, 'apollo-require-preflight': '1' };
    // Apollo ignores unknown extensions, and the cache has no entry for a new one.
    const extensions = nonce === undefined ? '' : `{"nonce":${nonce}}`;
    if (method === 'GET') return get({ query, operationName, variables, extensions }, headers);
    const fields = [
      `"query":${JSON.stringify(query)}`,
      operationName === '' ? [] : `"operationName":${JSON.stringify(operationName)}`,
      variables === '' ? [] : `"variables":${variables}`,
      extensions === '' ? [] : `"extensions":${extensions}`,
    ];
    return post(`{${fields.flat().join()}}`, headers);
  };
  let nonce = 0;
  await fc.assert(
    fc.asyncProperty(requests, async (params) => {
      const executed = comparable(await sendRaw(target.url, bytesOf(params, (nonce += 1))));
      for (let n = 0; n < 2; n += 1) expect(comparable(await sendRaw(target.url, bytesOf(params)))).toEqual(executed);
    }),
    { numRuns: 300 },
  );
  expect(await hitsOf(target)).toBeGreaterThan(30);
});
