import { StateAway, type Pool, type State } from './state.js';

/** Leave to make one call. */
export interface Slot {
  /**
   * To be called when the first byte is about to leave. False if the slot may have been lost since it was confirmed (its
   * lease has ended, or the state was lost and may be another one now): then the call must not be sent.
   */
  send(): boolean;
  /** The call has ended, for wolkvox too. */
  giveBack(): void;
  /** Nobody waits for the call any more, but wolkvox may be at it for so long. */
  keep(ms: number): void;
}

/**
 * Why no slot was given. `away`: the shared state is lost. `queue-full`: as many wait as may wait. `queue-share`: others may
 * still wait, this caller has its share of the queue. `quota`: the day's calls are spent.
 */
export type NoSlot = 'queue-full' | 'queue-share' | 'queue-timeout' | 'hung-up' | 'away' | 'quota';

/** What a waiting call is told: that it may have a slot and is to look, or why its waiting ends. */
export type Word = 'look' | NoSlot;

/** One waiting call. Words that come while it does not listen are kept; the first end that it is told stays. */
export class Waiter {
  #look = false;
  #end: NoSlot | undefined;
  #listens: (() => void) | undefined;

  tell(word: Word): void {
    if (word === 'look') this.#look = true;
    else this.#end ??= word;
    this.#listens?.();
  }

  /** The next word. A hint is looked at before an end: a call that has a slot is not given up for having waited. */
  async next(): Promise<Word> {
    if (!this.#look && this.#end === undefined) await new Promise<void>((resolve) => (this.#listens = resolve));
    this.#listens = undefined;
    if (!this.#look && this.#end !== undefined) return this.#end;
    this.#look = false;
    return 'look';
  }
}

/** A slot that was confirmed for a call of this process. */
interface Held {
  sent: boolean;
  /** How often the state had been lost when the slot was confirmed. */
  readonly losses: number;
  /** On performance.now's clock, at the earliest. */
  leaseEndsAt: number;
}

/** One pool as this process sees it: renews the leases of its calls, and polls since a hint may be lost. */
export class Room {
  /** Those that have a place in the queue, as far as this process knows. */
  readonly entered = new Set<string>();
  readonly pool: Pool;
  readonly #state: State;
  readonly #tell: (ticket: string, word: Word) => void;
  readonly #running = new Map<string, Held>();
  /** Tickets of calls that nobody waits for any more → when wolkvox has surely finished with them. */
  readonly #kept = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #tendAt = Infinity;

  constructor(pool: Pool, state: State, tell: (ticket: string, word: Word) => void) {
    this.pool = pool;
    this.#state = state;
    this.#tell = tell;
  }

  /** The slot of a ticket that the state has just confirmed. */
  hold(ticket: string, losses: number, leaseEndsAt: number): Slot {
    const held: Held = { sent: false, losses, leaseEndsAt };
    this.#running.set(ticket, held);
    this.tendWithin(this.pool.leaseMs / 3);
    const over = (): boolean => this.#running.delete(ticket);
    return {
      send: () => (held.sent = this.#isSure(held) && performance.now() < held.leaseEndsAt),
      giveBack: () => void (over() && this.#state.leave(this.pool, ticket)),
      keep: (ms) => {
        if (!over()) return;
        this.#kept.set(ticket, performance.now() + ms);
        void this.#state.keep(this.pool, ticket, ms);
        this.tendWithin(ms);
      },
    };
  }

  tendWithin(ms: number): void {
    const at = performance.now() + ms;
    if (at >= this.#tendAt || ms === Infinity) return;
    clearTimeout(this.#timer);
    this.#tendAt = at;
    // A moment later than the lease ends: timers may strike early by a part of a millisecond.
    this.#timer = setTimeout(() => void this.#tend(), ms + 2);
    this.#timer.unref();
  }

  /**
   * Tells a state that may have forgotten them of the calls that were sent. Those that were confirmed and not sent yet are
   * left out: another call may have their slots by now. Rejects where the state is away.
   */
  async registerAgain(): Promise<void> {
    const now = performance.now();
    for (const [ticket, endsAt] of this.#kept) if (endsAt <= now) this.#kept.delete(ticket);
    await Promise.all([...this.#kept].map(([ticket, endsAt]) => this.#state.keep(this.pool, ticket, endsAt - now)));
    await this.#renew();
  }

  async #tend(): Promise<void> {
    try {
      await this.#renew();
    } catch (error) {
      if (!(error instanceof StateAway)) throw error;
      this.#tendNext(undefined);
    }
  }

  async #renew(): Promise<void> {
    clearTimeout(this.#timer);
    this.#tendAt = Infinity;
    const running = [...this.#running].filter(([, held]) => held.sent || this.#isSure(held));
    if (running.length === 0 && this.entered.size === 0) return;
    const leaseEndsAt = performance.now() + this.pool.leaseMs;
    const tickets = running.map(([ticket]) => ticket);
    const tending = await this.#state.tend(this.pool, tickets, [...this.entered]);
    for (const [, held] of running) held.leaseEndsAt = leaseEndsAt;
    for (const holder of tending.holders ?? []) this.#tell(holder, 'look');
    for (const ticket of tending.gone ?? []) if (this.entered.has(ticket)) this.#tell(ticket, 'away');
    this.#tendNext(tending.lookAgainMs);
  }

  #tendNext(lookAgainMs: number | undefined): void {
    const patienceMs = this.entered.size > 0 ? Math.min(lookAgainMs ?? Infinity, this.#state.patienceMs) : Infinity;
    this.tendWithin(Math.min(patienceMs, this.pool.leaseMs / 3));
  }

  #isSure({ losses }: Held): boolean {
    return losses === this.#state.losses();
  }
}
