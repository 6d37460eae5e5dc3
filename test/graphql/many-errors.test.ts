import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isNonNullType, isObjectType } from 'graphql';

import { buildSubgraph } from '../../src/graphql/schema.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startProduct, TOKEN, type Answer, type Product } from '../support/product.js';

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(async () => {
  simulator.reset();
  product = await startProduct(simulator.url);
});
afterEach(() => product.close());

describe('errors of many rows', () => {
  const addCampaigns = (count: number): void => {
    for (let nth = 0; nth < count; nth += 1) simulator.addCampaign({ name: 'one', type: 'preview', skillId: '4021' });
  };
  const codes = ({ errors = [] }: Answer): unknown[] => errors.map(({ extensions: { code } }) => code);
  const hundred = (code: string): string[] => Array.from({ length: 100 }, () => code);

  it('are all reported up to a hundred', async () => {
    addCampaigns(100);
    simulator.behave({ preset: 'maintenance', api: 'skills', times: 'always' });
    const answer = await product.query('{ campaigns(first: 100) { nodes { skill { name } } } }');
    expect(codes(answer)).toEqual(hundred('MAINTENANCE'));
  });

  it('are truncated to a hundred with the number of omitted errors, and their fields are null', async () => {
    addCampaigns(1000);
    simulator.behave({ preset: 'maintenance', api: 'skills', times: 'always' });
    const answer = await product.query(
      '{ campaigns(first: 1000) { nodes { skill { id name a: description lastUsedAt } } } }',
    );
    expect(codes(answer)).toEqual([...hundred('MAINTENANCE'), 'ERRORS_TRUNCATED']);
    expect(answer.errors?.at(-1)).toEqual({
      message: expect.stringContaining('2900'),
      extensions: { code: 'ERRORS_TRUNCATED', truncated: 2900 },
    });
    const { nodes } = (answer.data as { campaigns: { nodes: unknown[] } }).campaigns;
    const skill = { id: 'default:4021', name: null, a: null, lastUsedAt: null };
    expect(nodes).toEqual(Array.from({ length: 1000 }, () => ({ skill })));
  });

  it('include the first error of each root field', async () => {
    simulator.behave({ preset: 'maintenance', api: 'skills', times: 'always' });
    const r = Array.from({ length: 150 }, (_, nth) => ({ __typename: 'Skill', id: `default:${nth + 1}` }));
    const find = '_entities(representations: $r) { ... on Skill { name } }';
    const answer = await product.query(`query ($r: [_Any!]!) { a: ${find} b: ${find} }`, { r });
    expect(answer.errors?.map(({ path = [] }) => path[0])).toEqual([...hundred('a'), 'b', undefined]);
    expect(answer.errors?.at(-1)?.extensions).toEqual({ code: 'ERRORS_TRUNCATED', truncated: 199 });
  });

  it('with one cause are logged once', async () => {
    addCampaigns(1000);
    simulator.behave({ preset: 'invalid-token', api: 'skills', times: 'always' });
    const { errors } = await product.query('{ campaigns(first: 1000) { nodes { skill { name } } } }');
    const ids = new Set(errors?.slice(0, -1).map(({ extensions: { errorId } }) => errorId));
    const logged = product.logs().filter(({ msg }) => msg === 'operator action required');
    expect(logged.map(({ errorId }) => errorId)).toEqual([...ids]);
    expect(logged).toHaveLength(1);
  });

  it('can be omitted, because lazy fields are nullable', () => {
    const types = Object.values(buildSubgraph().schema.getTypeMap()).filter(isObjectType);
    const fields = types.flatMap((type) => Object.values(type.getFields()));
    // A field with a resolver reports its failure itself.
    const lazy = ['Campaign', 'Skill']
      .flatMap((name) => Object.values(types.find((type) => type.name === name)?.getFields() ?? {}))
      .filter(({ extensions: { cost }, resolve }) => cost !== undefined && resolve === undefined);
    expect(lazy).toHaveLength(12);
    expect(lazy.filter(({ type }) => isNonNullType(type))).toEqual([]);
    expect(fields.filter(({ type }) => isNonNullType(type))).not.toEqual([]);
  });
});
