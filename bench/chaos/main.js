// Chaos test: creations with keys against an upstream that resets, stalls, rejects and sends contradictory answers.
// Clients repeat and disconnect. Processes are killed, and Redis is restarted, paused and failed over. Run `npm run
// chaos`; it fails if a promise is broken. CHAOS_KEYS: keys per run, default 3000; each is one creation. CHAOS_SEED:
// seed of the random choices, default the time. CHAOS_RUNS: default `disk redis kills-disk kills-redis sequences`.
// CHAOS_CALLERS: concurrent keys, default 40. CHAOS_KILLS: kills per run of kills, default 200. CHAOS_SEQUENCES: random
// sequences of mutations, default 10000.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { findProgram } from '../../test/support/find-program.js';
import { pursue } from './clients.js';
import { judge } from './judge.js';
import { judgeKills, killAtEveryStep, OPERATION_IDS, startCountingUpstream, STEPS } from './kills.js';
import { createRandom } from './random.js';
import { startRedisPair } from './redis.js';
import { startReplica } from './servers.js';
import { startUpstream } from './upstream.js';

const KEYS = number('CHAOS_KEYS', 3_000);
const CALLERS = number('CHAOS_CALLERS', 40);
const SEED = number('CHAOS_SEED', Date.now() % 2 ** 31);
const KILLS = number('CHAOS_KILLS', 200);
const SEQUENCES = number('CHAOS_SEQUENCES', 10_000);
const RUNS = (process.env.CHAOS_RUNS ?? 'disk redis kills-disk kills-redis sequences').split(/[\s,]+/);
const OPERATIONS = ['bogota', 'medellin', 'cali', 'santiago'];
const CALL_LIMIT_MS = 6_000;
const TIMEOUT_MS = 2_000;
/** Pause between two disturbances. */
const CALM_MS = [2_000, 6_000];
/** Disturbances beside those of the upstream, by weight. */
const DISTURBANCES = { kill: 4, restartRedis: 2, pauseRedis: 2, failOver: 2 };

process.once('SIGTERM', () => process.exit(1));
process.once('SIGINT', () => process.exit(1));

console.log(`chaos: seed ${SEED}, ${KEYS} keys a run, ${CALLERS} at a time (CHAOS_SEED repeats it)`);
const redisBinary = findProgram('redis-server');
if (RUNS.includes('disk')) await run('one process, DATA_DIR', { processes: 1 });
if (RUNS.includes('sequences')) runSequences();
if (RUNS.includes('kills-disk')) await runKills('kills, one process, DATA_DIR');
if (redisBinary !== undefined) {
  if (RUNS.includes('redis')) await run('two processes and Redis', { processes: 2, redisBinary });
  if (RUNS.includes('kills-redis')) await runKills('kills, two processes and Redis', redisBinary);
} else if (RUNS.some((name) => name.endsWith('redis'))) {
  console.error('*** There is no redis-server on PATH: the runs with Redis are NOT made. ***');
  if (process.env.CI === 'true') process.exitCode = 1;
}

async function run(name, { processes, redisBinary: binary }) {
  const random = createRandom(SEED);
  const startedAt = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const delay = monitorEventLoopDelay();
  const upstream = await startUpstream({ random, callLimitMs: CALL_LIMIT_MS });
  const redis = binary === undefined ? undefined : await startRedisPair(binary);
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
      WOLKVOX_SLOT_LEASE_MS: String(CALL_LIMIT_MS),
      ...(redis === undefined ? { DATA_DIR: join(folder, 'data') } : { REDIS_URL: redis.url }),
    };
    while (replicas.length < processes) replicas.push(await startReplica(variables));
    const heapAtStart = await heaps(replicas);
    delay.enable();

    let over = false;
    const disturbances = new Map();
    // Without Redis a restart loses the slots of calls in flight, so wolkvox could receive a third call.
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

/** Runs the test of random sequences of mutations with more of them. */
function runSequences() {
  const test = ['run', '--silent', 'jest', '--', 'test/graphql/random-sequences.test.ts'];
  const env = { ...process.env, SEQUENCES: String(SEQUENCES), SEQUENCES_SEED: String(SEED) };
  const startedAt = performance.now();
  const { status } = spawnSync('npm', test, { cwd: new URL('../..', import.meta.url), env, stdio: 'inherit' });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  console.log(`\nsequences: ${SEQUENCES}, ${seconds} s, ${status === 0 ? 'ok' : 'BROKEN'}`);
  if (status !== 0) process.exitCode = 1;
}

