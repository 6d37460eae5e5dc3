/** Value of which readers still see an old one after a change. */

/** How long readers still see the old value after a change. */
export interface Lag {
  /** Number of reads. */
  readonly reads: number;
  readonly ms: number;
}

export class LaggingValue<Value> {
  readonly #current: () => Value;
  #old: { readonly value: Value; reads: number; readonly until: number } | null = null;

  constructor(current: () => Value) {
    this.#current = current;
  }

  /** Returns the value that a reader sees, and counts the read. */
  read(): Value {
    if (this.#old !== null && this.#old.reads <= 0 && Date.now() >= this.#old.until) this.#old = null;
    if (this.#old === null) return this.#current();
    this.#old.reads -= 1;
    return this.#old.value;
  }

  /** Readers see the value before the change until the lag has passed. A lag that has not passed starts again. */
  change({ reads, ms }: Lag, change: () => void): void {
    const value = this.#old === null ? this.#current() : this.#old.value;
    try {
      change();
    } finally {
      this.#old = reads > 0 || ms > 0 ? { value, reads, until: Date.now() + ms } : null;
    }
  }

  /** Ends a lag. */
  catchUp(): void {
    this.#old = null;
  }
}
