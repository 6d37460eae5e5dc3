import { createPublicKey } from 'node:crypto';

import type { JSONWebKeySet } from 'jose';

import { isObject, parseJson } from '../shared/json.js';
import { JwksUnavailableError } from './jwt.js';

/** Maximum size of a JWKS after decompression. Large issuers publish less than 50 kB. */
const MAX_JWKS_BYTES = 512 * 1024;

/**
 * Fetches a JWKS (RFC 7517) and returns the keys that can verify a signature. Other keys are ignored (section 5). Redirects are
 * not followed. Rejects with JwksUnavailableError if:
 * - the status is not 200,
 * - the body is not a JWKS or is too large,
 * - no key is usable. An issuer without keys cannot sign, so an empty set is a failure of the issuer.
 */
export async function fetchJwks(address: URL, signal: AbortSignal): Promise<JSONWebKeySet> {
  const text = await fetchText(address, signal).catch((error: unknown) => {
    throw error instanceof JwksUnavailableError ? error : new JwksUnavailableError(networkReason(error));
  });
  const keys = readKeys(text).flatMap((key) => verificationKey(key) ?? []);
  if (keys.length === 0) throw new JwksUnavailableError('no-usable-key');
  return { keys };
}

async function fetchText(address: URL, signal: AbortSignal): Promise<string> {
  const headers = { accept: 'application/jwk-set+json, application/json' };
  const { status, body } = await fetch(address, { headers, redirect: 'manual', signal });
  if (status !== 200) {
    await body?.cancel();
    throw new JwksUnavailableError(`status-${status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_JWKS_BYTES) throw new JwksUnavailableError('too-large');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** Returns an error code of Node or undici. The error message is not used because it may contain the address. */
function networkReason(error: unknown): string {
  const { name, cause } = error as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  const { code } = (cause ?? error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'network';
}

function readKeys(text: string): readonly unknown[] {
  const set = parseJson(text);
  if (set === undefined) throw new JwksUnavailableError('not-json');
  if (!isObject(set) || !Array.isArray(set.keys)) throw new JwksUnavailableError('not-a-jwks');
  return set.keys;
}

type PublicJwk = JSONWebKeySet['keys'][number];

/** Members of a JWK that are used. Certificates and unknown members are dropped. */
const MEMBERS = ['kty', 'kid', 'use', 'alg', 'crv', 'n', 'e', 'x', 'y'] as const;
/** Key types (Node) of the accepted signature algorithms. */
const VERIFICATION_KEY_TYPES = new Set<string | undefined>(['rsa', 'ec', 'ed25519']);

/** Returns the JWK without unknown members, or undefined if it is private or cannot verify signatures. */
function verificationKey(jwk: unknown): PublicJwk | undefined {
  if (!isObject(jwk) || 'd' in jwk) return undefined;
  const { use, key_ops: operations } = jwk;
  if (use !== undefined && use !== 'sig') return undefined;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return undefined;
  const members = MEMBERS.filter((name) => typeof jwk[name] === 'string').map((name) => [name, jwk[name]]);
  const key = Object.fromEntries(members) as PublicJwk;
  try {
    return VERIFICATION_KEY_TYPES.has(createPublicKey({ key, format: 'jwk' }).asymmetricKeyType) ? key : undefined;
  } catch {
    return undefined;
  }
}
