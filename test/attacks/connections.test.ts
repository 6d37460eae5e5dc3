import { connect } from 'node:net';

import { afterAll, beforeAll, expect } from '@jest/globals';

import { canary, expectRefusal, launch, startTarget, type Attack, type Target } from './support.js';

/** Attacks by bytes and time instead of requests. */
let target: Target;
beforeAll(async () => {
  target = await startTarget({ LIMIT_HEADERS_MS: '400', LIMIT_REQUEST_MS: '800' });
});
afterAll(() => target.close());

const QUERY = '{"query":"{ __typename }"}';
const HEAD = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
const closing = (extra: string, body: string): string => `${HEAD}connection: close\r\n${extra}\r\n${body}`;
const asked = `content-length: ${QUERY.length}\r\n`;
/** A creation that must never run. Only one of two servers in a chain would see the request. */
const MUTATION = `{"query":"mutation { createCampaign(input: { type: PREVIEW, name: \\"${canary('smuggled')}\\", skillId: 1 }) { __typename } }"}`;
const SMUGGLED = `${HEAD}content-length: ${MUTATION.length}\r\n\r\n${MUTATION}`;

/** The server ends the connection with one response: this status, in JSON with its code. */
const ends = (attack: string, bytes: string, status: number | readonly number[]): Attack => ({
  title: `ends the connection for ${attack}`,
  run: async ({ raw }) => {
    const answer = await raw(bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect([status].flat()).toContain(Number(/^HTTP\/1\.1 (\d+) /.exec(head)?.[1]));
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  },
});

const SLOW: readonly Attack[] = [
  ends('headers that never end', HEAD, 408),
  ends('a first line that never ends', 'POST /grap', 408),
  ends('a body that never ends', `${HEAD}content-length: 100\r\n\r\n{`, 408),
  ends('chunks that never end', `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n`, 408),
  {
    title: 'closes a connection that sends a header each tenth of a second',
    run: ({ port }) => drip(port, HEAD, 'x-a: b\r\n'),
  },
  {
    title: 'closes a connection that sends a byte of the body each tenth of a second',
    run: ({ port }) => drip(port, `${HEAD}content-length: 1000\r\n\r\n`, '{'),
  },
  {
    title: 'closes a connection that sends nothing',
    run: async ({ raw }) => expect(await raw('')).toMatch(/^$|^HTTP\/1\.1 408 /),
  },
  {
    title: 'serves requests beside 200 connections that send nothing',
    run: async ({ raw, graphql }) => {
      const silent = Array.from({ length: 200 }, () => raw('POST /graphql HTTP/1.1\r\n'));
      expect((await graphql('{ __typename }')).status).toBe(200);
      await Promise.all(silent);
    },
  },
];

/** Sends a little repeatedly, until the server closes the connection. */
function drip(port: number, first: string, again: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(first));
    const timer = setInterval(() => socket.write(again), 100);
    socket.on('error', () => undefined);
    socket.resume();
    socket.once('close', () => {
      clearInterval(timer);
      resolve();
    });
  });
}

