import { afterAll, beforeAll, expect } from '@jest/globals';

import { startUpstream, type Upstream } from '../support/upstream.js';
import {
  expectRefusal,
  launch,
  startTarget,
  writeOperations,
  type Attack,
  type Reply,
  type Target,
  clientView,
} from './support.js';
import {
  AUDIENCE,
  bearer,
  goodClaims,
  hmacWith,
  inSeconds,
  ISSUER,
  newKeys,
  pemOf,
  signedBy,
  tokenOf,
  trusting,
  writeToken,
} from './tokens.js';

/** Tokens that are rejected. All responses are identical, so that they reveal nothing. */
const keys = newKeys();
const otherKeys = newKeys();
const RS256 = { alg: 'RS256', typ: 'JWT' };
let target: Target;
let thief: Upstream;
/** Response to a request without a token. */
let authFailure: Reply;

beforeAll(async () => {
  thief = await startUpstream(() => ({ status: 200, body: { keys: [jwkOf('stolen')] } }));
  const operations = await writeOperations(['default', 'second']);
  target = await startTarget({ ...(await trusting(keys)), WOLKVOX_OPERATIONS_FILE: operations }, bearer(tokenOf(keys)));
  authFailure = await target.send({ body: QUERY });
});
afterAll(() => Promise.all([target.close(), thief.close()]));

const QUERY = '{"query":"{ operations { id } }"}';
const jwkOf = (kid: string): object => ({
  ...otherKeys.publicKey.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
});

const unauthenticated = (attack: string, authorization: () => string): Attack => ({
  title: `rejects ${attack}`,
  run: async ({ send }) => {
    const reply = await send({ headers: { authorization: authorization() }, body: QUERY });
    expectRefusal(reply, 401, 'UNAUTHENTICATED');
    expect(clientView(reply)).toEqual(clientView(authFailure));
    expect(thief.seen).toEqual([]);
  },
});
const badToken = (attack: string, token: () => string): Attack => unauthenticated(attack, () => `Bearer ${token()}`);
const badClaims = (attack: string, claims: () => Record<string, unknown>): Attack =>
  badToken(attack, () => tokenOf(keys, claims()));
/** Valid and correctly signed, except for its header. */
const badHeader = (attack: string, header: () => Record<string, unknown>): Attack =>
  badToken(attack, () => writeToken({ ...RS256, ...header() }, goodClaims(), signedBy(otherKeys)));

