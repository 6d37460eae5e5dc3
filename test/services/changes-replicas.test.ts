/** Changes of one campaign at two replicas with one Redis: they exclude each other as in one process. */
import { expect, it } from '@jest/globals';

import type { Behaviour, Simulator } from '../../packages/simulator/src/simulator.js';
import { createRedisState } from '../../src/state/redis/redis-state.js';
import {
  behave,
  CONFIRMED,
  COUNT,
  countOf,
  NAME,
  on,
  onRead,
  sent,
  UNKNOWN,
  USUAL_READ,
  withCampaign,
} from '../support/campaign-mutations.js';
import { closing, type Defer } from '../support/closing.js';
import { contacts } from '../support/contacts.js';
import { startKnownRedis, type RedisAdmin } from '../support/known-redis.js';
import { startProduct, type Product } from '../support/product.js';
import { queued } from '../support/queued.js';
import { describeWithRedis } from '../support/redis.js';
import { until } from '../support/until.js';

/** The shortest lease with Redis. */
const LEASE_MS = 3_000;
const BUSY = { code: 'BUSY', retryable: true };

async function startTwo(defer: Defer, variables: Record<string, string> = {}) {
  const { redis, admin, stop } = await startKnownRedis();
  defer(stop);
  const common = { REDIS_URL: redis.url, WOLKVOX_SLOT_LEASE_MS: String(LEASE_MS), ...variables };
  const { simulator, product: one, number, id } = await withCampaign(defer, common);
  const other = await startProduct(simulator.url, common);
  defer(() => other.close());
  for (const product of [one, other])
    await until(async () => (await queued(product)) !== undefined, 'the replica uses Redis');
  return { redis, admin, simulator, one, other, number, id };
}

type Mutation = (product: Product, id: string) => Promise<unknown>;
const mutation =
  (name: string, input: object): Mutation =>
  async (product, campaignId) =>
    (await product.mutate(name, { campaignId, ...input })).result;

const start = mutation('StartCampaign', { confirm: CONFIRMED });
const stop: Mutation = async (product, id) => (await product.stop(id)).data?.stopCampaign;
const upload = mutation('AddContacts', { contacts: contacts(1) });
const clear = mutation('ClearCampaign', { confirm: CONFIRMED });
const rename = mutation('UpdateCampaign', { name: 'Cobranza noviembre' });

/** Starts an upload that wolkvox answers late, and returns its result. Resolves when it has been sent. */
async function startUpload(simulator: Simulator, product: Product, id: string, delayMs: number) {
  simulator.behave({ api: 'add_record', delayMs });
  const result = upload(product, id);
  await until(() => countOf(simulator, 'add_record') === 1, 'the upload has been sent');
  return { result };
}

/** Key of the campaign's changes in Redis. */
const CHANGES = /^\{wolkvox\}:changes:[\w-]{43}$/;
const changesKey = async (admin: RedisAdmin): Promise<string> =>
  (await admin.keys('{wolkvox}:changes:*')).find((name) => CHANGES.test(name)) ?? '';

