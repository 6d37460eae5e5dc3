import type { KeyState } from '../idempotency-store.js';
import type { SteadyClock } from './two-generation-map.js';

/** Record of an idempotency key. */
export interface KeyRecord {
  /** Hash of the input. Undefined if the record could not be read: every input then has the state `unknown`. */
  readonly fingerprint: string | undefined;
  /** Stored result; undefined while the first request is running. */
  readonly value?: string;
  /** End of its life, on the steady clock. */
  readonly endsAt: number;
  /** True if the process that claimed it has died. */
  readonly orphaned?: true;
}

/** Idempotency keys of one process. The steps are those of redis/scripts/idempotency.lua, without claims of other processes. */
export class MemoryIdempotency {
  /** In order of their end, because all keys have the same TTL. */
  readonly #records = new Map<string, KeyRecord>();
  readonly #now: SteadyClock;
  readonly #onExpired: (key: string) => void;

  /** @param onExpired Called with each key that is removed because its life has ended. */
  constructor(now: SteadyClock, onExpired: (key: string) => void = () => undefined) {
    this.#now = now;
    this.#onExpired = onExpired;
  }

  /** Claims the key, or returns its state. */
  begin(key: string, fingerprint: string, ttlMs: number): KeyState {
    const now = this.#now();
    this.#removeExpired(now);
    const record = this.#records.get(key);
    if (record === undefined) {
      this.#records.set(key, { fingerprint, endsAt: now + ttlMs });
      return { status: 'claimed' };
    }
    if (record.fingerprint === undefined) return { status: 'unknown' };
    if (record.fingerprint !== fingerprint) return { status: 'conflict' };
    if (record.value !== undefined) return { status: 'done', value: record.value };
    return { status: record.orphaned === true ? 'unknown' : 'pending' };
  }

  /** Returns the record of a claimed key with this result; undefined if the key is not claimed. Changes nothing. */
  completed(key: string, value: string, ttlMs: number): KeyRecord | undefined {
    const record = this.#records.get(key);
    return record && { fingerprint: record.fingerprint, value, endsAt: this.#now() + ttlMs };
  }

  get(key: string): KeyRecord | undefined {
    return this.#records.get(key);
  }

  /** Stores a record as the one that ends last. */
  set(key: string, record: KeyRecord): void {
    this.#records.delete(key);
    this.#records.set(key, record);
  }

  /** Releases a key. */
  delete(key: string): void {
    this.#records.delete(key);
  }

  /** Removes expired keys from the oldest on. A key behind one that lives longer is removed with that one. */
  #removeExpired(now: number): void {
    for (const [key, { endsAt }] of this.#records) {
      if (endsAt > now) break;
      this.#records.delete(key);
      this.#onExpired(key);
    }
  }
}