const SCHEMES: readonly Attack[] = [
  {
    title: 'rejects a request without a token',
    run: async ({ send }) => {
      expectRefusal(authFailure, 401, 'UNAUTHENTICATED');
      expectRefusal(await send({ body: '{"query":"{ __typename _service { sdl } }"}' }), 401, 'UNAUTHENTICATED');
      expectRefusal(await send({ body: '{' }), 401, 'UNAUTHENTICATED');
      expectRefusal(await send({ method: 'GET', path: '/graphql?query={__typename}' }), 401, 'UNAUTHENTICATED');
    },
  },
  unauthenticated('a scheme without a token', () => 'Bearer'),
  unauthenticated('a token without a scheme', () => tokenOf(keys)),
  unauthenticated('another scheme', () => `Basic ${tokenOf(keys)}`),
  unauthenticated('a scheme that begins like the right one', () => `BearerX ${tokenOf(keys)}`),
  unauthenticated('two tokens', () => `Bearer ${tokenOf(keys)} ${tokenOf(keys)}`),
  unauthenticated('a list of tokens', () => `Bearer ${tokenOf(keys)}, Bearer ${tokenOf(keys)}`),
  unauthenticated('a token in quotes', () => `Bearer "${tokenOf(keys)}"`),
  unauthenticated('a token as a parameter', () => `Bearer token=${tokenOf(keys)}`),
  ...['bearer', 'BEARER', 'Bearer  '].map((scheme) => ({
    title: `${JSON.stringify(scheme)} and a valid token: accepted, or rejected like any other`,
    run: async ({ send }: Target) => {
      const reply = await send({ headers: { authorization: `${scheme} ${tokenOf(keys)}` }, body: QUERY });
      if (reply.status === 401) expect(clientView(reply)).toEqual(clientView(authFailure));
      else expect(reply).toMatchObject({ status: 200, codes: [] });
    },
  })),
  ...['access_token', 'token', 'authorization', 'jwt'].map((name) => ({
    title: `rejects a valid token as ${name} in the URL, a cookie, the body or another header`,
    run: async ({ send }: Target) => {
      const token = tokenOf(keys);
      const body = JSON.stringify({ query: '{ operations { id } }', [name]: token, extensions: { [name]: token } });
      for (const sending of [
        { path: `/graphql?${name}=${token}`, body },
        { headers: { cookie: `${name}=${token}` }, body },
        {
          headers: { [`x-${name.replace('_', '-')}`]: `Bearer ${token}`, 'proxy-authorization': `Bearer ${token}` },
          body,
        },
      ])
        expect(clientView(await send(sending))).toEqual(clientView(authFailure));
    },
  })),
  ...[
    ['a bad one first', (good: string) => ['x.y.z', good]],
    ['a bad one last', (good: string) => [good, 'x.y.z']],
    ['the same twice', (good: string) => [good, good]],
  ].map(([what, both]) => ({
    title: `rejects two Authorization headers, ${String(what)}`,
    run: async ({ raw }: Target) => {
      const lines = (both as (good: string) => string[])(tokenOf(keys)).map(
        (token) => `authorization: Bearer ${token}\r\n`,
      );
      const head = `POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n`;
      const answer = await raw(`${head}content-length: ${QUERY.length}\r\n${lines.join('')}\r\n${QUERY}`);
      expect(answer).toMatch(/^HTTP\/1\.1 40[01] /);
      expect(answer).toMatch(/"UNAUTHENTICATED"|"BAD_REQUEST"/);
    },
  })),
  {
    title: 'rejects a token of 60 kB',
    run: async ({ send }) => {
      const reply = await send({ headers: bearer(tokenOf(keys, { filler: 'x'.repeat(45_000) })), body: QUERY });
      expectRefusal(reply, [401, 431], reply.status === 431 ? 'BAD_REQUEST' : 'UNAUTHENTICATED');
    },
  },
];

const FORGED: readonly Attack[] = [
  badToken('garbage', () => 'garbage'),
  badToken('three letters as parts', () => 'a.b.c'),
  badToken('empty parts', () => '..'),
  badToken('five parts, as of an encrypted token', () => 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..a.b.c'),
  badToken('invalid JSON', () => `${Buffer.from('{"alg":').toString('base64url')}.e30.e30`),
  badToken('a header that is null', () => `${Buffer.from('null').toString('base64url')}.e30.e30`),
  badToken('15 kB of one letter', () => 'a'.repeat(14_000)),
  badToken('a signature with another last byte', () =>
    tokenOf(keys).replace(/.{4}$/, (end) => (end === 'AAAA' ? 'BBBB' : 'AAAA')),
  ),
  badToken('an empty signature', () => tokenOf(keys).replace(/[^.]*$/, '')),
  badToken(
    'the signature of other claims',
    () => `${tokenOf(keys, { sub: 'admin' }).replace(/[^.]*$/, '')}${tokenOf(keys).split('.')[2] ?? ''}`,
  ),
  badToken('a token of another key', () => tokenOf(otherKeys)),
  ...['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg) => [
    badToken(`algorithm ${JSON.stringify(alg)} without a signature`, () =>
      writeToken({ alg, typ: 'JWT' }, goodClaims(), () => Buffer.alloc(0)),
    ),
    badToken(`algorithm ${JSON.stringify(alg)} with the right signature`, () =>
      writeToken({ alg, typ: 'JWT' }, goodClaims(), signedBy(keys)),
    ),
  ]),
  ...(['sha256', 'sha384', 'sha512'] as const).flatMap((hash) =>
    [pemOf(keys), pemOf(keys).trim(), keys.publicKey.export({ type: 'spki', format: 'der' })].map((secret, n) =>
      badToken(`HS${hash.slice(3)} with the public key as secret, spelled in way ${n + 1}`, () =>
        writeToken({ alg: `HS${hash.slice(3)}`, typ: 'JWT' }, goodClaims(), hmacWith(secret, hash)),
      ),
    ),
  ),
  badToken('HS256 with an empty secret', () => writeToken({ alg: 'HS256' }, goodClaims(), hmacWith(''))),
  ...['ES256', 'EdDSA', 'dir', 'RSA1_5', 'RS1', 'toString', '__proto__'].map((alg) =>
    badToken(`algorithm ${alg} on a right signature`, () => writeToken({ alg }, goodClaims(), signedBy(keys))),
  ),
];

