import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client/core';
import { Client, cacheExchange, fetchExchange } from '@urql/core';

import { possibleTypes, withApolloClient, withFetch, withUrql, type Run } from '../../client/src/index.js';

type Headers = Record<string, string>;

/** A Run of each kind, with the client's own defaults, for the server at an address. */
export const RUNS: readonly (readonly [name: string, run: (url: string, headers?: Headers) => Run])[] = [
  ['fetch', (url, headers = {}) => withFetch({ url: `${url}/graphql`, headers })],
  ['Apollo Client', (url, headers) => withApolloClient(apolloClient(url, headers))],
  ['urql', (url, headers) => withUrql(urqlClient(url, headers))],
];

export const apolloClient = (url: string, headers: Headers = {}): ApolloClient =>
  new ApolloClient({
    link: new HttpLink({ uri: `${url}/graphql`, headers }),
    cache: new InMemoryCache({ possibleTypes }),
  });

const urqlClient = (url: string, headers: Headers = {}): Client =>
  new Client({ url: `${url}/graphql`, fetchOptions: { headers }, exchanges: [cacheExchange, fetchExchange] });
