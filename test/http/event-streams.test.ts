import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient, type Client } from 'graphql-sse';

import { startBoardUpstream, type BoardUpstream } from '../support/board-upstream.js';
import { openEventStream, type EventStream, type StreamRequest } from '../support/event-stream.js';
import { scrape } from '../support/metrics.js';
import { startProduct, type Answer, type Product } from '../support/product.js';
import { openRawClient, rawPost } from '../support/raw-client.js';
import { AUDIENCE, ISSUER, keyPair, pem, sign } from '../support/tokens.js';
import { until } from '../support/until.js';

const WATCH = 'subscription Watch($id: ID!) { campaignProgress(id: $id) { dialed pending } }';
const PROGRESS = { campaignProgress: { dialed: 0, pending: 10 } };
const EVENT_STREAM = { accept: 'text/event-stream' };

let upstream: BoardUpstream;
const products: Product[] = [];
const streams: EventStream[] = [];
const clients: Client[] = [];
beforeEach(async () => {
  upstream = await startBoardUpstream();
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  for (const client of clients.splice(0)) client.dispose();
  await Promise.all(products.splice(0).map((product) => product.close()));
  await upstream.close();
});

async function start(variables: Record<string, string | undefined> = {}): Promise<Product> {
  const product = await startProduct(upstream.url, { PROGRESS_TTL_MS: '5000', ...variables });
  products.push(product);
  return product;
}

async function open({ url }: Product, request: Partial<StreamRequest> = {}): Promise<EventStream> {
  const stream = await openEventStream(url, { query: WATCH, variables: { id: 'default:1' }, ...request });
  streams.push(stream);
  return stream;
}

/** Opens a stream and reads its first result. */
async function openWatching(product: Product, request: Partial<StreamRequest> = {}): Promise<EventStream> {
  const stream = await open(product, request);
  expect(await stream.result()).toEqual({ data: PROGRESS });
  return stream;
}

const post = (product: Product, headers: Record<string, string> = EVENT_STREAM): Promise<Answer> =>
  product.query(WATCH, { id: 'default:1' }, headers);
const codes = ({ errors = [] }: Pick<Answer, 'errors'>): unknown[] => errors.map(({ extensions }) => extensions.code);
const requestLines = ({ logs }: Product) => logs().filter(({ msg }) => msg === 'request');

