import { NAME_KEPT_MS, NUMBER_KEPT_MS, type Announced } from './state.js';

/** Which campaigns of one kind are known to be there, and which were announced. redis-scripts.ts says the same in Lua. */
export class MemoryNumbers {
  #highest: number | undefined;
  readonly #announced = new Recent<string, number>(NAME_KEPT_MS);
  readonly #taken = new Recent<number, true>(NUMBER_KEPT_MS);

  announce(name: string): Announced {
    const nth = this.announced(name) + 1;
    this.#announced.set(name, nth);
    return this.#highest === undefined ? { nth } : { nth, highest: this.#highest };
  }

  announced(name: string): number {
    return this.#announced.get(name) ?? 0;
  }

  take(number: number): boolean {
    if (this.#highest === undefined || number > this.#highest) this.#highest = number;
    if (this.taken(number)) return false;
    this.#taken.set(number, true);
    return true;
  }

  taken(number: number): boolean {
    return this.#taken.get(number) === true;
  }
}

/**
 * Remembers what was set for `keepMs` at least and twice that at most. All of an age are forgotten together: a time of its
 * own for each, kept and compared, was the dearest part of a creation's books.
 */
class Recent<Key, Value> {
  readonly #keepMs: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  #agesAt: number;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
    this.#agesAt = performance.now() + keepMs;
  }

  get(key: Key): Value | undefined {
    this.#age();
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: Key, value: Value): void {
    this.#age();
    this.#young.set(key, value);
  }

  #age(): void {
    const now = performance.now();
    if (now < this.#agesAt) return;
    // Nothing was set for a whole age: what is young has had its time, too.
    this.#old = now < this.#agesAt + this.#keepMs ? this.#young : new Map<Key, Value>();
    this.#young = new Map();
    this.#agesAt = now + this.#keepMs;
  }
}
