import { request } from 'node:http';
import { gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { closing, type Defer } from '../support/closing.js';
import { startCollector } from '../support/collector.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { openRawClient, rawPost, sendRaw, type RawAnswer } from '../support/raw-client.js';
import { created, startUpstream } from '../support/upstream.js';
import { until } from '../support/until.js';

const CANARY = 'canary-7c1d-hardening';
const ORIGIN = 'https://crm.example.com';
const QUERY = JSON.stringify({ query: '{ __typename }' });
const CREATE = JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: PREVIEW } });
const CHUNKED = { 'content-length': '', 'transfer-encoding': 'chunked' };
const CSRF = 'apollo-require-preflight: 1\r\n';

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
  product = await startProduct(simulator.url, { LIMIT_BODY_BYTES: '20000' });
});
afterAll(() => Promise.all([product.close(), simulator.close()]));

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Starts a product for one test. */
async function start(variables: Record<string, string>): Promise<Product> {
  const own = await startProduct(simulator.url, variables);
  closers.push(() => own.close());
  return own;
}

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n`;
const codeOf = ({ body }: RawAnswer): unknown =>
  (JSON.parse(body) as { errors: [{ extensions: { code: unknown } }] }).errors[0].extensions.code;

function expectHardened({ headers }: RawAnswer): void {
  expect(headers).toMatchObject({
    'content-type': expect.stringMatching(/^application\/(graphql-response\+)?json; charset=utf-8$/),
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringMatching(/^max-age=31536000/),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  });
  expect(headers).not.toHaveProperty('x-powered-by');
  expect(headers).not.toHaveProperty('server');
}

describe('HTTP errors', () => {
  const large = 'x'.repeat(20_001);
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  it.each<[string, number, readonly (string | Buffer)[]]>([
    ['a query', 200, [rawPost(QUERY)]],
    ['a sign of life', 200, [get('/livez')]],
    ['readiness', 200, [get('/readyz')]],
    ['malformed JSON', 400, [rawPost(`{"query":"${CANARY}`)]],
    ['a body cut within a letter', 400, [rawPost(Buffer.from(`{"query":"${CANARY}ñ`).subarray(0, -1))]],
    ['a NUL', 400, [rawPost(`{"query":"${CANARY}\0"}`)]],
    ['an empty body', 400, [rawPost('')]],
    ['no body and no type', 400, ['POST /graphql HTTP/1.1\r\nhost: localhost\r\n\r\n']],
    ['variables 65 levels deep', 400, [rawPost(`{"query":"{__typename}","variables":{"a":${nested(63)}}}`)]],
    ['variables 5,000 levels deep', 400, [rawPost(`{"query":"{__typename}","variables":{"a":${nested(5000)}}}`)]],
    ['nothing but depth', 400, [rawPost(nested(10_000))]],
    ['depth that the address holds', 400, [get(`/graphql?query={__typename}&variables={"a":${nested(3000)}}`)]],
    ['depth that hides behind an escape', 400, [get(`/graphql?query={a}&variables={"%25zz":${nested(99)}}`)]],
    ['depth in a percent that is none', 400, [get(`/graphql?query={a}&extensions={"%zz":${nested(99)}}`)]],
    ['an address that is none', 400, [get(`/%${CANARY}`)]],
    ['no host', 400, ['GET /livez HTTP/1.1\r\n\r\n']],
    ['no HTTP', 400, [`${CANARY}\r\n\r\n`]],
    ['a length that is none', 400, [rawPost(QUERY, { 'content-length': CANARY })]],
    ['two lengths in one', 400, [rawPost(QUERY, { 'transfer-encoding': 'chunked' })]],
    ['a chunk that is none', 400, [rawPost('', CHUNKED), `${CANARY}\r\n`]],
    ['an unknown path', 404, [get(`/${CANARY}`)]],
    ['an unknown method', 405, ['PROPFIND /graphql HTTP/1.1\r\nhost: localhost\r\n\r\n']],
    ['an unknown method of an unknown path', 404, ['PUT /graphq HTTP/1.1\r\nhost: localhost\r\n\r\n']],
    ['a body that is too large', 413, [rawPost(large)]],
    ['chunks that become too large', 413, [rawPost('', CHUNKED), `4e21\r\n${large}\r\n0\r\n\r\n`]],
    ['a form', 415, [rawPost(`query=${CANARY}`, { 'content-type': 'application/x-www-form-urlencoded' })]],
    ['a form of parts', 415, [rawPost(CANARY, { 'content-type': 'multipart/form-data; boundary=x' })]],
    ['a type that is none', 415, [rawPost(QUERY, { 'content-type': CANARY })]],
    ['a body without a type', 415, ['POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}']],
    ['a packed body', 415, [rawPost(gzipSync(QUERY), { 'content-encoding': 'gzip' })]],
    ['an expectation', 417, [rawPost(QUERY, { expect: CANARY })]],
    ['headers without end', 431, [get('/livez', `x-long: ${CANARY.repeat(1000)}\r\n`)]],
    ['an address without end', 431, [get(`/graphql?query=${CANARY.repeat(1000)}`)]],
  ])('are JSON with every security header, and quote no input: %s', async (_name, status, pieces) => {
    const answer = await sendRaw(product.url, ...pieces);
    expect(answer.status).toBe(status);
    expectHardened(answer);
    if (status >= 400) expect(codeOf(answer)).toBe('BAD_REQUEST');
    if (status === 413) expect(answer.body).toContain('20000 bytes');
    expect(JSON.stringify(answer)).not.toContain(CANARY);
    expect(JSON.stringify(product.logs())).not.toContain(CANARY);
  });

  it('are sent for a rejected body of 10 MB, and the connection stays usable', async () => {
    const client = await openRawClient(product.url);
    client.send(rawPost(Buffer.alloc(10_000_000, 'x')), rawPost(QUERY));
    const [refused, answered] = await client.answers(2);
    expect(refused).toMatchObject({ status: 413 });
    expect(answered).toMatchObject({ status: 200 });
    client.socket.destroy();
  });

  it('do not affect input of the deepest valid nesting', async () => {
    const variables = `{"a":${nested(62)}}`;
    expect(await sendRaw(product.url, rawPost(`{"query":"{__typename}","variables":${variables}}`))).toMatchObject({
      status: 200,
    });
    expect(
      await sendRaw(product.url, get(`/graphql?query={__typename}&variables={"a":${nested(63)}}`, CSRF)),
    ).toMatchObject({ status: 200 });
  });
});

