import { MAX_ATTEMPT_NAMES, ATTEMPT_TTL_MS, CLAIMED_ID_TTL_MS, type Attempt } from '../state.js';

/** Attempts and known campaign ids of one kind. redis/scripts.ts implements the same steps in Lua. */
export class MemoryCampaignIds {
  #highest: number | undefined;
  readonly #attempts = new TwoGenerationMap<string, number>(ATTEMPT_TTL_MS, MAX_ATTEMPT_NAMES);
  readonly #claimed = new TwoGenerationMap<number, true>(CLAIMED_ID_TTL_MS);

  recordAttempt(name: string): Attempt {
    const count = this.countAttempts(name) + 1;
    const attempt = this.#attempts.set(name, count) ? count : Math.max(count, 2);
    return this.#highest === undefined ? { attempt } : { attempt, highest: this.#highest };
  }

  countAttempts(name: string): number {
    return this.#attempts.get(name) ?? (this.#attempts.overflowed ? 1 : 0);
  }

  observe(number: number): void {
    if (this.#highest === undefined || number > this.#highest) this.#highest = number;
  }

  claim(number: number): boolean {
    this.observe(number);
    if (this.isClaimed(number)) return false;
    this.#claimed.set(number, true);
    return true;
  }

  isClaimed(number: number): boolean {
    return this.#claimed.get(number) === true;
  }
}

/**
 * Map whose entries live for one to two periods of `ttlMs`, with at most `maxEntries` per period.
 * perf: see docs/adr/0010-two-generation-map.md
 */
class TwoGenerationMap<Key, Value> {
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  #youngOverflowed = false;
  #oldOverflowed = false;
  #rotatesAt: number;

  constructor(ttlMs: number, maxEntries = Infinity) {
    this.#ttlMs = ttlMs;
    this.#maxEntries = maxEntries;
    this.#rotatesAt = performance.now() + ttlMs;
  }

  get(key: Key): Value | undefined {
    this.#rotate();
    return this.#young.get(key) ?? this.#old.get(key);
  }

  /** True if an entry of the last two periods was not stored. */
  get overflowed(): boolean {
    this.#rotate();
    return this.#youngOverflowed || this.#oldOverflowed;
  }

  /** Returns false if the map is full. */
  set(key: Key, value: Value): boolean {
    this.#rotate();
    if (this.#young.size >= this.#maxEntries && !this.#young.has(key)) {
      this.#youngOverflowed = true;
      return false;
    }
    this.#young.set(key, value);
    return true;
  }

  #rotate(): void {
    const now = performance.now();
    if (now < this.#rotatesAt) return;
    // If nothing was read or set for a whole period, the young entries have expired too.
    const isNext = now < this.#rotatesAt + this.#ttlMs;
    this.#old = isNext ? this.#young : new Map<Key, Value>();
    this.#oldOverflowed = isNext && this.#youngOverflowed;
    this.#young = new Map();
    this.#youngOverflowed = false;
    this.#rotatesAt = now + this.#ttlMs;
  }
}
