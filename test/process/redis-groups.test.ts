/** Redis with Sentinels and Redis Cluster under built servers: the primary is killed under load, and the promises hold. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it, jest } from '@jest/globals';

import { closing, type Defer } from '../support/closing.js';
import { findProgram } from '../support/find-program.js';
import {
  PASSWORD,
  startClusterGroup,
  startSentinelGroup,
  type GroupOptions,
  type RedisGroup,
} from '../support/redis-groups.js';
import { describeWithRedis } from '../support/redis.js';
import { selfSigned } from '../support/tls.js';
import { until } from '../support/until.js';
import { startCluster, success, type Created, type Creation, type Replica } from './cluster.js';

jest.setTimeout(180_000);

const GROUPS = { Sentinels: startSentinelGroup, 'a cluster': startClusterGroup };
type Kind = keyof typeof GROUPS;

/** Writes a certificate that the servers use and that the built server trusts. */
async function certificate(defer: Defer): Promise<{ options: GroupOptions; variables: Record<string, string> }> {
  const { key, cert } = await selfSigned();
  const folder = await mkdtemp(join(tmpdir(), 'redis-tls-'));
  defer(() => rm(folder, { recursive: true, force: true }));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  await Promise.all([writeFile(keyFile, key), writeFile(certFile, cert)]);
  return { options: { tls: { keyFile, certFile } }, variables: { NODE_EXTRA_CA_CERTS: certFile } };
}

async function startGroup(defer: Defer, kind: Kind, options?: GroupOptions): Promise<RedisGroup> {
  const group = await GROUPS[kind](options);
  defer(() => group.stop());
  return group;
}

async function startReplicas(defer: Defer, url: string, variables: Record<string, string> = {}) {
  const cluster = await startCluster(url, 2, variables);
  defer(cluster.close);
  const [one, other] = cluster.replicas;
  if (one === undefined || other === undefined) throw new Error('There are not two.');
  await Promise.all([one.ready(), other.ready()]);
  return { ...cluster, one, other };
}

/** Repeats a creation with a key, as a client does, while nothing was sent because Redis is unavailable. */
async function createWithKey(replica: Replica, idempotencyKey: string): Promise<Created> {
  let creation: Creation | undefined;
  await until(
    async () => {
      creation = await replica.create({ name: idempotencyKey, idempotencyKey });
      return creation.__typename !== 'WolkvoxUnavailable' || creation.code !== 'UNREACHABLE';
    },
    'Redis is back',
    60_000,
  );
  if (creation === undefined) throw new Error('There is none.');
  return success(creation);
}

/** Clients that create one campaign after another, each with its own key, until they are stopped. */
function startClients(replicas: readonly Replica[], count: number) {
  const created = new Map<string, Created>();
  let stopped = false;
  const clients = Promise.all(
    Array.from({ length: count }, async (_, nth) => {
      const replica = replicas[nth % replicas.length];
      while (!stopped && replica !== undefined) {
        const key = randomUUID();
        created.set(key, await createWithKey(replica, key));
      }
    }),
  );
  // A rejection is reported when they are stopped.
  clients.catch(() => undefined);
  return {
    created,
    stop: async () => {
      stopped = true;
      await clients;
    },
  };
}

const PROGRAMS = ['redis-server', 'valkey-server'].filter(
  (program, nth) => nth === 0 || findProgram(program) !== undefined,
);

describeWithRedis.each(PROGRAMS)('%s whose primary is killed under load', (program) => {
  it.each(Object.keys(GROUPS) as Kind[])(
    'with %s: at most two calls are in flight, and each acknowledged key returns its campaign',
    closing(async (defer, kind: Kind) => {
      const group = await startGroup(defer, kind, { program });
      const { simulator, one, other } = await startReplicas(defer, group.url);
      simulator.behave({ delayMs: 100, times: 'always' });
      const clients = startClients([one, other], 6);
      await until(() => clients.created.size >= 10, 'ten campaigns are created');
      await group.failOver();
      const before = clients.created.size;
      await until(() => clients.created.size >= before + 10, 'ten more campaigns are created', 60_000);
      await clients.stop();
      for (const [key, { campaign }] of clients.created)
        for (const replica of [one, other])
          expect(await createWithKey(replica, key)).toMatchObject({ replayed: true, campaign });
      expect(simulator.campaigns()).toHaveLength(clients.created.size);
      expect(simulator.mostInFlight()).toBe(2);
      expect(one.server.output() + other.server.output()).not.toContain(PASSWORD);
    }),
  );
});

describeWithRedis('a group of Redis servers', () => {
  it.each(Object.keys(GROUPS) as Kind[])(
    'with %s is reached over TLS',
    closing(async (defer, kind: Kind) => {
      const { options, variables } = await certificate(defer);
      const group = await startGroup(defer, kind, options);
      const { one } = await startReplicas(defer, group.url, variables);
      expect((await createWithKey(one, 'over TLS')).replayed).toBe(false);
    }),
  );
});
