// Replicas of the built server as processes that are killed, restarted and probed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

import { freePort } from '../free-port.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const HEAP_QUESTIONS = fileURLToPath(new URL('../answer-heap-questions.js', import.meta.url));
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
/** The flags of `npm start`. */
const FLAGS = scripts.start.split(' ').filter((word) => word.startsWith('--'));
const PROBE_MS = 100;

/** Starts one replica on a port that restarts reuse. `onOutput` receives what it writes to stdout. */
export async function startReplica(variables, onOutput = () => undefined) {
  const port = await freePort();
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const heapFlags = ['--expose-gc', '--import', HEAP_QUESTIONS];
  const replica = { port, agent, up: false, longestStallMs: 0, faults: 0 };
  let child;
  let asked = false;

  const run = async () => {
    child = spawn(process.execPath, [...FLAGS, ...heapFlags, MAIN], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...variables },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    await new Promise((resolve, reject) => {
      let rest = '';
      child.stdout.on('data', (chunk) => {
        onOutput(String(chunk));
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop();
        for (const line of lines) {
          if (line.includes('"msg":"listening"')) resolve();
          // Level 50 contains faults of this server, not of the upstream.
          if (/"level":(?:50|60)/.test(line) && (replica.faults += 1) <= 3) console.error(line);
        }
      });
      child.once('exit', (code, signal) => {
        reject(new Error(`A replica ended with ${signal ?? `code ${code}`}.`));
        if (!asked) {
          console.error(`A replica ended by itself with ${signal ?? `code ${code}`}.`);
          process.exitCode = 1;
        }
      });
    });
    replica.up = true;
  };
  const end = async (signal) => {
    asked = true;
    replica.up = false;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    asked = false;
  };
  replica.restart = async () => {
    await end('SIGKILL');
    await run();
  };
  replica.stop = async () => {
    stopped = true;
    clearTimeout(probe);
    await end('SIGKILL');
    agent.destroy();
  };
  replica.heapBytes = async () => {
    child.send({ heap: true });
    const [{ heapUsed }] = await once(child, 'message');
    return heapUsed;
  };

  await run();
  let probe;
  let stopped = false;
  const look = async () => {
    const startedAt = performance.now();
    const pid = child.pid;
    const alive = await get(agent, port, '/livez').catch(() => false);
    // An answer of a process that was killed meanwhile proves nothing.
    if (alive && replica.up && pid === child.pid)
      replica.longestStallMs = Math.max(replica.longestStallMs, performance.now() - startedAt);
    if (!stopped) probe = setTimeout(() => void look(), PROBE_MS);
  };
  probe = setTimeout(() => void look(), PROBE_MS);
  return replica;
}

function get(agent, port, path) {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
    });
    call.once('error', reject).end();
  });
}
