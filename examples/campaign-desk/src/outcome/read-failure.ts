import { CombinedGraphQLErrors, ServerError } from '@apollo/client';
import { RequestFailed } from '@wolkvox-graphql/client';

/** Returns a failed query of Apollo Client as the typed client reports it. */
export function readFailureOf(error: unknown): RequestFailed {
  if (CombinedGraphQLErrors.is(error)) return new RequestFailed({ mutation: false, errors: error.errors });
  const [code, httpStatus] = ServerError.is(error) ? (['UNREADABLE', error.statusCode] as const) : ['NETWORK' as const];
  return new RequestFailed({ mutation: false, code, httpStatus, cause: error });
}
