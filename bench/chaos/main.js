// Chaos: keyed creations against an upstream that resets, hangs, refuses and lies, by clients that repeat and hang up, while
// processes are killed and Redis is restarted, paused and failed over. `npm run chaos`; fails if a promise is broken.
//
//   CHAOS_KEYS         keys per run (default 3000); each is one creation that must not be made twice
//   CHAOS_SEED         what happens follows from it (default: the time)
//   CHAOS_RUNS         `memory`, `redis` or both (default)
//   CHAOS_CALLERS      keys pursued at a time (default 40)
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { findProgram } from '../../test/support/find-program.js';
import { nameOf, pursue, saysNothingHappened } from './clients.js';
import { createRandom } from './random.js';
import { startRedisPair } from './redis.js';
import { startReplica } from './servers.js';
import { startUpstream } from './upstream.js';

const KEYS = number('CHAOS_KEYS', 3_000);
const CALLERS = number('CHAOS_CALLERS', 40);
const SEED = number('CHAOS_SEED', Date.now() % 2 ** 31);
const RUNS = (process.env.CHAOS_RUNS ?? 'memory redis').split(/[\s,]+/);
const OPERATIONS = ['bogota', 'medellin', 'cali', 'santiago'];
const CALL_LIMIT_MS = 6_000;
const TIMEOUT_MS = 2_000;
/** From the end of one disturbance to the next. */
const CALM_MS = [2_000, 6_000];
/** What happens beside the upstream, by weight. */
const DISTURBANCES = { kill: 4, restartRedis: 2, pauseRedis: 2, failOver: 2 };

console.log(`chaos: seed ${SEED}, ${KEYS} keys a run, ${CALLERS} at a time (CHAOS_SEED repeats it)`);
if (RUNS.includes('memory')) await run('one process, no Redis', { processes: 1 });
if (RUNS.includes('redis')) {
  const binary = findProgram('redis-server');
  if (binary === undefined) {
    console.error('*** There is no redis-server on PATH: the run with Redis is NOT made. ***');
    if (process.env.CI === 'true') process.exitCode = 1;
  } else await run('two processes and Redis', { processes: 2, redisBinary: binary });
}

