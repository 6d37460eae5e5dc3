import { ApolloLink, makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';
import { tap } from 'rxjs';

/** How good the list is that a query was last given. */
export interface Freshness {
  /** When wolkvox told it. */
  readonly readAt: Date;
  /** It could not be read anew, so there may be a newer one. */
  readonly outdated: boolean;
}

const known = makeVar<Readonly<Record<string, Freshness>>>({});

/** Of the query with this name; undefined before its first answer. */
export const useFreshness = (operationName: string): Freshness | undefined => useReactiveVar(known)[operationName];

/** wolkvox-graphql says it in the header Age and in `extensions.outdated`, which no hook of Apollo Client shows. */
export const tellFreshness = new ApolloLink((operation, forward) =>
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
