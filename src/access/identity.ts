/** What a caller may be allowed to do; the words of `@Authorized`. */
export const SCOPES = ['read', 'create'] as const;
export type Scope = (typeof SCOPES)[number];

/** What the description of a field says of the scope it has in `@Authorized`, in the words that are usual. */
export const NEEDS: Readonly<Record<Scope, string>> = {
  read: 'Where callers have scopes it needs `campaigns:read`.',
  create: 'Where callers have scopes it needs `campaigns:create`.',
};

/** Who asks, and what they may do. Made at the door, and believed from there on. */
export interface Identity {
  /** Tells callers apart: turns in the queue, idempotency keys and rates are theirs. */
  readonly id: string;
  /** Whether somebody vouches for the id; without that it is an address. */
  readonly known: boolean;
  readonly scopes: ReadonlySet<Scope>;
  /** The operations they may use; null: every one. */
  readonly operations: ReadonlySet<string> | null;
  /** The same text for all who may do the same. */
  readonly rights: string;
}

/** The longest id that is taken: it goes into keys and logs. */
const LONGEST_ID = 256;

/** Redis reads no text that is not well formed. */
export const isId = (id: unknown): id is string =>
  typeof id === 'string' && id !== '' && id.length <= LONGEST_ID && id.isWellFormed();

/** Nobody vouches for whoever asks. `why` is for the log alone: whoever tries learns nothing. */
export interface Stranger {
  readonly why: StrangerReason;
}

export type StrangerReason =
  | 'keys-away'
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

export const stranger = (why: StrangerReason): Stranger => ({ why });

const EVERYTHING: ReadonlySet<Scope> = new Set(SCOPES);

/** Somebody nobody asked for a name: known by address, and allowed everything. */
export const anybody = (address: string): Identity => ({
  id: address,
  known: false,
  scopes: EVERYTHING,
  operations: null,
  rights: 'all',
});

/** The words that stand for the scopes outside, for example `campaigns:read`. */
export type ScopeWords = Readonly<Record<Scope, string>>;

/** Somebody with a name, and the words and operation ids that came with it. `operations` null: every one. */
export function identified(
  id: string,
  words: readonly string[],
  operations: readonly string[] | null,
  scopeWords: ScopeWords,
): Identity {
  const scopes = SCOPES.filter((scope) => words.includes(scopeWords[scope]));
  return {
    id,
    known: true,
    scopes: new Set(scopes),
    operations: operations && new Set(operations),
    rights: JSON.stringify([scopes, operations && [...new Set(operations)].sort()]),
  };
}

/** The words of a list as OAuth writes it, separated by blanks, or as JSON has it; none where it is neither. */
export function words(list: unknown): readonly string[] {
  if (typeof list === 'string') return list.split(' ').filter((word) => word !== '');
  return Array.isArray(list) ? list.filter((word) => typeof word === 'string') : [];
}
