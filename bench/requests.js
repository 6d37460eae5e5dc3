// Requests of the benchmarks that compare servers.
import { readFileSync } from 'node:fs';

/** `calls`: requests per round. */
export const REQUESTS = {
  'cached reads': {
    request: { query: '{ campaigns(first: 20) { totalCount nodes { id name type status } } }' },
    expected: '"totalCount"',
    calls: 2_000,
  },
  createCampaign: {
    request: {
      query: readFileSync(new URL('../schema/operations/CreateCampaign.graphql', import.meta.url), 'utf8'),
      variables: { input: { type: 'PREVIEW', name: 'Encuesta', skillId: '4021' } },
    },
    expected: '"CreateCampaignSuccess"',
    calls: 1_000,
  },
};
