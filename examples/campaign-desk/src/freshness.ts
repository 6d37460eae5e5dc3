import { ApolloLink, makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';
import { tap } from 'rxjs';

/** Freshness of the list of a query. */
export interface Freshness {
  /** Time when the server read it from wolkvox. */
  readonly readAt: Date;
  /** True if a refresh failed, so that it may be out of date. */
  readonly outdated: boolean;
}

const known = makeVar<Readonly<Record<string, Freshness>>>({});

/** Returns the freshness of the query with this name; undefined before its first response. */
export const useFreshness = (operationName: string): Freshness | undefined => useReactiveVar(known)[operationName];

/** Reads the header Age and `extensions.outdated`, which no hook of Apollo Client provides. */
export const freshnessLink = new ApolloLink((operation, forward) =>
  forward(operation).pipe(
    tap(({ extensions }) => {
      const { response } = operation.getContext() as { response?: Response };
      const ageSeconds = Number(response?.headers.get('age') ?? 0);
      const freshness = {
        readAt: new Date(Date.now() - ageSeconds * 1_000),
        outdated: extensions?.outdated !== undefined,
      };
      known({ ...known(), [operation.operationName ?? '']: freshness });
    }),
  ),
);