describe('event stream of a subscription', () => {
  it('is never buffered, stored or compressed, and its connection is not reused', async () => {
    const { status, headers } = await openWatching(await start(), { headers: { 'accept-encoding': 'gzip' } });
    expect({ status, ...headers }).toMatchObject({
      status: 200,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'close',
      'x-request-id': expect.any(String),
      'x-content-type-options': 'nosniff',
    });
    expect(headers).not.toHaveProperty('content-encoding');
  });

  it.each(['text/event-stream', 'text/event-stream, multipart/mixed', 'application/json, text/event-stream;q=0.5'])(
    'is sent to a client with Accept: %s',
    async (accept) => {
      await openWatching(await start(), { headers: { accept } });
    },
  );

  it.each(['application/json', '*/*', 'text/event-stream;q=0'])(
    'is not sent to one with Accept: %s',
    async (accept) => {
      const answer = await post(await start(), { accept });
      expect([answer.status, codes(answer), answer.headers.get('content-type')]).toEqual([
        406,
        ['BAD_REQUEST'],
        'application/json; charset=utf-8',
      ]);
      expect(upstream.seen).toEqual([]);
    },
  );

  it('begins with a comment, and has one at each interval', async () => {
    const stream = await openWatching(await start({ HEARTBEAT_MS: '100' }));
    await stream.commented(4);
    expect(stream.text().startsWith(':\n\n')).toBe(true);
    expect(stream.text().replaceAll(':\n\n', '')).toBe(`event: next\ndata: ${JSON.stringify({ data: PROGRESS })}\n\n`);
  });

  it('is read by the client of graphql-sse, which reconnects after a drain', async () => {
    const [first, second] = [await start(), await start()];
    let connected = 0;
    const client = createClient({
      url: () => `${(connected === 0 ? first : second).url}/graphql`,
      retry: () => Promise.resolve(),
      on: { connected: () => (connected += 1) },
    });
    clients.push(client);
    const results = client.iterate({ query: WATCH, variables: { id: 'default:1' } });
    expect((await results.next()).value).toEqual({ data: PROGRESS });
    const closed = first.close();
    expect((await results.next()).value).toEqual({ data: PROGRESS });
    await closed;
    expect(connected).toBe(2);
  });

  it('ends without complete when the server stops, which does not wait for it', async () => {
    const product = await start();
    const stream = await openWatching(product);
    await product.close();
    expect([await stream.ended, await stream.next()]).toEqual(['end', undefined]);
    expect(stream.text()).not.toContain('complete');
    expect(requestLines(product)).toEqual([
      expect.objectContaining({ status: 200, route: '/graphql', durationMs: expect.any(Number) as unknown }),
    ]);
  });

  it('is found dead soon after its client has left, and is logged once', async () => {
    const product = await start();
    const stream = await openWatching(product);
    const subscriptions = async (): Promise<number> =>
      (await scrape(product.metricsUrl)).value('wolkvox_graphql_subscriptions', { operation: 'default' });
    expect(await subscriptions()).toBe(1);
    stream.close();
    await until(() => requestLines(product).length === 1, 'the request ended');
    const lines = requestLines(product).filter(({ route }) => route === '/graphql');
    expect(lines).toEqual([expect.objectContaining({ aborted: true, durationMs: expect.any(Number) as unknown })]);
    expect(await subscriptions()).toBe(0);
    await product.close();
    expect(requestLines(product).filter(({ route }) => route === '/graphql')).toHaveLength(1);
  });

  it('is closed if its client does not read', async () => {
    const product = await start({ HEARTBEAT_MS: '100', LIMIT_REQUEST_MS: '500', LIMIT_ALIASES: '1000' });
    const client = await openRawClient(product.url);
    client.socket.pause();
    // An event of 20 MB is longer than the buffers of the connection.
    upstream.name = 'x'.repeat(40_000);
    const aliases = Array.from({ length: 500 }, (_, i) => `a${i}: name`).join(' ');
    const query = `subscription { campaignProgress(id: "default:1") { campaign { ${aliases} } } }`;
    client.send(rawPost(JSON.stringify({ query }), EVENT_STREAM));
    await until(() => requestLines(product).length === 1, 'the request ended');
    expect(requestLines(product)).toEqual([expect.objectContaining({ aborted: true, route: '/graphql' })]);
    expect(product.logs()).toContainEqual(
      expect.objectContaining({ msg: 'connection closed: its event stream was not read in time' }),
    );
    client.socket.destroy();
  }, 30_000);

  it('sends only the newest progress to a client that reads late', async () => {
    const product = await start({ LIMIT_ALIASES: '1000' });
    const other = await openWatching(product);
    const late = await openRawClient(product.url);
    late.socket.pause();
    upstream.name = 'x'.repeat(40_000);
    const aliases = Array.from({ length: 500 }, (_, i) => `a${i}: name`).join(' ');
    const query = `subscription { campaignProgress(id: "default:1") { dialed campaign { ${aliases} } } }`;
    late.send(rawPost(JSON.stringify({ query }), EVENT_STREAM));
    for (const dial of ['1', '2', '3']) {
      upstream.board.set('1', { status: 'started', records: '10', dial, clean: '0' });
      expect(await other.result()).toEqual({ data: { campaignProgress: { dialed: Number(dial), pending: 0 } } });
    }
    const received: (string | undefined)[] = [];
    const newest = new Promise<void>((resolve) => {
      late.socket.on('data', (chunk: Buffer) => {
        for (const [, dialed] of chunk.toString('latin1').matchAll(/"dialed":([0-9])/g)) received.push(dialed);
        if (received.includes('3')) resolve();
      });
    });
    late.socket.resume();
    await newest;
    expect(received).toEqual(['0', '3']);
    late.socket.destroy();
  }, 40_000);
});

