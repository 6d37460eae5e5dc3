import {
  HAND_OVER_MS,
  hasShare,
  LONGEST_DAY_MS,
  type Books,
  type Confirmation,
  type Day,
  type Place,
  type Pool,
  type Tending,
} from './state.js';

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
  /** Caller → how many of its calls wait. */
  readonly #waiting = new Map<string, number>();
  #round = 0;
  #day: { endsAt: number; spent: number; exhausted: boolean } = { endsAt: 0, spent: 0, exhausted: false };

  constructor(granted: (ticket: string) => void) {
    this.#granted = granted;
  }

  enter(pool: Pool, ticket: string, caller: string): Place {
    this.#handOn(pool);
    if (this.#queue.length === 0 && this.#slots.size < pool.maxInFlight) {
      this.#slots.set(ticket, performance.now() + HAND_OVER_MS);
      return { place: 'in' };
    }
    if (this.#queue.length >= pool.maxQueue) return { place: 'full' };
    const own = this.#waiting.get(caller) ?? 0;
    if (!hasShare(own, this.#queue.length, pool.maxQueue)) return { place: 'share' };
    this.#waiting.set(caller, own + 1);
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
      if (at >= 0) this.#queue.splice(at, 1).forEach((waiting) => this.#waitsNoMore(waiting));
    }
    this.#handOn(pool);
  }

  confirm(pool: Pool, ticket: string, day: Day): Confirmation {
    if (!this.#slots.has(ticket)) return this.#queue.some((waiting) => waiting.ticket === ticket) ? 'waiting' : 'gone';
    if (!this.#spend(day)) return 'quota';
    this.#slots.set(ticket, performance.now() + pool.leaseMs);
    return 'confirmed';
  }

  keep(ticket: string, ms: number): void {
    this.#slots.set(ticket, performance.now() + ms);
  }

  tend(pool: Pool, running: readonly string[]): Tending {
    const leaseEnd = performance.now() + pool.leaseMs;
    for (const ticket of running) this.#slots.set(ticket, leaseEnd);
    this.#handOn(pool);
    return { holders: [...this.#slots.keys()], ...this.#lookAgain() };
  }

  #spend(day: Day): boolean {
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
    const isNone = this.#day.endsAt > Date.now() + LONGEST_DAY_MS;
    if (this.#day.endsAt < endsAt || isNone) this.#day = { endsAt, spent: 0, exhausted: false };
  }

  /** Takes back what has ended and gives the free slots to the heads of the queue. */
  #handOn(pool: Pool): void {
    const now = performance.now();
    for (const [ticket, endsAt] of this.#slots) if (endsAt <= now) this.#slots.delete(ticket);
    while (this.#slots.size < pool.maxInFlight) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      this.#waitsNoMore(next);
      this.#round = next.round;
      this.#slots.set(next.ticket, now + HAND_OVER_MS);
      this.#granted(next.ticket);
    }
    if (this.#queue.length === 0 && this.#rounds.size > 0) {
      this.#rounds.clear();
      this.#round = 0;
    }
  }

  #waitsNoMore({ caller }: Waiting): void {
    const left = (this.#waiting.get(caller) ?? 0) - 1;
    if (left > 0) this.#waiting.set(caller, left);
    else this.#waiting.delete(caller);
  }

  #lookAgain(): { lookAgainMs?: number } {
    if (this.#slots.size === 0) return {};
    return { lookAgainMs: Math.max(0, Math.min(...this.#slots.values()) - performance.now()) };
  }
}
