// What one Redis carries. `npm run bench:scale`; its figures are in docs/guides/scaling.md. SCALE_PARTS: `counts`, `company`,
// default both. SCALE_SECONDS: duration of the second part, default 60.
//
// - `counts`: commands and bytes of one request of each kind, CPU of Redis per request, memory of its keys.
// - `company`: 1,000 operations on 20 replicas. Three replicas have a process each. The others are whole servers in one process.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

import { startSimulator } from '../packages/simulator/dist/simulator.js';
import { post } from './chaos/clients.js';
import { createRandom } from './chaos/random.js';
import { ask, quantile, start, stop, TOKEN } from './harness.js';
import { openMeter, stepOf } from './redis-meter.js';
import { startRedis } from './redis-server.js';

const PARTS = (process.env.SCALE_PARTS ?? 'counts company').split(/[\s,]+/);
const SECONDS = Number(process.env.SCALE_SECONDS ?? 60);

/** A heartbeat falls into some of the repeats, so the median counts. */
const REPEATS = 15;
/** Writes that a response does not wait for, such as the release of the slot, are sent in this time. */
const SETTLE_MS = 60;
/** The same for the only request whose steps are listed. */
const LONG_SETTLE_MS = 500;
const BATCH = 1_000;
const CALLERS = 8;
const IDLE_MS = 10_000;
const LISTED = 100;
/** Share of one core that Redis may use in the derived figures, because latency grows with it. */
const USABLE = 0.5;

const OPERATIONS = 1_000;
const REPLICAS = 20;
const PROCESSES = 3;
const WARM_UP_SECONDS = 15;
/** Per second, over all operations. With the bursts, a creation per operation in a minute, and two reads. */
const RATES = { create: 6, createWithKey: 6, repeat: 2, read: 33 };
/** Creations of one operation at once, each second, at different replicas. */
const BURST = 5;
const PING_MS = 20;

const MUTATION = readFileSync(new URL('../schema/operations/CreateCampaign.graphql', import.meta.url), 'utf8');
const QUERY = `query ($operationId: ID) {
  campaigns(operationId: $operationId, first: 20) { totalCount nodes { id name type status } }
}`;

const redisServers = new Set();
process.once('SIGTERM', () => process.exit(1));
process.once('SIGINT', () => process.exit(1));
process.once('exit', () => {
  for (const child of redisServers) child.kill('SIGKILL');
});

try {
  const steps = PARTS.includes('counts') ? await inFolder(countRequests) : {};
  if (PARTS.includes('company')) await inFolder((folder) => runCompany(folder, steps));
} finally {
  stop();
  for (const child of redisServers) child.kill();
}

