import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { AUDIENCE, ISSUER, jwk, keyPair, pem, sign, startKeyServer, type KeyServer } from '../support/tokens.js';
import { until } from '../support/until.js';

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const codes = ({ errors = [] }: { errors?: readonly { extensions: Record<string, unknown> }[] }): unknown[] =>
  errors.map(({ extensions }) => extensions.code);

const ours = keyPair('ours');
const folder = mkdtempSync(join(tmpdir(), 'wolkvox-tokens-'));
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

let simulator: Simulator;
const products: Product[] = [];
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => Promise.all(products.splice(0).map((product) => product.close())));

async function start(variables: Record<string, string>): Promise<Product> {
  const product = await startProduct(simulator.url, {
    AUTH_MODE: 'jwt',
    AUTH_JWT_ISSUER: ISSUER,
    AUTH_JWT_AUDIENCE: AUDIENCE,
    ...variables,
  });
  products.push(product);
  return product;
}

describe('AUTH_MODE=jwt with keys from a file', () => {
  it.each([
    ['a public key in PEM', () => pem(ours)],
    ['a JWK', () => jwk(ours)],
    ['a JWKS', async () => ({ keys: [await jwk(keyPair('another')), await jwk(ours)] })],
  ])('%s accepts a valid token', async (name, content) => {
    const product = await start({ AUTH_JWT_KEY_FILE: file(name.replace(/ /g, '-'), await content()) });
    const { status, data } = await product.create(PREVIEW, bearer(await sign(ours)));
    expect([status, data?.createCampaign?.__typename]).toEqual([200, 'CreateCampaignSuccess']);
  });

  it('rejects other tokens before the body is read, always with the same message', async () => {
    const product = await start({ AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)) });
    const before = simulator.requests().length;
    const rejectedHeaders: Record<string, string>[] = [
      {},
      bearer(''),
      bearer('a.b.c'),
      { authorization: `Basic ${Buffer.from('ana:secret').toString('base64')}` },
      bearer(await sign(keyPair('ours'))),
      bearer(await sign(ours, { exp: Math.floor(Date.now() / 1000) - 60 })),
      bearer(await sign(ours, { aud: 'another' })),
      bearer(await sign(ours, { iss: 'https://evil.example/' })),
      bearer(await sign(ours, { sub: undefined })),
      bearer(await sign(ours, { exp: undefined })),
      bearer(await sign(ours, { sub: 7 })),
      bearer(await sign(ours, { sub: null })),
      bearer(await sign(ours, { sub: ['ana'] })),
      bearer(await sign(ours, { sub: { id: 'ana' } })),
      bearer(await sign(ours, { sub: 'an unpaired surrogate: \ud800' })),
    ];
    for (const headers of rejectedHeaders) {
      const { status, text, headers: answered } = await product.post('{ no json', headers);
      expect([status, text, answered.get('www-authenticate')]).toEqual([
        401,
        '{"errors":[{"message":"The request is not authenticated. Nothing was sent.","extensions":{"code":"UNAUTHENTICATED"}}]}',
        'Bearer',
      ]);
    }
    expect(simulator.requests()).toHaveLength(before);
    expect(JSON.stringify(product.logs())).not.toContain('evil');
    // The log has the reason.
    expect(product.logs().flatMap(({ authFailure }) => authFailure ?? [])).toEqual([
      ...['no-token', 'malformed', 'malformed', 'malformed', 'signature'],
      ...['expired', 'audience', 'issuer'],
      ...Array.from({ length: 7 }, () => 'claims'),
    ]);
  });

  it('rejects a verified token once it is expired', async () => {
    const product = await start({ AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)) });
    // Within the clock tolerance for one to two seconds.
    const almost = await sign(ours, { exp: Math.ceil(Date.now() / 1000) - 4 });
    const statuses: number[] = [];
    do {
      statuses.push((await product.query('{ __typename }', {}, bearer(almost))).status);
      await delay(20);
    } while (statuses.at(-1) === 200);
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(401);
  });
});

