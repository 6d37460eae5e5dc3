import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createClient } from '@redis/client';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

type Admin = ReturnType<typeof createClient>;

describeWithRedis('a duplicate that waits for the first request of its key', () => {
  let redis: Redis;
  let admin: Admin;
  let watcher: Admin;
  let simulator: Simulator;
  let [one, other]: Product[] = [];
  /** Names of the steps that Redis executed. */
  let steps: string[] = [];

  const connect = async (): Promise<Admin> => {
    const client: Admin = createClient({ url: redis.url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(async () => {
    admin = await connect();
    await admin.configSet({ maxmemory: '0' });
    await admin.flushAll();
    await admin.set('wolkvox:epoch', '1');
    simulator = await startSimulator({ token: TOKEN });
    [one, other] = await Promise.all(
      [0, 1].map(() => startProduct(simulator.url, { REDIS_URL: redis.url, LOG_LEVEL: 'warn' })),
    );
    await until(async () => (await Promise.all([one, other].map(isReady))).every(Boolean));
    watcher = await connect();
    steps = [];
    await watcher.monitor((line) => {
      const step = /"EVALSHA" "\w+" "1" "[^"]+" "(\w+)"/i.exec(line)?.[1];
      if (step !== undefined) steps.push(step);
    });
  });
  afterEach(async () => {
    // A stopped or killed Redis would delay the end of the products.
    await redis.restart();
    await Promise.all([one?.close(), other?.close(), simulator.close()]);
    admin.destroy();
    watcher.destroy();
  });
  afterAll(() => redis.stop());

  const isReady = async (product: Product | undefined): Promise<boolean> =>
    product !== undefined &&
    (await product.query('{ operation { limits { inFlight } } }')).data?.operation !== undefined;
  const claims = (): number => steps.filter((step) => step === 'begin').length;
  const sent = (): number => simulator.requests().filter(({ query }) => query.api === 'create_campaign').length;
  const create = async (product: Product | undefined, idempotencyKey: string) => {
    if (product === undefined) throw new Error('It has not started.');
    return (await product.create({ ...PREVIEW, idempotencyKey })).data?.createCampaign;
  };

  /** Starts a slow first request at one replica and its duplicate at the other. */
  const startBoth = async (key: string) => {
    simulator.behave({ delayMs: 6_000, times: 1 });
    const first = create(one, key);
    await until(() => sent() === 1);
    const before = claims();
    const duplicate = create(other, key);
    await until(() => claims() > before);
    return { first, duplicate };
  };

  const key = async (): Promise<string> => (await admin.keys('wolkvox:once:*'))[0] ?? '';
  const harms: readonly [string, () => Promise<unknown>][] = [
    ['is killed', () => Promise.resolve(process.kill(redis.pid, 'SIGKILL'))],
    ['is stopped and does not respond', () => Promise.resolve(process.kill(redis.pid, 'SIGSTOP'))],
    ['pauses all clients', () => admin.sendCommand(['CLIENT', 'PAUSE', '60000', 'ALL'])],
    ['rejects writes', () => admin.configSet({ maxmemory: '1' })],
    ['has lost the key', async () => admin.del(await key())],
    ['has another text under the key', async () => admin.set(await key(), 'hello')],
  ];

  it.each(harms)(
    'returns IN_PROGRESS if Redis %s, while the first request succeeds',
    async (_name, harm) => {
      const { first, duplicate } = await startBoth('key');
      await harm();
      expect(await duplicate).toMatchObject({ code: 'IN_PROGRESS', retryable: true });
      expect(await first).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      expect(sent()).toBe(1);
    },
    30_000,
  );

  it.each<[string, () => Promise<unknown>]>([
    ['is emptied', () => admin.flushAll()],
    // Redis recovers before the duplicate times out, and the first process claims its key again.
    ['is restarted and empty', () => redis.restart()],
    ['closes every connection', () => admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'])],
    ['receives an unrelated message', () => admin.publish('wolkvox:settled', 'hello')],
  ])(
    'returns the first result or IN_PROGRESS if Redis %s, without a second campaign',
    async (_name, harm) => {
      const { first, duplicate } = await startBoth('key');
      await harm();
      // A client may retry at once.
      const again = create(other, 'key');
      const campaign = { __typename: 'CreateCampaignSuccess' };
      const answers = [await first, await duplicate, await again];
      expect(answers[0]).toMatchObject(campaign);
      for (const answer of answers.slice(1))
        expect(answer).toMatchObject(
          answer?.__typename === 'CreateCampaignSuccess' ? campaign : { code: 'IN_PROGRESS' },
        );
      expect(sent()).toBe(1);
    },
    30_000,
  );

  it('gets a result that Redis has not confirmed from the process of the first request', async () => {
    const { first, duplicate } = await startBoth('key');
    process.kill(redis.pid, 'SIGKILL');
    await duplicate;
    const made = await first;
    expect(made).toMatchObject({ __typename: 'CreateCampaignSuccess' });
    const { campaign } = made as { campaign: { campaignId: string } };
    expect(await create(one, 'key')).toMatchObject({ replayed: true, campaign: { campaignId: campaign.campaignId } });
    expect(sent()).toBe(1);
  }, 30_000);

  it('gets the result of a rejected first request even if the message is lost', async () => {
    simulator.behave({
      delayMs: 3_000,
      times: 1,
      answer: { status: 404, body: { code: 404, error: 'x', msg: 'The skill does not exist' } },
    });
    const first = create(one, 'key');
    await until(() => sent() === 1);
    const before = claims();
    const duplicate = create(other, 'key');
    await until(() => claims() > before);
    await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
    const rejected = { code: 'REJECTED', upstreamMessage: 'The skill does not exist' };
    expect(await first).toMatchObject(rejected);
    expect(await duplicate).toMatchObject({ code: expect.stringMatching(/^(?:REJECTED|IN_PROGRESS)$/) });
    expect(sent()).toBe(1);
  }, 30_000);
});
