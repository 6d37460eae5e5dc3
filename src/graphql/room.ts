import { getHeapStatistics } from 'node:v8';

/** What a request costs before anything of its own: its connection, its context, the promises that it waits in. */
export const REQUEST_BYTES = 16 * 1024;

/** Without a limit of the operator's: what else there is, the lists above all, needs the rest. */
const PART_OF_HEAP = 4;

/** What one request holds. */
export interface Stay {
  /** Holds more, which is counted once for all who hold it; false where there is no room. */
  share(thing: object, bytes: number): boolean;
  /**
   * Holds an answer of so many bytes instead of what it held. That is possible as long as any room is left, so one answer may
   * go beyond it; false if none is left. Then it holds what a request without anything of its own costs.
   */
  holdAnswer(bytes: number): boolean;
  /** Lets `holdAnswer` succeed in any case: the answer to a mutation says what has been done. */
  requireAnswer(): void;
  /** Gives up all that it holds. */
  leave(): void;
}

/**
 * The memory for requests under way. Each waits for wolkvox with all that came with it, for a minute and more where wolkvox
 * hangs; the number of those that wait is no bound of what they hold, and a process out of memory takes the outcomes of all
 * its calls with it. Counted by estimates that are above what was measured.
 */
export class Room {
  #freeBytes: number;
  readonly #shared = new Map<object, { holders: number; readonly bytes: number }>();

  constructor(bytes: number | undefined) {
    this.#freeBytes = bytes ?? Math.floor(getHeapStatistics().heap_size_limit / PART_OF_HEAP);
  }

  /** Undefined where there is no room for a request of so many bytes. */
  enter(bytes: number): Stay | undefined {
    let held = REQUEST_BYTES + bytes;
    if (!this.#take(held)) return undefined;
    const things: object[] = [];
    let isRequired = false;
    const leave = (): void => {
      this.#freeBytes += held;
      held = 0;
      for (const thing of things.splice(0)) this.#part(thing);
    };
    return {
      share: (thing, size) => {
        if (!this.#join(thing, size)) return false;
        things.push(thing);
        return true;
      },
      holdAnswer: (size) => {
        const before = this.#freeBytes;
        leave();
        // What needs no more than its request held had room already.
        const fits = isRequired || this.#freeBytes > 0 || REQUEST_BYTES + size <= this.#freeBytes - before;
        held = REQUEST_BYTES + (fits ? size : 0);
        this.#freeBytes -= held;
        return fits;
      },
      requireAnswer: () => {
        isRequired = true;
      },
      leave,
    };
  }

  /** Undefined where there is no room for so many bytes; else what gives them up again. */
  reserve(bytes: number): (() => void) | undefined {
    return this.#take(bytes) ? this.#release(bytes) : undefined;
  }

  /** Counts bytes that are held in any case, beyond the room if need be. Returns what gives them up again. */
  hold(bytes: number): () => void {
    this.#freeBytes -= bytes;
    return this.#release(bytes);
  }

  #release(bytes: number): () => void {
    let held = bytes;
    return () => {
      this.#freeBytes += held;
      held = 0;
    };
  }

  #take(bytes: number): boolean {
    if (bytes > this.#freeBytes) return false;
    this.#freeBytes -= bytes;
    return true;
  }

  #join(thing: object, bytes: number): boolean {
    const shared = this.#shared.get(thing);
    if (shared !== undefined) {
      shared.holders += 1;
      return true;
    }
    if (!this.#take(bytes)) return false;
    this.#shared.set(thing, { holders: 1, bytes });
    return true;
  }

  #part(thing: object): void {
    const shared = this.#shared.get(thing);
    if (shared === undefined) return;
    shared.holders -= 1;
    if (shared.holders > 0) return;
    this.#shared.delete(thing);
    this.#freeBytes += shared.bytes;
  }
}
