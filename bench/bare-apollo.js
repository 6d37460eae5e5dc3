// Apollo Server on fastify as its documentation sets it up, with a constant answer.
import { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import { fastify } from 'fastify';

import { answerCpuQuestions } from './cpu.js';

const nodes = JSON.parse(process.env.NODES);
const app = fastify();
const apollo = new ApolloServer({
  typeDefs: `
    type Query { campaigns(first: Int): CampaignConnection! }
    type CampaignConnection { nodes: [Campaign!]! }
    type Campaign { id: ID! name: String! type: CampaignType status: CampaignStatus }
    enum CampaignType { PREVIEW PREDICTIVE }
    enum CampaignStatus { STARTED STOPPED }
  `,
  resolvers: { Query: { campaigns: () => ({ nodes }) } },
  plugins: [fastifyApolloDrainPlugin(app)],
});
await apollo.start();
app.post('/graphql', fastifyApolloHandler(apollo));
const url = await app.listen({ port: 0, host: '127.0.0.1' });
answerCpuQuestions();
process.send({ url });
