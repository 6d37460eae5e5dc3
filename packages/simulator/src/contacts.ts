/** Contacts of one campaign. */
import { CallTally } from './call-tally.js';
import { customerIdOf, phonesOf, type ContactFields } from './contact-fields.js';
import { LaggingValue, type Lag } from './lagging-value.js';
import { estimatedBytes, type MemoryLimit } from './memory-limit.js';
import { isIn, type ReportWindow, type ResultFields, type Results } from './results.js';

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

/** How long readers still see old counts after contacts were added or removed. */
export interface CountLags {
  /** Of the number of records in lists. */
  readonly list: Lag;
  /** Of the calls on the board. */
  readonly board: Lag;
}

/** Counts of calls, as the board shows them. */
export interface CallCounts {
  /** Contacts that were called. */
  readonly dialled: number;
  readonly calls: number;
  /** Contacts by the result of their last call. */
  readonly answered: number;
  readonly unanswered: number;
  readonly busyOrFailed: number;
  readonly machines: number;
  /** Calls of the last minute. */
  readonly lastMinute: number;
}

/** A call to a contact. */
export interface Call {
  /** Time on the operation's clock, `YYYY-MM-DD HH:MM:SS`. */
  readonly date: string;
  readonly result: string;
  /** The number that was dialled. @default the first number of the record */
  readonly telephone?: string;
  /** Agent who spoke with the contact. @default "" */
  readonly agentId?: string;
  /** Activity code that the agent chose. @default "" */
  readonly activityCode?: string;
}

interface Entry {
  readonly id: string;
  fields: ContactFields;
  calls: number;
  lastCall: Call | null;
  bytes: number;
}

export class Contacts {
  readonly #memory: MemoryLimit;
  readonly #results: Results;
  /** Number of contacts that exist without being known one by one. */
  #unnamed: number;
  /** In order of addition. */
  readonly #entries = new Set<Entry>();
  readonly #byId = new Map<string, Entry[]>();
  /** Contacts that the dialler will call, in this order. */
  readonly #waiting = new Set<Entry>();
  readonly #tally = new CallTally();
  readonly #listCount = new LaggingValue(() => this.count);
  readonly #boardCounts = new LaggingValue(() => this.#countsNow());

  /**
   * @param unnamed number of contacts that exist without being known one by one
   * @param results results of the campaign, which also store those of removed contacts
   */
  constructor(memory: MemoryLimit, unnamed: number, results: Results) {
    this.#memory = memory;
    this.#results = results;
    this.#unnamed = unnamed;
  }

  get count(): number {
    return this.#unnamed + this.#entries.size;
  }

  /** Number of contacts that were called. */
  get calledCount(): number {
    return this.count - this.cleanCount;
  }

  /** Number of contacts that were not called. */
  get cleanCount(): number {
    return this.#unnamed + this.#tally.of(CLEAN);
  }

  /** Returns the number that a list shows, and counts the list. */
  countForList(): number {
    return this.#listCount.read();
  }

  /** Returns the counts of calls that the board shows, and counts the board. */
  countsForBoard(): CallCounts {
    return this.#boardCounts.read();
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
  add(records: readonly ContactFields[], duplicates: 'add' | 'update', lags: CountLags): void {
    this.#changeCount(lags, () => {
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
    return (this.#byId.get(customerId) ?? []).some((entry) => result === null || resultOf(entry) === result);
  }

  /** Removes the contacts at these positions among those with this result; null for any. The unknown ones are the first. */
  removeRange({ from, to }: { from: number; to: number }, result: string | null, lags: CountLags): void {
    this.#changeCount(lags, () => {
      const unnamed = result === null ? this.#unnamed : 0;
      const entries = this.#entriesWith(result).slice(Math.max(0, from - unnamed), Math.max(0, to - unnamed));
      this.#unnamed -= Math.min(to, unnamed) - Math.min(from, unnamed);
      this.#removeAll(entries);
      if (this.count === 0) this.#results.erase(() => true);
    });
  }

