import type { Cancellation } from '../../shared/cancellation.js';
import { SlotLeases, Waiter, type SlotDenied, type Slot } from './slot-leases.js';
import { isUnavailable } from '../../state/errors.js';
import type { CountedCall, Pool, SlotStore } from '../../state/slot-store.js';

export type { SlotDenied, Slot };

/** The client on whose behalf a call is made. */
export interface Caller {
  /** Unit of fairness: callers wait in turns, so a hundred calls of one do not delay a single call of another. */
  readonly id: string;
  /** Aborted when the client disconnects; undefined if the call continues without it. */
  readonly cancellation?: Cancellation;
}

/** Call that waits for a slot. */
export interface WaitingCall {
  /** Returns what the confirmation counts. It is evaluated before the wait, and again after it. */
  readonly counted: () => CountedCall;
  /** Prepares the call, so that it uses its slot at once. Called when few calls are before it, also repeatedly. */
  readonly prepare?: (() => void) | undefined;
}

/** Most tickets of one call. One outage costs one or two; a state that is lost each time counts as unavailable. */
const MAX_TICKETS = 5;

/** Tickets are numbered for the whole process. */
let ticketCount = 0;

/** Queue of the calls of this process for the shared slots. See docs/adr/0008-slots-confirmed-in-redis.md. */
export class SlotQueue {
  readonly #store: SlotStore;
  readonly #pools = new Map<string, SlotLeases>();
  readonly #waiters = new Map<string, Waiter>();

  constructor(store: SlotStore) {
    this.#store = store;
    store.onGranted((ticket) => this.#waiters.get(ticket)?.signal('check'));
    store.onUnavailable(() => this.#waiters.forEach((waiter) => waiter.signal('state-unavailable')));
    store.onRecovered(async () => {
      await Promise.all([...this.#pools.values()].map((leases) => leases.registerAll()));
    });
  }

  /**
   * Waits for a slot until `untilMs` on the clock of performance.now. A place that the state has lost is requested again while
   * there is time. Rejects with StateCommandError.
   */
  async acquire(pool: Pool, caller: Caller, untilMs: number, call: WaitingCall): Promise<Slot | SlotDenied> {
    const leases = this.#leasesOf(pool);
    for (let ticketNumber = 1; ; ticketNumber += 1) {
      if (caller.cancellation?.aborted === true) return 'aborted';
      const result = await this.#waitOnce(leases, caller, untilMs, call);
      if (
        result !== 'state-unavailable' ||
        ticketNumber === MAX_TICKETS ||
        !(await trueBefore(this.#store.whenRecovered(), untilMs))
      )
        return result;
    }
  }

  /** Returns true if calls of this process wait for a slot. */
  isWaiting(pool: Pool): boolean {
    return this.#leasesOf(pool).queued.size > 0;
  }

  /**
   * Prepares the calls of this process that wait longest, as many as there are slots. Another may still be the next, because
   * callers wait in turns. It is done in a later turn of the event loop, because a call is sent in this one.
   */
  prepareNext(pool: Pool): void {
    const leases = this.#leasesOf(pool);
    if (leases.isPreparing || leases.queued.size === 0) return;
    leases.isPreparing = true;
    setImmediate(() => {
      leases.isPreparing = false;
      let left = pool.maxInFlight;
      for (const ticket of leases.queued) {
        if (left-- === 0) return;
        this.#waiters.get(ticket)?.prepare?.();
      }
    });
  }

  async #waitOnce(
    leases: SlotLeases,
    caller: Caller,
    untilMs: number,
    { counted, prepare }: WaitingCall,
  ): Promise<Slot | SlotDenied> {
    const { pool } = leases;
    const ticket = `${this.#store.process}:${(ticketCount += 1)}`;
    const waiter = new Waiter(prepare);
    // Registered before the state knows the ticket, because it may be granted at once.
    this.#waiters.set(ticket, waiter);
    // The state may hold a slot or a place for the ticket, unless it certainly does not.
    let mayBeHeld = true;
    try {
      let acquisition;
      try {
        acquisition = await this.#store.acquire(pool, ticket, caller.id, counted());
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        mayBeHeld = !error.notAttempted;
        return 'state-unavailable';
      }
      if (acquisition.status === 'rejected' || acquisition.status === 'share-exceeded') {
        mayBeHeld = false;
        return acquisition.status === 'rejected' ? 'queue-full' : 'queue-share-exceeded';
      }
      if (acquisition.status === 'queued') {
        leases.renewWithin(Math.min(acquisition.nextExpiryMs ?? Infinity, this.#store.pollIntervalMs));
        leases.queued.add(ticket);
        this.prepareNext(pool);
      } else waiter.signal('check');
      const result = await this.#untilConfirmed(leases, ticket, waiter, caller, untilMs, counted);
      if (typeof result !== 'string') mayBeHeld = false;
      return result;
    } finally {
      leases.queued.delete(ticket);
      this.#waiters.delete(ticket);
      if (mayBeHeld) void this.#store.release(pool, ticket);
    }
  }

  /** Asks the state at each hint, because hints and polls only show that there may be a slot. */
  async #untilConfirmed(
    leases: SlotLeases,
    ticket: string,
    waiter: Waiter,
    { cancellation }: Caller,
    untilMs: number,
    counted: () => CountedCall,
  ): Promise<Slot | SlotDenied> {
    let timer: NodeJS.Timeout | undefined;
    let stopListening: (() => void) | undefined;
    try {
      for (;;) {
        // perf: a call that has its slot at once needs neither timer nor listener.
        if (!waiter.hasSignal && timer === undefined) {
          timer = setTimeout(() => waiter.signal('queue-timeout'), Math.max(0, untilMs - performance.now()));
          stopListening = cancellation?.onAbort(() => waiter.signal('aborted'));
        }
        const next = await waiter.next();
        if (next !== 'check') return next;
        const losses = this.#store.losses();
        // Taken before the request, because the lease starts later, when the state responds.
        const requestedAt = performance.now();
        const { day, attempt } = counted();
        const confirmation = await this.#store.confirm(leases.pool, ticket, day, attempt);
        switch (confirmation.status) {
          case 'confirmed':
            return leases.hold(ticket, losses, requestedAt + leases.pool.leaseMs, confirmation.attempt);
          case 'quota-exhausted':
            return 'quota-exhausted';
          case 'lost':
            return 'state-unavailable';
          case 'queued':
        }
      }
    } catch (error) {
      if (isUnavailable(error)) return 'state-unavailable';
      throw error;
    } finally {
      clearTimeout(timer);
      stopListening?.();
    }
  }

  #leasesOf(pool: Pool): SlotLeases {
    let leases = this.#pools.get(pool.id);
    if (leases === undefined) {
      leases = new SlotLeases(pool, this.#store, (ticket, signal) => this.#waiters.get(ticket)?.signal(signal));
      this.#pools.set(pool.id, leases);
    }
    return leases;
  }
}

/** Resolves with true if the promise is true before that moment on the clock of performance.now. */
async function trueBefore(promise: Promise<boolean>, untilMs: number): Promise<boolean> {
  const leftMs = untilMs - performance.now();
  if (leftMs <= 0) return false;
  let timer;
  const timeout = new Promise<false>((resolve) => (timer = setTimeout(resolve, leftMs, false)));
  const result = await Promise.race([promise, timeout]);
  clearTimeout(timer);
  return result;
}
