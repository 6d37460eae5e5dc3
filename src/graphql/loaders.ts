import DataLoader from 'dataloader';
import { OperationTypeNode, type OperationDefinitionNode } from 'graphql';

import type { ListedCampaign } from '../domain/campaign.js';
import type { Contact } from '../domain/contact.js';
import type { BoardRow } from '../domain/board-row.js';
import type { Outcome } from '../domain/failure.js';
import type { ListedSkill } from '../domain/skill.js';
import { boardRowOf, type CampaignProgressReader } from '../services/campaign-progress.js';
import { versionOf, type Lists, type ListVersion, type Reading } from '../services/lists.js';
import type { OperationRegistry } from '../services/operation-registry.js';
import type { ContactSearch, ContactSearchQuery } from '../services/contact-search.js';
import type { CallContext, OperationConnection } from '../wolkvox/client.js';
import type { Identity } from '../auth/identity.js';
import { requireScope } from './authorization.js';
import { Campaign, CreatedCampaign } from './campaign/campaign.type.js';
import { CallAllowance } from './cost/call-allowance.js';
import { MAX_REPORTED_ERRORS } from './errors/truncate-errors.js';
import { readGlobalId } from '../domain/global-id.js';
import { readError } from './errors/localized-error.js';
import { operationType } from './operation-type.js';
import { Skill } from './skill/skill.type.js';

/** Response that contains only list data, for the response cache. */
export interface CacheableResponse {
  /** Operation name in the document; undefined if it has none. */
  readonly operationName: string | undefined;
  /** Versions of the lists in the response. The rows are not stored, so that no old list stays in memory. */
  readonly usedLists: readonly ListVersion[];
  /** Time at which the first list is stale, on the clock of `performance.now`. */
  readonly staleAtMs: number;
}

interface LoaderServices {
  readonly lists: Lists;
  readonly progress: CampaignProgressReader;
  readonly contactSearch: ContactSearch;
}

/** Loaders of one request: batched reads by id, list reads, and the age of the lists that it used. */
export class Loaders {
  /** Versions of the lists in the response. */
  usedLists: readonly ListVersion[] = [];
  /** Set by the execution if its response may be cached. It is here, because Apollo executes with a copy of the context. */
  cacheable: CacheableResponse | undefined;
  /** Calls that fields may make beyond those that the arguments show. Set before the execution. */
  calls = CallAllowance.NONE;
  /** Start of the request, on the clock of `performance.now`. */
  readonly startedAt = performance.now();
  #campaigns: DataLoader<string, Campaign | null> | undefined;
  #skills: DataLoader<string, Skill | null> | undefined;
  readonly #boards = new Map<OperationConnection, Promise<Outcome<Reading<BoardRow>>>>();
  readonly #contacts = new Map<string, Promise<Outcome<readonly Contact[]>>>();
  #live = false;
  #references = 0;
  #failures = 0;

  /** Creates the loaders for one caller. Operations and scopes that the caller lacks fail with FORBIDDEN. */
  constructor(
    private readonly services: LoaderServices,
    private readonly operations: OperationRegistry,
    private readonly identity: Identity,
  ) {}

  /** Returns all campaigns of an operation. Rejects with an error for errors[]. */
  async campaigns(operation: OperationConnection): Promise<Reading<ListedCampaign>> {
    requireScope(this.identity, 'read');
    return this.#use(await this.services.lists.campaigns(operation));
  }

  /** Returns all skills of an operation. Rejects with an error for errors[]. */
  async skills(operation: OperationConnection): Promise<Reading<ListedSkill>> {
    requireScope(this.identity, 'read');
    return this.#use(await this.services.lists.skills(operation));
  }

  /** Returns a campaign by its global id, without a read if it was created recently; null if there is none. */
  async campaign(id: string): Promise<Campaign | null> {
    const { operation, number } = this.#find(id);
    const created = operation && this.services.lists.recentlyCreated(operation, number);
    return created === undefined ? this.listedCampaign(id) : new CreatedCampaign(created);
  }

