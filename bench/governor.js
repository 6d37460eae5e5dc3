// Cost of the limiter's queue: a burst of creations with one token and two slots, compared with the ideal of two slots
// always in use. `npm run bench:governor`. GOVERNOR_RUNS: `redis`, `disk`, `keys`, `memory`, `bare`, default all.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { findProgram } from '../test/support/find-program.js';
import { startRedis } from './redis-server.js';

const CREATES = 400;
const DELAY_MS = 200;
const SLOTS = 2;
const IDEAL_MS = (CREATES * DELAY_MS) / SLOTS;
/** Warm-up bursts of full size without delay, because interpreted code takes a millisecond longer per creation. */
const WARM_UP_BURSTS = 10;
const BARE_CALLS = 100;
const SHARED_TARGET_PERCENT = 3;
const ALONE_TARGET_PERCENT = 1.5;
const TOKEN = 'bench'.repeat(8);

const query = readFileSync(new URL('../schema/operations/CreateCampaign.graphql', import.meta.url), 'utf8');
const input = { type: 'PREVIEW', name: 'Encuesta de servicio', skillId: '4021' };
const bodyOf = (idempotencyKey) => JSON.stringify({ query, variables: { input: { ...input, idempotencyKey } } });
const RUNS = (process.env.GOVERNOR_RUNS ?? 'redis disk keys memory bare').split(/[\s,]+/);
/** Upstream body of the input above. */
const upstreamBody = JSON.stringify({
  campaign_name: input.name,
  campaign_description: '',
  start_time: '',
  end_time: '',
  skill_id: input.skillId,
  ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`opt${i + 1}`, ''])),
  enable_edition: 'no',
});

/** The flags of `npm start`. */
const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const NODE_OPTIONS = scripts.start.split(' ').filter((word) => word.startsWith('--'));

console.log(
  `${CREATES} creates of ${DELAY_MS} ms through one token with ${SLOTS} slots; ideal ${seconds(IDEAL_MS)} s, ` +
    'from the first sent to the last answered',
);
if (RUNS.includes('redis')) {
  if (findProgram('redis-server') === undefined) {
    console.error('*** There is no redis-server on PATH: four processes on one Redis are NOT measured. ***');
  } else {
    const name = 'four processes on one Redis';
    await withChildren(async (start) =>
      measure(start, name, SHARED_TARGET_PERCENT, {
        processes: 4,
        variables: { REDIS_URL: await startRedis((child) => start('redis-server', child)) },
      }),
    );
  }
}
if (RUNS.includes('disk')) await measureOnDisk('one process, DATA_DIR');
if (RUNS.includes('keys')) await measureOnDisk('one process, DATA_DIR, keys', { keys: true });
if (RUNS.includes('memory'))
  await withChildren((start) =>
    measure(start, 'one process, DATA_DIR=none', ALONE_TARGET_PERCENT, { variables: { DATA_DIR: 'none' } }),
  );
if (RUNS.includes('bare')) await withChildren(measureBare);

