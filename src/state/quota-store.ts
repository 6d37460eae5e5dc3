/**
 * Daily count of calls of each token. SlotStore.confirm counts a call, because it must be counted in the step that allows it. The
 * methods here correct that count.
 */
export interface QuotaStore {
  /** Takes back one call of that day. Never rejects. */
  refund(token: CountedToken, day: Day): Promise<void>;
  /** Marks the quota of the day as used up until the day ends, because wolkvox reported it. Never rejects: it is retried. */
  markExhausted(token: CountedToken, day: Day): Promise<void>;
}

/** Token whose calls are counted. */
export interface CountedToken {
  /** Hash of the token. The token itself is not stored. */
  readonly id: string;
}

/** Day in the operation's time zone. */
export interface Day {
  /** Epoch milliseconds. */
  readonly endsAt: number;
  /** Daily quota of calls; null if there is none. */
  readonly limit: number | null;
  /** true: the call is counted although the quota is used up. @default false */
  readonly ignoresQuota?: boolean | undefined;
}

/**
 * Longest time until the end of a day: days have 23 to 25 hours, and clocks differ. A day that ends later was set by a wrong
 * clock. Its count and its mark `exhausted` are dropped when the clock is right.
 */
export const MAX_DAY_LENGTH_MS = 26 * 60 * 60 * 1000;
