import { GraphQLError } from 'graphql';

import type { LocalizedText } from '../shared/i18n.js';
import type { OperationRegistry } from '../services/operation-registry.js';
import type { OperationConnection } from '../wolkvox/client.js';
import type { Identity, Scope } from '../auth/identity.js';
import { LocalizedError } from './errors/localized-error.js';
import type { Localizer } from '../shared/localizer.js';

/** Error for errors[]. It contains neither the permissions nor whether the object exists. */
export const forbidden = (): LocalizedError =>
  new LocalizedError({ en: 'Permission denied.', es: 'No tiene permiso para hacer esto.' }, { code: 'FORBIDDEN' });

/** Throws FORBIDDEN if the caller lacks the scope. */
export function requireScope({ scopes }: Identity, scope: Scope): void {
  if (!scopes.has(scope)) throw forbidden();
}

/**
 * Scope, or `dial`: to reach people or to destroy data, which callers without authentication may do only if the configuration allows
 * it.
 */
export type Permission = Scope | 'dial';

/** Throws FORBIDDEN if the caller lacks the permission. */
export function requirePermission(identity: Identity, permission: Permission): void {
  if (permission !== 'dial') requireScope(identity, permission);
  else if (!identity.mayDial) throw forbidden();
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
  constructor(
    private readonly operations: OperationRegistry,
    private readonly permitted: ReadonlySet<string>,
  ) {}

  all(): readonly OperationConnection[] {
    return this.operations.all().filter(({ id }) => this.permitted.has(id));
  }

  find(id: string | null | undefined): OperationConnection | undefined {
    const found = this.operations.find(id);
    const requestedId = found?.id ?? id;
    if (requestedId !== undefined && requestedId !== null && !this.permitted.has(requestedId)) throw forbidden();
    return found;
  }

  require(id: string | null | undefined, error: (message: LocalizedText) => Error): OperationConnection {
    this.find(id);
    return this.operations.require(id, error);
  }

  limits(id: string): ReturnType<OperationRegistry['limits']> {
    this.find(id);
    return this.operations.limits(id);
  }
}
