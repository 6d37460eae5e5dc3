import { hash as digest } from 'node:crypto';

/**
 * Shared state of all replicas: slots, queue, daily quota, idempotency keys, campaign ids and list snapshots. It is in memory
 * (memory/memory-state.ts, one replica) or in Redis (redis/redis-state.ts). Both must change together, and the same tests run
 * over both. Each method is one atomic step on one clock. A method rejects with StateUnavailableError if the state cannot be
 * reached, and with StateCommandError if the step fails.
 */
export interface State {
  /** Id of this process. Every ticket begins with it and a colon. */
  readonly process: string;
  /** Longest time until a waiting process checks its slot by itself, because a message to it may be lost. */
  readonly pollIntervalMs: number;

  /** Returns how often the state was lost. A slot confirmed before the last loss is not certain: the server may be another one. */
  losses(): number;
  /** Resolves with true when the state is available, and with false if it stays unavailable for OUTAGE_WAIT_MS. */
  whenRecovered(): Promise<boolean>;

  /**
   * Grants a slot for GRANT_TIMEOUT_MS, or queues the ticket if no slot is free.
   *
   * @param call What the confirmation will count. A state on disk stores it while the ticket waits, because a write while it holds
   * a slot would delay the call.
   */
  acquire(pool: Pool, ticket: string, caller: string, call?: CountedCall): Promise<Acquisition>;
  /**
   * Checks the slot of a ticket right before its call is sent. If the ticket holds a slot, the same step counts one call of
   * the day, extends the slot to a whole lease, and records the attempt. If it rejects, the attempt may be recorded.
   *
   * @param attempt The creation that is about to be sent. Omitted for other calls, and if it was recorded before.
   */
  confirm(pool: Pool, ticket: string, day: Day, attempt?: AttemptName): Promise<Confirmation>;
  /** Releases the slot or the place of a ticket, and grants a free slot to the head of the queue. Never rejects: it is retried. */
  release(pool: Pool, ticket: string): Promise<void>;
  /** Lets the slot of a sent call expire after `ms`, even if the state has forgotten it. Never rejects: it is retried. */
  expireIn(pool: Pool, ticket: string, ms: number): Promise<void>;
  /** Renews the slots of running tickets, removes expired slots, and grants the free ones. */
  renew(pool: Pool, running: readonly string[], waiting: readonly string[]): Promise<RenewResult>;
  /** Calls the listener with a ticket of this process that may have a slot. It is a hint: only `confirm` proves it. */
  onGranted(listener: (ticket: string) => void): void;
  /** Calls the listener if the state stays unavailable for OUTAGE_WAIT_MS. Waiting for it is then useless. */
  onUnavailable(listener: () => void): void;
  /** Calls the listener when the state is available again, before new calls are admitted. It registers every sent call again. */
  onRecovered(listener: () => Promise<void>): void;

  /** Takes back one call of that day. Never rejects. */
  refundQuota(pool: Pool, day: Day): Promise<void>;
  /** Marks the quota of the day as used up until the day ends, because wolkvox reported it. Never rejects: it is retried. */
  markExhausted(pool: Pool, day: Day): Promise<void>;
  /** Returns the slots in use, the length of the queue and the calls of the day. */
  usage(pool: Pool, day: Day): Promise<Usage>;

  /**
   * Claims an idempotency key for `ttlMs`. `seen` is the `pending` state that this request received before. The key is then
   * claimed only if that claim was released; if it vanished otherwise, the result is `lost`.
   */
  begin(key: string, fingerprint: string, ttlMs: number, seen?: KeyState): Promise<KeyState>;
  /** Stores the result under a key that this process has claimed, for duplicates. Never rejects: it is retried. */
  complete(key: string, value: string, ttlMs: number): Promise<void>;
  /**
   * Releases a key. Waiting duplicates receive `value` from their next `begin`; without a value they try for themselves.
   * Never rejects: it is retried.
   */
  abandon(key: string, value?: string): Promise<void>;
  /** Calls the listener with each key that was completed or abandoned. Its waiting duplicates then call `begin` again. */
  onCompleted(listener: (key: string) => void): void;

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

  /**
   * Records a write that a list shows. Returns the new version of the list, which is higher than every version before, also
   * those that the state has forgotten. Undefined if the state is unavailable: other replicas see the write later.
   */
  bumpVersion(list: string): Promise<number | undefined>;
  /** Returns the version of the list. Rows read before the state's memory began count as older than it. */
  version(list: string): Promise<number>;
  /** Returns the version of the list and its last snapshot. */
  loadSnapshot(list: string): Promise<SharedSnapshot>;
  /** Returns true if this process may refresh the list now. The lock ends with `ms`, the process, or a stored snapshot. */
  acquireRefresh(list: string, ms: number): Promise<boolean>;
  /** Releases the refresh lock. Never rejects. */
  releaseRefresh(list: string): Promise<void>;
  /** Stores a snapshot unless one of a later reading exists, and releases the refresh lock. Never rejects. */
  storeSnapshot(list: string, text: string, reading: SnapshotReading, ttlMs: number): Promise<void>;
  /** True if other processes use this state. */
  readonly isShared: boolean;

  /** Returns true if new calls can be admitted. */
  ready(): boolean;
  close(): Promise<void>;
}

/** Slots and queue of one token. */
export interface Pool {
  /** Hash of the token. The token itself is not stored. */
  readonly id: string;
  readonly maxInFlight: number;
  readonly maxQueue: number;
  /** Time until a slot expires that is not renewed. */
  readonly leaseMs: number;
}

