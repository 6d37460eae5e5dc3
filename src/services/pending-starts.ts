import type { ChangeStore } from '../state/change-store.js';
import type { OperationConnection } from '../wolkvox/client.js';
import { campaignKey } from './pending-changes.js';
import { PendingWrites } from './pending-writes.js';

/** Starts that are in progress. A newer stop of the campaign, in any replica, prevents that one is sent, or sent again. */
export class PendingStarts extends PendingWrites {
  /** `onStop` is called with the key of the campaign when a stop begins, and when one of this process ends. */
  constructor(
    private readonly changes: ChangeStore,
    private readonly onStop: (campaign: string) => void,
  ) {
    super();
    changes.onStop((campaign) => {
      this.supersedeAll(campaign);
      onStop(campaign);
    });
  }

  /** Reports a stop to the pending starts of the campaign. Call the returned function when the stop has its result. */
  stop(operation: OperationConnection, campaignId: string): () => Promise<void> {
    const key = campaignKey(operation, campaignId);
    const end = this.changes.beginStop(key);
    return async () => {
      await end();
      this.onStop(key);
    };
  }
}
