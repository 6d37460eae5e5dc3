import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { succeeded, type Outcome } from '../domain/failure.js';
import type { TokenUsage } from '../domain/operation.js';
import type { ListedSkill } from '../domain/skill.js';
import type { CallRecord, Request, UpstreamOperation, Wolkvox } from '../wolkvox/client.js';
import type { List } from '../wolkvox/endpoints/cells.js';
import type { Endpoint } from '../wolkvox/endpoints/endpoint.js';
import { listCampaigns } from '../wolkvox/endpoints/list-campaigns.js';
import { listSkills } from '../wolkvox/endpoints/list-skills.js';
import { tokenInfo } from '../wolkvox/endpoints/token-info.js';
import type { State } from '../wolkvox/governor/state.js';
import { CachedList, versionOf, type ListRead, type ListVersion, type Reading } from './cached-list.js';
import { changedNothing } from './changed-nothing.js';
import { CreatedLately } from './created-lately.js';
import { isListedCampaign, isListedSkill, type IsRow } from './shelved-rows.js';

export { versionOf, type ListRead, type ListVersion, type Reading };

export interface ListsParts {
  readonly state: State;
  readonly wolkvox: Wolkvox;
  readonly freshMs: number;
  /** How long one read may take in all, waiting included. */
  readonly readMs: number;
  readonly record: (call: CallRecord) => void;
  readonly unread: (api: string, column: string) => void;
  /** Told of a list each time that what stands in its place in the state is none. */
  readonly unreadable?: (api: string) => void;
  readonly looked: (read: ListRead) => void;
  /** Told of the campaigns each time that they are read from wolkvox. */
  readonly listed: (operation: UpstreamOperation, campaigns: readonly ListedCampaign[]) => void;
}

/** What can be read of an operation. wolkvox answers lists only, so one campaign costs what all of them do. */
export class Lists {
  readonly #parts: ListsParts;
  readonly #campaigns = new Map<UpstreamOperation, CachedList<ListedCampaign>>();
  readonly #skills = new Map<UpstreamOperation, CachedList<ListedSkill>>();
  readonly #created = new Map<UpstreamOperation, CreatedLately>();
  readonly #changes = { count: 0 };
  readonly #usages = new Map<UpstreamOperation, Promise<Outcome<TokenUsage>>>();

  constructor(parts: ListsParts) {
    this.#parts = parts;
  }

  /** Another number as soon as any list may be given otherwise than before. */
  get version(): number {
    return this.#changes.count;
  }

  /** Whether others may change them: then what was given must be asked about before it is given again. */
  get shared(): boolean {
    return this.#parts.state.shares;
  }

  /** Every campaign of the operation. Fails only where no list is at hand. */
  async campaigns(operation: UpstreamOperation): Promise<Outcome<Reading<ListedCampaign>>> {
    const outcome = await this.#campaignList(operation).read();
    const created = this.#created.get(operation);
    return outcome.ok && created !== undefined ? succeeded(created.addTo(outcome.value)) : outcome;
  }

  /** Every skill of the operation. Fails only where no list is at hand. */
  skills(operation: UpstreamOperation): Promise<Outcome<Reading<ListedSkill>>> {
    return this.#list(this.#skills, operation, listSkills, isListedSkill, ({ skillId }) => skillId).read();
  }

  /** Whether the list would be given without waiting for wolkvox, as far as this process knows. */
  isAtHand(list: 'campaigns' | 'skills', operation: UpstreamOperation): boolean {
    const known = list === 'campaigns' ? this.#campaigns : this.#skills;
    return known.get(operation)?.isAtHand ?? false;
  }

  /** How many skills there were when they were read last; undefined where this process never did. */
  skillCount(operation: UpstreamOperation): number | undefined {
    return this.#skills.get(operation)?.size;
  }

  /** To be told of each campaign created, before its caller is. */
  created(operation: UpstreamOperation, campaign: Campaign): Promise<void> {
    let created = this.#created.get(operation);
    if (created === undefined) this.#created.set(operation, (created = new CreatedLately()));
    created.add(campaign);
    return this.#campaignList(operation).written();
  }

  /** To be told of each creation whose end nobody knows, before its caller is: who looks for it is given no list of before. */
  maybeCreated(operation: UpstreamOperation): Promise<void> {
    return this.#campaignList(operation).written();
  }

  /** A campaign that was created here lately and is not in the list yet, as far as its creation told. */
  createdLately(operation: UpstreamOperation, campaignId: string): Campaign | undefined {
    return this.#created.get(operation)?.get(campaignId);
  }

  /** What wolkvox says of the operation's token now: one call for all who ask while it is under way. */
  async tokenUsage(operation: UpstreamOperation, request: Request): Promise<Outcome<TokenUsage>> {
    const running = this.#usages.get(operation);
    if (running !== undefined) return running;
    const usage = this.#tokenUsage(operation, request).finally(() => this.#usages.delete(operation));
    this.#usages.set(operation, usage);
    return usage;
  }

  async #tokenUsage(operation: UpstreamOperation, { caller, record }: Request): Promise<Outcome<TokenUsage>> {
    // Others may wait for it, so this one's hanging up does not end it.
    const request = { caller: { id: caller.id }, record };
    return changedNothing(await this.#parts.wolkvox.call(operation, tokenInfo, undefined, request));
  }

  #campaignList(operation: UpstreamOperation): CachedList<ListedCampaign> {
    const { listed } = this.#parts;
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
    known: Map<UpstreamOperation, CachedList<Row>>,
    operation: UpstreamOperation,
    endpoint: Endpoint<undefined, List<Row>>,
    isRow: IsRow<Row>,
    idOf: (row: Row) => string,
    listed: (rows: readonly Row[]) => void = () => undefined,
  ): CachedList<Row> {
    let list = known.get(operation);
    if (list === undefined) {
      list = new CachedList({ ...this.#parts, changes: this.#changes, operation, endpoint, isRow, idOf, listed });
      known.set(operation, list);
    }
    return list;
  }
}
