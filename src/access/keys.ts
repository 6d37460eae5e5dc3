import { createPublicKey } from 'node:crypto';

import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

import type { TokenKeys } from './token.js';

/** Where the public keys of tokens are: in a file that was read at the start, or at a JWKS address. */
export type KeySource =
  | { readonly from: 'file'; readonly find: JWTVerifyGetKey }
  | {
      readonly from: 'address';
      readonly address: URL;
      /** Keys that were fetched are used for so long if they cannot be fetched again. */
      readonly maxAgeMs: number;
    };

/** The public keys of tokens, and what health and metrics show of them. */
export interface Keys extends TokenKeys {
  /** Whether there are keys and the last fetch succeeded. */
  isAvailable(): boolean;
  /** Milliseconds since the last fetch that succeeded; undefined before the first one, and for keys of a file. */
  ageMs(): number | undefined;
  /** Undefined for keys of a file. */
  readonly maxAgeMs: number | undefined;
  /** Starts to fetch. Resolves when the first fetch has succeeded or failed; never rejects. */
  start(): Promise<void>;
  /** Ends the fetches in the background. */
  close(): void;
}

/** Called once per outage, for the log. `reason`: a code of the network's, or a word such as `status-404` or `not-json`. */
export interface KeyNews {
  /** The first fetch that failed. `held`: there are keys from before, which are used on. */
  readonly failed: (reason: string, held: boolean) => void;
  /** The keys from before are older than their maximum age. */
  readonly expired: (reason: string) => void;
  readonly recovered: () => void;
}

/** The keys of a file: a public key or certificate in PEM, a JWK, or a JWKS. Throws where it is none of them. */
export function localKeys(text: string): JWTVerifyGetKey {
  if (!text.trimStart().startsWith('{')) {
    // A private key would do as well, and has no business here.
    if (text.includes('PRIVATE KEY')) throw new TypeError('The key must be a public one.');
    const key = createPublicKey(text);
    return () => key;
  }
  const written = JSON.parse(text) as JSONWebKeySet | JSONWebKeySet['keys'][number];
  const keys = 'keys' in written ? written.keys : [written];
  if (keys.length === 0) throw new TypeError('There must be a key.');
  for (const key of keys) {
    if (key.d !== undefined) throw new TypeError('The key must be a public one.');
    createPublicKey({ key, format: 'jwk' });
  }
  return createLocalJWKSet({ keys });
}
