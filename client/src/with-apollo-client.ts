import type { DocumentNode } from 'graphql';

import type { AnsweredError } from './request-failed.js';
import { isRecord, readBody, runBy, type Answered, type Run } from './run.js';

interface Common {
  readonly variables: Record<string, unknown>;
  /** Its own default throws away what there is beside an error. */
  readonly errorPolicy: 'all';
}

interface Result {
  readonly data?: unknown;
  readonly error?: unknown;
}

/** What is needed of an ApolloClient, version 4. */
export interface ApolloClientLike {
  query(options: Common & { readonly query: DocumentNode }): Promise<unknown>;
  mutate(options: Common & { readonly mutation: DocumentNode; readonly fetchPolicy: 'no-cache' }): Promise<unknown>;
}

/** Runs documents by an Apollo Client, with its links and its defaults. Queries use its cache, mutations do not. */
export const withApolloClient = (client: ApolloClientLike): Run =>
  runBy(async ({ document, variables, mutation }) => {
    const common: Common = { variables: variables as Record<string, unknown>, errorPolicy: 'all' };
    const { data, error } = (await (mutation
      ? // The cache gives back what it knows the types of, and of two fields with the same arguments one.
        client.mutate({ mutation: document, fetchPolicy: 'no-cache', ...common })
      : client.query({ query: document, ...common }))) as Result;
    return error === undefined ? { data } : readError(error, data);
  });

/** Throws what tells that nothing came back. */
function readError(error: unknown, data: unknown): Answered {
  if (isRecord(error)) {
    const { errors, statusCode, bodyText } = error;
    if (Array.isArray(errors)) return { data, errors: errors as AnsweredError[] };
    if (typeof statusCode === 'number') return readBody(typeof bodyText === 'string' ? bodyText : '', statusCode);
  }
  throw error;
}
