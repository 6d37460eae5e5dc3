import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { possibleTypes } from '@wolkvox-graphql/client';

import { freshnessLink } from './freshness.js';

/** The page's own origin, which Vite proxies to wolkvox-graphql (see vite.config.ts). */
export const GRAPHQL_URL = '/graphql';

/** Creates the client. */
export function createClient(): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.from([freshnessLink, new HttpLink({ uri: GRAPHQL_URL })]),
    // Without possibleTypes the cache cannot match `... on WolkvoxError`.
    cache: new InMemoryCache({ possibleTypes }),
  });
}
