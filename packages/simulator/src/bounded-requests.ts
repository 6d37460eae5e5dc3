/** Most recent requests, within a memory limit. */
import type { RecordedRequest } from './simulator-api.js';

/** Upper estimate for a record without its texts: names, headers, the start of the answer. */
const RECORD_BYTES = 2_048;
/** Upper estimate for a character of a body, stored as text and as parsed JSON. */
const CHARACTER_BYTES = 4;

export class BoundedRequests {
  #records: RecordedRequest[] = [];
  readonly #sizes = new WeakMap<RecordedRequest, number>();
  #bytes = 0;
  #dropped = 0;

  /** @param maxBytes estimated memory for all records */
  constructor(private readonly maxBytes: number) {}

  /** In order of arrival. */
  all(): readonly RecordedRequest[] {
    return this.#records;
  }

  /** Number of records that were dropped since the start or the last `clear`. */
  dropped(): number {
    return this.#dropped;
  }

  add(record: RecordedRequest): void {
    this.#records.push(record);
    this.#sizes.set(record, 0);
    this.updateSize(record);
  }

  /**
   * Updates the size of a record after its body has arrived. Drops the oldest records while the total is above the
   * limit.
   */
  updateSize(record: RecordedRequest): void {
    const before = this.#sizes.get(record);
    // The record was dropped or cleared before its body arrived.
    if (before === undefined) return;
    const weight = estimateBytes(record);
    this.#sizes.set(record, weight);
    this.#bytes += weight - before;
    while (this.#bytes > this.maxBytes) this.#dropOldest();
  }

  clear(): void {
    for (const record of this.#records) this.#sizes.delete(record);
    this.#records = [];
    this.#bytes = 0;
    this.#dropped = 0;
  }

  #dropOldest(): void {
    const oldest = this.#records.shift();
    if (oldest === undefined) return;
    this.#bytes -= this.#sizes.get(oldest) ?? 0;
    this.#sizes.delete(oldest);
    this.#dropped += 1;
  }
}

function estimateBytes({ path, query, headers, rawBody }: RecordedRequest): number {
  const texts = [path, rawBody, ...Object.entries(query).flat(), ...Object.entries(headers).flat()];
  return RECORD_BYTES + CHARACTER_BYTES * texts.reduce((length, text) => length + text.length, 0);
}
