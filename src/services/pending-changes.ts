import { failed, type Outcome } from '../domain/failure.js';
import { withoutZeros } from '../domain/global-id.js';
import type { Change, ChangeHistory, ChangeKind, ChangeStore } from '../state/change-store.js';
import { isUnavailable } from '../state/errors.js';
import type { OperationConnection } from '../wolkvox/client.js';
import { BUSY_RETRY_AFTER_MS } from '../wolkvox/constants.js';

/** Change that is in progress. */
export type PendingChange = Pick<Change, 'history'>;

export interface PendingChangesDependencies {
  readonly changes: ChangeStore;
  /** Longest time for which wolkvox processes a call. */
  readonly slotLeaseMs: number;
  /** Called with the key of the campaign when a change that is no upload begins in this process, and when it ends. */
  readonly onChange: (campaign: string) => void;
}

/**
 * Changes that are in progress. A campaign that is confirmed, read and then changed must not be changed by another request between
 * these steps, in this process or in another replica.
 */
export class PendingChanges {
  constructor(private readonly dependencies: PendingChangesDependencies) {}

  /**
   * Runs a change, which is in progress until it has its result. If a change that excludes it is in progress, or the state is
   * unavailable, it is not run, and the result is that of `toResult` for BUSY or UNREACHABLE.
   */
  async during<Result>(
    operation: OperationConnection,
    campaignId: string,
    kind: Exclude<ChangeKind, 'stop'>,
    run: (change: PendingChange) => Promise<Result>,
    toResult: (outcome: Outcome<never>) => Result,
  ): Promise<Result> {
    const { changes, slotLeaseMs, onChange } = this.dependencies;
    const key = campaignKey(operation, campaignId);
    let change: Change | undefined;
    try {
      change = await changes.begin(key, kind, slotLeaseMs);
    } catch (error) {
      if (isUnavailable(error)) return toResult(failed({ code: 'UNREACHABLE', hint: 'REDIS_UNAVAILABLE' }));
      throw error;
    }
    if (change === undefined) return toResult(busyCampaign());
    const report = (): void => {
      if (kind !== 'upload') onChange(key);
    };
    report();
    try {
      return await run(change);
    } finally {
      await change.end();
      report();
    }
  }
}

/** Returns the history of a change, or what is safe to assume if the state is unavailable. */
export const historyOr = (assumed: boolean, change: PendingChange): Promise<ChangeHistory> =>
  change.history().catch((error: unknown) => {
    if (!isUnavailable(error)) throw error;
    return { hasOverlapped: assumed, wasStopped: assumed };
  });

/** Outcome of a request that another one in progress excludes. Nothing was sent. */
export const busyCampaign = (): Outcome<never> => failed({ code: 'BUSY', retryAfterMs: BUSY_RETRY_AFTER_MS });

/** Key of a campaign, equal in all replicas. Ids with and without leading zeros are one campaign. */
export const campaignKey = ({ baseUrl, token }: OperationConnection, campaignId: string): string =>
  `${baseUrl.host}@${token.fingerprint}:${withoutZeros(campaignId)}`;
