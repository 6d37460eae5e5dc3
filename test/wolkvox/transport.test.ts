import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { createTransport, type Transport, type HttpRequest, type HttpResult } from '../../src/wolkvox/transport.js';
import {
  closedPort,
  httpAnswer,
  startRawUpstream,
  type Answering,
  type RawOptions,
  type RawUpstream,
} from '../support/raw-upstream.js';
import { selfSigned, startTrustingHttp, type Certificate, type TrustingHttp } from '../support/tls.js';
import { TOKEN } from '../support/wolkvox-token.js';

const PATH = '/api/v2/campaign.php?api=create_campaign&type_campaign=preview';
const BODY = JSON.stringify({ campaign_name: 'Campaña «año» – 中文 🙂', opt1: '\u00e9 e\u0301' });
const ANSWER = '{"code":201,"error":null,"msg":"Campaña creada 🙂"}';
const SHORT_MS = 600;

let transport: Transport;
let upstreams: RawUpstream[] = [];
beforeEach(() => {
  transport = createTransport();
});
afterEach(async () => {
  transport.close();
  await Promise.all(upstreams.map((upstream) => upstream.close()));
  upstreams = [];
});

async function start(answer: Answering, options?: RawOptions): Promise<RawUpstream> {
  const upstream = await startRawUpstream(answer, options);
  upstreams.push(upstream);
  return upstream;
}

const post = (base: string, changes: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url: new URL(PATH, base),
  headers: { 'wolkvox-token': TOKEN, 'content-type': 'application/json' },
  body: BODY,
  safe: false,
  timeoutMs: 15_000,
  maxResponseBytes: 1024 * 1024,
  ...changes,
});

/** A request that may reuse a connection. */
const reusing = (base: string): HttpRequest => post(base, { safe: true });

/** Writes the parts one by one, each in its own packet if possible. */
function trickle(socket: Socket, parts: readonly (string | Buffer)[]): void {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  socket.setNoDelay(true);
  socket.write(part, () => void setImmediate(() => trickle(socket, rest)));
}

const chunked = (...parts: readonly (string | Buffer)[]): Buffer[] =>
  parts.map((part) => {
    const bytes = Buffer.from(part);
    return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  });
const CHUNKED_HEAD = 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n';
const LAST_CHUNK = '0\r\n\r\n';
/** Resolves when a connection that has responded can be used again. */
const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));
const bytesOf = (text: string): Buffer[] => Array.from(Buffer.from(text), (byte) => Buffer.from([byte]));

/** Calls that take seconds. They run beside the other tests. */
let longCalls: Record<'answeredLate' | 'withoutHandshake', Promise<LongCall>>;
interface LongCall {
  readonly result: HttpResult;
  readonly requests: RawUpstream['requests'];
}
beforeAll(() => {
  longCalls = {
    answeredLate: longCall(startRawUpstream(answerLate), ({ url }) => post(url)),
    withoutHandshake: longCall(
      startRawUpstream(() => undefined, { onConnection: listenSilently }),
      (upstream) => post(securely(upstream), { timeoutMs: 65_000 }),
    ),
  };
});
const answerLate: Answering = ({ socket }) => void setTimeout(() => socket.write(httpAnswer(ANSWER)), 4_500);
async function longCall(
  starting: Promise<RawUpstream>,
  requestTo: (upstream: RawUpstream) => HttpRequest,
): Promise<LongCall> {
  const [own, upstream] = [createTransport(), await starting];
  const result = await own.send(requestTo(upstream));
  own.close();
  await upstream.until(() => upstream.connections().open === 0);
  await upstream.close();
  return { result, requests: upstream.requests };
}

