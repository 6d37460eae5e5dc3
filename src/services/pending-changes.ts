import { failed, type Outcome } from '../domain/failure.js';
import { globalId, withoutZeros } from '../domain/global-id.js';
import type { OperationConnection } from '../wolkvox/client.js';
import { BUSY_RETRY_AFTER_MS } from '../wolkvox/constants.js';

/** Kind of a change of a campaign: a start, an edit, an upload of contacts, or a destruction of contacts or of the campaign. */
export type ChangeKind = 'start' | 'edit' | 'upload' | 'destruction';

/**
 * Kinds that may be in progress at the same time. All other pairs exclude each other: a start or a destruction is confirmed with what an edit, an
 * upload or a destruction changes.
 */
const COMPATIBLE: Readonly<Record<ChangeKind, readonly ChangeKind[]>> = {
  start: ['start'],
  edit: ['edit', 'upload'],
  upload: ['edit', 'upload'],
  destruction: [],
};

/** Change that is in progress in this process. */
export interface PendingChange {
  /** Returns true if another change of its contacts was in progress at any time since this one began. */
  readonly hasOverlapped: () => boolean;
}

/**
 * Changes that are in progress. A campaign that is confirmed, read and then changed must not be changed by another request between
 * these steps.
 */
export class PendingChanges {
  readonly #byCampaign = new Map<string, Set<{ readonly kind: ChangeKind; hasOverlapped: boolean }>>();

  /** `onChange` is called with the key of the campaign when a change that is no upload begins, and when it ends. */
  constructor(private readonly onChange: (campaign: string) => void = () => undefined) {}

  /**
   * Runs a change, which is in progress until it has its result. undefined: a change that excludes it is in progress, so it is not run,
   * and the request must be repeated later.
   */
  during<Result>(
    operation: OperationConnection,
    campaignId: string,
    kind: ChangeKind,
    run: (change: PendingChange) => Promise<Result>,
  ): Promise<Result> | undefined {
    const key = campaignKey(operation, campaignId);
    const changes = this.#byCampaign.get(key) ?? new Set();
    const isExcluded = [...changes].some((other) => !COMPATIBLE[kind].includes(other.kind));
    if (isExcluded) return undefined;
    const change = { kind, hasOverlapped: [...changes].some((other) => other.kind !== 'edit') };
    if (kind !== 'edit') for (const other of changes) other.hasOverlapped = true;
    this.#byCampaign.set(key, changes.add(change));
    const report = (): void => {
      if (kind !== 'upload') this.onChange(key);
    };
    report();
    return run({ hasOverlapped: () => change.hasOverlapped }).finally(() => {
      changes.delete(change);
      if (changes.size === 0) this.#byCampaign.delete(key);
      report();
    });
  }
}

/** Outcome of a request that another one in progress excludes. Nothing was sent. */
export const busyCampaign = (): Outcome<never> => failed({ code: 'BUSY', retryAfterMs: BUSY_RETRY_AFTER_MS });

/** Key of a campaign in memory. Ids with and without leading zeros are one campaign. */
export const campaignKey = (operation: OperationConnection, campaignId: string): string =>
  globalId(operation, withoutZeros(campaignId));