  /** Returns a campaign of the list by its global id; null if there is none. */
  listedCampaign(id: string): Promise<Campaign | null> {
    return (this.#campaigns ??= this.#loader(
      (operation) => this.campaigns(operation),
      (operation, row) => Campaign.listed(operation, row),
    )).load(id);
  }

  /** Returns a skill by its global id; null if there is none. */
  skill(id: string): Promise<Skill | null> {
    return (this.#skills ??= this.#loader(
      (operation) => this.skills(operation),
      (operation, row) => Skill.listed(operation, row),
    )).load(id);
  }

  /**
   * Returns the row of a campaign on the board of its operation, and the time of the board; null if it shows no such row. All fields
   * of the request use one board.
   */
  async progress(id: string): Promise<{ readonly row: BoardRow; readonly readAt: Date } | null> {
    requireScope(this.identity, 'read');
    this.markLive();
    const { operation, number } = this.#find(id);
    if (operation === undefined) return null;
    let board = this.#boards.get(operation);
    if (board === undefined) this.#boards.set(operation, (board = this.services.progress.read(operation)));
    const outcome = await board;
    if (!outcome.ok) throw readError(outcome.failure);
    const row = boardRowOf(outcome.value, number);
    return row === undefined ? null : { row, readAt: new Date(outcome.value.readAt) };
  }

  /**
   * Returns the contacts of a campaign with this customer id and phone; [] if there are none. Fields of the request with the same
   * campaign and query share one call.
   */
  async contacts(
    id: string,
    query: Omit<ContactSearchQuery, 'campaignId'>,
    context: CallContext,
  ): Promise<readonly Contact[]> {
    requireScope(this.identity, 'read');
    this.markLive();
    const { operation, number } = this.#find(id);
    if (operation === undefined) return [];
    const key = JSON.stringify([id, query.customerId, query.phone]);
    let found = this.#contacts.get(key);
    if (found === undefined) {
      found = this.services.contactSearch.find(operation, { campaignId: number, ...query }, context);
      this.#contacts.set(key, found);
    }
    const outcome = await found;
    if (!outcome.ok) throw readError(outcome.failure);
    return outcome.value;
  }

  /** Counts entity references. Returns the total of this request. */
  addReferences(count: number): number {
    this.#references += count;
    return this.#references;
  }

  /**
   * Reports a field that could not be read. Throws its error, or returns null once errors[] is full. perf: one list may
   * fail for each of thousands of rows, and graphql-js takes 40 µs per error.
   */
  reportFailure(error: unknown): null {
    this.#failures += 1;
    if (this.#failures <= MAX_REPORTED_ERRORS) throw error;
    return null;
  }

  /** Number of fields that are null because of an error that was not thrown. */
  get suppressedErrors(): number {
    return Math.max(0, this.#failures - MAX_REPORTED_ERRORS);
  }

  /** Marks the response as live, so that it is not cached. */
  markLive(): void {
    this.#live = true;
  }

  /** Age of the oldest list in the response; undefined if there is none. */
  get ageMs(): number | undefined {
    return this.usedLists.length === 0 ? undefined : ageMsOf(this.usedLists);
  }

  /**
   * Returns the time for which the response may be cached: until its first list is stale, 0 if it contains anything
   * else.
   */
  cacheableMs(
    freshMs: number,
    operation: OperationDefinitionNode | undefined,
    result: { readonly errors?: unknown },
  ): number {
    const { ageMs } = this;
    if (
      ageMs === undefined ||
      this.#live ||
      result.errors !== undefined ||
      operationType(operation) !== OperationTypeNode.QUERY
    )
      return 0;
    return this.usedLists.every(({ outdated }) => outdated === null) ? Math.max(0, freshMs - ageMs) : 0;
  }

  #use<Row>(outcome: Outcome<Reading<Row>>): Reading<Row> {
    if (!outcome.ok) throw readError(outcome.failure);
    // Only the version is stored, so that a long request does not hold the list in memory.
    this.usedLists = [...this.usedLists, versionOf(outcome.value)];
    return outcome.value;
  }

  #find(id: string): { readonly operation: OperationConnection | undefined; readonly number: string } {
    const parts = readGlobalId(id);
    return { operation: parts && this.operations.find(parts.operationId), number: parts?.number ?? '' };
  }

  #loader<Row, Value>(
    list: (operation: OperationConnection) => Promise<Reading<Row>>,
    create: (operation: OperationConnection, row: Row) => Value,
  ): DataLoader<string, Value | null> {
    return new DataLoader(async (ids) => {
      const readings = new Map<OperationConnection, Promise<Reading<Row>>>();
      const find = async (id: string): Promise<Value | null> => {
        // Rejects for this id alone and before the read if the operation is forbidden.
        const { operation, number } = this.#find(id);
        if (operation === undefined) return null;
        const reading = readings.get(operation) ?? list(operation);
        readings.set(operation, reading);
        const row = (await reading).byId.get(number);
        return row === undefined ? null : create(operation, row);
      };
      const results = await Promise.allSettled(ids.map(find));
      return results.map((result) => (result.status === 'fulfilled' ? result.value : (result.reason as Error)));
    });
  }
}

/** Returns the age of the oldest of at least one list. */
export const ageMsOf = (lists: readonly ListVersion[]): number =>
  Math.max(0, Date.now() - Math.min(...lists.map(({ readAt }) => readAt)));
