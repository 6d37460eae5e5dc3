import { createPublicKey } from 'node:crypto';

import type { JSONWebKeySet } from 'jose';

import { KeysAway } from './token.js';

/** Largest JWKS that is read, after decompression. Large issuers publish less than 50 kB. */
const MAX_JWKS_BYTES = 512 * 1024;

/**
 * Fetches a JWKS (RFC 7517) and returns its keys that can verify a signature; other keys are ignored, as section 5 says.
 * Redirects are not followed. Rejects with KeysAway if the answer is not 200, is no JWKS, is too large or holds no such key:
 * an empty set is a failure of the issuer, since an issuer without keys could sign nothing.
 */
export async function fetchJwks(address: URL, signal: AbortSignal): Promise<JSONWebKeySet> {
  const text = await fetchText(address, signal).catch((error: unknown) => {
    throw error instanceof KeysAway ? error : new KeysAway(networkReason(error));
  });
  const keys = readKeys(text).flatMap((key) => verificationKey(key) ?? []);
  if (keys.length === 0) throw new KeysAway('no-usable-key');
  return { keys };
}

async function fetchText(address: URL, signal: AbortSignal): Promise<string> {
  const headers = { accept: 'application/jwk-set+json, application/json' };
  const { status, body } = await fetch(address, { headers, redirect: 'manual', signal });
  if (status !== 200) {
    await body?.cancel();
    throw new KeysAway(`status-${status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_JWKS_BYTES) throw new KeysAway('too-large');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** A code of Node's or undici's for the log: the message may hold the address. */
function networkReason(error: unknown): string {
  const { name, cause } = error as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  const { code } = (cause ?? error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'network';
}

function readKeys(text: string): readonly unknown[] {
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    throw new KeysAway('not-json');
  }
  if (typeof set !== 'object' || set === null || !('keys' in set) || !Array.isArray(set.keys))
    throw new KeysAway('not-a-jwks');
  return set.keys;
}

type PublicJwk = JSONWebKeySet['keys'][number];

/** Members that say which key it is and what it is for; certificates and unknown members are left out. */
const MEMBERS = ['kty', 'kid', 'use', 'alg', 'crv', 'n', 'e', 'x', 'y'] as const;
/** Types of Node's for the algorithms that tokens may have. */
const VERIFYING = new Set<string | undefined>(['rsa', 'ec', 'ed25519']);

/** The JWK without unknown members; undefined if no signature can be verified with it, or if it is a private key. */
function verificationKey(jwk: unknown): PublicJwk | undefined {
  if (typeof jwk !== 'object' || jwk === null || 'd' in jwk) return undefined;
  const { use, key_ops: operations } = jwk as Record<string, unknown>;
  if (use !== undefined && use !== 'sig') return undefined;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return undefined;
  const members = jwk as Record<string, unknown>;
  const key = Object.fromEntries(
    MEMBERS.flatMap((name) => (typeof members[name] === 'string' ? [[name, members[name]]] : [])),
  ) as PublicJwk;
  try {
    return VERIFYING.has(createPublicKey({ key, format: 'jwk' }).asymmetricKeyType) ? key : undefined;
  } catch {
    return undefined;
  }
}
