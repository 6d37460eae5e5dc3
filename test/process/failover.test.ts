/** Redis fail-overs under built servers: at most as many calls as slots, and recovery without an operator. */
import { expect, it, jest } from '@jest/globals';

import type { Simulator } from '../../packages/simulator/src/simulator.js';
import { closing, type Defer } from '../support/closing.js';
import { startKnownRedis, type RedisAdmin } from '../support/known-redis.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { startTcpSwitch, type TcpSwitch } from '../support/tcp-switch.js';
import { until } from '../support/until.js';
import { startCluster, success, type Created, type Creation, type Replica } from './cluster.js';

// The tests run at the same time, and wait for each other's processes to start.
jest.setTimeout(180_000);

const times = <T>(count: number, element: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => element(i));
const CREATE = 'create_campaign';
const mutationResults = (simulator: Simulator) => simulator.requests().filter(({ query }) => query.api === CREATE);
const arrived = (simulator: Simulator, count: number): Promise<void> =>
  until(() => mutationResults(simulator).length >= count, `${count} creations have arrived`);

/**
 * Creates a campaign as a client does: retries while the response states that nothing was sent because Redis is
 * unavailable.
 */
async function createWithRetry(replica: Replica): Promise<Created> {
  let creation: Creation | undefined;
  await until(async () => {
    creation = await replica.create();
    return creation.__typename !== 'WolkvoxUnavailable' || creation.code !== 'UNREACHABLE';
  }, 'Redis is back');
  if (creation === undefined) throw new Error('There is none.');
  return success(creation);
}
function pick(replicas: readonly Replica[], nth: number): Replica {
  const replica = replicas[nth % replicas.length];
  if (replica === undefined) throw new Error('There is none.');
  return replica;
}
const createAll = (replicas: readonly Replica[], count: number): Promise<Created[]> =>
  Promise.all(times(count, (nth) => createWithRetry(pick(replicas, nth))));

async function openRedis(defer: Defer): Promise<{ readonly redis: Redis; readonly admin: RedisAdmin }> {
  const { redis, admin, stop } = await startKnownRedis();
  defer(stop);
  return { redis, admin };
}

const follow = async (replica: RedisAdmin, primary: Redis): Promise<void> => {
  await replica.sendCommand(['REPLICAOF', '127.0.0.1', String(primary.port)]);
  await until(async () => (await replica.info('replication')).includes('master_link_status:up'), 'it follows');
};

describeWithRedis('two Redis behind a TCP switch', () => {
  interface Pair {
    readonly simulator: Simulator;
    readonly replicas: readonly Replica[];
    readonly admins: readonly [RedisAdmin, RedisAdmin];
    readonly way: TcpSwitch;
    /** The second Redis takes over: new connections lead to it, and the open ones stay. */
    readonly promote: () => Promise<void>;
    readonly demote: () => Promise<void>;
    readonly leadToSecond: () => void;
  }

  /** A primary with a replica, and processes that are connected to it. */
  async function start(defer: Defer, processes: number): Promise<Pair> {
    const [one, other] = await Promise.all([openRedis(defer), openRedis(defer)]);
    await follow(other.admin, one.redis);
    const way = await startTcpSwitch(one.redis.port);
    defer(() => way.close());
    const { simulator, replicas, close } = await startCluster(`redis://127.0.0.1:${way.port}`, processes);
    defer(close);
    await Promise.all(replicas.map((replica) => replica.ready()));
    const leadToSecond = (): void => way.leadTo(other.redis.port);
    return {
      simulator,
      replicas,
      admins: [one.admin, other.admin],
      way,
      leadToSecond,
      promote: async () => {
        await other.admin.sendCommand(['REPLICAOF', 'NO', 'ONE']);
        leadToSecond();
      },
      demote: () => follow(one.admin, other.redis),
    };
  }

  it.concurrent.each([1, 2])(
    'a switch-over under load lets at most two calls leave at a time, and all creations of %i processes succeed',
    closing(async (defer, count) => {
      const { simulator, replicas, promote, demote } = await start(defer, count);
      simulator.behave({ delayMs: 50, times: 'always' });
      await createAll(replicas, 4);
      await promote();
      await demote();
      // At once, and again after the recovery.
      for (let round = 0; round < 2; round += 1) await createAll(replicas, 12);
      expect(simulator.campaigns()).toHaveLength(28);
      expect(simulator.mostInFlight()).toBe(2);
      expect(simulator.requests().filter(({ answered }) => answered !== 201)).toEqual([]);
    }),
  );

  it.concurrent(
    'a switch-over loses no call in flight or in the queue',
    closing(async (defer) => {
      const { simulator, replicas, promote, demote } = await start(defer, 2);
      simulator.behave({ delayMs: 4_000, times: 2 });
      const before = createAll(replicas, 8);
      await arrived(simulator, 2);
      await promote();
      await demote();
      const after = createAll(replicas, 4);
      await Promise.all([before, after]);
      expect(simulator.campaigns()).toHaveLength(12);
      expect(simulator.mostInFlight()).toBe(2);
    }),
  );

  it.concurrent(
    'a new primary without the last writes counts the calls in flight before it grants more',
    closing(async (defer) => {
      const { simulator, replicas, admins, leadToSecond, demote } = await start(defer, 2);
      // Its current data is all that it will have.
      await admins[1].sendCommand(['REPLICAOF', 'NO', 'ONE']);
      simulator.behave({ delayMs: 6_000, times: 2 });
      const before = createAll(replicas, 2);
      await arrived(simulator, 2);
      leadToSecond();
      await demote();
      const after = createAll(replicas, 6);
      await Promise.all([before, after]);
      expect(simulator.campaigns()).toHaveLength(8);
      expect(simulator.mostInFlight()).toBe(2);
    }),
  );

  it.concurrent(
    'two primaries are not used by one process each',
    closing(async (defer) => {
      const {
        simulator,
        replicas: [stays, restarts],
        admins,
        way,
        promote,
      } = await start(defer, 2);
      if (stays === undefined || restarts === undefined) throw new Error('There are not two.');
      simulator.behave({ delayMs: 300, times: 'always' });
      await promote();
      // Only the connections of the second process are cut: it connects to the new server, the first stays.
      const [first] = await admins[0].pubSubChannels('{wolkvox}:granted:*');
      expect(way.cut(first ?? 'none')).toBe(1);
      await createAll([stays, restarts], 12);
      expect(simulator.campaigns()).toHaveLength(12);
      expect(simulator.mostInFlight()).toBe(2);
    }),
  );

  it.concurrent.each(['freeze', 'cut'] as const)(
    'a process whose subscriber connection alone fails with "%s" continues',
    closing(async (defer, how) => {
      const { simulator, replicas, admins, way } = await start(defer, 2);
      simulator.behave({ delayMs: 200, times: 'always' });
      const before = createAll(replicas, 8);
      await arrived(simulator, 1);
      // By whole names: the script on the other connection of a process contains their first part.
      const channels = await admins[0].pubSubChannels('{wolkvox}:granted:*');
      expect(channels.map((channel) => way[how](channel))).toEqual([1, 1]);
      await before;
      await createAll(replicas, 12);
      expect(simulator.mostInFlight()).toBe(2);
      expect(await admins[0].pubSubChannels('{wolkvox}:granted:*')).toHaveLength(2);
    }),
  );
});

