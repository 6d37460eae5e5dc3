import { failed, succeeded, type Failure, type FailureCode, type Outcome } from '../domain/failure.js';
import type { CallRecord, UpstreamOperation, Wolkvox } from '../wolkvox/client.js';
import type { List } from '../wolkvox/endpoints/cells.js';
import type { Endpoint } from '../wolkvox/endpoints/endpoint.js';
import { StateAway, type Shelved, type State } from '../wolkvox/governor/state.js';
import { changedNothing } from './changed-nothing.js';
import { hasTextId, readShelved, type IsRow } from './shelved-rows.js';

/** Which version of a list was given: all that may be kept of it. It holds no row, so it keeps no old list in memory. */
export interface ListVersion {
  /** wolkvox's own name of it. */
  readonly list: string;
  readonly operationId: string;
  /** Epoch milliseconds. */
  readonly readAt: number;
  /** Why it could not be read anew; null where it is as it should be. */
  readonly outdated: FailureCode | null;
  /** The count of changes when it was given. */
  readonly version: number;
  /** Learns what other replicas have written meanwhile, and counts it as a change. */
  readonly ask: () => Promise<unknown>;
}

/** A list as it was read last. For the time of one request: whatever keeps it for longer keeps a whole old list in memory. */
export interface Reading<Row> extends ListVersion {
  /** By number, ascending. */
  readonly rows: readonly Row[];
  readonly byId: ReadonlyMap<string, Row>;
}

/** What of a reading may be kept when its request has ended. */
export const versionOf = ({ list, operationId, readAt, outdated, version, ask }: ListVersion): ListVersion => ({
  list,
  operationId,
  readAt,
  outdated,
  version,
  ask,
});

/**
 * Where what somebody was given came from: `memory`, still fresh; `stale`, since it is being read anew or cannot be;
 * `shelf`, read by another replica; `upstream`; or `failed`, there was none to give.
 */
export type ListSource = 'memory' | 'stale' | 'shelf' | 'upstream' | 'failed';

/** One look at a list, for those who count them. */
export interface ListRead {
  /** wolkvox's own name of it. */
  readonly list: string;
  readonly operation: string;
  readonly source: ListSource;
}

export interface CachedListParts<Row> {
  readonly operation: UpstreamOperation;
  readonly endpoint: Endpoint<undefined, List<Row>>;
  readonly idOf: (row: Row) => string;
  /** Checks the rows that another replica shelved. Default: the id must be a text. */
  readonly isRow?: IsRow<Row>;
  readonly state: State;
  readonly wolkvox: Wolkvox;
  /** How long a list is fresh; 0: it is read anew for all who do not ask at the same time. */
  readonly freshMs: number;
  /** How long one read may take in all, waiting included. */
  readonly readMs: number;
  /** Counts whatever makes what was given before another answer than what is given now. */
  readonly changes: { count: number };
  /** Told of each upstream call, since it is made for all who ask. */
  readonly record: (call: CallRecord) => void;
  /** Told once of each column that holds words unknown to this layer, or `row` for rows without an id. */
  readonly unread: (api: string, column: string) => void;
  /** Told of the list each time that what stands in its place in the state is none. */
  readonly unreadable?: (api: string) => void;
  /** Told of each look at the list. */
  readonly looked: (read: ListRead) => void;
  /** Told of the rows each time that they are read from wolkvox. */
  readonly listed: (rows: readonly Row[]) => void;
}

/**
 * One list of one operation, read from wolkvox as seldom as can be: while it is fresh everybody is given the same one; after
 * that it is still given while one call reads it anew; who comes while there is none waits for the one call under way. After
 * a write nobody is given what was read before it, unless it cannot be read anew.
 */
export class CachedList<Row> {
  readonly #parts: CachedListParts<Row>;
  readonly #name: string;
  #kept: Kept<Row> | undefined;
  #writes = 0;
  #underWay: Promise<Outcome<Kept<Row>>> | undefined;
  #failure: { readonly failure: Failure; readonly until: number } | undefined;
  #question: Promise<boolean> = Promise.resolve(true);
  #nextQuestion: Promise<boolean> | undefined;
  /** One function for all readings: one made beside the rows could hold them. */
  readonly #ask = (): Promise<boolean> => this.#learnWrites();

  constructor(parts: CachedListParts<Row>) {
    this.#parts = parts;
    const { operation, endpoint } = parts;
    // By the token, too: who has another one may see other things.
    this.#name = `${endpoint.api}@${operation.id}@${operation.baseUrl.host}@${operation.token.fingerprint}`;
  }