describe('transport, responses', () => {
  it.each(['200 OK', '201 Created', '202 Accepted', '400 Bad Request', '404 Not Found', '500 Internal Server Error'])(
    'returns a response with %s unchanged',
    async (status) => {
      const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER, { status })));
      expect(await transport.send(post(upstream.url))).toEqual({
        kind: 'answer',
        status: Number(status.slice(0, 3)),
        text: ANSWER,
      });
      expect(upstream.requests).toHaveLength(1);
    },
  );

  it.each<[string, Answering, string]>([
    ['in one piece', ({ socket }) => socket.write(httpAnswer(ANSWER)), ANSWER],
    ['byte by byte', ({ socket }) => trickle(socket, bytesOf(httpAnswer(ANSWER).toString())), ANSWER],
    [
      'in chunks that cut its letters apart',
      ({ socket }) => trickle(socket, [CHUNKED_HEAD, ...chunked(...bytesOf(ANSWER)), LAST_CHUNK]),
      ANSWER,
    ],
    [
      'without a length, ended by the end of the connection',
      ({ socket }) => socket.end(`HTTP/1.1 201 Created\r\n\r\n${ANSWER}`),
      ANSWER,
    ],
    [
      'after an interim answer',
      ({ socket }) =>
        socket.write(Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'), httpAnswer(ANSWER)])),
      ANSWER,
    ],
    ['that closes the connection', ({ socket }) => socket.end(httpAnswer(ANSWER, closing)), ANSWER],
    ['that is empty', ({ socket }) => socket.write(httpAnswer('')), ''],
    ['with a byte order mark', ({ socket }) => socket.write(httpAnswer(`\ufeff${ANSWER}`)), ANSWER],
    ['in gzip', ({ socket }) => socket.write(httpAnswer(gzipSync(ANSWER), encoded('gzip'))), ANSWER],
    ['in gzip, byte by byte', ({ socket }) => trickle(socket, bytesOfGzip()), ANSWER],
    ['in deflate', ({ socket }) => socket.write(httpAnswer(deflateSync(ANSWER), encoded('deflate'))), ANSWER],
    ['in brotli', ({ socket }) => socket.write(httpAnswer(brotliCompressSync(ANSWER), encoded('br'))), ANSWER],
  ])('reads a response %s', async (_how, answer, text) => {
    const upstream = await start(answer);
    expect(await transport.send(post(upstream.url))).toEqual({ kind: 'answer', status: 201, text });
    expect(upstream.requests).toHaveLength(1);
  });

  it('waits for a response longer than the idle timeout of a connection', async () => {
    const { result, requests } = await longCalls.answeredLate;
    expect(result).toEqual({ kind: 'answer', status: 201, text: ANSWER });
    expect(requests).toHaveLength(1);
  });

  it.each(['301 Moved Permanently', '302 Found', '303 See Other', '307 Temporary Redirect', '308 Permanent Redirect'])(
    'returns a redirect with %s unchanged, and sends neither request nor token to its address',
    async (status) => {
      const target = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
      const headers = { Location: `${target.url}/api/v2/elsewhere.php` };
      const upstream = await start(({ socket }) => socket.write(httpAnswer('moved', { status, headers })));
      expect(await transport.send(post(upstream.url))).toEqual({
        kind: 'answer',
        status: Number(status.slice(0, 3)),
        text: 'moved',
      });
      expect(upstream.requests).toHaveLength(1);
      expect(target.connections().opened).toBe(0);
    },
  );
});

describe('transport, requests', () => {
  it('sends the address and headers of the request, and no header with other information', async () => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    await transport.send(post(upstream.url));
    const [request] = upstream.requests;
    expect(request).toMatchObject({ method: 'POST', target: PATH });
    const headers = Object.fromEntries(request?.headers.map(([name, value]) => [name.toLowerCase(), value]) ?? []);
    expect(headers).toMatchObject({
      'wolkvox-token': TOKEN,
      'content-type': 'application/json',
      host: `127.0.0.1:${upstream.port}`,
      'content-length': String(Buffer.byteLength(BODY)),
    });
    const ofHttp = ['accept-encoding', 'connection', 'content-length', 'host', 'user-agent'];
    const ownHeaders = Object.keys(headers).filter((name) => !ofHttp.includes(name));
    expect(ownHeaders.sort()).toEqual(['content-type', 'wolkvox-token']);
    expect(request?.headers).toHaveLength(Object.keys(headers).length);
  });

  it.each(['/api/v2/campaign.php?api=x', '/', '/proxy/a%20b/%C3%B1.php?api=x&name=a+b%26c%2F&empty=', '/a//b/?'])(
    'sends the target %s unchanged',
    async (target) => {
      const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
      await transport.send(post(upstream.url, { url: new URL(target, upstream.url) }));
      expect(upstream.requests.map((request) => request.target)).toEqual([target.replace(/\?$/, '')]);
    },
  );

  const addresses = Object.values(networkInterfaces()).flat();
  (addresses.some((one) => one?.address === '::1') ? it : it.skip)('sends a request to an IPv6 address', async () => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)), { host: '::1' });
    expect(await transport.send(post(upstream.url))).toEqual({ kind: 'answer', status: 201, text: ANSWER });
    expect(upstream.requests[0]?.headers).toContainEqual([expect.stringMatching(/^host$/i), `[::1]:${upstream.port}`]);
  });

  it.each([
    ['plain', '{"campaign_name":"Bienvenida"}'],
    ['accented', BODY],
    ['escaped', JSON.stringify({ campaign_name: '"\\/\u2028 \u0001 <&>' })],
    ['long', JSON.stringify({ campaign_description: 'ñ'.repeat(300_000) })],
  ])('sends each byte of a %s body', async (_what, body) => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    await transport.send(post(upstream.url, { body }));
    expect(upstream.requests[0]?.body.equals(Buffer.from(body, 'utf8'))).toBe(true);
  });

  it.each(['GET', 'POST', 'PUT', 'DELETE'] as const)('sends %s without a body', async (method) => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    const { url, headers, safe, timeoutMs, maxResponseBytes } = post(upstream.url, { timeoutMs: 500 });
    expect(await transport.send({ method, url, headers, safe, timeoutMs, maxResponseBytes })).toEqual({
      kind: 'answer',
      status: 201,
      text: ANSWER,
    });
    expect(upstream.requests).toMatchObject([{ method, body: Buffer.alloc(0) }]);
  });

  it.each(['PUT', 'DELETE'] as const)('sends %s with a body', async (method) => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    expect(await transport.send(post(upstream.url, { method }))).toMatchObject({ kind: 'answer' });
    expect(upstream.requests).toMatchObject([{ method, body: Buffer.from(BODY) }]);
  });
});

