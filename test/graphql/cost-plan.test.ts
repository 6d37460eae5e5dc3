import { describe, expect, it } from '@jest/globals';
import {
  getArgumentValues,
  GraphQLInt,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  Kind,
  parse,
  type GraphQLFieldConfig,
} from 'graphql';

import { CallAllowance } from '../../src/graphql/cost/call-allowance.js';
import { countFields, maximumCost, planFields, type PlannedField } from '../../src/graphql/cost/cost-plan.js';
import type { ArgumentCost, FieldRows, RootCost } from '../../src/graphql/cost/field-cost.js';

const days: ArgumentCost = {
  calls: ({ span }) => span as number,
  advice: { en: 'One call a day.', es: 'Una llamada por día.' },
};
const page: FieldRows = { upperBound: 100, estimate: ({ first }) => first as number };
const rootCost: RootCost = {
  multiTenant: false,
  costs: [],
  targets: () => [],
  listSize: { upperBound: () => 10, estimate: () => 10 },
};

const row = new GraphQLObjectType({ name: 'Row', fields: { at: { type: GraphQLInt }, size: { type: GraphQLInt } } });
const connection = new GraphQLObjectType({
  name: 'Connection',
  fields: { complete: { type: GraphQLInt }, nodes: { type: new GraphQLList(row) } },
});
const rows: GraphQLFieldConfig<unknown, unknown> = {
  type: connection,
  args: { span: { type: GraphQLInt }, first: { type: GraphQLInt, defaultValue: 50 } },
  extensions: { argumentCost: days, listSize: page },
};
const item: GraphQLObjectType = new GraphQLObjectType({
  name: 'Item',
  fields: () => ({ id: { type: GraphQLInt }, rows, self: { type: item } }),
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      item: { type: item, extensions: { rootCost } },
      items: { type: new GraphQLList(item), extensions: { rootCost } },
    },
  }),
});

function plan(text: string): PlannedField {
  const document = parse(text);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The document has no operation.');
  const planned = { schema, document, operation };
  const argumentsOf: NonNullable<Parameters<typeof planFields>[1]>['argumentsOf'] = (definition, node) => {
    try {
      return getArgumentValues(definition, node, {});
    } catch {
      return undefined;
    }
  };
  const [field] = planFields(planned, { isExecuted: () => true, argumentsOf });
  if (field === undefined) throw new Error('The document has no planned field.');
  return field;
}

/** Returns the calls of a plan as `[calls per object, objects, for each row of the root field]`. */
const callsOf = (text: string) =>
  [...plan(text).below.calls.values()].map(({ cost, args, objects, perRow }) => [
    cost.calls(args, undefined as never),
    objects,
    perRow,
  ]);

describe('calls by arguments', () => {
  it.each([
    ['of one object', '{ item { rows(span: 3) { complete } } }', [[3, 1, false]]],
    ['of each row', '{ items { rows(span: 3) { complete } } }', [[3, 1, true]]],
    [
      'once for equal arguments, and per alias for others',
      '{ items { rows(span: 3) { complete } a: rows(span: 3) { complete } b: rows(span: 4) { complete } } }',
      [
        [3, 1, true],
        [4, 1, true],
      ],
    ],
    ['in a fragment', '{ items { ...F } } fragment F on Item { rows(span: 2) { complete } }', [[2, 1, true]]],
    ['not for invalid arguments', '{ item { rows(span: "x") { complete } } }', []],
  ])('are counted %s', (_, text, calls) => {
    expect(callsOf(text)).toEqual(calls);
  });

  it('are unlimited for any variables', () => {
    const maximum = (text: string) => {
      const document = parse(text);
      const [operation] = document.definitions;
      if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The document has no operation.');
      return maximumCost({ schema, document, operation }, 1);
    };
    expect(maximum('{ item { rows(span: 3) { nodes { at } } } }')).toEqual({
      upstreamCalls: Infinity,
      responseFields: 1 + 1 + 1 + 100,
    });
    expect(maximum('{ item { id } }')).toEqual({ upstreamCalls: 0, responseFields: 2 });
  });
});

describe('fields of a page below a list', () => {
  it.each([
    [1, '{ item { rows(first: 20) { nodes { at size } complete } } }', 1 + 1 + 2 + 20 * 2],
    [10, '{ items { id rows(first: 20) { nodes { at size } } } }', 1 + 10 * (1 + 1 + 1 + 20 * 2)],
    [10, '{ items { rows { nodes { at } } } }', 1 + 10 * (1 + 1 + 50)],
  ])('are counted for each row: %s %s', (count, text, fields) => {
    expect(countFields(plan(text), count)).toBe(fields);
  });
});

describe('CallAllowance', () => {
  it('has the planned calls of each field, and shares the rest', () => {
    const allowance = new CallAllowance(5, 3);
    const [one, other] = [allowance.forField(2), allowance.forField(1)];
    expect([one(), one(), one(), one(), one()]).toEqual([true, true, true, true, false]);
    expect([other(), other()]).toEqual([true, false]);
  });

  it('never exceeds the total, also if more fields run than were planned', () => {
    const allowance = new CallAllowance(2, 1);
    const takes = [allowance.forField(1), allowance.forField(1), allowance.forField(1)];
    expect(takes.map((take) => take())).toEqual([true, true, false]);
  });
});
