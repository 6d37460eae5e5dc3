/** Redis fail-overs under built servers: at most as many calls as slots, and recovery without an operator. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createClient } from '@redis/client';

import type { Simulator } from '../../packages/simulator/src/simulator.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { startTcpSwitch, type TcpSwitch } from '../support/tcp-switch.js';
import { until } from '../support/until.js';
import { startCluster, success, type Cluster, type Created, type Replica } from './cluster.js';

type Admin = Awaited<ReturnType<typeof adminOf>>;

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const CREATE = 'create_campaign';
const mutationResults = (simulator: Simulator) => simulator.requests().filter(({ query }) => query.api === CREATE);
const arrived = (simulator: Simulator, count: number): Promise<void> =>
  until(() => mutationResults(simulator).length >= count, `${count} creations have arrived`);

/**
 * Creates a campaign as a client does: retries while the response states that nothing was sent because Redis is
 * unavailable.
 */
async function make(replica: Replica): Promise<Created> {
  let creation = await replica.create();
  await until(async () => {
    if (creation.__typename !== 'WolkvoxUnavailable' || creation.code !== 'UNREACHABLE') return true;
    creation = await replica.create();
    return false;
  }, 'Redis is back');
  return success(creation);
}
function pick(replicas: readonly Replica[], nth: number): Replica {
  const replica = replicas[nth % replicas.length];
  if (replica === undefined) throw new Error('There is none.');
  return replica;
}
const makeAll = (replicas: readonly Replica[], count: number): Promise<Created[]> =>
  Promise.all(times(count, (nth) => make(pick(replicas, nth))));

async function adminOf({ url }: Redis) {
  const admin = createClient({ url });
  admin.on('error', () => undefined);
  await admin.connect();
  return admin;
}

describeWithRedis('two Redis behind a TCP switch', () => {
  let servers: [Redis, Redis];
  let admins: [Admin, Admin];
  let way: TcpSwitch;
  let cluster: Cluster | undefined;

  beforeAll(async () => {
    servers = [await startRedis(), await startRedis()];
    admins = [await adminOf(servers[0]), await adminOf(servers[1])];
  });
  afterAll(async () => {
    admins.forEach((admin) => admin.destroy());
    await Promise.all(servers.map((server) => server.stop()));
  });
  beforeEach(async () => {
    const [one, other] = admins;
    await one.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    await one.flushAll();
    await follow(other, servers[0]);
    way = await startTcpSwitch(servers[0].port);
  });
  afterEach(async () => {
    await cluster?.close();
    cluster = undefined;
    await way.close();
  });

  const follow = async (replica: Admin, primary: Redis): Promise<void> => {
    await replica.sendCommand(['REPLICAOF', '127.0.0.1', String(primary.port)]);
    await until(async () => (await replica.info('replication')).includes('master_link_status:up'), 'it follows');
  };
  /** The second Redis takes over: new connections lead to it, and the open ones stay. */
  const promote = async (): Promise<void> => {
    await admins[1].sendCommand(['REPLICAOF', 'NO', 'ONE']);
    way.leadTo(servers[1].port);
  };
  const demote = (): Promise<void> => follow(admins[0], servers[1]);

  async function start(processes: number, variables: Record<string, string> = {}): Promise<[Simulator, Replica[]]> {
    cluster = await startCluster(`redis://127.0.0.1:${way.port}`, processes, variables);
    const { simulator, replicas } = cluster;
    await Promise.all(replicas.map((replica) => replica.ready()));
    return [simulator, [...replicas]];
  }
  it.each([1, 2])(
    'a switch-over under load lets at most two calls leave at a time, and all creations of %i processes succeed',
    async (count) => {
      const [simulator, replicas] = await start(count);
      simulator.behave({ delayMs: 50, times: 'always' });
      await makeAll(replicas, 4);
      await promote();
      await demote();
      // At once, and again after the recovery.
      for (let round = 0; round < 2; round += 1) await makeAll(replicas, 12);
      expect(simulator.campaigns()).toHaveLength(28);
      expect(simulator.mostInFlight()).toBe(2);
      expect(simulator.requests().filter(({ answered }) => answered !== 201)).toEqual([]);
    },
    60_000,
  );

  it('a switch-over loses no call in flight or in the queue', async () => {
    const [simulator, replicas] = await start(2);
    simulator.behave({ delayMs: 4_000, times: 2 });
    const before = makeAll(replicas, 8);
    await arrived(simulator, 2);
    await promote();
    await demote();
    const after = makeAll(replicas, 4);
    await Promise.all([before, after]);
    expect(simulator.campaigns()).toHaveLength(12);
    expect(simulator.mostInFlight()).toBe(2);
  }, 60_000);

  it('a new primary without the last writes counts the calls in flight before it grants more', async () => {
    const [simulator, replicas] = await start(2);
    // Its current data is all that it will have.
    await admins[1].sendCommand(['REPLICAOF', 'NO', 'ONE']);
    simulator.behave({ delayMs: 6_000, times: 2 });
    const before = makeAll(replicas, 2);
    await arrived(simulator, 2);
    way.leadTo(servers[1].port);
    await demote();
    const after = makeAll(replicas, 6);
    await Promise.all([before, after]);
    expect(simulator.campaigns()).toHaveLength(8);
    expect(simulator.mostInFlight()).toBe(2);
  }, 60_000);

  it('two primaries are not used by one process each', async () => {
    const [simulator, [stays, restarts]] = await start(2);
    if (stays === undefined || restarts === undefined) throw new Error('There are not two.');
    simulator.behave({ delayMs: 300, times: 'always' });
    await promote();
    // Only the connections of the second process are cut: it connects to the new server, the first stays.
    const [first] = await admins[0].pubSubChannels('wolkvox:granted:*');
    expect(way.cut(first ?? 'none')).toBe(1);
    await makeAll([stays, restarts], 12);
    expect(simulator.campaigns()).toHaveLength(12);
    expect(simulator.mostInFlight()).toBe(2);
  }, 60_000);

  it.each(['freeze', 'cut'] as const)(
    'a process whose subscriber connection alone fails with "%s" continues',
    async (how) => {
      const [simulator, replicas] = await start(2);
      simulator.behave({ delayMs: 200, times: 'always' });
      const before = makeAll(replicas, 8);
      await arrived(simulator, 1);
      expect(way[how]('wolkvox:granted:')).toBe(2);
      await before;
      await makeAll(replicas, 12);
      expect(simulator.mostInFlight()).toBe(2);
      expect(await admins[0].pubSubChannels('wolkvox:granted:*')).toHaveLength(2);
    },
    60_000,
  );
});

