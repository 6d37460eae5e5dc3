import { createPublicKey } from 'node:crypto';

import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

import type { JwtKeys } from './jwt.js';

/** Source of the public keys: a file that was read at startup, or a JWKS address. */
export type JwksSource =
  | { readonly from: 'file'; readonly find: JWTVerifyGetKey }
  | {
      readonly from: 'address';
      readonly address: URL;
      /** Time for which fetched keys are used if they cannot be fetched again. */
      readonly maxAgeMs: number;
    };

/** Public keys that tokens are verified with, and their state for health and metrics. */
export interface Jwks extends JwtKeys {
  /** Returns true if there are keys and the last fetch succeeded. */
  isAvailable(): boolean;
  /** Milliseconds since the last successful fetch; undefined before the first one, and for keys of a file. */
  ageMs(): number | undefined;
  /** Undefined for keys of a file. */
  readonly maxAgeMs: number | undefined;
  /** Starts fetching. Resolves after the first fetch succeeded or failed. Never rejects. */
  start(): Promise<void>;
  /** Stops background fetches. */
  close(): void;
}

/** Events for the log, once per outage. `reason` is a network error code, or a code such as `status-404` or `not-json`. */
export interface JwksEvents {
  /** First failed fetch. `held`: earlier keys are still used. */
  readonly failed: (reason: string, held: boolean) => void;
  /** The earlier keys are older than the maximum age. */
  readonly expired: (reason: string) => void;
  readonly recovered: () => void;
}

/** Reads a key file: a public key or certificate in PEM, a JWK, or a JWKS. Throws if it is none of these or a private key. */
export function readLocalJwks(text: string): JWTVerifyGetKey {
  if (!text.trimStart().startsWith('{')) {
    // createPublicKey also accepts a private key, which must not be deployed here.
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

/** Creates the keys of a file. */
export const localJwks = (find: JWTVerifyGetKey): Jwks => ({
  find,
  version: () => find,
  refetch: () => Promise.resolve(),
  isAvailable: () => true,
  ageMs: () => undefined,
  maxAgeMs: undefined,
  start: () => Promise.resolve(),
  close: () => undefined,
});