describe('transport, connections', () => {
  it('reuses a connection for the next safe call', async () => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    for (let i = 0; i < 3; i += 1)
      expect(await transport.send(reusing(upstream.url))).toMatchObject({ kind: 'answer' });
    expect(upstream.connections()).toEqual({ opened: 1, open: 1 });
  });

  it('opens a new connection for each call that is not safe, beside open ones', async () => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    expect(await transport.send(reusing(upstream.url))).toMatchObject({ kind: 'answer' });
    for (let i = 0; i < 3; i += 1) expect(await transport.send(post(upstream.url))).toMatchObject({ kind: 'answer' });
    expect(await transport.send(reusing(upstream.url))).toMatchObject({ kind: 'answer' });
    expect(upstream.connections().opened).toBe(4);
    await upstream.until(() => upstream.connections().open === 1);
    const closing = upstream.requests.map(({ headers }) => headers.find(([name]) => /^connection$/i.test(name))?.[1]);
    expect(closing).toEqual(['keep-alive', 'close', 'close', 'close', 'keep-alive']);
  });

  it('closes an idle connection after 3 s', async () => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    expect(await transport.send(reusing(upstream.url))).toMatchObject({ kind: 'answer' });
    expect(upstream.connections()).toEqual({ opened: 1, open: 1 });
    await upstream.until(() => upstream.connections().open === 0);
  });

  it.each([
    ['not safe', post],
    ['safe', reusing],
  ])('loses no call after the server closed an idle connection: %s', async (_kind, request) => {
    const upstream = await start(({ socket }) => socket.end(httpAnswer(ANSWER)));
    for (let call = 1; call <= 5; call += 1) {
      expect(await transport.send(request(upstream.url))).toEqual({ kind: 'answer', status: 201, text: ANSWER });
      expect(upstream.requests).toHaveLength(call);
      await upstream.until(() => upstream.connections().open === 0);
    }
    expect(upstream.connections().opened).toBe(5);
  });

  it('loses no call right after the server closed a connection with its response, without a notice', async () => {
    const keepAlive = { headers: { Connection: 'keep-alive' } };
    const upstream = await start(({ socket }) => socket.end(httpAnswer(ANSWER, keepAlive)));
    for (let call = 1; call <= 300; call += 1) {
      expect(await transport.send(post(upstream.url))).toEqual({ kind: 'answer', status: 201, text: ANSWER });
      if (call % 2 === 0) await turnOfTheLoop();
    }
    expect(upstream.requests).toHaveLength(300);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['at once', (socket) => endAfter(0, socket.end(httpAnswer(ANSWER)))],
    ['at random', (socket) => socket.write(httpAnswer(ANSWER), () => endAfter(randomInt(30), socket))],
    ['by half-closing', (socket) => socket.end(httpAnswer(ANSWER))],
  ])(
    'loses no creation and sends none twice if the server ends each connection behind its answer %s',
    async (_way, answer) => {
      const upstream = await start(({ socket }) => answer(socket), { allowHalfOpen: true });
      const creations = Array.from({ length: 500 }, (_, nth) => `/create/${nth}`);
      const left = [...creations];
      const work = async (): Promise<void> => {
        for (let target = left.pop(); target !== undefined; target = left.pop())
          expect(await transport.send(post(upstream.url, { url: new URL(target, upstream.url) }))).toMatchObject({
            kind: 'answer',
          });
      };
      await Promise.all(Array.from({ length: 8 }, work));
      expect(upstream.requests.map(({ target }) => target).sort()).toEqual(creations.sort());
    },
  );

  it('loses no call after the server reset an idle connection', async () => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    expect(await transport.send(reusing(upstream.url))).toMatchObject({ kind: 'answer' });
    upstream.resetConnections();
    await upstream.until(() => upstream.connections().open === 0);
    // The reset has been received when another connection has responded.
    const other = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    expect(await transport.send(reusing(other.url))).toMatchObject({ kind: 'answer' });
    expect(await transport.send(reusing(upstream.url))).toMatchObject({ kind: 'answer' });
    expect(upstream.requests).toHaveLength(2);
  });

  it('closes idle connections on close', async () => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    await transport.send(reusing(upstream.url));
    expect(upstream.connections()).toEqual({ opened: 1, open: 1 });
    transport.close();
    // The end of the first connection is received while other calls are served.
    const other = createTransport();
    for (let i = 0; i < 5; i += 1) {
      expect(await other.send(reusing(upstream.url))).toMatchObject({ kind: 'answer' });
      await turnOfTheLoop();
    }
    expect(upstream.connections()).toEqual({ opened: 2, open: 1 });
    other.close();
    await upstream.until(() => upstream.connections().open === 0);
  });
});

