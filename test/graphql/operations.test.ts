import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { PREDICTIVE, PREVIEW, startProduct, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

const OPERATIONS = [
  { id: 'bogota', server: '0013', token: 'token-of-bogota' },
  { id: 'santiago', server: '0042', token: 'token-of-santiago', timeZone: 'America/Santiago', timeFormat: 'hhiiss' },
];

describe('several operations', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wolkvox-operations-'));
  let upstream: Upstream;
  let product: Product;

  beforeAll(async () => {
    const file = join(folder, 'operations.json');
    writeFileSync(file, JSON.stringify(OPERATIONS));
    upstream = await startUpstream(() => created());
    product = await startProduct(upstream.url, { WOLKVOX_TOKEN: undefined, WOLKVOX_OPERATIONS_FILE: file });
  });
  beforeEach(() => {
    upstream.seen.length = 0;
  });
  afterAll(async () => {
    await Promise.all([product.close(), upstream.close()]);
    rmSync(folder, { recursive: true });
  });

  it('are listed with their time zones, without an upstream call', async () => {
    const { data } = await product.query(
      '{ operations { id timeZone } operation(id: "santiago") { timeZone } none: operation(id: "x") { id } default: operation { id } }',
    );
    expect(data).toEqual({
      operations: [
        { id: 'bogota', timeZone: 'America/Bogota' },
        { id: 'santiago', timeZone: 'America/Santiago' },
      ],
      operation: { timeZone: 'America/Santiago' },
      none: null,
      default: null,
    });
    expect(upstream.seen).toEqual([]);
  });

  it('do not reveal the token of another operation if wolkvox returns it', async () => {
    upstream.answer = () => ({
      status: 400,
      body: { code: 400, error: 'error', msg: 'BAD TOKEN-OF-SANTIAGO, token-of-bogota' },
    });
    const { data } = await product.create({ ...PREVIEW, operationId: 'bogota' });
    upstream.answer = () => created();
    expect(data?.createCampaign).toMatchObject({ upstreamMessage: 'BAD [secret], [secret]' });
  });

  it.each([
    ['bogota', 'token-of-bogota', '20261123080000'],
    ['santiago', 'token-of-santiago', '080000'],
  ])('%s is called with its own token and time format', async (operationId, token, start) => {
    const { data } = await product.create({ ...PREDICTIVE, operationId });
    expect(data?.createCampaign).toMatchObject({
      campaign: { id: `${operationId}:1287`, operation: { id: operationId } },
    });
    expect(upstream.seen[0]?.headers['wolkvox-token']).toBe(token);
    expect(JSON.parse(upstream.seen[0]?.body ?? '')).toMatchObject({ start_time: start });
  });

  it('require an operationId if there is no default', async () => {
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ issues: [{ path: ['operationId'], rule: 'OPERATION_REQUIRED' }] });
    expect(upstream.seen).toEqual([]);
  });
});

describe('limits of an operation', () => {
  it('return WolkvoxQuotaExhausted above the daily quota, without a call', async () => {
    const upstream = await startUpstream(() => created());
    const product = await startProduct(upstream.url, { WOLKVOX_DAILY_QUOTA: '2' });
    const answers = [await product.create(PREVIEW), await product.create(PREVIEW), await product.create(PREVIEW)];
    await Promise.all([product.close(), upstream.close()]);
    expect(answers.map(({ data }) => data?.createCampaign?.__typename)).toEqual([
      'CreateCampaignSuccess',
      'CreateCampaignSuccess',
      'WolkvoxQuotaExhausted',
    ]);
    expect(upstream.seen).toHaveLength(2);
  });

  it('return WolkvoxBusy if the queue is full, without a call', async () => {
    const upstream = await startUpstream(() => created());
    const product = await startProduct(upstream.url, { WOLKVOX_MAX_IN_FLIGHT: '1', WOLKVOX_MAX_QUEUE: '0' });
    const alone = `mutation($input: CreateCampaignInput!) { ${'ab'
      .split('')
      .map((alias) => `${alias}: createCampaign(input: $input) { __typename }`)
      .join(' ')} }`;
    // Root fields of a mutation run in sequence, so one request never runs concurrently with itself.
    const { data } = await product.query(alone, { input: PREVIEW });
    expect(data).toEqual({ a: { __typename: 'CreateCampaignSuccess' }, b: { __typename: 'CreateCampaignSuccess' } });
    const together = await Promise.all(Array.from({ length: 10 }, () => product.create(PREVIEW)));
    await Promise.all([product.close(), upstream.close()]);
    const busy = together.filter(({ data }) => data?.createCampaign?.__typename === 'WolkvoxBusy');
    expect(busy.length).toBeGreaterThan(0);
    expect(busy[0]?.data?.createCampaign).toMatchObject({ code: 'BUSY', retryable: true, retryAfterMs: 1000 });
    expect(upstream.seen).toHaveLength(2 + together.length - busy.length);
  });
});