const HEADERS: readonly Attack[] = [
  ...['../../../../dev/null', '/dev/null', "' OR '1'='1", '', '__proto__', 'a'.repeat(5_000), '\0', '| id'].map((kid) =>
    badHeader(`kid ${JSON.stringify(kid.slice(0, 30))}`, () => ({ kid })),
  ),
  badHeader('jku: a key set on another host', () => ({ jku: `${thief.url}/jwks.json`, kid: 'stolen' })),
  badHeader('x5u: a certificate on another host', () => ({ x5u: `${thief.url}/cert.pem` })),
  badHeader('jwk: the key that signed it', () => ({ jwk: jwkOf('stolen'), kid: 'stolen' })),
  badHeader('x5c: a certificate of its own', () => ({ x5c: [pemOf(otherKeys).replace(/-.*-|\n/g, '')] })),
  badToken('crit: an extension that must be understood', () =>
    writeToken({ ...RS256, crit: ['x'], x: 1 }, goodClaims(), signedBy(keys)),
  ),
  badToken('b64: a payload that is not encoded', () =>
    writeToken({ ...RS256, b64: false, crit: ['b64'] }, goodClaims(), signedBy(keys)),
  ),
];

const CLAIMS: readonly Attack[] = [
  badClaims('a token that expired an hour ago', () => ({ iat: inSeconds(-7200), exp: inSeconds(-3600) })),
  badClaims('a token that expired two minutes ago', () => ({ exp: inSeconds(-120) })),
  badClaims('a token that is not valid yet', () => ({ nbf: inSeconds(3600) })),
  badClaims('a token without exp', () => ({ exp: undefined })),
  badClaims('a string as exp', () => ({ exp: '9999999999' })),
  badClaims('null as exp', () => ({ exp: null })),
  badClaims('a string as nbf', () => ({ nbf: '0' })),
  badClaims('another audience', () => ({ aud: 'another' })),
  badClaims('several other audiences', () => ({ aud: ['another', `${AUDIENCE}x`] })),
  badClaims('a token without aud', () => ({ aud: undefined })),
  badClaims('an audience that is an object', () => ({ aud: { [AUDIENCE]: true } })),
  badClaims('another issuer', () => ({ iss: 'https://evil.example/' })),
  badClaims('an issuer that begins like the right one', () => ({ iss: `${ISSUER}evil` })),
  badClaims('the issuer in a list', () => ({ iss: [ISSUER] })),
  badClaims('a token without iss', () => ({ iss: undefined })),
  badClaims('a token without sub', () => ({ sub: undefined })),
  badClaims('an empty sub', () => ({ sub: '' })),
  badClaims('a number as sub', () => ({ sub: 7 })),
  badClaims('a list as sub', () => ({ sub: ['honest'] })),
  badToken('claims that are a list', () => writeToken(RS256, [goodClaims()] as never, signedBy(keys))),
];

launch([...SCHEMES, ...FORGED, ...HEADERS, ...CLAIMS], () => target);
