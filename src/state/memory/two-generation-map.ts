/** Clock in milliseconds that never steps, unlike the wall clock. */
export type SteadyClock = () => number;

/** Options of a TwoGenerationMap. */
export interface TwoGenerationMapOptions<Key, Value> {
  readonly ttlMs: number;
  /** Most new entries per period. @default Infinity */
  readonly maxEntries?: number;
  readonly now: SteadyClock;
  /** Called with each entry that is set or dropped (`value` undefined), and its period. */
  readonly onChange?: (period: number, key: Key | undefined, value: Value | undefined) => void;
}

/**
 * Map whose entries live for one to two periods of `ttlMs`, with at most `maxEntries` per period.
 * perf: see docs/adr/0010-two-generation-map.md
 */
export class TwoGenerationMap<Key, Value> {
  readonly #options: TwoGenerationMapOptions<Key, Value>;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  #youngOverflowed = false;
  #oldOverflowed = false;
  #period: number;

  constructor(options: TwoGenerationMapOptions<Key, Value>) {
    this.#options = options;
    this.#period = this.#currentPeriod();
  }

  get(key: Key): Value | undefined {
    this.#rotate();
    return this.#young.get(key) ?? this.#old.get(key);
  }

  /** Number of the current period. */
  get period(): number {
    this.#rotate();
    return this.#period;
  }

  /** True if an entry of the last two periods was not stored. */
  get overflowed(): boolean {
    this.#rotate();
    return this.#youngOverflowed || this.#oldOverflowed;
  }

  /** Returns false if the map is full. */
  set(key: Key, value: Value): boolean {
    this.#rotate();
    if (this.#young.size >= (this.#options.maxEntries ?? Infinity) && !this.#young.has(key)) {
      if (!this.#youngOverflowed) this.#options.onChange?.(this.#period, undefined, value);
      this.#youngOverflowed = true;
      return false;
    }
    this.#young.set(key, value);
    this.#options.onChange?.(this.#period, key, value);
    return true;
  }

  /**
   * Adds an entry of an earlier process. `key` undefined: an entry of that period was not stored. Returns false if the period
   * has ended, so the entry is not added.
   */
  restore(period: number, key: Key | undefined, value: Value): boolean {
    this.#rotate();
    const isYoung = period === this.#period;
    if (!isYoung && period !== this.#period - 1) return false;
    if (key !== undefined) (isYoung ? this.#young : this.#old).set(key, value);
    else if (isYoung) this.#youngOverflowed = true;
    else this.#oldOverflowed = true;
    return true;
  }

  #currentPeriod(): number {
    return Math.floor(this.#options.now() / this.#options.ttlMs);
  }

  #rotate(): void {
    const period = this.#currentPeriod();
    if (period === this.#period) return;
    // If nothing was read or set for a whole period, the young entries have expired too.
    const isNext = period === this.#period + 1;
    this.#drop(this.#period - 1, this.#old, this.#oldOverflowed);
    if (!isNext) this.#drop(this.#period, this.#young, this.#youngOverflowed);
    this.#old = isNext ? this.#young : new Map<Key, Value>();
    this.#oldOverflowed = isNext && this.#youngOverflowed;
    this.#young = new Map();
    this.#youngOverflowed = false;
    this.#period = period;
  }

  #drop(period: number, entries: ReadonlyMap<Key, Value>, overflowed: boolean): void {
    const { onChange } = this.#options;
    if (onChange === undefined) return;
    for (const key of entries.keys()) onChange(period, key, undefined);
    if (overflowed) onChange(period, undefined, undefined);
  }
}
