/** A real redis-server for a test, on loopback, without persistence. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeWith } from './describe-with.js';
import { findProgram } from './find-program.js';

export interface Redis {
  /** For example `redis://127.0.0.1:23456`. */
  readonly url: string;
  readonly port: number;
  /** Id of the current process; it changes with `restart`. */
  readonly pid: number;
  /** Ends it if it runs, and starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** Ends it, also if a test has suspended or killed it. Further calls do nothing. */
  stop(): Promise<void>;
}

/**
 * Starts a redis-server on a free port. Resolves when it accepts connections. Throws with its output if it does not
 * start.
 */
export async function startRedis(): Promise<Redis> {
  const binary = findProgram('redis-server');
  if (binary === undefined) throw new Error(MISSING);
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const { port, first } = await startOnFreePort(binary, folder);
  let running = first;
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return running.pid;
    },
    restart: async () => {
      await running.end();
      running = await run(binary, folder, port);
    },
    stop: async () => {
      await running.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const MISSING = 'There is no redis-server on PATH: install Redis 7 (Debian: apt-get install redis-server).';

interface Running {
  readonly pid: number;
  end(): Promise<void>;
}

/** Below the ephemeral ports, so that no other process takes it during a restart. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;
const ATTEMPTS = 20;

async function startOnFreePort(binary: string, folder: string): Promise<{ port: number; first: Running }> {
  for (let left = ATTEMPTS; ; left -= 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    try {
      return { port, first: await run(binary, folder, port) };
    } catch (error) {
      if (left > 1 && String(error).includes('Address already in use')) continue;
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }
}

async function run(binary: string, folder: string, port: number): Promise<Running> {
  const child = spawn(
    binary,
    // Without the delay, for which a primary waits for further replicas.
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
      ...['--repl-diskless-sync-delay', '0'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const closed = once(child, 'close');
  await ready(child, closed);
  return {
    pid: child.pid ?? NaN,
    end: async () => {
      child.kill('SIGTERM');
      // A test may have suspended it; a suspended process does not handle the first signal.
      child.kill('SIGCONT');
      await closed;
    },
  };
}

function ready(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('Ready to accept connections')) resolve();
      });
    }
    closed.then(() => reject(new Error(`redis-server ended before it was ready: ${output}`)), reject);
  });
}

/** `describe` that needs redis-server. */
export const describeWithRedis = describeWith('redis-server', MISSING);
