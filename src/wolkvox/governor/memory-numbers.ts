import { MOST_NAMES, NAME_KEPT_MS, NUMBER_KEPT_MS, type Announced } from './state.js';

/** Which campaigns of one kind are known to be there, and which were announced. redis-scripts.ts says the same in Lua. */
export class MemoryNumbers {
  #highest: number | undefined;
  readonly #announced = new Recent<string, number>(NAME_KEPT_MS, MOST_NAMES);
  readonly #taken = new Recent<number, true>(NUMBER_KEPT_MS);

  announce(name: string): Announced {
    const known = this.announced(name) + 1;
    const nth = this.#announced.set(name, known) ? known : Math.max(known, 2);
    return this.#highest === undefined ? { nth } : { nth, highest: this.#highest };
  }

  announced(name: string): number {
    return this.#announced.get(name) ?? (this.#announced.forgets ? 1 : 0);
  }

  see(number: number): void {
    if (this.#highest === undefined || number > this.#highest) this.#highest = number;
  }

  take(number: number): boolean {
    this.see(number);
    if (this.taken(number)) return false;
    this.#taken.set(number, true);
    return true;
  }

  taken(number: number): boolean {
    return this.#taken.get(number) === true;
  }
}

/**
 * Remembers what was set for `keepMs` at least and twice that at most, of each `keepMs` so many at most. All of an age are forgotten together: a time of its
 * own for each, kept and compared, was the dearest part of a creation's books.
 */
class Recent<Key, Value> {
  readonly #keepMs: number;
  readonly #most: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  /** Whether there was no room for something in the time of each. */
  #youngLacks = false;
  #oldLacks = false;
  #agesAt: number;

  constructor(keepMs: number, most = Infinity) {
    this.#keepMs = keepMs;
    this.#most = most;
    this.#agesAt = performance.now() + keepMs;
  }

  get(key: Key): Value | undefined {
    this.#age();
    return this.#young.get(key) ?? this.#old.get(key);
  }

  /** Whether something that was set of late is not remembered. */
  get forgets(): boolean {
    this.#age();
    return this.#youngLacks || this.#oldLacks;
  }

  /** False where there is no room for it. */
  set(key: Key, value: Value): boolean {
    this.#age();
    if (this.#young.size >= this.#most && !this.#young.has(key)) {
      this.#youngLacks = true;
      return false;
    }
    this.#young.set(key, value);
    return true;
  }

  #age(): void {
    const now = performance.now();
    if (now < this.#agesAt) return;
    // Nothing was set for a whole age: what is young has had its time, too.
    const isNext = now < this.#agesAt + this.#keepMs;
    this.#old = isNext ? this.#young : new Map<Key, Value>();
    this.#oldLacks = isNext && this.#youngLacks;
    this.#young = new Map();
    this.#youngLacks = false;
    this.#agesAt = now + this.#keepMs;
  }
}
