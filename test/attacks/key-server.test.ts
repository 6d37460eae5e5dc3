import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { until } from '../support/until.js';
import { startUpstream, type Upstream } from '../support/upstream.js';
import { expectRefusal, leavesNothingInTheLog, startTarget, type Target } from './support.js';
import { AUDIENCE, bearer, goodClaims, ISSUER, newKeys, signedBy, tokenOf, writeToken, type Keys } from './tokens.js';

/** Source of the keys of tokens. Neither callers nor the key server may redirect the fetch or make it frequent. */
const keys = newKeys();
const otherKeys = newKeys();
const jwks = ({ publicKey }: Keys, kid: string) => ({
  keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }],
});
const QUERY = '{"query":"{ operations { id } }"}';
let keyServer: Upstream;
let thief: Upstream;
let target: Target;

beforeAll(async () => {
  keyServer = await startUpstream(() => ({ status: 200, body: jwks(keys, 'good') }));
  thief = await startUpstream(() => ({ status: 200, body: jwks(otherKeys, 'stolen') }));
  target = await startTarget(
    {
      AUTH_MODE: 'jwt',
      AUTH_JWT_JWKS_URL: `${keyServer.url}/jwks.json`,
      AUTH_JWT_ISSUER: ISSUER,
      AUTH_JWT_AUDIENCE: AUDIENCE,
    },
    bearer(writeToken({ alg: 'RS256', kid: 'good' }, goodClaims(), signedBy(keys))),
  );
});
afterAll(() => Promise.all([target.close(), keyServer.close(), thief.close()]));

it('redirects of a key server are not followed, and all tokens are rejected meanwhile', async () => {
  keyServer.answer = () => ({ status: 302, body: '', headers: { location: `${thief.url}/jwks.json` } });
  const forged = writeToken({ alg: 'RS256', kid: 'stolen' }, goodClaims(), signedBy(otherKeys));
  const reply = await target.send({ headers: bearer(forged), body: QUERY });
  expect([401, 503]).toContain(reply.status);
  expect(reply.body.data).toBeUndefined();
  expect(thief.seen).toEqual([]);
  keyServer.answer = () => ({ status: 200, body: jwks(keys, 'good') });
  // A failure is cached for a moment.
  const sends = async (token: string) => (await target.send({ headers: bearer(token), body: QUERY })).status;
  await until(async () => (await sends(forged)) === 401, 'the keys were read again');
  expect(await sends(tokenOf(keys))).toBe(200);
});

it('100 tokens with unknown keys cause only a few requests to the key server', async () => {
  await target.serves();
  const before = keyServer.seen.length;
  const startedAt = performance.now();
  for (let n = 0; n < 100; n += 1) {
    const header = { alg: 'RS256', kid: `unknown-${n}`, jku: `${thief.url}/jwks.json` };
    const reply = await target.send({
      headers: bearer(writeToken(header, goodClaims(), signedBy(otherKeys))),
      body: QUERY,
    });
    expectRefusal(reply, 401, 'UNAUTHENTICATED');
  }
  // One at once, and at most one in each 2 s after it.
  expect(keyServer.seen.length - before).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - startedAt) / 2_000));
  expect(thief.seen).toEqual([]);
});

it('a valid token is accepted afterwards, and no header of a caller reaches the key server', async () => {
  await target.serves();
  expect(await target.send({ headers: bearer(tokenOf(otherKeys)), body: QUERY })).toMatchObject({ status: 401 });
  for (const { headers, url } of keyServer.seen) {
    expect(url).toBe('/jwks.json');
    expect(headers.authorization).toBeUndefined();
  }
});

leavesNothingInTheLog(() => target);
