import { ApolloServer } from '@apollo/server';
import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';

import type { Context } from '../../src/graphql/context.js';
import { tellOperations } from '../../src/graphql/tell-operations.js';
import type { CreationRecord, OperationRecord } from '../../src/graphql/watch.js';
import { Operations } from '../../src/service/operations.js';
import type { UpstreamOperation } from '../../src/wolkvox/client.js';
import type { Governor } from '../../src/wolkvox/governor/governor.js';

/** Rights are checked before a resolver is called, so nothing but the error tells of what was denied. */
const denied = (): never => {
  throw new GraphQLError('no', { extensions: { code: 'FORBIDDEN' } });
};

const apollo = new ApolloServer<Context>({
  typeDefs: `
    type Query { other: Int }
    type Mutation { createCampaign(input: Input!): Made, other: Int }
    type Made { deep: Int }
    input Input { operationId: ID, type: Type!, idempotencyKey: ID }
    enum Type { PREVIEW PREDICTIVE }`,
  resolvers: { Mutation: { createCampaign: denied, other: denied } },
  plugins: [tellOperations],
});

const run = async (query: string, variables: Record<string, unknown> = {}) => {
  const creations: CreationRecord[] = [];
  const operations: OperationRecord[] = [];
  const watch = {
    begin: () => undefined,
    creation: (creation: CreationRecord) => creations.push(creation),
    end: (operation: OperationRecord) => operations.push(operation),
  };
  const known = new Operations([{ id: 'default' }, { id: '7' }] as UpstreamOperation[], {} as Governor);
  const contextValue = { watch, operations: known } as unknown as Context;
  await apollo.executeOperation({ query, variables }, { contextValue });
  return { creations, operations };
};

const DENIED = { outcome: 'FORBIDDEN', campaignId: undefined, replayed: false };

describe('creations that are denied', () => {
  it('are told one by one, with what they were to create and where', async () => {
    const { creations, operations } = await run(
      `mutation M ($type: Type! = PREDICTIVE, $id: ID) {
        a: createCampaign(input: { type: $type, operationId: $id }) { deep }
        b: createCampaign(input: { type: PREVIEW, idempotencyKey: "x" }) { deep }
        ...F
      }
      fragment F on Mutation { c: createCampaign(input: { type: PREVIEW, operationId: "unheard" }) { deep } }`,
      { id: 7 },
    );
    expect(creations).toEqual([
      { ...DENIED, operationId: '7', type: 'PREDICTIVE', keyed: false },
      { ...DENIED, operationId: 'default', type: 'PREVIEW', keyed: true },
      { ...DENIED, operationId: undefined, type: 'PREVIEW', keyed: false },
    ]);
    expect(operations).toEqual([{ name: 'M', kind: 'mutation', codes: ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'] }]);
  });

  it('are no other fields, and nothing that was not run', async () => {
    expect((await run('mutation { other }')).creations).toEqual([]);
    const invalid = await run('mutation { createCampaign(input: { type: NONE }) { deep } }');
    expect(invalid.creations).toEqual([]);
    expect(invalid.operations).toEqual([{ kind: undefined, name: undefined, codes: ['GRAPHQL_VALIDATION_FAILED'] }]);
  });
});
