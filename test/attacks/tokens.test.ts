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
  told,
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

/** Tokens that let nobody in. The answer to each is the very same, so that it teaches nothing. */
const keys = newKeys();
const others = newKeys();
const RS256 = { alg: 'RS256', typ: 'JWT' };
let target: Target;
let thief: Upstream;
/** What whoever comes with nothing at all is told. */
let stranger: Reply;

beforeAll(async () => {
  thief = await startUpstream(() => ({ status: 200, body: { keys: [jwkOf('stolen')] } }));
  const operations = await writeOperations(['default', 'second']);
  target = await startTarget({ ...(await trusting(keys)), WOLKVOX_OPERATIONS_FILE: operations }, bearer(tokenOf(keys)));
  stranger = await target.send({ body: QUERY });
});
afterAll(() => Promise.all([target.close(), thief.close()]));

const QUERY = '{"query":"{ operations { id } }"}';
const jwkOf = (kid: string): object => ({
  ...others.publicKey.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
});

const turnedAway = (sentence: string, authorization: () => string): Attack => ({
  sentence,
  run: async ({ send }) => {
    const reply = await send({ headers: { authorization: authorization() }, body: QUERY });
    expectRefusal(reply, 401, 'UNAUTHENTICATED');
    expect(told(reply)).toEqual(told(stranger));
    expect(thief.seen).toEqual([]);
  },
});
const badToken = (sentence: string, token: () => string): Attack => turnedAway(sentence, () => `Bearer ${token()}`);
const badClaims = (sentence: string, claims: () => Record<string, unknown>): Attack =>
  badToken(sentence, () => tokenOf(keys, claims()));
/** In order, and rightly signed, but for its header. */
const badHeader = (sentence: string, header: () => Record<string, unknown>): Attack =>
  badToken(sentence, () => writeToken({ ...RS256, ...header() }, goodClaims(), signedBy(others)));

