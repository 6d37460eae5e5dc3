import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startCollector, type CollectedSpan, type Collector } from '../support/collector.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { created, startUpstream } from '../support/upstream.js';
import { until } from '../support/until.js';

const SERVER = 2;
const CLIENT = 3;

let simulator: Simulator;
let collector: Collector;
let product: Product;
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
  collector = await startCollector();
});
afterEach(async () => {
  await product.close();
  await simulator.close();
  await collector.close();
});

const start = async (variables: Record<string, string> = {}): Promise<void> => {
  product = await startProduct(simulator.url, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...variables });
};
/** Spans received after the server has closed, which exports the pending ones. */
const spans = async (): Promise<readonly CollectedSpan[]> => {
  await product.close();
  return collector.spans;
};
const named = (all: readonly CollectedSpan[], name: string): CollectedSpan => {
  const [span, another] = all.filter((one) => one.name === name);
  if (span === undefined || another !== undefined) throw new Error(`There is not exactly one span ${name}.`);
  return span;
};
const isWithin = (inner: CollectedSpan, outer: CollectedSpan): void => {
  expect(inner.parentSpanId).toBe(outer.spanId);
  expect(inner.traceId).toBe(outer.traceId);
  expect(inner.start).toBeGreaterThanOrEqual(outer.start);
  expect(inner.end).toBeGreaterThanOrEqual(inner.start);
  expect(inner.end).toBeLessThanOrEqual(outer.end);
};

