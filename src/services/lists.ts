import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { succeeded, type Outcome } from '../domain/failure.js';
import type { TokenUsage } from '../domain/operation.js';
import type { ListedSkill } from '../domain/skill.js';
import type { CallContext, OperationConnection } from '../wolkvox/client.js';
import { listCampaigns } from '../wolkvox/endpoints/list-campaigns.js';
import { listSkills } from '../wolkvox/endpoints/list-skills.js';
import { tokenInfo } from '../wolkvox/endpoints/token-info.js';
import {
  ListCache,
  asReadFailure,
  versionOf,
  type ListCacheDependencies,
  type ListVersion,
  type Reading,
} from './list-cache.js';
import { RecentCampaigns } from './recent-campaigns.js';
import { isListedCampaign, isListedSkill } from './shared-list-rows.js';

export { versionOf, type ListVersion, type Reading };

export interface ListsDependencies extends Omit<
  ListCacheDependencies<never>,
  'operation' | 'endpoint' | 'idOf' | 'isRow' | 'changes' | 'onRead'
> {
  /** Called with the campaigns after each read from wolkvox. */
  readonly onCampaigns: (operation: OperationConnection, campaigns: readonly ListedCampaign[]) => void;
}

interface OperationLists {
  readonly campaigns: ListCache<ListedCampaign>;
  readonly skills: ListCache<ListedSkill>;
  readonly created: RecentCampaigns;
  /** Read that is in flight. */
  usage?: Promise<Outcome<TokenUsage>> | undefined;
  /** Of the last successful read. */
  lastUsage?: TokenUsage;
}

/** Reads of an operation. wolkvox returns whole lists only, so one campaign costs the same call as all of them. */
export class Lists {
  readonly #lists = new Map<OperationConnection, OperationLists>();
  readonly #changes = { count: 0 };

  constructor(private readonly dependencies: ListsDependencies) {}

  /** Changes when any list may be served with other content than before. */
  get version(): number {
    return this.#changes.count;
  }

  /** true: other replicas can change the lists, so a cached response must be checked before it is reused. */
  get shared(): boolean {
    return this.dependencies.snapshots.isShared;
  }

  /** Returns all campaigns of the operation. Fails only if no list is cached. */
  async campaigns(operation: OperationConnection): Promise<Outcome<Reading<ListedCampaign>>> {
    const { campaigns, created } = this.#of(operation);
    const outcome = await campaigns.read();
    return outcome.ok ? succeeded(created.addTo(outcome.value)) : outcome;
  }

  /** Returns all skills of the operation. Fails only if no list is cached. */
  skills(operation: OperationConnection): Promise<Outcome<Reading<ListedSkill>>> {
    return this.#of(operation).skills.read();
  }

  /** Returns whether a campaign exists, also if it was created recently; undefined if the list cannot be read now. */
  async campaignExists(operation: OperationConnection, campaignId: string): Promise<boolean | undefined> {
    const { campaigns, created } = this.#of(operation);
    const outcome = await campaigns.readCurrent();
    if (!outcome.ok) return undefined;
    if (created.addTo(outcome.value).byId.has(campaignId)) return true;
    return outcome.value.outdated === null ? false : undefined;
  }

  /** Returns true if this process can serve the list without a call to wolkvox. */
  isCached(list: 'campaigns' | 'skills', operation: OperationConnection): boolean {
    return this.#of(operation)[list].isCached;
  }

  /** Number of skills at the last read; undefined if this process has not read them. */
  skillCount(operation: OperationConnection): number | undefined {
    return this.#of(operation).skills.size;
  }

  /** Adds a created campaign and invalidates the list. Call it before the caller receives the outcome. */
  created(operation: OperationConnection, campaign: Campaign): Promise<void> {
    this.#of(operation).created.add(campaign);
    return this.invalidateCampaigns(operation);
  }

  /** Forgets that a campaign was created recently, because it may be deleted. */
  forgetCreated(operation: OperationConnection, campaignId: string): void {
    this.#of(operation).created.delete(campaignId);
  }

  /** Invalidates the list after an edit, and renames a campaign that this process created recently. Call it as `created`. */
  edited(operation: OperationConnection, campaignId: string, name: string | undefined): Promise<void> {
    const { created } = this.#of(operation);
    const recent = created.get(campaignId);
    if (recent !== undefined && name !== undefined) created.add({ ...recent, name });
    return this.invalidateCampaigns(operation);
  }

  /** Returns a campaign of the last list, however old it is, or one that was created recently. Reads nothing. */
  lastKnown(operation: OperationConnection, campaignId: string): ListedCampaign | Campaign | undefined {
    return this.#of(operation).campaigns.lastRow(campaignId) ?? this.recentlyCreated(operation, campaignId);
  }

  /** Invalidates the campaigns after a write, so that the caller does not read an older list. */
  invalidateCampaigns(operation: OperationConnection): Promise<void> {
    return this.#of(operation).campaigns.invalidate();
  }

  /** Returns a campaign that this process created recently and that is not in the list yet. */
  recentlyCreated(operation: OperationConnection, campaignId: string): Campaign | undefined {
    return this.#of(operation).created.get(campaignId);
  }

  /** Reads the usage of the token from wolkvox. Concurrent requests share one call. */
  tokenUsage(operation: OperationConnection, { caller, record }: CallContext): Promise<Outcome<TokenUsage>> {
    const lists = this.#of(operation);
    // Without the signal of the caller, because other requests may wait for the same call.
    const request = { caller: { id: caller.id }, record };
    return (lists.usage ??= this.dependencies.wolkvox
      .call(operation, tokenInfo, undefined, request)
      .then(asReadFailure)
      .then((outcome) => {
        if (outcome.ok) lists.lastUsage = outcome.value;
        return outcome;
      })
      .finally(() => (lists.usage = undefined)));
  }

  /**
   * Returns the usage of the token that this process read last, or reads now for another field of the request; undefined if it has
   * read none. Causes no call.
   */
  async lastTokenUsage(operation: OperationConnection): Promise<TokenUsage | undefined> {
    const lists = this.#of(operation);
    // All fields of a request begin in one turn, so a read for one of them is in flight in the next.
    await new Promise((resolve) => void setImmediate(resolve));
    await lists.usage;
    return lists.lastUsage;
  }

  #of(operation: OperationConnection): OperationLists {
    let lists = this.#lists.get(operation);
    if (lists === undefined) {
      const { onCampaigns, ...dependencies } = this.dependencies;
      const common = { ...dependencies, operation, changes: this.#changes };
      lists = {
        campaigns: new ListCache<ListedCampaign>({
          ...common,
          endpoint: listCampaigns,
          isRow: isListedCampaign,
          idOf: ({ campaignId }) => campaignId,
          onRead: (rows) => onCampaigns(operation, rows),
        }),
        skills: new ListCache<ListedSkill>({
          ...common,
          endpoint: listSkills,
          isRow: isListedSkill,
          idOf: ({ skillId }) => skillId,
        }),
        created: new RecentCampaigns(),
      };
      this.#lists.set(operation, lists);
    }
    return lists;
  }
}