  /** Fails only where there is no list at hand at all. */
  async read(): Promise<Outcome<Reading<Row>>> {
    if (this.#parts.state.shares && !(await this.#learnWrites())) return this.#makeDo(STATE_AWAY, STATE_AWAY.code);
    const kept = this.#kept;
    if (kept !== undefined && kept.covers >= this.#writes && this.#parts.freshMs > 0) {
      const due = performance.now() - kept.readMs >= this.#parts.freshMs;
      if (due) void this.#refresh();
      return this.#give(kept, due ? 'stale' : 'memory');
    }
    const outcome = await this.#refresh();
    return outcome.ok ? this.#give(outcome.value, outcome.value.from) : this.#makeDo(outcome.failure);
  }

  /** What was read before, where it could not be read now. */
  #makeDo(failure: Failure, why?: FailureCode): Outcome<Reading<Row>> {
    if (this.#kept !== undefined) return this.#give(this.#kept, 'stale', why);
    this.#looked('failed');
    return failed(failure);
  }

  #give(kept: Kept<Row>, source: ListSource, why?: FailureCode): Outcome<Reading<Row>> {
    this.#looked(source);
    return succeeded(this.#told(kept, why));
  }

  #looked(source: ListSource): void {
    const { endpoint, operation, looked } = this.#parts;
    looked({ list: endpoint.api, operation: operation.id, source });
  }

  /**
   * Whether `read` need not wait for wolkvox, as far as this process knows: what other replicas have written, or have read
   * for all, is not asked.
   */
  get isAtHand(): boolean {
    return this.#parts.freshMs > 0 && this.#kept !== undefined && this.#kept.covers >= this.#writes;
  }

  /** How many rows it had when it was read last; undefined where it never was. */
  get size(): number | undefined {
    return this.#kept?.rows.length;
  }

  /** To be told of each write that the list shows, before its caller is: from then on what was read before is not given. */
  async written(): Promise<void> {
    const writes = await this.#parts.state.written(this.#name);
    // Never higher than said: the next write of another replica would have the number that was made up here.
    this.#writes = writes === undefined ? this.#writes + 1 : Math.max(this.#writes, writes);
    this.#parts.changes.count += 1;
  }

