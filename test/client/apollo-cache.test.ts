import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createCampaign, CreateCampaignDocument, possibleTypes, withApolloClient } from '../../client/src/index.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';

const input = { ...PREVIEW, name: '' };
const WHOLE = { __typename: 'WolkvoxInvalidInput', code: 'INVALID_INPUT', issues: [{ rule: 'NOT_BLANK' }] };

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
  product = await startProduct(simulator.url);
});
afterAll(() => Promise.all([product.close(), simulator.close()]));

const client = (cache: InMemoryCache) =>
  new ApolloClient({ link: new HttpLink({ uri: `${product.url}/graphql` }), cache });

describe('cache of Apollo Client', () => {
  it('stores the common fields of failures only with possibleTypes', async () => {
    const mutate = async (cache: InMemoryCache) => {
      const { data } = await client(cache).mutate({ mutation: CreateCampaignDocument, variables: { input } });
      return data?.createCampaign;
    };
    expect(await mutate(new InMemoryCache({ possibleTypes }))).toMatchObject(WHOLE);
    const without = await mutate(new InMemoryCache());
    expect(without).toMatchObject({ issues: WHOLE.issues });
    expect(without).not.toHaveProperty('code');
  });

  it('does not affect withApolloClient', async () => {
    const run = withApolloClient(client(new InMemoryCache()));
    expect(await createCampaign(run, input)).toMatchObject(WHOLE);
  });
});
