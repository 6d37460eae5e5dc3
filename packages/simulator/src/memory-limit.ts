/** Estimated memory of the stored campaigns and contacts. */

/** There is no memory for another campaign or contact. */
export class MemoryFullError extends RangeError {}

export class MemoryLimit {
  #used = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Nothing stored is dropped for something new, because it would look as if it had never been stored. */
  reserve(bytes: number): void {
    if (this.#used + bytes > this.#limit) throw new MemoryFullError(NO_ROOM);
    this.#used += bytes;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }
}

const NO_ROOM = 'The simulator has no memory for another campaign or contact; POST /control/reset clears them.';

/** Estimate for a value of JSON. */
export function estimatedBytes(value: object): number {
  return OBJECT_BYTES + CHARACTER_BYTES * JSON.stringify(value).length;
}

/** Estimate for an object without its texts. */
const OBJECT_BYTES = 512;
/** A character takes at most two bytes. */
const CHARACTER_BYTES = 2;
