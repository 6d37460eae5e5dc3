import type { DocumentNode } from 'graphql';

import type { ResponseError } from './request-failed.js';
import { createRun, type ClientResponse, type Run } from './run.js';

type Variables = Record<string, unknown>;

interface Result {
  readonly data?: unknown;
  readonly error?:
    | {
        readonly graphQLErrors: readonly ResponseError[];
        readonly networkError?: Error | undefined;
        readonly response?: { readonly status?: number } | undefined;
      }
    | undefined;
}

type Execute = (
  document: DocumentNode,
  variables: Variables,
  context?: { preferGetMethod?: false },
) => PromiseLike<Result>;

/** Required part of an urql Client, version 5 or 6 of its core. */
export interface UrqlClientLike {
  query: Execute;
  mutation: Execute;
}

/** Creates a Run with an urql client, including its exchanges. */
export const withUrql = (client: UrqlClientLike): Run =>
  createRun(async ({ document, variables, mutation }) => {
    const { data, error } = mutation
      ? await client.mutation(document, variables as Variables)
      : // urql defaults to GET, which the server rejects without a header that prevents CSRF.
        await client.query(document, variables as Variables, { preferGetMethod: false });
    return error === undefined ? { data } : readError(error, data);
  });

/** Throws errors that prove that there was no response. */
function readError(
  { graphQLErrors, networkError, response }: NonNullable<Result['error']>,
  data: unknown,
): ClientResponse {
  // fetch throws TypeError for every network failure.
  if (networkError !== undefined && (response === undefined || networkError.name === 'TypeError')) throw networkError;
  return { data, errors: graphQLErrors, httpStatus: response?.status };
}
