import type { OperationConnection } from '../wolkvox/client.js';
import { campaignKey } from './pending-changes.js';
import { PendingWrites } from './pending-writes.js';

/** Starts that are in progress. A newer stop of the campaign prevents that one is sent, or sent again. */
export class PendingStarts extends PendingWrites {
  /** Number of stops in progress. */
  readonly #stopping = new Map<string, number>();

  /** `onStop` is called with the key of the campaign when a stop begins, and when it ends. */
  constructor(private readonly onStop: (campaign: string) => void = () => undefined) {
    super();
  }

  /** Reports a stop to the pending starts of the campaign. Call the returned function when the stop has its result. */
  stop(operation: OperationConnection, campaignId: string): () => void {
    const key = campaignKey(operation, campaignId);
    this.supersede(operation, campaignId);
    this.#stopping.set(key, (this.#stopping.get(key) ?? 0) + 1);
    this.onStop(key);
    return () => {
      const others = (this.#stopping.get(key) ?? 0) - 1;
      if (others > 0) this.#stopping.set(key, others);
      else this.#stopping.delete(key);
      this.onStop(key);
    };
  }

  /** Returns true while a stop of the campaign is in progress. */
  isStopping(operation: OperationConnection, campaignId: string): boolean {
    return this.#stopping.has(campaignKey(operation, campaignId));
  }
}
