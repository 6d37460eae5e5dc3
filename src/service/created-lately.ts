import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { byNumber, type Reading } from './cached-list.js';

/** Campaigns that this process has created and no list has shown yet: what was created can be read at once. */
export class CreatedLately {
  // Given up half by half: to delete from a map one by one costs more the more were deleted before.
  #young = new Map<string, Lately>();
  #old = new Map<string, Lately>();
  /** What each list became; null: it lacked nothing. Held no longer than the list itself: it is as large. */
  #added = new WeakMap<Rows['byId'], Rows | null>();

  add(campaign: Campaign): void {
    this.#added = new WeakMap();
    if (this.#young.size >= MOST / 2) [this.#old, this.#young] = [this.#young, new Map<string, Lately>()];
    this.#young.set(campaign.campaignId, { campaign, until: performance.now() + KEPT_MS });
  }

  get(campaignId: string): Campaign | undefined {
    const kept = this.#young.get(campaignId) ?? this.#old.get(campaignId);
    return kept !== undefined && performance.now() < kept.until ? kept.campaign : undefined;
  }

  /** The list with those of them that are missing in it. */
  addTo(reading: Reading<ListedCampaign>): Reading<ListedCampaign> {
    let added = this.#added.get(reading.byId);
    if (added === undefined) {
      const missing = [...this.#old, ...this.#young].filter(
        ([id, { until }]) => !reading.byId.has(id) && performance.now() < until,
      );
      [this.#old, this.#young] = [new Map<string, Lately>(), new Map(missing)];
      added = missing.length === 0 ? null : withThem(reading, missing);
      this.#added.set(reading.byId, added);
    }
    return added === null ? reading : { ...reading, ...added };
  }
}

type Rows = Pick<Reading<ListedCampaign>, 'rows' | 'byId'>;

interface Lately {
  readonly campaign: Campaign;
  readonly until: number;
}

function withThem({ rows }: Rows, missing: readonly (readonly [string, Lately])[]): Rows {
  const all = [...rows, ...missing.map(([, { campaign }]) => asListed(campaign))];
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
