import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startProduct, TOKEN, type Answer, type Product } from '../support/product.js';

/** Three operations, which are one for this simulator. */
const folder = mkdtempSync(join(tmpdir(), 'wolkvox-size-'));
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
async function start(LIMIT_RESPONSE_FIELDS?: number, variables: Record<string, string> = {}): Promise<void> {
  simulator.reset();
  product = await startProduct(simulator.url, {
    WOLKVOX_TOKEN: undefined,
    WOLKVOX_OPERATIONS_FILE,
    LIMIT_RESPONSE_FIELDS: LIMIT_RESPONSE_FIELDS?.toString(),
    ...variables,
  });
}
afterEach(() => product.close());

const limitsOf = ({ errors = [] }: Answer): unknown[] =>
  errors.map(({ extensions }) => extensions).filter(({ code }) => code === 'LIMIT_EXCEEDED');
const exceeded = (allowed: number) => ({ code: 'LIMIT_EXCEEDED', limit: 'responseFields', allowed });
const addSkills = (count: number): void => {
  for (let nth = 0; nth < count; nth += 1) simulator.addSkill({ name: 'one more' });
};

type Row = readonly [fields: number, what: string, document: string, variables?: Record<string, unknown>];

const ROWS: readonly Row[] = [
  [2, 'a list of which no row is asked for', '{ campaigns(first: 1000) { totalCount } }'],
  [8, 'rows, as many as are asked for', '{ campaigns(first: 3) { nodes { id name } } }'],
  [52, 'rows of the default page size', '{ campaigns { nodes { id } } }'],
  [52, 'rows, where null is written out', '{ campaigns(first: null) { nodes { id } } }'],
  [6, 'rows, as a variable has it', 'query ($n: Int) { campaigns(first: $n) { nodes { id } } }', { n: 4 }],
  [52, 'rows of a variable that is left out', 'query ($n: Int) { campaigns(first: $n) { nodes { id } } }'],
  [4, 'rows of a default', 'query ($n: Int = 2) { campaigns(first: $n) { nodes { id } } }'],
  [2, 'fewer rows than none', '{ campaigns(first: -5) { nodes { id } } }'],
  [1002, 'more rows than a page has', '{ campaigns(first: 2000000000) { nodes { id } } }'],
  [
    14,
    'what comes once and what comes with each row',
    '{ campaigns(first: 2) { pageInfo { hasNextPage } edges { cursor node { id skill { id } } } } }',
  ],
  [
    15,
    'aliases, fragments and fields that are written twice',
    '{ a: campaigns(first: 2) { nodes { ...F ...F id } } b: campaigns(first: 1) { nodes { ... { id } } } } fragment F on Campaign { id b: id }',
  ],
  [
    11,
    'what a variable leaves in',
    `query ($yes: Boolean!) {
      campaigns(first: 3) { nodes { id name @skip(if: $yes) type @include(if: $yes) } ... @skip(if: $yes) { edges { cursor } } }
      skills @skip(if: $yes) { id name }
      operations @include(if: $yes) { __typename @skip(if: $yes) }
      operation { id }
    }`,
    { yes: true },
  ],
  [10, 'every operation', '{ operations { id limits { queued } } }'],
  [2, 'one campaign', '{ campaign(id: "sales:1") { name } }'],
  [201, 'skills that were never read', '{ skills { id } }'],
  [1, 'skills of an operation that is not there', '{ skills(operationId: "none") { id } }'],
  [
    13,
    'entities, whatever their type',
    'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Campaign { id } ... on Skill { id name } } }',
    { r: ['Campaign', 'Skill', 'WolkvoxOperation'].map((type) => ({ __typename: type, id: 'default:1' })) },
  ],
  [
    4,
    'a creation',
    'mutation { createCampaign(input: { operationId: "none", type: PREVIEW, name: "x", skillId: 1 }) { __typename ... on WolkvoxInvalidInput { issues { rule } } } }',
  ],
];

describe('response field estimate', () => {
  it.each(ROWS)('counts %s: %s', async (...[fields, , document, variables]: Row) => {
    await start(fields);
    expect(limitsOf(await product.query(document, variables))).toEqual([]);
  });

  it.each(ROWS.filter(([fields]) => fields > 1))(
    'rejects %s if one less is allowed, before execution: %s',
    async (...[fields, , document, variables]: Row) => {
      await start(fields - 1);
      const answer = await product.query(document, variables);
      expect([answer.status, answer.data, simulator.requests()]).toEqual([200, undefined, []]);
      expect([answer.errors?.length, limitsOf(answer)]).toEqual([1, [exceeded(fields - 1)]]);
      expect(answer.errors?.[0]?.message).toContain(`more than ${fields - 1} fields`);
    },
  );

  it('counts as many skills as the last read had', async () => {
    await start(401);
    expect(limitsOf(await product.query('{ skills { id name description } }'))).toEqual([exceeded(401)]);
    addSkills(130);
    expect((await product.query('{ skills { id } }')).data?.skills).toHaveLength(133);
    expect(limitsOf(await product.query('{ skills { id name description } }'))).toEqual([]);
    expect(limitsOf(await product.query('{ skills { id name description lastUsedAt } }'))).toEqual([exceeded(401)]);
  });

  it('allows the largest page with all fields of each campaign by default', async () => {
    await start();
    const campaign = `id campaignId name type description status contactCount speed dialMode lastUsedAt recycleCount turboDial
      operation { id timeZone } skill { id skillId name description lastUsedAt operation { id timeZone } }`;
    const page = `campaigns(first: 1000) { totalCount pageInfo { hasNextPage endCursor } nodes { ${campaign} } }`;
    expect((await product.query(`{ ${page} }`)).errors).toBeUndefined();
    expect(limitsOf(await product.query(`{ a: ${page} b: ${page} c: ${page} }`))).toEqual([exceeded(50_000)]);
  });

  it('responds 400 LIMIT_EXCEEDED to clients that accept application/graphql-response+json', async () => {
    await start(1);
    const { status } = await product.post(JSON.stringify({ query: '{ operation { id } }' }), {
      accept: 'application/graphql-response+json',
    });
    expect(status).toBe(400);
  });
});

describe('number of skills', () => {
  const ROUTER = {
    AUTH_MODE: 'router',
    AUTH_ROUTER_SECRET: 'secret-of-the-router',
    AUTH_ROUTER_OPERATIONS_HEADER: 'x-operations',
  };
  const as = (scopes: string, operations: string) => ({
    'router-authorization': ROUTER.AUTH_ROUTER_SECRET,
    'x-caller-id': 'ana',
    'x-caller-scopes': scopes,
    'x-operations': operations,
  });

  it.each([
    ['may not use the operation', as('campaigns:read', 'sales')],
    ['may not read', as('campaigns:create', 'default')],
  ])('is not revealed by a rejection to a caller who %s', async (_why, caller) => {
    await start(201, ROUTER);
    const ask = (headers: Record<string, string>) =>
      product.query('{ skills(operationId: "default") { id } }', {}, headers);
    addSkills(250);
    expect((await ask(as('campaigns:read', 'default'))).data?.skills).toHaveLength(253);
    expect(limitsOf(await product.query('{ skills { id name } }', {}, as('campaigns:read', 'default')))).toEqual([
      exceeded(201),
    ]);
    expect((await ask(caller)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});
