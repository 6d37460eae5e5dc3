import { CancellationSource, type Cancellation } from '../shared/cancellation.js';
import type { OperationConnection } from '../wolkvox/client.js';
import { campaignKey } from './pending-changes.js';

/** Write that is in progress in this process. */
export interface PendingWrite {
  /** Aborted when its client disconnects, or when a newer request of the same campaign supersedes it. */
  readonly cancellation: Cancellation;
  /** Returns true if a newer request of the campaign has superseded it since. */
  readonly isSuperseded: () => boolean;
  /** Call it when the write has its result. */
  readonly end: () => void;
}

/**
 * Writes of one kind that are in progress. A newer request of the campaign supersedes them: a stop the starts, and a speed the earlier
 * speeds. A superseded write is not sent, or not sent again.
 */
export class PendingWrites {
  readonly #byCampaign = new Map<string, Set<() => void>>();

  /** Records a write. `client` is aborted when its client disconnects. */
  begin(operation: OperationConnection, campaignId: string, client: Cancellation | undefined): PendingWrite {
    const key = campaignKey(operation, campaignId);
    const cancellation = new CancellationSource();
    const removeListener = client?.onAbort(() => cancellation.abort());
    let isSuperseded = false;
    const onSuperseded = (): void => {
      isSuperseded = true;
      cancellation.abort();
    };
    const writes = this.#byCampaign.get(key) ?? new Set();
    this.#byCampaign.set(key, writes.add(onSuperseded));
    return {
      cancellation,
      isSuperseded: () => isSuperseded,
      end: () => {
        removeListener?.();
        writes.delete(onSuperseded);
        if (writes.size === 0) this.#byCampaign.delete(key);
      },
    };
  }

  /** Supersedes the pending writes of the campaign. */
  supersede(operation: OperationConnection, campaignId: string): void {
    this.supersedeAll(campaignKey(operation, campaignId));
  }

  /** Supersedes the pending writes of the campaign with this key. */
  protected supersedeAll(campaign: string): void {
    this.#byCampaign.get(campaign)?.forEach((onSuperseded) => onSuperseded());
  }
}
