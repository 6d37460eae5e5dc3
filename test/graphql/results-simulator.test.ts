import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';

let simulator: Simulator;
let product: Product;
let campaign: string;
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
  campaign = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
  simulator.addContacts(campaign, [{ customer_id: 'CC-1', tel1: '93001234567' }]);
  simulator.addResults(campaign, [
    { customer_id: 'CC-2', date: '2025-11-04 10:00:00', result: 'BUSY' },
    { customer_id: 'CC-3', date: '2025-11-05 10:00:00', result: 'NO-ANSWER' },
  ]);
  product = await startProduct(simulator.url);
});
afterEach(async () => {
  await product.close();
  await simulator.close();
});

const reports = (): number => simulator.requests().filter(({ query }) => query.api === 'detail').length;

async function results(): Promise<unknown> {
  const { data, errors } = await product.query(
    `query ($id: ID!) { campaign(id: $id) {
      results(from: "2025-11-01T00:00:00", to: "2025-11-30T23:59:59") { complete nodes { customerId result } } } }`,
    { id: `default:${campaign}` },
  );
  expect(errors).toBeUndefined();
  return (data as { campaign: { results: unknown } }).campaign.results;
}

const BOTH = {
  complete: true,
  nodes: [
    { customerId: 'CC-3', result: 'NO_ANSWER' },
    { customerId: 'CC-2', result: 'BUSY' },
  ],
};

it('a stored window is discarded when the campaign is cleared', async () => {
  expect([await results(), await results(), reports()]).toEqual([BOTH, BOTH, 1]);
  const { result } = await product.mutate('ClearCampaign', {
    campaignId: `default:${campaign}`,
    confirm: { name: 'Cobranza', contactCount: 1 },
  });
  expect(result?.__typename).toBe('ClearCampaignSuccess');
  expect([await results(), reports()]).toEqual([{ complete: true, nodes: [] }, 2]);
});

it('a stored window is discarded when contacts are removed', async () => {
  expect(await results()).toEqual(BOTH);
  const { result } = await product.mutate('RemoveContacts', {
    campaignId: `default:${campaign}`,
    customerIds: ['CC-1'],
    confirm: { name: 'Cobranza', contactCount: 1 },
  });
  expect(result?.__typename).toBe('RemoveContactsSuccess');
  await results();
  expect(reports()).toBe(2);
});

it('a stored window stays if nothing was sent', async () => {
  expect(await results()).toEqual(BOTH);
  const { result } = await product.mutate('ClearCampaign', {
    campaignId: `default:${campaign}`,
    confirm: { name: 'Cobranza', contactCount: 2 },
  });
  expect(result?.__typename).toBe('WolkvoxStateConflict');
  expect([await results(), reports()]).toEqual([BOTH, 1]);
});

it('a caller who may only create campaigns does not read results', async () => {
  const secret = 'a-router-secret-of-32-characters!';
  const guarded = await startProduct(simulator.url, { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: secret });
  const { data, errors } = await guarded.query(
    `mutation { createCampaign(input: { type: PREVIEW, name: "x", skillId: "4021" }) { ... on CreateCampaignSuccess {
      campaign { results(from: "2025-11-01T00:00:00", to: "2025-11-30T23:59:59") { complete } } } } }`,
    {},
    { 'router-authorization': secret, 'x-caller-id': 'ana', 'x-caller-scopes': 'campaigns:create' },
  );
  await guarded.close();
  expect([data, errors?.map(({ extensions }) => extensions.code), reports()]).toEqual([
    { createCampaign: null },
    ['FORBIDDEN'],
    0,
  ]);
});
