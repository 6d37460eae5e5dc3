import { connect } from 'node:net';

import { afterAll, beforeAll, expect } from '@jest/globals';

import { canary, expectRefusal, launch, startTarget, type Attack, type Target } from './support.js';

/** What is done with bytes and with time rather than with requests. */
let target: Target;
beforeAll(async () => {
  target = await startTarget({ LIMIT_HEADERS_MS: '400', LIMIT_REQUEST_MS: '800' });
});
afterAll(() => target.close());

const QUERY = '{"query":"{ __typename }"}';
const HEAD = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
const closing = (extra: string, body: string): string => `${HEAD}connection: close\r\n${extra}\r\n${body}`;
const asked = `content-length: ${QUERY.length}\r\n`;
/** A creation that must never be run, hidden where only one of two servers sees a request. */
const MUTATION = `{"query":"mutation { createCampaign(input: { type: PREVIEW, name: \\"${canary('smuggled')}\\", skillId: 1 }) { __typename } }"}`;
const SMUGGLED = `${HEAD}content-length: ${MUTATION.length}\r\n\r\n${MUTATION}`;

/** The server ends the connection, with this status, in JSON with its code, and without a second answer. */
const cut = (sentence: string, bytes: string, status: number | readonly number[]): Attack => ({
  sentence,
  run: async ({ raw }) => {
    const answer = await raw(bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect([status].flat()).toContain(Number(/^HTTP\/1\.1 (\d+) /.exec(head)?.[1]));
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  },
});

const SLOW: readonly Attack[] = [
  cut('headers that never end', HEAD, 408),
  cut('a first line that never ends', 'POST /grap', 408),
  cut('a body that never ends', `${HEAD}content-length: 100\r\n\r\n{`, 408),
  cut('chunks that never end', `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n`, 408),
  {
    sentence: 'a header each tenth of a second, for ever',
    run: ({ port }) => drip(port, HEAD, 'x-a: b\r\n'),
  },
  {
    sentence: 'a byte of the body each tenth of a second, for ever',
    run: ({ port }) => drip(port, `${HEAD}content-length: 1000\r\n\r\n`, '{'),
  },
  {
    sentence: 'a connection that says nothing',
    run: async ({ raw }) => expect(await raw('')).toMatch(/^$|^HTTP\/1\.1 408 /),
  },
  {
    sentence: '200 connections that say nothing, beside which others are served',
    run: async ({ raw, graphql }) => {
      const silent = Array.from({ length: 200 }, () => raw('POST /graphql HTTP/1.1\r\n'));
      expect((await graphql('{ __typename }')).status).toBe(200);
      await Promise.all(silent);
    },
  },
];

/** Sends a little again and again, and ends when the server has cut the connection. */
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
  cut('a length and chunks', closing(`${asked}transfer-encoding: chunked\r\n`, `0\r\n\r\n${SMUGGLED}`), 400),
  cut('chunks and a length', closing(`transfer-encoding: chunked\r\n${asked}`, `0\r\n\r\n${SMUGGLED}`), 400),
  cut('two lengths that differ', closing(`${asked}content-length: 3\r\n`, `${QUERY}${SMUGGLED}`), 400),
  cut('two lengths that agree', closing(`${asked}${asked}`, `${QUERY}${SMUGGLED}`), 400),
  cut('a length with a sign', closing(`content-length: +${QUERY.length}\r\n`, QUERY), 400),
  cut('a length below zero', closing('content-length: -1\r\n', QUERY), 400),
  cut('a length in hexadecimal', closing('content-length: 0x1a\r\n', QUERY), 400),
  cut('a length with a list', closing(`content-length: ${QUERY.length}, ${QUERY.length}\r\n`, QUERY), 400),
  cut('a length that overflows', closing('content-length: 18446744073709551642\r\n', QUERY), [400, 413]),
  cut('chunks by another name', closing('transfer-encoding: xchunked\r\n', `0\r\n\r\n${SMUGGLED}`), [400, 501]),
  cut(
    'chunks that are not last',
    closing('transfer-encoding: chunked, identity\r\n', `0\r\n\r\n${SMUGGLED}`),
    [400, 501],
  ),
  cut('chunks behind a tabulator', closing('transfer-encoding:\x0bchunked\r\n', `0\r\n\r\n${SMUGGLED}`), [400, 501]),
  cut('a chunk whose size is none', closing('transfer-encoding: chunked\r\n', `zz\r\n${QUERY}\r\n0\r\n\r\n`), 400),
  cut(
    'a chunk larger than any',
    closing('transfer-encoding: chunked\r\n', `fffffffffffffffff\r\n${QUERY}`),
    [400, 413],
  ),
  cut('a space before the colon', closing(`content-length : ${QUERY.length}\r\n`, QUERY), 400),
  cut('a folded header', closing(`${asked}x-a: b\r\n\tc\r\n`, QUERY), 400),
  cut('a length that is folded', closing(`content-length:\r\n ${QUERY.length}\r\n`, QUERY), 400),
  cut('lines that end without a return', closing(asked, QUERY).replaceAll('\r\n', '\n'), 400),
  cut('a return without a line feed', `${HEAD}x-a: b\rx-b: c\r\n\r\n`, 400),
  cut('a NUL in a header', closing(`${asked}x-a: b\0c\r\n`, QUERY), 400),
  cut('a header without a name', closing(`${asked}: b\r\n`, QUERY), 400),
  cut('two hosts', closing(`${asked}host: b\r\n`, QUERY), 400),
  cut(
    'no host',
    `POST /graphql HTTP/1.1\r\nconnection: close\r\ncontent-type: application/json\r\n${asked}\r\n${QUERY}`,
    400,
  ),
  cut('HTTP/0.9', 'GET /graphql\r\n\r\n', 400),
  cut('HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 505]),
  cut('TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400),
  cut('a version that is none', closing(asked, QUERY).replace('HTTP/1.1', 'HTTP/9.9'), [400, 505]),
  cut('a method that is none', `HACK /graphql HTTP/1.1\r\nhost: localhost\r\n\r\n`, 400),
  cut('headers of 100 kB', closing(`${asked}x-a: ${canary('header').repeat(5_000)}\r\n`, QUERY), 431),
  cut(
    'an address of 100 kB',
    `GET /graphql?query=${'a'.repeat(100_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
    [431, 414],
  ),
];

const METHODS: readonly Attack[] = [
  ...['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'HEAD', 'QUERY'].map((method) => ({
    sentence: `${method} is no way in`,
    run: async ({ raw }: Target) => {
      const answer = await raw(closing(asked, QUERY).replace('POST', method));
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).not.toContain('__typename');
    },
  })),
  {
    sentence: 'CONNECT opens no tunnel',
    run: async ({ raw, upstream }) => {
      const host = new URL(upstream.url).host;
      expect(
        await raw(`CONNECT ${host} HTTP/1.1\r\nhost: ${host}\r\n\r\nGET / HTTP/1.1\r\nhost: localhost\r\n\r\n`),
      ).not.toMatch(/ 200 /);
    },
  },
  {
    sentence: 'an upgrade to another protocol is not followed',
    run: async ({ raw }) => {
      const upgrade =
        'upgrade: websocket\r\nconnection: upgrade, close\r\nsec-websocket-key: eA==\r\nsec-websocket-version: 13\r\n';
      const answer = await raw(`GET /graphql HTTP/1.1\r\nhost: localhost\r\n${upgrade}\r\n`);
      expect(answer).not.toMatch(/^HTTP\/1\.1 (101|2|5)/);
    },
  },
  {
    sentence: 'a whole address as target: nothing is fetched from there',
    run: async ({ raw, upstream }) => {
      const answer = await raw(`GET ${upstream.url}/api HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    },
  },
  {
    sentence: '100 requests at once on one connection are answered in their order, one answer each',
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
    sentence: '2,000 headers are no more than a request that is refused or served',
    run: async ({ send }) => {
      const headers = Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`x${n}`, 'a']));
      const reply = await send({ headers, body: QUERY });
      if (reply.status === 200) expect(reply.body.data).toEqual({ __typename: 'Query' });
      else expectRefusal(reply, [400, 431], 'BAD_REQUEST');
    },
  },
];

launch([...SLOW, ...SMUGGLING, ...METHODS], () => target);