/** Counts the commands, bytes, CPU and memory of each kind of request. Returns the steps of each. */
async function countRequests(folder) {
  const redisUrl = await startRedis((child) => redisServers.add(child));
  const simulator = await startSimulator({ token: TOKEN, licences: 1_000_000 });
  for (let n = 0; n < LISTED; n += 1) simulator.addCampaign({ name: `Cobranza ${n}`, type: 'preview' });
  // They share a token, and each has its own list.
  const ids = Array.from({ length: 2 * REPEATS + 4 }, (_, nth) => `o${nth}`);
  const variables = await variablesFor(folder, redisUrl, simulator.url, (nth) => [ids[nth], TOKEN], ids.length);
  const replica = async () => replicaAt((await start('server.js', variables)).url);
  const meter = await openMeter(redisUrl);
  // Redis has a clock of its own, which is no cost of a replica.
  const alone = await meter.cost(() => sleep(IDLE_MS));
  const a = await replica();
  let nextList = 0;

  const unkeyed = (to, operationId = ids[0]) => create(to, operationId);
  const oneKey = randomUUID();
  console.log(`\nOne request; median of ${REPEATS}. Redis receives the bytes in, and sends the bytes out.`);
  console.log(row('', ['steps', 'commands', 'bytes in', 'bytes out']));
  // Each kind of request once, because interpreted code may be slow enough to meet a heartbeat.
  for (let n = 0; n < BATCH / 4; n += 1) await unkeyed(a);

  const keyedAlone = await one('creation with a key, 1 replica', () => create(a, ids[0], randomUUID()));
  const b = await replica();
  for (let n = 0; n < BATCH / 4; n += 1) await unkeyed(b);
  const refreshed = [];
  const listed = simulator.campaigns().length;
  const led = await one(`list of ${listed}: read by the leader`, async () => {
    refreshed.push(ids[(nextList += 1)]);
    await read(a, refreshed.at(-1));
  });
  const followed = await one(`list of ${listed}: taken from the leader`, () => read(b, refreshed.shift()));
  const cached = await one('cached read', () => read(a, ids[1]));
  const keyed = await one('creation with a key, 2 replicas', () => create(a, ids[0], randomUUID()));
  const plain = await one('creation without a key', () => unkeyed(a));
  await create(a, ids[0], oneKey);
  const repeated = await one('repeat of a key', () => create(b, ids[0], oneKey));
  const three = () => Promise.all([unkeyed(a), unkeyed(b), unkeyed(a)]);
  simulator.behave({ delayMs: 100, times: 'always' });
  const threeCosts = await one('three creations at once, two slots', three);
  simulator.normal();
  console.log(
    row('the waiting one of them, by subtraction', [
      threeCosts.steps - 2 * plain.steps,
      threeCosts.total - 2 * plain.total,
      threeCosts.inputBytes - 2 * plain.inputBytes,
      threeCosts.outputBytes - 2 * plain.outputBytes,
    ]),
  );
  console.log(`bytes to each replica for a creation with a key: ${keyed.outputBytes - keyedAlone.outputBytes}`);

  /** Measures one kind of request and prints its row, and its steps below. */
  async function one(name, act) {
    const samples = [];
    for (let n = 0; n < REPEATS; n += 1) samples.push(await meter.cost(act, SETTLE_MS));
    samples.sort((x, y) => x.total - y.total || x.inputBytes - y.inputBytes);
    const cost = samples[Math.floor(samples.length / 2)];
    // Heartbeats and their probes are not part of the request.
    const sent = (await meter.sent(act, LONG_SETTLE_MS))
      .filter((words) => !words.some((word) => /:echo:|:epoch$/.test(word)))
      .map(stepOf)
      .filter((step) => !['INFO', 'HELLO', 'CLIENT', 'SELECT'].includes(step));
    console.log(row(name, [sent.length, cost.total, cost.inputBytes, cost.outputBytes]));
    console.log(`  ${[...new Set(sent)].map((step) => label(step, sent)).join(', ')}`);
    return { ...cost, steps: sent.length };
  }

  const idle = await meter.cost(() => sleep(IDLE_MS));
  const beats = (IDLE_MS / 1_000) * 2;
  console.log(
    row('heartbeat of one replica', [
      (idle.calls.get('evalsha')?.calls / beats).toFixed(1),
      (idle.total / beats).toFixed(1),
      (idle.inputBytes / beats).toFixed(0),
      (idle.outputBytes / beats).toFixed(0),
    ]),
  );
  console.log(
    `  ${[...idle.calls].map(([command, { calls }]) => `${command} ${(calls / beats).toFixed(1)}`).join(', ')}`,
  );
  console.log(`  new connections ${(idle.connections / beats).toFixed(1)}`);

  const costs = { heartbeat: Math.max(0, idle.cpuUs - (alone.cpuUs * idle.ms) / alone.ms) / beats };
  const aloneShare = alone.cpuUs / alone.ms / 1_000;
  const idleShare = idle.cpuUs / idle.ms / 1_000;
  console.log(`\nCPU of Redis, ${BATCH} requests, ${CALLERS} at a time, without heartbeats`);
  console.log(row('', ['CPU µs', 'script µs', 'memory B', 'steps']));
  // Different keys and lists, because requests of one replica at the same time share the step of a key or list.
  const keys = Array.from({ length: BATCH }, () => randomUUID());
  for (const [name, act] of Object.entries({
    create: (nth) => unkeyed(nth % 2 === 0 ? a : b),
    createWithKey: (nth) => create(nth % 2 === 0 ? a : b, ids[0], keys[nth]),
    repeat: (nth) => create(nth % 2 === 0 ? a : b, ids[0], keys[nth]),
    read: (nth) => read(nth % 2 === 0 ? a : b, ids[1 + (nth % REPEATS)]),
  })) {
    const cost = await meter.cost(() => inParallel(BATCH, act), SETTLE_MS);
    costs[name] = Math.max(0, cost.cpuUs - idleShare * cost.ms * 1_000) / BATCH;
    const { calls: steps, usec } = cost.calls.get('evalsha');
    const script = usec / BATCH;
    console.log(
      row(name, [
        costs[name].toFixed(0),
        script.toFixed(0),
        (cost.memoryBytes / BATCH).toFixed(0),
        (steps / BATCH).toFixed(2),
      ]),
    );
  }
  console.log(row('heartbeat', [costs.heartbeat.toFixed(0)]));
  console.log(row('Redis without any client, share of one core (%)', [(aloneShare * 100).toFixed(2)]));
  console.log('\nMemory of the keys');
  console.log(row('', ['keys', 'bytes each']));
  for (const [kind, { count, bytes }] of await meter.keys())
    console.log(row(kind, [count, (bytes / count).toFixed(0)]));
  console.log(`\nDerived from this load: one of these alone at ${(USABLE * 100).toFixed(0)} % of one core of Redis`);
  for (const [name, us] of Object.entries(costs))
    console.log(row(name === 'heartbeat' ? 'replicas' : `${name}, per second`, [((USABLE * 1e6) / us).toFixed(0)]));

  meter.close();
  for (const { agent } of [a, b]) agent.destroy();
  await simulator.close();
  stop();
  return {
    'creations without a key': plain.steps,
    'creations with a key': keyed.steps,
    'repeats of a key': repeated.steps,
    'cached reads': cached.steps,
    'lists read by a leader': led.steps,
    'lists taken from a leader': followed.steps,
  };
}

