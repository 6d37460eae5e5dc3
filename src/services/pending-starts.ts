import { CancellationSource, type Cancellation } from '../shared/cancellation.js';
import type { OperationConnection } from '../wolkvox/client.js';
import { campaignKey } from './pending-changes.js';

/** Start that is in progress in this process. */
export interface PendingStart {
  /** Aborted when its client disconnects, or when a stop of the same campaign arrives. */
  readonly cancellation: Cancellation;
  /** Returns true if a stop of the campaign has arrived since. */
  readonly isStopped: () => boolean;
  /** Call it when the start has its result. */
  readonly end: () => void;
}

/** Starts that are in progress. A newer stop of the campaign prevents that one is sent, or sent again. */
export class PendingStarts {
  readonly #byCampaign = new Map<string, Set<() => void>>();

  /** Records a start. `client` is aborted when its client disconnects. */
  begin(operation: OperationConnection, campaignId: string, client: Cancellation | undefined): PendingStart {
    const key = campaignKey(operation, campaignId);
    const cancellation = new CancellationSource();
    const removeListener = client?.onAbort(() => cancellation.abort());
    let isStopped = false;
    const onStop = (): void => {
      isStopped = true;
      cancellation.abort();
    };
    const starts = this.#byCampaign.get(key) ?? new Set();
    this.#byCampaign.set(key, starts.add(onStop));
    return {
      cancellation,
      isStopped: () => isStopped,
      end: () => {
        removeListener?.();
        starts.delete(onStop);
        if (starts.size === 0) this.#byCampaign.delete(key);
      },
    };
  }

  /** Reports a stop to the pending starts of the campaign. */
  stop(operation: OperationConnection, campaignId: string): void {
    this.#byCampaign.get(campaignKey(operation, campaignId))?.forEach((onStop) => onStop());
  }
}
