import { issue, type InputIssue } from '../domain/input-rules.js';
import type { UpstreamOperation } from '../wolkvox/client.js';

/** The id that callers mean when they name none. */
export const DEFAULT_OPERATION_ID = 'default';

/** The configured operations, as one directory. */
export class Operations {
  readonly #byId: ReadonlyMap<string, UpstreamOperation>;

  constructor(operations: readonly UpstreamOperation[]) {
    this.#byId = new Map(operations.map((operation) => [operation.id, operation]));
  }

  all(): readonly UpstreamOperation[] {
    return [...this.#byId.values()];
  }

  /** Without an id: the operation called `default`, or the only one. */
  find(id: string | null | undefined): UpstreamOperation | undefined {
    if (id !== undefined && id !== null) return this.#byId.get(id);
    return this.#byId.get(DEFAULT_OPERATION_ID) ?? (this.#byId.size === 1 ? this.all()[0] : undefined);
  }

  /** Why `find` found nothing, as an issue of the input field `operationId`. */
  static notFound(id: string | null | undefined): InputIssue {
    return issue(['operationId'], id === undefined || id === null ? 'OPERATION_REQUIRED' : 'KNOWN_OPERATION');
  }
}
