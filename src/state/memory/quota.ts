import { MAX_DAY_LENGTH_MS, type Day } from '../quota-store.js';

/** Count of one day. */
export interface DayCount {
  /** End of the day, in epoch milliseconds. 0 if no day was counted. */
  readonly endsAt: number;
  readonly used: number;
  /** True if wolkvox reported that the quota is used up. */
  readonly exhausted: boolean;
}

/** Daily count of calls of one token. redis/scripts/quota.lua has the same steps. */
export class MemoryQuota {
  #day: DayCount;
  readonly #onChange: (day: DayCount) => void;

  /** @param onChange Called with the new count after each change, in the step that makes it. */
  constructor(
    day: DayCount = { endsAt: 0, used: 0, exhausted: false },
    onChange: (day: DayCount) => void = () => undefined,
  ) {
    this.#day = day;
    this.#onChange = onChange;
  }

  /** The count of the last day that was counted. */
  get day(): DayCount {
    return this.#day;
  }

  /** Counts one call. Returns false if the quota of the day is used up, unless the call ignores it. */
  consume(day: Day): boolean {
    this.#startDay(day);
    const { exhausted, used } = this.#day;
    const isUsedUp = exhausted || (day.limit !== null && used >= day.limit);
    if (isUsedUp && day.ignoresQuota !== true) return false;
    this.#set({ ...this.#day, used: used + 1 });
    return true;
  }

  /** Takes back one call of that day. */
  refund({ endsAt }: Day): void {
    // A call of yesterday was not counted today.
    if (endsAt === this.#day.endsAt) this.#set({ ...this.#day, used: this.#day.used - 1 });
  }

  /** Marks the quota of that day as used up. */
  markExhausted(day: Day): void {
    this.#startDay(day);
    // A report about yesterday does not concern today.
    if (day.endsAt === this.#day.endsAt) this.#set({ ...this.#day, exhausted: true });
  }

  /** Returns the calls of the day. */
  used(day: Day): number {
    this.#startDay(day);
    return this.#day.used;
  }

  /** Starts the count of a later day, or of this one if the current day was set by a wrong clock. */
  #startDay({ endsAt }: Day): void {
    const isInvalid = this.#day.endsAt > Date.now() + MAX_DAY_LENGTH_MS;
    if (this.#day.endsAt < endsAt || isInvalid) this.#day = { endsAt, used: 0, exhausted: false };
  }

  #set(day: DayCount): void {
    this.#day = day;
    this.#onChange(day);
  }
}
