import { createHash } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'graphql';

import {
  createDocumentStore,
  createPersistedStore,
  DOCUMENT_STORE_BYTES,
  documentBytes,
  PERSISTED_STORE_BYTES,
} from '../../src/graphql/document-stores.js';
import { startProduct, type Product } from '../support/product.js';

const fields = (many: number, nth: number): string =>
  `{ ${Array.from({ length: many }, (_, each) => `a${nth}x${each}: __typename`).join(' ')} }`;

describe('document cache', () => {
  it('stays within its byte limit and holds the recently used documents', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(sizes, async (many) => {
        const store = createDocumentStore();
        for (const [nth, size] of many.entries()) {
          const document = parse(fields(size, nth));
          await store.set(String(nth), document);
          expect(store.bytes).toBeLessThanOrEqual(DOCUMENT_STORE_BYTES);
          expect(await store.get(String(nth))).toBe(document);
        }
      }),
      { numRuns: 10 },
    );
  });

  it.each([
    ['tokens', 'query Q { a: __typename }', 512 * 8],
    ['comments', `{ __typename # ${'\n#'.repeat(99)}\n}`, 100 * 160],
    ['the characters of strings', `{ __type(name: "${'x'.repeat(10_000)}") { name } }`, 20_000],
    ['the characters between tokens', `{ __typename ${' '.repeat(5_000)} }`, 10_000],
  ])('estimates the size of %s', (_what, text, bytes) => {
    expect(documentBytes(parse(text))).toBeGreaterThanOrEqual(bytes);
    expect(documentBytes(parse(text))).toBeLessThan(bytes + 20_000);
  });

  it('does not store a document that would evict many others', async () => {
    const store = createDocumentStore();
    const small = parse(fields(1, 0));
    await store.set('small', small);
    await store.set('large', parse(fields(700, 1)));
    expect(await store.get('large')).toBeUndefined();
    expect(await store.get('small')).toBe(small);
  });

  it('evicts the least recently used documents', async () => {
    const store = createDocumentStore();
    const often = parse(fields(10, 0));
    await store.set('often', often);
    await store.set('once', parse(fields(10, 1)));
    for (let nth = 2; nth < 100; nth += 1) {
      await store.set(String(nth), parse(fields(100, nth)));
      expect(await store.get('often')).toBe(often);
    }
    expect(await store.get('once')).toBeUndefined();
  });
});

describe('persisted query cache', () => {
  it.each([
    ['short', 200],
    ['long', 60_000],
    ['of two bytes a character', 20_000],
  ])('stays within its byte limit with texts that are %s', async (what, length) => {
    const store = createPersistedStore();
    const character = what.startsWith('of') ? '→' : 'x';
    for (let nth = 0; nth < 20_000_000 / length && nth < 10_000; nth += 1) {
      await store.set(`apq:${nth}`, `${nth} ${character.repeat(length)}`);
      expect(store.bytes).toBeLessThanOrEqual(PERSISTED_STORE_BYTES);
    }
  });
});

describe('persisted queries', () => {
  let product: Product;
  beforeAll(async () => {
    // No call is made, because no document here needs wolkvox.
    product = await startProduct('http://127.0.0.1:1');
  });
  afterAll(() => product.close());

  const persisted = (text: string) => ({
    persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(text).digest('hex') },
  });
  const register = (query: string) => product.post(JSON.stringify({ query, extensions: persisted(query) }));
  const askByHash = (query: string) => product.post(JSON.stringify({ extensions: persisted(query) }));
  const NOT_FOUND = 'PERSISTED_QUERY_NOT_FOUND';

  it('are found by hash, and evicted ones are requested again', async () => {
    const text = (nth: number): string => `{ t${nth}: __typename ${' '.repeat(60_000)} }`;
    for (let nth = 0; nth < 100; nth += 1) expect((await register(text(nth))).data).toEqual({ [`t${nth}`]: 'Query' });
    const [last, first] = [await askByHash(text(99)), await askByHash(text(0))];
    expect(last.data).toEqual({ t99: 'Query' });
    expect(first.errors?.map(({ extensions }) => extensions.code)).toEqual([NOT_FOUND]);
    expect((await register(text(0))).data).toEqual({ t0: 'Query' });
    expect((await askByHash(text(0))).data).toEqual({ t0: 'Query' });
  });

  it('that are very large are executed and not stored', async () => {
    const text = `{ __typename ${' '.repeat(200_000)} }`;
    expect((await register(text)).data).toEqual({ __typename: 'Query' });
    expect((await askByHash(text)).errors?.map(({ extensions }) => extensions.code)).toEqual([NOT_FOUND]);
    expect((await register(text)).data).toEqual({ __typename: 'Query' });
  });
});
