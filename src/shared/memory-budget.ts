import { getHeapStatistics } from 'node:v8';

/** V8 stores text with a character outside Latin-1 in two bytes per character. */
export const CHARACTER_BYTES = 2;

/** Memory of a request without its body: connection, context and pending promises. */
export const REQUEST_BYTES = 16 * 1024;

/** The default budget is this fraction of the heap. Lists and other data need the rest. */
const HEAP_DIVISOR = 4;

/** Memory that one request holds. */
export interface Reservation {
  /** Adds an object that is counted once for all its holders. Returns false if the budget is exhausted. */
  addShared(object: object, bytes: number): boolean;
  /**
   * Replaces the reservation by one for a response. It succeeds while any budget is left, so a response may exceed the budget.
   * Returns false if none is left, and then reserves REQUEST_BYTES only.
   */
  replaceWithResponse(bytes: number): boolean;
  /** Makes `replaceWithResponse` always succeed, because the response of a mutation contains its outcome. */
  alwaysAllowResponse(): void;
  /** Releases all memory. Further calls have no effect. */
  release(): void;
}

/**
 * Memory budget for in-flight requests. A request holds its memory while it waits for wolkvox, which can take more than a
 * minute. A limit on the number of requests would not bound their memory, and a process without memory loses the outcomes of its
 * calls. Estimates are above the measured use.
 */
export class MemoryBudget {
  #freeBytes: number;
  readonly #shared = new Map<object, { holders: number; readonly bytes: number }>();

  constructor(bytes: number | undefined) {
    this.#freeBytes = bytes ?? Math.floor(getHeapStatistics().heap_size_limit / HEAP_DIVISOR);
  }

  /** Reserves memory for a request with this many bytes; undefined if the budget is exhausted. */
  reserve(bytes: number): Reservation | undefined {
    let held = REQUEST_BYTES + bytes;
    if (!this.#reserve(held)) return undefined;
    const sharedObjects: object[] = [];
    let isRequired = false;
    const release = (): void => {
      this.#freeBytes += held;
      held = 0;
      for (const object of sharedObjects) this.#releaseShared(object);
      sharedObjects.length = 0;
    };
    return {
      addShared: (object, size) => {
        if (!this.#acquireShared(object, size)) return false;
        sharedObjects.push(object);
        return true;
      },
      replaceWithResponse: (size) => {
        const before = this.#freeBytes;
        release();
        // A response that is not larger than its request always fits.
        const fits = isRequired || this.#freeBytes > 0 || REQUEST_BYTES + size <= this.#freeBytes - before;
        held = REQUEST_BYTES + (fits ? size : 0);
        this.#freeBytes -= held;
        return fits;
      },
      alwaysAllowResponse: () => {
        isRequired = true;
      },
      release,
    };
  }

  /** Reserves bytes and returns the function that releases them; undefined if the budget is exhausted. */
  reserveBytes(bytes: number): (() => void) | undefined {
    return this.#reserve(bytes) ? this.#releaseOnce(bytes) : undefined;
  }

  /** Counts bytes that are already in use, even beyond the budget. Returns the function that releases them. */
  addUnconditionally(bytes: number): () => void {
    this.#freeBytes -= bytes;
    return this.#releaseOnce(bytes);
  }

  #releaseOnce(bytes: number): () => void {
    let held = bytes;
    return () => {
      this.#freeBytes += held;
      held = 0;
    };
  }

  #reserve(bytes: number): boolean {
    if (bytes > this.#freeBytes) return false;
    this.#freeBytes -= bytes;
    return true;
  }

  #acquireShared(object: object, bytes: number): boolean {
    const shared = this.#shared.get(object);
    if (shared !== undefined) {
      shared.holders += 1;
      return true;
    }
    if (!this.#reserve(bytes)) return false;
    this.#shared.set(object, { holders: 1, bytes });
    return true;
  }

  #releaseShared(object: object): void {
    const shared = this.#shared.get(object);
    if (shared === undefined) return;
    shared.holders -= 1;
    if (shared.holders > 0) return;
    this.#shared.delete(object);
    this.#freeBytes += shared.bytes;
  }
}
