import { execFileSync } from 'node:child_process';
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
  it('explains every type, field, argument and enum value', () => {
    const silent: string[] = [];
    const check = (name: string, { description }: { description?: string | null | undefined }): void => {
      if (!description) silent.push(name);
    };
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__') || ['String', 'ID', 'Int', 'Boolean', 'Query', 'Mutation'].includes(type.name))
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

  it('has the words of the closed vocabularies, in their order', () => {
    const words = (name: string): string[] => {
      const type = schema.getType(name);
      return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
    };
    expect(words('WolkvoxErrorCode')).toEqual(Object.keys(FAILURES));
    expect(words('CampaignType')).toEqual([...CAMPAIGN_TYPES]);
    expect(words('AmdCountry')).toEqual([...AMD_COUNTRIES]);
  });

  it('speaks the words of callers: none of the wire is in it', () => {
    expect(sdl).not.toMatch(/enable_edition|id_campaing|campaign_name|skill_id|type_campaign/);
  });

  it('keeps the root mutation field nullable, so that one failing alias cannot erase another', () => {
    expect(String(schema.getMutationType()?.getFields().createCampaign?.type)).toBe('CreateCampaignResult');
  });
});

/** What a frontend writes: it compiles only while every member of the union is told apart. */
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
  it('let a frontend narrow the union until nothing is left', () => {
    const common = { code: 'BUSY', message: '', retryable: true } as const;
    expect(sentence({ __typename: 'WolkvoxBusy', ...common, retryAfterMs: 250 })).toBe('again in 250 ms');
    expect(sentence({ __typename: 'WolkvoxOutcomeUnknown', ...common, candidates: [] })).toBe(
      'look first: 0 candidates',
    );
  });

  it('tell every member of the union apart', () => {
    const members = schema.getType('CreateCampaignResult');
    const count = members && 'getTypes' in members ? members.getTypes().length : 0;
    expect(sentence.toString().match(/case ['"]/g)).toHaveLength(count);
  });
});

describe('imports', () => {
  it('go one way: main, server, sight, graphql, service, wolkvox, domain; the simulator stands alone', () => {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src'], {
      encoding: 'utf8',
    })
      .trim()
      .split('\n');
    /** What each folder may import, itself aside. */
    const allowed: Record<string, readonly string[]> = {
      domain: [],
      simulator: [],
      wolkvox: ['domain'],
      access: ['wolkvox'],
      service: ['wolkvox', 'domain'],
      // What a newcomer finds ready, and the page that shows it: files of the build.
      explorer: [],
      demo: ['edge', 'explorer', 'simulator'],
      graphql: ['access', 'explorer', 'service', 'wolkvox', 'domain'],
      sight: ['config', 'graphql', 'service', 'wolkvox', 'domain'],
      config: ['access', 'service', 'wolkvox', 'domain'],
    };
    const folderOf = (path: string): string => /^src\/([^/]+)\//.exec(path)?.[1] ?? 'edge';
    const wrong = files.flatMap((path) => {
      const folder = folderOf(path);
      if (folder === 'edge') return [];
      const source = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
      return [...source.matchAll(/from '(\.[^']+)'/g)]
        .map(([, target]) => folderOf(new URL(target ?? '', `file:///${path}`).pathname.slice(1)))
        .filter((target) => target !== folder && !allowed[folder]?.includes(target))
        .map((target) => `${path} imports ${target}`);
    });
    expect(files.length).toBeGreaterThan(40);
    expect(wrong).toEqual([]);
  });

  it('reach undici in one file only, and process.env at the edge only', () => {
    const using = (pattern: string): string[] =>
      execFileSync('git', ['grep', '--untracked', '-lE', pattern, '--', 'src/**.ts'], { encoding: 'utf8' })
        .trim()
        .split('\n');
    expect(using("from 'undici'")).toEqual(['src/wolkvox/http.ts']);
    expect(using('process\\.env')).toEqual(['src/demo.ts', 'src/main.ts', 'src/simulator/main.ts']);
  });
});
