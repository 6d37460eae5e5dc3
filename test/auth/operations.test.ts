import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { PREVIEW, startProduct, type Answer, type Product } from '../support/product.js';
import { AUDIENCE, ISSUER, keyPair, pem, sign } from '../support/tokens.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

const ours = keyPair('ours');
const list = { status: 200, body: { code: 200, error: null, msg: 'ok', data: [] } };

/** Queries that read an operation, each in another way. */
const WAYS: Readonly<Record<string, (id: string) => string>> = {
  campaigns: (id) => `{ campaigns(operationId: "${id}") { totalCount } }`,
  campaign: (id) => `{ campaign(id: "${id}:1") { name } }`,
  skills: (id) => `{ skills(operationId: "${id}") { id } }`,
  skill: (id) => `{ skill(id: "${id}:1") { name } }`,
  operation: (id) => `{ operation(id: "${id}") { timeZone } }`,
  'an operation as an entity': (id) =>
    `{ _entities(representations: [{ __typename: "WolkvoxOperation", id: "${id}" }]) { ... on WolkvoxOperation { timeZone } } }`,
  'a campaign as an entity': (id) =>
    `{ _entities(representations: [{ __typename: "Campaign", id: "${id}:1" }]) { ... on Campaign { name } } }`,
  'a skill as an entity': (id) =>
    `{ _entities(representations: [{ __typename: "Skill", id: "${id}:1" }]) { ... on Skill { name } } }`,
  creation: (id) =>
    `mutation { createCampaign(input: { operationId: "${id}", type: PREVIEW, name: "x", skillId: 1 }) { __typename } }`,
};

describe('caller restricted to operations', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wolkvox-permitted-'));
  let upstream: Upstream;
  let product: Product;
  let ask: (document: string, operations?: unknown) => Promise<Answer>;

  beforeAll(async () => {
    const operations = ['bogota', 'santiago', 'lima'].map((id) => ({ id, token: `token-of-${id}` }));
    const file = join(folder, 'operations.json');
    writeFileSync(file, JSON.stringify(operations));
    const keyFile = join(folder, 'key.pem');
    writeFileSync(keyFile, pem(ours));
    upstream = await startUpstream(({ method }) => (method === 'POST' ? created() : list));
    product = await startProduct(upstream.url, {
      WOLKVOX_TOKEN: undefined,
      WOLKVOX_OPERATIONS_FILE: file,
      AUTH_MODE: 'jwt',
      AUTH_JWT_KEY_FILE: keyFile,
      AUTH_JWT_ISSUER: ISSUER,
      AUTH_JWT_AUDIENCE: AUDIENCE,
      AUTH_JWT_OPERATIONS_CLAIM: 'wolkvox_operations',
    });
    ask = async (document, wolkvox_operations = ['bogota']) =>
      product.query(document, {}, { authorization: `Bearer ${await sign(ours, { wolkvox_operations })}` });
  });
  afterAll(async () => {
    await Promise.all([product.close(), upstream.close()]);
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(WAYS))('may use its own operation through %s', async (_way, document) => {
    expect((await ask(document('bogota'))).errors).toBeUndefined();
  });

  it.each(Object.entries(WAYS))(
    'receives the same error for another and for a missing operation: %s',
    async (_way, document) => {
      const before = upstream.seen.length;
      const answers = await Promise.all(['santiago', 'nowhere'].map(async (id) => ask(document(id))));
      for (const { errors } of answers)
        expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'FORBIDDEN' }]);
      const [one, other] = answers.map(({ text }) => text);
      expect(one).toBe(other);
      expect(upstream.seen).toHaveLength(before);
    },
  );

  it('receives no information from cost limits', async () => {
    const costly = (id: string): string =>
      `createCampaign(input: { operationId: "${id}", type: PREVIEW, name: " ", skillId: "x" }) {
        ... on CreateCampaignSuccess { campaign { status skill { name } operation { tokenUsage { limit } } } } }`;
    const own = Array.from({ length: 6 }, (_, nth) => `a${nth}: ${costly('bogota')}`).join(' ');
    const [there, nowhere] = await Promise.all(
      ['santiago', 'nowhere'].map(async (id) => ask(`mutation { ${own} z: ${costly(id)} }`)),
    );
    expect(there?.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'FORBIDDEN' }]);
    expect(there?.text).toBe(nowhere?.text);
  });

  it('lists only its own operations', async () => {
    expect((await ask('{ operations { id } }', 'lima bogota')).data).toEqual({
      operations: [{ id: 'bogota' }, { id: 'lima' }],
    });
  });

  it.each([
    ['no claim', undefined],
    ['an empty list', []],
    ['something else', { bogota: true }],
  ])('may use no operation with %s', async (_how, claim) => {
    const token = await sign(ours, claim === undefined ? {} : { wolkvox_operations: claim });
    const headers = { authorization: `Bearer ${token}` };
    expect((await product.query('{ operations { id } }', {}, headers)).data).toEqual({ operations: [] });
    const refused = await product.create({ ...PREVIEW, operationId: 'bogota' }, headers);
    expect(refused.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
  });

  it('receives no cached response of a caller with other operations', async () => {
    const document = '{ campaigns(operationId: "lima") { nodes { id } } }';
    for (let times = 0; times < 2; times += 1) expect((await ask(document, ['lima'])).errors).toBeUndefined();
    expect((await ask(document)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
