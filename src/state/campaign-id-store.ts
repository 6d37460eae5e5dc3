/**
 * Known campaign ids and recent attempts of each kind, which identify a campaign whose response was lost. SlotStore.confirm records
 * an attempt, because it must be recorded before its call is sent.
 */
export interface CampaignIdStore {
  /** Returns the creations recorded for this name within ATTEMPT_TTL_MS; at least 1 for an unknown name if names were dropped. */
  countAttempts(kind: string, name: string): Promise<number>;
  /** Records that a campaign with this number exists, without assigning it. Never rejects; a failed record is lost. */
  observeId(kind: string, number: number): Promise<void>;
  /** Records that the campaign with this number is the result of a request. Never rejects: it is retried. */
  assignId(kind: string, number: number): Promise<void>;
  /** Does the same. Returns true if the number was not assigned before. */
  claimId(kind: string, number: number): Promise<boolean>;
  /** Returns true if the number was assigned within CLAIMED_ID_TTL_MS. */
  isClaimed(kind: string, number: number): Promise<boolean>;
}

/** Name under which the creations that could be confused with each other are counted. */
export interface AttemptName {
  readonly kind: string;
  readonly name: string;
}

/** Campaign ids of one kind at the time that a creation was recorded. */
export interface Attempt {
  /** Highest known number. Omitted if there is none. */
  readonly highest?: number;
  /** Creations of this name within ATTEMPT_TTL_MS, this one included. At least 2 if dropped names may be among them. */
  readonly attempt: number;
}

/** Time within which a creation of the same name and type may be mistaken for another one. */
export const ATTEMPT_TTL_MS = 10 * 60 * 1000;

/**
 * Names stored in that time; two calls at a time cannot create more. If it overflows, every unknown name counts as
 * attempted once.
 */
export const MAX_ATTEMPT_NAMES = 20_000;

/** Time for which an assigned number is stored. It is longer than any reconciliation. */
export const CLAIMED_ID_TTL_MS = 24 * 60 * 60 * 1000;
