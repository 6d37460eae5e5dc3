import { createPublicKey } from 'node:crypto';

import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';

import { KeysAway } from './token.js';

/** How long the keys may take to come. */
const KEYS_TIMEOUT_MS = 5_000;
/** After so long they are asked for again, so that a key that was withdrawn is not believed for ever. */
const KEYS_KEPT_MS = 600_000;
/** For so long after a failure they are not asked for: anybody can send tokens, and jose remembers only what it was given. */
const KEYS_PAUSE_MS = 2_000;

/**
 * The keys of a JWKS address (RFC 7517), asked for when they are needed. No redirect is followed. Rejects with the same
 * KeysAway for each failure to get them, as long as that is remembered; keys that are there are given all the same.
 */
export function remoteKeys(address: URL): JWTVerifyGetKey {
  let away: KeysAway | undefined;
  let awayUntilMs = 0;
  const isAway = (): boolean => performance.now() < awayUntilMs;
  const keys = createRemoteJWKSet(address, {
    timeoutDuration: KEYS_TIMEOUT_MS,
    cacheMaxAge: KEYS_KEPT_MS,
    [customFetch]: (url, options) => (away !== undefined && isAway() ? Promise.reject(away) : fetch(url, options)),
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (UNFIT.some((unfit) => error instanceof unfit)) throw error;
      if (error instanceof KeysAway) throw error;
      // All who waited for one answer are told of one failure.
      if (away === undefined || !isAway()) {
        away = new KeysAway(reasonOf(error));
        awayUntilMs = performance.now() + KEYS_PAUSE_MS;
      }
      throw away;
    }
  };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unreadable';
}

/** The token's fault: it names no key of the set, or none that fits. All else is the set's. */
const UNFIT = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

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
