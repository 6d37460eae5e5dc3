/** Cancellation of work. */
export interface Cancellation {
  readonly aborted: boolean;
  /** Created when it is first read. Read `aborted` instead unless an event is needed. */
  readonly signal: AbortSignal;
}

/**
 * AbortController that creates its signal on demand.
 * perf: a signal costs some 50 µs, most of it in garbage collection, and most requests never wait for anything that needs one.
 */
export class LazyAbortController implements Cancellation {
  #aborted = false;
  #controller: AbortController | undefined;

  get aborted(): boolean {
    return this.#aborted;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort();
    return this.#controller.signal;
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort();
  }
}
