import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';

import { readClaim } from './claims.js';
import {
  verifiedIdentity,
  isId,
  authFailure,
  parseScopeList,
  type Identity,
  type ScopeNames,
  type AuthFailure,
  type AuthFailureReason,
} from './identity.js';

/** Public keys that tokens are verified with. */
export interface JwtKeys {
  /** Finds the key of a token. Rejects with JwksUnavailableError if the keys cannot be fetched. */
  readonly find: JWTVerifyGetKey;
  /** Identifies the current keys: a different object after a key was added or removed; undefined if there are none. */
  version(): object | undefined;
  /** Fetches the keys again, unless they were fetched within the last seconds. Never rejects. */
  refetch(): Promise<void>;
}

/** Requirements for a bearer token. */
export interface JwtRules {
  readonly keys: JwtKeys;
  readonly issuer: string;
  readonly audience: string;
  readonly scopes: ScopeNames;
  /** Claim with the scopes, or a path to it. See `readClaim`. */
  readonly scopeClaim: string;
  /** Claim with the ids of operations, or a path to it; undefined: all operations. */
  readonly operationsClaim: string | undefined;
}

/** Thrown when the keys are unavailable, so that no token can be verified. */
export class JwksUnavailableError extends Error {
  override readonly name = 'JwksUnavailableError';

  /** `reason`: an error code of jose or of the network. */
  constructor(readonly reason: string) {
    super();
  }
}

/** Header with exactly one token (RFC 6750). */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** Asymmetric algorithms only, because a verifier with a shared secret could also sign. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const CLOCK_TOLERANCE_S = 5;

/** A verified token is accepted again for this time if the keys have not changed. */
const VERIFIED_TTL_MS = 60_000;
const MAX_VERIFIED_TOKENS = 1_000;
/** Total size of the cache. A header can have 16 KiB, and the identity can contain claims of that size. */
const MAX_VERIFIED_BYTES = 4 * 1024 * 1024;

/** Events of claims for the log. */
export interface ClaimEvents {
  /** Called at most once per variable, if the claim of the first accepted token is not a list. */
  readonly claimMissing: (variable: ClaimVariable, claim: string) => void;
}

type ClaimVariable = 'AUTH_JWT_SCOPE_CLAIM' | 'AUTH_JWT_OPERATIONS_CLAIM';

/** Returns a verifier for the header Authorization with a JSON Web Token (RFC 7519). It rejects with JwksUnavailableError. */
export function createJwtVerifier(
  rules: JwtRules,
  events: ClaimEvents,
): (header: string) => Identity | Promise<Identity | AuthFailure> {
  const { keys, scopes, scopeClaim, operationsClaim } = rules;
  const checkedClaims = new Set<ClaimVariable>();
  const readList = (payload: JWTPayload, variable: ClaimVariable, claim: string): readonly string[] => {
    const value = readClaim(payload, claim);
    // Only the first accepted token is checked, because a wrong name in a variable affects every token.
    const isMissing = !checkedClaims.has(variable) && typeof value !== 'string' && !Array.isArray(value);
    checkedClaims.add(variable);
    if (isMissing) events.claimMissing(variable, claim);
    return parseScopeList(value);
  };
  const identityOf = (payload: JWTPayload): TokenIdentity | AuthFailure => {
    // jose only checks that `sub` exists.
    const { sub }: { readonly sub?: unknown } = payload;
    if (!isId(sub)) return authFailure('claims');
    const operations =
      operationsClaim === undefined ? null : readList(payload, 'AUTH_JWT_OPERATIONS_CLAIM', operationsClaim);
    return {
      ...verifiedIdentity(sub, readList(payload, 'AUTH_JWT_SCOPE_CLAIM', scopeClaim), operations, scopes),
      expiresAt: ((payload.exp ?? 0) + CLOCK_TOLERANCE_S) * 1000,
    };
  };
  const verifiedTokens = new LRUCache<string, VerifiedToken>({
    max: MAX_VERIFIED_TOKENS,
    maxSize: MAX_VERIFIED_BYTES,
    sizeCalculation: (_token, header) => 1_024 + 2 * header.length,
  });
  const verify = async (header: string): Promise<Identity | AuthFailure> => {
    const token = BEARER.exec(header)?.[1];
    if (token === undefined) return authFailure('malformed');
    // Read before verification, so that a token is not cached if the keys change meanwhile.
    const version = keys.version();
    const result = await verifyToken(token, rules);
    if ('reason' in result) return result;
    const identity = identityOf(result.payload);
    if ('reason' in identity) return identity;
    verifiedTokens.set(header, { identity, version, untilMs: performance.now() + VERIFIED_TTL_MS });
    return identity;
  };
  return (header) => {
    const known = verifiedTokens.get(header);
    return known !== undefined && isCurrent(known, keys) ? known.identity : verify(header);
  };
}

/** Identity that expires with its token, from the claim `exp`. */
type TokenIdentity = Identity & { readonly expiresAt: number };

interface VerifiedToken {
  readonly identity: TokenIdentity;
  readonly version: object | undefined;
  /** On the monotonic clock of performance.now. */
  readonly untilMs: number;
}

const isCurrent = ({ identity, version, untilMs }: VerifiedToken, keys: JwtKeys): boolean =>
  version !== undefined && version === keys.version() && performance.now() < untilMs && Date.now() < identity.expiresAt;

async function verifyToken(
  token: string,
  rules: JwtRules,
  mayRefetch = true,
): Promise<{ readonly payload: JWTPayload } | AuthFailure> {
  const { keys, issuer, audience } = rules;
  const version = keys.version();
  try {
    const { payload } = await jwtVerify(token, keys.find, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['sub', 'exp'],
    });
    return { payload };
  } catch (error) {
    if (error instanceof JwksUnavailableError) throw error;
    if (mayRefetch && mayHaveNewKey(token, error)) {
      await keys.refetch();
      if (keys.version() !== version) return verifyToken(token, rules, false);
    }
    return authFailure(reasonOf(error));
  }
}

/** Returns true for a token without `kid` whose signature does not match, because a newer key may have signed it. */
const mayHaveNewKey = (token: string, error: unknown): boolean =>
  error instanceof errors.JWSSignatureVerificationFailed && decodeProtectedHeader(token).kid === undefined;

function reasonOf(error: unknown): AuthFailureReason {
  if (!(error instanceof errors.JOSEError)) return 'key';
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIMS[error.claim] ?? 'claims';
  return REASONS[error.code] ?? 'malformed';
}

const REASONS: Readonly<Record<string, AuthFailureReason>> = {
  [errors.JWTExpired.code]: 'expired',
  [errors.JWSSignatureVerificationFailed.code]: 'signature',
  [errors.JOSEAlgNotAllowed.code]: 'algorithm',
  [errors.JWKSNoMatchingKey.code]: 'key',
  [errors.JWKSMultipleMatchingKeys.code]: 'key',
};
const CLAIMS: Readonly<Record<string, AuthFailureReason>> = { iss: 'issuer', aud: 'audience', nbf: 'not-yet' };
