import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { byNumber, type Reading } from './cached-list.js';

/** Campaigns that this process has created and no list has shown yet: what was created can be read at once. */
export class CreatedLately {
  // Given up half by half: to delete from a map one by one costs more the more were deleted before.
  #young = new Map<string, Lately>();
  #old = new Map<string, Lately>();
  /** What was added to a list last; to null where it lacked nothing. */
  #added: { readonly from: ById; readonly to: Pick<Reading<ListedCampaign>, 'rows' | 'byId'> | null } | undefined;

  add(campaign: Campaign): void {
    this.#added = undefined;
    if (this.#young.size >= MOST / 2) [this.#old, this.#young] = [this.#young, new Map<string, Lately>()];
    this.#young.set(campaign.campaignId, { campaign, until: performance.now() + KEPT_MS });
  }

  get(campaignId: string): Campaign | undefined {
    const kept = this.#young.get(campaignId) ?? this.#old.get(campaignId);
    return kept !== undefined && performance.now() < kept.until ? kept.campaign : undefined;
  }

  /** The list with those of them that are missing in it. */
  addTo(reading: Reading<ListedCampaign>): Reading<ListedCampaign> {
    if (this.#added?.from !== reading.byId) {
      const missing = [...this.#old, ...this.#young].filter(
        ([id, { until }]) => !reading.byId.has(id) && performance.now() < until,
      );
      [this.#old, this.#young] = [new Map<string, Lately>(), new Map(missing)];
      const rows = [...reading.rows, ...missing.map(([, { campaign }]) => asListed(campaign))];
      rows.sort((a, b) => byNumber(a.campaignId, b.campaignId));
      const byId = new Map(rows.map((row) => [row.campaignId, row]));
      this.#added = { from: reading.byId, to: missing.length === 0 ? null : { rows, byId } };
    }
    return this.#added.to === null ? reading : { ...reading, ...this.#added.to };
  }
}

type ById = Reading<ListedCampaign>['byId'];

interface Lately {
  readonly campaign: Campaign;
  readonly until: number;
}

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
