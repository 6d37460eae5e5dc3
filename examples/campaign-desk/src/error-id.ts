import { CombinedGraphQLErrors } from '@apollo/client';

/** Returns the id of the server's log entry; undefined if the error has none. */
export function errorIdOf(error: unknown): string | undefined {
  if (!CombinedGraphQLErrors.is(error)) return undefined;
  return error.errors.map(({ extensions }) => extensions?.errorId).find((id) => typeof id === 'string');
}
