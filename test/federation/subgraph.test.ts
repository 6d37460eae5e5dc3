import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildClientSchema,
  graphql,
  introspectionFromSchema,
  isObjectType,
  isUnionType,
  validateSchema,
} from 'graphql';

import { anonymousIdentity } from '../../src/auth/identity.js';
import { buildSubgraph } from '../../src/graphql/schema.js';
import { startProduct, type Product } from '../support/product.js';

const file = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');

describe('the subgraph', () => {
  let product: Product;
  beforeAll(async () => {
    // Nothing listens there, because no test here calls the upstream.
    product = await startProduct('http://127.0.0.1:9', { INTROSPECTION: 'off' });
  });
  afterAll(() => product.close());

  const ENTITIES = `query($representations: [_Any!]!) {
    _entities(representations: $representations) { __typename ... on WolkvoxOperation { id timeZone limits { maxInFlight } } }
  }`;
  const entities = (...representations: unknown[]) => product.query(ENTITIES, { representations });

  it('returns the committed schema to composers, also with introspection off', async () => {
    const { data } = await product.query('{ _service { sdl } }');
    const { sdl } = (data as { _service: { sdl: string } })._service;
    expect(file).toContain(`\n\n${sdl}\n`);
    expect(sdl).not.toMatch(/_Service|_Entity|_Any|directive @/);
    expect((await product.query('{ __schema { description } }')).errors).toHaveLength(1);
  });

  it('resolves operation references in order; null for an invalid id', async () => {
    const operation = { __typename: 'WolkvoxOperation', id: 'default' };
    const answer = await entities(
      operation,
      { __typename: 'WolkvoxOperation', id: 'elsewhere' },
      operation,
      // Not the default operation, which a missing id means in a query.
      { __typename: 'WolkvoxOperation' },
      { __typename: 'WolkvoxOperation', id: ['default'] },
    );
    const found = { ...operation, timeZone: 'America/Bogota', limits: { maxInFlight: 2 } };
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ _entities: [found, null, found, null, null] });
  });

  it.each(['5801', '', ' ', ':5801', 'default:', 'default:abc', 'a:b:c', 'x'.repeat(5_000)])(
    'returns null without an error or a read for a reference by %j, which is not a global id',
    async (id) => {
      const operation = { __typename: 'WolkvoxOperation', id: 'default' };
      const { data, errors } = await product.query(
        'query($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
        { representations: [{ __typename: 'Campaign', id }, operation, { __typename: 'Skill', id }] },
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({ _entities: [null, { __typename: 'WolkvoxOperation' }, null] });
    },
  );

  it.each([
    ['a type without a key', { __typename: 'WolkvoxLimits', id: 'default' }],
    ['no type of this schema', { __typename: 'constructor', id: 'default' }],
    ['no type at all', { id: 'default' }],
    ['a text', 'WolkvoxOperation'],
  ])(
    'returns an error to the caller for a reference to %s, and logs nothing for the operator',
    async (_what, representation) => {
      const { errors } = await entities(representation);
      expect(errors).toEqual([
        expect.objectContaining({
          message: 'A representation must have the __typename of an entity: Campaign, Skill, WolkvoxOperation.',
          extensions: { code: 'BAD_USER_INPUT' },
        }),
      ]);
      expect(product.logs().filter(({ level }) => Number(level) >= 50)).toEqual([]);
    },
  );
});

describe('the executable schema', () => {
  const { schema } = buildSubgraph();
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);

  it('resolves references of every type with a key', () => {
    const union = schema.getType('_Entity');
    const keyed = isUnionType(union) ? union.getTypes().map(({ name }) => name) : [];
    const looked = objects.filter(({ extensions }) => 'apollo' in extensions).map(({ name }) => name);
    expect(keyed.length).toBeGreaterThan(1);
    expect(looked.sort()).toEqual(keyed.sort());
  });

  it('has functions only on the listed fields, and plain values elsewhere', () => {
    const resolved = objects
      .filter(({ name }) => !['Query', 'Mutation', 'Subscription'].includes(name) && !name.startsWith('__'))
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })),
      )
      .filter(({ field }) => field.resolve !== undefined)
      .map(({ name }) => name);
    const ofOperation = ['limits', 'tokenUsage', 'capacity'].map((field) => `WolkvoxOperation.${field}`);
    expect(resolved).toEqual(['Campaign.contacts', 'Campaign.progress', 'Campaign.results', ...ofOperation]);
  });

  it('supports introspection, as explorers and gateways need', () => {
    const seen = buildClientSchema(introspectionFromSchema(schema));
    expect(validateSchema(seen)).toEqual([]);
    expect(seen.getType('Campaign')?.description).toBe('A dialling campaign in wolkvox.');
  });

  it('isolates the failure of one entity from the others', async () => {
    const operation = { id: 'default', timeZone: 'America/Bogota' };
    const find = (id: string) => {
      if (id === 'broken') throw new Error('out of order');
      return operation;
    };
    const { data, errors } = await graphql({
      schema,
      source: `{ _entities(representations: [
        { __typename: "WolkvoxOperation", id: "broken" }, { __typename: "WolkvoxOperation", id: "default" }
      ]) { ... on WolkvoxOperation { id } } }`,
      contextValue: {
        operations: { find },
        identity: anonymousIdentity('127.0.0.1', true),
        loaders: { addReferences: (count: number) => count },
      },
    });
    expect(data).toEqual({ _entities: [null, { id: 'default' }] });
    expect(errors?.map(({ path }) => path)).toEqual([['_entities', 0]]);
  });
});
