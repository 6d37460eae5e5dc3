import type { DocumentNode } from 'graphql';

import type { AnsweredError } from './request-failed.js';
import { runBy, type Answered, type Run } from './run.js';

type Variables = Record<string, unknown>;

interface Result {
  readonly data?: unknown;
  readonly error?:
    | {
        readonly graphQLErrors: readonly AnsweredError[];
        readonly networkError?: Error | undefined;
        readonly response?: { readonly status?: number } | undefined;
      }
    | undefined;
}

type Ask = (document: DocumentNode, variables: Variables, context?: { preferGetMethod?: false }) => PromiseLike<Result>;

/** What is needed of a Client of urql, version 5 or 6 of its core. */
export interface UrqlClientLike {
  query: Ask;
  mutation: Ask;
}

/** Runs documents by a client of urql, with its exchanges. */
export const withUrql = (client: UrqlClientLike): Run =>
  runBy(async ({ document, variables, mutation }) => {
    const { data, error } = mutation
      ? await client.mutation(document, variables as Variables)
      : // Its own default is a GET, which the server refuses without a header that other pages cannot send.
        await client.query(document, variables as Variables, { preferGetMethod: false });
    return error === undefined ? { data } : readError(error, data);
  });

/** Throws what tells that nothing came back. */
function readError({ graphQLErrors, networkError, response }: NonNullable<Result['error']>, data: unknown): Answered {
  // fetch has one kind of error for all that the network loses.
  if (networkError !== undefined && (response === undefined || networkError.name === 'TypeError')) throw networkError;
  return { data, errors: graphQLErrors, httpStatus: response?.status };
}
