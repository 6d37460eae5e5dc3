import type { DocumentNode } from 'graphql';

import type { ResponseError } from './request-failed.js';
import { isRecord, readBody, createRun, type ClientResponse, type Run } from './run.js';

interface Common {
  readonly variables: Record<string, unknown>;
  /** Apollo's default discards data beside an error. */
  readonly errorPolicy: 'all';
}

interface Result {
  readonly data?: unknown;
  readonly error?: unknown;
}

/** Required part of an ApolloClient, version 4. */
export interface ApolloClientLike {
  query(options: Common & { readonly query: DocumentNode }): Promise<unknown>;
  mutate(options: Common & { readonly mutation: DocumentNode; readonly fetchPolicy: 'no-cache' }): Promise<unknown>;
}

/** Creates a Run with an Apollo Client, including its links and defaults. Queries use its cache, mutations do not. */
export const withApolloClient = (client: ApolloClientLike): Run =>
  createRun(async ({ document, variables, mutation }) => {
    const common: Common = { variables: variables as Record<string, unknown>, errorPolicy: 'all' };
    const { data, error } = (await (mutation
      ? // The cache would merge two fields with the same arguments and drop members of unknown types.
        client.mutate({ mutation: document, fetchPolicy: 'no-cache', ...common })
      : client.query({ query: document, ...common }))) as Result;
    return error === undefined ? { data } : readError(error, data);
  });

/** Throws errors that prove that there was no response. */
function readError(error: unknown, data: unknown): ClientResponse {
  if (isRecord(error)) {
    const { errors, statusCode, bodyText } = error;
    if (Array.isArray(errors)) return { data, errors: errors as ResponseError[] };
    if (typeof statusCode === 'number') return readBody(typeof bodyText === 'string' ? bodyText : '', statusCode);
  }
  throw error;
}
