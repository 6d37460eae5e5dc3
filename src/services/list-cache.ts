import { setTimeout as sleep } from 'node:timers/promises';

import { failed, mayHaveHappened, succeeded, type Failure, type FailureCode, type Outcome } from '../domain/failure.js';
import { withoutZeros } from '../domain/global-id.js';
import type { CallRecord, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import type { List } from '../wolkvox/endpoints/row-reader.js';
import { labelOf, type Endpoint } from '../wolkvox/endpoints/endpoint.js';
import { StateUnavailableError } from '../state/errors.js';
import type { SharedSnapshot, SnapshotStore } from '../state/snapshot-store.js';
import { reportUnread, type OnUnrecognized } from './report-unread.js';
import { readSharedRows, type IsRow } from './shared-list-rows.js';

/** Version of a served list. It has no rows, so it can be stored without retaining an old list in memory. */
export interface ListVersion {
  /** Label of the list's endpoint. */
  readonly list: string;
  readonly operationId: string;
  /** Epoch milliseconds. */
  readonly readAt: number;
  /** Reason why the list could not be refreshed; null if it is up to date. */
  readonly outdated: FailureCode | null;
  /** Value of `changes` when the list was served. */
  readonly version: number;
  /** Reads the version of other replicas. A newer version counts as a change. */
  readonly checkVersion: () => Promise<unknown>;
}

/** Served list. Use it during one request only, because a longer reference retains a whole old list in memory. */
export interface Reading<Row> extends ListVersion {
  /** Sorted by id, ascending. */
  readonly rows: readonly Row[];
  readonly byId: ReadonlyMap<string, Row>;
}

/** Returns the part of a reading that may be stored after its request. */
export function versionOf(reading: ListVersion): ListVersion {
  const { list, operationId, readAt, outdated, version, checkVersion } = reading;
  return { list, operationId, readAt, outdated, version, checkVersion };
}

/**
 * Source of a served list.
 * - `hit`: fresh and cached by this process.
 * - `stale`: older, while it is being refreshed or cannot be refreshed.
 * - `shared`: read by another replica.
 * - `upstream`: read from wolkvox for this request.
 * - `error`: no list is available.
 */
export type ListSource = 'hit' | 'stale' | 'shared' | 'upstream' | 'error';

/** Lookup of a list, for metrics. */
export interface ListLookup {
  /** Label of the list's endpoint. */
  readonly list: string;
  readonly operation: string;
  readonly source: ListSource;
}

export interface ListCacheDependencies<Row> {
  readonly operation: OperationConnection;
  readonly endpoint: Endpoint<undefined, List<Row>>;
  readonly idOf: (row: Row) => string;
  readonly isRow: IsRow<Row>;
  readonly snapshots: SnapshotStore;
  readonly wolkvox: Wolkvox;
  /** Time for which a list is fresh; 0: only concurrent requests share a read. */
  readonly freshMs: number;
  /**
   * True for a list that shows the present moment: readers wait for a new one if it is not fresh, and no write invalidates it. If it
   * cannot be read, they receive the failure. @default false
   */
  readonly onlyFresh?: boolean;
  /** Maximum duration of one read, including time in the queue. */
  readonly readMs: number;
  /** Counter of changes. It increases when a list may be served with other content than before. */
  readonly changes: { count: number };
  /** Called for each upstream call, because a call belongs to no single request. */
  readonly record: (call: CallRecord) => void;
  /** Called once per column with unrecognized values, and with `row` for rows without an id. */
  readonly onUnrecognized: OnUnrecognized;
  readonly onUnreadableSnapshot?: (api: string) => void;
  readonly onLookup: (lookup: ListLookup) => void;
  /** Called with the rows after each read from wolkvox. */
  readonly onRead?: (rows: readonly Row[]) => void;
}

/**
 * Stale-while-revalidate cache for one list of one operation.
 * - Concurrent reads share one upstream call.
 * - A stale list is served while one call refreshes it, unless the list is `onlyFresh`.
 * - After a write, an older list is served only if the refresh fails.
 */
export class ListCache<Row> {
  readonly #label: string;
  readonly #name: string;
  #cached: CachedList<Row> | undefined;
  #version = 0;
  #inFlight: Promise<Outcome<CachedList<Row>>> | undefined;
  #failure: { readonly failure: Failure; readonly until: number } | undefined;
  #versionCheck: Promise<boolean> = Promise.resolve(true);
  #nextVersionCheck: Promise<boolean> | undefined;
  /** Shared by all readings, because a closure per reading could retain its rows. */
  readonly #checkVersion = (): Promise<boolean> => this.#syncVersion();

  constructor(private readonly dependencies: ListCacheDependencies<Row>) {
    const { operation, endpoint } = dependencies;
    // Includes the token, because another token may have access to other rows.
    this.#label = labelOf(endpoint);
    this.#name = `${this.#label}@${operation.id}@${operation.baseUrl.host}@${operation.token.fingerprint}`;
  }

  /** Returns the list. Fails only if no list is cached, or if an `onlyFresh` list cannot be read. */
  async read(): Promise<Outcome<Reading<Row>>> {
    const { snapshots, onlyFresh } = this.dependencies;
    if (onlyFresh !== true && snapshots.isShared && !(await this.#syncVersion()))
      return this.#serveStaleOrFail(STATE_UNAVAILABLE, STATE_UNAVAILABLE.code);
    const cached = this.#cached;
    if (cached !== undefined && this.isCached) {
      const isStale = this.#isStale(cached);
      if (isStale) void this.#refresh();
      return this.#serve(cached, isStale ? 'stale' : 'hit');
    }
    const outcome = await this.#refresh();
    return outcome.ok ? this.#serve(outcome.value, outcome.value.from) : this.#serveStaleOrFail(outcome.failure);
  }

  /** Returns the list as `read` does, but waits for the refresh of a stale one. */
  async readCurrent(): Promise<Outcome<Reading<Row>>> {
    const outcome = await this.read();
    if (!outcome.ok || this.#inFlight === undefined) return outcome;
    await this.#inFlight;
    return this.read();
  }

  #isStale({ readAtMs }: CachedList<Row>): boolean {
    return performance.now() - readAtMs >= this.dependencies.freshMs;
  }

  /** Serves the cached list after a failed refresh, or fails if there is none or it must be fresh. */
  #serveStaleOrFail(failure: Failure, reason?: FailureCode): Outcome<Reading<Row>> {
    if (this.#cached !== undefined && this.dependencies.onlyFresh !== true)
      return this.#serve(this.#cached, 'stale', reason);
    this.#recordLookup('error');
    return failed(failure);
  }

  #serve(cached: CachedList<Row>, source: ListSource, reason?: FailureCode): Outcome<Reading<Row>> {
    this.#recordLookup(source);
    const { operation, changes } = this.dependencies;
    const { rows, byId, readAtMs } = cached;
    const ageMs = performance.now() - readAtMs;
    const isStale = this.#isStale(cached) || cached.includesVersion < this.#version;
    return succeeded({
      list: this.#label,
      operationId: operation.id,
      rows,
      byId,
      readAt: Math.round(Date.now() - ageMs),
      outdated: reason ?? (isStale ? (this.#failure?.failure.code ?? null) : null),
      version: changes.count,
      checkVersion: this.#checkVersion,
    });
  }

  #recordLookup(source: ListSource): void {
    const { operation, onLookup } = this.dependencies;
    onLookup({ list: this.#label, operation: operation.id, source });
  }

  /** Returns true if `read` would not wait for wolkvox. Writes and snapshots of other replicas are not checked. */
  get isCached(): boolean {
    const { freshMs, onlyFresh } = this.dependencies;
    const cached = this.#cached;
    if (freshMs === 0 || cached === undefined || cached.includesVersion < this.#version) return false;
    return onlyFresh !== true || !this.#isStale(cached);
  }

  /** Returns a row of the last list, however old it is, without a read; undefined if it has no such row. */
  lastRow(id: string): Row | undefined {
    return this.#cached?.byId.get(id);
  }

  /** Number of rows at the last read; undefined if the list was never read. */
  get size(): number | undefined {
    return this.#cached?.rows.length;
  }

  /** Invalidates the list after a write. Call it before the caller of the write receives the outcome. */
  async invalidate(): Promise<void> {
    const version = await this.dependencies.snapshots.bumpVersion(this.#name);
    // Never exceeds the version of the state, because the next write of another replica would get the same number.
    this.#version = version === undefined ? this.#version + 1 : Math.max(this.#version, version);
    this.dependencies.changes.count += 1;
  }

  /** Reads the version of other replicas; false if the state is unavailable. Calls during a check share the next check. */
  #syncVersion(): Promise<boolean> {
    return (this.#nextVersionCheck ??= this.#versionCheck.then(() => {
      this.#nextVersionCheck = undefined;
      return (this.#versionCheck = this.#fetchVersion());
    }));
  }

  async #fetchVersion(): Promise<boolean> {
    try {
      const version = await this.dependencies.snapshots.version(this.#name);
      if (version > this.#version) this.dependencies.changes.count += 1;
      this.#version = Math.max(this.#version, version);
      return true;
    } catch {
      this.dependencies.changes.count += 1;
      return false;
    }
  }

  /** Refreshes the list. Concurrent calls share a read, and start another one if it does not include their last write. */
  async #refresh(): Promise<Outcome<CachedList<Row>>> {
    const neededVersion = this.#version;
    for (;;) {
      const last = this.#failure;
      if (last !== undefined && performance.now() < last.until) return failed(last.failure);
      const outcome = await (this.#inFlight ??= this.#startRefresh());
      if (!outcome.ok || outcome.value.includesVersion >= neededVersion) return outcome;
    }
  }

  async #startRefresh(): Promise<Outcome<CachedList<Row>>> {
    try {
      const outcome = await this.#load();
      if (outcome.ok) {
        this.#cached = outcome.value;
        this.#failure = undefined;
      } else this.#failure = { failure: withFailureTtl(outcome.failure), until: performance.now() + FAILURE_TTL_MS };
      return outcome;
    } finally {
      this.dependencies.changes.count += 1;
      this.#inFlight = undefined;
    }
  }

  async #load(): Promise<Outcome<CachedList<Row>>> {
    const { snapshots, readMs } = this.dependencies;
    if (!this.#isSharing) return this.#fetch(0);
    const untilMs = performance.now() + readMs;
    try {
      for (;;) {
        // Acquired before the snapshot is loaded, because a leader stores its snapshot before it releases the lock.
        const hasLock = await snapshots.acquireRefresh(this.#name, readMs);
        const shared = await snapshots.loadSnapshot(this.#name);
        const list = await this.#useSnapshot(shared);
        if (list !== undefined) {
          if (hasLock) void snapshots.releaseRefresh(this.#name);
          return succeeded(list);
        }
        if (hasLock || performance.now() >= untilMs) return await this.#fetch(shared.now);
        await sleep(POLL_INTERVAL_MS, undefined, { ref: false });
      }
    } catch (error) {
      void snapshots.releaseRefresh(this.#name);
      if (error instanceof StateUnavailableError) return failed(STATE_UNAVAILABLE);
      throw error;
    }
  }

  /** Uses the snapshot of another replica if it is fresh and includes the last write. */
  async #useSnapshot({ version, snapshot }: SharedSnapshot): Promise<CachedList<Row> | undefined> {
    this.#version = Math.max(this.#version, version);
    if (snapshot === undefined) return undefined;
    const isUsable = snapshot.includesVersion >= this.#version && snapshot.ageMs < this.dependencies.freshMs;
    const isFallback = this.#cached === undefined && this.dependencies.onlyFresh !== true;
    const text = isUsable || isFallback ? await snapshot.text() : undefined;
    if (text === undefined) return undefined;
    const { isRow, onUnreadableSnapshot } = this.dependencies;
    const rows = readSharedRows(text, isRow);
    if (rows === undefined) {
      // Read from wolkvox instead. The new snapshot replaces the invalid one.
      onUnreadableSnapshot?.(this.#label);
      return undefined;
    }
    const cached = this.#toCached(rows, 'shared', snapshot.includesVersion, snapshot.ageMs);
    if (isUsable) return cached;
    // Fallback if wolkvox does not respond.
    this.#cached = cached;
    return undefined;
  }

  async #fetch(startedAt: number): Promise<Outcome<CachedList<Row>>> {
    const { wolkvox, operation, endpoint, record, snapshots, onUnrecognized, freshMs, onRead } = this.dependencies;
    const includesVersion = this.#version;
    const outcome = asReadFailure(
      await wolkvox.call(operation, endpoint, undefined, { caller: SHARED_CALLER, record }),
    );
    if (!outcome.ok) {
      if (this.#isSharing) void snapshots.releaseRefresh(this.#name);
      return outcome;
    }
    const { rows } = outcome.value;
    onRead?.(rows);
    reportUnread(this.#label, outcome.value, onUnrecognized);
    const cached = this.#toCached(rows, 'upstream', includesVersion, 0);
    if (this.#isSharing)
      void snapshots.storeSnapshot(
        this.#name,
        JSON.stringify(cached.rows),
        { includesVersion, startedAt },
        SNAPSHOT_TTL_FACTOR * freshMs,
      );
    return succeeded(cached);
  }

  /** A list that is never fresh is not shared. */
  get #isSharing(): boolean {
    return this.dependencies.snapshots.isShared && this.dependencies.freshMs > 0;
  }

  #toCached(
    rows: readonly Row[],
    from: CachedList<Row>['from'],
    includesVersion: number,
    ageMs: number,
  ): CachedList<Row> {
    const { idOf } = this.dependencies;
    const byId = new Map<string, Row>();
    // The first of several rows with the same id is used.
    for (const row of rows) if (!byId.has(idOf(row))) byId.set(idOf(row), row);
    const sorted = [...byId.values()].sort((a, b) => byNumber(idOf(a), idOf(b)));
    return { rows: sorted, byId, from, includesVersion, readAtMs: performance.now() - ageMs };
  }
}

interface CachedList<Row> {
  readonly rows: readonly Row[];
  readonly byId: ReadonlyMap<string, Row>;
  readonly from: 'shared' | 'upstream';
  /** Version when the read started. The list includes all writes up to it. */
  readonly includesVersion: number;
  /** Time of the read, on the clock of performance.now. */
  readonly readAtMs: number;
}

/** Caller of list reads: without a signal, and with an id that no caller has, so that it uses no caller's turns. */
const SHARED_CALLER = { id: '' };

/** Time for which a failure is cached. No call is made meanwhile. */
const FAILURE_TTL_MS = 5_000;

/** Sets `retryAfterMs` of BUSY to the lifetime of the cached failure. */
const withFailureTtl = (failure: Failure): Failure =>
  failure.code === 'BUSY' ? { ...failure, retryAfterMs: FAILURE_TTL_MS } : failure;

const POLL_INTERVAL_MS = 100;

/** Snapshots expire after this multiple of `freshMs`, so that new replicas can serve a stale list. */
const SNAPSHOT_TTL_FACTOR = 12;

const STATE_UNAVAILABLE = { code: 'UNREACHABLE', hint: 'REDIS_UNAVAILABLE' } as const satisfies Failure;

/** Compares whole numbers of any length as text. */
export function byNumber(a: string, b: string): number {
  const [one, other] = a.startsWith('0') || b.startsWith('0') ? [a, b].map(withoutZeros) : [a, b];
  if (one === undefined || other === undefined) return 0;
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

/** Replaces OUTCOME_UNKNOWN by UNREACHABLE, because a read changes nothing. */
export const asReadFailure = <T>(outcome: Outcome<T>): Outcome<T> =>
  outcome.ok || !mayHaveHappened(outcome) ? outcome : failed({ code: 'UNREACHABLE', hint: 'UNREADABLE_ANSWER' });