describe('traces', () => {
  it('have a span for an operation and a span for its call', async () => {
    await start();
    simulator.behave({ delayMs: 50 });
    await product.create(PREVIEW);
    const all = await spans();
    const operation = named(all, 'mutation CreateCampaign');
    const call = named(all, 'wolkvox create_campaign');
    expect(all.filter(({ name }) => name !== 'queue')).toHaveLength(2);
    expect(operation).toMatchObject({ kind: SERVER, parentSpanId: undefined, failed: false });
    expect(operation.attributes).toEqual({
      'graphql.operation.name': 'CreateCampaign',
      'graphql.operation.type': 'mutation',
      outcome: 'success',
    });
    expect(operation.resource).toMatchObject({ 'service.name': 'wolkvox-graphql' });
    isWithin(call, operation);
    expect(call).toMatchObject({ kind: CLIENT, failed: false });
    expect(call.attributes).toEqual({
      api: 'create_campaign',
      operation: 'default',
      'http.response.status_code': 201,
      'wolkvox.outcome': 'success',
    });
    expect(call.end - call.start).toBeGreaterThan(45_000_000n);
  });

  it('have a span for the wait for a slot', async () => {
    await start({ WOLKVOX_MAX_IN_FLIGHT: '1' });
    simulator.behave({ delayMs: 400 });
    const first = product.create(PREVIEW);
    await until(() => simulator.requests().length === 1, 'the simulator has received a request');
    await Promise.all([first, product.create(PREVIEW)]);
    const all = await spans();
    // On a busy machine the first call may have waited for a millisecond, too.
    const waits = all.filter(({ name }) => name === 'queue');
    const wait = waits.reduce((longest, one) => (one.end - one.start > longest.end - longest.start ? one : longest));
    const call = all.find(({ spanId }) => spanId === wait.parentSpanId);
    if (call === undefined) throw new Error('The wait belongs to no call.');
    isWithin(wait, call);
    expect(wait.start).toBe(call.start);
    expect(wait.end - wait.start).toBeGreaterThan(50_000_000n);
    expect(wait.end).toBeLessThan(call.end);
  });

  it('have the failure code that the client receives', async () => {
    await start();
    simulator.behave({ preset: 'lost-answer' });
    await product.create(PREVIEW);
    await product.query('{ nothing }');
    const all = await spans();
    expect(named(all, 'mutation CreateCampaign')).toMatchObject({
      failed: true,
      attributes: { outcome: 'OUTCOME_UNKNOWN' },
    });
    const call = named(all, 'wolkvox create_campaign');
    expect(call.failed).toBe(true);
    expect(call.attributes).toEqual({
      api: 'create_campaign',
      operation: 'default',
      'wolkvox.outcome': 'lost',
      cause: 'reset',
    });
    expect(named(all, 'GraphQL').attributes).toEqual({ outcome: 'GRAPHQL_VALIDATION_FAILED' });
  });

  it('have a separate trace for a list read, because all requests share it', async () => {
    await start();
    await product.query('query Names { campaigns { nodes { name } } }');
    const all = await spans();
    const read = named(all, 'wolkvox campaigns');
    const operation = named(all, 'query Names');
    expect(read.parentSpanId).toBeUndefined();
    expect(read.traceId).not.toBe(operation.traceId);
  });

  it('continue the trace of the client, and wolkvox receives no trace headers', async () => {
    const upstream = await startUpstream(() => created());
    product = await startProduct(upstream.url, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const query = `mutation { createCampaign(input: { type: PREVIEW, name: "x", skillId: 1 }) { __typename } }`;
    await product.post(JSON.stringify({ query }), { traceparent, tracestate: 'canary=1' });
    await product.post(JSON.stringify({ query }), { traceparent: 'canary' });
    const [first, second] = (await spans()).filter(({ name }) => name === 'mutation');
    expect(first).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' });
    expect(second?.parentSpanId).toBeUndefined();
    expect(upstream.seen.map(({ headers }) => Object.keys(headers).filter((name) => name.startsWith('trace')))).toEqual(
      [[], []],
    );
    expect(JSON.stringify(collector.requests)).not.toContain('canary');
    await upstream.close();
  });

  it('contain no input and no token', async () => {
    await start();
    await product.create({ ...PREVIEW, name: 'Canary-1', description: 'Canary-2', idempotencyKey: 'Canary-3' });
    await product.create({ ...PREVIEW, name: 'Canary-4\u0000', operationId: 'Canary-5' });
    await product.query('query ($id: ID!) { campaign(id: $id) { name } }', { id: 'default:4' });
    await product.query('{ Canary }');
    await product.query(`query ${'Canary'.repeat(20)} { campaigns { nodes { name } } }`);
    expect((await spans()).length).toBeGreaterThan(5);
    const sent = JSON.stringify(collector.requests);
    expect(sent).not.toContain('Canary');
    expect(sent).not.toContain(TOKEN);
    expect(sent).not.toContain(new URL(simulator.url).port);
  });

  it('use the destination, the headers and the name of the OpenTelemetry variables', async () => {
    await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/some/path`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20secret, x-other=1',
      OTEL_SERVICE_NAME: 'campaigns',
    });
    await product.create(PREVIEW);
    expect((await spans())[0]?.resource).toMatchObject({ 'service.name': 'campaigns' });
    const [request] = collector.requests;
    expect(request).toMatchObject({ path: '/some/path', headers: { 'x-key': 'a secret', 'x-other': '1' } });
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    [
      'attributes, percent signs decoded',
      { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod, team=caf%C3%A9%2C%20ventas' },
      { 'deployment.environment.name': 'prod', team: 'café, ventas', 'service.name': 'wolkvox-graphql' },
    ],
    [
      'a name among them',
      { OTEL_RESOURCE_ATTRIBUTES: 'service.name=crm,service.version=2' },
      { 'service.name': 'crm', 'service.version': '2' },
    ],
    [
      'a name among them and one beside them, which goes before it',
      { OTEL_RESOURCE_ATTRIBUTES: 'service.name=crm', OTEL_SERVICE_NAME: 'campaigns' },
      { 'service.name': 'campaigns' },
    ],
    ['the exporter otlp', { OTEL_TRACES_EXPORTER: 'otlp' }, { 'service.name': 'wolkvox-graphql' }],
    ['an SDK that is not disabled', { OTEL_SDK_DISABLED: 'no' }, { 'service.name': 'wolkvox-graphql' }],
  ])('have %s', async (_what, variables, resource) => {
    await start(variables);
    await product.create(PREVIEW);
    expect((await spans())[0]?.resource).toMatchObject(resource);
  });

  it.each<Record<string, string>>([
    { OTEL_SDK_DISABLED: 'true' },
    { OTEL_SDK_DISABLED: 'TRUE' },
    { OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_TRACES_EXPORTER: ' none ' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
  ])('are not sent: %j', async (variables) => {
    await start(variables);
    await product.create(PREVIEW);
    expect(await spans()).toEqual([]);
  });
});
