import { createHash } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { buildSubgraph } from '../../src/graphql/schema.js';
import { actorName } from '../../src/telemetry/audit-log.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';

let simulator: Simulator;
let product: Product;
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
  product = await startProduct(simulator.url);
});
afterEach(async () => {
  await product.close();
  await simulator.close();
});

const restart = async (variables: Record<string, string>): Promise<void> => {
  await product.close();
  product = await startProduct(simulator.url, variables);
};
const audits = () => product.logs().filter(({ msg }) => msg === 'audit');
/** All fields of a line besides `time`, `level` and `msg`. */
const FIELDS = [
  'actor',
  'requestId',
  'operation',
  'mutation',
  'type',
  'outcome',
  'campaignId',
  'replayed',
  'hasIdempotencyKey',
];

describe('audit log', () => {
  it('has a line for a creation with actor, operation, type and campaign id', async () => {
    const { headers } = await product.create({ ...PREDICTIVE, description: 'Canary' });
    const [line, another] = audits();
    expect(another).toBeUndefined();
    expect(line).toEqual({
      level: 30,
      time: expect.any(String),
      msg: 'audit',
      actor: 'anonymous',
      mutation: 'createCampaign',
      requestId: headers.get('x-request-id'),
      operation: 'default',
      type: 'PREDICTIVE',
      outcome: 'success',
      campaignId: simulator.campaigns()[0]?.campaign_id,
      replayed: false,
      hasIdempotencyKey: false,
    });
  });

  it('has a line for each alias, without input or contact data', async () => {
    const create = (alias: string, name: string) =>
      `${alias}: createCampaign(input: { type: PREVIEW, name: "${name}", skillId: 1, description: "Canary", operationId: "default", idempotencyKey: "Canary-${alias}" }) { __typename }`;
    await product.query(`mutation { ${create('a', 'Canary')} ${create('b', ' ')} }`);
    await product.query(
      `mutation { createCampaign(input: { type: PREVIEW, name: "x", skillId: 1, operationId: "Canary" }) { __typename } }`,
    );
    expect(
      audits().map(({ operation, outcome, hasIdempotencyKey }) => [operation, outcome, hasIdempotencyKey]),
    ).toEqual([
      ['default', 'success', true],
      ['default', 'INVALID_INPUT', true],
      [null, 'INVALID_INPUT', false],
    ]);
    for (const line of audits()) {
      const { level, time, msg, ...fields } = line;
      expect([level, typeof time, msg]).toEqual([30, 'string', 'audit']);
      expect(Object.keys(fields)).toEqual(FIELDS);
      expect(JSON.stringify(line)).not.toMatch(/canary|127\.0\.0\.1/i);
    }
  });

  it.each([
    ['lost-answer', 'OUTCOME_UNKNOWN'],
    ['invalid-token', 'UPSTREAM_AUTHENTICATION'],
    ['invalid-value', 'REJECTED'],
  ] as const)('contains the failure code if the creation failed: %s', async (preset, outcome) => {
    simulator.behave({ preset });
    await product.create(PREVIEW);
    expect(audits()).toHaveLength(1);
    expect(audits()[0]).toMatchObject({ type: 'PREVIEW', outcome, campaignId: null, replayed: false });
  });

  it('marks a replay', async () => {
    const input = { ...PREVIEW, idempotencyKey: 'one' };
    await product.create(input);
    await product.create(input);
    const [first, second] = audits();
    expect(first).toMatchObject({ replayed: false, hasIdempotencyKey: true, outcome: 'success' });
    expect(second).toMatchObject({
      replayed: true,
      hasIdempotencyKey: true,
      outcome: 'success',
      campaignId: first?.campaignId,
    });
  });

  it('marks requests that waited for another creation', async () => {
    simulator.behave({ delayMs: 100 });
    const input = { ...PREVIEW, idempotencyKey: 'one' };
    await Promise.all([product.create(input), product.create(input), product.create(input)]);
    const entries = audits().map(({ replayed, outcome }) => ({ replayed, outcome }));
    expect(entries.filter(({ replayed }) => replayed === false)).toEqual([{ replayed: false, outcome: 'success' }]);
    expect(entries).toHaveLength(3);
  });

  it('is written at a higher LOG_LEVEL, but not at silent', async () => {
    await restart({ LOG_LEVEL: 'fatal' });
    await product.create(PREVIEW);
    expect(product.logs().map(({ msg }) => msg)).toEqual(['audit']);
    await restart({ LOG_LEVEL: 'silent' });
    await product.create(PREVIEW);
    expect(product.logs()).toEqual([]);
  });

  it('has no line for requests that are no creation or never reached one', async () => {
    await product.query('{ operations { id } }');
    await product.query('mutation { createCampaign(input: { type: NONE }) { __typename } }');
    expect(audits()).toEqual([]);
  });
});

it('the audit log replaces a phone number by its hash', async () => {
  const secret = 'router-secret-0123456789';
  const id = '573001234567';
  await restart({ AUTH_MODE: 'router', AUTH_ROUTER_SECRET: secret });
  const scopes = 'campaigns:create';
  await product.create(PREVIEW, { 'router-authorization': secret, 'x-caller-id': id, 'x-caller-scopes': scopes });
  const actor = `sha256:${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
  expect(audits()).toMatchObject([{ actor, outcome: 'success' }]);
  expect(JSON.stringify(product.logs())).not.toContain(id);
});

it('the audit log has the subject of every mutation of the schema', () => {
  const mutations = Object.values(buildSubgraph().schema.getMutationType()?.getFields() ?? {});
  expect(mutations.length).toBeGreaterThan(1);
  for (const { name, extensions } of mutations) expect([name, typeof extensions.subjectOf]).toEqual([name, 'function']);
});

describe('actor name', () => {
  it('is a plain id, or the hash of any other id', () => {
    const hash = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    for (const id of ['auth0|5f7c', 'svc-crm', 'crm42', 'a.b:c_d']) expect(actorName(id)).toBe(id);
    for (const id of ['573001234567', '+57 300 123 4567', '57-300-1234567', '1.020.304.050', '42', '_'])
      expect(actorName(id)).toBe(hash(id));
    for (const id of ['ana@example.com', 'Ana María', 'a\nb', '', 'x'.repeat(129)])
      expect(actorName(id)).toBe(hash(id));
    expect(actorName(undefined)).toBe('anonymous');
  });
});
