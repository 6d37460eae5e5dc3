/** Writes that run at once, because one after the other would take a round trip each. */
const BATCH = 1_000;

/** Writes in their order that wait for Redis, because it was unavailable when they were due. */
export class PendingWrites {
  readonly #writes: (() => Promise<unknown>)[] = [];

  /** Runs a write now, or with the next `flush` if it fails or another write waits. Never rejects. */
  async run(write: () => Promise<unknown>): Promise<void> {
    if (this.#writes.length > 0) this.#writes.push(write);
    else await write().catch(() => this.#writes.push(write));
  }

  /** Runs all writes that wait. Rejects if one fails; its batch and those after it then wait on. */
  async flush(): Promise<void> {
    while (this.#writes.length > 0) {
      const due = this.#writes.slice(0, BATCH);
      await Promise.all(due.map((write) => write()));
      this.#writes.splice(0, due.length);
    }
  }
}
