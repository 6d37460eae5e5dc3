import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { isObjectType } from 'graphql';

import { buildSubgraph } from '../../src/graphql/schema.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startProduct, TOKEN, type Answer, type Product } from '../support/product.js';

/** Three operations, which are one for this simulator. */
const folder = mkdtempSync(join(tmpdir(), 'wolkvox-cost-'));
const WOLKVOX_OPERATIONS_FILE = join(folder, 'operations.json');
let simulator: Simulator;
beforeAll(async () => {
  writeFileSync(
    WOLKVOX_OPERATIONS_FILE,
    JSON.stringify(['default', 'sales', 'support'].map((id) => ({ id, server: '0013', token: TOKEN }))),
  );
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

let product: Product;
let campaign: string;
async function start(LIMIT_UPSTREAM_CALLS: number): Promise<void> {
  simulator.reset();
  campaign = simulator.addCampaign({ name: 'one', type: 'preview', skillId: '4021', records: '3' });
  product = await startProduct(simulator.url, {
    WOLKVOX_TOKEN: undefined,
    WOLKVOX_OPERATIONS_FILE,
    LIMIT_UPSTREAM_CALLS: String(LIMIT_UPSTREAM_CALLS),
  });
}
afterEach(() => product.close());

/** Global id of the campaign in the simulator. */
const campaignId = (): string => `default:${campaign}`;
const calls = (): number => simulator.requests().length;
const isRefused = ({ errors }: Answer): boolean =>
  errors?.some(({ extensions }) => extensions.code === 'LIMIT_EXCEEDED') ?? false;

const create = (key: string, selection: string, operationId = 'default'): string =>
  `${key}: createCampaign(input: { operationId: "${operationId}", type: PREVIEW, name: "x", skillId: "4021" }) {
    __typename ... on CreateCampaignSuccess { campaign { ${selection} } } }`;

const ENTITIES = 'query ($representations: [_Any!]!) { _entities(representations: $representations)';
const entity = (type: string, id: unknown) => ({ __typename: type, id });

type Row = readonly [calls: number, what: string, document: string, variables?: Record<string, unknown>];

const ROWS: readonly Row[] = [
  [0, 'what this layer knows itself', '{ operations { id limits { queued } } operation { timeZone } __typename }'],
  [1, 'a list', '{ campaigns { totalCount } }'],
  [1, 'a list and its fields', '{ campaigns { nodes { name status skill { skillId operation { id } } } } }'],
  [
    2,
    'a list and the skills it names',
    '{ campaigns { nodes { skill { name } } edges { node { skill { description } } } } }',
  ],
  [
    2,
    'one list of two operations, each asked for twice',
    '{ a: skills(operationId: "sales") { name } b: skills(operationId: "support") { name } c: skills(operationId: "sales") { id } d: skill(id: "support:1") { name } }',
  ],
  [1, 'many campaigns by id', '{ a: campaign(id: "sales:1") { name } b: campaign(id: "sales:2") { status } }'],
  [
    0,
    'ids of operations that are not there',
    '{ campaign(id: "none:1") { name } skill(id: "none") { name } campaigns(operationId: "none") { totalCount } }',
  ],
  [3, "every token's usage", '{ operations { id tokenUsage { limit } } }'],
  [
    1,
    "one token's usage, asked for twice",
    '{ operation(id: "sales") { tokenUsage { limit } again: tokenUsage { usedToday } } }',
  ],
  [2, "a token's usage beside its campaigns", '{ campaigns { nodes { operation { tokenUsage { limit } } } } }'],
  [
    1,
    'a default of a variable, and what it leaves out',
    'query ($of: ID = "sales", $no: Boolean = true, $yes: Boolean!) { skills(operationId: $of) { name } campaigns @skip(if: $no) { totalCount } ... @include(if: $yes) { operation { tokenUsage { limit } } } }',
    { yes: false },
  ],
  [
    2,
    'a part that is left out further down',
    'query ($yes: Boolean!) { campaigns { nodes { skill { name @include(if: $yes) } operation { tokenUsage @skip(if: $yes) { limit } } } } }',
    { yes: true },
  ],
  [1, 'an id that JSON has as a number', 'query ($id: ID!) { campaign(id: $id) { name } skills { name } }', { id: 7 }],
  [
    2,
    'fragments within fragments',
    '{ ...A } fragment A on Query { ...B } fragment B on Query { campaigns { nodes { ...C } } } fragment C on Campaign { skill { ... on Skill { name } } }',
  ],
  [
    3,
    'entities of three kinds',
    `${ENTITIES} { __typename } }`,
    {
      representations: [
        entity('Campaign', 'default:1'),
        entity('Campaign', 'default:2'),
        entity('Campaign', 'sales:1'),
        entity('Skill', 'sales:1'),
        entity('WolkvoxOperation', 'support'),
        entity('Skill', 7),
      ],
    },
  ],
  [
    2,
    'entities and what is asked of them',
    `${ENTITIES} { ... on WolkvoxOperation { tokenUsage { limit } } } }`,
    { representations: [entity('WolkvoxOperation', 'sales'), entity('WolkvoxOperation', 'support')] },
  ],
  [
    2,
    'creations',
    `mutation { ${create('a', 'id name operation { id }')} ${create('b', 'id')} ${create('a', 'name')} }`,
  ],
  [1, 'a creation where it cannot be', `mutation { ${create('a', 'id')} ${create('b', 'status', 'none')} }`],
  [
    4,
    'creations and the fields that only the list has',
    `mutation { ${create('a', 'status')} ${create('b', 'status speed')} }`,
  ],
  [
    2,
    'a stop and the read of the status',
    'mutation ($id: ID!) { stopCampaign(input: { campaignId: $id }) { __typename } }',
  ],
  [
    4,
    'two stops and a creation where it cannot be',
    `mutation ($id: ID!) { a: stopCampaign(input: { campaignId: $id }) { __typename }
      b: stopCampaign(input: { campaignId: $id }) { __typename } ${create('c', 'id', 'none')} }`,
  ],
  [
    2,
    'a start and the read before it',
    'mutation ($id: ID!) { startCampaign(input: { campaignId: $id, confirm: { name: "one", contactCount: 3 } }) { __typename } }',
  ],
  [
    2,
    'an upload of contacts and the read before it',
    'mutation ($id: ID!) { addContacts(input: { campaignId: $id, contacts: [{ customerId: "1" }] }) { __typename rejected: __typename } }',
  ],
  [
    0,
    'a start where it cannot be',
    'mutation { startCampaign(input: { campaignId: "none:1", confirm: { name: "one", contactCount: 3 } }) { __typename } }',
  ],
  [
    2,
    'a speed and the read before it',
    'mutation ($id: ID!) { setCampaignSpeed(input: { campaignId: $id, speed: 9 }) { __typename } }',
  ],
  [
    0,
    'a speed where it cannot be',
    'mutation { setCampaignSpeed(input: { campaignId: "none:1", speed: 9 }) { __typename } }',
  ],
  [
    2,
    'a clear and the read before it',
    'mutation ($id: ID!) { clearCampaign(input: { campaignId: $id, confirm: { name: "one", contactCount: 3 } }) { __typename } }',
  ],
  [
    2,
    'a deletion and the read before it',
    'mutation ($id: ID!) { deleteCampaign(input: { campaignId: $id, confirm: { name: "one", contactCount: 3 } }) { __typename } }',
  ],
  [
    2,
    'a removal of contacts and the read before it',
    'mutation ($id: ID!) { removeContacts(input: { campaignId: $id, customerIds: [1], confirm: { name: "one", contactCount: 3 } }) { __typename } }',
  ],
  [
    0,
    'a clear where it cannot be',
    'mutation { clearCampaign(input: { campaignId: "none:1", confirm: { name: "one", contactCount: 3 } }) { __typename } }',
  ],
  [
    0,
    'a callback where it cannot be',
    'mutation { scheduleCallback(input: { campaignId: "none:1", customerId: 1, phone: "1", at: "2030-11-22T15:30:00" }) { __typename } }',
  ],
  [
    2,
    'an update and the read before it',
    'mutation ($id: ID!) { updateCampaign(input: { campaignId: $id, turboDial: true }) { __typename } }',
  ],
  [
    0,
    'an update where it cannot be',
    'mutation { updateCampaign(input: { campaignId: "none:1", turboDial: true }) { __typename } }',
  ],
  [0, 'a stop where it cannot be', 'mutation { stopCampaign(input: { campaignId: "none:1" }) { __typename } }'],
  [
    5,
    'creations and the skills of them',
    `mutation { ${create('a', 'skill { name }')} ${create('b', 'skill { name }')} }`,
  ],
];

describe('upstream cost of an operation', () => {
  it.each(ROWS)('is %s calls, and as many are made: %s', async (...[cost, , document, variables]: Row) => {
    await start(cost);
    const answer = await product.query(document, { id: campaignId(), ...variables });
    expect([isRefused(answer), calls()]).toEqual([false, cost]);
  });

  it.each(ROWS.filter(([cost]) => cost > 0))(
    'of %s calls is rejected if one less is allowed, before any call: %s',
    async (...[cost, , document, variables]: Row) => {
      await start(cost - 1);
      const answer = await product.query(document, { id: campaignId(), ...variables });
      expect([answer.status, answer.data, calls()]).toEqual([200, undefined, 0]);
      expect(answer.errors).toEqual([
        {
          message: expect.stringContaining(`more than ${cost - 1} calls`),
          extensions: { code: 'LIMIT_EXCEEDED', limit: 'upstreamCalls', allowed: cost - 1 },
        },
      ]);
    },
  );

  it('is zero for a cached list, and one call after a creation', async () => {
    await start(1);
    const both = '{ campaigns { nodes { name skill { name } } } }';
    expect(isRefused(await product.query(both))).toBe(true);
    expect(isRefused(await product.query('{ campaigns { totalCount } }'))).toBe(false);
    expect(isRefused(await product.query('{ skills { name } }'))).toBe(false);
    expect(isRefused(await product.query(both))).toBe(false);
    expect(calls()).toBe(2);
    expect(isRefused(await product.query(`mutation { ${create('a', 'id')} }`))).toBe(false);
    expect(isRefused(await product.query('{ campaigns { totalCount } skills { id } }'))).toBe(false);
    expect(calls()).toBe(4);
  });

  it('is zero for a cached response', async () => {
    await start(1);
    const [first, again] = [
      await product.query('{ campaigns { nodes { id } } }'),
      await product.query('{ campaigns { nodes { id } } }'),
    ];
    expect(again.data).toEqual({ campaigns: { nodes: [{ id: `default:${campaign}` }] } });
    expect([first.text, calls()]).toEqual([again.text, 1]);
  });

  it('is rejected with 400 for clients that accept application/graphql-response+json', async () => {
    await start(0);
    const { status } = await product.post(JSON.stringify({ query: '{ skills { id } }' }), {
      accept: 'application/graphql-response+json',
    });
    expect(status).toBe(400);
  });

  it('is limited to twenty calls by default', async () => {
    product = await startProduct(simulator.url, { LIMIT_ROOT_MUTATIONS: '30' });
    simulator.reset();
    const many = (count: number): string =>
      Array.from({ length: count }, (_, nth) => create(`a${nth}`, 'id')).join(' ');
    expect(isRefused(await product.query(`mutation { ${many(21)} }`))).toBe(true);
    expect(calls()).toBe(0);
  });
});

describe('declared cost', () => {
  const { schema } = buildSubgraph();
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const withCost = (key: 'cost' | 'rootCost'): string[] =>
    types.flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ extensions }) => extensions[key] !== undefined)
        .map(({ name }) => `${type.name}.${name}`),
    );

  it('belongs to every root field except the schema', () => {
    const roots = types.filter(({ name }) => ['Query', 'Mutation', 'Subscription'].includes(name));
    const fields = roots.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    expect(withCost('rootCost').sort()).toEqual(fields.filter((field) => field !== 'Query._service').sort());
  });

  it('belongs to the fields that cause a call', () => {
    expect(withCost('cost').sort()).toEqual(
      [
        'Campaign.progress',
        'Campaign.results',
        'CampaignProgress.campaign',
        'WolkvoxOperation.tokenUsage',
        ...['description', 'status', 'skill', 'contactCount', 'speed'].map((field) => `Campaign.${field}`),
        ...['dialMode', 'lastUsedAt', 'recycleCount', 'turboDial'].map((field) => `Campaign.${field}`),
        ...['name', 'description', 'lastUsedAt'].map((field) => `Skill.${field}`),
      ].sort(),
    );
  });
});
