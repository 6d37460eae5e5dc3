import { readdirSync, readFileSync } from 'node:fs';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';

import { startProduct, type Answer, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

let upstream: Upstream;
let product: Product;
/** As in production: without introspection. */
let closed: Product;
beforeAll(async () => {
  upstream = await startUpstream(() => created());
  product = await startProduct(upstream.url);
  closed = await startProduct(upstream.url, { INTROSPECTION: 'off', EXPLORER: 'none' });
});
afterAll(() => Promise.all([product.close(), closed.close(), upstream.close()]));
afterEach(() => {
  expect(upstream.seen.splice(0)).toEqual([]);
});

const repeat = (count: number, write: (nth: number) => string): string =>
  Array.from({ length: count }, (_, nth) => write(nth)).join(' ');

const limitsOf = ({ errors }: Answer): unknown[] => (errors ?? []).map(({ extensions }) => extensions);
const exceeded = (limit: string, allowed: number) => ({ code: 'LIMIT_EXCEEDED', limit, allowed });

const INPUT = '{ operationId: "unknown", type: PREVIEW, name: "x", skillId: 1 }';

/** Documents of a size, counted by their limit. None costs an upstream call; some are invalid in other ways. */
interface Edge {
  readonly limit: string;
  readonly of: string;
  readonly allowed: number;
  /** Step to the next size that can be written. */
  readonly step?: number;
  readonly write: (size: number) => string;
}

const EDGES: readonly Edge[] = [
  {
    limit: 'tokens',
    of: 'words and signs, comments and commas aside',
    allowed: 2000,
    write: (size) => `{ campaigns(after: [${repeat(size - 12, () => '"",')}]) { totalCount } } # no token`,
  },
  {
    limit: 'comments',
    of: 'the whole document',
    allowed: 200,
    write: (size) => `{ __typename ${repeat(size, () => '#"\n')} }`,
  },
  { limit: 'depth', of: 'fields', allowed: 10, write: (size) => `{ ${'a { '.repeat(size - 1)} a ${'}'.repeat(size)}` },
  {
    limit: 'depth',
    of: 'fields within fragments',
    allowed: 10,
    write: (size) => `{ ...F } fragment F on Query { ... { ${'a { ... { '.repeat(size - 1)} a ${'} }'.repeat(size)}`,
  },
  {
    limit: 'aliases',
    of: 'one selection',
    allowed: 30,
    write: (size) => `{ ${repeat(size, (nth) => `a${nth}: operations { id }`)} }`,
  },
  {
    limit: 'aliases',
    of: 'a fragment, each time that it is spread',
    allowed: 30,
    step: 2,
    write: (size) => `{ ...F ...F } fragment F on Query { operations { ${repeat(size / 2, (nth) => `a${nth}: id`)} } }`,
  },
  {
    limit: 'duplicateFields',
    of: 'one selection',
    allowed: 20,
    write: (size) => `{ operations { ${'id '.repeat(size)} } }`,
  },
  {
    limit: 'duplicateFields',
    of: 'a selection and its fragments',
    allowed: 20,
    write: (size) =>
      `{ operations { id ${'... { id } '.repeat(size - 2)} ...F } } fragment F on WolkvoxOperation { id }`,
  },
  {
    limit: 'directives',
    of: 'all fields',
    allowed: 30,
    write: (size) => `{ operations { ${repeat(size, (nth) => `${nth % 2 ? 'id' : 'timeZone'} @include(if: true)`)} } }`,
  },
  {
    limit: 'directivesPerNode',
    of: 'a field',
    allowed: 3,
    write: (size) => `{ __typename ${'@nothing '.repeat(size)} }`,
  },
  {
    limit: 'directivesPerNode',
    of: 'a variable',
    allowed: 3,
    write: (size) => `query ($v: Int ${'@nothing '.repeat(size)}) { __typename }`,
  },
  {
    limit: 'rootMutations',
    of: 'creations under aliases',
    allowed: 10,
    write: (size) => `mutation { ${repeat(size, (nth) => `a${nth}: createCampaign(input: ${INPUT}) { __typename }`)} }`,
  },
  {
    limit: 'rootMutations',
    of: 'creations in fragments',
    allowed: 10,
    step: 2,
    write: (size) =>
      `mutation { __typename ...F ... { ...F } } fragment F on Mutation { ${`createCampaign(input: ${INPUT}) { __typename } `.repeat(size / 2)} }`,
  },
];

describe('document limit', () => {
  it.each(EDGES)('accepts the maximum: $limit of $of', async ({ allowed, write }) => {
    const { errors = [] } = await product.query(write(allowed));
    expect(errors.filter(({ extensions }) => extensions.code === 'LIMIT_EXCEEDED')).toEqual([]);
  });

  it.each(EDGES)('rejects one more, without other errors: $limit of $of', async (edge) => {
    const { limit, allowed, step = 1, write } = edge;
    const answer = await product.query(write(allowed + step));
    expect([answer.status, answer.data]).toEqual([200, undefined]);
    expect(limitsOf(answer)).toEqual([exceeded(limit, allowed)]);
    expect(answer.errors?.[0]?.message).toContain(String(allowed));
  });

  it('responds 400 to clients that accept application/graphql-response+json', async () => {
    const { status, errors } = await product.post(JSON.stringify({ query: `{ ${'__typename '.repeat(21)} }` }), {
      accept: 'application/graphql-response+json',
    });
    expect(status).toBe(400);
    expect(errors).toHaveLength(1);
  });

  it('is set by its variable', async () => {
    const small = await startProduct(upstream.url, {
      LIMIT_TOKENS: '20',
      LIMIT_DEPTH: '1',
      LIMIT_ALIASES: '0',
      LIMIT_DIRECTIVES: '0',
      LIMIT_ROOT_MUTATIONS: '0',
    });
    const refused = await Promise.all(
      [
        `{ ${'__typename '.repeat(19)} }`,
        '{ operations { id } }',
        '{ a: __typename }',
        '{ __typename @include(if: true) }',
        `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) }`,
      ].map((document) => small.query(document)),
    );
    expect(refused.map(limitsOf)).toEqual([
      [exceeded('tokens', 20)],
      [exceeded('depth', 1)],
      [exceeded('aliases', 0)],
      [exceeded('directives', 0)],
      [exceeded('rootMutations', 0)],
    ]);
    await small.close();
  });
});

describe('expanding document', () => {
  /** Each fragment spreads the next one twice. */
  const bomb = (fragments: number, write: (next: string) => string): string =>
    `{ ...F0 } ${repeat(fragments, (nth) => `fragment F${nth} on Query { ${nth === fragments - 1 ? 'operations { id }' : write(`...F${nth + 1}`)} }`)}`;

  it.each([
    ['side by side', bomb(60, (next) => `${next} ${next}`), 'duplicateFields', 20],
    ['under aliases', bomb(60, (next) => `a: x { ${next} } b: x { ${next} }`), 'aliases', 30],
    ['under fields', bomb(60, (next) => `a { ${next} } b { ${next} }`), 'fields', 2000],
  ])('is rejected at once: 2^60 fields, %s', async (_how, document, limit, allowed) => {
    const answer = await product.query(document);
    expect(limitsOf(answer)).toContainEqual(exceeded(limit, allowed));
    for (const extensions of limitsOf(answer)) expect(extensions).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it.each([
    ['itself', '{ ...F } fragment F on Query { operations { id } ...F }'],
    ['one that spreads it', '{ ...F } fragment F on Query { a: __typename ...G } fragment G on Query { ...F ...F }'],
    ['itself further down', '{ ...F } fragment F on Query { operations { id ...F } }'],
  ])('is reported as invalid if a fragment spreads %s', async (_what, document) => {
    const { errors } = await product.query(document);
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(errors?.[0]?.message).toContain('F');
  });
});

describe('validation errors', () => {
  it('are at most twenty, with an entry that there are more', async () => {
    const { errors } = await product.query(`{ ${repeat(100, (nth) => `unknown${nth}`)} }`);
    expect(errors).toHaveLength(21);
    expect(errors?.at(-1)?.message).toContain('Too many validation errors');
  });

  it('are not searched for beyond the maximum', async () => {
    const optionalFields = Array.from({ length: 19_000 }, () => 0);
    const { errors } = await product.query(
      'mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename } }',
      { input: { type: 'PREVIEW', name: 'x', skillId: '1', optionalFields } },
    );
    expect(errors).toHaveLength(21);
    expect(errors?.[19]?.message).toBe('Variable "$input" is invalid at "input.optionalFields.19": expected String.');
  });

  it('have short messages for names of any length', async () => {
    const name = 'n'.repeat(100_000);
    const { text } = await product.query(`query ${name} { ${repeat(20, (nth) => `campaign(id: $v${nth})`)} }`);
    expect(text.length).toBeLessThan(40_000);
  });

  it.each([
    ['a field', '{ operation { i } }', {}],
    ['an argument', '{ campaign(idd: "default:1") { id } }', {}],
    ['a type', '{ ... on Quer { __typename } }', {}],
    ['a word', '{ campaigns(filter: { type: PREVIEWS }) { totalCount } }', {}],
    ['an input field', '{ campaigns(filter: { typ: PREVIEW }) { totalCount } }', {}],
    [
      'an input field of a variable',
      'query ($f: CampaignFilter) { campaigns(filter: $f) { totalCount } }',
      { f: { typ: 'PREVIEW' } },
    ],
  ])('have no suggestions if introspection is off: %s', async (_what, document, variables) => {
    const answer = await closed.query(document, variables);
    expect(answer.errors?.length).toBeGreaterThan(0);
    expect(answer.text).not.toContain('Did you mean');
  });

  it('have suggestions if introspection is on', async () => {
    expect((await product.query('{ operation { i } }')).text).toContain('Did you mean');
  });
});

describe('limits accept', () => {
  const root = new URL('../../', import.meta.url);
  const documents = readdirSync(new URL('schema/operations/', root))
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => [name, readFileSync(new URL(`schema/operations/${name}`, root), 'utf8')] as const);
  const readme = [...readFileSync(new URL('README.md', root), 'utf8').matchAll(/```graphql\n([^]*?)```/g)].map(
    ([, text = ''], nth) => [`README.md, number ${nth + 1}`, text] as const,
  );

  it.each([...documents, ...readme])('%s', async (_name, document) => {
    // Not executed, because its variables are missing. The limits of the schema would be reported first.
    const { errors = [] } = await product.query(`query Other { __typename } ${document}`);
    expect(errors.filter(({ extensions }) => extensions.code === 'LIMIT_EXCEEDED')).toEqual([]);
  });

  it.each([
    ["graphql-js' own", getIntrospectionQuery()],
    [
      "Apollo Sandbox's",
      getIntrospectionQuery({
        descriptions: true,
        directiveIsRepeatable: true,
        inputValueDeprecation: true,
        schemaDescription: true,
        specifiedByUrl: true,
      }),
    ],
  ])('an introspection query if introspection is on: %s', async (_whose, query) => {
    const { data, errors } = await product.query(query);
    expect(errors).toBeUndefined();
    expect(data).toHaveProperty('__schema.types');
  });

  it('an introspection query if it is off, which is rejected for its own reason', async () => {
    const answer = await closed.query(getIntrospectionQuery());
    expect(limitsOf(answer)).toEqual([
      { code: 'GRAPHQL_VALIDATION_FAILED', validationErrorCode: 'INTROSPECTION_DISABLED' },
    ]);
  });
});

describe('batched requests', () => {
  it('are rejected', async () => {
    const one = { query: '{ __typename }' };
    const { status, errors } = await product.post(JSON.stringify([one, one]));
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  });
});
