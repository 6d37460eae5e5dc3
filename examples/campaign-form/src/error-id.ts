import { CombinedGraphQLErrors } from '@apollo/client';

/** What finds the failure in the server's log; undefined where the server told none. */
export function errorIdOf(error: unknown): string | undefined {
  if (!CombinedGraphQLErrors.is(error)) return undefined;
  return error.errors.map(({ extensions }) => extensions?.errorId).find((id) => typeof id === 'string');
}
