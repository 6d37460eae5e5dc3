/** Scopes of a caller, as used in `@Authorized`. */
export const SCOPES = ['read', 'create', 'run', 'edit', 'delete', 'contacts'] as const;
export type Scope = (typeof SCOPES)[number];

/** Sentence on the required scope for the description of a GraphQL field. Uses the default scope names. */
export const REQUIRED_SCOPE: Readonly<Record<Scope, string>> = {
  read: 'Required scope: `campaigns:read`.',
  create: 'Required scope: `campaigns:create`.',
  run: 'Required scope: `campaigns:run`.',
  edit: 'Required scope: `campaigns:edit`.',
  delete: 'Required scope: `campaigns:delete`.',
  contacts: 'Required scope: `contacts:write`.',
};

/** Authenticated caller and its permissions. */
export interface Identity {
  /** Unit of fairness in the queue, of idempotency keys and of rate limits. */
  readonly id: string;
  /** false: the id is the client address. */
  readonly authenticated: boolean;
  readonly scopes: ReadonlySet<Scope>;
  /** false: the caller may neither reach people nor destroy data, whatever its scopes are. */
  readonly mayDial: boolean;
  /** Ids of the operations that the caller may use; null: all operations. */
  readonly operations: ReadonlySet<string> | null;
  /** Equal for callers with equal permissions. */
  readonly permissionsKey: string;
  /** Epoch milliseconds at which the credentials expire; undefined if they do not. */
  readonly expiresAt?: number;
}

/** Ids are part of Redis keys and log lines. */
const MAX_ID_LENGTH = 256;

/** Returns true if the id can be used in keys and logs. Redis requires well-formed text. */
export const isId = (id: unknown): id is string =>
  typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH && id.isWellFormed();

/** Authentication failed. `reason` is logged but never returned to the client. */
export interface AuthFailure {
  readonly reason: AuthFailureReason;
}

export type AuthFailureReason =
  | 'jwks-unavailable'
  | 'no-token'
  | 'malformed'
  | 'algorithm'
  | 'key'
  | 'signature'
  | 'expired'
  | 'not-yet'
  | 'issuer'
  | 'audience'
  | 'claims'
  | 'no-secret'
  | 'secret'
  | 'header-twice';

export const authFailure = (reason: AuthFailureReason): AuthFailure => ({ reason });

/** Identity with AUTH_MODE=none: the client address is the id, and all scopes are granted. */
export const anonymousIdentity = (address: string, mayDial: boolean): Identity => ({
  id: address,
  authenticated: false,
  scopes: new Set(SCOPES),
  mayDial,
  operations: null,
  permissionsKey: 'all',
});

/** Configured names of the scopes, for example `campaigns:read`. */
export type ScopeNames = Readonly<Record<Scope, string>>;

/** Identity of a token or of router headers. Unknown scopes are ignored. `operations` null: all operations. */
export function verifiedIdentity(
  id: string,
  grantedScopes: readonly string[],
  operations: readonly string[] | null,
  names: ScopeNames,
): Identity {
  const scopes = SCOPES.filter((scope) => grantedScopes.includes(names[scope]));
  return {
    id,
    authenticated: true,
    scopes: new Set(scopes),
    mayDial: true,
    operations: operations && new Set(operations),
    permissionsKey: JSON.stringify([scopes, operations && [...new Set(operations)].sort()]),
  };
}

/** Reads a list of scopes or ids: a string separated by spaces (OAuth), or a JSON array. Returns [] for anything else. */
export function parseScopeList(list: unknown): readonly string[] {
  if (typeof list === 'string') return list.split(' ').filter((item) => item !== '');
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}
