// Two real Redis servers, a primary and its replica, behind a TCP switch. The switch leaves open connections in place,
// like a load balancer. Acknowledged writes are on disk, so a restart loses nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createClient } from '@redis/client';

import { freePort } from '../free-port.js';

const FAILOVER_TRIES = 200;

export async function startRedisPair(binary) {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-redis-'));
  const servers = [await startRedis(binary, join(folder, 'a')), await startRedis(binary, join(folder, 'b'))];
  let primary = servers[0];
  await command(servers[1], 'REPLICAOF', '127.0.0.1', String(primary.port));

  const sockets = new Set();
  const gate = createServer((near) => {
    const far = connect(primary.port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    near.on('error', () => far.destroy()).once('close', () => far.destroy());
    far.on('error', () => near.destroy()).once('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');

  return {
    url: `redis://127.0.0.1:${gate.address().port}`,
    /** Kills the primary and restarts it with its acknowledged data. */
    restart: () => primary.restart(),
    /** Suspends the primary's process for this time. */
    pause: async (ms) => {
      primary.child.kill('SIGSTOP');
      await sleep(ms);
      primary.child.kill('SIGCONT');
    },
    /** Promotes the replica when it is in sync. New connections go to it; open connections stay. */
    failOver: async () => {
      const next = servers.find((server) => server !== primary);
      await command(primary, 'FAILOVER', 'TO', '127.0.0.1', String(next.port));
      for (let tries = 0; tries < FAILOVER_TRIES; tries += 1) {
        const [role] = await command(next, 'ROLE');
        if (role === 'master') {
          primary = next;
          return;
        }
        await sleep(50);
      }
      throw new Error('The fail-over did not end.');
    },
    stop: async () => {
      gate.close();
      for (const socket of sockets) socket.destroy();
      for (const server of servers) await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startRedis(binary, folder) {
  const port = await freePort();
  const run = async () => {
    const options = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '' };
    // Otherwise a fail-over waits five seconds for the replica's first connection.
    const words = Object.entries({ ...options, 'repl-diskless-sync-delay': 0 }).flatMap(([name, value]) => [
      `--${name}`,
      String(value),
    ]);
    const child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve, reject) => {
      child.stdout.on('data', (chunk) => String(chunk).includes('Ready to accept connections') && resolve());
      child.once('exit', () => reject(new Error('redis-server ended before it was ready.')));
    });
    return child;
  };
  await mkdir(folder, { recursive: true });
  const server = { port, child: await run() };
  // Also if this run fails.
  process.once('exit', () => server.child.kill('SIGKILL'));
  const end = async () => {
    const ended = once(server.child, 'exit');
    server.child.kill('SIGKILL');
    await ended;
  };
  server.restart = async () => {
    await end();
    server.child = await run();
  };
  server.stop = end;
  return server;
}

async function command({ port }, ...words) {
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.sendCommand(words);
  } finally {
    client.destroy();
  }
}
