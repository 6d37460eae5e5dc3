import { issue, issueSentence, type InputIssue } from '../domain/input-rules.js';
import { DEFAULT_OPERATION_ID } from '../domain/operation.js';
import type { LocalizedText } from '../shared/i18n.js';
import type { OperationConnection } from '../wolkvox/client.js';
import type { Limiter, Limits } from '../wolkvox/limiter/limiter.js';
import { StateUnavailableError } from '../state/errors.js';

/** Operations by their ids. */
export interface OperationRegistry {
  all(): readonly OperationConnection[];
  /** Returns the operation with this id. Without an id, returns the operation `default` or the only one. */
  find(id: string | null | undefined): OperationConnection | undefined;
  /** Like `find`, but throws the error that `error` creates from the message of the broken rule. */
  require(id: string | null | undefined, error: (message: LocalizedText) => Error): OperationConnection;
  /** Returns the limits and the use of the token of an operation; undefined if the shared state is unavailable. */
  limits(id: string): Promise<(Limits & Pick<OperationConnection, 'maxInFlight' | 'dailyQuota'>) | undefined>;
}

/** Registry of all configured operations. */
export class ConfiguredOperations implements OperationRegistry {
  readonly #byId: ReadonlyMap<string, OperationConnection>;

  constructor(
    operations: readonly OperationConnection[],
    private readonly limiter: Limiter,
  ) {
    this.#byId = new Map(operations.map((operation) => [operation.id, operation]));
  }

  all(): readonly OperationConnection[] {
    return [...this.#byId.values()];
  }

  find(id: string | null | undefined): OperationConnection | undefined {
    if (id !== undefined && id !== null) return this.#byId.get(id);
    return this.#byId.get(DEFAULT_OPERATION_ID) ?? (this.#byId.size === 1 ? this.all()[0] : undefined);
  }

  require(id: string | null | undefined, error: (message: LocalizedText) => Error): OperationConnection {
    const operation = this.find(id);
    if (operation === undefined) throw error(issueSentence(ConfiguredOperations.notFound(id)));
    return operation;
  }

  async limits(id: string): ReturnType<OperationRegistry['limits']> {
    const operation = this.#byId.get(id);
    if (operation === undefined) return undefined;
    try {
      const { maxInFlight, dailyQuota } = operation;
      return { ...(await this.limiter.limits(operation)), maxInFlight, dailyQuota };
    } catch (error) {
      if (error instanceof StateUnavailableError) return undefined;
      throw error;
    }
  }

  /** Creates the issue of the input field `operationId` for an id that `find` does not find. */
  static notFound(id: string | null | undefined): InputIssue {
    return issue(['operationId'], id === undefined || id === null ? 'OPERATION_REQUIRED' : 'KNOWN_OPERATION');
  }
}
