import { afterAll, beforeAll, expect } from '@jest/globals';

import {
  canary,
  expectRefusal,
  launch,
  startTarget,
  writeOperations,
  type Attack,
  type Reply,
  type Target,
} from './support.js';

/**
 * Documents and variables that are small to write and expensive to execute. Each is rejected before anything is sent.
 */
let target: Target;
beforeAll(async () => {
  const extraIds = Array.from({ length: 25 }, (_, n) => `o${n}`);
  target = await startTarget({ WOLKVOX_OPERATIONS_FILE: await writeOperations(['default', ...extraIds]) });
});
afterAll(() => target.close());

const LEVELS = 5_000;
const list = (count: number, part: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');
const nest = (levels: number, open: string, close: string, core = ''): string =>
  open.repeat(levels) + core + close.repeat(levels);
const CREATE = 'mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename } }';
const INPUT = `input: { type: PREVIEW, name: "${canary('document')}", skillId: 1 }`;
const EVERY_FIELD =
  'id campaignId name type description status contactCount speed dialMode lastUsedAt recycleCount turboDial operation { id timeZone } skill { id skillId name description lastUsedAt }';
const ENTITIES = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';

/** Rejected by a limit of the operation. */
const limited = (attack: string, query: string): Attack => ({
  title: `rejects ${attack}`,
  run: async ({ graphql }) => {
    const reply = await graphql(query);
    expectRefusal(reply, 200, 'LIMIT_EXCEEDED');
    expect(typeof reply.body.errors?.[0]?.extensions?.limit).toBe('string');
  },
});

/** Rejected with one of these codes, with few errors. The parser may reach the end of its stack before the limit of tokens. */
const rejected = (attack: string, query: string, ...codes: string[]): Attack => ({
  title: `rejects ${attack}`,
  run: async ({ graphql }) => {
    const reply = await graphql(query);
    expect(codes).toContain(reply.codes[0]);
    expectRefusal(reply, 200, String(reply.codes[0]));
    expect(reply.codes.length).toBeLessThanOrEqual(101);
    expect(reply.text.length).toBeLessThan(64 * 1024);
  },
});

const bomb = (count: number): string =>
  list(count, (n) => `fragment f${n} on WolkvoxOperation { ...f${n + 1} ...f${n + 1} }`);
const aliasedBomb = list(30, (n) => `fragment f${n} on WolkvoxOperation { a${n}: id ...f${n + 1} ...f${n + 1} }`);
/** graphql-js executes a fragment once per location, so a response is allowed. Full expansion would never end. */
const endsAtOnce = ({ status, codes, text }: Reply): void => {
  expect(status).toBe(200);
  for (const code of codes) expect(code).toBe('LIMIT_EXCEEDED');
  expect(text.length).toBeLessThan(64 * 1024);
};

const DOCUMENTS: readonly Attack[] = [
  limited('10,000 aliases', `{ ${list(10_000, (n) => `a${n}: __typename`)} }`),
  limited('31 aliases of a field that costs nothing', `{ ${list(31, (n) => `a${n}: __typename`)} }`),
  limited('31 aliases behind a fragment', `{ ...f } fragment f on Query { ${list(31, (n) => `a${n}: __typename`)} }`),
  limited(
    '40 aliases in two fragments that are both used',
    `{ ...f ...g } ${['f', 'g'].map((f) => `fragment ${f} on Query { ${list(20, (n) => `${f}${n}: __typename`)} }`).join(' ')}`,
  ),
  limited(
    '36 aliases by spreading a fragment of 6 under 6 aliases',
    `{ ${list(6, (n) => `a${n}: operations { ...f }`)} } fragment f on WolkvoxOperation { ${list(6, (n) => `b${n}: id`)} }`,
  ),
  limited(
    '11 creations in one mutation',
    `mutation { ${list(11, (n) => `a${n}: createCampaign(${INPUT}) { __typename }`)} }`,
  ),
  limited(
    '11 creations behind a fragment',
    `mutation { ...f } fragment f on Mutation { ${list(11, (n) => `a${n}: createCampaign(${INPUT}) { __typename }`)} }`,
  ),
  limited(
    '21 cold lists of as many operations',
    `{ ${list(21, (n) => `a${n}: campaigns(operationId: "o${n}") { totalCount }`)} }`,
  ),
  limited(
    'every field of 1,000 campaigns, under 25 aliases',
    `{ ${list(25, (n) => `a${n}: campaigns(first: 1000) { ...f }`)} } fragment f on CampaignConnection { nodes { ${EVERY_FIELD} } edges { node { ${EVERY_FIELD} } } }`,
  ),
  limited(
    '20 names of 1,000 campaigns, under 3 aliases of their page',
    `{ ${list(3, (n) => `a${n}: campaigns(first: 1000) { nodes { ${'name '.repeat(20)} } }`)} }`,
  ),
  limited(
    '30 names of each skill, in 10 pages',
    `{ ${list(10, (n) => `a${n}: skills { ${'...f '.repeat(15)} }`)} } fragment f on Skill { name description }`,
  ),
  rejected(
    '5,000 levels of fields',
    `{ ${nest(LEVELS, 'operations { ', '} ', 'id ')} }`,
    'LIMIT_EXCEEDED',
    'GRAPHQL_PARSE_FAILED',
  ),
  rejected(
    '12 levels of introspection',
    `{ __schema { types { fields { type { ${nest(8, 'ofType { ', '} ', 'name ')} } } } } }`,
    'LIMIT_EXCEEDED',
    'GRAPHQL_VALIDATION_FAILED',
  ),
  rejected(
    '5,000 levels of inline fragments',
    `{ ${nest(LEVELS, '... { ', '} ', '__typename ')} }`,
    'LIMIT_EXCEEDED',
    'GRAPHQL_PARSE_FAILED',
  ),
  rejected(
    '5,000 levels of a list in an argument',
    `mutation { createCampaign(input: { type: PREVIEW, name: "a", skillId: 1, optionalFields: ${nest(LEVELS, '[', ']')} }) { __typename } }`,
    'LIMIT_EXCEEDED',
    'GRAPHQL_PARSE_FAILED',
  ),
  rejected(
    '5,000 levels of an object in an argument',
    `{ campaigns(filter: ${nest(LEVELS, '{a: ', '}', '1')}) { totalCount } }`,
    'LIMIT_EXCEEDED',
    'GRAPHQL_PARSE_FAILED',
  ),
  rejected(
    '5,000 levels of a list type',
    `query ($a: ${nest(LEVELS, '[', ']', 'ID')}) { __typename }`,
    'LIMIT_EXCEEDED',
    'GRAPHQL_PARSE_FAILED',
  ),
  rejected(
    '900 levels, which no limit of tokens stops',
    `{ ${nest(600, 'operations { ', '} ', 'id ')} }`,
    'LIMIT_EXCEEDED',
    'GRAPHQL_VALIDATION_FAILED',
  ),
  {
    title: 'rejects a bomb of 30 fragments, each twice in the previous one: 2^30 fields',
    run: async ({ graphql }) =>
      endsAtOnce(
        await graphql(`
          {
            operations {
              ...f0
            }
          }
          ${bomb(30)}
          fragment f30 on WolkvoxOperation {
            id
          }
        `),
      ),
  },
  {
    title: 'rejects a bomb of 30 fragments with aliases',
    run: async ({ graphql }) =>
      endsAtOnce(
        await graphql(`
          {
            operations {
              ...f0
            }
          }
          ${aliasedBomb}
          fragment f30 on WolkvoxOperation {
            id
          }
        `),
      ),
  },
  rejected(
    'a cycle of 100 fragments',
    `{ operations { ...f0 } } ${list(100, (n) => `fragment f${n} on WolkvoxOperation { ...f${(n + 1) % 100} }`)}`,
    'GRAPHQL_VALIDATION_FAILED',
    'LIMIT_EXCEEDED',
  ),
  rejected(
    'a fragment that spreads itself',
    '{ operations { ...f } } fragment f on WolkvoxOperation { id ...f }',
    'GRAPHQL_VALIDATION_FAILED',
  ),
  rejected('an undefined fragment', '{ ...__proto__ ...constructor ...f }', 'GRAPHQL_VALIDATION_FAILED'),
  rejected('10,000 directives on a field', `{ __typename ${'@include(if: true) '.repeat(10_000)} }`, 'LIMIT_EXCEEDED'),
  rejected('31 directives on 31 fields', `{ ${list(31, () => `__typename @include(if: true)`)} }`, 'LIMIT_EXCEEDED'),
  rejected('10,000 unknown directives on a query', `query ${'@a '.repeat(10_000)} { __typename }`, 'LIMIT_EXCEEDED'),
  rejected(
    '10,000 unknown fields',
    `{ ${list(10_000, (n) => `x${n}`)} }`,
    'LIMIT_EXCEEDED',
    'GRAPHQL_VALIDATION_FAILED',
  ),
  rejected('900 unknown fields', `{ ${list(900, (n) => `x${n}`)} }`, 'LIMIT_EXCEEDED', 'GRAPHQL_VALIDATION_FAILED'),
  rejected(
    '200 fields of one name and other arguments, each compared with each',
    `{ ${list(200, (n) => `campaign(id: "${n}") { id }`)} }`,
    'LIMIT_EXCEEDED',
    'GRAPHQL_VALIDATION_FAILED',
  ),
  rejected(
    '10,000 operations',
    list(10_000, (n) => `query q${n} { __typename }`),
    'LIMIT_EXCEEDED',
  ),
  rejected(
    '300,000 characters of a comment behind which nothing comes',
    `#${'x'.repeat(300_000)}`,
    'GRAPHQL_PARSE_FAILED',
    'LIMIT_EXCEEDED',
  ),
  limited('100,000 comments, which take memory like tokens', `{ __typename ${'#\n'.repeat(100_000)} }`),
  rejected('a subscription', 'subscription { campaigns { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'),
  rejected('a schema instead of a query', 'type Query { a: Int }', 'GRAPHQL_VALIDATION_FAILED'),
  rejected(
    'an integer of 5,000 digits as an argument',
    `{ campaigns(first: ${'9'.repeat(LEVELS)}) { totalCount } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ),
  rejected('a number out of range', '{ campaigns(first: 1e999) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'),
];

const VARIABLES: readonly Attack[] = [
  ...[5_000, 60_000].map((levels) => ({
    title: `rejects variables ${levels} levels deep`,
    run: async ({ send }: Target) => {
      const variables = `{ "input": ${nest(levels, '{"a":', '}', '1')} }`;
      const reply = await send({ body: `{ "query": ${JSON.stringify(CREATE)}, "variables": ${variables} }` });
      expect([200, 400]).toContain(reply.status);
      expect(['BAD_USER_INPUT', 'BAD_REQUEST', 'LIMIT_EXCEEDED']).toContain(reply.codes[0]);
    },
  })),
  ...[5_000, 100_000].map((levels) => ({
    title: `rejects a list ${levels} levels deep for a list of strings`,
    run: async ({ send }: Target) => {
      const input = `{ "type": "PREVIEW", "name": "a", "skillId": "1", "optionalFields": ${nest(levels, '[', ']')} }`;
      const reply = await send({ body: `{ "query": ${JSON.stringify(CREATE)}, "variables": { "input": ${input} } }` });
      expect([200, 400]).toContain(reply.status);
      expect(['BAD_USER_INPUT', 'BAD_REQUEST', 'LIMIT_EXCEEDED']).toContain(reply.codes[0]);
    },
  })),
  ...[5_000, 100_000].map((levels) => ({
    title: `rejects a representation ${levels} levels deep`,
    run: async ({ send }: Target) => {
      const variables = `{ "r": [{ "__typename": "Campaign", "id": ${nest(levels, '[', ']')} }] }`;
      const reply = await send({ body: `{ "query": ${JSON.stringify(ENTITIES)}, "variables": ${variables} }` });
      expect([200, 400]).toContain(reply.status);
      expect(reply.codes).not.toContain('INTERNAL_SERVER_ERROR');
    },
  })),
  {
    title: 'rejects 6,000 representations',
    run: async ({ graphql }) => {
      const r = Array.from({ length: 6_000 }, (_, n) => ({ __typename: 'Campaign', id: `nowhere:${n}` }));
      const reply = await graphql(ENTITIES, { r });
      expect(reply.status).toBe(200);
      expect(reply.codes).not.toContain('INTERNAL_SERVER_ERROR');
    },
  },
  {
    title: 'rejects many representations for each of many aliases',
    run: async ({ graphql }) => {
      const r = Array.from({ length: 200 }, (_, n) => ({ __typename: 'Campaign', id: `nowhere:${n}` }));
      const aliases = Array.from({ length: 30 }, (_, n) => `a${n}: _entities(representations: $r) { __typename }`);
      const reply = await graphql(`query ($r: [_Any!]!) { ${aliases.join(' ')} }`, { r });
      expect([reply.status, new Set(reply.codes)]).toEqual([200, new Set(['LIMIT_EXCEEDED'])]);
    },
  },
  {
    title: 'rejects 2,000 representations with 30 fields each',
    run: async ({ graphql }) => {
      const r = Array.from({ length: 2_000 }, (_, n) => ({ __typename: 'Campaign', id: `default:${n}` }));
      const fields = '... on Campaign { id name type } '.repeat(10);
      const reply = await graphql(`query ($r: [_Any!]!) { _entities(representations: $r) { ${fields} } }`, { r });
      expectRefusal(reply, 200, 'LIMIT_EXCEEDED');
    },
  },
  {
    title: 'ignores or rejects 8,000 undeclared variables',
    run: async ({ graphql }) => {
      const variables = Object.fromEntries(Array.from({ length: 8_000 }, (_, n) => [`v${n}`, canary('variable')]));
      const reply = await graphql('{ __typename }', variables);
      expect(reply).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
    },
  },
  {
    title: 'rejects 10,000 declared variables',
    run: async ({ graphql }) => {
      const reply = await graphql(`query (${list(10_000, (n) => `$v${n}: Int`)}) { __typename }`);
      expectRefusal(reply, 200, 'LIMIT_EXCEEDED');
    },
  },
  {
    title: 'reports fewer than a hundred of 19,000 invalid list entries',
    run: async ({ graphql }) => {
      const optionalFields = Array.from({ length: 19_000 }, () => 1);
      const reply = await graphql(CREATE, { input: { type: 'PREVIEW', name: 'a', skillId: 1, optionalFields } });
      expectRefusal(reply, 200, 'BAD_USER_INPUT');
      expect(reply.codes.length).toBeLessThan(100);
    },
  },
];

launch([...DOCUMENTS, ...VARIABLES], () => target);
