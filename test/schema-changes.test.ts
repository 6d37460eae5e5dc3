import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { parse, print, visit } from 'graphql';

import { emitSchema } from '../src/graphql/schema.js';
import { breakingChanges } from './support/schema-changes.js';

describe('the schema of the source', () => {
  it('breaks nothing of schema/released.graphql (see docs/guides/releasing.md)', () => {
    const released = readFileSync(new URL('../schema/released.graphql', import.meta.url), 'utf8');
    expect(breakingChanges(released, emitSchema())).toEqual([]);
  });
});

/** The schema without descriptions, so that one line is one thing to change. */
const SDL = print(
  visit(parse(emitSchema()), {
    enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
  }),
);

/** A subgraph to come, as it will look in a supergraph. */
const SUBGRAPH = `
  type Query {
    campaign(id: ID!): Campaign
  }
  type Campaign @key(fields: "id") @key(fields: "number operation { id }", resolvable: false) {
    id: ID!
    number: ID!
    name: String! @shareable
    operation: Operation!
  }
  type Operation @key(fields: "id") @shareable {
    id: ID!
    zone: String @deprecated(reason: "Ask for the clock.")
    secret: String @inaccessible
  }
  input Wish {
    number: ID
    name: String
  }
  scalar Moment @specifiedBy(url: "https://example.com/moment")
  extend type Campaign @tag(name: "public")
`;

/** The text with one thing changed; a change that changes nothing is a row to mend. */
function edited(sdl: string, from: string | RegExp, to: string): string {
  const text = sdl.replace(from, to);
  expect(text).not.toBe(sdl);
  return text;
}

describe('a change of the product that breaks callers is noticed', () => {
  it.each([
    [
      'a field removed',
      /(type CreateCampaignSuccess \{[^]*?)\n {2}replayed: .*/,
      '$1',
      'CreateCampaignSuccess.replayed was removed.',
    ],
    [
      'a field made nullable',
      /(type CreateCampaignSuccess \{[^]*?replayed: Boolean)!/,
      '$1',
      'CreateCampaignSuccess.replayed changed type from Boolean! to Boolean.',
    ],
    [
      'the type of a field changed',
      /(type CreateCampaignSuccess \{[^]*?replayed: )Boolean!/,
      '$1String!',
      'CreateCampaignSuccess.replayed changed type from Boolean! to String!.',
    ],
    ['an enum value removed', /\n {2}PREVIEW/, '', 'PREVIEW was removed from enum type CampaignType.'],
    [
      'an argument made required',
      'operation(id: ID)',
      'operation(id: ID!)',
      'Query.operation arg id has changed type from ID to ID!.',
    ],
    ['an argument removed', 'operation(id: ID)', 'operation', 'Query.operation arg id was removed.'],
    [
      'a required argument added',
      'operation(id: ID)',
      'operation(id: ID, at: String!)',
      'A required arg at on Query.operation was added.',
    ],
    [
      'an input field made required',
      /(input CreateCampaignInput \{[^}]* description: String)\n/,
      '$1!\n',
      'CreateCampaignInput.description changed type from String to String!.',
    ],
    [
      'a required input field added',
      'input CreateCampaignInput {',
      'input CreateCampaignInput {\n  owner: ID!',
      'A required field owner on input type CreateCampaignInput was added.',
    ],
    [
      'the default of an input field changed',
      'enableEdition: Boolean = false',
      'enableEdition: Boolean = true',
      'CreateCampaignInput.enableEdition lost its default false.',
    ],
    [
      'a union member removed',
      /(union CreateCampaignResult = .*) \| WolkvoxIdempotencyConflict/,
      '$1',
      'WolkvoxIdempotencyConflict was removed from union type CreateCampaignResult.',
    ],
    [
      'an interface no longer implemented',
      'type WolkvoxBusy implements WolkvoxError',
      'type WolkvoxBusy',
      'WolkvoxBusy no longer implements interface WolkvoxError.',
    ],
  ])('%s', (_what, from, to, change) => {
    expect(breakingChanges(SDL, edited(SDL, from, to))).toEqual([change]);
  });
});

describe('a change of a subgraph that breaks a supergraph is noticed', () => {
  it.each([
    ['the key of a type removed', 'Operation @key(fields: "id")', 'Operation', 'Operation lost @key(fields: "id").'],
    ['one of several keys removed', 'Campaign @key(fields: "id")', 'Campaign', 'Campaign lost @key(fields: "id").'],
    [
      'a key of other fields',
      'Operation @key(fields: "id")',
      'Operation @key(fields: "id zone")',
      'Operation lost @key(fields: "id").',
    ],
    ['a type no longer shareable', ' @shareable {', ' {', 'Operation lost @shareable.'],
    ['a field no longer shareable', ' @shareable\n', '\n', 'Campaign.name lost @shareable.'],
    [
      'a directive of an extension removed',
      'extend type Campaign @tag(name: "public")',
      '',
      'Campaign lost @tag(name: "public").',
    ],
    ['a field made inaccessible', 'number: ID!\n', 'number: ID! @inaccessible\n', 'Campaign.number got @inaccessible.'],
    [
      'an argument made inaccessible',
      'campaign(id: ID!)',
      'campaign(id: ID! @inaccessible)',
      'Query.campaign(id:) got @inaccessible.',
    ],
    ['an input of which one field must be chosen', 'input Wish {', 'input Wish @oneOf {', 'Wish got @oneOf.'],
  ])('%s', (_what, from, to, change) => {
    expect(breakingChanges(SUBGRAPH, edited(SUBGRAPH, from, to))).toEqual([change]);
  });
});

describe('a change that breaks nobody passes', () => {
  it.each([
    ['nothing', SDL, '', ' '],
    ['a field added', SDL, /(type Campaign [^{]*\{)/, '$1\n  colour: String'],
    ['a field deprecated', SDL, 'replayed: Boolean!', 'replayed: Boolean! @deprecated(reason: "Nobody asks.")'],
    ['an optional input field added', SDL, 'input CreateCampaignInput {', 'input CreateCampaignInput {\n  owner: ID'],
    ['an optional argument added', SDL, 'operation(id: ID)', 'operation(id: ID, at: String)'],
    ['an enum value added', SDL, 'enum CampaignType {', 'enum CampaignType {\n  PROGRESSIVE'],
    ['a union member added', SDL, 'union CreateCampaignResult =', 'union CreateCampaignResult = Campaign |'],
    ['an answer made non-null', SDL, ': CreateCampaignResult\n', ': CreateCampaignResult!\n'],
    ['a key added', SUBGRAPH, 'type Operation', 'type Operation @key(fields: "zone")'],
    ['the same key in another order', SUBGRAPH, /(fields: "number[^"]*"), (resolvable: false)/, '$2, $1'],
    ['a deprecation taken back', SUBGRAPH, / @deprecated\(.*\)/, ''],
    ['a field made accessible', SUBGRAPH, ' @inaccessible', ''],
    [
      'another link to federation',
      SUBGRAPH,
      '',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")',
    ],
  ])('%s', (_what, sdl, from, to) => {
    expect(breakingChanges(sdl, edited(sdl, from, to))).toEqual([]);
  });
});
