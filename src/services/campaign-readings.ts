import type { ListedCampaign } from '../domain/campaign.js';
import { failed, type Outcome } from '../domain/failure.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { readCampaignNow } from './campaign-now.js';
import { withoutSignal } from './execute-write.js';
import { campaignKey } from './pending-changes.js';

/** Time for which concurrent uploads share a reading. */
const SHARED_MS = 5_000;

/** Reading of a campaign that several requests share. */
export interface CampaignReading {
  readonly row: ListedCampaign;
  /**
   * Returns the number of contacts in the reading, and only to the first caller; undefined if another upload may have changed the
   * number since, or if it is unrecognized.
   */
  readonly takeCount: () => number | undefined;
}

interface Entry {
  readonly outcome: Promise<Outcome<ListedCampaign>>;
  /** Infinity while it is in flight. */
  expiresAt: number;
  /** true: no upload has been sent since the reading began. */
  isCountCurrent: boolean;
}

/**
 * Readings of campaigns for uploads. Each costs one call, and uploads of one campaign share it for SHARED_MS. It then may be older than
 * a start or a stop by another process. Those of this process discard it.
 */
export class CampaignReadings {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly wolkvox: Wolkvox) {}

  /** Reads the campaign as `readCampaignNow` does, or returns a shared reading. Rejects with StateCommandError. */
  async read(
    operation: OperationConnection,
    campaignId: string,
    request: CallContext,
  ): Promise<Outcome<CampaignReading>> {
    const key = campaignKey(operation, campaignId);
    const shared = this.#entries.get(key);
    const isFresh = shared !== undefined && performance.now() < shared.expiresAt;
    const entry = isFresh ? shared : this.#begin(key, operation, campaignId, request);
    const outcome = await entry.outcome;
    if (!outcome.ok) return failed(outcome.failure);
    const takeCount = (): number | undefined => {
      const count = entry.isCountCurrent ? outcome.value.contactCount : undefined;
      this.countChanged(operation, campaignId);
      entry.isCountCurrent = false;
      return count;
    };
    return { ok: true, value: { row: outcome.value, takeCount } };
  }

  /** Discards the reading, because the status of the campaign is changed. */
  discard(key: string): void {
    this.#entries.delete(key);
  }

  /** Marks the number of contacts as outdated, because an upload was sent or has ended. */
  countChanged(operation: OperationConnection, campaignId: string): void {
    const entry = this.#entries.get(campaignKey(operation, campaignId));
    if (entry !== undefined) entry.isCountCurrent = false;
  }

  #begin(key: string, operation: OperationConnection, campaignId: string, request: CallContext): Entry {
    this.#dropExpired();
    // Without the signal of the client, because other requests may wait for the same reading.
    const outcome = readCampaignNow(this.wolkvox, operation, campaignId, withoutSignal(request));
    const entry: Entry = { outcome, expiresAt: Infinity, isCountCurrent: true };
    this.#entries.set(key, entry);
    const end = (isRead: boolean): void => {
      entry.expiresAt = performance.now() + SHARED_MS;
      if (!isRead && this.#entries.get(key) === entry) this.#entries.delete(key);
    };
    outcome.then(
      ({ ok }) => end(ok),
      () => end(false),
    );
    return entry;
  }

  #dropExpired(): void {
    for (const [key, { expiresAt }] of this.#entries) if (performance.now() >= expiresAt) this.#entries.delete(key);
  }
}
