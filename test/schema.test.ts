import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import {
  buildSchema as parseSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputField,
} from 'graphql';

import { FAILURES } from '../src/domain/failure.js';
import type { CreateCampaignMutation } from '../client/src/generated/graphql.js';
import { AMD_COUNTRIES, CAMPAIGN_TYPES } from '../src/domain/campaign.js';

const sdl = readFileSync(new URL('../schema/schema.graphql', import.meta.url), 'utf8');
// @link, @key and @shareable are the composer's to check.
const schema = parseSchema(sdl, { assumeValidSDL: true });

describe('the emitted schema', () => {
  it('describes every type, field, argument and enum value', () => {
    const silent: string[] = [];
    const check = (name: string, { description }: { description?: string | null | undefined }): void => {
      if (!description) silent.push(name);
    };
    for (const type of Object.values(schema.getTypeMap())) {
      if (
        type.name.startsWith('__') ||
        ['String', 'ID', 'Int', 'Boolean', 'Query', 'Mutation', 'Subscription'].includes(type.name)
      )
        continue;
      check(type.name, type);
      if (isEnumType(type)) type.getValues().forEach((value) => check(`${type.name}.${value.name}`, value));
    }
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)))
        continue;
      const fields: Readonly<Record<string, GraphQLInputField | GraphQLField<unknown, unknown>>> = type.getFields();
      for (const field of Object.values(fields)) {
        check(`${type.name}.${field.name}`, field);
        if ('args' in field) field.args.forEach((arg) => check(`${type.name}.${field.name}(${arg.name})`, arg));
      }
    }
    expect(silent).toEqual([]);
  });

  it('has the values of the closed vocabularies, in their order', () => {
    const words = (name: string): string[] => {
      const type = schema.getType(name);
      return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
    };
    expect(words('WolkvoxErrorCode')).toEqual(Object.keys(FAILURES));
    expect(words('CampaignType')).toEqual([...CAMPAIGN_TYPES]);
    expect(words('AmdCountry')).toEqual([...AMD_COUNTRIES]);
  });

  it("contains no names of wolkvox's wire format", () => {
    expect(sdl).not.toMatch(/enable_edition|id_campaing|campaign_name|skill_id|type_campaign/);
  });

  it('has a nullable root mutation field, so that one failing alias cannot erase another', () => {
    expect(String(schema.getMutationType()?.getFields().createCampaign?.type)).toBe('CreateCampaignResult');
  });
});

/** Frontend code that compiles only if every member of the union can be distinguished. */
function sentence(result: NonNullable<CreateCampaignMutation['createCampaign']>): string {
  switch (result.__typename) {
    case 'CreateCampaignSuccess':
      return `created ${result.campaign.id}`;
    case 'WolkvoxInvalidInput':
      return result.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    case 'WolkvoxRejected':
      return `${result.code} ${result.upstreamCode}: ${result.upstreamMessage}`;
    case 'WolkvoxBusy':
      return `again in ${result.retryAfterMs} ms`;
    case 'WolkvoxQuotaExhausted':
      return `again after ${result.resetsAt}`;
    case 'WolkvoxUnavailable':
      return result.hint ?? result.message;
    case 'WolkvoxOutcomeUnknown':
      return `look first: ${result.candidates.length} candidates`;
    case 'WolkvoxIdempotencyConflict':
      return 'another input had this key';
    default: {
      const forgotten: never = result;
      return forgotten;
    }
  }
}

describe('the generated types', () => {
  it('let a frontend narrow the union to never', () => {
    const common = { code: 'BUSY', message: '', retryable: true } as const;
    expect(sentence({ __typename: 'WolkvoxBusy', ...common, retryAfterMs: 250 })).toBe('again in 250 ms');
    expect(sentence({ __typename: 'WolkvoxOutcomeUnknown', ...common, candidates: [] })).toBe(
      'look first: 0 candidates',
    );
  });

  it('distinguish every member of the union', () => {
    const members = schema.getType('CreateCampaignResult');
    const count = members && 'getTypes' in members ? members.getTypes().length : 0;
    expect(sentence.toString().match(/case ['"]/g)).toHaveLength(count);
  });
});