describeWithRedis('one Redis', () => {
  let redis: Redis;
  let admin: Admin;
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    redis = await startRedis();
    admin = await adminOf(redis);
  });
  afterEach(async () => {
    await cluster?.close();
    cluster = undefined;
  });
  afterAll(async () => {
    admin.destroy();
    await redis.stop();
  });

  async function startTwo(variables: Record<string, string> = {}): Promise<[Simulator, Replica, Replica]> {
    cluster = await startCluster(redis.url, 2, variables);
    const [one, other] = cluster.replicas;
    if (one === undefined || other === undefined) throw new Error('There are not two.');
    return [cluster.simulator, one, other];
  }

  it.each([
    [
      'is made a replica of another and a primary again',
      async () => {
        const other = await startRedis();
        await admin.sendCommand(['REPLICAOF', '127.0.0.1', String(other.port)]);
        await until(async () => (await admin.info('replication')).includes('master_link_status:up'), 'it follows');
        await admin.sendCommand(['REPLICAOF', 'NO', 'ONE']);
        await other.stop();
      },
    ],
    ['is emptied', () => admin.flushAll()],
    ['ends every connection', () => admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'])],
    ['pauses for a second', () => admin.sendCommand(['CLIENT', 'PAUSE', '1000', 'ALL'])],
  ] as const)(
    '%s with two calls in flight: no third call leaves, and all succeed',
    async (_how, harm) => {
      const [simulator, one, other] = await startTwo();
      simulator.behave({ delayMs: 5_000, times: 2 });
      const before = [make(one), make(one)];
      await arrived(simulator, 2);
      const queued = times(2, () => make(other));
      await harm();
      const after = [one, other].flatMap((replica) => times(3, () => make(replica)));
      await Promise.all([...before, ...queued, ...after]);
      expect(simulator.campaigns()).toHaveLength(10);
      expect(simulator.mostInFlight()).toBe(2);
    },
    60_000,
  );

  it('a foreign subscriber on its channels does not take the slots after a process was killed', async () => {
    const authFailure = admin.duplicate();
    authFailure.on('error', () => undefined);
    await authFailure.connect();
    const heard: string[] = [];
    await authFailure.pSubscribe('*', (_message, channel) => heard.push(channel));
    const [simulator, victim, other] = await startTwo();
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
    expect(heard.join()).toContain('wolkvox:granted:');
    authFailure.destroy();
  }, 60_000);

  it('a false grant message lets no call leave', async () => {
    const [simulator, one] = await startTwo();
    simulator.behave({ delayMs: 5_000, times: 2 });
    const all = times(8, () => make(one));
    await arrived(simulator, 2);
    await until(async () => (await one.books()).queued === 6, 'six wait');
    const [queue] = await admin.keys('wolkvox:*:queue');
    for (const ticket of await admin.zRange(queue ?? '', 0, -1))
      await admin.publish(`wolkvox:granted:${ticket.split(':')[0] ?? ''}`, ticket);
    await Promise.all(all);
    expect(simulator.mostInFlight()).toBe(2);
    expect(mutationResults(simulator)).toHaveLength(8);
  }, 60_000);
});
