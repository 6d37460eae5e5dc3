import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { scrape } from '../support/metrics.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { openRawClient, rawPost, sendRaw, type RawAnswer } from '../support/raw-client.js';
import { until } from '../support/until.js';

const CREATE = JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: PREVIEW } });

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
  product = await startProduct(simulator.url);
});
afterAll(() => Promise.all([product.close(), simulator.close()]));
beforeEach(() => simulator.reset());

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

const get = (target: string, host: string): string => `GET ${target} HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
const create = (host: string, { url } = product): Promise<RawAnswer> => sendRaw(url, rawPost(CREATE, { host }));

function expectMisdirected({ status, headers, body }: RawAnswer): void {
  const { errors, data } = JSON.parse(body) as { data?: unknown; errors: { message: string; extensions: object }[] };
  expect([status, data, errors.map(({ extensions }) => extensions)]).toEqual([
    421,
    undefined,
    [{ code: 'HOST_NOT_ALLOWED' }],
  ]);
  expect(errors[0]?.message).toContain('ALLOWED_HOSTS');
  expect(headers['cache-control']).toBe('no-store');
  expect(simulator.requests()).toEqual([]);
}

describe('host check with AUTH_MODE=none', () => {
  it.each([
    'evil.example',
    'evil.example:4000',
    'EVIL.EXAMPLE',
    'evil.example.',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil-localhost',
    'mylocalhost:4000',
    '.localhost',
    'localhost@evil.example',
    'evil.example@localhost',
    'localhost:4000@evil.example',
    'localhost evil.example',
    'localhost,evil.example',
    'localhost:99999',
    'localhost:x',
    'localhost..',
    '127.0.0.1/evil',
    '128.0.0.1',
    '192.0.2.1:4000',
    '0.0.0.0:4000',
    '127.1',
    '[::2]',
    '[2001:db8::1]:4000',
    '[::1',
    '[::1%eth0]',
    '::1',
  ])('rejects a page with the host %j and creates nothing', async (host) => {
    expectMisdirected(await create(host));
  });

  it.each([
    'localhost',
    'localhost:4000',
    'LOCALHOST',
    'localhost.',
    'localhost:',
    'crm.localhost:3000',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.255.0.9:4000',
    '[::1]',
    '[::1]:4000',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]:4000',
  ])('accepts the loopback host %j', async (host) => {
    expect(await create(host)).toMatchObject({ status: 200 });
    expect(simulator.campaigns()).toHaveLength(1);
  });

  it('rejects requests without a host or with an empty host', async () => {
    expectMisdirected(await sendRaw(product.url, rawPost(CREATE, { host: ' ' })));
    const oldest = rawPost(CREATE, { host: '' }).toString().replace('HTTP/1.1', 'HTTP/1.0');
    expect((await sendRaw(product.url, oldest)).status).toBe(400);
    expect((await sendRaw(product.url, rawPost(CREATE, { host: '' }))).status).toBe(400);
    const twice = rawPost(CREATE, { host: 'localhost\r\nhost: localhost' });
    expect((await sendRaw(product.url, twice)).status).toBe(400);
    expect(simulator.requests()).toEqual([]);
  });

  it.each([
    ['a page of the explorer', get('/graphql', 'evil.example')],
    ['a query by GET', get('/graphql?query={campaigns{totalCount}}', 'evil.example')],
    ['a question for methods', get('/graphql', 'evil.example').replace('GET', 'OPTIONS')],
    ['another address', get('/', 'evil.example')],
    ['a target that names another host', get('http://evil.example/graphql', 'localhost')],
    ['a target with a user', get('http://localhost@evil.example/graphql', 'localhost')],
    ['a header that names another host than the target', get('http://localhost/graphql', 'evil.example')],
    ['X-Forwarded-Host of ours', get('/graphql', 'evil.example\r\nx-forwarded-host: localhost')],
  ])('rejects other hosts: %s', async (_what, request) => {
    expectMisdirected(await sendRaw(product.url, request));
  });

  it('ignores X-Forwarded-Host', async () => {
    const answer = await sendRaw(product.url, rawPost(CREATE, { 'x-forwarded-host': 'evil.example' }));
    expect(answer.status).toBe(200);
  });

  it('rejects before the body is read, in the language of the request', async () => {
    const client = await openRawClient(product.url);
    const whole = rawPost(CREATE, { host: 'evil.example', 'accept-language': 'es' });
    client.send(whole.subarray(0, whole.indexOf('\r\n\r\n') + 4));
    const [answer] = await client.answers(1);
    client.socket.destroy();
    expect(answer?.headers).toMatchObject({ 'content-language': 'es' });
    expect(answer?.body).toContain('ALLOWED_HOSTS');
    if (answer !== undefined) expectMisdirected(answer);
  });

  it.each(['/livez', '/readyz', '/metrics'])('%s accepts any host', async (path) => {
    for (const host of ['10.1.2.3:4000', 'wolkvox-graphql.crm.svc', 'evil.example'])
      expect((await sendRaw(product.url, get(path, host))).status).toBe(200);
  });

  it('logs the first rejected host, counts each, and logs no host name', async () => {
    const own = await start({});
    for (let n = 0; n < 3; n += 1) await create('canary-host.example', own);
    const reason = { reason: 'host_not_allowed' };
    await until(
      async () => (await scrape(own.metricsUrl)).value('wolkvox_graphql_rejected_requests_total', reason) === 3,
      'the rejected requests are counted',
    );
    const logs = own.logs();
    expect(logs.filter(({ msg }) => String(msg).includes('ALLOWED_HOSTS'))).toHaveLength(1);
    expect(JSON.stringify(logs)).not.toContain('canary-host');
    expect((await scrape(own.metricsUrl)).text).not.toContain('canary-host');
  });
});

describe('ALLOWED_HOSTS', () => {
  it.each<[string, string, string, number]>([
    ['a name', 'graphql.example.com', 'graphql.example.com', 200],
    ['a name, with any port', 'graphql.example.com', 'GraphQL.example.com.:8443', 200],
    ['a name, and none below it', 'graphql.example.com', 'a.graphql.example.com', 421],
    ['a name, and loopback no more', 'graphql.example.com', 'localhost', 421],
    ['a port', 'graphql.example.com:8443', 'graphql.example.com:8443', 200],
    ['a port, and no other', 'graphql.example.com:8443', 'graphql.example.com:8444', 421],
    ['a port, and not none', 'graphql.example.com:8443', 'graphql.example.com', 421],
    ['the port of https, which is left out', 'graphql.example.com:443', 'graphql.example.com', 200],
    ['subdomains', '*.example.com', 'a.b.example.com', 200],
    ['subdomains, and not the domain', '*.example.com', 'example.com', 421],
    ['subdomains, and no name that ends like it', '*.example.com', 'evilexample.com', 421],
    ['one of several', 'a.example, b.example', 'b.example', 200],
    ['an address', '192.0.2.1', '192.0.2.1:4000', 200],
    ['an address of IPv6 in any spelling', '2001:DB8::1', '[2001:db8:0::1]:4000', 200],
    ['a network', '10.0.0.0/8', '10.1.2.3:4000', 200],
    ['a network, and no name that begins like it', '10.0.0.0/8', '10.1.2.3.example', 421],
    ['any', '*', 'evil.example', 200],
  ])('allows %s', async (_what, ALLOWED_HOSTS, host, expected) => {
    const own = await start({ ALLOWED_HOSTS });
    expect((await create(host, own)).status).toBe(expected);
    expect(simulator.campaigns()).toHaveLength(expected === 200 ? 1 : 0);
  });

  it('defaults to any host if callers authenticate', async () => {
    const router = { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: 'router-secret-0123' };
    const [open, closed] = [await start(router), await start({ ...router, ALLOWED_HOSTS: 'graphql.example' })];
    expect((await create('evil.example', open)).status).toBe(401);
    expectMisdirected(await create('evil.example', closed));
    expect((await create('graphql.example', closed)).status).toBe(401);
  });
});