describe('transport, prepared requests', () => {
  const answering: Answering = ({ socket }) => void socket.write(httpAnswer(ANSWER));
  const ANSWERED = { kind: 'answer', status: 201, text: ANSWER };

  it('opens a connection at once, sends nothing before `send`, and shares the connection with no other request', async () => {
    const upstream = await start(answering);
    const prepared = [transport.prepare(post(upstream.url)), transport.prepare(post(upstream.url))];
    await upstream.until(() => upstream.connections().open === 2);
    expect(await transport.send(post(upstream.url))).toEqual(ANSWERED);
    expect(await transport.send(reusing(upstream.url))).toEqual(ANSWERED);
    expect(upstream.requests).toHaveLength(2);
    for (const request of prepared) expect(await request.send()).toEqual(ANSWERED);
    expect(upstream.requests).toHaveLength(4);
    expect(upstream.connections().opened).toBe(4);
    expect(upstream.requests[3]).toEqual(upstream.requests[0]);
  });

  it('is sent if it is prepared in the same turn', async () => {
    const upstream = await start(answering);
    expect(await transport.prepare(post(upstream.url)).send()).toEqual(ANSWERED);
    expect(upstream.connections().opened).toBe(1);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['ends', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
    ['sends something on', (socket) => socket.write(httpAnswer('', { status: '408 Request Timeout' }))],
    ['sends something on, and ends', (socket) => socket.end(httpAnswer('', { status: '408 Request Timeout' }))],
  ])('gets another connection if the server %s the first while it waits', async (_way, spoil) => {
    let connections = 0;
    const upstream = await start(answering, {
      onConnection: (socket) => {
        connections += 1;
        if (connections === 1) spoil(socket);
        return false;
      },
    });
    const prepared = transport.prepare(post(upstream.url));
    await upstream.until(() => upstream.connections().opened === 1 && upstream.connections().open === 0);
    expect(upstream.connections().opened).toBe(1);
    expect(await prepared.send()).toEqual(ANSWERED);
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.connections().opened).toBe(2);
  });

  it('closes a connection that waits longer than 2 s, and opens another when it is sent', async () => {
    const upstream = await start(answering);
    const prepared = transport.prepare(post(upstream.url));
    await upstream.until(() => upstream.connections().open === 1);
    await upstream.until(() => upstream.connections().open === 0);
    expect(await prepared.send()).toEqual(ANSWERED);
    expect(upstream.connections().opened).toBe(2);
  });

  it('tries again to connect when it is sent', async () => {
    const port = await closedPort();
    const prepared = transport.prepare(post(`http://127.0.0.1:${port}`));
    // Another refusal follows the one of the prepared request.
    expect(await transport.send(post(`http://127.0.0.1:${port}`))).toEqual({ kind: 'unsent', cause: 'refused' });
    const upstream = await start(answering, { port });
    expect(await prepared.send()).toEqual(ANSWERED);
    expect(upstream.requests).toHaveLength(1);
  });

  it('returns unsent if it cannot connect when it is sent', async () => {
    const prepared = transport.prepare(post(`http://127.0.0.1:${await closedPort()}`));
    expect(await prepared.send()).toEqual({ kind: 'unsent', cause: 'refused' });
  });

  it('is not sent if `onSend` returns false, and its connection is closed', async () => {
    const upstream = await start(answering);
    const prepared = transport.prepare(post(upstream.url, { onSend: () => false }));
    await upstream.until(() => upstream.connections().open === 1);
    expect(await prepared.send()).toEqual({ kind: 'unsent', cause: 'other' });
    await upstream.until(() => upstream.connections().open === 0);
    expect(upstream.requests).toEqual([]);
  });

  it('closes its connection when it is discarded, also one that is not open yet', async () => {
    const upstream = await start(answering);
    const prepared = transport.prepare(post(upstream.url));
    await upstream.until(() => upstream.connections().open === 1);
    prepared.discard();
    await upstream.until(() => upstream.connections().open === 0);
    transport.prepare(post(upstream.url)).discard();
    expect(await transport.send(post(upstream.url))).toEqual(ANSWERED);
    await upstream.until(() => upstream.connections().open === 0);
    expect(upstream.requests).toHaveLength(1);
  });

  it('loses its connection when the transport is closed, and fails when it is sent', async () => {
    const upstream = await start(answering);
    const prepared = transport.prepare(post(upstream.url));
    await upstream.until(() => upstream.connections().open === 1);
    transport.close();
    await upstream.until(() => upstream.connections().open === 0);
    expect(await prepared.send()).toEqual({ kind: 'unsent', cause: 'other' });
  });

  it('counts its deadline from `send`', async () => {
    const upstream = await start(({ socket }) => void setTimeout(() => socket.write(httpAnswer(ANSWER)), SHORT_MS / 2));
    const prepared = transport.prepare(post(upstream.url, { timeoutMs: SHORT_MS }));
    await upstream.until(() => upstream.connections().open === 1);
    await new Promise((resolve) => void setTimeout(resolve, SHORT_MS));
    expect(await prepared.send()).toEqual(ANSWERED);
  });

  it('is lost, never unsent, if the server resets its connection while it is sent', async () => {
    const upstream = await start(({ reset }) => reset());
    const prepared = transport.prepare(post(upstream.url));
    await upstream.until(() => upstream.connections().open === 1);
    expect(await prepared.send()).toEqual({ kind: 'lost', cause: 'reset' });
  });
});

