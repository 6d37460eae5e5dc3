import { describe, expect, it } from '@jest/globals';
import { assertObjectType, buildSchema } from 'graphql';

import { compose } from './supergraph.js';

describe('the committed schema', () => {
  const { errors, publicSdl } = compose({ wolkvox: 'http://wolkvox/graphql', crm: 'http://crm/graphql' });

  it('composes with a subgraph that extends its campaigns and refers to its skills and operations', () => {
    expect(errors).toBeUndefined();
  });

  it('retains its descriptions and fields in the supergraph', () => {
    const supergraph = buildSchema(publicSdl ?? '');
    const campaign = assertObjectType(supergraph.getType('Campaign'));
    expect(campaign.description).toBe('A dialling campaign in wolkvox.');
    expect(Object.keys(campaign.getFields())).toEqual(expect.arrayContaining(['campaignId', 'customers']));
    expect(Object.keys(supergraph.getQueryType()?.getFields() ?? {})).toEqual(
      expect.arrayContaining(['operations', 'customer']),
    );
  });
});
