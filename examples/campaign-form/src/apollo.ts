import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { possibleTypes } from '@wolkvox-graphql/client';

import { tellFreshness } from './freshness.js';

/** Asks the page's own origin: in development Vite hands it on to wolkvox-graphql, see vite.config.ts. */
export function createClient(): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.from([tellFreshness, new HttpLink({ uri: '/graphql' })]),
    // Without possibleTypes the cache does not know which members `... on WolkvoxError` fits.
    cache: new InMemoryCache({ possibleTypes }),
  });
}