describeWithRedis('changes of a campaign at two replicas', () => {
  it.concurrent.each<[string, string, Behaviour['api'], Mutation, string, Mutation]>([
    ['an upload', 'a start', 'add_record', upload, 'start', start],
    ['an upload', 'a clearing', 'add_record', upload, 'clear_campaign', clear],
    ['an update', 'a start', 'edit_campaign', rename, 'start', start],
    ['a start', 'an upload', 'start', start, 'add_record', upload],
    ['a clearing', 'a start', 'clear_campaign', clear, 'start', start],
    ['a stop', 'a start', 'stop', stop, 'start', start],
  ])(
    'exclude each other: while %s is in progress at one, %s at the other is BUSY and is not sent',
    (_what, _other, api, first, otherApi, second) =>
      closing(async (defer) => {
        const { simulator, one, other, id } = await startTwo(defer);
        if (api === undefined) throw new Error('The case has no api.');
        simulator.behave({ api, delayMs: 1_500 });
        const running = first(one, id);
        await until(() => countOf(simulator, api) === 1, 'the first change has been sent');
        const before = sent(simulator).length;
        expect(await second(other, id)).toMatchObject(BUSY);
        expect(sent(simulator)).toHaveLength(before);
        expect(await running).toMatchObject({ __typename: expect.stringMatching(/Success$/) });
        // The client of the first one has its result, so the campaign is free.
        expect(await second(other, id)).not.toMatchObject(BUSY);
        expect(countOf(simulator, otherApi) + countOf(simulator, 'campaigns')).toBeGreaterThan(0);
      })(),
  );

  it.concurrent(
    'do not exclude uploads from each other, nor changes of other campaigns',
    closing(async (defer) => {
      const { simulator, one, other, id } = await startTwo(defer);
      const second = `default:${simulator.addCampaign({ name: NAME, type: 'predictive', skillId: '4022', records: String(COUNT) })}`;
      const { result: running } = await startUpload(simulator, one, id, 1_000);
      expect(await mutation('AddContacts', { contacts: contacts(2) })(other, id)).toMatchObject({ accepted: 2 });
      expect(await start(other, second)).toMatchObject({ __typename: 'StartCampaignSuccess' });
      expect(await running).toMatchObject({ accepted: 1 });
    }),
  );

  it.concurrent(
    'a queued start leaves the queue if a stop arrives at the other replica, and nothing was sent',
    closing(async (defer) => {
      const { simulator, one, other, number, id } = await startTwo(defer, { WOLKVOX_MAX_IN_FLIGHT: '1' });
      behave(simulator, [onRead({ delayMs: 200 }), { api: 'skills', delayMs: 1_500 }]);
      const starting = start(one, id);
      await until(() => sent(simulator).length === 1, 'the campaign is read');
      const reading = other.query('{ skills { id } }');
      await until(() => sent(simulator).length === 2, 'the skills are read');
      await until(async () => (await queued(one)) === 1, 'the start is queued');
      const stopping = stop(other, id);
      expect(await starting).toMatchObject(BUSY);
      await Promise.all([reading, stopping]);
      expect([countOf(simulator, 'start'), simulator.statusOf(number)]).toEqual([0, 'Stopped']);
    }),
  );

  it.concurrent(
    'a lost start is unknown and not sent again after a stop at the other replica',
    closing(async (defer) => {
      const { simulator, one, other, number, id } = await startTwo(defer);
      simulator.behave({ api: 'start', preset: 'reset' });
      const starting = start(one, id);
      await until(() => sent(simulator).join() === 'campaigns,start,campaigns', 'the lost start was read');
      expect(await stop(other, id)).toMatchObject({ __typename: 'StopCampaignSuccess' });
      expect(await starting).toMatchObject(UNKNOWN);
      expect([countOf(simulator, 'start'), simulator.statusOf(number)]).toEqual([1, 'Stopped']);
    }),
  );

  it.concurrent(
    'a lost upload is unknown if the other replica added an equal contact meanwhile',
    closing(async (defer) => {
      const { simulator, one, other, number, id } = await startTwo(defer);
      behave(simulator, [USUAL_READ, on('add_record')({ preset: 'reset' })]);
      const lost = upload(one, id);
      await until(() => countOf(simulator, 'add_record') === 1, 'the upload has been sent');
      expect(await upload(other, id)).toMatchObject({ accepted: 1 });
      // The number has grown by one and the contact is there, but it is that of the other replica.
      expect(await lost).toMatchObject(UNKNOWN);
      expect(simulator.contactsOf(number)).toHaveLength(1);
    }),
  );

  it.concurrent(
    'are registered again in a Redis that was emptied',
    closing(async (defer) => {
      const { admin, simulator, one, other, id } = await startTwo(defer);
      const { result: running } = await startUpload(simulator, one, id, 8_000);
      await admin.flushAll();
      await until(async () => (await admin.keys('{wolkvox}:changes:*')).length > 0, 'the upload is registered again');
      await until(async () => (await queued(other)) !== undefined, 'the other replica uses Redis again');
      expect(await start(other, id)).toMatchObject(BUSY);
      expect(countOf(simulator, 'start')).toBe(0);
      expect(await running).toMatchObject({ accepted: 1 });
    }),
  );

  it.concurrent(
    'leave no key, and no key shows the campaign',
    closing(async (defer) => {
      const { admin, simulator, one, id } = await startTwo(defer);
      const { result: running } = await startUpload(simulator, one, id, 500);
      const key = await changesKey(admin);
      expect(key).toMatch(CHANGES);
      await running;
      expect(await admin.exists(key)).toBe(0);
    }),
  );

  it.concurrent.each<[string, (key: string) => readonly string[]]>([
    ['a text', (key) => ['SET', key, 'hello']],
    ['a change of an unknown form', (key) => ['HSET', key, 'change:x:1', 'hello']],
    ['counters that are not numbers', (key) => ['HSET', key, 'stops', 'many', 'contactChanges', '-']],
  ])('are begun although Redis has %s in their place', (_what, command) =>
    closing(async (defer) => {
      const { admin, simulator, one, id } = await startTwo(defer);
      const { result: running } = await startUpload(simulator, one, id, 500);
      const key = await changesKey(admin);
      await running;
      await admin.sendCommand(command(key));
      expect(await start(one, id)).toMatchObject({ code: 'STATE_CONFLICT', reason: 'CONFIRMATION_MISMATCH' });
    })(),
  );
});

describeWithRedis('a change of a process that has died', () => {
  it(
    'excludes others until wolkvox has ended its call',
    closing(async (defer) => {
      const { redis, admin, stop: stopRedis } = await startKnownRedis();
      defer(stopRedis);
      const state = await createRedisState(redis.url, () => undefined);
      defer(() => state.close());
      const LIMIT_MS = 400;
      const own = await state.changes.begin('campaign', 'upload', LIMIT_MS);
      const key = await changesKey(admin);
      await admin.hSet(key, 'change:dead:1', 'upload:');
      await own?.end();
      expect(await state.changes.begin('campaign', 'start', LIMIT_MS)).toBeUndefined();
      await until(async () => {
        const change = await state.changes.begin('campaign', 'start', LIMIT_MS);
        await change?.end();
        return change !== undefined;
      }, 'the start begins');
    }),
  );
});