describe('transport, calls that were not sent', () => {
  it('returns unsent, refused for a closed port', async () => {
    expect(await transport.send(post(`http://127.0.0.1:${await closedPort()}`))).toEqual({
      kind: 'unsent',
      cause: 'refused',
    });
  });

  it('returns unsent, refused for a closed port at every address of a name', async () => {
    expect(await transport.send(post(`http://localhost:${await closedPort()}`))).toEqual({
      kind: 'unsent',
      cause: 'refused',
    });
  });

  it('returns unsent, refused for a closed port with TLS', async () => {
    expect(await transport.send(post(`https://127.0.0.1:${await closedPort()}`))).toEqual({
      kind: 'unsent',
      cause: 'refused',
    });
  });

  // A label has at most 63 characters, so the resolver rejects these without a query.
  it.each(['http', 'https'])('returns unsent, dns for an unknown name with %s', async (protocol) => {
    expect(await transport.send(post(`${protocol}://${'x'.repeat(64)}.invalid`))).toEqual({
      kind: 'unsent',
      cause: 'dns',
    });
  });
});

describe('transport, deadline', () => {
  it('never returns unsent for a call that the server received', async () => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)));
    const ended = await withEveryDeadline(transport, upstream);
    // After every connection is closed no request can arrive.
    transport.close();
    await upstream.until(() => upstream.connections().open === 0);
    expectConsistent(ended, upstream);
  });
});

