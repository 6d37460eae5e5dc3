import { request } from 'node:http';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator } from '../../packages/simulator/src/simulator.js';
import { scrape } from '../support/metrics.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';
import { until } from '../support/until.js';

const SECRET = 'router-secret-0123456789';
const ENTITY = '{ _entities(representations: [{ __typename: "WolkvoxOperation", id: "default" }]) { __typename } }';
const CALLER = { 'x-caller-id': 'ana', 'x-caller-scopes': 'campaigns:read campaigns:create' };
const OPERATIONS = { 'x-caller-operations': 'default' };
const ROUTER = { 'router-authorization': SECRET };

describe('AUTH_MODE=router', () => {
  let upstream: Upstream;
  let product: Product;
  beforeAll(async () => {
    upstream = await startUpstream(() => created());
    product = await startProduct(upstream.url, {
      AUTH_MODE: 'router',
      AUTH_ROUTER_SECRET: SECRET,
      AUTH_ROUTER_OPERATIONS_HEADER: 'X-Caller-Operations',
    });
  });
  beforeEach(() => {
    upstream.seen.length = 0;
  });
  afterAll(() => Promise.all([product.close(), upstream.close()]));

  it.each([
    ['the schema', '{ _service { sdl } }'],
    ['an entity', ENTITY],
    ['a read', '{ operations { id } }'],
    ['a creation', 'mutation { createCampaign(input: { type: PREVIEW, name: "x", skillId: 1 }) { __typename } }'],
  ])('requests without the secret do not receive %s', async (_what, document) => {
    for (const secret of [{}, { 'router-authorization': `${SECRET}x` }, { 'router-authorization': SECRET.slice(1) }]) {
      const { status, data, errors } = await product.query(document, {}, { ...CALLER, ...secret });
      expect([status, data, errors?.map(({ extensions }) => extensions.code)]).toEqual([
        401,
        undefined,
        ['UNAUTHENTICATED'],
      ]);
    }
    expect(upstream.seen).toEqual([]);
  });

  it('the router itself may read the schema, and nothing that needs a scope', async () => {
    expect((await product.query('{ _service { sdl } }', {}, ROUTER)).data).toMatchObject({
      _service: { sdl: expect.stringContaining('type Campaign') },
    });
    for (const document of [ENTITY, '{ operations { id } }'])
      expect((await product.query(document, {}, ROUTER)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('a caller may do what the headers allow', async () => {
    const reader = { ...ROUTER, ...CALLER, 'x-caller-scopes': 'campaigns:read', 'x-caller-operations': 'default' };
    expect((await product.query(ENTITY, {}, reader)).errors).toBeUndefined();
    expect((await product.create(PREVIEW, reader)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const creator = { ...reader, 'x-caller-scopes': 'campaigns:create' };
    expect((await product.create(PREVIEW, creator)).data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    const elsewhere = { ...creator, 'x-caller-operations': 'another' };
    expect((await product.create(PREVIEW, elsewhere)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const nowhere = { ...ROUTER, ...CALLER };
    expect((await product.create(PREVIEW, nowhere)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(upstream.seen).toHaveLength(1);
  });

  it.each(['router-authorization', 'x-caller-id', 'x-caller-scopes', 'x-caller-operations'])(
    'a request with %s twice is unauthenticated',
    async (name) => {
      const once: Record<string, string> = { ...ROUTER, ...CALLER, ...OPERATIONS };
      const headers = { ...once, [name]: [once[name] ?? '', once[name] ?? ''], 'content-type': 'application/json' };
      const status = await new Promise<number | undefined>((resolve, reject) => {
        request(`${product.url}/graphql`, { method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end('{"query":"{ __typename }"}');
      });
      expect(status).toBe(401);
    },
  );

  it('a caller id may have 256 characters, and a longer one is unauthenticated', async () => {
    const asking = async (id: string) =>
      product.query('{ operations { id } }', {}, { ...ROUTER, ...CALLER, ...OPERATIONS, 'x-caller-id': id });
    expect((await asking('a'.repeat(256))).errors).toBeUndefined();
    const { status, errors } = await asking('a'.repeat(257));
    expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    await until(
      () => product.logs().some(({ authFailure }) => authFailure === 'malformed'),
      'the malformed header is logged',
    );
  });

  it('the secret is in no log line and no response', async () => {
    const { text } = await product.query('{ _service { sdl } }', {}, { ...ROUTER, 'x-request-id': SECRET });
    expect(text).not.toContain(SECRET);
    expect(JSON.stringify(product.logs())).not.toContain(SECRET);
  });
});

describe('forbidden field', () => {
  const two = (name: string) => `{ a: ${name}(id: "default:4021") { id name } b: ${name}(id: "santiago:4021") { id } }`;
  const entities = (type: string) => `{ _entities(representations: [
    { __typename: "${type}", id: "santiago:4021" }, { __typename: "${type}", id: "default:4021" },
  ]) { ... on ${type} { id name } } }`;
  const seen = { id: 'default:4021', name: 'Ventas' };

  it.each([
    ['a skill', two('skill'), { a: seen, b: null }, ['b'], 'skills'],
    ['a campaign', two('campaign'), { a: seen, b: null }, ['b'], 'campaigns'],
    ['a skill as an entity', entities('Skill'), { _entities: [null, seen] }, ['_entities', 0], 'skills'],
    ['a campaign as an entity', entities('Campaign'), { _entities: [null, seen] }, ['_entities', 0], 'campaigns'],
  ])('leaves the other fields in the response: %s', async (_what, document, data, path, api) => {
    const row = { skill_id: '4021', skill_name: 'Ventas', campaign_id: '4021', campaign_name: 'Ventas' };
    const upstream = await startUpstream(() => ({
      status: 200,
      body: { code: 200, error: null, msg: 'ok', data: [row] },
    }));
    const product = await startProduct(upstream.url, {
      AUTH_MODE: 'router',
      AUTH_ROUTER_SECRET: SECRET,
      AUTH_ROUTER_OPERATIONS_HEADER: 'X-Caller-Operations',
    });
    const answer = await product.query(document, {}, { ...ROUTER, ...CALLER, ...OPERATIONS });
    expect(answer.data).toEqual(data);
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions])).toEqual([[path, { code: 'FORBIDDEN' }]]);
    expect(upstream.seen.map(({ url }) => new URL(url, upstream.url).searchParams.get('api'))).toEqual([api]);
    await Promise.all([product.close(), upstream.close()]);
  });
});

describe('unknown outcome', () => {
  it.each([
    ['who may read', 'campaigns:create campaigns:read', [{ name: PREVIEW.name }]],
    ['who may only create', 'campaigns:create', []],
  ])('lists the candidate campaigns for a caller %s', async (_who, scopes, candidates) => {
    const simulator = await startSimulator({ token: TOKEN });
    const variables = { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: SECRET, WOLKVOX_RECONCILE: 'on' };
    const product = await startProduct(simulator.url, variables);
    // From another host: nothing was known about it.
    simulator.addCampaign({ name: PREVIEW.name, type: 'preview' });
    simulator.behave({ breakOff: 'before-answer', create: false, api: 'create_campaign' });
    const { data, errors } = await product.create(PREVIEW, { ...ROUTER, ...CALLER, 'x-caller-scopes': scopes });
    expect(errors).toBeUndefined();
    expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN', candidates });
    await product.close();
    await simulator.close();
  });
});

it.each(['lists', 'ana'])('a caller with the id %s does not share the queue turns of list reads', async (id) => {
  const simulator = await startSimulator({ token: TOKEN });
  const variables = { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: SECRET, WOLKVOX_MAX_IN_FLIGHT: '1' };
  const product = await startProduct(simulator.url, variables);
  const waiting = (count: number) =>
    until(
      async () => (await scrape(product.metricsUrl)).value('wolkvox_graphql_queue_length') === count,
      `${count} calls are queued`,
    );
  const create = (name: string, caller: string) =>
    product.create({ ...PREVIEW, name }, { ...ROUTER, ...CALLER, 'x-caller-id': caller });
  simulator.behave({ delayMs: 1_000 });
  const answers: Promise<unknown>[] = [create('first', 'another')];
  await until(() => simulator.requests().length === 1, 'the simulator has received a request');
  for (const [nth, name] of ['second', 'third'].entries()) {
    answers.push(create(name, id));
    await waiting(nth + 1);
  }
  answers.push(product.query('{ campaigns { totalCount } }', {}, { ...ROUTER, ...CALLER }));
  await waiting(3);
  await Promise.all(answers);
  const order = simulator
    .requests()
    .map(({ method, body }) => (method === 'GET' ? 'list' : /second|third/.exec(JSON.stringify(body))?.[0]));
  expect(order).toEqual([undefined, 'second', 'list', 'third']);
  await product.close();
  await simulator.close();
});