describe('explorer page', () => {
  it('has a policy that allows only its own scripts', async () => {
    const page = await fetch(`${product.url}/graphql`, { headers: { accept: 'text/html' } });
    const html = await page.text();
    const policy = Object.fromEntries(
      (page.headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources];
      }),
    );
    const scripts = [...html.matchAll(/<script nonce="([0-9a-f]+)"(?: src="(https:\/\/[^/]+))?/g)];
    expect(scripts).toHaveLength(2);
    for (const [, nonce = '', host] of scripts) {
      expect(policy['script-src']).toContain(`'nonce-${nonce}'`);
      if (host !== undefined) expect(policy['script-src']).toContain(host);
    }
    expect(policy).toMatchObject({
      'default-src': ["'none'"],
      'connect-src': ["'self'"],
      'frame-src': expect.arrayContaining(['https://sandbox.embed.apollographql.com']),
      'frame-ancestors': ["'none'"],
      'base-uri': ["'none'"],
    });
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe-inline');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('unsupported method', () => {
  const ALLOW = 'GET, POST, OPTIONS';
  const ask = (path: string, method: string, headers: Record<string, string> = {}, body?: string) =>
    fetchRaw(`${product.url}${path}`, method, headers, body);

  it.each(['PUT', 'PATCH', 'DELETE'])('is rejected in JSON with the supported methods: %s', async (method) => {
    const bodies = [undefined, QUERY, 'x'.repeat(20_001)];
    for (const path of ['/graphql', '/graphql?query={__typename}'])
      for (const [nth, body] of bodies.entries()) {
        const type = nth === 1 ? 'application/json' : 'text/plain';
        // Node writes none for a DELETE.
        const headers = { 'content-type': type, 'content-length': String(body?.length ?? 0) };
        const answer = await ask(path, method, headers, body);
        expect([answer.status, answer.headers.allow, codeOf(answer)]).toEqual([405, ALLOW, 'BAD_REQUEST']);
        expectHardened(answer);
      }
  });

  it('is rejected without a body if it is HEAD', async () => {
    const answer = await ask('/graphql?query={__typename}', 'HEAD', { 'apollo-require-preflight': '1' });
    expect([answer.status, answer.headers.allow, answer.body]).toEqual([405, ALLOW, '']);
  });

  it.each(['/graphql', '/graphql?query={__typename}'])(
    'is not OPTIONS, which returns only the supported methods: %s',
    async (path) => {
      const answer = await ask(path, 'OPTIONS');
      expect([answer.status, answer.headers.allow, answer.body]).toEqual([204, ALLOW, '']);
      expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );
});

describe('CORS_ORIGINS', () => {
  const preflight = { origin: ORIGIN, 'access-control-request-method': 'POST' };
  const ask = (url: string, method: string, headers: Record<string, string>, body?: string) =>
    fetchRaw(`${url}/graphql`, method, headers, body);

  it('if unset, permits no page to read a response', async () => {
    const answer = await ask(product.url, 'POST', { origin: ORIGIN, 'content-type': 'application/json' }, QUERY);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect((await ask(product.url, 'OPTIONS', preflight)).headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('permits pages of its origins to send the headers of Apollo Client and to read responses of any status', async () => {
    const { url, logs } = await start({
      CORS_ORIGINS: `${ORIGIN}, http://localhost:3000`,
      LIMIT_BODY_BYTES: '2000',
      LIMIT_REQUESTS_PER_MINUTE: '5',
    });
    const asked = await ask(url, 'OPTIONS', {
      ...preflight,
      'access-control-request-headers': 'authorization,content-type,x-apollo-operation-name',
    });
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, POST',
      vary: 'Origin',
      'x-content-type-options': 'nosniff',
    });
    const allowed = asked.headers['access-control-allow-headers']?.split(', ');
    for (const name of ['authorization', 'content-type', 'apollo-require-preflight', 'x-apollo-operation-name'])
      expect(allowed).toContain(name);
    expect(logs().some(({ upstream }) => upstream !== undefined)).toBe(false);

    const json = { 'content-type': 'application/json' };
    const answers = [
      await ask(url, 'POST', { origin: ORIGIN, ...json }, QUERY),
      await ask(url, 'POST', { origin: 'http://localhost:3000', ...json }, '{'),
      await ask(url, 'POST', { origin: ORIGIN, ...json }, 'x'.repeat(2001)),
      await ask(url, 'POST', { origin: ORIGIN, 'content-type': 'a/b' }, 'x'),
      await ask(url, 'POST', { origin: `${ORIGIN}.evil.example`, ...json }, QUERY),
      await ask(url, 'POST', { origin: ORIGIN, ...json }, QUERY),
    ];
    expect(answers.map(({ status, headers }) => [status, headers['access-control-allow-origin']])).toEqual([
      [200, ORIGIN],
      [400, 'http://localhost:3000'],
      [413, ORIGIN],
      [415, ORIGIN],
      [200, undefined],
      [429, ORIGIN],
    ]);
    for (const { headers } of answers) {
      // Localized responses also have the language.
      expect(headers.vary).toMatch(/^Origin(, Accept)?(, Accept-Language)?$/);
      expect(headers['access-control-expose-headers']).toBe('age, retry-after, x-request-id');
    }
    // A preflight needs no authentication and permits nothing.
    const authFailure = await ask(url, 'OPTIONS', { ...preflight, origin: 'null' });
    expect([authFailure.status, authFailure.headers['access-control-allow-origin']]).toEqual([204, undefined]);
    expect((await ask(url, 'OPTIONS', {})).status).toBe(204);
  });
});

describe('tracing headers', () => {
  /** As sent by browser tracing: the SDKs of Sentry and OpenTelemetry. */
  const TRACING = {
    baggage: 'sentry-release=canary-1,user=canary-2',
    'sentry-trace': 'ca9a2e00ca9a2e00ca9a2e00ca9a2e00-ca9a2e00ca9a2e00-1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: 'canary=3',
  };

  it.each([
    ...Object.keys(TRACING).map((name) => [name]),
    ['Baggage'],
    ['baggage,content-type,sentry-trace'],
    ['traceparent, tracestate, baggage'],
  ])('may be sent by pages of CORS_ORIGINS: %s', async (asked) => {
    const { url } = await start({ CORS_ORIGINS: ORIGIN });
    const { status, headers } = await fetchRaw(`${url}/graphql`, 'OPTIONS', {
      origin: ORIGIN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': asked,
    });
    const allowed = headers['access-control-allow-headers']?.split(', ') ?? [];
    expect(status).toBe(204);
    for (const name of asked.toLowerCase().split(/, */)) expect(allowed).toContain(name);
  });

  it.each(['x-sentry-auth', 'sentry-baggage', 'b3', 'x-b3-traceid', 'cookie', '*'])(
    'that are unread and unusual are not allowed: %s',
    async (name) => {
      const { url } = await start({ CORS_ORIGINS: ORIGIN });
      const { headers } = await fetchRaw(`${url}/graphql`, 'OPTIONS', {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': name,
      });
      expect(headers['access-control-allow-headers']?.split(', ')).not.toContain(name);
    },
  );

  it('reach no log, trace, metric, response or call to wolkvox', async () => {
    const upstream = await startUpstream(() => created());
    const collector = await startCollector();
    const watched = await startProduct(upstream.url, {
      CORS_ORIGINS: ORIGIN,
      LOG_LEVEL: 'trace',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
    const answers = [
      await watched.create(PREVIEW, { origin: ORIGIN, ...TRACING }),
      await watched.query('{ campaigns { totalCount } }', {}, { origin: ORIGIN, ...TRACING }),
      await watched.post('{', TRACING),
    ];
    const metrics = await (await fetch(watched.metricsUrl)).text();
    const received = answers.map(({ text, headers }) => [text, [...headers]]);
    await watched.close();
    await Promise.all([collector.close(), upstream.close()]);
    expect(upstream.seen.length).toBeGreaterThan(1);
    expect(collector.requests.length).toBeGreaterThan(0);
    const sent = upstream.seen.map(({ headers }) => Object.keys(headers));
    for (const name of Object.keys(TRACING)) expect(sent.flat()).not.toContain(name);
    const all = JSON.stringify([received, metrics, watched.logs(), collector.requests, upstream.seen]);
    for (const value of ['canary', 'ca9a2e', 'sentry', 'baggage']) expect(all).not.toContain(value);
  });
});

describe('LIMIT_REQUESTS_PER_MINUTE', () => {
  it('rejects a caller above the limit before the body is read, and never limits health checks', async () => {
    const { url, query } = await start({ LIMIT_REQUESTS_PER_MINUTE: '2' });
    const sent = simulator.requests().length;
    expect((await query('{ __typename }')).status).toBe(200);
    expect((await sendRaw(url, rawPost('{'))).status).toBe(400);
    const refused = await sendRaw(url, rawPost(CREATE).subarray(0, -1));
    expect(refused.status).toBe(429);
    expectHardened(refused);
    const { errors } = JSON.parse(refused.body) as { errors: [{ extensions: Record<string, unknown> }] };
    const { code, retryAfterMs } = errors[0].extensions;
    expect(code).toBe('RATE_LIMITED');
    expect(retryAfterMs).toEqual(expect.any(Number));
    expect(Number(refused.headers['retry-after'])).toBe(Math.ceil(Number(retryAfterMs) / 1000));
    for (const path of ['/livez', '/readyz', '/livez']) expect((await fetch(url + path)).status).toBe(200);
    expect(simulator.requests()).toHaveLength(sent);
  });

  it('counts each caller separately behind a trusted proxy, and ignores other proxies', async () => {
    const ask = async (url: string, forwarded: string): Promise<number> =>
      (await sendRaw(url, rawPost(QUERY, { 'x-forwarded-for': forwarded }))).status;
    const trusting = await start({ LIMIT_REQUESTS_PER_MINUTE: '1', TRUST_PROXY: '10.0.0.0/8, 127.0.0.1' });
    const statuses: number[] = [];
    // The entries of the proxies are last. Entries before them are written by the client and not trusted.
    for (const forwarded of ['192.0.2.1', '192.0.2.2', '192.0.2.9, 192.0.2.1', '192.0.2.2, 10.1.2.3', 'x'.repeat(5000)])
      statuses.push(await ask(trusting.url, forwarded));
    expect(statuses).toEqual([200, 200, 429, 429, 200]);
    // From one IPv6 network, like a household.
    expect([await ask(trusting.url, '2001:db8::1'), await ask(trusting.url, '2001:db8::2')]).toEqual([200, 429]);
    expect(await ask(trusting.url, '2001:db8:0:1::1')).toBe(200);
    for (const more of [{}, { TRUST_PROXY: '10.0.0.0/8' }]) {
      const { url } = await start({ LIMIT_REQUESTS_PER_MINUTE: '1', ...more });
      expect([await ask(url, '192.0.2.1'), await ask(url, '192.0.2.2')]).toEqual([200, 429]);
    }
  });
});

describe('slow client', () => {
  const SLOW = { LIMIT_HEADERS_MS: '100', LIMIT_REQUEST_MS: '200' };
  const startSlow = async (defer: Defer): Promise<Product> => {
    const own = await startProduct(simulator.url, SLOW);
    defer(() => own.close());
    return own;
  };

  it.concurrent.each<[string, string]>([
    ['headers without end', 'POST /graphql HTTP/1.1\r\nhost: localhost\r\n'],
    [
      'a body without end',
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    ],
    ['half a line', 'GET'],
  ])(
    'receives a JSON 408 and is disconnected: %s',
    closing(async (defer, _name: string, piece: string) => {
      const { url, logs } = await startSlow(defer);
      const client = await openRawClient(url);
      client.send(piece);
      const [answer, ...more] = await client.closed;
      if (answer === undefined) throw new Error('There was no answer.');
      expect(more).toEqual([]);
      expect(answer.status).toBe(408);
      expectHardened(answer);
      expect(codeOf(answer)).toBe('BAD_REQUEST');
      expect(logs()).toContainEqual(expect.objectContaining({ status: 408 }));
    }),
  );

  it.concurrent(
    'is disconnected without a response if it never sent a byte',
    closing(async (defer) => {
      const { url } = await startSlow(defer);
      const client = await openRawClient(url);
      expect(await client.closed).toEqual([]);
      expect(client.received()).toBe('');
    }),
  );

  it('is not a client that waits for a response, whatever else arrives on the connection', async () => {
    const { url } = await start(SLOW);
    const before = simulator.campaigns().length;
    simulator.behave({ delayMs: 1_000, times: 2 });
    const [waiting, talking] = [await openRawClient(url), await openRawClient(url)];
    waiting.send(rawPost(CREATE));
    // The second request is incomplete and is rejected after the response to the first.
    talking.send(rawPost(CREATE), 'POST /graphql HTTP/1.1\r\nhost:');
    const [[answered], [first, second]] = await Promise.all([waiting.answers(1), talking.closed]);
    expect(answered?.body).toContain('CreateCampaignSuccess');
    expect(first?.body).toContain('CreateCampaignSuccess');
    expect(second?.status).toBe(408);
    expect(simulator.campaigns()).toHaveLength(before + 2);
    waiting.socket.destroy();
  });

  it('receives the responses of its requests before malformed HTTP is rejected', async () => {
    const { url } = await start({});
    const client = await openRawClient(url);
    client.send(rawPost(CREATE), 'nonsense\r\n\r\n');
    const [first, second] = await client.closed;
    expect(first?.body).toContain('CreateCampaignSuccess');
    expect(second?.status).toBe(400);
  });

  it('is disconnected if it does not read its responses', async () => {
    for (let n = 0; n < 1000; n += 1) simulator.addCampaign({ name: `${n} ${'x'.repeat(400)}`, type: 'preview' });
    const { url, logs } = await start({ LIMIT_REQUEST_MS: '300' });
    const client = await openRawClient(url);
    client.socket.pause();
    const page = rawPost('{"query":"{ campaigns(first: 1000) { nodes { name } } }"}');
    client.send(...Array.from({ length: 100 }, () => page));
    await until(
      () => logs().some(({ msg }) => msg === 'connection closed: its response was not read in time'),
      'the end of the connection is logged',
    );
    client.socket.destroy();
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });
});

/** Like fetch, which cannot set an Origin or send an OPTIONS request. */
function fetchRaw(url: string, method: string, headers: Record<string, string>, body?: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, body: text });
      });
    })
      .on('error', reject)
      .end(body);
  });
}
