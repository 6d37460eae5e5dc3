import { getHeapStatistics } from 'node:v8';

/** What a request costs before anything of its own: its connection, its context, the promises that it waits in. */
export const REQUEST_BYTES = 16 * 1024;

/** Without a limit of the operator's: what else there is, the lists above all, needs the rest. */
const PART_OF_HEAP = 4;

/** What one request holds. */
export interface Stay {
  /** Holds more, which is counted once for all who hold it; false where there is no room. */
  share(thing: object, bytes: number): boolean;
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
    return {
      share: (thing, size) => {
        if (!this.#join(thing, size)) return false;
        things.push(thing);
        return true;
      },
      leave: () => {
        this.#freeBytes += held;
        held = 0;
        for (const thing of things.splice(0)) this.#part(thing);
      },
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
