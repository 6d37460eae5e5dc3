import { createServer, type AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { SECURITY_HEADERS } from '../../src/http/security-headers.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startKnownRedis } from '../support/known-redis.js';
import { scrape, type Samples } from '../support/metrics.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { sendRaw } from '../support/raw-client.js';
import { describeWithRedis } from '../support/redis.js';
import { until } from '../support/until.js';

let simulator: Simulator;
let product: Product;
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterEach(async () => {
  await product.close();
  await simulator.close();
});

const start = async (variables: Record<string, string> = {}): Promise<void> => {
  product = await startProduct(simulator.url, variables);
};
const metrics = (): Promise<Samples> => scrape(product.metricsUrl);
const CREATE = { operation_name: 'CreateCampaign', operation_type: 'mutation' };
const OPERATIONS = 'wolkvox_graphql_operations_total';
const CREATIONS = 'wolkvox_graphql_mutations_total';
const operation = 'default';
const LIST = 'query Names { campaigns { nodes { name } } }';

describe('metrics of a server', () => {
  it('count a creation: the operation, the call and the campaign, each with its duration', async () => {
    await start();
    await product.create(PREVIEW);
    await product.create(PREDICTIVE);
    const samples = await metrics();
    expect(samples.value(OPERATIONS, { ...CREATE, outcome: 'success' })).toBe(2);
    expect(
      samples.value('wolkvox_graphql_operation_duration_seconds_count', { operation_name: 'CreateCampaign' }),
    ).toBe(2);
    const call = { operation, api: 'create_campaign' };
    expect(samples.value('wolkvox_graphql_upstream_calls_total', { ...call, outcome: 'success' })).toBe(2);
    expect(samples.value('wolkvox_graphql_upstream_duration_seconds_count', call)).toBe(2);
    expect(samples.value('wolkvox_graphql_queue_wait_seconds_count', { operation })).toBe(2);
    expect(samples.value(CREATIONS, { operation, mutation: 'createCampaign', outcome: 'success' })).toBe(2);
    expect(samples.value('wolkvox_graphql_ready')).toBe(1);
    expect(samples.has('process_cpu_seconds_total')).toBe(true);
  });

  it.each([
    ['REJECTED', { preset: 'invalid-value' }, 'invalid-value'],
    ['BUSY', { preset: 'too-many-requests-at-once' }, 'too-many-concurrent-requests'],
    ['QUOTA_EXHAUSTED', { preset: 'quota-exhausted' }, 'quota-exhausted'],
    ['MAINTENANCE', { preset: 'maintenance' }, 'maintenance'],
    ['UPSTREAM_AUTHENTICATION', { preset: 'invalid-token' }, 'token-invalid'],
    ['UPSTREAM_CONTRACT', { preset: 'unknown-api' }, 'unknown-api'],
    ['OUTCOME_UNKNOWN', { preset: 'lost-answer' }, 'lost'],
  ] as const)('count a failure by its code, in data and in errors[]: %s', async (code, behaviour, answer) => {
    await start();
    simulator.behave(behaviour);
    await product.create(PREVIEW);
    const samples = await metrics();
    expect(samples.value(OPERATIONS, { ...CREATE, outcome: code })).toBe(1);
    expect(samples.labels(OPERATIONS, 'outcome')).toEqual([code]);
    expect(samples.value(CREATIONS, { operation, mutation: 'createCampaign', outcome: code })).toBe(1);
    expect(samples.value('wolkvox_graphql_upstream_calls_total', { operation, outcome: answer })).toBe(1);
    const unknown = samples.value('wolkvox_graphql_unknown_outcomes_total', { operation });
    expect(unknown).toBe(code === 'OUTCOME_UNKNOWN' ? 1 : 0);
  });

  it('count requests that are rejected before anything is sent, without input', async () => {
    await start();
    await product.create({ ...PREVIEW, name: ' ', operationId: 'canary-operation' });
    await product.query('{ canaryField }');
    await product.query('not GraphQL: canary');
    await product.post('{ canary');
    await until(
      async () => (await metrics()).value('wolkvox_graphql_rejected_requests_total', { reason: 'bad_request' }) === 1,
      'the rejected request is counted',
    );
    const samples = await metrics();
    expect(samples.value(CREATIONS, { operation: 'none', mutation: 'createCampaign', outcome: 'INVALID_INPUT' })).toBe(
      1,
    );
    expect(samples.value(OPERATIONS, { outcome: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1);
    expect(
      samples.value(OPERATIONS, {
        outcome: 'GRAPHQL_PARSE_FAILED',
        operation_type: 'unknown',
        operation_name: 'other',
      }),
    ).toBe(1);
    expect(samples.text).not.toMatch(/canary/i);
  });

  it('count a replay separately from its creation', async () => {
    await start();
    const input = { ...PREVIEW, idempotencyKey: 'key-1' };
    await product.create(input);
    await product.create(input);
    await product.create({ ...input, name: 'another' });
    const samples = await metrics();
    expect(samples.value(CREATIONS, { operation, outcome: 'success' })).toBe(1);
    expect(samples.value(CREATIONS, { operation, outcome: 'IDEMPOTENCY_CONFLICT' })).toBe(1);
    expect(samples.value('wolkvox_graphql_idempotency_replays_total', { operation })).toBe(1);
  });

  it('count one creation if several requests wait for it', async () => {
    await start();
    simulator.behave({ delayMs: 100 });
    const input = { ...PREVIEW, idempotencyKey: 'key-1' };
    await Promise.all(Array.from({ length: 5 }, () => product.create(input)));
    const samples = await metrics();
    expect(samples.value(CREATIONS, { operation, outcome: 'success' })).toBe(1);
    expect(samples.value('wolkvox_graphql_idempotency_replays_total', { operation })).toBe(4);
  });

  it('have the slots, the queue, the quota and the wait for a slot', async () => {
    await start({ WOLKVOX_MAX_IN_FLIGHT: '1', WOLKVOX_DAILY_QUOTA: '10' });
    simulator.behave({ delayMs: 400 });
    const first = product.create(PREVIEW);
    await until(
      async () => (await metrics()).value('wolkvox_graphql_upstream_in_flight', { operation }) === 1,
      'a call is in flight',
    );
    const second = product.create(PREVIEW);
    await until(
      async () => (await metrics()).value('wolkvox_graphql_queue_length', { operation }) === 1,
      'a call is queued',
    );
    await Promise.all([first, second]);
    const samples = await metrics();
    const now = (name: string): number => samples.value(`wolkvox_graphql_${name}`, { operation });
    expect([now('concurrency_limit'), now('upstream_in_flight'), now('queue_length')]).toEqual([1, 0, 0]);
    expect([now('quota'), now('quota_used'), now('quota_remaining')]).toEqual([10, 2, 8]);
    const waited = now('queue_wait_seconds_sum');
    const called = now('upstream_duration_seconds_sum');
    expect(waited).toBeGreaterThan(0.2);
    // The second call did not wait in wolkvox, so its wait is not in the duration of the calls.
    expect(called).toBeGreaterThan(0.39);
    expect(called).toBeLessThan(waited + 0.4);
  });

  it('have no quota if none is configured, and no duration for calls that were not sent', async () => {
    await start({ WOLKVOX_MAX_IN_FLIGHT: '1', WOLKVOX_MAX_QUEUE: '0' });
    simulator.behave({ breakOff: 'hang' });
    void product.create(PREVIEW);
    await until(() => simulator.requests().length === 1, 'the simulator has received a request');
    await product.create(PREVIEW);
    const samples = await metrics();
    expect(samples.value('wolkvox_graphql_upstream_calls_total', { outcome: 'not-sent-queue' })).toBe(1);
    expect(samples.has('wolkvox_graphql_upstream_duration_seconds_count')).toBe(false);
    expect(samples.value('wolkvox_graphql_quota_used', { operation })).toBe(1);
    expect(samples.has('wolkvox_graphql_quota')).toBe(false);
    expect(samples.has('wolkvox_graphql_quota_remaining')).toBe(false);
    await simulator.close();
  });

  it('count list reads by cache result, and response cache hits', async () => {
    await start({ CACHE_TTL_MS: '100' });
    simulator.addCampaign({ name: 'one', type: 'preview' });
    const looks = async (result: string): Promise<number> =>
      (await metrics()).value('wolkvox_graphql_list_cache_requests_total', {
        list: 'campaigns',
        operation,
        result,
      });
    await product.query(LIST);
    expect(await looks('upstream')).toBe(1);
    simulator.behave({ preset: 'internal-error', times: 'always' });
    await until(async () => {
      await product.query(LIST);
      return (await looks('stale')) > 0;
    }, 'a stale list was returned');
    expect(await looks('upstream')).toBe(1);
    expect(await looks('failed')).toBe(0);
    expect((await metrics()).value(OPERATIONS, { operation_name: 'Names', operation_type: 'query' })).toBeGreaterThan(
      1,
    );
  });

  it('count failed and fresh list reads', async () => {
    await start();
    simulator.behave({ preset: 'internal-error', times: 2 });
    await product.query('{ campaigns { nodes { name } } }');
    await product.query('{ skills { name } }');
    let samples = await metrics();
    const looks = (list: string, result: string): number =>
      samples.value('wolkvox_graphql_list_cache_requests_total', { list, operation, result });
    expect([looks('campaigns', 'error'), looks('skills', 'error')]).toEqual([1, 1]);
    expect(samples.value(OPERATIONS, { operation_name: 'anonymous', outcome: 'UNREACHABLE' })).toBe(2);
    await product.close();
    await start();
    await product.query(LIST);
    await product.query('query Ids { campaigns { nodes { id } } }');
    await product.query(LIST);
    samples = await metrics();
    expect([looks('campaigns', 'upstream'), looks('campaigns', 'hit')]).toEqual([1, 1]);
    expect(samples.value('wolkvox_graphql_response_cache_hits_total')).toBe(1);
  });

  it('have at most a hundred operation names, none longer than 64 characters', async () => {
    await start();
    const ask = (name: string) => product.query(`query ${name} { operations { id } }`);
    await ask('x'.repeat(65));
    for (let nth = 0; nth < 120; nth += 1) await ask(`Name${nth}`);
    await ask('Name7');
    const samples = await metrics();
    expect(samples.labels(OPERATIONS, 'operation_name')).toHaveLength(101);
    expect(samples.value(OPERATIONS, { operation_name: 'Name7' })).toBe(2);
    expect(samples.value(OPERATIONS, { operation_name: 'other' })).toBe(21);
  });

  it('contain no input and no token', async () => {
    await start();
    await product.create({ ...PREVIEW, name: 'Canary-1', description: 'Canary-2', idempotencyKey: 'Canary-3' });
    await product.query('query ($id: ID!) { campaign(id: $id) { name } }', { id: 'Canary-4' });
    await product.post(JSON.stringify({ query: LIST }), { 'x-request-id': 'Canary-5', authorization: 'Canary-6' });
    const { text } = await metrics();
    expect(text).not.toMatch(/canary/i);
    expect(text).not.toContain(TOKEN);
  });

  it('belong to one server', async () => {
    await start();
    await product.create(PREVIEW);
    const other = await startProduct(simulator.url);
    expect((await scrape(other.metricsUrl)).has(OPERATIONS)).toBe(false);
    await other.close();
  });
});

describe('METRICS_PORT', () => {
  it('serves the metrics only on its port, until the server closes', async () => {
    await start({ METRICS_PORT: '0' });
    expect(new URL(product.metricsUrl).port).not.toBe(new URL(product.url).port);
    expect((await metrics()).value('wolkvox_graphql_ready')).toBe(1);
    expect((await fetch(`${product.url}/metrics`)).status).toBe(404);
    expect((await fetch(product.metricsUrl.replace('/metrics', '/'))).status).toBe(404);
    expect((await fetch(product.metricsUrl, { method: 'POST' })).status).toBe(405);
    await product.close();
    await expect(fetch(product.metricsUrl)).rejects.toThrow();
  });

  it.each([
    ['the metrics', 200, 'GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['the metrics, to one that names no host', 200, 'GET /metrics HTTP/1.1\r\n\r\n'],
    ['another address', 404, 'GET / HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['another method', 405, 'DELETE /metrics HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['what is no HTTP', 400, 'canary\r\n\r\n'],
    ['headers that are too large', 431, `GET /metrics HTTP/1.1\r\nhost: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['an expectation', 417, 'GET /metrics HTTP/1.1\r\nhost: a\r\nexpect: more\r\n\r\n'],
  ])('responds with the headers of every other response: %s', async (_what, status, request) => {
    await start({ METRICS_PORT: '0' });
    const answer = await sendRaw(product.metricsUrl, request);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject(SECURITY_HEADERS);
  });

  it('that is in use is reported, and nothing is started', async () => {
    await start();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(startProduct(simulator.url, { METRICS_PORT: String(port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port,
    });
    await new Promise((resolve) => taken.close(resolve));
  });
});

describeWithRedis('while Redis is away', () => {
  it('a scrape responds if the server is ready, if Redis is down, and if usage is unavailable', async () => {
    const { redis, stop } = await startKnownRedis();
    await start({ REDIS_URL: redis.url, WOLKVOX_DAILY_QUOTA: '5' });
    await until(
      async () => (await metrics()).value('wolkvox_graphql_redis_up') === 1,
      'the metric reports Redis as up',
    );
    expect((await metrics()).value('wolkvox_graphql_quota_remaining', { operation })).toBe(5);
    await stop();
    await until(
      async () => (await metrics()).value('wolkvox_graphql_redis_up') === 0,
      'the metric reports Redis as down',
    );
    const samples = await metrics();
    expect(samples.value('wolkvox_graphql_ready')).toBe(1);
    for (const book of [
      'concurrency_limit',
      'upstream_in_flight',
      'queue_length',
      'quota',
      'quota_used',
      'quota_remaining',
    ])
      expect([book, samples.has(`wolkvox_graphql_${book}`)]).toEqual([book, false]);
    expect(samples.value('wolkvox_graphql_rejected_requests_total', { reason: 'limit' })).toBe(0);
  });
});

describeWithRedis('a list that another replica has read', () => {
  it('a list read from Redis is counted as shared', async () => {
    const { redis, stop } = await startKnownRedis();
    await start({ REDIS_URL: redis.url });
    const other = await startProduct(simulator.url, { REDIS_URL: redis.url });
    const resultsOf = async (url: string): Promise<string[]> =>
      (await scrape(url)).labels('wolkvox_graphql_list_cache_requests_total', 'result');
    await until(async () => (await product.query(LIST)).errors === undefined, 'the first server reads the list');
    await until(async () => (await other.query(LIST)).errors === undefined, 'the other server reads the list');
    expect(await resultsOf(product.metricsUrl)).toContain('upstream');
    expect(await resultsOf(other.metricsUrl)).toContain('shared');
    await other.close();
    await product.close();
    await stop();
  });
});
