import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { Secret } from '../../src/shared/secret.js';
import { startKnownRedis, type RedisAdmin } from '../support/known-redis.js';
import { PREVIEW, startProduct, TOKEN, type Answer, type Product } from '../support/product.js';
import { describeWithRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

describeWithRedis('invalid data in Redis', () => {
  let redis: Redis;
  let admin: RedisAdmin;
  let stopRedis: () => Promise<void>;
  let simulator: Simulator;
  let products: Product[] = [];
  beforeAll(async () => {
    ({ redis, admin, stop: stopRedis } = await startKnownRedis());
    simulator = await startSimulator({ token: TOKEN });
    products = await Promise.all([0, 1].map(() => start()));
  });
  beforeEach(() => simulator.reset());
  afterAll(async () => {
    await Promise.all(products.map((product) => product.close()));
    await Promise.all([simulator.close(), stopRedis()]);
  });

  const start = (): Promise<Product> =>
    startProduct(simulator.url, { REDIS_URL: redis.url, WOLKVOX_DAILY_QUOTA: '1000', WOLKVOX_RECONCILE: 'on' });
  const nth = (index: number): Product => {
    const product = products[index];
    if (product === undefined) throw new Error('It has not started.');
    return product;
  };
  const one = (): Product => nth(0);
  const other = (): Product => nth(1);
  let keys = 0;
  const newKey = (): string => `key ${(keys += 1)}`;
  const create = async (product: Product, more: object = {}) =>
    (await product.create({ ...PREVIEW, ...more })).data?.createCampaign;
  const sent = (api: string): number => simulator.requests().filter(({ query }) => query.api === api).length;
  const SUCCESS = { __typename: 'CreateCampaignSuccess' };
  const lines = (fits: RegExp): number => products[1]?.logs().filter(({ msg }) => fits.test(String(msg))).length ?? 0;

  it.each([
    'hello',
    '',
    'null',
    '[]',
    '{}',
    '{"key":5,"value":"x"}',
    '{"key":null}',
    '"key"',
    '{"key":"a key without waiting requests","value":"x"}',
    `"${'x'.repeat(100)}`,
    '{"key":',
  ])('on the channel {wolkvox}:settled fails no waiting request: %j', async (message) => {
    const idempotencyKey = newKey();
    simulator.behave({ delayMs: 400, times: 1 });
    const first = create(one(), { idempotencyKey });
    await until(() => sent('create_campaign') === 1, 'the first creation has been sent');
    const repeat = create(other(), { idempotencyKey });
    const bystander = create(other());
    await admin.publish('{wolkvox}:settled', message);
    expect(await first).toMatchObject(SUCCESS);
    expect(await repeat).toMatchObject({ ...SUCCESS, campaign: ((await first) as { campaign: object }).campaign });
    expect(await bystander).toMatchObject(SUCCESS);
    expect(sent('create_campaign')).toBe(2);
    expect(lines(/^invalid message on {wolkvox}:settled/)).toBeLessThanOrEqual(1);
  });

  it.each(['hello', '{"ok":true}', 'null'])(
    'on the channel {wolkvox}:settled is not used as the result of a key: %s',
    async (value) => {
      const idempotencyKey = newKey();
      simulator.behave({ delayMs: 400, times: 1 });
      const known = new Set(await admin.keys('{wolkvox}:once:*'));
      const first = create(one(), { idempotencyKey });
      await until(() => sent('create_campaign') === 1, 'the first creation has been sent');
      const repeat = create(other(), { idempotencyKey });
      const [key] = (await admin.keys('{wolkvox}:once:*')).filter((name) => !known.has(name));
      await admin.publish('{wolkvox}:settled', JSON.stringify({ key: key?.replace('{wolkvox}:once:', ''), value }));
      expect(await first).toMatchObject(SUCCESS);
      expect(await repeat).toMatchObject({ ...SUCCESS, campaign: ((await first) as { campaign: object }).campaign });
    },
  );

  /** Creates a campaign and returns the Redis key of its idempotency record. */
  const keyOf = async (idempotencyKey: string): Promise<string> => {
    const known = new Set(await admin.keys('{wolkvox}:once:*'));
    expect(await create(one(), { idempotencyKey })).toMatchObject(SUCCESS);
    const [key] = (await admin.keys('{wolkvox}:once:*')).filter((name) => !known.has(name));
    if (key === undefined) throw new Error('There is no key.');
    return key;
  };

  it.each<[string, (key: string) => Promise<unknown>]>([
    ['invalid JSON', (key) => admin.hSet(key, 'value', 'hello')],
    ['JSON of another shape', (key) => admin.hSet(key, 'value', '{"ok":true,"value":{"campaign":5}}')],
    ['null', (key) => admin.hSet(key, 'value', 'null')],
    ['an unknown failure code', (key) => admin.hSet(key, 'value', '{"ok":false,"failure":{"code":"toString"}}')],
    [
      'a rejection without its message',
      (key) => admin.hSet(key, 'value', '{"ok":false,"failure":{"code":"REJECTED"}}'),
    ],
    [
      'invalid candidates',
      (key) => admin.hSet(key, 'value', '{"ok":false,"failure":{"code":"OUTCOME_UNKNOWN","candidates":[null]}}'),
    ],
    ['no value', (key) => admin.hDel(key, 'value')],
    ['another state', (key) => admin.hSet(key, 'state', 'hello')],
    ['no fingerprint', (key) => admin.hDel(key, 'fingerprint')],
    [
      'a pending record without an owner',
      async (key) => {
        await admin.hSet(key, 'state', 'pending');
        await admin.hDel(key, 'owner');
      },
    ],
    [
      'another hash',
      async (key) => {
        await admin.del(key);
        await admin.hSet(key, 'hello', 'world');
      },
    ],
    ['a text', (key) => admin.set(key, 'hello')],
    [
      'a list',
      async (key) => {
        await admin.del(key);
        await admin.rPush(key, 'hello');
      },
    ],
  ])('under an idempotency key returns OUTCOME_UNKNOWN without a second creation: %s', async (_name, spoil) => {
    const idempotencyKey = newKey();
    await spoil(await keyOf(idempotencyKey));
    for (const product of products)
      expect(await create(product, { idempotencyKey })).toMatchObject({ code: 'OUTCOME_UNKNOWN', candidates: [] });
    expect(sent('create_campaign')).toBe(1);
  });

  const NAMES = '{ campaigns { nodes { name contactCount lastUsedAt } } }';
  const named = ({ data }: Answer): unknown =>
    (data as { campaigns: { nodes: { name: string }[] } } | null)?.campaigns.nodes.map(({ name }) => name);
  const listKeys = async (end: string): Promise<string[]> =>
    (await admin.keys('{wolkvox}:list:*')).filter((key) => key.endsWith(end));

  it.each<[string, (text: string, list: string) => Promise<unknown>]>([
    ['invalid JSON', (text) => admin.set(text, 'hello')],
    ['an object', (text) => admin.set(text, '{"rows":[]}')],
    ['null', (text) => admin.set(text, 'null')],
    ['invalid rows', (text) => admin.set(text, '[1,null,"x"]')],
    ['a row without an id', (text) => admin.set(text, '[{"name":"x"}]')],
    ['a number for a name', (text) => admin.set(text, '[{"campaignId":"1","name":5}]')],
    ['a text for a count', (text) => admin.set(text, '[{"campaignId":"1","name":"x","contactCount":"many"}]')],
    ['an unknown type', (text) => admin.set(text, '[{"campaignId":"1","name":"x","type":"ROBOT"}]')],
    ['a count beyond Int', (text) => admin.set(text, '[{"campaignId":"1","name":"x","speed":1e12}]')],
    [
      'a list of Redis',
      async (text) => {
        await admin.del(text);
        await admin.rPush(text, 'hello');
      },
    ],
    ['texts instead of versions', (_text, list) => admin.hSet(list, { covers: 'hello', began: 'x', at: 'y' })],
    ['a version that is not a number', (_text, list) => admin.hSet(list, 'writes', 'hello')],
    ['a reading in the future', (_text, list) => admin.hSet(list, 'at', String(Date.now() + 31_536_000_000))],
    ['a text for the list', (_text, list) => admin.set(list, 'hello')],
  ])('as the snapshot of a list is replaced after a read from wolkvox: %s', async (_name, spoil) => {
    simulator.addCampaign({ name: 'real', type: 'preview' });
    await create(one());
    await one().query(NAMES);
    let text = '';
    await until(async () => ([text = ''] = await listKeys(':text')).length > 0 && text !== '', 'the list is stored');
    const list = text.replace(/:text$/, '');
    await spoil(text, list);
    const [late, later] = await Promise.all([start(), start()]);
    try {
      const answer = await late.query(NAMES);
      expect(answer.errors).toBeUndefined();
      expect(named(answer)).toEqual(expect.arrayContaining(['real']));
      const loaders = sent('campaigns');
      await until(
        async () => (await admin.type(text)) === 'string' && (await admin.get(text))?.startsWith('[{') === true,
        'the snapshot is replaced',
      );
      expect(named(await later.query(NAMES))).toEqual(named(answer));
      expect(sent('campaigns')).toBe(loaders);
    } finally {
      await Promise.all([late.close(), later.close()]);
      await admin.del(await listKeys(''));
    }
  });

  const pool = `{wolkvox}:token:${new Secret(TOKEN).fingerprint}`;
  const firstOf = async (pattern: string): Promise<string> => (await admin.keys(pattern))[0] ?? '';
  it.each<[string, () => Promise<unknown>]>([
    ['the count of the day', () => admin.hSet(`${pool}:day`, 'spent', 'hello')],
    ['the end of the day', () => admin.hSet(`${pool}:day`, 'endsAt', '1e999')],
    ['the day', () => admin.set(`${pool}:day`, 'hello')],
    [
      'the highest number',
      async () => admin.set((await firstOf('{wolkvox}:numbers:*')).replace(/:(names|taken):.*/, ''), 'hello'),
    ],
    [
      'the highest number, as a list',
      async () => {
        const key = (await firstOf('{wolkvox}:numbers:*')).replace(/:(names|taken):.*/, '');
        await admin.del(key);
        await admin.rPush(key, 'hello');
      },
    ],
    ['the names', async () => admin.set(await firstOf('{wolkvox}:numbers:*:names:*'), 'hello')],
    [
      'the count of a name',
      async () => {
        const key = await firstOf('{wolkvox}:numbers:*:names:*');
        for (const name of await admin.hKeys(key)) await admin.hSet(key, name, 'hello');
      },
    ],
    ['the epoch', () => admin.set('{wolkvox}:epoch', '1').then(() => admin.publish('{wolkvox}:settled', 'hello'))],
  ])('instead of %s fails no creation', async (_name, spoil) => {
    expect(await create(one())).toMatchObject(SUCCESS);
    await spoil();
    for (const product of products) {
      const answer = await product.create(PREVIEW);
      expect(answer.errors).toBeUndefined();
      expect(answer.data?.createCampaign).toMatchObject(SUCCESS);
    }
    const { data } = await one().query('{ operation { limits { usedToday } } }');
    expect(data).toMatchObject({ operation: { limits: { usedToday: expect.any(Number) } } });
  });
});