async function run(name, { processes, redisBinary }) {
  const random = createRandom(SEED);
  const startedAt = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const delay = monitorEventLoopDelay();
  const upstream = await startUpstream({ random, callLimitMs: CALL_LIMIT_MS });
  const redis = redisBinary === undefined ? undefined : await startRedisPair(redisBinary);
  const replicas = [];
  try {
    const file = join(folder, 'operations.json');
    const operations = OPERATIONS.map((id, nth) => ({ id, server: `000${nth + 1}`, token: `token-of-${id}-${SEED}` }));
    await writeFile(file, JSON.stringify(operations));
    const variables = {
      AUTH_ALLOW_ANONYMOUS: 'true',
      WOLKVOX_BASE_URL: upstream.url,
      WOLKVOX_OPERATIONS_FILE: file,
      WOLKVOX_TIMEOUT_MS: String(TIMEOUT_MS),
      WOLKVOX_CALL_LIMIT_MS: String(CALL_LIMIT_MS),
      ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
    };
    while (replicas.length < processes) replicas.push(await startReplica(variables));
    const heapAtStart = await heaps(replicas);
    delay.enable();

    let over = false;
    const disturbances = new Map();
    // Without Redis a restart forgets keys and slots, as the documentation says: there only the upstream is disturbed.
    const disturbing = redis === undefined ? Promise.resolve() : disturb(() => over);
    const { requests, results } = await pursue({
      keys: KEYS,
      callers: CALLERS,
      replicas,
      operationIds: OPERATIONS,
      random,
    });
    over = true;
    await disturbing;
    delay.disable();
    report(name, {
      seconds: (performance.now() - startedAt) / 1_000,
      heap: [heapAtStart, await heaps(replicas)],
      runnerStallMs: delay.max / 1e6,
      ...{ upstream, replicas, requests, results, disturbances },
    });

    async function disturb(isOver) {
      while (!isOver()) {
        await sleep(random.between(...CALM_MS));
        if (isOver()) return;
        const what = random.pick(DISTURBANCES);
        disturbances.set(what, (disturbances.get(what) ?? 0) + 1);
        if (what === 'kill') await replicas[Math.floor(random.between(0, replicas.length))].restart();
        else if (what === 'restartRedis') await redis.restart();
        else if (what === 'pauseRedis') await redis.pause(random.between(500, 4_000));
        else await redis.failOver();
      }
    }
  } finally {
    for (const replica of replicas) await replica.stop();
    upstream.close();
    await redis?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prints what was seen and fails where a promise is broken. */
function report(name, { seconds, heap, runnerStallMs, upstream, replicas, requests, results, disturbances }) {
  const made = new Map();
  for (const { campaigns } of upstream.operations.values())
    for (const campaign of campaigns) made.set(campaign.name, [...(made.get(campaign.name) ?? []), campaign]);
  const perKey = Math.max(...[...made.values()].map(({ length }) => length));
  const peak = Math.max(...[...upstream.operations.values()].map((operation) => operation.peak));
  const nothing = requests.filter(saysNothingHappened);
  const falseNothing = nothing.filter((request) => isFalse(request, made, requests));
  const wrong = requests.filter(
    ({ key, id }) => id !== undefined && !made.get(nameOf(key))?.some((one) => one.id === id),
  );
  const faults = requests.filter(({ word }) => word === 'INTERNAL_SERVER_ERROR' || word === 'HTTP 500');
  const lost = [...results].filter(([, word]) => word === 'gave up');

  console.log(
    `\n${name}: ${results.size} keys, ${requests.length} requests, ${made.size} campaigns, ${seconds.toFixed(0)} s`,
  );
  console.log(`  disturbances             ${counts([...disturbances])}`);
  console.log(`  upstream                 ${counts([...upstream.behaviours])}`);
  console.log(`  answers                  ${counts(tally(requests.map(({ word }) => word)))}`);
  const checks = [
    ['campaigns per key, at most', perKey, 1],
    ['false "nothing happened"', falseNothing.length, 0],
    ['peak in flight per token', peak, 2],
    ['answers with a wrong id', wrong.length, 0],
    ['internal errors', faults.length, 0],
    ['keys without an answer', lost.length, 0],
  ];
  for (const [what, value, most] of checks) {
    const broken = value > most;
    if (broken) process.exitCode = 1;
    console.log(`  ${what.padEnd(28)} ${String(value).padStart(6)}   ${broken ? `BROKEN (at most ${most})` : 'ok'}`);
  }
  const stall = Math.max(...replicas.map(({ longestStallMs }) => longestStallMs));
  console.log(
    `  longest stall of /livez      ${stall.toFixed(0).padStart(6)} ms (of this runner's own loop ${runnerStallMs.toFixed(0)} ms)`,
  );
  const [before, after] = heap.map((bytes) => bytes.map((each) => (each / 2 ** 20).toFixed(1)).join(', '));
  console.log(`  heap after collection        ${before} MiB at the start, ${after} MiB at the end`);
  for (const request of [...falseNothing, ...wrong].slice(0, 5))
    console.error('  ', request, made.get(nameOf(request.key)));
}

/**
 * Whether a campaign of the key was made by a call that reached the upstream while this request was open. If Redis was away
 * when the request came, it could not know of another one with its key: it speaks of itself alone.
 */
function isFalse({ key, startedAt, endedAt, hint }, made, requests) {
  const during = (made.get(nameOf(key)) ?? []).some(({ arrivedAt }) => arrivedAt >= startedAt && arrivedAt <= endedAt);
  if (!during) return false;
  const others = requests.filter((one) => one.key === key && one.startedAt < endedAt && one.startedAt !== startedAt);
  return !(hint?.includes('Redis') && others.some((one) => one.endedAt > startedAt));
}

function heaps(replicas) {
  return Promise.all(replicas.map((replica) => replica.heapBytes()));
}

function tally(words) {
  const found = new Map();
  for (const word of words) found.set(word, (found.get(word) ?? 0) + 1);
  return [...found];
}

function counts(entries) {
  const sorted = entries.sort(([, a], [, b]) => b - a);
  return sorted.map(([what, count]) => `${what} ${count}`).join(', ') || 'none';
}

function number(variable, fallback) {
  const value = Number(process.env[variable] ?? fallback);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`${variable} must be a whole number above zero.`);
}
