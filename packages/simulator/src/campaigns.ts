/** Stored campaigns and their contacts. */
import { Board } from './board.js';
import { Contacts } from './contacts.js';
import { NEW_CAMPAIGN, toRow, type CampaignRow, type CampaignState, type CampaignStatus } from './listing.js';
import { estimatedBytes, MemoryLimit } from './memory-limit.js';
import type { CampaignDraft, StoredCampaign } from './protocol.js';
import { Results } from './results.js';

/** Arbitrary: the vendor's ids are numeric strings of undocumented length. */
const FIRST_CAMPAIGN_ID = 5801;

/** One stored campaign. Its contacts and results take memory only when they are used: a list may have 60,000 campaigns. */
export class Campaign {
  readonly board = new Board();
  #contacts: Contacts | null = null;
  #results: Results | null = null;
  readonly #memory: MemoryLimit;
  #stored: StoredCampaign;
  #bytes: number;
  #row: CampaignRow;

  /** @throws MemoryFullError if there is no memory for it */
  constructor(stored: StoredCampaign, state: CampaignState, memory: MemoryLimit) {
    this.#bytes = estimatedBytes(stored);
    memory.reserve(this.#bytes);
    this.#memory = memory;
    this.#stored = stored;
    this.#row = toRow(stored, state);
  }

  get contacts(): Contacts {
    this.#contacts ??= new Contacts(this.#memory, Number(this.#row.records), this.results);
    return this.#contacts;
  }

  /** Results that do not belong to one of the contacts. */
  get results(): Results {
    this.#results ??= new Results(this.#memory);
    return this.#results;
  }

  /** As it was created, with later edits. */
  get stored(): StoredCampaign {
    return this.#stored;
  }

  /** Row of the campaign list, without counting as a list. Its count may be an old one. */
  get row(): CampaignRow {
    return this.#row;
  }

  get status(): CampaignStatus {
    return this.#row.status;
  }

  get type(): StoredCampaign['type_campaign'] {
    return this.#row.type_campaign;
  }

  /** Row of the campaign list, with the count that a list shows. Counts as a list. */
  listRow(): CampaignRow {
    if (this.#contacts === null) return this.#row;
    const records = String(this.#contacts.countForList());
    if (records !== this.#row.records) this.#row = { ...this.#row, records };
    return this.#row;
  }

  change(changes: Partial<Omit<CampaignRow, 'campaign_id' | 'records'>>): void {
    this.#row = { ...this.#row, ...changes };
  }

  /** Changes fields under the names of a creation. @throws MemoryFullError if there is no memory for them */
  edit(changes: Partial<StoredCampaign>): void {
    const stored = { ...this.#stored, ...changes };
    const bytes = estimatedBytes(stored);
    this.#memory.reserve(bytes - this.#bytes);
    this.#bytes = bytes;
    this.#stored = stored;
  }

  /** Releases the memory of the campaign and of its contacts. */
  releaseMemory(): void {
    this.#memory.release(this.#bytes);
    this.#contacts?.releaseMemory();
    this.#results?.releaseMemory();
  }
}

/** Campaign as the control page shows it. */
export interface CampaignSummary {
  readonly id: string;
  readonly name: string;
  readonly type: StoredCampaign['type_campaign'];
  readonly status: CampaignStatus;
  /** Number of contacts now; lists may still show an old one. */
  readonly contacts: number;
  /** Number of contacts that were called. */
  readonly called: number;
}

export class CampaignStore {
  /** By id, in order of id. */
  #campaigns = new Map<string, Campaign>();
  #memory: MemoryLimit;
  readonly #maxBytes: number;
  #nextId = FIRST_CAMPAIGN_ID;

  /** @param maxBytes estimated memory of all campaigns and contacts */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#memory = new MemoryLimit(maxBytes);
  }

  /** In order of id. */
  all(): readonly Campaign[] {
    return [...this.#campaigns.values()];
  }

  find(id: string): Campaign | undefined {
    return this.#campaigns.get(id);
  }

  /** The last `count` campaigns, the newest first. Does not count as a list. */
  newest(count: number): { readonly total: number; readonly campaigns: readonly CampaignSummary[] } {
    const campaigns = this.all().slice(-count).reverse();
    return {
      total: this.#campaigns.size,
      campaigns: campaigns.map(({ stored, status, contacts }) => ({
        id: stored.campaign_id,
        name: stored.campaign_name,
        type: stored.type_campaign,
        status,
        contacts: contacts.count,
        called: contacts.calledCount,
      })),
    };
  }

  /** Rows of the vendor's list, in order of id. Counts as a list. */
  listRows(): readonly CampaignRow[] {
    return this.all().map((campaign) => campaign.listRow());
  }

  /**
   * Assigns an id to a draft, and stores it if `store` is true. Ids are never reused, not even after `clear`.
   * @throws MemoryFullError if there is no memory for another campaign
   */
  add({ type_campaign, body }: CampaignDraft, store: boolean, state: CampaignState = NEW_CAMPAIGN): StoredCampaign {
    const campaign_id = String(this.#nextId);
    this.#nextId += 1;
    // A campaign_id or type_campaign in the body must not override the real one.
    const stored = { ...body, campaign_name: String(body.campaign_name), campaign_id, type_campaign };
    if (store) this.#campaigns.set(campaign_id, new Campaign(stored, state, this.#memory));
    return stored;
  }

  /** Removes a campaign and its contacts. Does nothing if there is no such campaign. */
  remove(id: string): void {
    this.#campaigns.get(id)?.releaseMemory();
    this.#campaigns.delete(id);
  }

  clear(): void {
    this.#campaigns = new Map();
    this.#memory = new MemoryLimit(this.#maxBytes);
  }
}
