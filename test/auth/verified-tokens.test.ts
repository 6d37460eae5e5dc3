import { describe, expect, it } from '@jest/globals';

import { createJwtVerifier, type JwtRules } from '../../src/auth/jwt.js';
import { AUDIENCE, ISSUER, keyPair, sign } from '../support/tokens.js';

const ours = keyPair('ours');
const KEYS = {};

/** Token verifier and the number of its key lookups: one for each token that it verifies. */
function startReader(): { readonly read: (token: string) => Promise<boolean>; readonly verified: () => number } {
  let count = 0;
  const rules: JwtRules = {
    keys: {
      find: () => {
        count += 1;
        return ours.publicKey;
      },
      version: () => KEYS,
      refetch: () => Promise.resolve(),
    },
    issuer: ISSUER,
    audience: AUDIENCE,
    scopes: {
      read: 'campaigns:read',
      create: 'campaigns:create',
      run: 'campaigns:run',
      edit: 'campaigns:edit',
      delete: 'campaigns:delete',
      contacts: 'contacts:write',
    },
    scopeClaim: 'scope',
    operationsClaim: 'operations',
  };
  const reader = createJwtVerifier(rules, { claimMissing: () => undefined });
  return { read: async (token) => !('reason' in (await reader(`Bearer ${token}`))), verified: () => count };
}

describe('verified token cache', () => {
  it.each([
    ['an unused claim', (nth: number) => ({ sub: `u${nth}`, note: 'x'.repeat(11_000) })],
    ['their scopes', (nth: number) => ({ sub: `u${nth}`, scope: `campaigns:read ${'x'.repeat(11_000)}` })],
    [
      'their operations',
      (nth: number) => ({ sub: `u${nth}`, operations: Array.from({ length: 1_500 }, (_, each) => `op${each}`) }),
    ],
  ])('has bounded memory for tokens that are long for %s', async (_what, claims) => {
    const { read, verified } = startReader();
    const tokens = await Promise.all(Array.from({ length: 200 }, (_, nth) => sign(ours, claims(nth))));
    for (const token of tokens) expect(await read(token)).toBe(true);
    expect(verified()).toBe(200);
    // The last token is cached, the first one was evicted.
    expect(await read(tokens[199] ?? '')).toBe(true);
    expect(verified()).toBe(200);
    expect(await read(tokens[0] ?? '')).toBe(true);
    expect(verified()).toBe(201);
  });

  it('holds hundreds of tokens of the usual length', async () => {
    const { read, verified } = startReader();
    const tokens = await Promise.all(Array.from({ length: 300 }, (_, nth) => sign(ours, { sub: `u${nth}` })));
    for (const token of [...tokens, ...tokens]) expect(await read(token)).toBe(true);
    expect(verified()).toBe(300);
  });
});
