import { expect, it } from '@jest/globals';

import { startSimulator } from '../../packages/simulator/src/simulator.js';
import { closing, type Defer } from '../support/closing.js';
import { connectAdmin, startKnownRedis, type RedisAdmin } from '../support/known-redis.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { describeWithRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

const isReady = async (product: Product): Promise<boolean> =>
  (await product.query('{ operation { limits { inFlight } } }')).data?.operation !== undefined;

const create = async (product: Product, idempotencyKey: string) =>
  (await product.create({ ...PREVIEW, idempotencyKey })).data?.createCampaign;

/** Two replicas with their own Redis. The tests mostly wait, so they run at the same time. */
async function startTwo(defer: Defer) {
  const { redis, admin, stop } = await startKnownRedis();
  defer(stop);
  const simulator = await startSimulator({ token: TOKEN });
  defer(() => simulator.close());
  const start = () => startProduct(simulator.url, { REDIS_URL: redis.url, LOG_LEVEL: 'warn' });
  const [one, other] = await Promise.all([start(), start()]);
  defer(async () => {
    // A stopped or killed Redis would delay the end of the products.
    await redis.restart();
    await Promise.all([one.close(), other.close()]);
  });
  await until(async () => (await Promise.all([one, other].map(isReady))).every(Boolean), 'both replicas use Redis');
  /** Names of the steps that Redis executed. */
  const steps: string[] = [];
  const watcher = await connectAdmin(redis.url);
  defer(() => watcher.destroy());
  await watcher.monitor((line) => {
    const step = /"EVALSHA" "\w+" "1" "[^"]+" "(\w+)"/i.exec(line)?.[1];
    if (step !== undefined) steps.push(step);
  });
  const claims = (): number => steps.filter((step) => step === 'begin').length;
  const sent = (): number => simulator.requests().filter(({ query }) => query.api === 'create_campaign').length;
  /** Starts a slow first request at one replica and its duplicate at the other. */
  const startBoth = async () => {
    const first = create(one, 'key');
    await until(() => sent() === 1, 'the first request has been sent');
    const before = claims();
    const duplicate = create(other, 'key');
    await until(() => claims() > before, 'the duplicate has asked Redis');
    return { first, duplicate };
  };
  return { redis, admin, simulator, one, other, sent, startBoth };
}

/** The duplicate receives its response before the first request. */
const SLOW = { delayMs: 6_000, times: 1 };

type Harm = (redis: Redis, admin: RedisAdmin) => Promise<unknown>;
const kill =
  (signal: 'SIGKILL' | 'SIGSTOP'): Harm =>
  (redis) =>
    Promise.resolve(process.kill(redis.pid, signal));
const keyIn = async (admin: RedisAdmin): Promise<string> => (await admin.keys('{wolkvox}:once:*'))[0] ?? '';

describeWithRedis('the response to a creation with a key', () => {
  it(
    'waits until its result is stored, because the process could end while Redis is unavailable',
    closing(async (defer) => {
      const { redis, simulator, one, sent } = await startTwo(defer);
      simulator.behave({ delayMs: 1_000, times: 1 });
      let response: Awaited<ReturnType<typeof create>> | undefined;
      const first = create(one, 'key').then((received) => (response = received));
      await until(() => sent() === 1, 'the request has been sent');
      process.kill(redis.pid, 'SIGKILL');
      const answered = () => simulator.requests().some(({ answered: status }) => status === 201);
      await until(answered, 'wolkvox has responded');
      for (let turn = 0; turn < 20; turn += 1) await one.query('{ __typename }');
      expect(response).toBeUndefined();
      await redis.restart();
      expect(await first).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      const admin = await connectAdmin(redis.url);
      defer(() => admin.destroy());
      expect(await admin.hGet(await keyIn(admin), 'state')).toBe('done');
    }),
    30_000,
  );
});

describeWithRedis('a duplicate that waits for the first request of its key', () => {
  it.concurrent.each<[string, Harm]>([
    ['is killed', kill('SIGKILL')],
    ['is stopped and does not respond', kill('SIGSTOP')],
    ['pauses all clients', (_redis, admin) => admin.sendCommand(['CLIENT', 'PAUSE', '60000', 'ALL'])],
    ['rejects writes', (_redis, admin) => admin.configSet({ maxmemory: '1' })],
    ['has lost the key', async (_redis, admin) => admin.del(await keyIn(admin))],
    ['has another text under the key', async (_redis, admin) => admin.set(await keyIn(admin), 'hello')],
  ])(
    'returns IN_PROGRESS if Redis %s, while the first request succeeds',
    closing(async (defer, _name: string, harm: Harm) => {
      const { redis, admin, simulator, sent, startBoth } = await startTwo(defer);
      simulator.behave(SLOW);
      const { first, duplicate } = await startBoth();
      await harm(redis, admin);
      expect(await duplicate).toMatchObject({ code: 'IN_PROGRESS', retryable: true });
      expect(await first).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      expect(sent()).toBe(1);
    }),
    30_000,
  );

  it.concurrent.each<[string, Harm]>([
    ['is emptied', (_redis, admin) => admin.flushAll()],
    // Redis recovers before the duplicate times out, and the first process claims its key again.
    ['is restarted and empty', (redis) => redis.restart()],
    [
      'closes every connection',
      (_redis, admin) => admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']),
    ],
    ['receives an unrelated message', (_redis, admin) => admin.publish('{wolkvox}:settled', 'hello')],
  ])(
    'returns the first result or IN_PROGRESS if Redis %s, without a second campaign',
    closing(async (defer, _name: string, harm: Harm) => {
      const { redis, admin, simulator, other, sent, startBoth } = await startTwo(defer);
      simulator.behave(SLOW);
      const { first, duplicate } = await startBoth();
      await harm(redis, admin);
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
    }),
    30_000,
  );

  it.concurrent(
    'gets a result that Redis has not confirmed from the process of the first request',
    closing(async (defer) => {
      const { redis, simulator, one, sent, startBoth } = await startTwo(defer);
      simulator.behave(SLOW);
      const { first, duplicate } = await startBoth();
      process.kill(redis.pid, 'SIGKILL');
      await duplicate;
      const result = await first;
      expect(result).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      const { campaign } = result as { campaign: { campaignId: string } };
      expect(await create(one, 'key')).toMatchObject({
        replayed: true,
        campaign: { campaignId: campaign.campaignId },
      });
      expect(sent()).toBe(1);
    }),
    30_000,
  );

  it.concurrent(
    'gets the result of a rejected first request even if the message is lost',
    closing(async (defer) => {
      const { admin, simulator, sent, startBoth } = await startTwo(defer);
      simulator.behave({
        delayMs: 3_000,
        times: 1,
        answer: { status: 404, body: { code: 404, error: 'x', msg: 'The skill does not exist' } },
      });
      const { first, duplicate } = await startBoth();
      await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
      const rejected = { code: 'REJECTED', upstreamMessage: 'The skill does not exist' };
      expect(await first).toMatchObject(rejected);
      expect(await duplicate).toMatchObject({ code: expect.stringMatching(/^(?:REJECTED|IN_PROGRESS)$/) });
      expect(sent()).toBe(1);
    }),
    30_000,
  );
});