/**
 * Result of `acquire`. `rejected`: the queue is full. `share-exceeded`: the caller has used its share of the queue.
 * `nextExpiryMs`: time until the next lease of a slot ends, unless it is renewed.
 */
export interface Acquisition {
  readonly status: 'granted' | 'queued' | 'rejected' | 'share-exceeded';
  readonly nextExpiryMs?: number;
}

/**
 * Result of `confirm`. `confirmed`: the call may be sent, and its attempt is recorded. `quota-exhausted`: it would exceed the
 * limit of the day. `queued`: the ticket has a place in the queue and no slot. `lost`: it has neither.
 */
export type Confirmation =
  | { readonly status: 'confirmed'; readonly attempt?: Attempt }
  | { readonly status: 'quota-exhausted' | 'queued' | 'lost' };

/**
 * Time until a granted slot expires that is not confirmed. It is longer than the poll interval, because the hint of a grant
 * may be lost, and short, because the process may be dead.
 */
export const GRANT_TIMEOUT_MS = 5_000;

/** Longest wait of a call for a state that was lost. A fail-over is shorter. Later calls fail at once until it recovers. */
export const OUTAGE_WAIT_MS = 5_000;

/**
 * Returns true if a caller may queue one more call: its waiting calls are fewer than the free places. One caller alone thus
 * gets half of the queue. steps.acquire in redis/scripts.ts does the same in Lua.
 */
export const hasShare = (own: number, waiting: number, maxQueue: number): boolean => own < maxQueue - waiting;

/** Result of `renew`. */
export interface RenewResult {
  /** Tickets of all processes that hold a slot. Omitted if there is none. */
  readonly holders?: readonly string[];
  /** Waiting tickets that have neither slot nor place any more. */
  readonly lost?: readonly string[];
  /** Time until the next lease of a slot ends. */
  readonly nextExpiryMs?: number;
}

/** Day in the operation's time zone. */
export interface Day {
  /** Epoch milliseconds. */
  readonly endsAt: number;
  /** Daily quota of calls; null if there is none. */
  readonly limit: number | null;
  /** true: the call is counted although the quota is used up. @default false */
  readonly ignoresQuota?: boolean | undefined;
}

/** What the confirmation of a slot counts. */
export interface CountedCall {
  /** Day of the call. */
  readonly day: Day;
  /** Attempt that is recorded; undefined if the call is no creation, or was recorded before. */
  readonly attempt: AttemptName | undefined;
}

/**
 * Longest time until the end of a day: days have 23 to 25 hours, and clocks differ. A day that ends later was set by a wrong
 * clock. Its count and its mark `exhausted` are dropped when the clock is right.
 */
export const MAX_DAY_LENGTH_MS = 26 * 60 * 60 * 1000;

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

/** How a list was read. */
export interface SnapshotReading {
  /** Highest version that the rows certainly include. */
  readonly includesVersion: number;
  /** Start of the reading, on the state's clock. */
  readonly startedAt: number;
}

/** Version and last snapshot of a list. */
export interface SharedSnapshot {
  readonly version: number;
  /** Time of this result, on the state's clock. */
  readonly now: number;
  readonly snapshot?: {
    readonly includesVersion: number;
    readonly ageMs: number;
    /** Loads the text, which may be megabytes and of a later reading. Undefined if it does not exist any more. */
    readonly text: () => Promise<string | undefined>;
  };
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

/** Returns the hash of a caller's text, names of campaigns included. The text itself is not stored and may have any length. */
export const hash = (text: string): string => digest('sha256', text, 'base64url');

/** Slots in use, queued calls, and calls of the day. */
export interface Usage {
  readonly inFlight: number;
  readonly queued: number;
  readonly used: number;
}

/**
 * State of an idempotency key.
 * - `claimed`: this process has claimed it and must complete or abandon it.
 * - `pending`: another request is running under it.
 * - `done`: `value` is the stored result, or the result shared by the request that released the key.
 * - `conflict`: the key was used with another fingerprint.
 * - `unknown`: the process that claimed it has died, or its record cannot be read.
 * - `lost`: the claim that was seen has vanished and was not released.
 */
export type KeyState =
  | { readonly status: 'claimed' | 'pending' | 'conflict' | 'unknown' | 'lost' }
  | { readonly status: 'done'; readonly value: string };

/** Thrown if the state cannot be reached. Nothing may be sent to wolkvox. */
export class StateUnavailableError extends Error {
  override readonly name: string = 'StateUnavailableError';

  /**
   * @param notAttempted True if the step was certainly not run, so nothing has to be undone.
   * @param replyCode Code of the error reply of Redis, for example OOM; undefined if there was no reply.
   */
  constructor(
    readonly notAttempted = false,
    readonly replyCode?: string,
  ) {
    super();
  }
}

/**
 * Thrown if the state is available and a step fails each time: a bug, or another program wrote under these keys. Nothing may
 * be sent to wolkvox, and waiting does not help. Clients receive INTERNAL_SERVER_ERROR.
 */
export class StateCommandError extends StateUnavailableError {
  override readonly name = 'StateCommandError';

  /** @param replyCode Code of the error reply, for example WRONGTYPE. */
  constructor(replyCode: string) {
    super(false, replyCode);
  }
}

/** Returns true if the error may pass without a change by the operator. */
export const isUnavailable = (error: unknown): error is StateUnavailableError =>
  error instanceof StateUnavailableError && !(error instanceof StateCommandError);
