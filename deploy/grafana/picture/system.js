// The product as it runs in production, in front of two simulated operations.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const DIST = new URL('../../../dist/', import.meta.url);

/** Of the operations; they name nothing outside this run. */
const TOKENS = { default: 'token-of-the-first', santiago: 'token-of-the-second' };
export const ROUTER_SECRET = 'secret-between-router-and-server-0123456789';

/**
 * `{ url, metricsPort, simulators }`, the simulators by operation. What is started is ended by `closers`.
 */
export async function startSystem(folder, closers) {
  const { startSimulator } = await import(new URL('simulator/simulator.js', DIST));
  const simulators = {};
  for (const [operation, token] of Object.entries(TOKENS)) {
    const simulator = await startSimulator({ token });
    closers.push(() => simulator.close());
    simulators[operation] = simulator;
  }
  const wolkvox = await startSwitch(simulators, closers);

  const operations = [
    { id: 'default', server: '0013', token: TOKENS.default, dailyQuota: 2000 },
    { id: 'santiago', server: '0042', token: TOKENS.santiago, dailyQuota: 90, timeZone: 'America/Santiago' },
  ];
  const file = join(folder, 'operations.json');
  writeFileSync(file, JSON.stringify(operations));
  const metricsPort = await freePort();
  const url = await startServer(
    {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: String(metricsPort),
      WOLKVOX_BASE_URL: wolkvox,
      WOLKVOX_OPERATIONS_FILE: file,
      // Shorter than in production, so that two minutes hold what takes hours there.
      WOLKVOX_TIMEOUT_MS: '3000',
      WOLKVOX_CALL_LIMIT_MS: '3000',
      WOLKVOX_QUEUE_TIMEOUT_MS: '4000',
      WOLKVOX_REPEATS: '1',
      CACHE_TTL_MS: '4000',
      WOLKVOX_RECONCILE: 'off',
      LIMIT_REQUESTS_PER_MINUTE: '500',
      AUTH_MODE: 'router',
      AUTH_ROUTER_SECRET: ROUTER_SECRET,
      SHUTDOWN_DELAY_MS: '0',
    },
    closers,
  );
  return { url, metricsPort, simulators };
}

async function startServer(variables, closers) {
  const flags = ['--max-semi-space-size=16', fileURLToPath(new URL('main.js', DIST))];
  const env = { PATH: process.env.PATH, ...variables };
  const child = spawn(process.execPath, flags, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  closers.push(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  for await (const line of createInterface(child.stdout)) {
    const { msg, url } = JSON.parse(line);
    if (msg !== 'listening') continue;
    child.stdout.resume();
    return url.replace(/\/graphql$/, '');
  }
  throw new Error('The server ended before it listened.');
}

/** One address for both: to whom a call goes is decided by its token, as WOLKVOX_BASE_URL replaces the servers of all. */
async function startSwitch(simulators, closers) {
  const byToken = Object.fromEntries(Object.entries(TOKENS).map(([id, token]) => [token, simulators[id].url]));
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const onward = request(new URL(url, byToken[headers['wolkvox-token']]), { method, headers, agent: false });
    onward.on('response', (response) => {
      outgoing.writeHead(response.statusCode, response.headers);
      response.pipe(outgoing);
      response.on('error', () => outgoing.destroy());
    });
    // What breaks off there breaks off here.
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** One that was free a moment ago. */
export async function freePort() {
  const server = createSocketServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