describe.each([
  ['not safe', false],
  ['safe', true],
])('transport, incomplete responses to a request that is %s', (_kind, safe) => {
  /** `status` is the HTTP status, `unread` if the head is incomplete, undefined if no byte was received. */
  const lost = (cause: unknown, status?: number | 'unread') => ({ kind: 'lost', cause, status });
  const head = (length: number): string => `HTTP/1.1 201 Created\r\nContent-Length: ${length}\r\n\r\n`;
  const megabyte = 1024 * 1024;

  it.each<[string, HttpResult | object, Answering, Partial<HttpRequest>?]>([
    ['reset after the request', lost('reset'), ({ reset }) => reset()],
    ['closed after the request', lost('reset'), ({ socket }) => socket.end()],
    [
      'reset within the headers',
      lost('reset', 'unread'),
      ({ socket, reset }) => socket.write('HTTP/1.1 201 Cre', reset),
    ],
    [
      'closed within the headers',
      lost('reset', 'unread'),
      ({ socket }) => socket.end('HTTP/1.1 201 Created\r\nContent-Le'),
    ],
    ['reset within the body', lost('reset', 201), ({ socket, reset }) => socket.write(head(99) + ANSWER, reset)],
    ['closed within the body', lost('reset', 201), ({ socket }) => socket.end(head(99) + ANSWER)],
    ['closed before the body', lost('reset', 201), ({ socket }) => socket.end(head(99))],
    [
      'closed within the body of a 502',
      lost('reset', 502),
      ({ socket }) => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 99\r\n\r\n<html>'),
    ],
    [
      'closed within the body after an interim response',
      lost('reset', 201),
      ({ socket }) => socket.end(`HTTP/1.1 103 Early Hints\r\n\r\n${head(99)}{`),
    ],
    [
      'closed after an interim response',
      lost('reset', 'unread'),
      ({ socket }) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'),
    ],
    ['closed within a chunk', lost('reset', 201), ({ socket }) => socket.end(`${CHUNKED_HEAD}ff\r\n${ANSWER}`)],
    [
      'closed before the last chunk',
      lost('reset', 201),
      ({ socket }) => socket.end(Buffer.concat([Buffer.from(CHUNKED_HEAD), ...chunked(ANSWER)])),
    ],
    ['never answered', lost('timeout'), () => undefined, { timeoutMs: SHORT_MS }],
    [
      'answered with headers only',
      lost('timeout', 201),
      ({ socket }) => socket.write(head(99)),
      { timeoutMs: SHORT_MS },
    ],
    [
      'still answering at the deadline',
      lost('timeout', 201),
      ({ socket }) => {
        socket.write(head(1_000_000));
        const drip = setInterval(() => socket.write('x'), 10);
        socket.once('close', () => clearInterval(drip));
      },
      { timeoutMs: SHORT_MS },
    ],
    [
      'answered with interim responses only',
      lost('timeout', 'unread'),
      ({ socket }) => {
        const drip = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 10);
        socket.once('close', () => clearInterval(drip));
      },
      { timeoutMs: SHORT_MS },
    ],
    [
      'answered with more bytes than allowed',
      lost('too-large', 201),
      ({ socket }) => socket.write(httpAnswer('x'.repeat(1_001))),
      { maxResponseBytes: 1_000 },
    ],
    [
      'answered with more chunks than allowed',
      lost('too-large', 201),
      ({ socket }) => {
        socket.write(CHUNKED_HEAD);
        const [chunk] = chunked('x'.repeat(1_000));
        const drip = setInterval(() => socket.write(chunk ?? ''), 1);
        socket.once('close', () => clearInterval(drip));
      },
      { maxResponseBytes: 10_000, timeoutMs: 60_000 },
    ],
    ['answered with another protocol', lost('other', 'unread'), ({ socket }) => socket.write('220 smtp ready\r\n\r\n')],
    [
      'answered with an unknown version of HTTP',
      lost('other', 'unread'),
      ({ socket }) => socket.write('HTTP/9.9 lots 201\r\n\r\n'),
    ],
    ['answered with noise', lost('other', 'unread'), ({ socket }) => socket.write(Buffer.alloc(512, 0xfe))],
    [
      'answered with endless headers',
      lost('other', 'unread'),
      ({ socket }) => socket.write(`HTTP/1.1 201 Created\r\nX-Long: ${'x'.repeat(100_000)}`),
    ],
    [
      'answered with two lengths',
      lost('other', 'unread'),
      ({ socket }) => socket.write('HTTP/1.1 201 Created\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n123456789'),
    ],
  ])(
    'returns lost, sends once and closes the connection for a call that is %s',
    async (_how, expected, answer, changes = {}) => {
      const upstream = await start(answer);
      expect(await transport.send(post(upstream.url, { safe, ...changes }))).toEqual(expected);
      await upstream.until(() => upstream.connections().open < upstream.connections().opened);
      // After the end of every connection no request can arrive.
      transport.close();
      await upstream.until(() => upstream.connections().open === 0);
      expect(upstream.requests).toHaveLength(1);
    },
  );

  it.each<[string, string, Buffer]>([
    ['a small body that decompresses to a huge one', 'too-large', gzipSync(Buffer.alloc(64 * megabyte, 'x'))],
    ['a body that is not gzip', 'other', Buffer.from(ANSWER)],
    ['incomplete gzip', 'other', gzipSync(ANSWER).subarray(0, -12)],
  ])('returns lost and sends once for a response with %s', async (_how, cause, bytes) => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(bytes, encoded('gzip'))));
    expect(await transport.send(post(upstream.url))).toEqual(lost(cause, 201));
    expect(upstream.requests).toHaveLength(1);
  });

  it('returns lost at the deadline for a switch to another protocol', async () => {
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n';
    const upstream = await start(({ socket }) => socket.write(switching));
    const result = transport.send(post(upstream.url, { timeoutMs: SHORT_MS }));
    const never = new Promise((resolve) => void setTimeout(resolve, 3 * SHORT_MS, 'no result long after the deadline'));
    expect(await Promise.race([result, never])).toEqual(lost(expect.any(String), 'unread'));
    await upstream.until(() => upstream.connections().open === 0);
  });

  it.each<[string, (size: number) => Buffer]>([
    ['plain', (size) => httpAnswer('x'.repeat(size))],
    ['gzip', (size) => httpAnswer(gzipSync('x'.repeat(size)), encoded('gzip'))],
  ])('returns a response of exactly the largest size, and lost for one more byte: %s', async (_how, answer) => {
    const upstream = await start(({ socket, nth }) => socket.write(answer(nth === 1 ? 1_000 : 1_001)));
    expect(await transport.send(post(upstream.url, { maxResponseBytes: 1_000 }))).toMatchObject({ kind: 'answer' });
    expect(await transport.send(post(upstream.url, { maxResponseBytes: 1_000 }))).toEqual(lost('too-large', 201));
  });

  it('returns lost for a reset of a reused connection', async () => {
    const upstream = await start(({ socket, nth, reset }) => {
      if (nth === 1) socket.write(httpAnswer(ANSWER));
      else reset();
    });
    expect(await transport.send(reusing(upstream.url))).toMatchObject({ kind: 'answer' });
    await turnOfTheLoop();
    expect(await transport.send(reusing(upstream.url))).toEqual(lost('reset'));
    expect(upstream.requests).toHaveLength(2);
    expect(upstream.connections().opened).toBe(1);
  });

  it('returns the responses of the calls after a lost one', async () => {
    const upstream = await start(({ socket, nth, reset }) => {
      if (nth % 2 === 1) reset();
      else socket.write(httpAnswer(ANSWER));
    });
    const kinds: string[] = [];
    for (let i = 0; i < 6; i += 1) kinds.push((await transport.send(post(upstream.url))).kind);
    expect(kinds).toEqual(['lost', 'answer', 'lost', 'answer', 'lost', 'answer']);
    expect(upstream.requests).toHaveLength(6);
  });
});

