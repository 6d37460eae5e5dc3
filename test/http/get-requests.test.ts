import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
  product = await startProduct(simulator.url);
});
afterAll(async () => {
  await product.close();
  await simulator.close();
});

async function get(search: string) {
  const response = await fetch(`${product.url}/graphql?${search}`, { headers: { 'apollo-require-preflight': 'yes' } });
  return { status: response.status, body: (await response.json()) as unknown };
}
const QUERY = `query=${encodeURIComponent('query A($first: Int) { campaigns(first: $first) { totalCount } }')}`;
const DATA = { status: 200, body: { data: { campaigns: { totalCount: 0 } } } };

describe('empty GET parameters are treated as absent', () => {
  it.each([
    `${QUERY}&operationName=`,
    `operationName=&${QUERY}`,
    `${QUERY}&operationName=&variables=%7B%22first%22%3A1%7D`,
    `${QUERY}&variables=`,
    `${QUERY}&extensions=`,
    `operationName=&variables=&${QUERY}&extensions=`,
  ])('%s', async (search) => {
    expect(await get(search)).toEqual(DATA);
  });

  it('and non-empty ones are parsed', async () => {
    expect(await get(`${QUERY}&operationName=A`)).toEqual(DATA);
    expect(await get(`${QUERY}&operationName=B`)).toMatchObject({
      body: { errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] },
    });
    const two = encodeURIComponent('query A { campaigns { totalCount } } query B { __typename }');
    expect(await get(`query=${two}&operationName=`)).toMatchObject({
      body: { errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] },
    });
    expect(await get(`query=${two}&operationName=B`)).toEqual({ status: 200, body: { data: { __typename: 'Query' } } });
  });
});
