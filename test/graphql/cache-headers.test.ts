import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { AUDIENCE, ISSUER, keyPair, pem, sign } from '../support/tokens.js';
import { rawPost, sendRaw } from '../support/raw-client.js';

/** Cache headers of each response, by mode and request. */
const ORIGIN = 'https://crm.example.com';
const SECRET = 'router-secret-0123';
const ours = keyPair('ours');

type Caller = Record<string, string>;
interface Mode {
  readonly variables: Record<string, string>;
  readonly caller: () => Promise<Caller>;
  /** Vary of every response. */
  readonly vary: readonly string[];
}

const MODES: Readonly<Record<string, Mode>> = {
  none: { variables: {}, caller: () => Promise.resolve({}), vary: [] },
  'none, with CORS': {
    variables: { CORS_ORIGINS: ORIGIN },
    caller: () => Promise.resolve({ origin: ORIGIN }),
    vary: ['origin'],
  },
  jwt: {
    variables: { AUTH_MODE: 'jwt', AUTH_JWT_ISSUER: ISSUER, AUTH_JWT_AUDIENCE: AUDIENCE },
    caller: async () => ({ authorization: `Bearer ${await sign(ours)}` }),
    vary: ['authorization'],
  },
  router: {
    variables: { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: SECRET },
    caller: () =>
      Promise.resolve({
        'router-authorization': SECRET,
        'x-caller-id': 'ana',
        'x-caller-scopes': 'campaigns:read campaigns:create',
      }),
    vary: ['router-authorization', 'x-caller-id', 'x-caller-scopes'],
  },
};

interface Row {
  readonly what: string;
  readonly pieces: (headers: Caller) => string | Buffer;
  readonly status: number;
  /** Media type without parameters. */
  readonly type?: string;
  readonly cache?: RegExp;
  readonly language?: true;
}

const json =
  (value: object, more: Caller = {}) =>
  (headers: Caller) =>
    rawPost(JSON.stringify(value), { ...headers, ...more });
const get =
  (target: string, more: Caller = {}) =>
  (headers: Caller) => {
    const lines = Object.entries({ host: 'localhost', ...headers, ...more }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    return `GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  };
const JSON_TYPE = 'application/json';
const GRAPHQL_TYPE = 'application/graphql-response+json';
const LIST = { query: '{ campaigns { totalCount } }' };
const CSRF = { 'apollo-require-preflight': '1' };

/** Paths of /graphql: the media type depends on Accept. */
const ANSWERS: readonly Row[] = [
  { what: 'a list', pieces: json(LIST), status: 200, type: JSON_TYPE, cache: /^max-age=300, private$/ },
  {
    what: "a list in GraphQL's own type",
    pieces: json(LIST, { accept: GRAPHQL_TYPE }),
    status: 200,
    type: GRAPHQL_TYPE,
    cache: /^max-age=300, private$/,
  },
  {
    what: 'a list by GET',
    pieces: get('/graphql?query={campaigns{totalCount}}', CSRF),
    status: 200,
    type: JSON_TYPE,
    cache: /^max-age=300, private$/,
  },
  { what: 'what is no list', pieces: json({ query: '{ __typename }' }), status: 200, type: JSON_TYPE },
  {
    what: 'a creation',
    pieces: json({ query: SAMPLE_OPERATION.document, variables: { input: PREVIEW } }),
    status: 200,
    type: JSON_TYPE,
  },
  { what: 'a document that is none', pieces: json({ query: '{' }), status: 200, type: JSON_TYPE, language: true },
  {
    what: "a document that is none, in GraphQL's own type",
    pieces: json({ query: '{' }, { accept: GRAPHQL_TYPE }),
    status: 400,
    type: GRAPHQL_TYPE,
    language: true,
  },
  { what: 'a page', pieces: get('/graphql', { accept: 'text/html' }), status: 200, type: 'text/html' },
  { what: 'malformed JSON', pieces: (headers) => rawPost('{', headers), status: 400, type: JSON_TYPE },
  {
    what: 'a form',
    pieces: (headers) => rawPost('a=b', { ...headers, 'content-type': 'application/x-www-form-urlencoded' }),
    status: 415,
    type: JSON_TYPE,
  },
];

/** Fixed media type, and identical for all callers. */
const FIXED: readonly Row[] = [
  { what: 'a sign of life', pieces: get('/livez'), status: 200, type: JSON_TYPE },
  { what: 'readiness', pieces: get('/readyz'), status: 200, type: JSON_TYPE },
  { what: 'an unknown path', pieces: get('/nothing'), status: 404, type: JSON_TYPE },
  { what: 'metrics', pieces: get('/metrics'), status: 200, type: 'text/plain' },
];

let simulator: Simulator;
let folder: string;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
  folder = await mkdtemp(join(tmpdir(), 'cache-headers-'));
  await writeFile(join(folder, 'key.pem'), pem(ours));
});
afterAll(() => Promise.all([simulator.close(), rm(folder, { recursive: true })]));

describe.each(Object.entries(MODES))('cache headers in mode %s', (name, { variables, caller, vary }) => {
  let product: Product;
  beforeAll(async () => {
    const keys = name === 'jwt' ? { AUTH_JWT_KEY_FILE: join(folder, 'key.pem') } : {};
    product = await startProduct(simulator.url, { ...variables, ...keys, EXPLORER: 'sandbox' });
  });
  afterAll(() => product.close());

  it.each([...ANSWERS, ...FIXED].map((row) => [row.what, row] as const))(
    'Vary and Cache-Control restrict a response to its caller: %s',
    async (_what, row) => {
      const { pieces, status, type, cache = /^no-store$/, language } = row;
      const { headers, ...answer } = await sendRaw(product.url, pieces(await caller()));
      expect([answer.status, headers['content-type']?.split(';')[0]]).toEqual([status, type]);
      expect(headers['cache-control']).toMatch(cache);
      const named = (headers.vary ?? '')
        .split(',')
        .map((header) => header.trim().toLowerCase())
        .filter((header) => header !== '');
      const own = FIXED.includes(row) ? vary.filter((header) => header === 'origin') : ['accept', ...vary];
      expect([...named].sort()).toEqual([...own, ...(language ? ['accept-language'] : [])].sort());
    },
  );

  it('Vary restricts a rejection to its caller', async () => {
    const { status, headers } = await sendRaw(product.url, json(LIST)({ accept: GRAPHQL_TYPE }));
    expect(status).toBe(name.startsWith('none') ? 200 : 401);
    const named = headers.vary?.toLowerCase() ?? '';
    for (const header of ['accept', ...vary]) expect(named.split(', ')).toContain(header);
    expect(headers['cache-control']).not.toContain('public');
  });
});
