import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import type { Simulator } from '../../packages/simulator/src/simulator.js';
import { closing, type Defer } from '../support/closing.js';
import { startKnownRedis } from '../support/known-redis.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';
import { startCluster, success, type Replica } from './cluster.js';

// The tests run at the same time, and wait for each other's processes to start.
jest.setTimeout(180_000);

async function startReplicas(
  defer: Defer,
  { url }: Redis,
  count: number,
  variables: Record<string, string> = {},
): Promise<[Simulator, readonly Replica[]]> {
  const { simulator, replicas, close } = await startCluster(url, count, variables);
  defer(close);
  return [simulator, replicas];
}

async function startTwo(...options: [Defer, Redis, Record<string, string>?]): Promise<[Simulator, Replica, Replica]> {
  const [defer, redis, variables] = options;
  const [simulator, [one, other]] = await startReplicas(defer, redis, 2, variables);
  if (one === undefined || other === undefined) throw new Error('There are not two.');
  return [simulator, one, other];
}

const times = <T>(count: number, element: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => element(i));
const CREATE = 'create_campaign';
const mutationResults = (simulator: Simulator) => simulator.requests().filter(({ query }) => query.api === CREATE);
const arrived = (simulator: Simulator, count: number): Promise<void> =>
  until(() => mutationResults(simulator).length === count, `${count} creations have arrived`);
const queued = (replica: Replica, count: number): Promise<void> =>
  until(async () => (await replica.books()).queued === count, `${count} calls are waiting`);
/** The last step of a call follows its response. */
const quiet = (replica: Replica): Promise<void> =>
  until(async () => {
    const { inFlight, queued } = await replica.books();
    return inFlight === 0 && queued === 0;
  }, 'no call is in the books');

