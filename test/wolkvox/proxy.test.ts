import type { Socket } from 'node:net';
import { inspect } from 'node:util';

import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import type { HttpRequest } from '../../src/wolkvox/transport.js';
import { startProxy, type Proxy, type ProxyOptions } from '../support/proxy.js';
import { PREVIEW, startProduct } from '../support/product.js';
import { closedPort, httpAnswer, startRawUpstream, type RawUpstream } from '../support/raw-upstream.js';
import { selfSigned, startTrustingHttp, type Certificate, type TrustingHttp } from '../support/tls.js';

const TOKEN = 'canary-token-71f0c2';
const PASSWORD = 'canary:p@ss/71f0c2';
const CREDENTIALS = `operador:${encodeURIComponent(PASSWORD)}`;
const BASIC = Buffer.from(`operador:${PASSWORD}`).toString('base64');
const ANSWER = '{"code":201,"error":null,"msg":"created"}';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
function opened<One extends { close: () => Promise<unknown> }>(one: One): One {
  closers.push(() => one.close());
  return one;
}

let certificate: Certificate;
beforeAll(async () => {
  certificate = await selfSigned();
});

const proxy = async (options?: ProxyOptions): Promise<Proxy> => opened(await startProxy(options));
const wolkvox = async (): Promise<RawUpstream> =>
  opened(await startRawUpstream(({ socket }) => socket.write(httpAnswer(ANSWER)), { certificate }));
const transport = async (variables: Record<string, string>): Promise<TrustingHttp> =>
  opened(await startTrustingHttp(certificate, variables));
const refusing =
  (status: string) =>
  (socket: Socket): void =>
    void socket.end(`HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n\r\n${ANSWER}`);

const post = (base: string, changes: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url: new URL('/api/v2/campaign.php?api=create_campaign', base),
  headers: { 'wolkvox-token': TOKEN, 'content-type': 'application/json' },
  body: '{"campaign_name":"Bienvenida"}',
  safe: false,
  timeoutMs: 15_000,
  maxResponseBytes: 10_000,
  ...changes,
});

describe('HTTPS_PROXY, tunnels', () => {
  it.each([
    ['http', 'http://127.0.0.1', false],
    ['http, without a scheme', '127.0.0.1', false],
    ['https', 'https://localhost', true],
  ])('reaches wolkvox through a proxy of %s, which sees neither token nor body', async (_scheme, base, secure) => {
    const via = await proxy(secure ? { certificate } : {});
    const upstream = await wolkvox();
    const sender = await transport({ HTTPS_PROXY: `${base}:${via.port}` });
    expect(await sender.send(post(upstream.url))).toEqual({ kind: 'answer', status: 201, text: ANSWER });
    expect(upstream.requests).toHaveLength(1);
    expect(via.requests).toEqual([{ target: `127.0.0.1:${upstream.port}`, headers: expect.anything() }]);
    expect(via.requests[0]?.headers).toEqual({ host: `127.0.0.1:${upstream.port}`, connection: 'keep-alive' });
    expect(via.received()).not.toContain(TOKEN);
    expect(via.received()).not.toContain('campaign_name');
  });

  it('sends the credentials of the address to the proxy only', async () => {
    const via = await proxy();
    const upstream = await wolkvox();
    const sender = await transport({ HTTPS_PROXY: `http://${CREDENTIALS}@127.0.0.1:${via.port}` });
    expect(await sender.send(post(upstream.url))).toMatchObject({ kind: 'answer' });
    expect(via.requests[0]?.headers['proxy-authorization']).toBe(`Basic ${BASIC}`);
    expect(upstream.requests[0]?.headers.map(([name]) => name.toLowerCase())).not.toContain('proxy-authorization');
  });

  it('opens a tunnel for each creation, and reuses one for reads', async () => {
    const via = await proxy();
    const upstream = await wolkvox();
    const sender = await transport({ https_proxy: `http://127.0.0.1:${via.port}`, HTTPS_PROXY: 'http://127.0.0.1:1' });
    for (const safe of [true, true, false, false, true])
      expect(await sender.send(post(upstream.url, { safe }))).toMatchObject({ kind: 'answer' });
    expect(via.requests).toHaveLength(3);
  });

  it('reaches hosts of NO_PROXY, and http, without the proxy', async () => {
    const via = await proxy({ refuse: (socket) => void socket.destroy() });
    const upstream = await wolkvox();
    const plain = opened(await startRawUpstream(({ socket }) => socket.write(httpAnswer(ANSWER))));
    const sender = await transport({ HTTPS_PROXY: `http://127.0.0.1:${via.port}`, NO_PROXY: 'x.example, 127.0.0.0/8' });
    expect(await sender.send(post(upstream.url))).toMatchObject({ kind: 'answer' });
    expect(await sender.send(post(plain.url))).toMatchObject({ kind: 'answer' });
    expect(via.requests).toEqual([]);
  });

  it('rejects another server than wolkvox behind the proxy', async () => {
    const via = await proxy();
    const upstream = opened(
      await startRawUpstream(({ socket }) => socket.write(httpAnswer(ANSWER)), { certificate: await selfSigned() }),
    );
    const sender = await transport({ HTTPS_PROXY: `http://127.0.0.1:${via.port}` });
    expect(await sender.send(post(upstream.url))).toEqual({ kind: 'unsent', cause: 'tls' });
    expect(upstream.requests).toEqual([]);
  });
});

