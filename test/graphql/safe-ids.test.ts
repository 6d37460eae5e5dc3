import { readFileSync } from 'node:fs';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Answer, type Product } from '../support/product.js';
import { startUpstream, type Scripted } from '../support/upstream.js';

const TRUSTED_DOCUMENTS_FILE = new URL('../../client/src/generated/persisted-documents.json', import.meta.url).pathname;

/** As JSON text, because a JavaScript number has already lost the digits. */
const UNSAFE = [
  '9007199254740992',
  '9007199254740993',
  '-9007199254740993',
  '9007199254740993.0',
  '9.007199254740993e15',
  '1e21',
];
const SAFE = ['9007199254740991', '-9007199254740991', '0', '7', '7e2'];

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
  product = await startProduct(simulator.url);
});
afterAll(() => Promise.all([product.close(), simulator.close()]));
beforeEach(() => simulator.reset());

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Request whose variables are this JSON text. */
const body = (document: string, variables: string): string =>
  `{"query":${JSON.stringify(document)},"variables":${variables}}`;
/** Variables of a creation, with more fields as JSON text. */
const input = (fields: string): string => `{"input":{"type":"PREVIEW","name":"Encuesta",${fields}}}`;

function expectRefused({ data, errors, text }: Answer, place: string, sent: string): void {
  expect(data ?? null).toBeNull();
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  expect(errors?.[0]?.message).toContain(place);
  expect(errors?.[0]?.message).toContain('9007199254740991');
  for (const digits of [sent, '9007199254740992', '9007199254740993']) expect(text).not.toContain(digits);
  expect(simulator.requests()).toEqual([]);
}