describe('AUTH_MODE=jwt with keys from an address', () => {
  let keyServer: KeyServer;
  afterEach(() => keyServer.close());

  it('fetches the keys once for many tokens', async () => {
    keyServer = await startKeyServer(ours);
    const product = await start({ AUTH_JWT_JWKS_URL: keyServer.url });
    for (const sub of ['ana', 'luis', 'ana'])
      expect((await product.query('{ __typename }', {}, bearer(await sign(ours, { sub })))).status).toBe(200);
    expect(keyServer.asked()).toBe(1);
    expect((await product.query('{ __typename }', {}, bearer(await sign(keyPair('other'))))).status).toBe(401);
    // A second fetch for the unknown key, if the first one was over 2 s ago.
    expect(keyServer.asked()).toBeLessThanOrEqual(2);
  });

  it.each([
    ['fails', { status: 500, body: '' }],
    ['returns HTML', { status: 200, body: '<html>' }],
    ['holds no keys', { status: 200, body: '{}' }],
    ['points elsewhere', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/jwks' } }],
  ])('rejects tokens and logs an error if the address %s', async (_how, answer) => {
    keyServer = await startKeyServer(ours);
    keyServer.answer = () => answer;
    const product = await start({ AUTH_JWT_JWKS_URL: keyServer.url });
    const refused = await product.create(PREVIEW, bearer(await sign(ours)));
    expect([refused.status, codes(refused)]).toEqual([503, ['AUTHENTICATION_UNAVAILABLE']]);
    expect(product.logs()).toContainEqual(expect.objectContaining({ level: 50, msg: expect.stringMatching(/^JWKS /) }));
  });
});

describe('JWKS unavailable', () => {
  let keyServer: KeyServer;
  let had: KeyServer['answer'];
  afterEach(() => keyServer.close());
  const away = async (variables: Record<string, string> = {}): Promise<Product> => {
    keyServer = await startKeyServer(ours);
    had = keyServer.answer;
    keyServer.answer = () => ({ status: 500, body: '' });
    return start({ AUTH_JWT_JWKS_URL: keyServer.url, ...variables });
  };
  const jwksLogs = (product: Product) => product.logs().filter(({ msg }) => String(msg).startsWith('JWKS '));

  it('a flood of tokens is rate limited by address, without a flood of fetches and log lines', async () => {
    const startedAt = performance.now();
    const product = await away({ LIMIT_REQUESTS_PER_MINUTE: '20' });
    const token = await sign(keyPair('another'));
    const ask = async () => product.query('{ __typename }', {}, bearer(token));
    const answers = await Promise.all(Array.from({ length: 30 }, ask));
    for (let nth = 0; nth < 30; nth += 1) answers.push(await ask());
    const statuses = answers.map(({ status }) => status);
    expect([503, 429].map((status) => statuses.filter((one) => one === status).length)).toEqual([20, 40]);
    expect(answers.flatMap(codes).filter((code) => code === 'AUTHENTICATION_UNAVAILABLE')).toHaveLength(20);
    // One at the start, and at most one in each 2 s of a slow machine.
    expect(keyServer.asked()).toBeLessThanOrEqual(1 + Math.floor((performance.now() - startedAt) / 2_000));
    expect(jwksLogs(product)).toHaveLength(1);
  });

  it('the explorer page is served, and tokens are accepted after recovery', async () => {
    const product = await away({ EXPLORER: 'sandbox' });
    const headers = bearer(await sign(ours));
    const page = await fetch(`${product.url}/graphql`, { headers: { ...headers, accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect((await product.query('{ __typename }', {}, headers)).status).toBe(503);
    expect(jwksLogs(product)).toHaveLength(1);
    keyServer.answer = had;
    await until(
      async () => (await product.query('{ __typename }', {}, headers)).status === 200,
      'the token is accepted',
    );
    // The failure, the success, and at most one between them on a slow machine.
    expect(keyServer.asked()).toBeLessThanOrEqual(3);
  });
});

describe('scopes', () => {
  const loaders = {
    campaigns: '{ campaigns { totalCount } }',
    campaign: '{ campaign(id: "default:1") { name } }',
    skills: '{ skills { id } }',
    skill: '{ skill(id: "default:1") { name } }',
    operations: '{ operations { id } }',
    operation: '{ operation { id } }',
    entities: '{ _entities(representations: [{ __typename: "WolkvoxOperation", id: "default" }]) { __typename } }',
  };

  it('campaigns:read permits reads and no creation', async () => {
    const product = await start({ AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)) });
    const reader = bearer(await sign(ours, { scope: 'openid campaigns:read' }));
    for (const document of Object.values(loaders))
      expect([document, codes(await product.query(document, {}, reader))]).toEqual([document, []]);
    const before = simulator.requests().length;
    const refused = await product.create(PREVIEW, reader);
    expect([refused.status, refused.data, codes(refused)]).toEqual([200, { createCampaign: null }, ['FORBIDDEN']]);
    expect(simulator.requests()).toHaveLength(before);
  });

  it.each(Object.entries(loaders))('campaigns:create permits no read %s', async (_name, document) => {
    const product = await start({ AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)) });
    const before = simulator.requests().length;
    const refused = await product.query(document, {}, bearer(await sign(ours, { scope: 'campaigns:create' })));
    expect(codes(refused)).toEqual(['FORBIDDEN']);
    expect(simulator.requests()).toHaveLength(before);
  });

  it('campaigns:create permits creations and the fields that a creation returns', async () => {
    const product = await start({ AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)) });
    const creator = bearer(await sign(ours, { scope: 'campaigns:create' }));
    const document = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) {
      ... on CreateCampaignSuccess { campaign { name contactCount operation { id } } } } }`;
    const before = simulator.requests().length;
    const { data, errors } = await product.query(document, { input: PREVIEW }, creator);
    expect(data).toEqual({
      createCampaign: { campaign: { name: PREVIEW.name, contactCount: null, operation: { id: 'default' } } },
    });
    expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual([
      ['contactCount', 'FORBIDDEN'],
    ]);
    expect(simulator.requests()).toHaveLength(before + 1);
  });

  it('an error that nulls the whole response contains the result of the mutation', async () => {
    const product = await start({ AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)) });
    const creator = bearer(await sign(ours, { scope: 'campaigns:create' }));
    const document = `mutation ($input: CreateCampaignInput!) { made: createCampaign(input: $input) {
      ... on CreateCampaignSuccess { campaign { operation { limits { inFlight } } } } } }`;
    const { data, errors } = await product.query(document, { input: PREVIEW }, creator);
    expect(data).toEqual({ made: null });
    const id = `default:${String(simulator.campaigns().at(-1)?.campaign_id)}`;
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'FORBIDDEN', mutation: { field: 'createCampaign', outcome: 'success', id } },
    ]);
  });

  it('scopes may have other names and be in another claim, as a list', async () => {
    const product = await start({
      AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)),
      AUTH_JWT_SCOPE_CLAIM: 'permissions',
      AUTH_SCOPE_READ: 'wolkvox.read',
    });
    const reader = bearer(await sign(ours, { permissions: ['wolkvox.read', 1] }));
    expect(codes(await product.query(loaders.skills, {}, reader))).toEqual([]);
    const other = bearer(await sign(ours, { scope: 'wolkvox.read campaigns:read' }));
    expect(codes(await product.query(loaders.skills, {}, other))).toEqual(['FORBIDDEN']);
  });
});

describe('authenticated callers', () => {
  it('have their own idempotency keys, from any address', async () => {
    const product = await start({ AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)) });
    const input = { ...PREVIEW, idempotencyKey: 'a-key-of-two' };
    const create = async (sub: string) => (await product.create(input, bearer(await sign(ours, { sub })))).data;
    expect(await create('ana')).toMatchObject({ createCampaign: { replayed: false } });
    expect(await create('ana')).toMatchObject({ createCampaign: { replayed: true } });
    expect(await create('luis')).toMatchObject({ createCampaign: { replayed: false } });
  });

  it('have separate cache entries by Vary, beside the values of CORS', async () => {
    const origin = 'https://crm.example.com';
    const product = await start({ AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)), CORS_ORIGINS: origin });
    const headers = { ...bearer(await sign(ours)), origin };
    const { headers: answered } = await product.query('{ campaigns { totalCount } }', {}, headers);
    expect(answered.get('access-control-allow-origin')).toBe(origin);
    expect(answered.get('vary')?.toLowerCase()).toBe('origin, accept, authorization');
  });

  it('receive no cached response of callers with other permissions', async () => {
    const product = await start({ AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)) });
    const ask = async (scope: string) =>
      product.query('{ campaigns { totalCount } }', {}, bearer(await sign(ours, { scope, sub: scope })));
    const [first, again] = [await ask('campaigns:read'), await ask('campaigns:read')];
    expect(first.data).toEqual(again.data);
    expect(first.headers.get('cache-control')).toMatch(/^max-age=\d+, private$/);
    expect(first.headers.get('vary')).toBe('Accept, authorization');
    expect(codes(await ask('campaigns:create'))).toEqual(['FORBIDDEN']);
  });
});

describe('explorer with authentication', () => {
  it('serves its page without a token, and nothing else', async () => {
    const product = await start({ AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)), EXPLORER: 'sandbox' });
    const get = (query: string, accept: string) => fetch(`${product.url}/graphql${query}`, { headers: { accept } });
    const page = await get('?query={operations{id}}', 'text/html');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await page.text()).not.toContain('timeZone:');
    expect((await get('?query={__typename}', 'application/json')).status).toBe(401);
    const posted = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { accept: 'text/html' },
      body: '{}',
    });
    expect(posted.status).toBe(401);
  });
});