const UNREACHABLE = { __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE', retryable: true };

describeWithRedis('replicas', () => {
  /** Each test has a token and idempotency keys of its own. */
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  /** A Redis for one test, which kills or suspends it. */
  const startOwnRedis = async (defer: Defer): Promise<Redis> => {
    const own = await startKnownRedis();
    defer(own.stop);
    return own.redis;
  };
  const away = async (replica: Replica): Promise<void> => {
    await replica.degraded();
    expect((await replica.get('/readyz')).status).toBe(200);
    expect((await replica.get('/livez')).status).toBe(200);
  };

  it.concurrent(
    'finish in-flight calls after a kill of Redis, send nothing, and recover with it',
    closing(async (defer) => {
      const ownRedis = await startOwnRedis(defer);
      const [simulator, one, other] = await startTwo(defer, ownRedis);
      simulator.behave({ delayMs: 1_000 });
      // Still in flight when Redis is back, empty.
      simulator.behave({ delayMs: 14_000, queue: true });
      const short = one.create();
      await arrived(simulator, 1);
      const long = one.create();
      await arrived(simulator, 2);
      const waiting = one.create();
      await queued(one, 1);
      process.kill(ownRedis.pid, 'SIGKILL');
      expect(await waiting).toMatchObject(UNREACHABLE);
      for (const replica of [one, other]) {
        expect(await replica.create()).toMatchObject(UNREACHABLE);
        expect(await replica.create({ idempotencyKey: 'while-killed' })).toMatchObject(UNREACHABLE);
        await away(replica);
        const { body } = await replica.post('{ operation { limits { inFlight } } }');
        expect(body.errors).toMatchObject([{ extensions: { code: 'UNREACHABLE' } }]);
      }
      expect(await short).toMatchObject({ replayed: false });
      expect(simulator.requests()).toHaveLength(2);

      await ownRedis.restart();
      await Promise.all([one.ready(), other.ready()]);
      const later = [one, other].flatMap((replica) => times(3, () => replica.create()));
      for (const creation of await Promise.all([long, ...later])) expect(creation).toMatchObject({ replayed: false });
      expect(await other.create({ idempotencyKey: 'while-killed' })).toMatchObject({ replayed: false });
      expect(simulator.mostInFlight()).toBe(2);
      expect(simulator.spent()).toBe(9);
      await quiet(one);
    }),
  );

  it.concurrent(
    'finish in-flight calls while Redis is suspended, send nothing, and recover with it',
    closing(async (defer) => {
      const ownRedis = await startOwnRedis(defer);
      const [simulator, one, other] = await startTwo(defer, ownRedis);
      simulator.behave({ delayMs: 500, times: 2 });
      const inFlight = Promise.all([one.create(), one.create({ idempotencyKey: 'before-hanging' })]);
      await arrived(simulator, 2);
      process.kill(ownRedis.pid, 'SIGSTOP');
      const refused = [one, other].flatMap((replica) => [
        replica.create(),
        replica.create({ idempotencyKey: 'while-hanging' }),
      ]);
      for (const result of await Promise.all(refused)) expect(result).toMatchObject(UNREACHABLE);
      await Promise.all([away(one), away(other)]);
      expect((await inFlight).map((result) => success(result).replayed)).toEqual([false, false]);
      expect(mutationResults(simulator)).toHaveLength(2);

      process.kill(ownRedis.pid, 'SIGCONT');
      await Promise.all([one.ready(), other.ready()]);
      expect(await other.create({ idempotencyKey: 'while-hanging' })).toMatchObject({ replayed: false });
      expect(await other.create({ idempotencyKey: 'before-hanging' })).toMatchObject({ replayed: true });
      const results = await Promise.all([one, other].flatMap((replica) => times(3, () => replica.create())));
      expect(results.map((result) => success(result).replayed)).toEqual(times(6, () => false));
      expect(simulator.mostInFlight()).toBe(2);
      await quiet(one);
    }),
  );

  it.concurrent(
    'share two slots and one usage count',
    closing(async (defer) => {
      const [simulator, replicas] = await startReplicas(defer, redis, 3);
      simulator.behave({ delayMs: 30, times: 'always' });
      const results = await Promise.all(replicas.flatMap((replica) => times(20, () => replica.create())));
      const ids = results.map((result) => success(result).campaign.campaignId);
      expect(new Set(ids).size).toBe(60);
      expect(ids.sort()).toEqual(simulator.campaigns().map(({ campaign_id }) => campaign_id));
      expect(simulator.requests().filter(({ answered }) => answered !== 201)).toEqual([]);
      expect(simulator.mostInFlight()).toBe(2);
      expect(simulator.spent()).toBe(60);
      for (const replica of replicas) {
        await quiet(replica);
        expect(await replica.books()).toEqual({ inFlight: 0, queued: 0, usedToday: 60 });
      }
    }),
  );

  it.concurrent(
    'get the slots of a killed replica when their leases expire',
    closing(async (defer) => {
      // The shortest accepted value with Redis.
      const leaseMs = 3_000;
      const [simulator, victim, other] = await startTwo(defer, redis, {
        WOLKVOX_SLOT_LEASE_MS: String(leaseMs),
        // Calls in the queue fail before the killed process counts as dead, so only the leases can release its slots.
        WOLKVOX_QUEUE_TIMEOUT_MS: '8000',
      });
      // Shorter than the lease: wolkvox has finished with them when new calls are granted.
      simulator.behave({ delayMs: 1_500, times: 2 });
      const lost = Promise.allSettled(times(2, () => victim.create()));
      await arrived(simulator, 2);
      const early = other.create();
      await queued(other, 1);
      await victim.end('SIGKILL');
      const late = other.create();
      const results = await Promise.all([early, late]);
      expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(results.map((result) => success(result).replayed)).toEqual([false, false]);
      expect(mutationResults(simulator)).toHaveLength(4);
      expect(simulator.mostInFlight()).toBe(2);
      await quiet(other);
      expect(await other.books()).toEqual({ inFlight: 0, queued: 0, usedToday: simulator.spent() });
    }),
  );

  it.concurrent(
    'lose no slot to the queued calls of a killed replica',
    closing(async (defer) => {
      const [simulator, victim, other] = await startTwo(defer, redis, { WOLKVOX_QUEUE_TIMEOUT_MS: '10000' });
      simulator.behave({ delayMs: 1_000, times: 2 });
      const first = victim.create();
      await arrived(simulator, 1);
      const running = other.create();
      await arrived(simulator, 2);
      const lost = Promise.allSettled([first, victim.create()]);
      await queued(other, 1);
      const behind = other.create();
      await queued(other, 2);
      await victim.end('SIGKILL');
      expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      // Its slot is free when it ends; the call at the head of the queue has no owner.
      success(await running);
      success(await behind);
      expect(mutationResults(simulator)).toHaveLength(3);
    }),
  );

  it.concurrent(
    'take over at once from a replica that stops, once it has responded to all queued and in-flight calls',
    closing(async (defer) => {
      const [simulator, leaver, other] = await startTwo(defer, redis);
      simulator.behave({ delayMs: 100, times: 'always' });
      const results = Promise.all(times(10, () => leaver.create()));
      await queued(other, 8);
      const [how, answers] = await Promise.all([leaver.end('SIGTERM'), results]);
      expect(answers.map((answer) => success(answer).replayed)).toEqual(times(10, () => false));
      expect(how).toBe(0);
      await quiet(other);
      await Promise.all(times(2, () => other.create()));
      expect(simulator.campaigns()).toHaveLength(12);
      expect(simulator.mostInFlight()).toBe(2);
      expect(await other.books()).toMatchObject({ usedToday: 12 });
    }),
  );

  const NAMES = '{ campaigns { nodes { name } } }';
  const loaders = (simulator: Simulator) => simulator.requests().filter(({ query }) => query.api === 'campaigns');

  it.concurrent(
    'read a list again after its timeout if the refreshing replica was killed',
    closing(async (defer) => {
      // The shortest accepted value with Redis.
      const leaseMs = 3_000;
      const [simulator, victim, other] = await startTwo(defer, redis, {
        WOLKVOX_QUEUE_TIMEOUT_MS: '1000',
        WOLKVOX_TIMEOUT_MS: String(leaseMs - 1_000),
      });
      simulator.addCampaign({ name: 'one', type: 'preview' });
      simulator.behave({ breakOff: 'hang' });
      const lost = Promise.allSettled([victim.post(NAMES)]);
      await until(() => loaders(simulator).length === 1, 'the victim reads');
      const waiting = other.post(NAMES);
      await victim.end('SIGKILL');
      await lost;
      expect((await waiting).body).toEqual({ data: { campaigns: { nodes: [{ name: 'one' }] } } });
      expect(loaders(simulator)).toHaveLength(2);
    }),
  );

  it.concurrent(
    'list a campaign of a replica that was killed after confirming it',
    closing(async (defer) => {
      const [simulator, victim, other] = await startTwo(defer, redis);
      await Promise.all([victim, other].map((replica) => replica.post(NAMES)));
      expect(loaders(simulator)).toHaveLength(1);
      const { name } = success(await victim.create()).campaign;
      await victim.end('SIGKILL');
      const listed = { data: { campaigns: { nodes: [{ name }] } } };
      expect((await other.post(NAMES)).body).toEqual(listed);
      expect(loaders(simulator)).toHaveLength(2);
    }),
  );

  it.concurrent(
    'create one campaign for a thousand parallel creations with one idempotency key',
    closing(async (defer) => {
      const [simulator, one, other] = await startTwo(defer, redis);
      simulator.behave({ delayMs: 300 });
      const idempotencyKey = 'a-thousand';
      const results = await Promise.all(times(1_000, (i) => (i % 2 === 0 ? one : other).create({ idempotencyKey })));
      const answers = results.map((result) => ({ ...success(result), replayed: 'either' }));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(results).toContainEqual(expect.objectContaining({ replayed: false }));
      expect(simulator.campaigns().map(({ campaign_id }) => campaign_id)).toEqual([answers[0]?.campaign.campaignId]);
      for (const replica of [one, other]) {
        expect(await replica.create({ idempotencyKey })).toEqual({ ...answers[0], replayed: true });
        expect(await replica.create({ idempotencyKey, name: 'Otra' })).toMatchObject({
          __typename: 'WolkvoxIdempotencyConflict',
          code: 'IDEMPOTENCY_CONFLICT',
          retryable: false,
        });
      }
      expect(mutationResults(simulator)).toHaveLength(1);
    }),
  );

  it.concurrent(
    'accept an idempotency key again after a rejection that proves that nothing happened',
    closing(async (defer) => {
      const [simulator, one, other] = await startTwo(defer, redis);
      const idempotencyKey = 'refused-once';
      simulator.behave({ preset: 'missing-parameters', api: CREATE });
      expect(await one.create({ idempotencyKey })).toMatchObject({ __typename: 'WolkvoxRejected', code: 'REJECTED' });
      expect(await other.create({ idempotencyKey })).toMatchObject({ replayed: false });
      expect(await one.create({ idempotencyKey })).toMatchObject({ replayed: true });
      expect(mutationResults(simulator)).toHaveLength(2);
      expect(simulator.campaigns()).toHaveLength(1);
    }),
  );

  it.concurrent(
    'never send a creation with an idempotency key again if the sending replica was killed',
    closing(async (defer) => {
      const [simulator, victim, other] = await startTwo(defer, redis);
      const idempotencyKey = 'killed';
      simulator.behave({ delayMs: 500 });
      const lost = Promise.allSettled([victim.create({ idempotencyKey })]);
      await arrived(simulator, 1);
      const duplicate = other.create({ idempotencyKey });
      await victim.end('SIGKILL');
      expect(await lost).toMatchObject([{ status: 'rejected' }]);
      const unknown = { __typename: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN', retryable: false };
      expect(await duplicate).toMatchObject(unknown);
      expect(await other.create({ idempotencyKey })).toMatchObject(unknown);
      expect(mutationResults(simulator)).toHaveLength(1);
    }),
  );

  it.concurrent(
    'do not start without access to Redis, and print no password',
    closing(async (defer) => {
      const canary = 'canary-of-redis-5d1c';
      const url = `redis://user:${canary}@127.0.0.1:${redis.port}`;
      const [simulator, [replica]] = await startReplicas(defer, { ...redis, url }, 1, { LOG_LEVEL: 'trace' });
      if (replica === undefined) throw new Error('There is none.');
      const starting = { status: 'starting', waitingFor: ['redis-unavailable'] };
      expect(await replica.get('/readyz')).toEqual({ status: 503, body: starting });
      expect((await replica.get('/livez')).status).toBe(200);
      const answers = [
        await replica.get('/readyz'),
        await replica.create(),
        await replica.create({ idempotencyKey: 'no-entry' }),
        await replica.post('{ operation { limits { inFlight } } }'),
      ];
      expect(answers.slice(1, 3)).toMatchObject([UNREACHABLE, UNREACHABLE]);
      expect(await replica.end('SIGTERM')).toBe(0);
      expect(replica.server.output()).toContain('Redis');
      expect(replica.server.output()).not.toContain(canary);
      expect(JSON.stringify(answers)).not.toContain(canary);
      expect(simulator.requests()).toEqual([]);
    }),
  );
});