describe('rounded number as an ID is rejected', () => {
  it.each(UNSAFE)('as idempotencyKey: %s', async (number) => {
    const variables = input(`"skillId":"4021","idempotencyKey":${number}`);
    expectRefused(await product.post(body(SAMPLE_OPERATION.document, variables)), 'input.idempotencyKey', number);
  });

  it.each([
    ['skillId of a creation', SAMPLE_OPERATION.document, input('"skillId":#'), 'input.skillId'],
    ['operationId of a creation', SAMPLE_OPERATION.document, input('"skillId":"1","operationId":#'), 'operationId'],
    ['the id of a campaign', 'query($id: ID!) { campaign(id: $id) { name } }', '{"id":#}', '$id'],
    ['the id of a skill', 'query($id: ID!) { skill(id: $id) { name } }', '{"id":#}', '$id'],
    ['the id of an operation', 'query($id: ID) { operation(id: $id) { id } }', '{"id":#}', '$id'],
    ['operationId of a list', 'query($o: ID) { campaigns(operationId: $o) { totalCount } }', '{"o":#}', '$o'],
    [
      'a variable within an input',
      'mutation($k: ID) { createCampaign(input: { type: PREVIEW, name: "x", skillId: 1, idempotencyKey: $k }) { __typename } }',
      '{"k":#}',
      '$k',
    ],
  ])('as %s', async (_what, document, variables, place) => {
    expectRefused(await product.post(body(document, variables.replace('#', UNSAFE[1] ?? ''))), place, UNSAFE[1] ?? '');
  });

  it('in the variables of a GET request', async () => {
    const variables = encodeURIComponent(`{"id":${UNSAFE[1]}}`);
    const query = encodeURIComponent('query($id: ID!) { campaign(id: $id) { name } }');
    const response = await fetch(`${product.url}/graphql?query=${query}&variables=${variables}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    const text = await response.text();
    expectRefused({ status: 200, headers: response.headers, text, ...(JSON.parse(text) as object) }, '$id', 'none');
  });

  it('in the variables of a trusted document', async () => {
    const trusting = await startProduct(simulator.url, { TRUSTED_DOCUMENTS_FILE });
    closers.push(() => trusting.close());
    const manifest = JSON.parse(readFileSync(TRUSTED_DOCUMENTS_FILE, 'utf8')) as Record<string, string>;
    const [id] = Object.entries(manifest).find(([, text]) => text.startsWith('mutation CreateCampaign')) ?? [];
    const variables = input(`"skillId":"4021","idempotencyKey":${UNSAFE[1]}`);
    const answer = await trusting.post(`{"documentId":${JSON.stringify(id)},"variables":${variables}}`);
    expectRefused(answer, 'input.idempotencyKey', UNSAFE[1] ?? '');
  });

  it.each([
    ['in a variable', 'query($r: [_Any!]!) { _entities(representations: $r) { __typename } }', true],
    [
      'in the document',
      '{ _entities(representations: [{ __typename: "WolkvoxOperation", id: # }]) { __typename } }',
      false,
    ],
  ])('in a representation of an entity, %s', async (_where, document, isVariable) => {
    for (const number of UNSAFE.slice(0, 2)) {
      const variables = isVariable ? `{"r":[{"__typename":"WolkvoxOperation","id":${number}}]}` : '{}';
      expectRefused(await product.post(body(document.replace('#', number), variables)), 'representation', number);
    }
    const spanish = await product.post(
      body(document.replace('#', '1e21'), '{"r":[{"__typename":"Skill","id":1e21}]}'),
      {
        'accept-language': 'es',
      },
    );
    expect(spanish.errors?.[0]?.message).toContain('representación');
  });
});

describe('exact number as an ID is accepted', () => {
  it.each(SAFE)('%s', async (number) => {
    const variables = input(`"skillId":"4021","idempotencyKey":${number}`);
    const text = input(`"skillId":"4021","idempotencyKey":${JSON.stringify(String(Number(number)))}`);
    const first = await product.post(body(SAMPLE_OPERATION.document, variables));
    expect(first.data).toMatchObject({ createCampaign: { replayed: false } });
    // The same key as a string.
    const again = await product.post(body(SAMPLE_OPERATION.document, text));
    expect(again.data).toMatchObject({ createCampaign: { replayed: true } });
    expect(simulator.campaigns()).toHaveLength(1);
  });

  it.each([
    [
      'literals of the document',
      ['9007199254740992', '9007199254740993'],
      (key: string) => [`idempotencyKey: ${key}`, '{}'] as const,
    ],
    [
      'strings of the variables',
      ['90071992547409940', '90071992547409941'],
      (key: string) => ['idempotencyKey: $k', `{"k":"${key}"}`] as const,
    ],
  ])('if it has any length and is %s, with all of its digits', async (_what, keys, write) => {
    for (const key of keys) {
      const [field, variables] = write(key);
      const document = `mutation${field.includes('$') ? '($k: ID)' : ''} { createCampaign(input: { type: PREVIEW, name: "x", skillId: 4021, ${field} }) { ... on CreateCampaignSuccess { replayed } } }`;
      expect((await product.post(body(document, variables))).data).toEqual({ createCampaign: { replayed: false } });
    }
    expect(simulator.campaigns()).toHaveLength(2);
  });
});

describe('numbers from wolkvox', () => {
  const rows = (...written: readonly string[]): Scripted => ({
    status: 200,
    body: `{"code":200,"error":null,"msg":"${written.length} records were found","data":[${written.join(',')}]}`,
  });
  const row = (id: string, name: string): string =>
    `{"campaign_id":${id},"campaign_name":${name},"campaign_description":"","type_campaign":"preview"}`;

  it('are neither an id nor a name if JSON has rounded them', async () => {
    const upstream = await startUpstream(() =>
      rows(row('9007199254740993', '"lost id"'), row('5801', '9007199254740993'), row('5802', '1234')),
    );
    const own = await startProduct(upstream.url);
    closers.push(
      () => own.close(),
      () => upstream.close(),
    );
    const { data } = await own.query('{ campaigns { nodes { campaignId name } } }');
    expect(data).toEqual({
      campaigns: {
        nodes: [
          { campaignId: '5801', name: '' },
          { campaignId: '5802', name: '1234' },
        ],
      },
    });
  });

  it.each([
    ['next to each other', '"9007199254740992"', '"9007199254740993"'],
    ['far above', '"90071992547409920000"', '"90071992547409920001"'],
    ['above a number that is exact', '"5801"', '"9007199254740993"'],
  ])('do not prove that a lost creation did not happen, with campaign ids %s', async (_what, old, fresh) => {
    let posted = false;
    const upstream = await startUpstream(({ method }) => {
      if (method === 'POST') {
        posted = true;
        return { status: 502, body: '<h1>Bad Gateway</h1>' };
      }
      return rows(row(old, '"Otra"'), ...(posted ? [row(fresh, JSON.stringify(PREVIEW.name))] : []));
    });
    const own = await startProduct(upstream.url, { WOLKVOX_RECONCILE: 'on', WOLKVOX_SLOT_LEASE_MS: '100' });
    closers.push(
      () => own.close(),
      () => upstream.close(),
    );
    await own.query('{ campaigns { totalCount } }');
    const { data } = await own.create({ ...PREVIEW, idempotencyKey: 'large-ids' });
    expect(data?.createCampaign?.__typename).toBe('WolkvoxOutcomeUnknown');
    await own.create({ ...PREVIEW, idempotencyKey: 'large-ids' });
    expect(upstream.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});
