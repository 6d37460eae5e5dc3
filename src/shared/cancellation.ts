/** Cancellation of work, seen from the work. */
export interface Cancellation {
  readonly aborted: boolean;
  /** Created when it is first read. Read `aborted` or use `onAbort` where no API needs a signal. */
  readonly signal: AbortSignal;
  /** Calls the listener when the work is cancelled, at once if it is already. Returns a function that removes it. */
  onAbort(listener: () => void): () => void;
}

/**
 * AbortController that creates its signal on demand.
 * perf: a signal with a listener costs some 50 µs, a part of it in garbage collection, and no request needs one unless it is
 * retried.
 */
export class CancellationSource implements Cancellation {
  #listeners: Set<() => void> | undefined;
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

  onAbort(listener: () => void): () => void {
    if (this.#aborted) listener();
    else (this.#listeners ??= new Set()).add(listener);
    return () => void this.#listeners?.delete(listener);
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort();
    this.#listeners?.forEach((listener) => listener());
    this.#listeners = undefined;
  }
}
