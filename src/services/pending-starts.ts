import type { OperationConnection } from '../wolkvox/client.js';
import { PendingWrites } from './pending-writes.js';

/** Starts that are in progress. A newer stop of the campaign prevents that one is sent, or sent again. */
export class PendingStarts extends PendingWrites {
  /** Reports a stop to the pending starts of the campaign. */
  stop(operation: OperationConnection, campaignId: string): void {
    this.supersede(operation, campaignId);
  }
}
