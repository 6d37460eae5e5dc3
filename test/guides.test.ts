import { ApolloServerErrorCode } from '@apollo/server/errors';
import { buildSchema, isInputObjectType } from 'graphql';
import { describe, expect, it } from '@jest/globals';

import { readConfig } from '../src/config/config.js';
import type { NewCampaign } from '../src/domain/campaign.js';
import { ERROR_CODES } from '../src/domain/error-codes.js';
import { FAILURES } from '../src/domain/failure.js';
import { createCampaign } from '../src/wolkvox/endpoints/create-campaign.js';
import { TOKEN } from './support/product.js';
import { exists, filesBelow, read, rowsOf, section, words } from './support/documents.js';

describe('the error codes', () => {
  const sources = ['src/graphql/', 'src/http/', 'src/auth/'].flatMap((folder) => filesBelow(folder, '.ts')).map(read);
  const written = sources.flatMap((source) =>
    [...source.matchAll(/(?:\bcode: |failure\([^]{0,150}?, )'([A-Z][A-Z_]+)'/g)].map(([, code]) => code ?? ''),
  );

  it('are all codes that the source puts into a response, and no other', () => {
    expect(written).toEqual(expect.arrayContaining(['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'SHUTTING_DOWN']));
    const used = new Set([...Object.keys(FAILURES), ...Object.values(ApolloServerErrorCode), ...written]);
    expect([...Object.keys(FAILURES), ...ERROR_CODES].sort()).toEqual([...used].sort());
  });
});

describe('docs/guides/errors.md', () => {
  const text = read('docs/guides/errors.md');

  it('has a text for users for each code, in English and Spanish with the same figures', () => {
    const rows = rowsOf(section(text, '## What to show a user'));
    expect(rows.flatMap(([codes]) => words(codes)).sort()).toEqual([...Object.keys(FAILURES), ...ERROR_CODES].sort());
    const figures = (sentence = ''): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();
    for (const [codes, english = '', spanish = ''] of rows) {
      expect([codes, english.length > 10, spanish.length > 10]).toEqual([codes, true, true]);
      expect([codes, figures(spanish)]).toEqual([codes, figures(english)]);
    }
  });

  it('recommends client timeouts that are longer than a creation takes', () => {
    const { queueTimeoutMs, timeoutMs } = readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN });
    expect(text).toContain(`${queueTimeoutMs / 1000} s for its slot and ${timeoutMs / 1000} s for wolkvox`);
  });
});

describe('docs/reference/mapping.md', () => {
  const rows = rowsOf(section(read('docs/reference/mapping.md'), '## `createCampaign`'));

  it('has a row for every field of the input, and for no other', () => {
    const input = buildSchema(read('schema/schema.graphql'), { assumeValidSDL: true }).getType('CreateCampaignInput');
    const fields = isInputObjectType(input) ? Object.keys(input.getFields()) : [];
    expect(rows.map(([field]) => words(field)[0]).sort()).toEqual(fields.sort());
  });

  it('names every key that wolkvox is sent, and no other', () => {
    const campaign: NewCampaign = {
      type: 'PREDICTIVE',
      name: 'Bienvenida',
      description: '',
      skillId: '4021',
      optionalFields: [],
      enableEdition: false,
      startTime: { date: '2026-11-23', time: '08:00:00' },
      endTime: { date: '2026-11-23', time: '18:00:00' },
      amd: 'COL',
    };
    const sent = [
      ...Object.keys(createCampaign.query(campaign)),
      ...Object.keys(createCampaign.body?.(campaign) ?? {}),
    ];
    const named = rows.flatMap(([, keys]) => written(words(keys)));
    expect(named.sort()).toEqual(sent.sort());
  });

  /** `opt1` to `opt12` stands for all of them. */
  function written(keys: readonly string[]): readonly string[] {
    const [first, last] = keys.map((key) => Number(/^opt(\d+)$/.exec(key)?.[1]));
    if (first === undefined || last === undefined) return keys;
    return Array.from({ length: last - first + 1 }, (_, nth) => `opt${first + nth}`);
  }
});

describe('a document about the code', () => {
  /** The paths of the repository that a document names. */
  const pathsIn = (document: string): string[] =>
    words(read(document)).filter((word) => /^(?:src|schema|test|lint)\/\S+$/.test(word));

  it.each([
    ['docs/architecture.md', 30],
    ['docs/guides/adding-an-operation.md', 11],
  ])('names many files and folders: %s', (document, atLeast) => {
    expect(pathsIn(document).length).toBeGreaterThanOrEqual(atLeast);
  });

  it.each([
    'docs/architecture.md',
    'docs/guides/adding-an-operation.md',
    'docs/reference/mapping.md',
    ...filesBelow('docs/adr/', '.md'),
  ])('names files and folders that exist: %s', (document) => {
    expect(pathsIn(document).filter((path) => !exists(path))).toEqual([]);
  });
});

describe('docs/adr', () => {
  it.each(filesBelow('docs/adr/', '.md'))(
    'has a status, a context, a decision and its consequences: %s',
    (document) => {
      const text = read(document);
      expect(text).toMatch(/^# \d+\. .+\n\nStatus: \w+\.\n/);
      expect(text.match(/^## .+$/gm)).toEqual(['## Context', '## Decision', '## Consequences']);
    },
  );
});