  /** Asks what other replicas have written; false where nobody can tell. Who comes during a question shares the next one. */
  #learnWrites(): Promise<boolean> {
    return (this.#nextQuestion ??= this.#question.then(() => {
      this.#nextQuestion = undefined;
      return (this.#question = this.#askWrites());
    }));
  }

  async #askWrites(): Promise<boolean> {
    try {
      const writes = await this.#parts.state.writes(this.#name);
      if (writes > this.#writes) this.#parts.changes.count += 1;
      this.#writes = Math.max(this.#writes, writes);
      return true;
    } catch {
      this.#parts.changes.count += 1;
      return false;
    }
  }

  #told({ rows, byId, readMs, covers }: Kept<Row>, why?: FailureCode): Reading<Row> {
    const due = performance.now() - readMs >= this.#parts.freshMs || covers < this.#writes;
    const readAt = Math.round(Date.now() - (performance.now() - readMs));
    const { endpoint, operation, changes } = this.#parts;
    return {
      list: endpoint.api,
      operationId: operation.id,
      rows,
      byId,
      readAt,
      outdated: why ?? (due ? (this.#failure?.failure.code ?? null) : null),
      version: changes.count,
      ask: this.#ask,
    };
  }

  /** One read for all who ask; of those who want a later write in it, one more. */
  async #refresh(): Promise<Outcome<Kept<Row>>> {
    const wanted = this.#writes;
    for (;;) {
      const last = this.#failure;
      if (last !== undefined && performance.now() < last.until) return failed(last.failure);
      const outcome = await (this.#underWay ??= this.#start());
      if (!outcome.ok || outcome.value.covers >= wanted) return outcome;
    }
  }

  async #start(): Promise<Outcome<Kept<Row>>> {
    try {
      const outcome = await this.#readAnew();
      if (outcome.ok) {
        this.#kept = outcome.value;
        this.#failure = undefined;
      } else this.#failure = { failure: paused(outcome.failure), until: performance.now() + PAUSE_AFTER_FAILURE_MS };
      return outcome;
    } finally {
      this.#parts.changes.count += 1;
      this.#underWay = undefined;
    }
  }

  async #readAnew(): Promise<Outcome<Kept<Row>>> {
    const { state, readMs } = this.#parts;
    if (!this.#shares) return this.#call(0);
    const untilMs = performance.now() + readMs;
    try {
      for (;;) {
        // Before it looks: a leader shelves before it gives the lead up.
        const leads = await state.lead(this.#name, readMs);
        const shelf = await state.shelved(this.#name);
        const shelved = await this.#take(shelf);
        if (shelved !== undefined) {
          if (leads) void state.follow(this.#name);
          return succeeded(shelved);
        }
        if (leads || performance.now() >= untilMs) return await this.#call(shelf.now);
        await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN_MS).unref());
      }
    } catch (error) {
      void state.follow(this.#name);
      if (error instanceof StateAway) return failed(STATE_AWAY);
      throw error;
    }
  }

  /** What another replica has read, where it is as good as what wolkvox would say. */
  async #take({ writes, list }: Shelved): Promise<Kept<Row> | undefined> {
    this.#writes = Math.max(this.#writes, writes);
    if (list === undefined) return undefined;
    const good = list.covers >= this.#writes && list.ageMs < this.#parts.freshMs;
    const text = good || this.#kept === undefined ? await list.text() : undefined;
    if (text === undefined) return undefined;
    const { endpoint, idOf, isRow = hasTextId(idOf), unreadable } = this.#parts;
    const rows = readShelved(text, isRow);
    if (rows === undefined) {
      // As if there were none: it is read from wolkvox, and what is read takes its place.
      unreadable?.(endpoint.api);
      return undefined;
    }
    const kept = this.#keep(rows, 'shelf', list.covers, list.ageMs);
    if (good) return kept;
    // Better than nothing, where wolkvox does not answer.
    this.#kept = kept;
    return undefined;
  }

  async #call(began: number): Promise<Outcome<Kept<Row>>> {
    const { wolkvox, operation, endpoint, record, state, unread, freshMs, listed } = this.#parts;
    const covers = this.#writes;
    const outcome = changedNothing(await wolkvox.call(operation, endpoint, undefined, { caller: FOR_ALL, record }));
    if (!outcome.ok) {
      if (this.#shares) void state.follow(this.#name);
      return outcome;
    }
    const { rows, unreadRows, unreadColumns } = outcome.value;
    listed(rows);
    for (const column of unreadColumns) unread(endpoint.api, column);
    if (unreadRows > 0) unread(endpoint.api, 'row');
    const kept = this.#keep(rows, 'upstream', covers, 0);
    if (this.#shares)
      void state.shelve(this.#name, JSON.stringify(kept.rows), { covers, began }, KEPT_FRESH_TIMES * freshMs);
    return succeeded(kept);
  }

  /** What is never fresh is of no use to others. */
  get #shares(): boolean {
    return this.#parts.state.shares && this.#parts.freshMs > 0;
  }

  #keep(rows: readonly Row[], from: Kept<Row>['from'], covers: number, ageMs: number): Kept<Row> {
    const { idOf } = this.#parts;
    const byId = new Map<string, Row>();
    // Of two rows with one id the first is it.
    for (const row of rows) if (!byId.has(idOf(row))) byId.set(idOf(row), row);
    const sorted = [...byId.values()].sort((a, b) => byNumber(idOf(a), idOf(b)));
    return { rows: sorted, byId, from, covers, readMs: performance.now() - ageMs };
  }
}

interface Kept<Row> {
  readonly rows: readonly Row[];
  readonly byId: ReadonlyMap<string, Row>;
  readonly from: 'shelf' | 'upstream';
  /** The number of the last write that had been said when its reading began: it shows at least that and those before. */
  readonly covers: number;
  /** On performance.now's clock. */
  readonly readMs: number;
}

/** Lists are read for everybody, so nobody's hanging up ends it. No caller's id is empty, so they take no caller's turns. */
const FOR_ALL = { id: '' };

/** So long the last failure is given to all who ask, and no call is made. */
const PAUSE_AFTER_FAILURE_MS = 5_000;

/** As those are told it who would be given it again before. */
const paused = (failure: Failure): Failure =>
  failure.code === 'BUSY' ? { ...failure, retryAfterMs: PAUSE_AFTER_FAILURE_MS } : failure;

const LOOK_AGAIN_MS = 100;

/** Replicas that start later are given what is stale rather than nothing. */
const KEPT_FRESH_TIMES = 12;

const STATE_AWAY = { code: 'UNREACHABLE', hint: 'REDIS_AWAY' } as const satisfies Failure;

/** Whole numbers as they are written, of any length. */
export function byNumber(a: string, b: string): number {
  const [one, other] = a.startsWith('0') || b.startsWith('0') ? [a, b].map(withoutZeros) : [a, b];
  if (one === undefined || other === undefined) return 0;
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

const withoutZeros = (number: string): string => number.replace(/^0+/, '');
