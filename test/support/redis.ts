/** A real redis-server for tests: one of their own each, on loopback, remembering nothing. */
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
  /** Of the process that runs now: another one after `restart`. */
  readonly pid: number;
  /** Ends it where it still runs, and starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** Ends it, also where a test has stopped or killed it. Calling it again does nothing. */
  stop(): Promise<void>;
}

/** Starts a redis-server on a free port and resolves when it takes connections. Throws with its output where it does not start. */
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

/** Below the ports that systems give to whoever asks for any, so that nobody takes it during a restart. */
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
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const closed = once(child, 'close');
  await ready(child, closed);
  return {
    pid: child.pid ?? NaN,
    end: async () => {
      child.kill('SIGTERM');
      // A test may have stopped it; a stopped process does not hear the first signal.
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

/** `describe` where redis-server is there. */
export const describeWithRedis = describeWith('redis-server', MISSING);
