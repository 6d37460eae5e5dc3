import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';

import { identified, words, type Identity, type ScopeWords } from './identity.js';

/** What a bearer token must be. */
export interface TokenRules {
  /** Finds the public key that a token names. Rejects with KeysAway where the keys cannot be had. */
  readonly key: JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
  readonly scopes: ScopeWords;
  /** The claim with the scopes' words. */
  readonly scopeClaim: string;
  /** The claim with the ids of operations; undefined: a token is good for every operation. */
  readonly operationsClaim: string | undefined;
}

/** The keys that tokens are verified with cannot be had now, so nobody can be told from anybody else. */
export class KeysAway extends Error {
  override readonly name = 'KeysAway';
}

/** Public keys only: with a secret, whoever may verify could forge. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** Clocks differ. */
const TOLERANCE_S = 5;

/** A token that was verified is believed for so long: a key that is withdrawn is noticed then, and callers send one token often. */
const BELIEVED_MS = 60_000;
const MOST_BELIEVED = 1_000;

/** The longest id that is taken: it goes into keys and logs. */
const LONGEST_ID = 256;

/**
 * Tells whom a JSON Web Token (RFC 7519) speaks of, after verifying it: null where it is not good, whatever the reason.
 * Rejects with KeysAway.
 */
export function createTokenReader(rules: TokenRules): (token: string) => Identity | Promise<Identity | null> {
  const believed = new LRUCache<string, { readonly identity: Identity; readonly untilMs: number }>({
    max: MOST_BELIEVED,
  });
  const verify = async (token: string): Promise<Identity | null> => {
    const payload = await verified(token, rules);
    const identity = payload && read(payload, rules);
    if (identity) {
      const untilMs = Math.min(Date.now() + BELIEVED_MS, ((payload.exp ?? 0) + TOLERANCE_S) * 1000);
      believed.set(token, { identity, untilMs });
    }
    return identity;
  };
  return (token) => {
    const known = believed.get(token);
    if (known !== undefined && Date.now() < known.untilMs) return known.identity;
    return verify(token);
  };
}

async function verified(token: string, { key, issuer, audience }: TokenRules): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: TOLERANCE_S,
      requiredClaims: ['sub', 'exp'],
    });
    return payload;
  } catch (error) {
    if (error instanceof KeysAway) throw error;
    // Whatever else is wrong, the token was not verified.
    return null;
  }
}

function read(payload: JWTPayload, { scopes, scopeClaim, operationsClaim }: TokenRules): Identity | null {
  // jose asks only whether it is there. Redis reads no text that is not well formed, and would be taken for lost.
  const { sub }: { readonly sub?: unknown } = payload;
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST_ID || !sub.isWellFormed()) return null;
  const operations = operationsClaim === undefined ? null : words(payload[operationsClaim]);
  return identified(sub, words(payload[scopeClaim]), operations, scopes);
}
