import { nextMidnight } from '../../domain/wall-clock.js';
import type { HttpResult } from '../transport.js';
import type { Secret } from '../../shared/secret.js';
import { SlotQueue, type Caller, type SlotDenied, type Slot } from './slot-queue.js';
import type { Attempt, AttemptName } from '../../state/campaign-id-store.js';
import type { Day } from '../../state/quota-store.js';
import type { CountedCall, Pool, Usage } from '../../state/slot-store.js';
import type { State } from '../../state/state.js';

export type { Caller };

/** Limits of one token. Operations with the same token share them. */
export interface Allowance {
  readonly token: Secret;
  /** Simultaneous calls. */
  readonly maxInFlight: number;
  /** Calls per day of `timeZone`; undefined if there is no quota. */
  readonly dailyQuota: number | undefined;
  readonly timeZone: string;
  /** true: calls are counted, and sent although the quota is used up. @default false */
  readonly ignoresQuota?: boolean;
}

/** A call that was not sent, because of a limit, because the client disconnected, or because its caller withheld it. */
export interface NotSent {
  readonly kind: 'not-sent';
  readonly cause: NotSentReason;
}
/** Reason why a call was not sent. `withheld`: its caller does not allow it any more. */
export type NotSentReason = SlotDenied | 'withheld';

/** Usage of one allowance, and the end of its day. */
export interface Limits extends Usage {
  readonly resetsAt: Date;
}

/** One call upstream, run in a slot. */
export interface LimitedCall {
  /** Prepares the call while it waits, so that it uses its slot at once. May be called repeatedly. */
  readonly prepare?: () => void;
  /** Sends it. `recorded` is the attempt that was recorded with its slot. */
  readonly send: (onSend: () => boolean, recorded: Attempt | undefined) => Promise<HttpResult>;
}

/** Limits calls per token and per day over all processes that share the state, as wolkvox does. */
export interface Limiter {
  /**
   * Runs the call when it has a slot, or returns the reason why it was not sent. Waits until `untilMs` on the clock of
   * performance.now. The call runs `onSend` right before its first byte, and must not be sent if that returns false, because the
   * slot was lost. It then waits for another slot and runs again, while there is time.
   *
   * @param attempt Returns the attempt that is recorded when the call gets its slot; undefined if it was recorded before. The call
   * receives the record.
   */
  run(
    allowance: Allowance,
    caller: Caller,
    untilMs: number,
    call: LimitedCall,
    attempt?: () => AttemptName | undefined,
  ): Promise<HttpResult | NotSent>;
  /**
   * Blocks all calls until the end of the day, because wolkvox reported a used-up quota.
   *
   * @param sentAt Time at which that call was sent, in epoch milliseconds.
   */
  markExhausted(allowance: Allowance, sentAt: number): void;
  /** Returns the usage. Rejects with StateUnavailableError. */
  limits(allowance: Allowance): Promise<Limits>;
}

/** Options of the limiter. */
export interface LimiterOptions {
  /** Longest queue per token. */
  readonly maxQueue: number;
  /** Longest time for which wolkvox processes a call, counted from its sending. */
  readonly slotLeaseMs: number;
}

/** Most runs of a call whose slot was lost before it was sent. A state that is lost each time counts as unavailable. */
const MAX_RUNS = 3;

/** Creates the limiter. */
export function createLimiter(
  { slots, quota }: Pick<State, 'slots' | 'quota'>,
  { maxQueue, slotLeaseMs }: LimiterOptions,
): Limiter {
  const queue = new SlotQueue(slots);
  const poolOf = ({ token, maxInFlight }: Allowance): Pool => ({
    id: token.fingerprint,
    maxInFlight,
    maxQueue,
    leaseMs: slotLeaseMs,
  });

  /** Runs the call in its slot. `slot-lost`: it was not sent, because the state was lost after the confirmation. */
  const runInSlot = async (pool: Pool, slot: Slot, call: LimitedCall): Promise<HttpResult | 'slot-lost'> => {
    let sentAt = performance.now();
    const sending = { denied: false };
    let result: HttpResult | undefined;
    try {
      result = await call.send(() => {
        sending.denied = !slot.trySend();
        sentAt = performance.now();
        queue.prepareNext(pool);
        return !sending.denied;
      }, slot.attempt);
      return sending.denied ? 'slot-lost' : result;
    } finally {
      const stillRunningMs =
        result?.kind === 'lost' && result.cause === 'timeout' ? sentAt + slotLeaseMs - performance.now() : 0;
      if (stillRunningMs > 0) slot.expireIn(stillRunningMs);
      else slot.release();
      await nextCallIsSent(queue.isWaiting(pool) ? slots.handOverMs : 0);
    }
  };

  return {
    run: async (allowance, caller, untilMs, call, attempt) => {
      const pool = poolOf(allowance);
      for (let run = 1; ; run += 1) {
        // Evaluated after the wait, because a call that waits past midnight counts for the new day.
        let day = today(allowance);
        const counted = (): CountedCall => ({ day: (day = today(allowance)), attempt: attempt?.() });
        const slot = await queue.acquire(pool, caller, untilMs, { counted, prepare: call.prepare });
        if (typeof slot === 'string') return { kind: 'not-sent', cause: slot };
        const result = await runInSlot(pool, slot, call);
        // The quota is refunded only if the call was certainly not sent.
        if (result === 'slot-lost' || result.kind === 'unsent') void quota.refund(pool, day);
        if (result !== 'slot-lost') return result;
        if (run === MAX_RUNS || performance.now() >= untilMs) return { kind: 'not-sent', cause: 'state-unavailable' };
      }
    },
    markExhausted: (allowance, sentAt) => {
      const endsAt = nextMidnight(new Date(sentAt), allowance.timeZone).getTime();
      void quota.markExhausted(poolOf(allowance), { ...today(allowance), endsAt });
    },
    limits: async (allowance) => {
      const day = today(allowance);
      return { ...(await slots.usage(poolOf(allowance), day)), resetsAt: new Date(day.endsAt) };
    },
  };
}

/**
 * Resolves when the next call was probably sent, because decoding the response of the previous one takes longer. In this process
 * that takes three turns of the event loop: the transport lets two pass before it reuses a connection, and one before it uses a
 * prepared one. In another process it takes `handOverMs`, and both may share a core.
 */
const nextCallIsSent = (handOverMs: number): Promise<void> =>
  new Promise((resolve) => {
    if (handOverMs > 0) setTimeout(resolve, handOverMs);
    else setImmediate(() => void setImmediate(() => void setImmediate(resolve)));
  });

function today({ dailyQuota, timeZone, ignoresQuota }: Allowance): Day {
  const now = Date.now();
  let cached = midnights.get(timeZone);
  if (cached === undefined || now < cached.computedAt || now >= cached.endsAt) {
    cached = { computedAt: now, endsAt: nextMidnight(new Date(now), timeZone).getTime() };
    midnights.set(timeZone, cached);
  }
  return { endsAt: cached.endsAt, limit: dailyQuota ?? null, ignoresQuota };
}

/** Time zone → the midnight after a moment. Its computation is the slowest part of the limiter. */
const midnights = new Map<string, { readonly computedAt: number; readonly endsAt: number }>();
