/** Counts of the calls of one campaign. */
export class CallTally {
  readonly #contacts = new Map<string, number>();
  #calls = 0;
  /** Times of the calls of the last minute, and of older ones that were not dropped yet. */
  #recent: number[] = [];

  /** Number of calls of the contacts that the campaign has. */
  get calls(): number {
    return this.#calls;
  }

  /** Number of contacts whose last call has one of these results. */
  of(...results: readonly string[]): number {
    return results.reduce((sum, result) => sum + (this.#contacts.get(result) ?? 0), 0);
  }

  /** Number of calls in the last minute, also those of contacts that were removed since. */
  lastMinute(): number {
    const since = Date.now() - 60_000;
    this.#recent = this.#recent.filter((time) => time > since);
    return this.#recent.length;
  }

  /** Counts a contact (`by` 1) or takes it out (`by` -1). */
  count(result: string, calls: number, by: 1 | -1): void {
    this.#contacts.set(result, (this.#contacts.get(result) ?? 0) + by);
    this.#calls += by * calls;
  }

  /** Counts a call that is made now for the calls of the last minute. */
  countNow(): void {
    this.#recent.push(Date.now());
  }
}