describe('HTTPS_PROXY, refusals', () => {
  it.each<[string, string, (socket: Socket) => void]>([
    ['407', 'proxy-auth', refusing('407 Proxy Authentication Required')],
    ['403', 'proxy-refused', refusing('403 Forbidden')],
    ['429', 'proxy-refused', refusing('429 Too Many Requests')],
    ['302', 'proxy-refused', refusing('302 Found\r\nLocation: http://127.0.0.1/')],
    ['502', 'proxy-failed', refusing('502 Bad Gateway')],
    ['503', 'proxy-failed', refusing('503 Service Unavailable')],
    ['nothing but its end', 'proxy-failed', (socket) => void socket.end()],
    ['a reset', 'proxy-failed', (socket) => void socket.resetAndDestroy()],
    ['noise', 'proxy-failed', (socket) => void socket.end('noise\r\n\r\n')],
    [
      'a response to a request that was not sent',
      'proxy-failed',
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\n\r\n${httpAnswer(ANSWER).toString()}`),
    ],
  ])('returns unsent and sends nothing to wolkvox if the proxy returns %s', async (_status, cause, refuse) => {
    const via = await proxy({ refuse });
    const upstream = await wolkvox();
    const sender = await transport({ HTTPS_PROXY: `http://${CREDENTIALS}@127.0.0.1:${via.port}` });
    for (const safe of [false, true]) {
      const result = await sender.send(post(upstream.url, { safe }));
      expect(result).toEqual({ kind: 'unsent', cause });
      expect(inspect(result, { showHidden: true, depth: null })).not.toMatch(/canary|operador/);
    }
    expect(upstream.connections().opened).toBe(0);
    expect(via.received()).toBe('');
  });

  it('returns unsent, proxy-failed if the proxy cannot reach wolkvox', async () => {
    const via = await proxy();
    const sender = await transport({ HTTPS_PROXY: `http://127.0.0.1:${via.port}` });
    expect(await sender.send(post(`https://127.0.0.1:${await closedPort()}`))).toEqual({
      kind: 'unsent',
      cause: 'proxy-failed',
    });
  });

  it.each([
    ['refuses connections', async () => `http://127.0.0.1:${await closedPort()}`],
    ['has an unknown name', () => Promise.resolve(`http://${'x'.repeat(64)}.invalid:3128`)],
    ['has no TLS', async () => `https://127.0.0.1:${(await proxy()).port}`],
    [
      'has an untrusted certificate',
      async () => `https://127.0.0.1:${(await proxy({ certificate: await selfSigned() })).port}`,
    ],
  ])('returns unsent, proxy-unreachable if the proxy %s', async (_fault, address) => {
    const upstream = await wolkvox();
    const sender = await transport({ HTTPS_PROXY: await address() });
    expect(await sender.send(post(upstream.url))).toEqual({ kind: 'unsent', cause: 'proxy-unreachable' });
    expect(upstream.connections().opened).toBe(0);
  });

  it('returns unsent, timeout at the deadline if the proxy never responds, and closes its connection', async () => {
    let closed: Promise<void> | undefined;
    const via = await proxy({
      refuse: (socket) => {
        closed = new Promise((resolve) => void socket.once('end', () => resolve()));
      },
    });
    const sender = await transport({ HTTPS_PROXY: `http://127.0.0.1:${via.port}` });
    const result = await sender.send(post('https://127.0.0.1:1', { timeoutMs: 300 }));
    expect(result).toEqual({ kind: 'unsent', cause: 'timeout' });
    await closed;
  });

  it.each<[string, string, string]>([
    ['407 Proxy Authentication Required', 'proxy-auth', 'credentials'],
    ['403 Forbidden', 'proxy-refused', 'does not allow'],
    ['502 Bad Gateway', 'proxy-failed', 'could not open'],
  ])('returns UNREACHABLE for %s and logs the cause, without a secret', async (status, cause, hint) => {
    const via = await proxy({ refuse: refusing(status) });
    const product = opened(
      await startProduct('https://127.0.0.1:1', {
        WOLKVOX_TOKEN: TOKEN,
        HTTPS_PROXY: `http://${CREDENTIALS}@127.0.0.1:${via.port}`,
      }),
    );
    const { text, data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' });
    expect(text).toContain(hint);
    expect(product.logs().at(-1)).toMatchObject({ upstream: [{ outcome: `unsent-${cause}`, cause }] });
    const metrics = await (await fetch(product.metricsUrl)).text();
    expect(metrics).toContain(`unsent-${cause}`);
    for (const written of [text, JSON.stringify(product.logs()), metrics])
      for (const secret of [TOKEN, PASSWORD, encodeURIComponent(PASSWORD), BASIC])
        expect(written).not.toContain(secret);
    expect(via.requests).toHaveLength(1);
  });
});