const SCHEMES: readonly Attack[] = [
  {
    sentence: 'no token at all',
    run: async ({ send }) => {
      expectRefusal(stranger, 401, 'UNAUTHENTICATED');
      expectRefusal(await send({ body: '{"query":"{ __typename _service { sdl } }"}' }), 401, 'UNAUTHENTICATED');
      expectRefusal(await send({ body: '{' }), 401, 'UNAUTHENTICATED');
      expectRefusal(await send({ method: 'GET', path: '/graphql?query={__typename}' }), 401, 'UNAUTHENTICATED');
    },
  },
  turnedAway('a scheme without a token', () => 'Bearer'),
  turnedAway('a token without a scheme', () => tokenOf(keys)),
  turnedAway('another scheme', () => `Basic ${tokenOf(keys)}`),
  turnedAway('a scheme that begins like the right one', () => `BearerX ${tokenOf(keys)}`),
  turnedAway('two tokens', () => `Bearer ${tokenOf(keys)} ${tokenOf(keys)}`),
  turnedAway('a list of tokens', () => `Bearer ${tokenOf(keys)}, Bearer ${tokenOf(keys)}`),
  turnedAway('a token in quotes', () => `Bearer "${tokenOf(keys)}"`),
  turnedAway('a token as a parameter', () => `Bearer token=${tokenOf(keys)}`),
  ...['bearer', 'BEARER', 'Bearer  '].map((scheme) => ({
    sentence: `${JSON.stringify(scheme)} and a good token: served, or turned away like all others`,
    run: async ({ send }: Target) => {
      const reply = await send({ headers: { authorization: `${scheme} ${tokenOf(keys)}` }, body: QUERY });
      if (reply.status === 401) expect(told(reply)).toEqual(told(stranger));
      else expect(reply).toMatchObject({ status: 200, codes: [] });
    },
  })),
  ...['access_token', 'token', 'authorization', 'jwt'].map((name) => ({
    sentence: `a good token as ${name} in the address, a cookie, the body, another header`,
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
        expect(told(await send(sending))).toEqual(told(stranger));
    },
  })),
  ...[
    ['a bad one first', (good: string) => ['x.y.z', good]],
    ['a bad one last', (good: string) => [good, 'x.y.z']],
    ['the same twice', (good: string) => [good, good]],
  ].map(([what, both]) => ({
    sentence: `two Authorization headers, ${String(what)}`,
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
    sentence: 'a token of 60 kB',
    run: async ({ send }) => {
      const reply = await send({ headers: bearer(tokenOf(keys, { filler: 'x'.repeat(45_000) })), body: QUERY });
      expectRefusal(reply, [401, 431], reply.status === 431 ? 'BAD_REQUEST' : 'UNAUTHENTICATED');
    },
  },
];

const FORGED: readonly Attack[] = [
  badToken('garbage', () => 'garbage'),
  badToken('three words', () => 'a.b.c'),
  badToken('nothing between two dots', () => '..'),
  badToken('five parts, as of an encrypted token', () => 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..a.b.c'),
  badToken('JSON that is none', () => `${Buffer.from('{"alg":').toString('base64url')}.e30.e30`),
  badToken('a header that is null', () => `${Buffer.from('null').toString('base64url')}.e30.e30`),
  badToken('15 kB of one letter', () => 'a'.repeat(14_000)),
  badToken('a signature whose last byte is another', () =>
    tokenOf(keys).replace(/.{4}$/, (end) => (end === 'AAAA' ? 'BBBB' : 'AAAA')),
  ),
  badToken('no signature', () => tokenOf(keys).replace(/[^.]*$/, '')),
  badToken(
    'the signature of other claims',
    () => `${tokenOf(keys, { sub: 'admin' }).replace(/[^.]*$/, '')}${tokenOf(keys).split('.')[2] ?? ''}`,
  ),
  badToken('another key', () => tokenOf(others)),
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
  badHeader('jku: a list of keys elsewhere', () => ({ jku: `${thief.url}/jwks.json`, kid: 'stolen' })),
  badHeader('x5u: a certificate elsewhere', () => ({ x5u: `${thief.url}/cert.pem` })),
  badHeader('jwk: the key that signed it', () => ({ jwk: jwkOf('stolen'), kid: 'stolen' })),
  badHeader('x5c: a certificate of its own', () => ({ x5c: [pemOf(others).replace(/-.*-|\n/g, '')] })),
  badToken('crit: an extension that must be understood', () =>
    writeToken({ ...RS256, crit: ['x'], x: 1 }, goodClaims(), signedBy(keys)),
  ),
  badToken('b64: a payload that is not encoded', () =>
    writeToken({ ...RS256, b64: false, crit: ['b64'] }, goodClaims(), signedBy(keys)),
  ),
];

const CLAIMS: readonly Attack[] = [
  badClaims('expired an hour ago', () => ({ iat: inSeconds(-7200), exp: inSeconds(-3600) })),
  badClaims('expired two minutes ago', () => ({ exp: inSeconds(-120) })),
  badClaims('not yet valid', () => ({ nbf: inSeconds(3600) })),
  badClaims('no end', () => ({ exp: undefined })),
  badClaims('an end that is a text', () => ({ exp: '9999999999' })),
  badClaims('an end that is null', () => ({ exp: null })),
  badClaims('a beginning that is a text', () => ({ nbf: '0' })),
  badClaims('another audience', () => ({ aud: 'another' })),
  badClaims('several other audiences', () => ({ aud: ['another', `${AUDIENCE}x`] })),
  badClaims('no audience', () => ({ aud: undefined })),
  badClaims('an audience that is an object', () => ({ aud: { [AUDIENCE]: true } })),
  badClaims('another issuer', () => ({ iss: 'https://evil.example/' })),
  badClaims('an issuer that begins like the right one', () => ({ iss: `${ISSUER}evil` })),
  badClaims('the issuer in a list', () => ({ iss: [ISSUER] })),
  badClaims('no issuer', () => ({ iss: undefined })),
  badClaims('nobody', () => ({ sub: undefined })),
  badClaims('an empty name', () => ({ sub: '' })),
  badClaims('a name that is a number', () => ({ sub: 7 })),
  badClaims('a name that is a list', () => ({ sub: ['honest'] })),
  badToken('claims that are a list', () => writeToken(RS256, [goodClaims()] as never, signedBy(keys))),
];

launch([...SCHEMES, ...FORGED, ...HEADERS, ...CLAIMS], () => target);
