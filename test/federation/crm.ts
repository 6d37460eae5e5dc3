import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

/** Subgraph of another team. It extends campaigns, and refers to campaigns, skills and operations by id only. */
export const CRM_SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

  type Query {
    customer(id: ID!): Customer
  }

  "Somebody who is called."
  type Customer @key(fields: "id") {
    id: ID!
    name: String!
    "Who calls."
    operation: WolkvoxOperation
    "The campaign that calls."
    campaign: Campaign
    "What is to be known for the call."
    skill: Skill
  }

  type Campaign @key(fields: "id") {
    id: ID!
    "How many customers it calls."
    customers: Int!
  }

  type Skill @key(fields: "id", resolvable: false) {
    id: ID!
  }

  type WolkvoxOperation @key(fields: "id", resolvable: false) {
    id: ID!
  }
`;

/** A customer in the CRM: our ids only. */
export interface Customer {
  readonly name: string;
  readonly operationId: string;
  readonly campaignId: string;
  readonly skillId: string;
}

export interface Crm {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves it on a free loopback port, with these customers. */
export async function startCrm(customers: Readonly<Record<string, Customer>>): Promise<Crm> {
  const resolvers = {
    Query: {
      customer: (_source: unknown, { id }: { id: string }) => {
        const customer = customers[id];
        if (customer === undefined) return null;
        const { name, operationId, campaignId, skillId } = customer;
        return { id, name, operation: { id: operationId }, campaign: { id: campaignId }, skill: { id: skillId } };
      },
    },
    Campaign: {
      customers: ({ id }: { id: string }) =>
        Object.values(customers).filter(({ campaignId }) => campaignId === id).length,
    },
  };
  const server = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs: parse(CRM_SDL), resolvers }]),
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled(), ApolloServerPluginLandingPageDisabled()],
  });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return { url, close: () => server.stop() };
}
