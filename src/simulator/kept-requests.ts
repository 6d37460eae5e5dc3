/** The latest requests, no more of them than there is room for: whoever can reach the simulator can send it requests for days. */
import type { RecordedRequest } from './ledger.js';

/** What one record takes beside its texts, from above: its names, its headers, the beginning of its answer. */
const RECORD_BYTES = 2_048;
/** A character of a body, kept as text and as parsed JSON. */
const CHARACTER_BYTES = 4;

export class KeptRequests {
  #records: RecordedRequest[] = [];
  readonly #weights = new WeakMap<RecordedRequest, number>();
  #bytes = 0;
  #dropped = 0;

  /** `mostBytes`: the memory for all records, by an estimate from above. */
  constructor(private readonly mostBytes: number) {}

  /** In order of arrival. */
  all(): readonly RecordedRequest[] {
    return this.#records;
  }

  /** How many came before those that are kept, since the start or the last `forget`. */
  dropped(): number {
    return this.#dropped;
  }

  add(record: RecordedRequest): void {
    this.#records.push(record);
    this.#weights.set(record, 0);
    this.grown(record);
  }

  /** To be called when the body of a record has come. Drops the oldest records if there is no room for it. */
  grown(record: RecordedRequest): void {
    const before = this.#weights.get(record);
    // It was dropped or forgotten before its body came.
    if (before === undefined) return;
    const weight = weigh(record);
    this.#weights.set(record, weight);
    this.#bytes += weight - before;
    while (this.#bytes > this.mostBytes) this.#dropOldest();
  }

  forget(): void {
    for (const record of this.#records) this.#weights.delete(record);
    this.#records = [];
    this.#bytes = 0;
    this.#dropped = 0;
  }

  #dropOldest(): void {
    const oldest = this.#records.shift();
    if (oldest === undefined) return;
    this.#bytes -= this.#weights.get(oldest) ?? 0;
    this.#weights.delete(oldest);
    this.#dropped += 1;
  }
}

function weigh({ path, query, headers, rawBody }: RecordedRequest): number {
  const texts = [path, rawBody, ...Object.entries(query).flat(), ...Object.entries(headers).flat()];
  return RECORD_BYTES + CHARACTER_BYTES * texts.reduce((length, text) => length + text.length, 0);
}