describe('transport, TLS', () => {
  let certificate: Certificate;
  beforeAll(async () => {
    certificate = await selfSigned();
  });

  it('does not send to a server with an untrusted certificate', async () => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)), { certificate });
    expect(await transport.send(post(upstream.url))).toEqual({ kind: 'unsent', cause: 'tls' });
    await upstream.until(() => upstream.connections().open === 0);
    expect(upstream.requests).toEqual([]);
    expect(upstream.connections().opened).toBe(1);
  });

  it('does not send to a server of plain HTTP', async () => {
    const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)), {
      onConnection: (socket) => {
        socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'));
        return false;
      },
    });
    expect(await transport.send(post(securely(upstream)))).toEqual({ kind: 'unsent', cause: 'tls' });
    expect(upstream.requests).toEqual([]);
    expect(upstream.connections().opened).toBe(1);
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ['reset within the handshake', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'reset'],
    ['closed within the handshake', (socket) => socket.once('data', () => socket.end()), 'reset'],
    ['closed before the handshake', (socket) => socket.end(), 'reset'],
    ['answered with noise', (socket) => socket.once('data', () => socket.end(Buffer.alloc(64, 0xfe))), 'tls'],
    [
      'answered with a TLS alert',
      (socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]))),
      'tls',
    ],
  ])('does not send over a connection that is %s', async (_how, onConnection, cause) => {
    const upstream = await start(() => undefined, {
      onConnection: (socket) => {
        onConnection(socket);
        return true;
      },
    });
    expect(await transport.send(post(securely(upstream)))).toEqual({ kind: 'unsent', cause });
    expect(upstream.connections().opened).toBe(1);
  });

  it('does not send to a server that never responds to the handshake', async () => {
    const upstream = await start(() => undefined, { onConnection: listenSilently });
    expect(await transport.send(post(securely(upstream), { timeoutMs: SHORT_MS }))).toEqual({
      kind: 'unsent',
      cause: 'timeout',
    });
    await upstream.until(() => upstream.connections().open === 0);
    expect(upstream.connections().opened).toBe(1);
  });

  it('ends a handshake at the connect timeout, long before the deadline of the call', async () => {
    expect((await longCalls.withoutHandshake).result).toEqual({ kind: 'unsent', cause: 'timeout' });
  }, 30_000);

  describe('with a trusted certificate', () => {
    let trusting: TrustingHttp;
    beforeAll(async () => {
      trusting = await startTrustingHttp(certificate);
    });
    afterAll(() => trusting.close());

    it('sends the request, returns the response and reuses the connection', async () => {
      const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)), { certificate });
      for (let i = 0; i < 2; i += 1)
        expect(await trusting.send(reusing(upstream.url))).toEqual({ kind: 'answer', status: 201, text: ANSWER });
      expect(upstream.requests.map(({ body }) => body.toString())).toEqual([BODY, BODY]);
      expect(upstream.connections().opened).toBe(1);
    });

    it('resumes the TLS session on the new connection of a call that is not safe', async () => {
      const resumed: boolean[] = [];
      const answer: Answering = ({ socket }) => {
        resumed.push('isSessionReused' in socket && (socket as Partial<TLSSocket>).isSessionReused?.() === true);
        socket.write(httpAnswer(ANSWER));
      };
      const upstream = await start(answer, { certificate });
      for (let i = 0; i < 3; i += 1)
        expect(await trusting.send(post(upstream.url))).toEqual({ kind: 'answer', status: 201, text: ANSWER });
      expect(upstream.connections().opened).toBe(3);
      expect(resumed).toEqual([false, true, true]);
    });

    it.each<[string, string, Answering, number | 'unread' | undefined]>([
      ['reset after the request', 'reset', ({ reset }) => reset(), undefined],
      ['closed after the request', 'reset', ({ socket }) => socket.end(), undefined],
      [
        'closed within the body',
        'reset',
        ({ socket }) => socket.end('HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{'),
        201,
      ],
      ['never answered', 'timeout', () => undefined, undefined],
      ['answered with another protocol', 'other', ({ socket }) => socket.end('220 smtp ready\r\n'), 'unread'],
    ])('returns lost, not unsent, for a call that is %s', async (_how, cause, answer, status) => {
      const upstream = await start(answer, { certificate });
      expect(await trusting.send(post(upstream.url, { timeoutMs: 1_000 }))).toEqual({ kind: 'lost', cause, status });
      expect(upstream.requests).toHaveLength(1);
    });

    it('returns lost, not unsent, on a reused connection', async () => {
      const upstream = await start(
        ({ socket, nth, reset }) => {
          if (nth === 1) socket.write(httpAnswer(ANSWER));
          else reset();
        },
        { certificate },
      );
      expect(await trusting.send(reusing(upstream.url))).toMatchObject({ kind: 'answer' });
      expect(await trusting.send(reusing(upstream.url))).toEqual({ kind: 'lost', cause: 'reset' });
      expect(upstream.requests).toHaveLength(2);
      expect(upstream.connections().opened).toBe(1);
    });

    it('never returns unsent for a call that the server received, whatever the deadline', async () => {
      const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)), { certificate });
      const own = await startTrustingHttp(certificate);
      const ended = await withEveryDeadline(own, upstream);
      await own.close();
      await upstream.until(() => upstream.connections().open === 0);
      expectConsistent(ended, upstream);
    });

    it('does not send if the certificate is untrusted, even if NODE_TLS_REJECT_UNAUTHORIZED is 0', async () => {
      const careless = await startTrustingHttp(await selfSigned(), { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
      try {
        const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)), { certificate });
        expect(await careless.send(post(upstream.url))).toEqual({ kind: 'unsent', cause: 'tls' });
        expect(upstream.requests).toEqual([]);
      } finally {
        await careless.close();
      }
    });

    it('does not send if the trusted certificate is for another address', async () => {
      const elsewhere = await selfSigned('127.0.0.2');
      const other = await startTrustingHttp(elsewhere);
      try {
        const upstream = await start(({ socket }) => socket.write(httpAnswer(ANSWER)), { certificate: elsewhere });
        expect(await other.send(post(upstream.url))).toEqual({ kind: 'unsent', cause: 'tls' });
        expect(upstream.requests).toEqual([]);
        expect(await other.send(post(`https://localhost:${upstream.port}`))).toMatchObject({ kind: 'answer' });
      } finally {
        await other.close();
      }
    });
  });
});

