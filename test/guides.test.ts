import { ApolloServerErrorCode } from '@apollo/server/errors';
import { buildSchema, isInputObjectType } from 'graphql';
import { describe, expect, it } from '@jest/globals';

import { readConfig } from '../src/config.js';
import type { NewCampaign } from '../src/domain/campaign.js';
import { FAILURES } from '../src/domain/failure.js';
import { createCampaign } from '../src/wolkvox/endpoints/create-campaign.js';
import { TOKEN } from './support/product.js';
import { exists, filesBelow, read, rowsOf, section, words } from './support/documents.js';

describe('docs/errors.md', () => {
  const text = read('docs/errors.md');
  const guided = ['## In the result union', '## In `errors[]`'].flatMap((heading) => rowsOf(section(text, heading)));
  const codeOf = ([cell = '']: readonly string[]): string => words(cell)[0] ?? '';
  const codes = guided.map(codeOf);

  /** Every code that the source can put into an answer. */
  const sources = ['src/graphql/', 'src/access/'].flatMap((folder) => filesBelow(folder, '.ts')).map(read);
  const written = sources.flatMap((source) =>
    [...source.matchAll(/(?:\bcode: |failure\([^]{0,150}?, )'([A-Z][A-Z_]+)'/g)].map(([, code]) => code ?? ''),
  );
  const known = new Set([...Object.keys(FAILURES), ...Object.values(ApolloServerErrorCode), ...written]);

  it('finds codes in the source', () => {
    expect(written).toEqual(
      expect.arrayContaining(['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'LIMIT_EXCEEDED', 'SHUTTING_DOWN']),
    );
  });

  it('has one row for each code there is, and no other', () => {
    expect([...codes].sort()).toEqual([...known].sort());
  });

  it('says of every failure what the server does: where it is, what happened, whether to try again', () => {
    for (const [code, { shownAs, happened, repeat }] of Object.entries(FAILURES)) {
      const [, where, what, again] = guided.find((row) => codeOf(row) === code) ?? [];
      expect([code, where?.startsWith('`errors[]`')]).toEqual([code, shownAs === 'error']);
      expect([code, what?.startsWith('no')]).toEqual([code, happened === 'no']);
      expect([code, again?.startsWith('yes')]).toEqual([code, repeat === 'later']);
    }
  });

  it('has a sentence for a person for each code, in English and Spanish, with the same figures', () => {
    const sentences = rowsOf(section(text, '## What to show a person'));
    expect(sentences.map(codeOf).filter((code) => code !== '')).toEqual(codes);
    const figures = (sentence = ''): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();
    for (const [code, english = '', spanish = ''] of sentences) {
      expect([code, english.length > 10, spanish.length > 10]).toEqual([code, true, true]);
      expect([code, figures(spanish)]).toEqual([code, figures(english)]);
    }
  });

  it('gives clients longer than a creation takes', () => {
    const { queueTimeoutMs, timeoutMs } = readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN });
    expect(text).toContain(`${queueTimeoutMs / 1000} s for its slot and ${timeoutMs / 1000} s for wolkvox`);
  });
});

describe('docs/mapping.md', () => {
  const rows = rowsOf(section(read('docs/mapping.md'), '## `createCampaign`'));

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

describe('docs/adding-an-operation.md', () => {
  it('names files and folders that exist', () => {
    const named = words(read('docs/adding-an-operation.md')).filter((word) => /^(?:src|schema|test)\//.test(word));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });
});
