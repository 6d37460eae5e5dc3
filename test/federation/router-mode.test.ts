import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { PREVIEW, startProduct, type Answer, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';
import { startCrm, type Crm } from './crm.js';
import { startGateway, type Gateway } from './gateway.js';
import { hiveConfig } from './hive-config.js';
import { compose } from './supergraph.js';

const SECRET = 'secret-of-the-gateway';

let upstream: Upstream;
let product: Product;
let crm: Crm;
let gateway: Gateway;

beforeAll(async () => {
  upstream = await startUpstream(() => created());
  product = await startProduct(upstream.url, { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: SECRET });
  crm = await startCrm({
    ana: { name: 'Ana', operationId: 'default', campaignId: 'default:1287', skillId: 'default:4021' },
  });
  const { supergraphSdl = '' } = compose({ wolkvox: `${product.url}/graphql`, crm: crm.url });
  gateway = await startGateway(supergraphSdl, hiveConfig('router', { ROUTER_SECRET: SECRET }), (headers) => {
    const sub = headers.get('x-user');
    if (sub === null) return undefined;
    return { sub, scope: sub === 'boss' ? 'campaigns:read campaigns:create' : 'campaigns:read' };
  });
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([product.close(), crm.close(), upstream.close()]);
});

async function ask(query: string, headers: Record<string, string>): Promise<Pick<Answer, 'data' | 'errors'>> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables: { input: PREVIEW } }),
  });
  return (await response.json()) as Answer;
}

const CREATE = `mutation($input: CreateCampaignInput!) {
  createCampaign(input: $input) { ... on CreateCampaignSuccess { campaign { id customers } } }
}`;
const ENTITY = '{ customer(id: "ana") { operation { timeZone } } }';

it("the gateway's claims permit a caller its operations, also on entities of other subgraphs", async () => {
  expect(await ask(ENTITY, { 'x-user': 'ana' })).toEqual({
    data: { customer: { operation: { timeZone: 'America/Bogota' } } },
  });
  expect((await ask(CREATE, { 'x-user': 'boss' })).errors).toBeUndefined();
  expect(upstream.seen).toHaveLength(1);
});

it("the client's own headers do not extend its rights", async () => {
  const pretending = { 'x-user': 'ana', 'x-caller-id': 'boss', 'x-caller-scopes': 'campaigns:create' };
  const before = upstream.seen.length;
  expect((await ask(CREATE, pretending)).errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  expect((await ask(ENTITY, {})).errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  expect(upstream.seen).toHaveLength(before);
});
