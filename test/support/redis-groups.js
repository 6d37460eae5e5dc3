import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createClient } from '@redis/client';

import { findProgram } from './find-program.js';

export const PASSWORD = 'canary-password-of-redis';
const MASTER = 'wolkvox';
const DOWN_MS = 2_000;
const REPLICAS = 2;
const DEADLINE_MS = 60_000;

export async function startSentinelGroup(options = {}) {
  const group = await openGroup(options);
  try {
    const servers = await Promise.all(times(1 + REPLICAS, () => group.startServer()));
    const [primary, ...replicas] = servers;
    await Promise.all(replicas.map((replica) => replica.ask('REPLICAOF', '127.0.0.1', String(primary.port))));
    await group.whenComplete(primary);
    const sentinels = await Promise.all(times(3, () => group.startSentinel(primary)));
    await until('the Sentinels know each other and the replicas', async () => {
      const states = await Promise.all(sentinels.map((sentinel) => sentinel.ask('SENTINEL', 'MASTER', MASTER)));
      return states.every(
        (state) => valueOf(state, 'num-other-sentinels') === '2' && valueOf(state, 'num-slaves') === String(REPLICAS),
      );
    });
    const findPrimary = async () => {
      const named = await Promise.all(
        sentinels.map((sentinel) => sentinel.ask('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER)),
      );
      const ports = new Set(named.map(([, port]) => Number(port)));
      return ports.size === 1 ? servers.find(({ port }) => ports.has(port)) : undefined;
    };
    const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join();
    const url = `${group.scheme}-sentinel://:${PASSWORD}@${hosts}/${MASTER}?sentinelPassword=${PASSWORD}`;
    return { url, ...group.failOvers(findPrimary), stop: group.stop };
  } catch (error) {
    await group.stop();
    throw error;
  }
}

export async function startClusterGroup(options = {}) {
  const group = await openGroup(options);
  try {
    const nodes = await Promise.all(times(3 + REPLICAS, () => group.startNode()));
    const masters = nodes.slice(0, 3);
    const [first, ...others] = nodes;
    await Promise.all(
      masters.map((node, nth) =>
        node
          .ask('CLUSTER', 'ADDSLOTSRANGE', String(SLOTS[nth]), String(SLOTS[nth + 1] - 1))
          .then(() => node.ask('CLUSTER', 'SET-CONFIG-EPOCH', String(nth + 1))),
      ),
    );
    for (const { port, busPort } of others)
      await first.ask('CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPort));
    const slot = Number(await first.ask('CLUSTER', 'KEYSLOT', '{wolkvox}:'));
    const owner = masters.findLast((_, nth) => SLOTS[nth] <= slot);
    const ownerId = await owner.ask('CLUSTER', 'MYID');
    for (const node of nodes)
      await until(
        'each node knows all nodes',
        async () => (await node.ask('CLUSTER', 'NODES')).trim().split('\n').length === nodes.length,
      );
    for (const node of nodes.slice(3)) await node.ask('CLUSTER', 'REPLICATE', ownerId);
    for (const node of nodes)
      await until('the cluster is ready', async () => (await node.ask('CLUSTER', 'INFO')).includes('cluster_state:ok'));
    await group.whenComplete(owner);
    const candidates = [owner, ...nodes.slice(3)];
    const findPrimary = async () => {
      const ports = new Set();
      for (const node of nodes.filter(({ running }) => running)) {
        const range = (await node.ask('CLUSTER', 'SLOTS')).find(([from, to]) => from <= slot && slot <= to);
        ports.add(range?.[2][1]);
      }
      return ports.size === 1 ? candidates.find(({ port }) => ports.has(port)) : undefined;
    };
    const hosts = masters.map(({ port }) => `127.0.0.1:${port}`).join();
    return {
      url: `${group.scheme}-cluster://:${PASSWORD}@${hosts}`,
      ...group.failOvers(findPrimary),
      stop: group.stop,
    };
  } catch (error) {
    await group.stop();
    throw error;
  }
}

/** First slot of each master, and the end. */
const SLOTS = [0, 5461, 10923, 16384];

const times = (count, element) => Array.from({ length: count }, (_, nth) => element(nth));
const valueOf = (pairs, name) => pairs[pairs.indexOf(name) + 1];

async function until(what, condition) {
  const endsAt = performance.now() + DEADLINE_MS;
  while (!(await Promise.resolve(condition()).catch(() => false))) {
    if (performance.now() > endsAt) throw new Error(`Not within ${DEADLINE_MS} ms: ${what}`);
    await sleep(50);
  }
}

/** Starts processes and ends them together. */
async function openGroup({ program = 'redis-server', tls }) {
  const binary = program.includes('/') ? program : findProgram(program);
  if (binary === undefined) throw new Error(`There is no ${program} on PATH.`);
  const folder = await mkdtemp(join(tmpdir(), 'redis-group-'));
  const processes = [];
  // Also if this process ends early.
  const killAll = () => processes.forEach(({ child }) => child?.kill('SIGKILL'));
  process.once('exit', killAll);

  const tlsWords = tls && [
    'tls-cert-file',
    tls.certFile,
    'tls-key-file',
    tls.keyFile,
    'tls-ca-cert-file',
    tls.certFile,
  ];
  const listenWords = (port) =>
    tls === undefined
      ? ['port', port]
      : ['port', 0, 'tls-port', port, ...tlsWords, 'tls-auth-clients', 'no', 'tls-replication', 'yes'];
  const common = ['bind', '127.0.0.1', 'save', '', 'repl-diskless-sync-delay', 0, 'repl-diskless-load', 'disabled'];
  const login = ['requirepass', PASSWORD, 'masterauth', PASSWORD];

  /** Starts a process on a free port. `configure`: the lines of its file, as pairs of words. `ready`: its output when it runs. */
  const start = async ({ configure, arguments: more = [], ready }) => {
    for (let left = 20; ; left -= 1) {
      // Below the ephemeral ports, so that no other process takes it while the server is down.
      const port = 20_000 + Math.floor(Math.random() * 6_000);
      const busPort = port + 6_000;
      const own = join(folder, String(port));
      await mkdir(own, { recursive: true });
      const file = join(own, 'server.conf');
      const words = ['dir', own, ...listenWords(port), ...configure(port, busPort)];
      const lines = words.flatMap((word, nth) => (nth % 2 === 0 ? [`${word} ${quoted(words[nth + 1])}`] : []));
      await writeFile(file, `${lines.join('\n')}\n`);
      const server = { port, busPort, running: false, child: undefined };
      server.run = () => run(server, [file, ...more], ready);
      server.ask = (...command) => ask(port, command);
      try {
        await server.run();
        processes.push(server);
        return server;
      } catch (error) {
        if (left === 0 || !String(error).includes('Address already in use')) throw error;
      }
    }
  };
  const run = async (server, words, ready) => {
    const child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    server.child = child;
    const ended = once(child, 'close').then(() => (server.running = false));
    let output = '';
    await new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => {
          if (server.running) return;
          output += String(chunk);
          if (output.includes(ready)) resolve();
        });
      void ended.then(() => reject(new Error(`${program} ended before it was ready: ${output}`)));
    });
    server.running = true;
    server.kill = () => {
      server.running = false;
      child.kill('SIGKILL');
      return ended;
    };
  };
  const ask = async (port, command) => {
    const socket = { host: '127.0.0.1', port, reconnectStrategy: false };
    const client = createClient({
      RESP: 2,
      password: PASSWORD,
      disableClientInfo: true,
      socket: tls === undefined ? socket : { ...socket, tls: true, rejectUnauthorized: false },
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  };
  const persistent = ['appendonly', 'yes', 'appendfsync', 'everysec'];
  const whenComplete = (primary) =>
    until('the primary has two replicas', async () => {
      const info = await primary.ask('INFO', 'replication');
      return info.includes('role:master') && (info.match(/state=online/g) ?? []).length === REPLICAS;
    });
  return {
    scheme: tls === undefined ? 'redis' : 'rediss',
    startServer: () => start({ configure: () => [...common, ...login, ...persistent], ready: READY }),
    startNode: () =>
      start({
        configure: (_, busPort) => [
          ...common,
          ...login,
          ...persistent,
          ...['cluster-enabled', 'yes', 'cluster-port', busPort, 'cluster-node-timeout', DOWN_MS],
          // Otherwise a replica may move to a master that has none.
          ...['cluster-allow-replica-migration', 'no'],
          ...(tls === undefined ? [] : ['tls-cluster', 'yes']),
        ],
        ready: READY,
      }),
    startSentinel: (primary) =>
      start({
        configure: () => [
          ...['requirepass', PASSWORD, 'sentinel sentinel-pass', PASSWORD],
          ...[`sentinel monitor ${MASTER} 127.0.0.1 ${primary.port}`, 2],
          ...[`sentinel auth-pass ${MASTER}`, PASSWORD],
          ...[`sentinel down-after-milliseconds ${MASTER}`, DOWN_MS],
          ...[`sentinel failover-timeout ${MASTER}`, 5_000],
        ],
        arguments: ['--sentinel'],
        ready: '+monitor',
      }),
    whenComplete,
    failOvers: (findPrimary) => {
      const find = async () => {
        let primary;
        await until('there is one primary', async () => (primary = await findPrimary()) !== undefined);
        return primary;
      };
      return {
        failOver: async (onKill = () => undefined) => {
          const killed = await find();
          const ended = killed.kill();
          onKill();
          await ended;
          await until('another primary is elected', async () => {
            const next = await findPrimary();
            return next !== undefined && next !== killed && (await next.ask('ROLE'))[0] === 'master';
          });
          await killed.run();
        },
        whenComplete: async () => whenComplete(await find()),
      };
    },
    stop: async () => {
      process.off('exit', killAll);
      await Promise.all(processes.map((server) => server.kill?.()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const READY = 'Ready to accept connections';
const quoted = (value) => (typeof value === 'number' ? String(value) : `"${value}"`);