describeWithRedis('one Redis', () => {
  async function startTwo(defer: Defer): Promise<[Simulator, Replica, Replica, RedisAdmin]> {
    const { redis, admin } = await openRedis(defer);
    const { simulator, replicas, close } = await startCluster(redis.url, 2);
    defer(close);
    const [one, other] = replicas;
    if (one === undefined || other === undefined) throw new Error('There are not two.');
    return [simulator, one, other, admin];
  }

  it.concurrent.each<readonly [string, (admin: RedisAdmin) => Promise<unknown>]>([
    [
      'is made a replica of another and a primary again',
      async (admin) => {
        const other = await startRedis();
        await follow(admin, other);
        await admin.sendCommand(['REPLICAOF', 'NO', 'ONE']);
        await other.stop();
      },
    ],
    ['is emptied', (admin) => admin.flushAll()],
    ['ends every connection', (admin) => admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'])],
    ['pauses for a second', (admin) => admin.sendCommand(['CLIENT', 'PAUSE', '1000', 'ALL'])],
  ])(
    '%s with two calls in flight: no third call leaves, and all succeed',
    closing(async (defer, _how, harm) => {
      const [simulator, one, other, admin] = await startTwo(defer);
      simulator.behave({ delayMs: 5_000, times: 2 });
      const before = [createWithRetry(one), createWithRetry(one)];
      await arrived(simulator, 2);
      const queued = times(2, () => createWithRetry(other));
      await harm(admin);
      const after = [one, other].flatMap((replica) => times(3, () => createWithRetry(replica)));
      await Promise.all([...before, ...queued, ...after]);
      expect(simulator.campaigns()).toHaveLength(10);
      expect(simulator.mostInFlight()).toBe(2);
    }),
  );

  it.concurrent(
    'a foreign subscriber on its channels does not take the slots after a process was killed',
    closing(async (defer) => {
      const [simulator, victim, other, admin] = await startTwo(defer);
      const foreign = admin.duplicate();
      foreign.on('error', () => undefined);
      await foreign.connect();
      defer(() => foreign.destroy());
      const heard: string[] = [];
      await foreign.pSubscribe('*', (_message, channel) => heard.push(channel));
      simulator.behave({ delayMs: 8_000, times: 2 });
      const running = [other.create(), other.create()];
      await arrived(simulator, 2);
      const lost = Promise.allSettled(times(20, () => victim.create()));
      await until(async () => (await other.books()).queued === 20, 'twenty wait');
      const behind = times(4, () => other.create());
      await until(async () => (await other.books()).queued === 24, 'four more wait');
      await victim.end('SIGKILL');
      await lost;
      for (const creation of await Promise.all([...running, ...behind])) success(creation);
      expect(mutationResults(simulator)).toHaveLength(6);
      expect(simulator.mostInFlight()).toBe(2);
      expect(heard.join()).toContain('{wolkvox}:granted:');
    }),
  );

  it.concurrent(
    'a false grant message lets no call leave',
    closing(async (defer) => {
      const [simulator, one, , admin] = await startTwo(defer);
      simulator.behave({ delayMs: 5_000, times: 2 });
      const all = times(8, () => createWithRetry(one));
      await arrived(simulator, 2);
      await until(async () => (await one.books()).queued === 6, 'six wait');
      const [queue] = await admin.keys('{wolkvox}:*:queue');
      for (const ticket of await admin.zRange(queue ?? '', 0, -1))
        await admin.publish(`{wolkvox}:granted:${ticket.split(':')[0] ?? ''}`, ticket);
      await Promise.all(all);
      expect(simulator.mostInFlight()).toBe(2);
      expect(mutationResults(simulator)).toHaveLength(8);
    }),
  );
});
