import { failed, succeeded, type Failure, type FailureCode, type Outcome } from '../domain/failure.js';
import type { CallRecord, UpstreamOperation, Wolkvox } from '../wolkvox/client.js';
import type { List } from '../wolkvox/endpoints/cells.js';
import type { Endpoint } from '../wolkvox/endpoints/endpoint.js';
import { StateAway, type State } from '../wolkvox/governor/state.js';
import { changedNothing } from './changed-nothing.js';

/** A list as it was read last. */
export interface Reading<Row> {
  /** wolkvox's own name of it. */
  readonly list: string;
  readonly operationId: string;
  /** By number, ascending. */
  readonly rows: readonly Row[];
  readonly byId: ReadonlyMap<string, Row>;
  /** Epoch milliseconds. */
  readonly readAt: number;
  /** Why it could not be read anew; null where it is as it should be. */
  readonly outdated: FailureCode | null;
  /** The count of changes when it was given. */
  readonly version: number;
}

export interface CachedListParts<Row> {
  readonly operation: UpstreamOperation;
  readonly endpoint: Endpoint<undefined, List<Row>>;
  readonly idOf: (row: Row) => string;
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

  constructor(parts: CachedListParts<Row>) {
    this.#parts = parts;
    const { operation, endpoint, state } = parts;
    // By the token, too: who has another one may see other things.
    this.#name = `${endpoint.api}@${operation.id}@${operation.baseUrl.host}@${operation.token.fingerprint}`;
    state.onWritten((name, writes) => {
      if (name !== this.#name) return;
      this.#writes = Math.max(this.#writes, writes);
      this.#parts.changes.count += 1;
    });
  }

  /** Fails only where there is no list at hand at all. */
  async read(): Promise<Outcome<Reading<Row>>> {
    const kept = this.#kept;
    if (kept !== undefined && kept.covers >= this.#writes && this.#parts.freshMs > 0) {
      if (performance.now() - kept.readMs >= this.#parts.freshMs) void this.#refresh();
      return succeeded(this.#told(kept));
    }
    const outcome = await this.#refresh();
    if (outcome.ok) return succeeded(this.#told(outcome.value));
    return this.#kept === undefined ? outcome : succeeded(this.#told(this.#kept));
  }

  /** To be told of each write that the list shows, before its caller is: from then on what was read before is not given. */
  async written(): Promise<void> {
    const writes = await this.#parts.state.written(this.#name);
    this.#writes = Math.max(this.#writes + 1, writes ?? 0);
    this.#parts.changes.count += 1;
  }

  #told({ rows, byId, readMs, covers }: Kept<Row>): Reading<Row> {
    const due = performance.now() - readMs >= this.#parts.freshMs || covers < this.#writes;
    const readAt = Math.round(Date.now() - (performance.now() - readMs));
    const { endpoint, operation, changes } = this.#parts;
    return {
      list: endpoint.api,
      operationId: operation.id,
      rows,
      byId,
      readAt,
      outdated: due ? (this.#failure?.failure.code ?? null) : null,
      version: changes.count,
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
    const { state, freshMs, readMs } = this.#parts;
    const untilMs = performance.now() + readMs;
    try {
      for (;;) {
        const shelf = await state.shelved(this.#name);
        this.#writes = Math.max(this.#writes, shelf.writes);
        if (shelf.list !== undefined && shelf.list.covers >= this.#writes && shelf.list.ageMs < freshMs)
          return succeeded(this.#keep(JSON.parse(shelf.list.text) as Row[], shelf.list.covers, shelf.list.ageMs));
        // Another replica is at it.
        if (!(await state.lead(this.#name, readMs)) && performance.now() < untilMs) {
          await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN_MS).unref());
          continue;
        }
        const outcome = await this.#call(this.#writes);
        // What others had is better than nothing, however old.
        if (!outcome.ok && shelf.list !== undefined)
          this.#kept ??= this.#keep(JSON.parse(shelf.list.text) as Row[], shelf.list.covers, shelf.list.ageMs);
        return outcome;
      }
    } catch (error) {
      if (error instanceof StateAway) return failed({ code: 'UNREACHABLE', hint: STATE_AWAY });
      throw error;
    }
  }

  async #call(covers: number): Promise<Outcome<Kept<Row>>> {
    const { wolkvox, operation, endpoint, record, state, unread, freshMs } = this.#parts;
    const outcome = changedNothing(await wolkvox.call(operation, endpoint, undefined, { caller: FOR_ALL, record }));
    if (!outcome.ok) {
      void state.follow(this.#name);
      return outcome;
    }
    const { rows, unreadRows, unreadColumns } = outcome.value;
    for (const column of unreadColumns) unread(endpoint.api, column);
    if (unreadRows > 0) unread(endpoint.api, 'row');
    const kept = this.#keep(rows, covers, 0);
    if (state.shares && freshMs > 0)
      void state.shelve(this.#name, JSON.stringify(kept.rows), covers, KEPT_FRESH_TIMES * freshMs);
    else void state.follow(this.#name);
    return succeeded(kept);
  }

  #keep(rows: readonly Row[], covers: number, ageMs: number): Kept<Row> {
    const { idOf } = this.#parts;
    const byId = new Map<string, Row>();
    // Of two rows with one id the first is it.
    for (const row of rows) if (!byId.has(idOf(row))) byId.set(idOf(row), row);
    const sorted = [...byId.values()].sort((a, b) => byNumber(idOf(a), idOf(b)));
    return { rows: sorted, byId, covers, readMs: performance.now() - ageMs };
  }
}

interface Kept<Row> {
  readonly rows: readonly Row[];
  readonly byId: ReadonlyMap<string, Row>;
  /** How many writes had been said when its reading began: it shows at least these. */
  readonly covers: number;
  /** On performance.now's clock. */
  readonly readMs: number;
}

/** Lists are read for everybody, so nobody's hanging up ends it. */
const FOR_ALL = { id: 'lists' };

/** So long the last failure is given to all who ask, and no call is made. */
const PAUSE_AFTER_FAILURE_MS = 5_000;

/** As those are told it who would be given it again before. */
const paused = (failure: Failure): Failure =>
  failure.code === 'BUSY' ? { ...failure, retryAfterMs: PAUSE_AFTER_FAILURE_MS } : failure;

const LOOK_AGAIN_MS = 100;

/** Replicas that start later are given what is stale rather than nothing. */
const KEPT_FRESH_TIMES = 12;

const STATE_AWAY = 'This layer has lost Redis, where its replicas agree on who may call wolkvox.';

/** Whole numbers as they are written, of any length. */
export function byNumber(a: string, b: string): number {
  const [one, other] = a.startsWith('0') || b.startsWith('0') ? [a, b].map(withoutZeros) : [a, b];
  if (one === undefined || other === undefined) return 0;
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

const withoutZeros = (number: string): string => number.replace(/^0+/, '');
