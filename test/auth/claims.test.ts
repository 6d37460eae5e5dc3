import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startProduct, TOKEN, type Answer, type Product } from '../support/product.js';
import { AUDIENCE, ISSUER, keyPair, pem, sign } from '../support/tokens.js';

const CANARY = 'canary-3b7f-claim';
const READ = ['openid', 'campaigns:read'];
const ours = keyPair('ours');
const folder = mkdtempSync(join(tmpdir(), 'wolkvox-claims-'));
const keyFile = join(folder, 'key.pem');
const operationsFile = join(folder, 'operations.json');

let simulator: Simulator;
const products: Product[] = [];
beforeAll(async () => {
  writeFileSync(keyFile, pem(ours));
  writeFileSync(operationsFile, JSON.stringify(['bogota', 'lima'].map((id) => ({ id, token: TOKEN }))));
  simulator = await startSimulator({ token: TOKEN });
});
afterEach(() => Promise.all(products.splice(0).map((product) => product.close())));
afterAll(async () => {
  for (const product of shared.values()) await (await product).close();
  await simulator.close();
  rmSync(folder, { recursive: true });
});

async function start(variables: Record<string, string | undefined>): Promise<Product> {
  const product = await startWith(variables);
  products.push(product);
  return product;
}

/** Tests whose products have the same variables share one. */
const shared = new Map<string, Promise<Product>>();
function productFor(variables: Record<string, string | undefined>): Promise<Product> {
  const key = JSON.stringify(variables);
  const product = shared.get(key) ?? startWith(variables);
  shared.set(key, product);
  return product;
}

function startWith(variables: Record<string, string | undefined>): Promise<Product> {
  return startProduct(simulator.url, {
    AUTH_MODE: 'jwt',
    AUTH_JWT_KEY_FILE: keyFile,
    AUTH_JWT_ISSUER: ISSUER,
    AUTH_JWT_AUDIENCE: AUDIENCE,
    ...variables,
  });
}

type Claims = Readonly<Record<string, unknown>>;

const askAs = async (product: Product, claims: Claims, document = '{ operations { id } }'): Promise<Answer> =>
  product.query(document, {}, { authorization: `Bearer ${await sign(ours, claims)}` });
const codesOf = ({ errors = [] }: Answer): unknown[] => errors.map(({ extensions }) => extensions.code);

/** Parsed from JSON, because `__proto__` in a literal would set the prototype. */
const claimsOf = (json: string): Claims => JSON.parse(json) as Claims;

/** Name of a claim, content of a token, and the list that it contains there, if any. */
const found = (list: unknown): readonly (readonly [string, Claims])[] => [
  ['roles', { roles: list }],
  ['realm_access.roles', { realm_access: { roles: list } }],
  ['resource_access.wolkvox-graphql.roles', { resource_access: { 'wolkvox-graphql': { roles: list } } }],
  ['resource_access.crm.example.roles', { resource_access: { 'crm.example': { roles: list } } }],
  ['https://example.com/scopes', { 'https://example.com/scopes': list }],
  ['https://example.com/claims.roles', { 'https://example.com/claims': { roles: list } }],
  ['exact.name', { 'exact.name': list, exact: { name: ['another'] } }],
  ['a.b.c', { a: { 'b.c': list, b: { c: ['another'] } } }],
];
const notFound = (list: unknown): readonly (readonly [string, Claims])[] => [
  ['exact.name', { 'exact.name': ['another'], exact: { name: list } }],
  ['exact.name', { 'exact.name': null, exact: { name: list } }],
  ['realm_access.roles', { roles: list, realm_access: {} }],
  ['realm_access.roles', { realm_access: list }],
  ['realm_access.roles', { realm_access: null }],
  ['realm_access.roles', { realm_access: 7 }],
  ['realm_access.roles', { realm_access: { roles: { list } } }],
  ['realm_access.roles', { realm_access: { roles: true } }],
  ['realm_access.0', { realm_access: [list] }],
  ['realm_access.0.roles', { realm_access: [{ roles: list }] }],
  ['realm_access', { realm_access: { roles: list } }],
  ['realm_access.', { realm_access: { roles: list } }],
  ['.realm_access', { realm_access: list }],
  ['roles.length', { roles: list }],
  ['__proto__.x', claimsOf(JSON.stringify({ ['__proto__']: { x: list } }))],
  ['__proto__', claimsOf(JSON.stringify({ ['__proto__']: list }))],
  ['constructor.name', { constructor: { name: list } }],
  ['constructor.name', {}],
  ['realm_access.toString', { realm_access: { toString: list } }],
  ['realm_access.__proto__.constructor.name', { realm_access: {} }],
];
const title = ([claim, claims]: readonly [string, Claims]): [string, string, Claims] => [
  claim,
  JSON.stringify(claims),
  claims,
];

