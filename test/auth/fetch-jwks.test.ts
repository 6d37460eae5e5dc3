import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fetchJwks } from '../../src/auth/fetch-jwks.js';
import { startKeyServer, type KeyServer } from '../support/tokens.js';

let keyServer: KeyServer;
beforeAll(async () => {
  keyServer = await startKeyServer();
});
afterAll(() => keyServer.close());

const fetched = (body: string): Promise<unknown> => {
  keyServer.answer = () => ({ status: 200, body });
  return fetchJwks(new URL(keyServer.url), new AbortController().signal);
};
const jwkOf = (key: KeyObject): object => key.export({ format: 'jwk' });

const rsa = {
  ...jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey),
  kid: 'rsa',
  use: 'sig',
  alg: 'RS256',
};
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed25519 = { ...jwkOf(generateKeyPairSync('ed25519').publicKey), kid: 'ed' };
const x25519 = jwkOf(generateKeyPairSync('x25519').publicKey);
const p256 = { ...jwkOf(ec.publicKey), kid: 'ec' };

describe('a fetched JWKS', () => {
  it.each<[string, object | null]>([
    ['a key for encryption', { ...rsa, use: 'enc' }],
    ['a key whose operations do not include verify', { ...rsa, key_ops: ['encrypt'] }],
    ['a key that can only agree on keys', x25519],
    ['a private key', jwkOf(ec.privateKey)],
    ['a shared secret', { kty: 'oct', k: 'c2VjcmV0' }],
    ['a key of an unknown type', { kty: 'AKP', pub: 'AAAA' }],
    ['a key without its numbers', { kty: 'RSA', kid: 'rsa' }],
    ['a point that is not on its curve', { ...p256, x: p256.kid }],
    ['null', null],
  ])('omits %s, and the fetch fails if there is no other key', async (_what, key) => {
    expect(await fetched(JSON.stringify({ keys: [key, p256] }))).toEqual({ keys: [p256] });
    await expect(fetched(JSON.stringify({ keys: [key] }))).rejects.toMatchObject({ reason: 'no-usable-key' });
  });

  it('contains the usable keys in order without unknown members, among any other keys', async () => {
    const usable = [rsa, p256, ed25519];
    const known = fc.constantFrom(...usable).map((key) => ({ key, written: { ...key, x5c: ['AAAA'], x5t: 'AAAA' } }));
    const unknown = fc.jsonValue().map((written) => ({ key: undefined, written }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(known, unknown), { maxLength: 8 }), async (entries) => {
        const keys = entries.flatMap(({ key }) => key ?? []);
        const answer = fetched(JSON.stringify({ keys: entries.map(({ written }) => written) }));
        if (keys.length > 0) expect(await answer).toEqual({ keys });
        else await expect(answer).rejects.toMatchObject({ name: 'JwksUnavailableError', reason: 'no-usable-key' });
      }),
      { numRuns: 50 },
    );
  });

  it('fails with one of four reasons if the body is any other JSON or text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.jsonValue().map((keys) => JSON.stringify({ keys })),
        ),
        async (body) => {
          await expect(fetched(body)).rejects.toMatchObject({
            name: 'JwksUnavailableError',
            reason: expect.stringMatching(/^(?:not-json|not-a-jwks|no-usable-key|too-large)$/),
          });
        },
      ),
      { numRuns: 50 },
    );
  });
});
