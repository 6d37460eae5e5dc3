// A Redis server without persistence, as a process of a benchmark.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { findProgram } from '../test/support/find-program.js';
import { freePort } from './free-port.js';

/** Starts redis-server on loopback. `onStart` receives its process at once. Resolves with its URL when it accepts connections. */
export async function startRedis(onStart) {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(findProgram('redis-server') ?? 'redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onStart(child);
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error('redis-server ended before it was ready.')));
    createInterface(child.stdout).on('line', (text) => /Ready to accept connections/.test(text) && resolve());
  });
  return `redis://127.0.0.1:${port}`;
}