describe('AUTH_JWT_SCOPE_CLAIM', () => {
  const cases = (of: typeof found): [string, string, Claims][] => [...of(READ), ...of(READ.join(' '))].map(title);

  it.each(cases(found))('%s reads the scopes from %s', async (claim, _json, claims) => {
    const product = await productFor({ AUTH_JWT_SCOPE_CLAIM: claim });
    expect(codesOf(await askAs(product, { scope: undefined, ...claims }))).toEqual([]);
  });

  it.each(cases(notFound))('%s reads no scope from %s', async (claim, _json, claims) => {
    const product = await productFor({ AUTH_JWT_SCOPE_CLAIM: claim });
    const answer = await askAs(product, { scope: undefined, ...claims });
    expect([answer.status, codesOf(answer)]).toEqual([200, ['FORBIDDEN']]);
  });

  it('tokens cover claims that inherited property names would find', async () => {
    const [, claims] = notFound(READ).find(([claim]) => claim === '__proto__.x') ?? [];
    expect(Object.keys(decodeJwt(await sign(ours, claims)))).toContain('__proto__');
  });
});

describe('AUTH_JWT_OPERATIONS_CLAIM', () => {
  const ids = async (claim: string, claims: Claims): Promise<unknown> => {
    const product = await productFor({
      WOLKVOX_TOKEN: undefined,
      WOLKVOX_OPERATIONS_FILE: operationsFile,
      AUTH_JWT_OPERATIONS_CLAIM: claim,
    });
    const { data } = await askAs(product, claims);
    return data?.operations;
  };

  it.each(found(['lima', 'another']).map(title))('%s reads the operations from %s', async (claim, _json, claims) => {
    expect(await ids(claim, claims)).toEqual([{ id: 'lima' }]);
  });

  it.each(notFound(['lima']).map(title))('%s reads no operation from %s', async (claim, _json, claims) => {
    expect(await ids(claim, claims)).toEqual([]);
  });
});

describe('missing claim warning', () => {
  const claimWarnings = (product: Product): unknown[] =>
    product
      .logs()
      .filter(({ variable }) => variable !== undefined)
      .map(({ level, variable, claim }) => [level, variable, claim]);
  const SCOPES = { AUTH_JWT_SCOPE_CLAIM: 'realm_access.roles' };
  const good = { realm_access: { roles: READ } };
  const line = [40, 'AUTH_JWT_SCOPE_CLAIM', 'realm_access.roles'];

  it.each<[string, readonly Claims[], readonly unknown[]]>([
    ['at the first token that lacks it', [{ scope: CANARY }], [line]],
    ['once for many tokens', [{ sub: 'ana' }, { sub: 'luis' }, { sub: 'eva' }, { sub: CANARY }], [line]],
    ['once, although a later token has it', [{}, good, {}], [line]],
    ['if it is no list', [{ realm_access: { roles: { [CANARY]: true } } }], [line]],
    ['not if a token had it before', [good, {}, { realm_access: CANARY }], []],
    ['not if its list is empty', [{ realm_access: { roles: [] } }, {}], []],
  ])('is logged %s', async (_when, tokens, expected) => {
    const product = await start(SCOPES);
    for (const claims of tokens) await askAs(product, { scope: undefined, ...claims });
    expect(claimWarnings(product)).toEqual(expected);
    expect(JSON.stringify(product.logs())).not.toContain(CANARY);
  });

  it('is not caused by rejected tokens', async () => {
    const product = await start(SCOPES);
    const refused = [{ aud: 'another' }, { exp: 1 }, { sub: 7 }];
    for (const claims of refused) expect((await askAs(product, claims)).status).toBe(401);
    await askAs(product, good);
    expect(claimWarnings(product)).toEqual([]);
  });

  it('is logged separately for each variable', async () => {
    const variables = { AUTH_JWT_SCOPE_CLAIM: 'scp', AUTH_JWT_OPERATIONS_CLAIM: 'https://example.com/operations' };
    const [both, one] = await Promise.all([start(variables), start(variables)]);
    await askAs(both, {});
    await askAs(one, { scp: 'campaigns:read' });
    const operations = [40, 'AUTH_JWT_OPERATIONS_CLAIM', 'https://example.com/operations'];
    expect(claimWarnings(both)).toEqual(expect.arrayContaining([operations, [40, 'AUTH_JWT_SCOPE_CLAIM', 'scp']]));
    expect(claimWarnings(both)).toHaveLength(2);
    expect(claimWarnings(one)).toEqual([operations]);
  });

  it('is not logged if no variable names a claim', async () => {
    const product = await start({});
    await askAs(product, {});
    expect(claimWarnings(product)).toEqual([]);
  });
});
