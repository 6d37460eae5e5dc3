/** Versions, snapshots and refresh locks of lists. One process alone needs only the versions. */
export interface SnapshotStore {
  /** True if other processes use these snapshots. */
  readonly isShared: boolean;
  /**
   * Records a write that a list shows. Returns the new version of the list, which is higher than every version before, also
   * those that the state has forgotten. Undefined if the state is unavailable: other replicas see the write later.
   */
  bumpVersion(list: string): Promise<number | undefined>;
  /** Returns the version of the list. Rows read before the state's memory began count as older than it. */
  version(list: string): Promise<number>;
  /** Returns the version of the list and its last snapshot. */
  loadSnapshot(list: string): Promise<SharedSnapshot>;
  /** Returns true if this process may refresh the list now. The lock ends with `ms`, the process, or a stored snapshot. */
  acquireRefresh(list: string, ms: number): Promise<boolean>;
  /** Releases the refresh lock. Never rejects. */
  releaseRefresh(list: string): Promise<void>;
  /** Stores a snapshot unless one of a later reading exists, and releases the refresh lock. Never rejects. */
  storeSnapshot(list: string, text: string, reading: SnapshotReading, ttlMs: number): Promise<void>;
}

/** How a list was read. */
export interface SnapshotReading {
  /** Highest version that the rows certainly include. */
  readonly includesVersion: number;
  /** Start of the reading, on the state's clock. */
  readonly startedAt: number;
}

/** Version and last snapshot of a list. */
export interface SharedSnapshot {
  readonly version: number;
  /** Time of this result, on the state's clock. */
  readonly now: number;
  readonly snapshot?: {
    readonly includesVersion: number;
    readonly ageMs: number;
    /** Loads the text, which may be megabytes and of a later reading. Undefined if it does not exist any more. */
    readonly text: () => Promise<string | undefined>;
  };
}
