import type { HangUp } from './hang-up.js';
import { Room, Waiter, type NoSlot, type Slot } from './slot-room.js';
import { isAway, type Day, type Pool, type State } from './state.js';

export type { NoSlot, Slot };

/** On whose behalf a call is made. */
export interface Caller {
  /** Callers wait in turns: one's hundred calls do not go before another's single one. */
  readonly id: string;
  readonly hangUp?: HangUp;
}

/** How often a call asks for a place at most: one outage costs one or two, and a state that fails again and again is away. */
const MOST_TICKETS = 5;

/** Tickets are numbered through the process, whatever asks for them. */
let issued = 0;

/** The waiting room of this process before the slots of all. */
export class Slots {
  readonly #state: State;
  readonly #rooms = new Map<string, Room>();
  readonly #waiting = new Map<string, Waiter>();

  constructor(state: State) {
    this.#state = state;
    state.onGranted((ticket) => this.#waiting.get(ticket)?.tell('look'));
    state.onAway(() => this.#waiting.forEach((waiter) => waiter.tell('away')));
    state.onBack(async () => {
      await Promise.all([...this.#rooms.values()].map((room) => room.registerAgain()));
    });
  }

  /**
   * Waits for a slot of the pool until `untilMs` on performance.now's clock, and counts one call of the day that it is when
   * the slot is there. A place that the state has lost is asked for again while there is time. Rejects where the state fails.
   */
  async take(pool: Pool, caller: Caller, untilMs: number, day: () => Day): Promise<Slot | NoSlot> {
    const room = this.#room(pool);
    for (let nth = 1; ; nth += 1) {
      if (caller.hangUp?.happened === true) return 'hung-up';
      const end = await this.#waitOnce(room, caller, untilMs, day);
      if (end !== 'away' || nth === MOST_TICKETS || !(await inTime(this.#state.recovers(), untilMs))) return end;
    }
  }

  async #waitOnce(room: Room, caller: Caller, untilMs: number, day: () => Day): Promise<Slot | NoSlot> {
    const { pool } = room;
    const ticket = `${this.#state.process}:${(issued += 1)}`;
    const waiter = new Waiter();
    // Before the ticket is known to others, since it may be granted at once.
    this.#waiting.set(ticket, waiter);
    // Until the state has said that it knows nothing of the ticket, it may hold a slot or a place for it.
    let known = true;
    try {
      let place;
      try {
        place = await this.#state.enter(pool, ticket, caller.id);
      } catch (error) {
        if (!isAway(error)) throw error;
        known = !error.untold;
        return 'away';
      }
      if (place.place === 'full' || place.place === 'share') {
        known = false;
        return place.place === 'full' ? 'queue-full' : 'queue-share';
      }
      if (place.place === 'waiting') {
        room.tendWithin(Math.min(place.lookAgainMs ?? Infinity, this.#state.patienceMs));
        room.entered.add(ticket);
      } else waiter.tell('look');
      const end = await this.#untilConfirmed(room, ticket, waiter, caller, untilMs, day);
      if (typeof end !== 'string') known = false;
      return end;
    } finally {
      room.entered.delete(ticket);
      this.#waiting.delete(ticket);
      if (known) void this.#state.leave(pool, ticket);
    }
  }

  /** A hint and a poll say only that there may be a slot: the state is asked each time. */
  async #untilConfirmed(
    room: Room,
    ticket: string,
    waiter: Waiter,
    { hangUp }: Caller,
    untilMs: number,
    day: () => Day,
  ): Promise<Slot | NoSlot> {
    const hungUp = (): void => waiter.tell('hung-up');
    const timer = setTimeout(() => waiter.tell('queue-timeout'), Math.max(0, untilMs - performance.now()));
    hangUp?.on(hungUp);
    try {
      for (;;) {
        const word = await waiter.next();
        if (word !== 'look') return word;
        const losses = this.#state.losses();
        // Before the question: the lease begins later, when the state answers it.
        const askedAt = performance.now();
        switch (await this.#state.confirm(room.pool, ticket, day())) {
          case 'confirmed':
            return room.hold(ticket, losses, askedAt + room.pool.leaseMs);
          case 'quota':
            return 'quota';
          case 'gone':
            return 'away';
          case 'waiting':
        }
      }
    } catch (error) {
      if (isAway(error)) return 'away';
      throw error;
    } finally {
      clearTimeout(timer);
      hangUp?.off(hungUp);
    }
  }

  #room(pool: Pool): Room {
    let room = this.#rooms.get(pool.id);
    if (room === undefined) {
      room = new Room(pool, this.#state, (ticket, word) => this.#waiting.get(ticket)?.tell(word));
      this.#rooms.set(pool.id, room);
    }
    return room;
  }
}

/** Whether it comes true before that moment on performance.now's clock. */
async function inTime(comes: Promise<boolean>, untilMs: number): Promise<boolean> {
  const leftMs = untilMs - performance.now();
  if (leftMs <= 0) return false;
  let timer;
  const late = new Promise<false>((resolve) => (timer = setTimeout(resolve, leftMs, false)));
  const came = await Promise.race([comes, late]);
  clearTimeout(timer);
  return came;
}