const SMUGGLING: readonly Attack[] = [
  ends('a length and chunks', closing(`${asked}transfer-encoding: chunked\r\n`, `0\r\n\r\n${SMUGGLED}`), 400),
  ends('chunks and a length', closing(`transfer-encoding: chunked\r\n${asked}`, `0\r\n\r\n${SMUGGLED}`), 400),
  ends('two lengths that differ', closing(`${asked}content-length: 3\r\n`, `${QUERY}${SMUGGLED}`), 400),
  ends('two lengths that agree', closing(`${asked}${asked}`, `${QUERY}${SMUGGLED}`), 400),
  ends('a length with a sign', closing(`content-length: +${QUERY.length}\r\n`, QUERY), 400),
  ends('a length below zero', closing('content-length: -1\r\n', QUERY), 400),
  ends('a length in hexadecimal', closing('content-length: 0x1a\r\n', QUERY), 400),
  ends('a length with a list', closing(`content-length: ${QUERY.length}, ${QUERY.length}\r\n`, QUERY), 400),
  ends('a length that overflows', closing('content-length: 18446744073709551642\r\n', QUERY), [400, 413]),
  ends('chunks with another name', closing('transfer-encoding: xchunked\r\n', `0\r\n\r\n${SMUGGLED}`), [400, 501]),
  ends(
    'chunks that are not last',
    closing('transfer-encoding: chunked, identity\r\n', `0\r\n\r\n${SMUGGLED}`),
    [400, 501],
  ),
  ends('chunks behind a tabulator', closing('transfer-encoding:\x0bchunked\r\n', `0\r\n\r\n${SMUGGLED}`), [400, 501]),
  ends('an invalid chunk size', closing('transfer-encoding: chunked\r\n', `zz\r\n${QUERY}\r\n0\r\n\r\n`), 400),
  ends(
    'a chunk larger than any',
    closing('transfer-encoding: chunked\r\n', `fffffffffffffffff\r\n${QUERY}`),
    [400, 413],
  ),
  ends('a space before the colon', closing(`content-length : ${QUERY.length}\r\n`, QUERY), 400),
  ends('a folded header', closing(`${asked}x-a: b\r\n\tc\r\n`, QUERY), 400),
  ends('a length that is folded', closing(`content-length:\r\n ${QUERY.length}\r\n`, QUERY), 400),
  ends('lines that end without a return', closing(asked, QUERY).replaceAll('\r\n', '\n'), 400),
  ends('a return without a line feed', `${HEAD}x-a: b\rx-b: c\r\n\r\n`, 400),
  ends('a NUL in a header', closing(`${asked}x-a: b\0c\r\n`, QUERY), 400),
  ends('a header without a name', closing(`${asked}: b\r\n`, QUERY), 400),
  ends('two hosts', closing(`${asked}host: b\r\n`, QUERY), 400),
  ends(
    'no host',
    `POST /graphql HTTP/1.1\r\nconnection: close\r\ncontent-type: application/json\r\n${asked}\r\n${QUERY}`,
    400,
  ),
  ends('HTTP/0.9', 'GET /graphql\r\n\r\n', 400),
  ends('HTTP/2 without an upgrade', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 505]),
  ends('TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400),
  ends('an invalid version', closing(asked, QUERY).replace('HTTP/1.1', 'HTTP/9.9'), [400, 505]),
  ends('an invalid method', `HACK /graphql HTTP/1.1\r\nhost: localhost\r\n\r\n`, 400),
  ends('headers of 100 kB', closing(`${asked}x-a: ${canary('header').repeat(5_000)}\r\n`, QUERY), 431),
  ends(
    'an address of 100 kB',
    `GET /graphql?query=${'a'.repeat(100_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
    [431, 414],
  ),
];

const METHODS: readonly Attack[] = [
  ...['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'HEAD', 'QUERY'].map((method) => ({
    title: `rejects ${method}`,
    run: async ({ raw }: Target) => {
      const answer = await raw(closing(asked, QUERY).replace('POST', method));
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).not.toContain('__typename');
    },
  })),
  {
    title: 'opens no tunnel for CONNECT',
    run: async ({ raw, upstream }) => {
      const host = new URL(upstream.url).host;
      expect(
        await raw(`CONNECT ${host} HTTP/1.1\r\nhost: ${host}\r\n\r\nGET / HTTP/1.1\r\nhost: localhost\r\n\r\n`),
      ).not.toMatch(/ 200 /);
    },
  },
  {
    title: 'ignores an upgrade to another protocol',
    run: async ({ raw }) => {
      const upgrade =
        'upgrade: websocket\r\nconnection: upgrade, close\r\nsec-websocket-key: eA==\r\nsec-websocket-version: 13\r\n';
      const answer = await raw(`GET /graphql HTTP/1.1\r\nhost: localhost\r\n${upgrade}\r\n`);
      expect(answer).not.toMatch(/^HTTP\/1\.1 (101|2|5)/);
    },
  },
  {
    title: 'fetches nothing for an absolute URL as target',
    run: async ({ raw, upstream }) => {
      const answer = await raw(`GET ${upstream.url}/api HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    },
  },
  {
    title: 'responds to 100 pipelined requests in order',
    run: async ({ raw }) => {
      const query = (n: number): string => `{"query":"{ a${n}: __typename }"}`;
      const one = (n: number): string => `${HEAD}content-length: ${query(n).length}\r\n\r\n${query(n)}`;
      const all = Array.from({ length: 100 }, (_, n) => one(n)).join('');
      const answer = await raw(`${all}${closing(asked, QUERY)}`);
      const seen = [...answer.matchAll(/"data":\{"a(\d+)":/g)].map(([, n]) => Number(n));
      expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => n));
    },
  },
  {
    title: 'rejects or serves a request with 2,000 headers',
    run: async ({ send }) => {
      const headers = Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`x${n}`, 'a']));
      const reply = await send({ headers, body: QUERY });
      if (reply.status === 200) expect(reply.body.data).toEqual({ __typename: 'Query' });
      else expectRefusal(reply, [400, 431], 'BAD_REQUEST');
    },
  },
];

launch([...SLOW, ...SMUGGLING, ...METHODS], () => target);