describe('errors before a subscription starts', () => {
  it.each([
    ['syntax', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'two root fields',
      'subscription { a: campaignProgress(id: "default:1") { pending } b: campaignProgress(id: "default:2") { pending } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a missing variable', WATCH, 'BAD_USER_INPUT'],
    ...[
      ['a root field that is skipped', 'campaignProgress(id: "default:1") @skip(if: true) { pending }'],
      ['a root field with a condition that is missing', 'campaignProgress(id: "default:1") @skip { pending }'],
      ['a conditional fragment of the root', '... @include(if: $on) { campaignProgress(id: "default:1") { pending } }'],
      ['a conditional root field in a fragment', '...F'],
    ].map(([what = '', selection = '']): [string, string, string] => [
      what,
      `subscription ($on: Boolean = false) { ${selection} }
       fragment F on Subscription { ...G } fragment G on Subscription { ...F campaignProgress(id: "1") @skip(if: $on) { pending } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ]),
    [
      'a field that would call wolkvox for each event',
      'subscription { campaignProgress(id: "default:1") { campaign { operation { tokenUsage { limit } } } } }',
      'LIMIT_EXCEEDED',
    ],
    [
      'too many levels',
      'subscription { campaignProgress(id: "default:1") { campaign { skill { operation { limits { used } } } } } }',
      'LIMIT_EXCEEDED',
    ],
  ])('are a result and complete, as for %s', async (_what, query, code) => {
    const stream = await open(await start({ LIMIT_DEPTH: '5' }), { query, variables: {} });
    const { data, errors = [] } = await stream.result();
    expect([stream.status, data, errors.map(({ extensions }) => extensions.code)]).toEqual([200, undefined, [code]]);
    expect(await stream.next()).toEqual({ event: 'complete', data: '' });
    expect(upstream.seen).toEqual([]);
  });

  it('have the status and body of a query if the request is no valid HTTP request for GraphQL', async () => {
    const product = await start();
    const batch = await product.post('[]', EVENT_STREAM);
    const broken = await product.post('{', EVENT_STREAM);
    const get = await fetch(
      `${product.url}/graphql?query=${encodeURIComponent('subscription { campaignProgress(id: "default:1") { pending } }')}`,
      {
        headers: { ...EVENT_STREAM, 'apollo-require-preflight': 'true' },
      },
    );
    expect([batch.status, codes(batch), broken.status, codes(broken)]).toEqual([
      400,
      ['BAD_REQUEST'],
      400,
      ['BAD_REQUEST'],
    ]);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    expect(upstream.seen).toEqual([]);
  });

  it('are localized', async () => {
    const stream = await open(await start(), { variables: { id: 'x' }, headers: { 'accept-language': 'es-CO' } });
    const { errors } = await stream.result();
    expect(errors?.[0]?.message).toMatch(/^id debe tener la forma/);
  });
});

describe('queries with Accept: text/event-stream', () => {
  it('are answered by one result and complete', async () => {
    const stream = await open(await start(), { query: '{ campaigns(first: 1) { nodes { id } } }', variables: {} });
    expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(await stream.result()).toEqual({ data: { campaigns: { nodes: [{ id: 'default:1' }] } } });
    expect([await stream.next(), await stream.ended]).toEqual([{ event: 'complete', data: '' }, 'end']);
  });

  it('are answered by JSON if the client prefers it', async () => {
    const accept = 'application/graphql-response+json, text/event-stream;q=0.9';
    const { headers, data } = await (await start()).query('{ __typename }', {}, { accept });
    expect([headers.get('content-type'), data]).toEqual([
      'application/graphql-response+json; charset=utf-8',
      { __typename: 'Query' },
    ]);
  });
});

describe('authentication of a subscription', () => {
  const ours = keyPair('ours');
  const folder = mkdtempSync(join(tmpdir(), 'wolkvox-streams-'));
  const keyFile = join(folder, 'key.pem');
  writeFileSync(keyFile, pem(ours));
  afterAll(() => rmSync(folder, { recursive: true }));

  const JWT = { AUTH_MODE: 'jwt', AUTH_JWT_ISSUER: ISSUER, AUTH_JWT_AUDIENCE: AUDIENCE, AUTH_JWT_KEY_FILE: keyFile };
  const bearer = async (claims: Record<string, unknown> = {}): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await sign(ours, claims)}`,
  });

  it('is that of a query: 401 without a token', async () => {
    const answer = await post(await start(JWT));
    expect([answer.status, codes(answer)]).toEqual([401, ['UNAUTHENTICATED']]);
    expect(upstream.seen).toEqual([]);
  });

  it.each([
    ['the scope for reads', { scope: 'campaigns:create' }, {}],
    ['the operation', { operations: ['other'] }, { AUTH_JWT_OPERATIONS_CLAIM: 'operations' }],
  ])('fails with FORBIDDEN without %s', async (_what, claims, variables) => {
    const stream = await open(await start({ ...JWT, ...variables }), { headers: await bearer(claims) });
    const { errors = [] } = await stream.result();
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect((await stream.next())?.event).toBe('complete');
    expect(upstream.seen).toEqual([]);
  });

  it('ends the stream without complete when the token expires', async () => {
    const product = await start(JWT);
    // Tokens are accepted for 5 s after `exp`.
    const exp = Math.floor(Date.now() / 1000) - 3;
    const [short, long] = [
      await openWatching(product, { headers: await bearer({ exp }) }),
      await openWatching(product, { headers: await bearer() }),
    ];
    expect([await short.ended, await short.next()]).toEqual(['end', undefined]);
    expect(Date.now()).toBeGreaterThanOrEqual((exp + 5) * 1000);
    expect(short.text()).not.toContain('complete');
    upstream.board.set('1', { status: 'started', records: '10', dial: '1', clean: '9' });
    expect(await long.result()).toEqual({ data: { campaignProgress: { dialed: 1, pending: 9 } } });
  }, 20_000);
});

describe('limits of subscriptions', () => {
  it('reject more than LIMIT_SUBSCRIPTIONS with 503, until one ends', async () => {
    const product = await start({ LIMIT_SUBSCRIPTIONS: '2', LIMIT_SUBSCRIPTIONS_PER_CALLER: '2' });
    const first = await openWatching(product);
    await openWatching(product);
    const answer = await post(product);
    expect([answer.status, codes(answer), answer.headers.get('retry-after')]).toEqual([503, ['OVERLOADED'], '5']);
    expect(answer.errors?.[0]?.extensions.retryAfterMs).toBe(5000);
    first.close();
    await until(() => requestLines(product).some(({ aborted }) => aborted === true), 'the first stream ended');
    await openWatching(product);
  });

  it('reject more than LIMIT_SUBSCRIPTIONS_PER_CALLER with 429, also in Spanish', async () => {
    const product = await start({ LIMIT_SUBSCRIPTIONS: '2' });
    await openWatching(product);
    const answer = await post(product, { ...EVENT_STREAM, 'accept-language': 'es' });
    expect([answer.status, codes(answer), answer.headers.get('retry-after')]).toEqual([429, ['RATE_LIMITED'], '5']);
    expect(answer.errors?.[0]?.message).toMatch(/^Hay 1 suscripciones abiertas/);
    const { value } = await scrape(product.metricsUrl).then((samples) => ({
      value: samples.value('wolkvox_graphql_rejected_requests_total', { reason: 'rate_limited' }),
    }));
    expect(value).toBe(1);
  });

  it('count failed subscriptions only while they are sent', async () => {
    const product = await start({ LIMIT_SUBSCRIPTIONS: '1', LIMIT_SUBSCRIPTIONS_PER_CALLER: '1' });
    for (const id of ['x', 'other:1', 'default:99']) {
      const stream = await open(product, { variables: { id } });
      expect((await stream.result()).errors).toHaveLength(1);
      expect(await stream.ended).toBe('end');
    }
    await openWatching(product);
  });

  it('reserve memory for each stream', async () => {
    const product = await start({ LIMIT_INFLIGHT_BYTES: '1048576' });
    const open: EventStream[] = [];
    let rejected: EventStream | undefined;
    while (rejected === undefined && open.length < 100) {
      const stream = await openEventStream(product.url, { query: WATCH, variables: { id: 'default:1' } });
      streams.push(stream);
      if (stream.status === 503) rejected = stream;
      else open.push(stream);
    }
    expect(rejected?.status).toBe(503);
    expect(open.length).toBeGreaterThan(20);
    expect(open.length).toBeLessThan(44);
  });
});
