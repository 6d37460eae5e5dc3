import {
  GRANT_TIMEOUT_MS,
  hasShare,
  type Acquisition,
  type Confirmation,
  type Pool,
  type RenewResult,
  type Usage,
} from '../slot-store.js';

interface QueuedTicket {
  readonly ticket: string;
  readonly caller: string;
  readonly round: number;
}

/** Slots and queue of one token. redis/scripts/slots.lua has the same steps. */
export class MemorySlots {
  readonly #onGranted: (ticket: string) => void;
  /** Ticket → end of its lease, on a monotonic clock. */
  readonly #slots = new Map<string, number>();
  /** In order of round, then of arrival. */
  readonly #queue: QueuedTicket[] = [];
  /** Caller → round of its last place. A caller has one place in each round, so waiting callers take turns. */
  readonly #rounds = new Map<string, number>();
  /** Caller → number of its queued calls. */
  readonly #queuedByCaller = new Map<string, number>();
  #round = 0;

  constructor(onGranted: (ticket: string) => void) {
    this.#onGranted = onGranted;
  }

  acquire(pool: Pool, ticket: string, caller: string): Acquisition {
    this.#grantFree(pool);
    if (this.#queue.length === 0 && this.#slots.size < pool.maxInFlight) {
      this.#slots.set(ticket, performance.now() + GRANT_TIMEOUT_MS);
      return { status: 'granted' };
    }
    if (this.#queue.length >= pool.maxQueue) return { status: 'rejected' };
    const own = this.#queuedByCaller.get(caller) ?? 0;
    if (!hasShare(own, this.#queue.length, pool.maxQueue)) return { status: 'share-exceeded' };
    this.#queuedByCaller.set(caller, own + 1);
    const round = Math.max(this.#round, this.#rounds.get(caller) ?? this.#round) + 1;
    this.#rounds.set(caller, round);
    let at = this.#queue.length;
    while (at > 0 && (this.#queue[at - 1]?.round ?? 0) > round) at -= 1;
    this.#queue.splice(at, 0, { ticket, caller, round });
    return { status: 'queued', ...this.#nextExpiry() };
  }

  release(pool: Pool, ticket: string): void {
    if (!this.#slots.delete(ticket)) {
      const at = this.#queue.findIndex((queued) => queued.ticket === ticket);
      if (at >= 0) this.#queue.splice(at, 1).forEach((queued) => this.#uncount(queued));
    }
    this.#grantFree(pool);
  }

  /** @param consume Counts the call if the ticket holds a slot. Returns false if the quota of the day is used up. */
  confirm(pool: Pool, ticket: string, consume: () => boolean): Confirmation['status'] {
    if (!this.#slots.has(ticket)) return this.#queue.some((queued) => queued.ticket === ticket) ? 'queued' : 'lost';
    if (!consume()) return 'quota-exhausted';
    this.#slots.set(ticket, performance.now() + pool.leaseMs);
    return 'confirmed';
  }

  expireIn(ticket: string, ms: number): void {
    this.#slots.set(ticket, performance.now() + ms);
  }

  renew(pool: Pool, running: readonly string[]): RenewResult {
    const leaseEnd = performance.now() + pool.leaseMs;
    for (const ticket of running) this.#slots.set(ticket, leaseEnd);
    this.#grantFree(pool);
    return { holders: [...this.#slots.keys()], ...this.#nextExpiry() };
  }

  /** Returns the slots in use and the length of the queue. */
  usage(pool: Pool): Pick<Usage, 'inFlight' | 'queued'> {
    this.#grantFree(pool);
    return { inFlight: this.#slots.size, queued: this.#queue.length };
  }

  /** Removes expired slots and grants the free ones to the heads of the queue. */
  #grantFree(pool: Pool): void {
    const now = performance.now();
    for (const [ticket, endsAt] of this.#slots) if (endsAt <= now) this.#slots.delete(ticket);
    while (this.#slots.size < pool.maxInFlight) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      this.#uncount(next);
      this.#round = next.round;
      this.#slots.set(next.ticket, now + GRANT_TIMEOUT_MS);
      this.#onGranted(next.ticket);
    }
    if (this.#queue.length === 0 && this.#rounds.size > 0) {
      this.#rounds.clear();
      this.#round = 0;
    }
  }

  #uncount({ caller }: QueuedTicket): void {
    const left = (this.#queuedByCaller.get(caller) ?? 0) - 1;
    if (left > 0) this.#queuedByCaller.set(caller, left);
    else this.#queuedByCaller.delete(caller);
  }

  #nextExpiry(): { nextExpiryMs?: number } {
    if (this.#slots.size === 0) return {};
    return { nextExpiryMs: Math.max(0, Math.min(...this.#slots.values()) - performance.now()) };
  }
}
