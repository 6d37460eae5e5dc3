import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { ListSkillsDocument } from '../../client/src/generated/graphql.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';

/** Output of `npm run codegen` for schema/operations. */
const TRUSTED_DOCUMENTS_FILE = fileURLToPath(
  new URL('../../client/src/generated/persisted-documents.json', import.meta.url),
);
const manifest = JSON.parse(readFileSync(TRUSTED_DOCUMENTS_FILE, 'utf8')) as Record<string, string>;
const [id = '', text = ''] =
  Object.entries(manifest).find(([, written]) => written.startsWith('query ListSkills')) ?? [];
const [creation = ''] =
  Object.entries(manifest).find(([, written]) => written.startsWith('mutation CreateCampaign')) ?? [];
const hash = id.replace('sha256:', '');
const persistedQuery = { version: 1, sha256Hash: hash };

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
  product = await startProduct(simulator.url, { TRUSTED_DOCUMENTS_FILE });
});
afterAll(() => Promise.all([product.close(), simulator.close()]));
afterEach(() => simulator.reset());

const post = (body: unknown, headers?: Record<string, string>) => product.post(JSON.stringify(body), headers);
const get = (params: Record<string, string>) =>
  fetch(`${product.url}/graphql?${new URLSearchParams(params).toString()}`, {
    headers: { 'apollo-require-preflight': 'true' },
  });

describe('trusted document', () => {
  it.each<[string, object]>([
    ['its id', { documentId: id }],
    ['its id without the kind of hash', { documentId: hash }],
    ['the hash of a persisted query', { extensions: { persistedQuery } }],
    ['its text', { query: text }],
    ['its text and its hash', { query: text, extensions: { persistedQuery, other: 1 } }],
    ['its id and another text, which counts for nothing', { documentId: id, query: '{ __schema { types { name } } }' }],
  ])('is executed if a POST request names it by %s', async (_how, body) => {
    const { status, data, errors } = await post({ ...body, variables: { operationId: 'default' } });
    expect([status, errors]).toEqual([200, undefined]);
    expect(data).toMatchObject({ skills: expect.arrayContaining([expect.objectContaining({ skillId: '4021' })]) });
  });

  it.each<[string, Record<string, string>]>([
    ['its id', { documentId: id }],
    ['the hash of a persisted query', { extensions: JSON.stringify({ persistedQuery }) }],
    ['its text', { query: text, extensions: '{}' }],
  ])('is executed if a GET request names it by %s', async (_how, params) => {
    const response = await get({ ...params, variables: '{ "operationId": "default" }' });
    expect([response.status, await response.json()]).toMatchObject([200, { data: { skills: expect.anything() } }]);
  });

  it('has the id that codegen generates for a frontend', () => {
    const { __meta__: meta } = ListSkillsDocument as unknown as { __meta__: { hash: string } };
    expect(meta.hash).toBe(id);
  });

  it('may be a mutation, by POST only', async () => {
    const variables = { input: PREVIEW };
    const { data } = await post({ documentId: creation, variables });
    expect(data).toMatchObject({ createCampaign: { __typename: 'CreateCampaignSuccess' } });
    expect((await get({ documentId: creation, variables: JSON.stringify(variables) })).status).toBe(405);
    expect(simulator.requests()).toHaveLength(1);
  });

  it('is subject to the limits', async () => {
    const strict = await startProduct(simulator.url, { TRUSTED_DOCUMENTS_FILE, LIMIT_DEPTH: '1' });
    const { errors } = await strict.post(JSON.stringify({ documentId: id }));
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'depth' } }]);
    await strict.close();
  });
});

describe('untrusted document', () => {
  const authFailure = '{ skills { id } }';
  const strangerHash = 'a'.repeat(64);

  it.each<[string, object]>([
    ['a text', { query: authFailure }],
    ['a trusted text with a space more', { query: `${text} ` }],
    ['what no parser reads', { query: '{' }],
    ['the schema, as gateways ask for it', { query: '{ _service { sdl } }' }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['an id', { documentId: strangerHash }],
    ['an id that is a key of every object', { documentId: '__proto__'.replace('proto', 'defineGetter') }],
    ['an id that is no text', { documentId: [id] }],
    ['a hash', { extensions: { persistedQuery: { version: 1, sha256Hash: strangerHash } } }],
    [
      'a text and its hash, to be registered',
      { query: authFailure, extensions: { persistedQuery: { version: 1, sha256Hash: strangerHash } } },
    ],
    ['nothing, by name', { query: null }],
  ])('is rejected: %s', async (_what, body) => {
    const answer = await post(body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(answer.errors).toEqual([
      { message: expect.stringContaining('list'), extensions: { code: 'QUERY_NOT_IN_SAFELIST' } },
    ]);
    const strict = await post(body, { accept: 'application/graphql-response+json' });
    expect([strict.status, strict.headers.get('content-type')]).toEqual([
      400,
      'application/graphql-response+json; charset=utf-8',
    ]);
    expect(simulator.requests()).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['a text', { query: authFailure }],
    ['an id', { documentId: strangerHash }],
    ['a hash', { extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: strangerHash } }) }],
  ])('is rejected by GET: %s', async (_what, params) => {
    const response = await get(params);
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { errors: [{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }] },
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', { variables: {} }],
    ['a list of texts', [{ query: authFailure }]],
    ['extensions that are a list', { extensions: [{ persistedQuery }] }],
  ])('is not executed if a request has %s', async (_what, body) => {
    const { status, errors } = await post(body);
    expect([status, errors]).toMatchObject([400, [{ extensions: { code: 'BAD_REQUEST' } }]]);
    expect(simulator.requests()).toEqual([]);
  });

  it('is not executed behind a trusted one in a URL', async () => {
    const search = new URLSearchParams([
      ['query', text],
      ['query', '{ operations { id } }'],
      ['variables', '{ "operationId": "default" }'],
    ]);
    const response = await fetch(`${product.url}/graphql?${search.toString()}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(await response.json()).toMatchObject({ data: { skills: expect.anything() } });
  });
});

describe('server without a safelist', () => {
  it('accepts a hash for a text that was sent with it before', async () => {
    const open = await startProduct(simulator.url);
    const ask = (body: object) => open.post(JSON.stringify({ ...body, extensions: { persistedQuery } }));
    expect((await ask({})).errors).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }]);
    expect((await ask({ query: text })).errors).toBeUndefined();
    expect((await ask({})).errors).toBeUndefined();
    await open.close();
  });
});
