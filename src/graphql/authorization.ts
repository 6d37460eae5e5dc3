import { GraphQLError } from 'graphql';

import type { LocalizedText } from '../shared/i18n.js';
import type { OperationRegistry } from '../services/operation-registry.js';
import type { OperationConnection } from '../wolkvox/client.js';
import type { Identity, Scope } from '../auth/identity.js';
import { LocalizedError } from './errors/localized-error.js';
import type { Localizer } from '../shared/localizer.js';

/** Error for errors[]. It contains neither the permissions nor whether the object exists. */
export const forbidden = (): LocalizedError => new LocalizedError(FORBIDDEN, { code: 'FORBIDDEN' });

const FORBIDDEN = {
  en: 'Permission denied.',
  es: 'No tiene permiso para hacer esto.',
} as const satisfies LocalizedText;

/** Throws FORBIDDEN if the caller lacks the scope. */
export function requireScope({ scopes }: Identity, scope: Scope): void {
  if (!scopes.has(scope)) throw forbidden();
}

/**
 * Error 401 for an unauthenticated request that is not for the explorer page. Localized here, because it never reaches
 * the error masking plugin.
 */
export const unauthenticated = (localizer: Localizer): GraphQLError =>
  new GraphQLError(localizer.localize(UNAUTHENTICATED), {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  });

export const UNAUTHENTICATED = {
  en: 'The request is not authenticated. Nothing was sent.',
  es: 'Esta solicitud no está autenticada; no se envió nada.',
} as const satisfies LocalizedText;

/**
 * Restricts the operations to those that the caller may use. Naming another one fails with FORBIDDEN, whether it exists
 * or not.
 */
export const restrictToPermitted = (
  { operations: permitted }: Identity,
  operations: OperationRegistry,
): OperationRegistry => (permitted === null ? operations : new PermittedOperations(operations, permitted));

class PermittedOperations implements OperationRegistry {
  readonly #operations: OperationRegistry;
  readonly #permitted: ReadonlySet<string>;

  constructor(operations: OperationRegistry, permitted: ReadonlySet<string>) {
    this.#operations = operations;
    this.#permitted = permitted;
  }

  all(): readonly OperationConnection[] {
    return this.#operations.all().filter(({ id }) => this.#permitted.has(id));
  }

  find(id: string | null | undefined): OperationConnection | undefined {
    return this.#permit(id, this.#operations.find(id));
  }

  require(id: string | null | undefined, error: (message: LocalizedText) => Error): OperationConnection {
    this.find(id);
    return this.#operations.require(id, error);
  }

  limits(id: string): ReturnType<OperationRegistry['limits']> {
    this.find(id);
    return this.#operations.limits(id);
  }

  #permit(id: string | null | undefined, found: OperationConnection | undefined): OperationConnection | undefined {
    const requestedId = found?.id ?? id;
    if (requestedId !== undefined && requestedId !== null && !this.#permitted.has(requestedId)) throw forbidden();
    return found;
  }
}
