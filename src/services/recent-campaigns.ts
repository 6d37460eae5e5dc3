import { LRUCache } from 'lru-cache';

import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { byNumber, type Reading } from './list-cache.js';

/** Campaigns are dropped after this time, because a list that lacks them until then never gets them. */
const TTL_MS = 10 * 60 * 1000;

/** More campaigns than are created between two reads of the list. */
const MAX_CAMPAIGNS = 200;

/** Campaigns that this process created and that no list contains yet, so that a new campaign can be read at once. */
export class RecentCampaigns {
  readonly #campaigns = new LRUCache<string, Campaign>({ max: MAX_CAMPAIGNS, ttl: TTL_MS });
  /** Each list with the added campaigns; null if nothing was missing. An entry lives as long as its `byId`, because it is as large. */
  #merged = new WeakMap<Rows['byId'], Rows | null>();

  add(campaign: Campaign): void {
    this.#merged = new WeakMap();
    this.#campaigns.set(campaign.campaignId, campaign);
  }

  /** Removes a campaign, whatever zeros its number begins with. */
  delete(campaignId: string): void {
    for (const id of [...this.#campaigns.keys()]) if (byNumber(id, campaignId) === 0) this.#campaigns.delete(id);
    this.#merged = new WeakMap();
  }

  /** Returns a campaign that was created within TTL_MS and was not listed yet. */
  get(campaignId: string): Campaign | undefined {
    return this.#campaigns.get(campaignId);
  }

  /** Returns the list with the campaigns that it lacks. Campaigns that it contains are dropped here. */
  addTo(reading: Reading<ListedCampaign>): Reading<ListedCampaign> {
    let merged = this.#merged.get(reading.byId);
    if (merged === undefined) {
      for (const id of [...this.#campaigns.keys()]) if (reading.byId.has(id)) this.#campaigns.delete(id);
      const missing = [...this.#campaigns.values()];
      merged = missing.length === 0 ? null : merge(reading, missing);
      this.#merged.set(reading.byId, merged);
    }
    return merged === null ? reading : { ...reading, ...merged };
  }
}

type Rows = Pick<Reading<ListedCampaign>, 'rows' | 'byId'>;

function merge({ rows }: Rows, missing: readonly Campaign[]): Rows {
  const all = [...rows, ...missing.map(asListed)];
  all.sort((a, b) => byNumber(a.campaignId, b.campaignId));
  return { rows: all, byId: new Map(all.map((row) => [row.campaignId, row])) };
}

const asListed = ({ campaignId, name, type }: Campaign): ListedCampaign => ({
  campaignId,
  name,
  type,
  description: undefined,
  status: undefined,
  skillId: undefined,
  contactCount: undefined,
  speed: undefined,
  dialMode: undefined,
  lastUsedAt: undefined,
  recycleCount: undefined,
  turboDial: undefined,
});
