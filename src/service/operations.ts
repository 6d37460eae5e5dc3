import { issue, issueSentence, type InputIssue } from '../domain/input-rules.js';
import type { Sentence } from '../domain/language.js';
import type { UpstreamOperation } from '../wolkvox/client.js';
import type { Governor, Limits } from '../wolkvox/governor/governor.js';
import { StateAway } from '../wolkvox/governor/state.js';

/** The id that callers mean when they name none. */
export const DEFAULT_OPERATION_ID = 'default';

/** Where operations are found. */
export interface Directory {
  all(): readonly UpstreamOperation[];
  /** Without an id: the operation called `default`, or the only one. */
  find(id: string | null | undefined): UpstreamOperation | undefined;
  /** The same, for those who cannot go on without one: throws what `error` makes of the rule's sentence. */
  require(id: string | null | undefined, error: (sentence: Sentence) => Error): UpstreamOperation;
  /** The books of an operation's token, and what it may do; undefined where the state that holds them is lost. */
  limits(id: string): Promise<(Limits & Pick<UpstreamOperation, 'maxInFlight' | 'dailyQuota'>) | undefined>;
}

/** The configured operations, as one directory. */
export class Operations implements Directory {
  readonly #byId: ReadonlyMap<string, UpstreamOperation>;

  readonly #governor: Governor;

  constructor(operations: readonly UpstreamOperation[], governor: Governor) {
    this.#governor = governor;
    this.#byId = new Map(operations.map((operation) => [operation.id, operation]));
  }

  all(): readonly UpstreamOperation[] {
    return [...this.#byId.values()];
  }

  find(id: string | null | undefined): UpstreamOperation | undefined {
    if (id !== undefined && id !== null) return this.#byId.get(id);
    return this.#byId.get(DEFAULT_OPERATION_ID) ?? (this.#byId.size === 1 ? this.all()[0] : undefined);
  }

  require(id: string | null | undefined, error: (sentence: Sentence) => Error): UpstreamOperation {
    const operation = this.find(id);
    if (operation === undefined) throw error(issueSentence(Operations.notFound(id)));
    return operation;
  }

  async limits(id: string): ReturnType<Directory['limits']> {
    const operation = this.#byId.get(id);
    if (operation === undefined) return undefined;
    try {
      const { maxInFlight, dailyQuota } = operation;
      return { ...(await this.#governor.limits(operation)), maxInFlight, dailyQuota };
    } catch (error) {
      if (error instanceof StateAway) return undefined;
      throw error;
    }
  }

  /** Why `find` found nothing, as an issue of the input field `operationId`. */
  static notFound(id: string | null | undefined): InputIssue {
    return issue(['operationId'], id === undefined || id === null ? 'OPERATION_REQUIRED' : 'KNOWN_OPERATION');
  }
}
