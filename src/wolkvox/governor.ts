import { nextMidnight } from '../domain/wall-clock.js';
import type { HttpResult } from './http.js';
import type { Secret } from './secret.js';

/** What wolkvox lets one token do. Operations that share a token share it. */
export interface Allowance {
  readonly token: Secret;
  /** Simultaneous calls. */
  readonly maxInFlight: number;
  /** Calls a day of `timeZone`; undefined: not counted against a cap. */
  readonly dailyQuota: number | undefined;
  readonly timeZone: string;
}

/** A call that was not made: it would have been one too many. */
export interface Held {
  readonly kind: 'held';
  readonly cause: HeldCause;
}
export type HeldCause = 'quota' | 'queue-full' | 'queue-timeout';

/** Lets no call out that wolkvox would refuse as one too many. Its books are this process's own. */
export interface Governor {
  /** Runs the call when a slot is free, first come, first served, or answers why it may not run. */
  run(allowance: Allowance, call: () => Promise<HttpResult>): Promise<HttpResult | Held>;
}

export interface QueueLimits {
  /** How long a call may wait for a slot. */
  readonly queueTimeoutMs: number;
  /** How many calls may wait per token. */
  readonly maxQueue: number;
}

export function createGovernor(limits: QueueLimits): Governor {
  const books = new Map<string, { slots: Slots; quota: Quota }>();
  const bookOf = ({ token }: Allowance) => {
    const book = books.get(token.reveal()) ?? { slots: new Slots(limits), quota: new Quota() };
    books.set(token.reveal(), book);
    return book;
  };

  return {
    run: async (allowance, call) => {
      const { slots, quota } = bookOf(allowance);
      const held = await slots.take(allowance.maxInFlight);
      if (held !== undefined) return { kind: 'held', cause: held };
      try {
        // Counted after the wait: a caller that waits past midnight spends the new day's calls.
        const giveBack = quota.spend(allowance);
        if (giveBack === undefined) return { kind: 'held', cause: 'quota' };
        const result = await call();
        // Units are given back only where the call surely never left.
        if (result.kind === 'unsent') giveBack();
        return result;
      } finally {
        slots.give();
      }
    },
  };
}

/** A bounded queue before a number of slots. A freed slot goes to the head of the queue in the same turn. */
class Slots {
  readonly #limits: QueueLimits;
  readonly #waiting = new Set<() => void>();
  #inFlight = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Undefined once a slot is taken; else why none was. */
  take(maxInFlight: number): Promise<HeldCause | undefined> | undefined {
    if (this.#inFlight < maxInFlight && this.#waiting.size === 0) {
      this.#inFlight += 1;
      return undefined;
    }
    if (this.#waiting.size >= this.#limits.maxQueue) return Promise.resolve('queue-full');
    return new Promise((resolve) => {
      const enter = (): void => {
        clearTimeout(timer);
        resolve(undefined);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(enter);
        resolve('queue-timeout');
      }, this.#limits.queueTimeoutMs);
      this.#waiting.add(enter);
    });
  }

  /** Hands the slot on, or frees it. */
  give(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#inFlight -= 1;
    else {
      this.#waiting.delete(next);
      next();
    }
  }
}

/** Counts the calls of one day. */
class Quota {
  #endsAt = 0;
  #spent = 0;

  /** Spends one call. Answers how to give it back, or undefined where it would be one beyond the cap. */
  spend({ dailyQuota, timeZone }: Allowance): (() => void) | undefined {
    const now = Date.now();
    if (now >= this.#endsAt) {
      this.#endsAt = nextMidnight(new Date(now), timeZone).getTime();
      this.#spent = 0;
    }
    if (dailyQuota !== undefined && this.#spent >= dailyQuota) return undefined;
    this.#spent += 1;
    const day = this.#endsAt;
    return () => {
      // A call of yesterday is none of today's.
      if (day === this.#endsAt) this.#spent -= 1;
    };
  }
}
