import type { Attempt, AttemptName } from './campaign-id-store.js';
import type { CountedToken, Day } from './quota-store.js';

/**
 * Slots and queue of each token. `confirm` and `usage` also concern the quota and the attempts of a creation. They are here because
 * each of them is one atomic step, and without a slot it changes nothing.
 */
export interface SlotStore {
  /** Id of this process. Every ticket begins with it and a colon. */
  readonly process: string;
  /** Longest time until a waiting process checks its slot by itself, because a message to it may be lost. */
  readonly pollIntervalMs: number;
  /** Usual time from the release of a slot until another process has sent the next call in it; 0 if there is only one process. */
  readonly handOverMs: number;

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
  /** Returns the slots in use, the length of the queue and the calls of the day. */
  usage(pool: Pool, day: Day): Promise<Usage>;
}

/** Slots and queue of one token. */
export interface Pool extends CountedToken {
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
 * gets half of the queue. steps.acquire in redis/scripts/slots.lua does the same in Lua.
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

/** What the confirmation of a slot counts. */
export interface CountedCall {
  /** Day of the call. */
  readonly day: Day;
  /** Attempt that is recorded; undefined if the call is no creation, or was recorded before. */
  readonly attempt: AttemptName | undefined;
}

/** Slots in use, queued calls, and calls of the day. */
export interface Usage {
  readonly inFlight: number;
  readonly queued: number;
  readonly used: number;
}
