import { GraphQLError } from 'graphql';
import type { AuthCheckerFn } from 'type-graphql';

import type { Sentence } from '../../domain/language.js';
import type { Directory } from '../../service/operations.js';
import type { UpstreamOperation } from '../../wolkvox/client.js';
import type { Context } from '../context.js';
import type { Identity, Scope } from '../../access/identity.js';
import { SpokenError } from '../error/spoken-error.js';
import type { Speech } from '../speech.js';

/** For errors[]: says nothing of what would be allowed, nor whether there is such a thing. */
export const forbidden = (): SpokenError => new SpokenError(FORBIDDEN, { code: 'FORBIDDEN' });

const FORBIDDEN = {
  en: 'You may not do this.',
  es: 'No tiene permiso para hacer esto.',
} as const satisfies Sentence;

/** Throws FORBIDDEN where the scope is not the caller's. */
export function requireScope({ scopes }: Identity, scope: Scope): void {
  if (!scopes.has(scope)) throw forbidden();
}

/** For whoever came in as nobody and wants more than a page. In the caller's words already: no request of GraphQL's will come of it. */
export const unauthenticated = (speech: Speech): GraphQLError =>
  new GraphQLError(speech.say(UNAUTHENTICATED), { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });

export const UNAUTHENTICATED = {
  en: 'This request is not authenticated; nothing was sent.',
  es: 'Esta solicitud no está autenticada; no se envió nada.',
} as const satisfies Sentence;

/** What type-graphql asks before each field that has `@Authorized`. */
export const checkScopes: AuthCheckerFn<Context, Scope> = ({ context: { identity } }, scopes) => {
  for (const scope of scopes) requireScope(identity, scope);
  return true;
};

/** The operations as one caller may use them: to name another one is FORBIDDEN, whether there is such a one or not. */
export const permittedTo = ({ operations: permitted }: Identity, operations: Directory): Directory =>
  permitted === null ? operations : new PermittedOperations(operations, permitted);

class PermittedOperations implements Directory {
  readonly #operations: Directory;
  readonly #permitted: ReadonlySet<string>;

  constructor(operations: Directory, permitted: ReadonlySet<string>) {
    this.#operations = operations;
    this.#permitted = permitted;
  }

  all(): readonly UpstreamOperation[] {
    return this.#operations.all().filter(({ id }) => this.#permitted.has(id));
  }

  find(id: string | null | undefined): UpstreamOperation | undefined {
    return this.#permit(id, this.#operations.find(id));
  }

  require(id: string | null | undefined, error: (sentence: Sentence) => Error): UpstreamOperation {
    this.find(id);
    return this.#operations.require(id, error);
  }

  limits(id: string): ReturnType<Directory['limits']> {
    this.find(id);
    return this.#operations.limits(id);
  }

  #permit(id: string | null | undefined, found: UpstreamOperation | undefined): UpstreamOperation | undefined {
    const meant = found?.id ?? id;
    if (meant !== undefined && meant !== null && !this.#permitted.has(meant)) throw forbidden();
    return found;
  }
}
