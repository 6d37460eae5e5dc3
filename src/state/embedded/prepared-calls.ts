import type { DayCount } from '../memory/quota.js';
import type { MemoryState } from '../memory/memory-state.js';
import type { AttemptName } from '../campaign-id-store.js';
import { hash } from '../hash.js';
import type { CountedCall, Pool } from '../slot-store.js';
import type { Journal } from './journal.js';
import { attemptsKey, dayKey, isDayKey, type DayRecord } from './records.js';

/**
 * Most calls of a token that are counted on disk before they are sent. A process that is killed while calls wait may have counted so
 * many too many, and never one too few.
 */
const MAX_AHEAD = 4;

interface Prepared {
  readonly pool: Pool;
  readonly call: CountedCall;
  /** Resolves when the call and its attempt are on disk. */
  readonly durable: Promise<void>;
}

/**
 * Calls that wait for a slot, counted on disk before they have one. A call that is granted a slot is then sent without a write,
 * which would leave the slot unused for milliseconds.
 */
export class PreparedCalls {
  readonly #journal: Journal;
  readonly #memory: MemoryState;
  readonly #calls = new Map<string, Prepared>();
  /** Pool → number of its prepared calls. */
  readonly #waiting = new Map<string, number>();
  /** Key of an attempt without its period → number of its prepared calls. */
  readonly #attempts = new Map<string, number>();
  /** Pool → the count of the day that is on disk. */
  readonly #durable = new Map<string, DayRecord>();

  constructor(journal: Journal, memory: MemoryState) {
    this.#journal = journal;
    this.#memory = memory;
    journal.onWritten((changes) => {
      for (const [key, value] of changes) if (isDayKey(key)) this.#durable.set(key, value as DayRecord);
    });
  }

  /** Starts to write what the confirmation of this ticket will count. */
  prepare(pool: Pool, ticket: string, call: CountedCall): void {
    add(this.#waiting, pool.id, 1);
    const { attempt } = call;
    if (attempt !== undefined) {
      add(this.#attempts, nameOf(attempt.kind, hash(attempt.name)), 1);
      this.storeAttempts(attempt.kind, hash(attempt.name));
    }
    // The day that is counted now, which a call after midnight does not belong to.
    this.#memory.startDay(pool, call.day);
    this.storeDay(pool.id, this.#memory.dayOf(pool));
    const durable = this.#journal.durable();
    // It may fail before the confirmation waits for it.
    durable.catch(() => undefined);
    this.#calls.set(ticket, { pool, call, durable });
  }

  /**
   * Resolves when the call of this ticket is on disk; with false if it, or its attempt, was not prepared. Rejects with
   * StateUnavailableError.
   */
  async isPrepared(ticket: string, attempt: AttemptName | undefined): Promise<boolean> {
    const prepared = this.#calls.get(ticket);
    await prepared?.durable;
    return prepared !== undefined && (attempt === undefined || prepared.call.attempt !== undefined);
  }

  /** Removes a ticket that is confirmed or released. What it has prepared is taken back. */
  remove(ticket: string): void {
    const prepared = this.#calls.get(ticket);
    if (prepared === undefined) return;
    this.#calls.delete(ticket);
    add(this.#waiting, prepared.pool.id, -1);
    this.storeDay(prepared.pool.id, this.#memory.dayOf(prepared.pool));
    const { attempt } = prepared.call;
    if (attempt === undefined) return;
    add(this.#attempts, nameOf(attempt.kind, hash(attempt.name)), -1);
    this.storeAttempts(attempt.kind, hash(attempt.name));
  }

  /** Returns true if all calls counted in memory are on disk, at least as calls ahead. */
  isCounted(pool: Pool): boolean {
    const { endsAt, used } = this.#memory.dayOf(pool);
    const durable = this.#durable.get(dayKey(pool.id));
    return durable?.endsAt === endsAt && used <= durable.used + durable.ahead;
  }

  /** Puts the count of a day into the journal. */
  storeDay(pool: string, day: DayCount): void {
    const record: DayRecord = { ...day, ahead: this.#aheadOf(pool) };
    this.#journal.put(dayKey(pool), record);
  }

  /** Puts the number of attempts with this hash of a name into the journal, prepared ones included. */
  storeAttempts(kind: string, name: string): void {
    const { period, count } = this.#memory.attemptsOf(kind, name);
    const total = count + (this.#attempts.get(nameOf(kind, name)) ?? 0);
    if (total === 0) this.#journal.delete(attemptsKey(kind, period, name));
    else this.#journal.put(attemptsKey(kind, period, name), total);
  }

  #aheadOf(pool: string): number {
    return Math.min(this.#waiting.get(pool) ?? 0, MAX_AHEAD);
  }
}

const nameOf = (kind: string, name: string): string => `${kind} ${name}`;

function add(counts: Map<string, number>, name: string, count: number): void {
  const sum = (counts.get(name) ?? 0) + count;
  if (sum === 0) counts.delete(name);
  else counts.set(name, sum);
}
