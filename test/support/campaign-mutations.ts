import { expect } from '@jest/globals';

import type { ExistingCampaign } from '../../packages/simulator/src/fixtures.js';
import {
  startSimulator,
  type Behaviour,
  type ContactFields,
  type Simulator,
} from '../../packages/simulator/src/simulator.js';
import type { Defer } from './closing.js';
import { startProduct, TOKEN, type MutationAnswer, type Product } from './product.js';

/** The campaign of these tests. */
export const NAME = 'Cobranza octubre';
export const COUNT = 3925;
export const STOPPED = {
  name: NAME,
  type: 'predictive',
  status: 'Stopped',
  records: String(COUNT),
  skillId: '4022',
} as const;
/** What a person was shown of it. */
export const CONFIRMED = { name: NAME, contactCount: COUNT };

/** Effects are read when wolkvox must have finished a call, so this time is short. */
const SHORT = { WOLKVOX_SLOT_LEASE_MS: '300' };

/** Values of the campaign that differ, and contacts that are added to it. */
type CampaignValues = Partial<ExistingCampaign> & { readonly contacts?: readonly ContactFields[] };

/** A simulator with the campaign, and the product in front of it. */
export async function withCampaign(
  defer: Defer,
  variables: Record<string, string> = {},
  { contacts = [], ...campaign }: CampaignValues = {},
) {
  const simulator = await startSimulator({ token: TOKEN });
  defer(() => simulator.close());
  const product = await startProduct(simulator.url, { ...SHORT, ...variables });
  defer(() => product.close());
  const number = simulator.addCampaign({ ...STOPPED, ...campaign });
  simulator.addContacts(number, contacts);
  return { simulator, product, number, id: `default:${number}` };
}

/** Names of the calls so far, in order, for example `campaigns` and `start`. */
export const sent = (simulator: Simulator): readonly string[] =>
  simulator.requests().map(({ query }) => query.api ?? '');

/** Number of calls with this name so far. */
export const countOf = (simulator: Simulator, api: string): number =>
  sent(simulator).filter((name) => name === api).length;

/** Sets several behaviours. Each applies to one request of its api, unless it has `times`. */
export const behave = (simulator: Simulator, behaviours: readonly Behaviour[]): void =>
  behaviours.forEach((behaviour, nth) => simulator.behave({ ...behaviour, queue: nth > 0 }));

/** Behaviours of the next requests of one api. */
export const on =
  (api: NonNullable<Behaviour['api']>) =>
  (behaviour: Behaviour): Behaviour => ({ api, ...behaviour });
export const onRead = on('campaigns');
/** The usual response to a read, for the place before other behaviours. */
export const USUAL_READ = onRead({ delayMs: 0 });

/** Refusal of wolkvox. */
export const refused = (code: number, msg: string): { status: number; body: object } => ({
  status: code,
  body: { code, error: 'Error', msg },
});

/** List with the campaign, as wolkvox returns it. The number is that of the first campaign of a simulator. */
export const listed = (values: object): { status: number; body: object } => ({
  status: 200,
  body: {
    code: 200,
    error: null,
    msg: '1 records were found',
    data: [{ campaign_id: '5801', campaign_name: NAME, status: 'Stopped', records: String(COUNT), ...values }],
  },
});

/** Members of result unions. */
export const UNKNOWN = {
  __typename: 'WolkvoxOutcomeUnknown',
  code: 'OUTCOME_UNKNOWN',
  retryable: false,
  candidates: [],
};
export const NOT_CHANGED = {
  __typename: 'WolkvoxUnavailable',
  code: 'UNREACHABLE',
  retryable: true,
  hint: expect.stringContaining('nothing was changed'),
};
export const conflict = (reason: string, campaign: object = {}): object => ({
  __typename: 'WolkvoxStateConflict',
  code: 'STATE_CONFLICT',
  retryable: false,
  reason,
  message: expect.stringContaining('Nothing was sent.'),
  campaign: { name: NAME, status: 'STOPPED', contactCount: COUNT, ...campaign },
});

/** Broken rules of a WolkvoxInvalidInput: each a path with dots, and the rule. */
export const brokenRules = (result: MutationAnswer['result']): readonly (readonly [path: string, rule: string])[] =>
  ((result?.issues ?? []) as readonly { path: string[]; rule: string }[]).map(({ path, rule }) => [
    path.join('.'),
    rule,
  ]);

/** Audit lines so far. */
export const audits = (product: Product): readonly Record<string, unknown>[] =>
  product.logs().filter(({ msg }) => msg === 'audit');

/** Configuration for callers with scopes, and the headers of one. */
const SECRET = 'router-secret-0123456789';
export const ROUTER = {
  AUTH_MODE: 'router',
  AUTH_ROUTER_SECRET: SECRET,
  AUTH_ROUTER_OPERATIONS_HEADER: 'x-caller-operations',
};
export const as = (scopes: string, operations = 'default'): Record<string, string> => ({
  'router-authorization': SECRET,
  'x-caller-id': 'ana',
  'x-caller-scopes': scopes,
  'x-caller-operations': operations,
});

/** Reads the row of a campaign in the list of wolkvox. It is a request too, so check the requests before. */
export async function rowOf(simulator: Simulator, number: string): Promise<Record<string, string>> {
  const response = await fetch(`${simulator.url}/api/v2/information.php?api=campaigns&campaign=${number}`, {
    headers: { 'wolkvox-token': TOKEN },
  });
  const { data } = (await response.json()) as { data: readonly Record<string, string>[] };
  return data[0] ?? {};
}
