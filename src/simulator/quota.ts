/**
 * The calls a token may make in one day. Every call costs one unit, whatever becomes of it (spec: "límite diario de tokens").
 * When the day begins is not said; the guess is midnight in the operation's zone.
 */
export class DailyQuota {
  /** Calls per day. */
  readonly limit: number;
  readonly #calendar: Intl.DateTimeFormat;
  #day = '';
  #spent = 0;

  /** @param limit calls per day @param timeZone IANA name @throws RangeError when the zone is unknown */
  constructor(limit: number, timeZone: string) {
    this.limit = limit;
    this.#calendar = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  }

  /** Spends one unit at `now`; answers whether the day still had it to give. */
  spend(now: Date): boolean {
    this.#turnPage(now);
    this.#spent += 1;
    return this.#spent <= this.limit;
  }

  /** Units spent in the day of `now`; the calls beyond the limit are counted too, so it may be more than there were. */
  spent(now: Date): number {
    this.#turnPage(now);
    return this.#spent;
  }

  /** Gives today's spent calls back. */
  refill(): void {
    this.#spent = 0;
  }

  #turnPage(now: Date): void {
    const day = this.#calendar.format(now);
    if (day === this.#day) return;
    this.#day = day;
    this.#spent = 0;
  }
}
