import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { FAILURES } from '../../src/domain/failure.js';
import { INPUT_RULES } from '../../src/domain/input-rules.js';
import { LOCALES } from '../../src/shared/i18n.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { PREVIEW, startProduct, type Answer, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';
import { startCrm, type Crm } from './crm.js';
import { startGateway, type Gateway } from './gateway.js';
import { hiveConfig } from './hive-config.js';
import { compose } from './supergraph.js';

describe('behind a gateway, beside another subgraph', () => {
  let upstream: Upstream;
  let product: Product;
  let crm: Crm;
  let gateway: Gateway;

  beforeAll(async () => {
    upstream = await startUpstream(() => created());
    product = await startProduct(upstream.url);
    crm = await startCrm({
      ana: { name: 'Ana', operationId: 'default', campaignId: 'default:1287', skillId: 'default:4021' },
      luis: { name: 'Luis', operationId: 'default', campaignId: 'default:1287', skillId: 'default:4021' },
      eva: { name: 'Eva', operationId: 'closed', campaignId: 'closed:1', skillId: 'closed:1' },
    });
    const { supergraphSdl = '' } = compose({ wolkvox: `${product.url}/graphql`, crm: crm.url });
    gateway = await startGateway(supergraphSdl, hiveConfig('jwt'));
  });
  beforeEach(() => {
    upstream.seen.length = 0;
    upstream.answer = () => created();
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all([product.close(), crm.close(), upstream.close()]);
  });

  async function ask(query: string, variables: object = {}, headers: Record<string, string> = {}) {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Pick<Answer, 'data' | 'errors'>;
  }

  it('responds to a query', async () => {
    expect(await ask('{ operations { id timeZone limits { maxInFlight resetsAt } } }')).toEqual({
      data: {
        operations: [
          {
            id: 'default',
            timeZone: 'America/Bogota',
            limits: { maxInFlight: 2, resetsAt: expect.stringMatching(/Z$/) },
          },
        ],
      },
    });
  });

  it('reports a broken rule in the language of the client', async () => {
    const query = `mutation($input: CreateCampaignInput!) {
      createCampaign(input: $input) { ... on WolkvoxInvalidInput { code message issues { rule message } } }
    }`;
    for (const language of LOCALES)
      expect(await ask(query, { input: { ...PREVIEW, name: '' } }, { 'accept-language': language })).toMatchObject({
        data: {
          createCampaign: {
            code: 'INVALID_INPUT',
            message: FAILURES.INVALID_INPUT.message[language],
            issues: [{ rule: 'NOT_BLANK', message: `name ${INPUT_RULES.NOT_BLANK[language]}.` }],
          },
        },
      });
  });

  it('creates a campaign once, and the CRM extends it', async () => {
    const { data, errors } = await ask(
      `mutation($input: CreateCampaignInput!) {
        createCampaign(input: $input) { ... on CreateCampaignSuccess { campaign { id name customers operation { timeZone } } } }
      }`,
      { input: PREVIEW },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      createCampaign: {
        campaign: { id: 'default:1287', name: PREVIEW.name, customers: 2, operation: { timeZone: 'America/Bogota' } },
      },
    });
    expect(upstream.seen).toHaveLength(1);
  });

  it("resolves the CRM's operation references in one request; null for an operation that is not configured", async () => {
    const before = product.logs().length;
    const { data, errors } = await ask(
      '{ ana: customer(id: "ana") { ...who } eva: customer(id: "eva") { ...who } } fragment who on Customer { name operation { id timeZone limits { usedToday } } }',
    );
    expect(data?.ana).toEqual({
      name: 'Ana',
      operation: { id: 'default', timeZone: 'America/Bogota', limits: { usedToday: expect.any(Number) } },
    });
    expect(data?.eva).toEqual({ name: 'Eva', operation: null });
    expect(errors?.map(({ path }) => path?.[0])).toEqual(['eva']);
    expect(product.logs()).toHaveLength(before + 1);
  });

  it("resolves the CRM's campaign and skill references with one read of each list", async () => {
    const lists: Record<string, object[]> = {
      campaigns: [{ campaign_id: '1287', campaign_name: PREVIEW.name, status: 'Started', skill_id: '4021' }],
      skills: [{ skill_id: '4021', skill_name: 'Cartera' }],
    };
    upstream.answer = ({ url }) => {
      const data = lists[new URL(url, upstream.url).searchParams.get('api') ?? ''];
      return { status: 200, body: { code: '200', error: null, msg: '1 records were found', data } };
    };
    const { data, errors } = await ask(
      `{ ana: customer(id: "ana") { ...called } luis: customer(id: "luis") { ...called } }
       fragment called on Customer { campaign { name status customers skill { name } } skill { name } }`,
    );
    const called = {
      campaign: { name: PREVIEW.name, status: 'STARTED', customers: 2, skill: { name: 'Cartera' } },
      skill: { name: 'Cartera' },
    };
    expect(errors).toBeUndefined();
    expect(data).toEqual({ ana: called, luis: called });
    expect(upstream.seen.map(({ url }) => url.split('?')[1]).sort()).toEqual(['api=campaigns', 'api=skills']);
  });

  it('returns failures as data, and operator errors with their code', async () => {
    const invalid = await ask(SAMPLE_OPERATION.document, { input: { ...PREVIEW, name: ' ' } });
    expect(invalid.errors).toBeUndefined();
    expect(invalid.data?.createCampaign).toMatchObject({
      __typename: 'WolkvoxInvalidInput',
      code: 'INVALID_INPUT',
      issues: [{ path: ['name'], rule: 'NOT_BLANK' }],
    });
    upstream.answer = () => ({ status: 200, body: { code: '401', error: 'Invalid token', msg: 'Invalid token' } });
    const refused = await ask(SAMPLE_OPERATION.document, { input: PREVIEW });
    expect(refused.data).toEqual({ createCampaign: null });
    expect(refused.errors).toEqual([
      expect.objectContaining({
        path: ['createCampaign'],
        extensions: expect.objectContaining({ code: 'UPSTREAM_AUTHENTICATION' }) as object,
      }),
    ]);
  });

  it("forwards the caller's request id, which is in the log, and its authorization", async () => {
    const arrived: (string | undefined)[] = [];
    const listen = (message: unknown): void => {
      const { headers } = (message as { request: IncomingMessage }).request;
      if (product.url.endsWith(`//${headers.host}`)) arrived.push(headers.authorization);
    };
    subscribe('http.server.request.start', listen);
    await ask(
      '{ operations { id } }',
      {},
      { 'x-request-id': 'from-the-frontend-1', authorization: 'Bearer of-a-user' },
    );
    unsubscribe('http.server.request.start', listen);
    expect(arrived).toEqual(['Bearer of-a-user']);
    expect(product.logs()).toContainEqual(expect.objectContaining({ requestId: 'from-the-frontend-1', status: 200 }));
  });

  it('does not retry a creation whose response was lost', async () => {
    upstream.answer = () => ({ status: 500, body: '' });
    const { data } = await ask(SAMPLE_OPERATION.document, { input: PREVIEW });
    expect(data?.createCampaign).toMatchObject({ __typename: 'WolkvoxOutcomeUnknown' });
    expect(upstream.seen).toHaveLength(1);
  });

  it.each(['{ operations { id } }', 'mutation { createCampaign(input: {}) { __typename } }'])(
    'is not retried by the gateway, even if it responds with a retry delay: %s',
    async (document) => {
      const limited = await startProduct(upstream.url, { LIMIT_REQUESTS_PER_MINUTE: '1' });
      const { supergraphSdl = '' } = compose({ wolkvox: `${limited.url}/graphql`, crm: crm.url });
      const another = await startGateway(supergraphSdl, hiveConfig('jwt'));
      await limited.query('{ __typename }');
      await fetch(another.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: document.replace('{}', '{ type: PREVIEW, name: "x", skillId: 1 }') }),
      });
      await Promise.all([another.close(), limited.close()]);
      expect(limited.logs().flatMap(({ status }) => status ?? [])).toEqual([200, 429]);
    },
  );
});
