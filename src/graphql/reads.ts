import DataLoader from 'dataloader';
import type { OperationDefinitionNode } from 'graphql';

import type { ListedCampaign } from '../domain/campaign.js';
import type { Outcome } from '../domain/failure.js';
import type { ListedSkill } from '../domain/skill.js';
import { versionOf, type Lists, type ListVersion, type Reading } from '../service/lists.js';
import type { Directory } from '../service/operations.js';
import type { UpstreamOperation } from '../wolkvox/client.js';
import type { Identity } from '../access/identity.js';
import { requireScope } from './auth/rights.js';
import { Campaign, CreatedCampaign } from './campaign/campaign.type.js';
import { MOST_TOLD } from './error/few-errors.js';
import { readGlobalId } from './global-id.js';
import { isQuery } from './is-query.js';
import { readError } from './read-error.js';
import { Skill } from './skill/skill.type.js';

/** What one request reads: many by id with one look at a list, and how old what it was given is. */
export class Reads {
  readonly #lists: Lists;
  readonly #operations: Directory;
  readonly #identity: Identity;
  #campaigns: DataLoader<string, Campaign | null> | undefined;
  #skills: DataLoader<string, Skill | null> | undefined;
  #given: readonly ListVersion[] = [];
  #live = false;
  #references = 0;
  #failures = 0;

  /** For one caller: what he may not read is FORBIDDEN, through whatever field he asks for it. */
  constructor(lists: Lists, operations: Directory, identity: Identity) {
    this.#lists = lists;
    this.#operations = operations;
    this.#identity = identity;
  }

  /** Every campaign of an operation. Rejects with what errors[] is to show. */
  async campaigns(operation: UpstreamOperation): Promise<Reading<ListedCampaign>> {
    requireScope(this.#identity, 'read');
    return this.#take(await this.#lists.campaigns(operation));
  }

  /** Every skill of an operation. Rejects with what errors[] is to show. */
  async skills(operation: UpstreamOperation): Promise<Reading<ListedSkill>> {
    requireScope(this.#identity, 'read');
    return this.#take(await this.#lists.skills(operation));
  }

  /** A campaign by its global id, as far as is known without reading anything; null where there is none. */
  async campaign(id: string): Promise<Campaign | null> {
    const { operation, number } = this.#find(id);
    const created = operation && this.#lists.createdLately(operation, number);
    return created === undefined ? this.listedCampaign(id) : new CreatedCampaign(created);
  }

  /** A campaign by its global id, as the list tells it; null where there is none. */
  listedCampaign(id: string): Promise<Campaign | null> {
    return (this.#campaigns ??= this.#loader(
      (operation) => this.campaigns(operation),
      (operation, row) => Campaign.listed(operation, row),
    )).load(id);
  }

  /** A skill by its global id; null where there is none. */
  skill(id: string): Promise<Skill | null> {
    return (this.#skills ??= this.#loader(
      (operation) => this.skills(operation),
      (operation, row) => Skill.listed(operation, row),
    )).load(id);
  }

  /** Counts what is referred to; answers how much that is of this request. */
  refer(count: number): number {
    this.#references += count;
    return this.#references;
  }

  /**
   * To be told of each field that could not be read: throws its error, and null for it once nobody would be told any more. One
   * list may fail for each of thousands of rows, and graphql-js takes 40 µs for an error.
   */
  failed(error: unknown): null {
    this.#failures += 1;
    if (this.#failures <= MOST_TOLD) throw error;
    return null;
  }

  /** How many fields are null for an error that was not thrown. */
  get untold(): number {
    return Math.max(0, this.#failures - MOST_TOLD);
  }

  /** To be told where something was given that is true at this moment only. */
  live(): void {
    this.#live = true;
  }

  /** The versions of the lists that were given. */
  get given(): readonly ListVersion[] {
    return this.#given;
  }

  /** To be told where an earlier answer is given that was made of these. */
  giveAgain(given: readonly ListVersion[]): void {
    this.#given = given;
  }

  /** How old the oldest of the lists that were given is; undefined where none was. */
  get ageMs(): number | undefined {
    if (this.#given.length === 0) return undefined;
    return Math.max(0, Date.now() - Math.min(...this.#given.map(({ readAt }) => readAt)));
  }

  /** How long an answer to this operation may be kept: where nothing but lists was given, as long as all of them are fresh. */
  keepMs(
    freshMs: number,
    operation: OperationDefinitionNode | undefined,
    result: { readonly errors?: unknown },
  ): number {
    const { ageMs } = this;
    if (ageMs === undefined || this.#live || result.errors !== undefined || !isQuery(operation)) return 0;
    return this.#given.every(({ outdated }) => outdated === null) ? Math.max(0, freshMs - ageMs) : 0;
  }

  #take<Row>(outcome: Outcome<Reading<Row>>): Reading<Row> {
    if (!outcome.ok) throw readError(outcome.failure);
    // Of a request that waits long afterwards, too, no list is held.
    this.#given = [...this.#given, versionOf(outcome.value)];
    return outcome.value;
  }

  #find(id: string): { readonly operation: UpstreamOperation | undefined; readonly number: string } {
    const parts = readGlobalId(id);
    return { operation: parts && this.#operations.find(parts.operationId), number: parts?.number ?? '' };
  }

  #loader<Row, Value>(
    list: (operation: UpstreamOperation) => Promise<Reading<Row>>,
    show: (operation: UpstreamOperation, row: Row) => Value,
  ): DataLoader<string, Value | null> {
    return new DataLoader(async (ids) => {
      // One by one: an id that is forbidden is the error of its own, and nothing is read for it.
      const wanted = ids.map((id) => {
        try {
          return this.#find(id);
        } catch (error) {
          return error as Error;
        }
      });
      const operations = new Set(wanted.flatMap((found) => (found instanceof Error ? [] : (found.operation ?? []))));
      const readings = new Map(
        await Promise.all(
          [...operations].map(
            async (operation) => [operation, await list(operation).catch((error: unknown) => error as Error)] as const,
          ),
        ),
      );
      return wanted.map((found) => {
        if (found instanceof Error) return found;
        const { operation, number } = found;
        const reading = operation && readings.get(operation);
        if (operation === undefined || reading === undefined) return null;
        if (reading instanceof Error) return reading;
        const row = reading.byId.get(number);
        return row === undefined ? null : show(operation, row);
      });
    });
  }
}
