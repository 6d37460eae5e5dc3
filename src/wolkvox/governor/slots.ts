import type { HangUp } from './hang-up.js';
import { isAway, StateAway, type Pool, type State } from './state.js';

/** On whose behalf a call is made. */
export interface Caller {
  /** Callers wait in turns: one's hundred calls do not go before another's single one. */
  readonly id: string;
  readonly hangUp?: HangUp;
}

/** Leave to make one call. */
export interface Slot {
  /** The call has ended, for wolkvox too. */
  giveBack(): void;
  /** Nobody waits for the call any more, but wolkvox may be at it for so long. */
  keep(ms: number): void;
}

/** Why no slot was given. `away`: the shared state is lost. */
export type NoSlot = 'queue-full' | 'queue-timeout' | 'hung-up' | 'away';

/** Tickets are numbered through the process, whatever asks for them. */
let issued = 0;

/** The waiting room of this process before the slots of all. */
export class Slots {
  readonly #state: State;
  readonly #rooms = new Map<string, Room>();
  readonly #waiting = new Map<string, Waiter>();

  constructor(state: State) {
    this.#state = state;
    state.onGranted((ticket) => this.#waiting.get(ticket)?.('in'));
    state.onAway(() => this.#waiting.forEach((end) => end('away')));
    state.onBack(async () => {
      await Promise.all([...this.#rooms.values()].map((room) => room.tend()));
    });
  }

  /** Waits for a slot of the pool until `untilMs` on performance.now's clock. Rejects where the state fails. */
  async take(pool: Pool, { id, hangUp }: Caller, untilMs: number): Promise<Slot | NoSlot> {
    if (hangUp?.happened === true) return 'hung-up';
    const room = this.#room(pool);
    const ticket = `${this.#state.process}:${(issued += 1)}`;
    // Before the ticket is known to others, since it may be called at once.
    const called = new Promise<'in' | NoSlot>((resolve) => this.#waiting.set(ticket, resolve));
    let end;
    try {
      end = await this.#enter(room, ticket, id, called, hangUp, untilMs);
    } catch (error) {
      // It may have failed after it had given a place.
      void this.#state.leave(pool, ticket);
      throw error;
    } finally {
      this.#waiting.delete(ticket);
    }
    if (end !== 'in') {
      // Also where it never got a place: the word that it had not may be what was lost.
      if (end !== 'queue-full' && end !== 'untold') void this.#state.leave(pool, ticket);
      return end === 'untold' ? 'away' : end;
    }
    room.running.add(ticket);
    room.tendWithin(pool.leaseMs / 3);
    const over = (): boolean => room.running.delete(ticket);
    return {
      giveBack: () => void (over() && this.#state.leave(pool, ticket)),
      keep: (ms) => {
        if (!over()) return;
        void this.#state.keep(pool, ticket, ms);
        room.tendWithin(ms);
      },
    };
  }

  async #enter(
    room: Room,
    ticket: string,
    caller: string,
    called: Promise<'in' | NoSlot>,
    hangUp: HangUp | undefined,
    untilMs: number,
  ): Promise<'in' | 'untold' | NoSlot> {
    let place;
    try {
      place = await this.#state.enter(room.pool, ticket, caller);
    } catch (error) {
      if (isAway(error)) return error.untold ? 'untold' : 'away';
      throw error;
    }
    if (place.place !== 'waiting') return place.place === 'in' ? 'in' : 'queue-full';
    room.tendWithin(Math.min(place.lookAgainMs ?? Infinity, this.#state.patienceMs));
    const end = this.#waiting.get(ticket);
    const hungUp = (): void => end?.('hung-up');
    const timer = setTimeout(() => end?.('queue-timeout'), Math.max(0, untilMs - performance.now()));
    hangUp?.on(hungUp);
    room.entered.add(ticket);
    const how = await called;
    room.entered.delete(ticket);
    clearTimeout(timer);
    hangUp?.off(hungUp);
    return how;
  }

  #room(pool: Pool): Room {
    let room = this.#rooms.get(pool.id);
    if (room === undefined) {
      room = new Room(pool, this.#state, this.#waiting);
      this.#rooms.set(pool.id, room);
    }
    return room;
  }
}

type Waiter = (end: 'in' | NoSlot) => void;

/** One pool as this process sees it: renews the leases of its calls, and looks by itself where a word may be lost. */
class Room {
  readonly running = new Set<string>();
  /** Those that have a place in the queue, as far as this process knows. */
  readonly entered = new Set<string>();
  readonly pool: Pool;
  readonly #state: State;
  readonly #waiting: ReadonlyMap<string, Waiter>;
  #timer: NodeJS.Timeout | undefined;
  #tendAt = Infinity;

  constructor(pool: Pool, state: State, waiting: ReadonlyMap<string, Waiter>) {
    this.pool = pool;
    this.#state = state;
    this.#waiting = waiting;
  }

  tendWithin(ms: number): void {
    const at = performance.now() + ms;
    if (at >= this.#tendAt || ms === Infinity) return;
    clearTimeout(this.#timer);
    this.#tendAt = at;
    // A moment later than the lease ends: timers may strike early by a part of a millisecond.
    this.#timer = setTimeout(() => void this.tend(), ms + 2);
    this.#timer.unref();
  }

  async tend(): Promise<void> {
    clearTimeout(this.#timer);
    this.#tendAt = Infinity;
    if (this.running.size === 0 && this.entered.size === 0) return;
    let lookAgainMs: number | undefined;
    try {
      const tending = await this.#state.tend(this.pool, [...this.running], [...this.entered]);
      for (const holder of tending.holders ?? []) this.#waiting.get(holder)?.('in');
      for (const ticket of tending.gone ?? []) if (this.entered.has(ticket)) this.#waiting.get(ticket)?.('away');
      lookAgainMs = tending.lookAgainMs;
    } catch (error) {
      if (!(error instanceof StateAway)) throw error;
    }
    const patienceMs = this.entered.size > 0 ? Math.min(lookAgainMs ?? Infinity, this.#state.patienceMs) : Infinity;
    this.tendWithin(Math.min(patienceMs, this.pool.leaseMs / 3));
  }
}
