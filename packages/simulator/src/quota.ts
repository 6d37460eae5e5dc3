/**
 * Daily quota of a token. Every call uses one unit, whatever its result (spec: "límite diario de tokens").
 * The start of the day is a guess: midnight in the operation's zone.
 */
export class DailyQuota {
  /** Calls per day. */
  readonly limit: number;
  readonly #calendar: Intl.DateTimeFormat;
  #day = '';
  #used = 0;

  /** @param limit calls per day @param timeZone IANA name @throws RangeError if the zone is unknown */
  constructor(limit: number, timeZone: string) {
    this.limit = limit;
    this.#calendar = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  }

  /** Uses one unit at `now`. Returns false if the limit was already reached. */
  consume(now: Date): boolean {
    this.#startNewDay(now);
    this.#used += 1;
    return this.#used <= this.limit;
  }

  /** Returns the units used on the day of `now`. Calls beyond the limit count, so it can exceed the limit. */
  used(now: Date): number {
    this.#startNewDay(now);
    return this.#used;
  }

  /** Sets the used units to 0. */
  refill(): void {
    this.#used = 0;
  }

  #startNewDay(now: Date): void {
    const day = this.#calendar.format(now);
    if (day === this.#day) return;
    this.#day = day;
    this.#used = 0;
  }
}
