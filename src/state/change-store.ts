/**
 * Kind of a change of a campaign: a start, an edit, an upload of contacts, a destruction of contacts or of the campaign, or a stop.
 */
export type ChangeKind = 'start' | 'edit' | 'upload' | 'destruction' | 'stop';

/**
 * Kinds that must not be in progress when a change begins. A start or a destruction is confirmed with what an edit, an upload or a
 * destruction changes. A start that follows a stop in progress may be carried out before it. Nothing excludes a stop.
 */
export const EXCLUDED_BY: Readonly<Record<ChangeKind, readonly ChangeKind[]>> = {
  start: ['edit', 'upload', 'destruction', 'stop'],
  edit: ['start', 'destruction'],
  upload: ['start', 'destruction'],
  destruction: ['start', 'edit', 'upload', 'destruction'],
  stop: [],
};

/** Returns true if the change may change the contacts of a campaign, or who is called. */
export const changesContacts = (kind: ChangeKind): boolean => kind !== 'edit' && kind !== 'stop';

/** What has happened to a campaign since a change began. */
export interface ChangeHistory {
  /** true: another change of its contacts was in progress at any time since. Also true if the state has lost its memory. */
  readonly hasOverlapped: boolean;
  /** true: a stop was in progress at any time since. Also true if the state has lost its memory. */
  readonly wasStopped: boolean;
}

/** Change that is in progress. */
export interface Change {
  /** Returns what has happened since it began. Rejects with StateUnavailableError. */
  history(): Promise<ChangeHistory>;
  /** Ends it. Resolves when other processes know it, or the state is unavailable. Never rejects: it is retried. */
  end(): Promise<void>;
}

/**
 * Changes of campaigns that are in progress, in all processes. A change ends with its process. It then excludes further ones until wolkvox
 * has ended its call.
 */
export interface ChangeStore {
  /**
   * Begins a change. undefined: a change that excludes it is in progress. Rejects with StateUnavailableError.
   *
   * @param campaign Key of the campaign.
   * @param callLimitMs Longest time for which wolkvox processes a call.
   */
  begin(campaign: string, kind: Exclude<ChangeKind, 'stop'>, callLimitMs: number): Promise<Change | undefined>;
  /** Begins a stop at once, also while the state is unavailable: it is then recorded later. Returns the function that ends it. */
  beginStop(campaign: string): () => Promise<void>;
  /**
   * Calls the listener with the key of a campaign when a stop of it begins, in any process. A message of another process is a hint:
   * `history` proves it.
   */
  onStop(listener: (campaign: string) => void): void;
}
