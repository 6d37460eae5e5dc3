import type { Attempt } from '../../state/campaign-id-store.js';
import { StateUnavailableError } from '../../state/errors.js';
import type { Pool, SlotStore } from '../../state/slot-store.js';

/** Permission to send one call. */
export interface Slot {
  /** Record of the attempt, if the confirmation recorded one. */
  readonly attempt: Attempt | undefined;
  /**
   * Returns false if the call must not be sent. The slot may be lost since its confirmation, because its lease has ended or the
   * state was lost. Call it right before the first byte is sent.
   */
  trySend(): boolean;
  /** Releases the slot: the call has ended, for wolkvox too. */
  release(): void;
  /** Lets the slot expire after `ms`: the caller has stopped waiting, but wolkvox may still process the call. */
  expireIn(ms: number): void;
}

/**
 * Reason why a call has no slot. `queue-full`: the queue has no place. `queue-share-exceeded`: the caller has used its share of
 * the queue. `state-unavailable`: the shared state is lost.
 */
export type SlotDenied =
  'queue-full' | 'queue-share-exceeded' | 'queue-timeout' | 'aborted' | 'state-unavailable' | 'quota-exhausted';

/** Signal to a waiting call: `check` whether it has a slot, or the reason why its waiting ends. */
export type WaiterSignal = 'check' | SlotDenied;

/** One waiting call. Signals are stored until it reads them; the first reason to end wins. */
export class Waiter {
  #mustCheck = false;
  #end: SlotDenied | undefined;
  #wake: (() => void) | undefined;

  /** @param prepare Prepares the call, so that it uses its slot at once. */
  constructor(readonly prepare?: () => void) {}

  /** True if `next` resolves at once. */
  get hasSignal(): boolean {
    return this.#mustCheck || this.#end !== undefined;
  }

  signal(signal: WaiterSignal): void {
    if (signal === 'check') this.#mustCheck = true;
    else this.#end ??= signal;
    this.#wake?.();
  }

  /** Resolves with the next signal. `check` comes first, because a call that has a slot must not end by its timeout. */
  async next(): Promise<WaiterSignal> {
    if (!this.hasSignal) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
    if (!this.#mustCheck && this.#end !== undefined) return this.#end;
    this.#mustCheck = false;
    return 'check';
  }
}

/** A confirmed slot of this process. */
interface Lease {
  sent: boolean;
  /** Losses of the state at the time of the confirmation. */
  readonly losses: number;
  /** Earliest end of the lease, on the clock of performance.now. */
  leaseEndsAt: number;
}

/** Slots of one pool in this process: renews their leases, and polls because a hint may be lost. */
export class SlotLeases {
  /** Tickets of this process that have a place in the queue, as far as it knows. */
  readonly queued = new Set<string>();
  /** True if the preparation of calls is scheduled. */
  isPreparing = false;
  readonly pool: Pool;
  readonly #store: SlotStore;
  readonly #signal: (ticket: string, signal: WaiterSignal) => void;
  readonly #running = new Map<string, Lease>();
  /** Tickets of calls without a waiting caller → time at which wolkvox has certainly ended them. */
  readonly #expiring = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #renewAt = Infinity;

  constructor(pool: Pool, store: SlotStore, signal: (ticket: string, signal: WaiterSignal) => void) {
    this.pool = pool;
    this.#store = store;
    this.#signal = signal;
  }

  /** Returns the slot of a ticket that the state has just confirmed. */
  hold(ticket: string, losses: number, leaseEndsAt: number, attempt: Attempt | undefined): Slot {
    const lease: Lease = { sent: false, losses, leaseEndsAt };
    this.#running.set(ticket, lease);
    this.renewWithin(this.pool.leaseMs / 3);
    const end = (): boolean => this.#running.delete(ticket);
    return {
      attempt,
      trySend: () => (lease.sent = this.#isCurrent(lease) && performance.now() < lease.leaseEndsAt),
      release: () => void (end() && this.#store.release(this.pool, ticket)),
      expireIn: (ms) => {
        if (!end()) return;
        this.#expiring.set(ticket, performance.now() + ms);
        void this.#store.expireIn(this.pool, ticket, ms);
        this.renewWithin(ms);
      },
    };
  }

  /** Schedules the next renewal, unless an earlier one is scheduled. */
  renewWithin(ms: number): void {
    const at = performance.now() + ms;
    if (at >= this.#renewAt || ms === Infinity) return;
    clearTimeout(this.#timer);
    this.#renewAt = at;
    // 2 ms after the end of the lease, because timers may fire early by a part of a millisecond.
    this.#timer = setTimeout(() => void this.#renewOrReschedule(), ms + 2);
    this.#timer.unref();
  }

  /**
   * Registers the sent calls with a state that may have forgotten them. Calls that are confirmed but not sent are omitted, because
   * another call may have their slots. Rejects with StateUnavailableError.
   */
  async registerAll(): Promise<void> {
    const now = performance.now();
    for (const [ticket, endsAt] of this.#expiring) if (endsAt <= now) this.#expiring.delete(ticket);
    await Promise.all(
      [...this.#expiring].map(([ticket, endsAt]) => this.#store.expireIn(this.pool, ticket, endsAt - now)),
    );
    await this.#renew();
  }

  async #renewOrReschedule(): Promise<void> {
    try {
      await this.#renew();
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error;
      this.#schedule(undefined);
    }
  }

  async #renew(): Promise<void> {
    clearTimeout(this.#timer);
    this.#renewAt = Infinity;
    const running = [...this.#running].filter(([, lease]) => lease.sent || this.#isCurrent(lease));
    if (running.length === 0 && this.queued.size === 0) return;
    const leaseEndsAt = performance.now() + this.pool.leaseMs;
    const tickets = running.map(([ticket]) => ticket);
    const result = await this.#store.renew(this.pool, tickets, [...this.queued]);
    for (const [, lease] of running) lease.leaseEndsAt = leaseEndsAt;
    for (const holder of result.holders ?? []) this.#signal(holder, 'check');
    for (const ticket of result.lost ?? []) if (this.queued.has(ticket)) this.#signal(ticket, 'state-unavailable');
    this.#schedule(result.nextExpiryMs);
  }

  #schedule(nextExpiryMs: number | undefined): void {
    const pollMs = this.queued.size > 0 ? Math.min(nextExpiryMs ?? Infinity, this.#store.pollIntervalMs) : Infinity;
    this.renewWithin(Math.min(pollMs, this.pool.leaseMs / 3));
  }

  /** Returns true if the state was not lost since the confirmation. */
  #isCurrent({ losses }: Lease): boolean {
    return losses === this.#store.losses();
  }
}
