/** Contacts of one campaign. */
import { estimatedBytes, type MemoryLimit } from './memory-limit.js';

/** Record as it was sent, every key unchanged. */
export type ContactFields = Readonly<Record<string, unknown>>;

/** Stored contact: the record as it was sent, and what the dialler adds. */
export interface StoredContact {
  readonly [key: string]: unknown;
  /** Result of the last call; "CLEAN" if there was none (guess: recall_records sets it to have a contact called again). */
  readonly result: string;
  /** Number of calls. */
  readonly calls: string;
  /** Id of the last call; "" if there was none (guess). */
  readonly conn_id: string;
}

/** How long lists still show the old number of contacts after a change. */
export interface CountLag {
  /** Number of lists. */
  readonly reads: number;
  readonly ms: number;
}

interface Entry {
  readonly id: string;
  fields: ContactFields;
  result: string;
  calls: number;
  connId: string;
  bytes: number;
}

export class Contacts {
  readonly #memory: MemoryLimit;
  /** Number of contacts that exist without being known one by one. */
  #unnamed: number;
  /** In order of addition. */
  readonly #entries = new Set<Entry>();
  readonly #byId = new Map<string, Entry[]>();
  #lag: { readonly shown: number; reads: number; readonly until: number } | null = null;

  constructor(memory: MemoryLimit, unnamed: number) {
    this.#memory = memory;
    this.#unnamed = unnamed;
  }

  get count(): number {
    return this.#unnamed + this.#entries.size;
  }

  /** Returns the number that a list shows, and counts the list. */
  countForList(): number {
    if (this.#lag === null) return this.count;
    if (this.#lag.reads <= 0 && Date.now() >= this.#lag.until) {
      this.#lag = null;
      return this.count;
    }
    this.#lag.reads -= 1;
    return this.#lag.shown;
  }

  /** In order of addition. */
  all(): readonly StoredContact[] {
    return [...this.#entries].map(storedContact);
  }

  /** Returns the contacts with this customer id, in order of addition. */
  withId(customerId: string): readonly StoredContact[] {
    return (this.#byId.get(customerId) ?? []).map(storedContact);
  }

  /**
   * Adds contacts in order. 'update' replaces the record of a known customer id instead.
   * @throws MemoryFullError at the first contact that does not fit; those before it are stored
   */
  add(records: readonly ContactFields[], duplicates: 'add' | 'update', lag: CountLag): void {
    this.#changeCount(lag, () => {
      for (const fields of records) {
        const known = duplicates === 'update' ? this.#byId.get(customerIdOf(fields))?.[0] : undefined;
        if (known) this.#replace(known, fields);
        else this.#insert(fields);
      }
    });
  }

  /** Number of contacts whose last result is this one; null for all. The result of an unknown contact matches none. */
  countWith(result: string | null): number {
    return result === null ? this.count : this.#entriesWith(result).length;
  }

  hasContact(customerId: string, result: string | null): boolean {
    return (this.#byId.get(customerId) ?? []).some((entry) => result === null || entry.result === result);
  }

  /** Removes the contacts at these positions among those with this result; null for any. The unknown ones are the first. */
  removeRange({ from, to }: { from: number; to: number }, result: string | null, lag: CountLag): void {
    this.#changeCount(lag, () => {
      const unnamed = result === null ? this.#unnamed : 0;
      const entries = this.#entriesWith(result).slice(Math.max(0, from - unnamed), Math.max(0, to - unnamed));
      this.#unnamed -= Math.min(to, unnamed) - Math.min(from, unnamed);
      for (const entry of entries) this.#remove(entry);
    });
  }

  /** Removes every contact that has one of these customer ids and this result; null for any. */
  removeIds(customerIds: readonly string[], result: string | null, lag: CountLag): void {
    this.#changeCount(lag, () => {
      for (const entry of customerIds.flatMap((id) => this.#byId.get(id) ?? [])) {
        if (result === null || entry.result === result) this.#remove(entry);
      }
    });
  }

  /** Changes fields of every contact with this customer id. */
  change(customerId: string, changes: ContactFields): void {
    for (const entry of this.#byId.get(customerId) ?? []) this.#replace(entry, { ...entry.fields, ...changes });
  }

  /** Adds a contact without a lag. `result` is that of its only call; undefined if there was none. */
  addExisting(fields: ContactFields, result: string | undefined): void {
    this.#lag = null;
    const entry = this.#insert(fields);
    if (result !== undefined) recordCall(entry, result);
  }

  /** Records a call of every contact with this customer id. Returns their number. */
  setResult(customerId: string, result: string): number {
    const entries = this.#byId.get(customerId) ?? [];
    for (const entry of entries) recordCall(entry, result);
    return entries.length;
  }

  /** Releases the memory of all contacts. */
  releaseMemory(): void {
    for (const { bytes } of this.#entries) this.#memory.release(bytes);
  }

  #entriesWith(result: string | null): readonly Entry[] {
    const entries = [...this.#entries];
    return result === null ? entries : entries.filter((entry) => entry.result === result);
  }

  #insert(fields: ContactFields): Entry {
    const bytes = estimatedBytes(fields);
    this.#memory.reserve(bytes);
    const entry: Entry = { id: customerIdOf(fields), fields, result: 'CLEAN', calls: 0, connId: '', bytes };
    this.#entries.add(entry);
    const same = this.#byId.get(entry.id);
    if (same) same.push(entry);
    else this.#byId.set(entry.id, [entry]);
    return entry;
  }

  #remove(entry: Entry): void {
    if (!this.#entries.delete(entry)) return;
    this.#memory.release(entry.bytes);
    const others = (this.#byId.get(entry.id) ?? []).filter((other) => other !== entry);
    if (others.length > 0) this.#byId.set(entry.id, others);
    else this.#byId.delete(entry.id);
  }

  #replace(entry: Entry, fields: ContactFields): void {
    const bytes = estimatedBytes(fields);
    this.#memory.release(entry.bytes);
    this.#memory.reserve(bytes);
    entry.fields = fields;
    entry.bytes = bytes;
  }

  /** Lists show the count before the change until the lag has passed. A lag that has not passed starts again. */
  #changeCount({ reads, ms }: CountLag, change: () => void): void {
    const before = this.#lag?.shown ?? this.count;
    try {
      change();
    } finally {
      this.#lag = reads > 0 || ms > 0 ? { shown: before, reads, until: Date.now() + ms } : null;
    }
  }
}

export function customerIdOf(fields: ContactFields): string {
  return textOf(fields, 'customer_id');
}

/** Returns a value of a record as text; "" if it is absent or no scalar. */
export function textOf(fields: ContactFields, key: string): string {
  const value = fields[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function recordCall(entry: Entry, result: string): void {
  entry.result = result;
  entry.calls += 1;
  // Invented: the format of the vendor's ids is unknown.
  entry.connId = `${entry.id}-${entry.calls}`;
}

function storedContact({ fields, result, calls, connId }: Entry): StoredContact {
  return { ...fields, result, calls: String(calls), conn_id: connId };
}
