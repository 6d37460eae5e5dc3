import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';

import { readClaim, watchClaims, type ClaimNews, type ClaimVariable } from './claims.js';
import {
  identified,
  isId,
  stranger,
  words,
  type Identity,
  type ScopeWords,
  type Stranger,
  type StrangerReason,
} from './identity.js';

/** The public keys that tokens are verified with. */
export interface TokenKeys {
  /** Finds the key that a token names. Rejects with KeysAway if the keys cannot be fetched. */
  readonly find: JWTVerifyGetKey;
  /** Stands for the keys in use: another object when a key was added or removed; undefined if there are none. */
  version(): object | undefined;
  /** Fetches the keys again, unless that was done a moment ago. Never rejects. */
  refetch(): Promise<void>;
}

/** What a bearer token must be. */
export interface TokenRules {
  readonly keys: TokenKeys;
  readonly issuer: string;
  readonly audience: string;
  readonly scopes: ScopeWords;
  /** The claim with the scopes' words, or a path to it: see `readClaim`. */
  readonly scopeClaim: string;
  /** The claim with the ids of operations, or a path to it; undefined: a token is good for every operation. */
  readonly operationsClaim: string | undefined;
}

/** The keys that tokens are verified with cannot be had now, so nobody can be told from anybody else. */
export class KeysAway extends Error {
  override readonly name = 'KeysAway';

  /** `reason`: a code of jose's or of the network's. */
  constructor(readonly reason: string) {
    super();
  }
}

/** RFC 6750. Nothing but the token is in it. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** Public keys only: with a secret, whoever may verify could forge. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** Clocks differ. */
const TOLERANCE_S = 5;

/** A token that was verified is believed for so long, as long as the keys stay the same: callers send one token often. */
const BELIEVED_MS = 60_000;
const MOST_BELIEVED = 1_000;
/** All of them together: a header may be of 16 KiB, and the identity holds the words of its claims, which are of that length, too. */
const MOST_BELIEVED_BYTES = 4 * 1024 * 1024;
const bytesOfBelieved = (_identity: unknown, header: string): number => 1_024 + 2 * header.length;

/**
 * Tells of a header `Authorization` whom the JSON Web Token (RFC 7519) in it speaks of, after verifying it: a stranger where
 * it is not good, whatever the reason. Rejects with KeysAway.
 */
export function createTokenReader(
  rules: TokenRules,
  news: ClaimNews,
): (header: string) => Identity | Promise<Identity | Stranger> {
  const { keys } = rules;
  const watch = watchClaims(news);
  const readList = (payload: JWTPayload, variable: ClaimVariable, claim: string): readonly string[] => {
    const value = readClaim(payload, claim);
    watch(variable, claim, value);
    return words(value);
  };
  const believed = new LRUCache<string, Believed>({
    max: MOST_BELIEVED,
    maxSize: MOST_BELIEVED_BYTES,
    sizeCalculation: bytesOfBelieved,
  });
  const verify = async (header: string): Promise<Identity | Stranger> => {
    const token = BEARER.exec(header)?.[1];
    if (token === undefined) return stranger('malformed');
    // Before the verification: what was verified with keys that are replaced meanwhile is not kept.
    const version = keys.version();
    const result = await verified(token, rules);
    if ('why' in result) return result;
    const { payload } = result;
    const identity = read(payload, rules, readList);
    if ('why' in identity) return identity;
    const expiresAt = ((payload.exp ?? 0) + TOLERANCE_S) * 1000;
    believed.set(header, { identity, version, untilMs: performance.now() + BELIEVED_MS, expiresAt });
    return identity;
  };
  return (header) => {
    const known = believed.get(header);
    if (known !== undefined && isGood(known, keys)) return known.identity;
    return verify(header);
  };
}

/** A token that was verified a moment ago. */
interface Believed {
  readonly identity: Identity;
  /** Of the keys that it was verified with. */
  readonly version: object | undefined;
  /** On performance.now's clock, which no correction of the wall clock moves. */
  readonly untilMs: number;
  /** Epoch milliseconds, by the token's own `exp`. */
  readonly expiresAt: number;
}

const isGood = ({ version, untilMs, expiresAt }: Believed, keys: TokenKeys): boolean =>
  version !== undefined && version === keys.version() && performance.now() < untilMs && Date.now() < expiresAt;

async function verified(
  token: string,
  rules: TokenRules,
  mayRefetch = true,
): Promise<{ readonly payload: JWTPayload } | Stranger> {
  const { keys, issuer, audience } = rules;
  const version = keys.version();
  try {
    const { payload } = await jwtVerify(token, keys.find, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: TOLERANCE_S,
      requiredClaims: ['sub', 'exp'],
    });
    return { payload };
  } catch (error) {
    if (error instanceof KeysAway) throw error;
    if (mayRefetch && mayBeOfNewerKey(token, error)) {
      await keys.refetch();
      if (keys.version() !== version) return verified(token, rules, false);
    }
    // Whatever it is, the token was not verified.
    return stranger(reasonOf(error));
  }
}

/** Without a `kid` a token of a new key is verified with the key before it, and fails as a forged one does. */
const mayBeOfNewerKey = (token: string, error: unknown): boolean =>
  error instanceof errors.JWSSignatureVerificationFailed && decodeProtectedHeader(token).kid === undefined;

function reasonOf(error: unknown): StrangerReason {
  if (!(error instanceof errors.JOSEError)) return 'key';
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIMS[error.claim] ?? 'claims';
  return REASONS[error.code] ?? 'malformed';
}

const REASONS: Readonly<Record<string, StrangerReason>> = {
  [errors.JWTExpired.code]: 'expired',
  [errors.JWSSignatureVerificationFailed.code]: 'signature',
  [errors.JOSEAlgNotAllowed.code]: 'algorithm',
  [errors.JWKSNoMatchingKey.code]: 'key',
  [errors.JWKSMultipleMatchingKeys.code]: 'key',
};
const CLAIMS: Readonly<Record<string, StrangerReason>> = { iss: 'issuer', aud: 'audience', nbf: 'not-yet' };

function read(
  payload: JWTPayload,
  { scopes, scopeClaim, operationsClaim }: TokenRules,
  readList: (payload: JWTPayload, variable: ClaimVariable, claim: string) => readonly string[],
): Identity | Stranger {
  // jose asks only whether it is there.
  const { sub }: { readonly sub?: unknown } = payload;
  if (!isId(sub)) return stranger('claims');
  const operations =
    operationsClaim === undefined ? null : readList(payload, 'AUTH_JWT_OPERATIONS_CLAIM', operationsClaim);
  return identified(sub, readList(payload, 'AUTH_JWT_SCOPE_CLAIM', scopeClaim), operations, scopes);
}
