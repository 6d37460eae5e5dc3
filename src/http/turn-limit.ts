/** Most requests that begin in one turn of the event loop: one or two milliseconds of work. */
const MAX_PER_TURN = 4;

/**
 * Spreads the requests of a burst over turns of the event loop. All requests that arrive at once would otherwise be executed in
 * one turn, in which no call to wolkvox can be sent, no response can be read, and no health check is answered.
 */
export class TurnLimit {
  readonly #waiting: (() => void)[] = [];
  #begun = 0;
  #isScheduled = false;

  /** Returns undefined if a request may begin now, else a promise that resolves in its turn. Requests begin in order. */
  begin(): Promise<void> | undefined {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(this.#next);
    }
    if (this.#begun === MAX_PER_TURN) return new Promise((resolve) => void this.#waiting.push(resolve));
    this.#begun += 1;
    return undefined;
  }

  readonly #next = (): void => {
    const next = this.#waiting.splice(0, MAX_PER_TURN);
    this.#begun = next.length;
    this.#isScheduled = next.length > 0;
    if (this.#isScheduled) setImmediate(this.#next);
    for (const begin of next) begin();
  };
}
