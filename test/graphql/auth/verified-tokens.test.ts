import { describe, expect, it } from '@jest/globals';

import { createTokenReader, type TokenRules } from '../../../src/access/token.js';
import { AUDIENCE, ISSUER, keyPair, sign } from '../../support/tokens.js';

const ours = keyPair('ours');
const KEYS = {};

/** A reader of tokens, and how often it has looked for a key: once for each token that it verifies. */
function startReader(): { readonly read: (token: string) => Promise<boolean>; readonly verified: () => number } {
  let count = 0;
  const rules: TokenRules = {
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
    scopes: { read: 'campaigns:read', create: 'campaigns:create' },
    scopeClaim: 'scope',
    operationsClaim: 'operations',
  };
  const reader = createTokenReader(rules, { claimMissing: () => undefined });
  return { read: async (token) => !('why' in (await reader(`Bearer ${token}`))), verified: () => count };
}

describe('verified tokens', () => {
  it.each([
    ['a claim that nobody reads', (nth: number) => ({ sub: `u${nth}`, note: 'x'.repeat(11_000) })],
    ['their scopes', (nth: number) => ({ sub: `u${nth}`, scope: `campaigns:read ${'x'.repeat(11_000)}` })],
    [
      'their operations',
      (nth: number) => ({ sub: `u${nth}`, operations: Array.from({ length: 1_500 }, (_, each) => `op${each}`) }),
    ],
  ])('are remembered in bounded memory where they are long for %s', async (_what, claims) => {
    const { read, verified } = startReader();
    const tokens = await Promise.all(Array.from({ length: 200 }, (_, nth) => sign(ours, claims(nth))));
    for (const token of tokens) expect(await read(token)).toBe(true);
    expect(verified()).toBe(200);
    // The last is remembered, the first has made room.
    expect(await read(tokens[199] ?? '')).toBe(true);
    expect(verified()).toBe(200);
    expect(await read(tokens[0] ?? '')).toBe(true);
    expect(verified()).toBe(201);
  });

  it('of the usual length are remembered by the hundred', async () => {
    const { read, verified } = startReader();
    const tokens = await Promise.all(Array.from({ length: 300 }, (_, nth) => sign(ours, { sub: `u${nth}` })));
    for (const token of [...tokens, ...tokens]) expect(await read(token)).toBe(true);
    expect(verified()).toBe(300);
  });
});