  /** Removes every contact that has one of these customer ids and this result; null for any. */
  removeIds(customerIds: readonly string[], result: string | null, lags: CountLags): void {
    this.#changeCount(lags, () => {
      const entries = customerIds.flatMap((id) => this.#byId.get(id) ?? []);
      this.#removeAll(entries.filter((entry) => result === null || resultOf(entry) === result));
    });
  }

  /** Changes fields of every contact with this customer id. */
  change(customerId: string, changes: ContactFields): void {
    for (const entry of this.#byId.get(customerId) ?? []) this.#replace(entry, { ...entry.fields, ...changes });
  }

  /** Adds a contact without a lag. `call` is its only call; null if there was none. */
  addExisting(fields: ContactFields, call: Call | null): void {
    this.#listCount.catchUp();
    this.#boardCounts.catchUp();
    const entry = this.#insert(fields);
    if (call !== null) this.#recordCall(entry, call);
  }

  /** Records a call of every contact with this customer id; the result CLEAN has it called again. Returns their number. */
  recordCalls(customerId: string, call: Call): number {
    const entries = this.#byId.get(customerId) ?? [];
    for (const entry of entries) this.#recordCall(entry, call);
    return entries.length;
  }

  /**
   * Calls the next contacts that were not called, in order of addition. Returns their number.
   * @param callTo makes the call to a record
   */
  dial(count: number, callTo: (fields: ContactFields) => Call): number {
    let dialled = 0;
    for (const entry of this.#waiting) {
      if (dialled === count) break;
      this.#recordCall(entry, callTo(entry.fields));
      this.#tally.countNow();
      dialled += 1;
    }
    return dialled;
  }

  /** Results of the contacts whose last call is in the window, in order of addition. */
  *resultsIn(window: ReportWindow): Iterable<ResultFields> {
    for (const entry of this.#entries)
      if (entry.lastCall !== null && isIn(window, entry.lastCall.date)) yield resultFields(entry, entry.lastCall);
  }

  /** Releases the memory of all contacts. */
  releaseMemory(): void {
    for (const { bytes } of this.#entries) this.#memory.release(bytes);
  }

  #entriesWith(result: string | null): readonly Entry[] {
    const entries = [...this.#entries];
    return result === null ? entries : entries.filter((entry) => resultOf(entry) === result);
  }

  #insert(fields: ContactFields): Entry {
    const bytes = estimatedBytes(fields);
    this.#memory.reserve(bytes);
    const entry: Entry = { id: customerIdOf(fields), fields, calls: 0, lastCall: null, bytes };
    this.#entries.add(entry);
    this.#waiting.add(entry);
    this.#tally.count(CLEAN, 0, 1);
    const same = this.#byId.get(entry.id);
    if (same) same.push(entry);
    else this.#byId.set(entry.id, [entry]);
    return entry;
  }

  /** The vendor's reports lose the results of removed contacts, except those of answered calls (doc). */
  #removeAll(entries: readonly Entry[]): void {
    const removed = new Set(entries.map(({ id }) => id));
    for (const entry of entries) this.#remove(entry);
    this.#results.erase(({ customer_id: id }) => removed.has(id) && !this.#byId.has(id));
  }

  #remove(entry: Entry): void {
    if (!this.#entries.delete(entry)) return;
    const { lastCall } = entry;
    this.#waiting.delete(entry);
    this.#tally.count(resultOf(entry), entry.calls, -1);
    this.#memory.release(entry.bytes);
    if (lastCall?.result === 'ANSWER') this.#results.add([resultFields(entry, lastCall)]);
    const others = (this.#byId.get(entry.id) ?? []).filter((other) => other !== entry);
    if (others.length > 0) this.#byId.set(entry.id, others);
    else this.#byId.delete(entry.id);
  }

  #recordCall(entry: Entry, call: Call): void {
    this.#tally.count(resultOf(entry), entry.calls, -1);
    entry.lastCall = call;
    entry.calls += 1;
    this.#tally.count(call.result, entry.calls, 1);
    if (call.result === CLEAN) this.#waiting.add(entry);
    else this.#waiting.delete(entry);
  }

  #replace(entry: Entry, fields: ContactFields): void {
    const bytes = estimatedBytes(fields);
    this.#memory.release(entry.bytes);
    this.#memory.reserve(bytes);
    entry.fields = fields;
    entry.bytes = bytes;
  }

  #changeCount({ list, board }: CountLags, change: () => void): void {
    this.#listCount.change(list, () => this.#boardCounts.change(board, change));
  }

  /** The groups of results are a guess. */
  #countsNow(): CallCounts {
    const tally = this.#tally;
    return {
      dialled: this.calledCount,
      calls: tally.calls,
      answered: tally.of('ANSWER'),
      unanswered: tally.of('NO-ANSWER', 'ABANDON'),
      busyOrFailed: tally.of('BUSY', 'CONGESTION', 'FAILED', 'CHANUNAVAIL'),
      machines: tally.of('ANSWER-MACHINE'),
      lastMinute: tally.lastMinute(),
    };
  }
}

/** Result of a contact that was not called. */
const CLEAN = 'CLEAN';

function resultOf({ lastCall }: Entry): string {
  return lastCall?.result ?? CLEAN;
}

/** Invented: the format of the vendor's ids is unknown. */
function connIdOf({ id, calls }: Entry): string {
  return calls === 0 ? '' : `${id}-${calls}`;
}

function storedContact(entry: Entry): StoredContact {
  return { ...entry.fields, result: resultOf(entry), calls: String(entry.calls), conn_id: connIdOf(entry) };
}

function resultFields(entry: Entry, { date, telephone, agentId = '', activityCode = '' }: Call): ResultFields {
  return {
    ...storedContact(entry),
    customer_id: entry.id,
    date,
    telephone: telephone ?? phonesOf(entry.fields).find((phone) => phone !== '') ?? '',
    agent_id: agentId,
    cod_act: activityCode,
  };
}