/** Runs the load of a company, and fails if a promise is broken. */
async function runCompany(folder, stepsOf) {
  const redisUrl = await startRedis((child) => redisServers.add(child));
  const upstream = await start('scale-upstream.js', {
    CREATE_MS: '200',
    LIST_MS: '100',
    CAMPAIGNS: String(LISTED),
  });
  const idOf = (nth) => `o${nth}`;
  const variables = await variablesFor(
    folder,
    redisUrl,
    upstream.url,
    (nth) => [idOf(nth), `${TOKEN}-${nth}`],
    OPERATIONS,
  );
  const replicas = [];
  for (const count of [...Array(PROCESSES).fill(1), REPLICAS - PROCESSES]) {
    const { urls } = await start('server.js', { ...variables, REPLICAS: String(count) });
    replicas.push(...urls.map(replicaAt));
  }
  const meter = await openMeter(redisUrl);
  const random = createRandom(17);
  // Some operations are busy, most are not: a tenth of them makes a third of the requests.
  const anyOperation = () => idOf(Math.floor(OPERATIONS * random.between(0, 1) ** 2));
  const anyReplica = () => replicas[Math.floor(random.between(0, replicas.length))];

  const done = [];
  const running = new Set();
  const keys = [];
  const run = (kind, act) => {
    const startedAt = performance.now();
    const end = (word) => done.push({ kind, word, ms: performance.now() - startedAt });
    const request = act().then(end, (error) => end(error.code ?? error.message));
    running.add(request);
    void request.finally(() => running.delete(request));
  };
  const acts = {
    create: () => create(anyReplica(), anyOperation()),
    createWithKey: async () => {
      const [operationId, key] = [anyOperation(), randomUUID()];
      const word = await create(anyReplica(), operationId, key);
      if (word === 'created') keys.push([operationId, key]);
      return word;
    },
    repeat: () => {
      const [operationId, key] = keys[Math.floor(random.between(0, keys.length))];
      return create(anyReplica(), operationId, key);
    },
    read: () => read(anyReplica(), anyOperation()),
  };
  const burst = () => {
    const operationId = anyOperation();
    const first = Math.floor(random.between(0, replicas.length));
    for (let n = 0; n < BURST; n += 1) run('burst', () => create(replicas[(first + n) % replicas.length], operationId));
  };
  /** Starts requests at their rates, however long they take. */
  const load = async (seconds) => {
    const startedAt = performance.now();
    const started = Object.fromEntries(Object.keys(RATES).map((kind) => [kind, 0]));
    let bursts = 0;
    for (let now = 0; now < seconds; now = (performance.now() - startedAt) / 1_000) {
      for (const [kind, rate] of Object.entries(RATES))
        for (; started[kind] < rate * now; started[kind] += 1)
          if (kind !== 'repeat' || keys.length > 0) run(kind, acts[kind]);
      for (; bursts < now; bursts += 1) burst();
      await sleep(10);
    }
  };

  await load(WARM_UP_SECONDS);
  await Promise.all(running);
  const warm = done.splice(0).length;
  await meter.ask('CONFIG', 'RESETSTAT');
  const pings = [];
  const pinging = setInterval(() => {
    const startedAt = performance.now();
    void meter.ask('PING').then(() => pings.push(performance.now() - startedAt));
  }, PING_MS);
  const cost = await meter.cost(async () => {
    await load(SECONDS);
    await Promise.all(running);
  });
  clearInterval(pinging);
  const channels = await meter.ask('PUBSUB', 'CHANNELS');
  const subscribers = await Promise.all(
    channels.map(async (channel) => (await meter.ask('PUBSUB', 'NUMSUB', channel))[1]),
  );
  const counts = await ask(upstream.child, {});

  const seconds = cost.ms / 1_000;
  const of = (kind) => done.filter((each) => each.kind === kind);
  const callsOf = (command) => cost.calls.get(command)?.calls ?? 0;
  const published = callsOf('publish');
  const steps = callsOf('evalsha') + callsOf('eval');
  const usPerStep = cost.cpuUs / steps;
  const keyed = of('createWithKey').length;
  const created = done.filter(({ word }) => word === 'created').length;
  const bad = done.filter(({ word }) => !['created', 'replayed', 'listed'].includes(word));
  console.log(
    `\n${OPERATIONS} operations, ${REPLICAS} replicas (${PROCESSES} of them alone in a process), ${seconds.toFixed(1)} s ` +
      `after a warm-up of ${warm} requests`,
  );
  const figures = [
    ['peak in flight per token, counted upstream', counts.peak, 2],
    ['calls refused by the upstream', counts.refused, 0],
    ['names of campaigns created twice', counts.creations - counts.names, 0],
    ['requests without success', bad.length, 0],
    ['creations per second', (created / seconds).toFixed(1)],
    ['repeats per second', (of('repeat').length / seconds).toFixed(1)],
    ['reads per second', (of('read').length / seconds).toFixed(1)],
    ['lists read from the upstream', counts.lists],
    ['CPU of Redis, share of one core (%)', ((cost.cpuUs / cost.ms / 1_000) * 100).toFixed(2)],
    ['CPU of Redis per step, everything included (µs)', usPerStep.toFixed(0)],
    ['memory of Redis (MB)', (cost.memoryNow / 1e6).toFixed(0)],
    ['steps per second', (steps / seconds).toFixed(0)],
    ['commands per second, those of scripts included', ((cost.total - pings.length) / seconds).toFixed(0)],
    ['bytes in per second', (cost.inputBytes / seconds).toFixed(0)],
    ['bytes out per second', (cost.outputBytes / seconds).toFixed(0)],
    ['connections, the meter included', cost.clients],
    ['new connections per second', (cost.connections / seconds).toFixed(1)],
    ['messages published per second', (published / seconds).toFixed(1)],
    ['channels with all replicas', subscribers.filter((count) => Number(count) === REPLICAS).length],
    ['messages of keys delivered per second', ((keyed * REPLICAS) / seconds).toFixed(1)],
    ['step in Redis, p50 and p99 (µs)', `${cost.scriptUs.p50} ${cost.scriptUs.p99}`],
    [
      'round trip of a PING, p50 and p99 (ms)',
      `${quantile(pings, 0.5).toFixed(2)} ${quantile(pings, 0.99).toFixed(2)}`,
    ],
  ];
  for (const kind of [...Object.keys(RATES), 'burst'])
    figures.push([
      `${kind}, p50 and p99 (ms)`,
      [0.5, 0.99]
        .map((q) =>
          quantile(
            of(kind).map(({ ms }) => ms),
            q,
          )?.toFixed(0),
        )
        .join(' '),
    ]);
  for (const [what, value, most] of figures) {
    const broken = most !== undefined && value > most;
    if (broken) process.exitCode = 1;
    console.log(row(what, [value]) + (broken ? `   BROKEN (at most ${most})` : ''));
  }
  if (bad.length > 0)
    console.log(`  results: ${[...new Set(bad.map(({ kind, word }) => `${kind} ${word}`))].join(', ')}`);
  console.log('\nMemory of the keys');
  console.log(row('', ['keys', 'bytes each']));
  for (const [kind, { count, bytes }] of await meter.keys())
    console.log(row(kind, [count, (bytes / count).toFixed(0)]));
  console.log(
    `\nDerived from the CPU per step of this load: one of these alone at ${(USABLE * 100).toFixed(0)} % of one core`,
  );
  console.log(row('steps, per second', [((USABLE * 1e6) / usPerStep).toFixed(0)]));
  for (const [name, count] of Object.entries(stepsOf))
    console.log(row(`${name}, per second`, [((USABLE * 1e6) / usPerStep / count).toFixed(0)]));
  const times = (USABLE * 1e3 * cost.ms) / cost.cpuUs;
  console.log(row('times this company, its replicas included', [times.toFixed(1)]));
  meter.close();
  for (const { agent } of replicas) agent.destroy();
}