describe('transport, results', () => {
  it.each<[string, HttpResult['kind'], Answering]>([
    ['answer', 'answer', ({ socket }) => socket.write(httpAnswer(ANSWER))],
    ['reset', 'lost', ({ reset }) => reset()],
    ['timeout', 'lost', () => undefined],
    ['noise', 'lost', ({ socket }) => socket.end('noise')],
  ])('contain neither token nor body, however they are printed: %s', async (_what, kind, answer) => {
    const upstream = await start(answer);
    const result = await transport.send(post(upstream.url, { timeoutMs: 1_000 }));
    expect(result.kind).toBe(kind);
    expect(printed(result)).not.toContain(TOKEN);
    expect(printed(result)).not.toContain('campaign_name');
  });

  it.each([
    ['refused', async () => `http://127.0.0.1:${await closedPort()}`],
    ['dns', () => Promise.resolve(`https://${'x'.repeat(64)}.invalid`)],
  ])('contain neither token nor body: unsent, %s', async (cause, address) => {
    const result = await transport.send(post(await address()));
    expect(result).toEqual({ kind: 'unsent', cause });
    expect(printed(result)).not.toContain(TOKEN);
    expect(printed(result)).not.toContain('campaign_name');
  });
});

/** Ends the connection after some turns of the event loop. */
function endAfter(turns: number, socket: Socket): void {
  if (turns === 0) socket.destroySoon();
  else setImmediate(() => endAfter(turns - 1, socket));
}

/** Reads and drops the bytes, so that the end of the connection is detected, and never responds. */
function listenSilently(socket: Socket): true {
  socket.resume();
  return true;
}

interface Ended {
  readonly target: string;
  readonly kind: HttpResult['kind'];
}

/** Sends many calls at once, each to its own address, with deadlines from 0 to 500 ms. */
function withEveryDeadline(sender: Pick<Transport, 'send'>, upstream: RawUpstream): Promise<Ended[]> {
  return Promise.all(
    Array.from({ length: 250 }, async (_, index) => {
      const target = `/call/${index}`;
      const url = new URL(target, upstream.url);
      return { target, kind: (await sender.send(post(upstream.url, { url, timeoutMs: index * 2 }))).kind };
    }),
  );
}

function expectConsistent(ended: readonly Ended[], upstream: RawUpstream): void {
  const seen = new Set(upstream.requests.map(({ target }) => target));
  expect(ended.filter(({ target, kind }) => kind === 'unsent' && seen.has(target))).toEqual([]);
  expect(ended.filter(({ target, kind }) => kind === 'answer' && !seen.has(target))).toEqual([]);
  expect(upstream.requests).toHaveLength(seen.size);
  expect(ended.some(({ kind }) => kind === 'unsent')).toBe(true);
}

const closing = { headers: { Connection: 'close' } };

function encoded(encoding: string): { headers: Record<string, string> } {
  return { headers: { 'Content-Encoding': encoding } };
}

function bytesOfGzip(): Buffer[] {
  return Array.from(httpAnswer(gzipSync(ANSWER), encoded('gzip')), (byte) => Buffer.from([byte]));
}

const securely = (upstream: RawUpstream): string => `https://127.0.0.1:${upstream.port}`;

const printed = (result: HttpResult): string =>
  inspect(result, { showHidden: true, depth: null, maxStringLength: null }) +
  JSON.stringify(result) +
  JSON.stringify(Object.getOwnPropertyDescriptors(result));
