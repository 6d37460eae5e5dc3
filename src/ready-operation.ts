import { readFileSync } from 'node:fs';

const read = (name: string): string =>
  readFileSync(new URL(`../schema/operations/${name}`, import.meta.url), 'utf8').trim();

/** The operation that a newcomer finds ready: in the explorer, and as a curl in the demo. */
export const READY_OPERATION = {
  document: read('CreateCampaign.graphql'),
  variables: JSON.parse(read('CreateCampaign.variables.json')) as Record<string, unknown>,
};