/** Creates a campaign. Resolves with `created`, `replayed`, or the code of its failure. */
async function create(replica, operationId, idempotencyKey) {
  const input = { type: 'PREVIEW', name: idempotencyKey ?? randomUUID(), skillId: '4021', operationId, idempotencyKey };
  const { body } = await post(replica, { query: MUTATION, variables: { input } });
  const result = body.data?.createCampaign;
  if (result?.__typename !== 'CreateCampaignSuccess') return failureOf(body, result);
  return result.replayed ? 'replayed' : 'created';
}

/** Reads the first campaigns. Resolves with `listed`, or the code of its failure. */
async function read(replica, operationId) {
  const { body } = await post(replica, { query: QUERY, variables: { operationId } });
  return body.errors === undefined && body.data?.campaigns ? 'listed' : failureOf(body);
}

function failureOf(body, result) {
  return result?.code ?? body.errors?.[0]?.extensions?.code ?? 'no result';
}

/** Runs `act` for each number below `count`, some at a time. */
async function inParallel(count, act) {
  let next = 0;
  const caller = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

/** Writes the file of the operations. Returns the variables of a server. */
async function variablesFor(folder, redisUrl, baseUrl, entry, count) {
  const file = join(folder, 'operations.json');
  const operations = Array.from({ length: count }, (_, nth) => entry(nth)).map(([id, token]) => ({
    id,
    server: '0013',
    token,
  }));
  await writeFile(file, JSON.stringify(operations));
  return {
    PORT: '0',
    HOST: '127.0.0.1',
    REDIS_URL: redisUrl,
    WOLKVOX_BASE_URL: baseUrl,
    WOLKVOX_OPERATIONS_FILE: file,
    WOLKVOX_TOKEN: undefined,
    DATA_DIR: undefined,
  };
}

function replicaAt(url) {
  return { port: Number(new URL(url).port), agent: new Agent({ keepAlive: true, maxSockets: 200 }) };
}

async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'scale-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function label(step, steps) {
  const count = steps.filter((each) => each === step).length;
  return count === 1 ? step : `${step} ${count}`;
}

function row(name, cells) {
  return `${name.padEnd(50)}${cells.map((cell) => String(cell).padStart(11)).join('')}`;
}