/** Kills one process at each step of a creation, and repeats its key after the restart. */
async function runKills(name, binary) {
  const startedAt = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const upstream = await startCountingUpstream();
  const redis = binary === undefined ? undefined : await startRedisPair(binary);
  const replicas = [];
  try {
    const file = join(folder, 'operations.json');
    const operations = OPERATION_IDS.map((id, nth) => ({
      id,
      server: String(nth + 1).padStart(4, '0'),
      token: `token-of-${id}-${SEED}`,
    }));
    await writeFile(file, JSON.stringify(operations));
    const variables = {
      AUTH_ALLOW_ANONYMOUS: 'true',
      WOLKVOX_BASE_URL: upstream.url,
      WOLKVOX_OPERATIONS_FILE: file,
      WOLKVOX_SLOT_LEASE_MS: '3000',
      WOLKVOX_RECONCILE: 'off',
      WOLKVOX_MAX_RETRIES: '0',
      ...(redis === undefined ? { DATA_DIR: join(folder, 'data') } : { REDIS_URL: redis.url }),
    };
    // With Redis a key of a dead process is pending for 10 s, so another process repeats it.
    while (replicas.length < (redis === undefined ? 1 : 2)) replicas.push(await startReplica(variables));
    const [replica, other] = replicas;
    const rounds = await killAtEveryStep({ rounds: KILLS, replica, other, upstream, random: createRandom(SEED) });
    const { checks, broken } = judgeKills(rounds);
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    console.log(`\n${name}: ${rounds.length} kills, ${seconds} s`);
    for (const step of STEPS) {
      const of = rounds.filter((round) => round.step === step);
      const first = counts(tally(of.map((round) => round.first.word)));
      const last = counts(tally(of.map((round) => round.last.word)));
      console.log(`  ${step.padEnd(24)} ${of.length}: ${first}; after the restart ${last}`);
    }
    reportChecks(checks);
    for (const round of broken.slice(0, 5)) console.error('  broken:', JSON.stringify(round));
  } finally {
    for (const replica of replicas) await replica.stop();
    upstream.close();
    await redis?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prints the checks. Fails if a promise is broken. */
function reportChecks(checks) {
  for (const { what, value, most } of checks) {
    const broken = value > most;
    if (broken) process.exitCode = 1;
    console.log(`  ${what.padEnd(28)} ${String(value).padStart(6)}   ${broken ? `BROKEN (at most ${most})` : 'ok'}`);
  }
}

/** Prints the results and fails if a promise is broken. */
function report(name, { seconds, heap, runnerStallMs, upstream, replicas, requests, results, disturbances }) {
  const { made, checks, examples } = judge({ operations: [...upstream.operations.values()], requests, results });
  console.log(
    `\n${name}: ${results.size} keys, ${requests.length} requests, ${made.size} campaigns, ${seconds.toFixed(0)} s`,
  );
  console.log(`  disturbances             ${counts([...disturbances])}`);
  console.log(`  upstream                 ${counts([...upstream.behaviours])}`);
  console.log(`  answers                  ${counts(tally(requests.map(({ word }) => word)))}`);
  reportChecks(checks);
  const stall = Math.max(...replicas.map(({ longestStallMs }) => longestStallMs));
  console.log(
    `  longest stall of /livez      ${stall.toFixed(0).padStart(6)} ms (of this runner's own loop ${runnerStallMs.toFixed(0)} ms)`,
  );
  const [before, after] = heap.map((bytes) => bytes.map((each) => (each / 2 ** 20).toFixed(1)).join(', '));
  console.log(`  heap after collection        ${before} MiB at the start, ${after} MiB at the end`);
  for (const example of examples) console.error('  broken:', withoutRows(example));
}

function withoutRows({ requests, made }) {
  return JSON.stringify({
    requests,
    made: made?.map(({ id, behaviour, arrivedAt }) => ({ id, behaviour, arrivedAt })),
  });
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
