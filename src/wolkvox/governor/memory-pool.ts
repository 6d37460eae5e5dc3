import type { Books, Day, Place, Pool, Tending } from './state.js';

interface Waiting {
  readonly ticket: string;
  readonly caller: string;
  readonly round: number;
}

/** The slots, the queue and the day's count of one token, each method one step. redis-scripts.ts says the same in Lua. */
export class MemoryPool {
  readonly #granted: (ticket: string) => void;
  /** Ticket → when its lease ends, on a clock that never jumps. */
  readonly #slots = new Map<string, number>();
  /** By round, then by arrival. */
  readonly #queue: Waiting[] = [];
  /** Caller → the round of its last place. A caller has one place in each round, so all who wait take turns. */
  readonly #rounds = new Map<string, number>();
  #round = 0;
  #day: { endsAt: number; spent: number; exhausted: boolean } = { endsAt: 0, spent: 0, exhausted: false };

  constructor(granted: (ticket: string) => void) {
    this.#granted = granted;
  }

  enter(pool: Pool, ticket: string, caller: string): Place {
    this.#handOn(pool);
    if (this.#queue.length === 0 && this.#slots.size < pool.maxInFlight) {
      this.#slots.set(ticket, performance.now() + pool.leaseMs);
      return { place: 'in' };
    }
    if (this.#queue.length >= pool.maxQueue) return { place: 'full' };
    const round = Math.max(this.#round, this.#rounds.get(caller) ?? this.#round) + 1;
    this.#rounds.set(caller, round);
    let at = this.#queue.length;
    while (at > 0 && (this.#queue[at - 1]?.round ?? 0) > round) at -= 1;
    this.#queue.splice(at, 0, { ticket, caller, round });
    return { place: 'waiting', ...this.#lookAgain() };
  }

  leave(pool: Pool, ticket: string): void {
    if (!this.#slots.delete(ticket)) {
      const at = this.#queue.findIndex((waiting) => waiting.ticket === ticket);
      if (at >= 0) this.#queue.splice(at, 1);
    }
    this.#handOn(pool);
  }

  keep(ticket: string, ms: number): void {
    if (this.#slots.has(ticket)) this.#slots.set(ticket, performance.now() + ms);
  }

  tend(pool: Pool, running: readonly string[]): Tending {
    const leaseEnd = performance.now() + pool.leaseMs;
    for (const ticket of running) this.#slots.set(ticket, leaseEnd);
    this.#handOn(pool);
    return { holders: [...this.#slots.keys()], ...this.#lookAgain() };
  }

  spend(day: Day): boolean {
    this.#turnTo(day);
    if (this.#day.exhausted || (day.cap !== null && this.#day.spent >= day.cap)) return false;
    this.#day.spent += 1;
    return true;
  }

  giveBack(day: Day): void {
    // A call of yesterday is none of today's.
    if (day.endsAt === this.#day.endsAt) this.#day.spent -= 1;
  }

  exhaust(day: Day): void {
    this.#turnTo(day);
    // What was said of yesterday is not said of today.
    if (day.endsAt === this.#day.endsAt) this.#day.exhausted = true;
  }

  books(pool: Pool, day: Day): Books {
    this.#handOn(pool);
    this.#turnTo(day);
    return { inFlight: this.#slots.size, queued: this.#queue.length, spent: this.#day.spent };
  }

  #turnTo({ endsAt }: Day): void {
    if (this.#day.endsAt < endsAt) this.#day = { endsAt, spent: 0, exhausted: false };
  }

  /** Takes back what has ended and gives the free slots to the heads of the queue. */
  #handOn(pool: Pool): void {
    const now = performance.now();
    for (const [ticket, endsAt] of this.#slots) if (endsAt <= now) this.#slots.delete(ticket);
    while (this.#slots.size < pool.maxInFlight) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      this.#round = next.round;
      this.#slots.set(next.ticket, now + pool.leaseMs);
      this.#granted(next.ticket);
    }
    if (this.#queue.length === 0 && this.#rounds.size > 0) {
      this.#rounds.clear();
      this.#round = 0;
    }
  }

  #lookAgain(): { lookAgainMs?: number } {
    if (this.#slots.size === 0) return {};
    return { lookAgainMs: Math.max(0, Math.min(...this.#slots.values()) - performance.now()) };
  }
}
