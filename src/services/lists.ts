import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { succeeded, type Outcome } from '../domain/failure.js';
import type { TokenUsage } from '../domain/operation.js';
import type { ListedSkill } from '../domain/skill.js';
import type { CallRecord, CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import type { List } from '../wolkvox/endpoints/row-reader.js';
import type { Endpoint } from '../wolkvox/endpoints/endpoint.js';
import { listCampaigns } from '../wolkvox/endpoints/list-campaigns.js';
import { listSkills } from '../wolkvox/endpoints/list-skills.js';
import { tokenInfo } from '../wolkvox/endpoints/token-info.js';
import type { State } from '../state/state.js';
import { ListCache, asReadFailure, versionOf, type ListLookup, type ListVersion, type Reading } from './list-cache.js';
import { RecentCampaigns } from './recent-campaigns.js';
import { isListedCampaign, isListedSkill, type IsRow } from './shared-list-rows.js';

export { versionOf, type ListLookup as ListRead, type ListVersion, type Reading };

export interface ListsDependencies {
  readonly state: State;
  readonly wolkvox: Wolkvox;
  readonly freshMs: number;
  /** Maximum duration of one read, including time in the queue. */
  readonly readMs: number;
  readonly record: (call: CallRecord) => void;
  readonly unread: (api: string, column: string) => void;
  /** Called if a shared snapshot of a list cannot be parsed. */
  readonly unreadable?: (api: string) => void;
  readonly looked: (read: ListLookup) => void;
  /** Called with the campaigns after each read from wolkvox. */
  readonly listed: (operation: OperationConnection, campaigns: readonly ListedCampaign[]) => void;
}

/** Reads of an operation. wolkvox returns whole lists only, so one campaign costs the same call as all of them. */
export class Lists {
  readonly #dependencies: ListsDependencies;
  readonly #campaigns = new Map<OperationConnection, ListCache<ListedCampaign>>();
  readonly #skills = new Map<OperationConnection, ListCache<ListedSkill>>();
  readonly #created = new Map<OperationConnection, RecentCampaigns>();
  readonly #changes = { count: 0 };
  readonly #usages = new Map<OperationConnection, Promise<Outcome<TokenUsage>>>();

  constructor(parts: ListsDependencies) {
    this.#dependencies = parts;
  }

  /** Changes when any list may be served with other content than before. */
  get version(): number {
    return this.#changes.count;
  }

  /** true: other replicas can change the lists, so a cached response must be checked before it is reused. */
  get shared(): boolean {
    return this.#dependencies.state.isShared;
  }

  /** Returns all campaigns of the operation. Fails only if no list is cached. */
  async campaigns(operation: OperationConnection): Promise<Outcome<Reading<ListedCampaign>>> {
    const outcome = await this.#campaignList(operation).read();
    const addCreated = this.#created.get(operation);
    return outcome.ok && addCreated !== undefined ? succeeded(addCreated.addTo(outcome.value)) : outcome;
  }

  /** Returns all skills of the operation. Fails only if no list is cached. */
  skills(operation: OperationConnection): Promise<Outcome<Reading<ListedSkill>>> {
    return this.#list(this.#skills, operation, listSkills, isListedSkill, ({ skillId }) => skillId).read();
  }

  /** Returns true if this process can serve the list without a call to wolkvox. */
  isCached(list: 'campaigns' | 'skills', operation: OperationConnection): boolean {
    const known = list === 'campaigns' ? this.#campaigns : this.#skills;
    return known.get(operation)?.isCached ?? false;
  }

  /** Number of skills at the last read; undefined if this process has not read them. */
  skillCount(operation: OperationConnection): number | undefined {
    return this.#skills.get(operation)?.size;
  }

  /** Adds a created campaign and invalidates the list. Call it before the caller receives the outcome. */
  created(operation: OperationConnection, campaign: Campaign): Promise<void> {
    let created = this.#created.get(operation);
    if (created === undefined) this.#created.set(operation, (created = new RecentCampaigns()));
    created.add(campaign);
    return this.#campaignList(operation).invalidate();
  }

  /** Invalidates the campaigns after a creation with an unknown outcome, so that the caller does not read an older list. */
  invalidateCampaigns(operation: OperationConnection): Promise<void> {
    return this.#campaignList(operation).invalidate();
  }

  /** Returns a campaign that this process created recently and that is not in the list yet. */
  recentlyCreated(operation: OperationConnection, campaignId: string): Campaign | undefined {
    return this.#created.get(operation)?.get(campaignId);
  }

  /** Reads the usage of the token from wolkvox. Concurrent requests share one call. */
  async tokenUsage(operation: OperationConnection, request: CallContext): Promise<Outcome<TokenUsage>> {
    const running = this.#usages.get(operation);
    if (running !== undefined) return running;
    const usage = this.#tokenUsage(operation, request).finally(() => this.#usages.delete(operation));
    this.#usages.set(operation, usage);
    return usage;
  }

  async #tokenUsage(operation: OperationConnection, { caller, record }: CallContext): Promise<Outcome<TokenUsage>> {
    // Without the signal of the caller, because other requests may wait for the same call.
    const request = { caller: { id: caller.id }, record };
    return asReadFailure(await this.#dependencies.wolkvox.call(operation, tokenInfo, undefined, request));
  }

  #campaignList(operation: OperationConnection): ListCache<ListedCampaign> {
    const { listed } = this.#dependencies;
    return this.#list(
      this.#campaigns,
      operation,
      listCampaigns,
      isListedCampaign,
      ({ campaignId }) => campaignId,
      (rows) => listed(operation, rows),
    );
  }

  #list<Row>(
    known: Map<OperationConnection, ListCache<Row>>,
    operation: OperationConnection,
    endpoint: Endpoint<undefined, List<Row>>,
    isRow: IsRow<Row>,
    idOf: (row: Row) => string,
    listed: (rows: readonly Row[]) => void = () => undefined,
  ): ListCache<Row> {
    let list = known.get(operation);
    if (list === undefined) {
      list = new ListCache({ ...this.#dependencies, changes: this.#changes, operation, endpoint, isRow, idOf, listed });
      known.set(operation, list);
    }
    return list;
  }
}