/** Measures one process with a new data directory. `keys`: each creation has an idempotency key. */
async function measureOnDisk(name, options) {
  const folder = await mkdtemp(join(tmpdir(), 'governor-'));
  try {
    const variables = { DATA_DIR: folder };
    await withChildren((start) => measure(start, name, ALONE_TARGET_PERCENT, { ...options, variables }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the work and ends its child processes. Throws as soon as one of them exits by itself. */
async function withChildren(work) {
  const children = new Set();
  let died;
  const death = new Promise((_, reject) => {
    died = reject;
  });
  const start = (name, child) => {
    children.add(child);
    child.once('error', (error) => {
      children.delete(child);
      died(error);
    });
    child.once('exit', (code, signal) => {
      if (children.delete(child)) died(new Error(`${name} ended with ${signal ?? `code ${code}`}.`));
    });
    return child;
  };
  try {
    await Promise.race([work(start), death]);
  } finally {
    const living = [...children];
    children.clear();
    await Promise.all(
      living.map((child) => {
        child.kill();
        return once(child, 'exit');
      }),
    );
  }
}

async function measure(start, name, targetPercent, { processes = 1, variables, keys = false }) {
  const simulator = await startSimulator(start);
  const urls = await Promise.all(
    Array.from({ length: processes }, () => startServer(start, { WOLKVOX_BASE_URL: simulator, ...variables })),
  );
  const agent = new Agent({ keepAlive: true });
  let created = 0;
  const nextKey = () => (keys ? `bench-${(created += 1)}` : undefined);
  const burst = () =>
    Promise.all(Array.from({ length: CREATES }, (_, n) => create(agent, urls[n % processes], nextKey())));

  for (let n = 0; n < WARM_UP_BURSTS; n += 1) {
    check(await burst(), await control(simulator, 'GET', 'requests'));
    await control(simulator, 'POST', 'reset');
  }
  await control(simulator, 'POST', 'behave', { delayMs: DELAY_MS, times: 'always' });

  const startedAt = performance.now();
  const answers = await burst();
  const elapsed = performance.now() - startedAt;
  agent.destroy();

  const most = check(answers, await control(simulator, 'GET', 'requests'));
  const over = (elapsed / IDEAL_MS - 1) * 100;
  console.log(
    `${name.padEnd(29)}${seconds(elapsed)} s, ${over.toFixed(2)} % over (target: at most ${targetPercent} %, ` +
      `${over <= targetPercent ? 'met' : 'MISSED'}); at most ${most} at once, none refused`,
  );
}

/** Overhead of this machine without any layer: late timers of the simulator and the round trip. */
async function measureBare(start) {
  const simulator = await startSimulator(start);
  const agent = new Agent({ keepAlive: true });
  const workers = (calls) => {
    let left = calls;
    const worker = async () => {
      while (left-- > 0) await call(agent, simulator);
    };
    return Promise.all(Array.from({ length: SLOTS }, worker));
  };
  await workers(WARM_UP_BURSTS * CREATES);
  await control(simulator, 'POST', 'behave', { delayMs: DELAY_MS, times: 'always' });
  const startedAt = performance.now();
  await workers(BARE_CALLS);
  const over = ((performance.now() - startedAt) / ((BARE_CALLS * DELAY_MS) / SLOTS) - 1) * 100;
  agent.destroy();
  console.log(`${'for comparison'.padEnd(29)}${SLOTS} bare callers without a queue: ${over.toFixed(2)} % over`);
}

/** Returns the simulator's peak of concurrent requests. Throws if a limit was exceeded or an answer is unexpected. */
function check(answers, requests) {
  const most = Math.max(...requests.map(({ inFlight }) => inFlight));
  if (most > SLOTS) throw new Error(`The simulator saw ${most} requests at once.`);
  const refused = requests.filter(({ answered }) => answered !== 201).length;
  if (refused > 0) throw new Error(`The simulator refused ${refused} of ${requests.length} requests.`);
  const bad = answers.find(({ data }) => data?.createCampaign?.__typename !== 'CreateCampaignSuccess');
  if (bad !== undefined) throw new Error(`A create did not succeed: ${JSON.stringify(bad)}`);
  const ids = new Set(answers.map(({ data }) => data.createCampaign.campaign.id));
  if (ids.size !== CREATES) throw new Error(`${CREATES} creates made ${ids.size} campaigns.`);
  if (requests.length !== CREATES) throw new Error(`${CREATES} creates took ${requests.length} requests.`);
  return most;
}

/** Unlike bench/simulator.js, this one has the vendor's limits and rejects excess requests. */
async function startSimulator(start) {
  const child = fork(new URL('../packages/simulator/dist/main.js', import.meta.url), {
    env: {
      SIMULATOR_PORT: '0',
      SIMULATOR_TOKEN: TOKEN,
      SIMULATOR_MAX_IN_FLIGHT: String(SLOTS),
      SIMULATOR_LICENCES: '1000',
    },
    execArgv: NODE_OPTIONS,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [url] = await line(start('The simulator', child), /http:\/\/127\.0\.0\.1:\d+/);
  return url;
}

async function startServer(start, variables) {
  const child = fork(new URL('server.js', import.meta.url), {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      AUTH_ALLOW_ANONYMOUS: 'true',
      PORT: '0',
      HOST: '127.0.0.1',
      WOLKVOX_TOKEN: TOKEN,
      WOLKVOX_MAX_QUEUE: '1000',
      WOLKVOX_QUEUE_TIMEOUT_MS: '120000',
      ...variables,
    },
    execArgv: NODE_OPTIONS,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // Logs go to a pipe, as under a supervisor.
  child.stdout.resume();
  const [{ url }] = await once(start('A server', child), 'message');
  return url;
}

/** Resolves with the match of the first matching output line; discards the rest. */
function line(child, pattern) {
  return new Promise((resolve) => {
    createInterface(child.stdout).on('line', (text) => {
      const match = pattern.exec(text);
      if (match !== null) resolve(match);
    });
  });
}

function create(agent, url, idempotencyKey) {
  return exchange(`${url}/graphql`, { method: 'POST', agent }, bodyOf(idempotencyKey));
}

/** Upstream call of `create`. */
function call(agent, simulator) {
  const url = `${simulator}/api/v2/campaign.php?api=create_campaign&type_campaign=preview`;
  return exchange(url, { method: 'POST', agent, headers: { 'wolkvox-token': TOKEN } }, upstreamBody);
}

function control(simulator, method, call, order) {
  return exchange(`${simulator}/control/${call}`, { method }, order === undefined ? '' : JSON.stringify(order));
}

/** Sends one HTTP request in JSON. Throws if the response is not a success. */
async function exchange(url, { headers, ...options }, text) {
  const sent = request(url, { ...options, headers: { 'content-type': 'application/json', ...headers } }).end(text);
  const [response] = await once(sent, 'response');
  response.setEncoding('utf8');
  let answer = '';
  for await (const chunk of response) answer += chunk;
  if (response.statusCode > 201) throw new Error(`${url} answered ${response.statusCode}: ${answer}`);
  return JSON.parse(answer);
}

function seconds(ms) {
  return (ms / 1000).toFixed(2);
}
