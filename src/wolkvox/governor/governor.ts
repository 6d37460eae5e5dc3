import { nextMidnight } from '../../domain/wall-clock.js';
import type { HttpResult } from '../http.js';
import type { Secret } from '../secret.js';
import { Slots, type Caller, type NoSlot, type Slot } from './slots.js';
import { isAway, type Books, type Day, type Pool, type State } from './state.js';

export type { Caller };

/** What wolkvox lets one token do. Operations that share a token share it. */
export interface Allowance {
  readonly token: Secret;
  /** Simultaneous calls. */
  readonly maxInFlight: number;
  /** Calls a day of `timeZone`; undefined: not counted against a cap. */
  readonly dailyQuota: number | undefined;
  readonly timeZone: string;
}

/** A call that was not made: it would have been one too many, or nobody wants it any more. */
export interface Held {
  readonly kind: 'held';
  readonly cause: HeldCause;
}
export type HeldCause = NoSlot;

/** The books of one allowance. */
export interface Limits extends Books {
  readonly resetsAt: Date;
}

/** Lets no call out that wolkvox would refuse as one too many, over all processes that share the state. */
export interface Governor {
  /**
   * Runs the call when a slot is free, or answers why it may not run. Waits until `untilMs` on performance.now's clock. The
   * call asks `onSend` right before its first byte leaves, and is not sent on `false`: its slot may have been lost since it was
   * confirmed. Then it waits for another slot and is run again, while there is time.
   */
  run(
    allowance: Allowance,
    caller: Caller,
    untilMs: number,
    call: (onSend: () => boolean) => Promise<HttpResult>,
  ): Promise<HttpResult | Held>;
  /** wolkvox said to a call that left then (epoch ms) that the calls of the day are spent: believed until they are given anew. */
  exhausted(allowance: Allowance, leftAt: number): void;
  /** Rejects with StateAway where the state is lost. */
  limits(allowance: Allowance): Promise<Limits>;
}

export interface GovernorLimits {
  /** How many calls may wait per token. */
  readonly maxQueue: number;
  /** How long wolkvox may be at a call, counted from its sending. */
  readonly callLimitMs: number;
}

/** How often a call whose slot was lost before it left is run: one outage costs one run, and a state that is lost again and again is away. */
const MOST_RUNS = 3;

export function createGovernor(state: State, { maxQueue, callLimitMs }: GovernorLimits): Governor {
  const slots = new Slots(state);
  const poolOf = ({ token, maxInFlight }: Allowance): Pool => ({
    id: token.fingerprint,
    maxInFlight,
    maxQueue,
    leaseMs: callLimitMs,
  });

  /** `slot-lost`: the call was not sent, since the state was lost after it had confirmed the slot. */
  const attempt = async (
    slot: Slot,
    call: (onSend: () => boolean) => Promise<HttpResult>,
  ): Promise<HttpResult | 'slot-lost'> => {
    let sentAt = performance.now();
    const sending = { refused: false };
    let result: HttpResult | undefined;
    try {
      result = await call(() => {
        sending.refused = !slot.send();
        sentAt = performance.now();
        return !sending.refused;
      });
      return sending.refused ? 'slot-lost' : result;
    } catch (error) {
      if (isAway(error)) return 'slot-lost';
      throw error;
    } finally {
      const stillThereMs =
        result?.kind === 'lost' && result.cause === 'timeout' ? sentAt + callLimitMs - performance.now() : 0;
      if (stillThereMs > 0) slot.keep(stillThereMs);
      else slot.giveBack();
      await nextHasLeft();
    }
  };

  return {
    run: async (allowance, caller, untilMs, call) => {
      const pool = poolOf(allowance);
      for (let nth = 1; ; nth += 1) {
        // Counted after the wait: a caller that waits past midnight spends the new day's calls.
        let day = today(allowance);
        const slot = await slots.take(pool, caller, untilMs, () => (day = today(allowance)));
        if (typeof slot === 'string') return { kind: 'held', cause: slot };
        const result = await attempt(slot, call);
        // Units are given back only where the call surely never left.
        if (result === 'slot-lost' || result.kind === 'unsent') void state.giveBack(pool, day);
        if (result !== 'slot-lost') return result;
        if (nth === MOST_RUNS || performance.now() >= untilMs) return { kind: 'held', cause: 'away' };
      }
    },
    exhausted: (allowance, leftAt) => {
      const endsAt = nextMidnight(new Date(leftAt), allowance.timeZone).getTime();
      void state.exhaust(poolOf(allowance), { ...today(allowance), endsAt });
    },
    limits: async (allowance) => {
      const day = today(allowance);
      return { ...(await state.books(poolOf(allowance), day)), resetsAt: new Date(day.endsAt) };
    },
  };
}

/**
 * The call that a slot was handed to leaves first: to read and tell the answer of the one before takes longer than that.
 * Two turns of the loop, since undici looks in the first for a server's end before it writes to a kept connection.
 */
const nextHasLeft = (): Promise<void> => new Promise((resolve) => void setImmediate(() => void setImmediate(resolve)));

function today({ dailyQuota, timeZone }: Allowance): Day {
  const now = Date.now();
  let known = midnights.get(timeZone);
  if (known === undefined || now < known.askedAt || now >= known.endsAt) {
    known = { askedAt: now, endsAt: nextMidnight(new Date(now), timeZone).getTime() };
    midnights.set(timeZone, known);
  }
  return { endsAt: known.endsAt, cap: dailyQuota ?? null };
}

/** Zone → the midnight that follows a moment: to find it costs more than all else here. */
const midnights = new Map<string, { readonly askedAt: number; readonly endsAt: number }>();
