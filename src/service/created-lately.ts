import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { byNumber, type Reading } from './cached-list.js';

/** Campaigns that this process has created and no list has shown yet: what was created can be read at once. */
export class CreatedLately {
  readonly #campaigns = new Map<string, { readonly campaign: Campaign; readonly until: number }>();
  #added: { readonly from: Rows['rows']; readonly to: Rows } | undefined;

  add(campaign: Campaign): void {
    this.#added = undefined;
    this.#campaigns.set(campaign.campaignId, { campaign, until: performance.now() + KEPT_MS });
    for (const oldest of this.#campaigns.keys()) {
      if (this.#campaigns.size <= MOST) break;
      this.#campaigns.delete(oldest);
    }
  }

  get(campaignId: string): Campaign | undefined {
    const kept = this.#campaigns.get(campaignId);
    return kept !== undefined && performance.now() < kept.until ? kept.campaign : undefined;
  }

  /** The list with those of them that are missing in it. */
  addTo(reading: Reading<ListedCampaign>): Reading<ListedCampaign> {
    // The list, and not what is told of it, which each asker is told anew.
    if (this.#added?.from === reading.rows) return { ...reading, ...this.#added.to };
    for (const [id, { until }] of this.#campaigns)
      if (reading.byId.has(id) || performance.now() >= until) this.#campaigns.delete(id);
    if (this.#campaigns.size === 0) return reading;
    const missing = [...this.#campaigns.values()].map(({ campaign }) => asListed(campaign));
    const rows = [...reading.rows, ...missing].sort((a, b) => byNumber(a.campaignId, b.campaignId));
    const to = { rows, byId: new Map(rows.map((row) => [row.campaignId, row])) };
    this.#added = { from: reading.rows, to };
    return { ...reading, ...to };
  }
}

type Rows = Pick<Reading<ListedCampaign>, 'rows' | 'byId'>;

const asListed = ({ campaignId, name, type }: Campaign): ListedCampaign => ({
  campaignId,
  name,
  type,
  description: undefined,
  status: undefined,
  skillId: undefined,
  records: undefined,
  speed: undefined,
  dialMode: undefined,
  lastUsedAt: undefined,
  recycled: undefined,
  turboDial: undefined,
});

/** A list that does not show a campaign after this long never will. */
const KEPT_MS = 10 * 60 * 1000;

/** More than anybody creates between two reads of the list. */
const MOST = 200;
