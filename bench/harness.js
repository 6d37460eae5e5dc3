// Shared code of the benchmarks: processes with CPU measurement, load, and rounds in changing order.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import autocannon from 'autocannon';

export const CONNECTIONS = 50;
export const TOKEN = 'bench'.repeat(8);

/** The flags of `npm start`, for every process of the benchmark. */
const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
export const NODE_OPTIONS = scripts.start.split(' ').filter((word) => word.startsWith('--'));

const children = [];

/** Starts a benchmark process. Resolves with it and its first message. */
export async function start(file, env = {}) {
  const child = fork(new URL(file, import.meta.url), {
    // As the image runs it.
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      AUTH_ALLOW_ANONYMOUS: 'true',
      WOLKVOX_TOKEN: TOKEN,
      DATA_DIR: 'none',
      ...env,
    },
    execArgv: NODE_OPTIONS,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // Logs go to a pipe, as under a supervisor.
  child.stdout.resume();
  children.push(child);
  child.once('exit', (code) => {
    if (!children.includes(child)) return;
    console.error(`${file} ended with code ${code}.`);
    process.exitCode = 1;
    stop();
  });
  const [hello] = await once(child, 'message');
  return { child, ...hello };
}

/** Ends every started process. */
export function stop() {
  for (const child of children.splice(0)) child.kill();
}

export async function ask(child, message) {
  child.send(message);
  const [answer] = await once(child, 'message');
  return answer;
}

/** Runs a load and adds its cost: CPU microseconds per call. */
export async function measured(child, calls, load) {
  const before = await ask(child, { cpu: true });
  const result = await load();
  const after = await ask(child, { cpu: true });
  return { ...result, cpuUs: (after.cpu - before.cpu) / calls };
}

/** Repeats a GraphQL request. `[<id>]` in it is unique in each. Throws if a response does not contain `expected`. */
export async function graphql(url, calls, request, expected, headers = {}) {
  const body = JSON.stringify(request);
  const load = autocannon({
    url,
    connections: CONNECTIONS,
    amount: calls,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    idReplacement: body.includes('[<id>]'),
    verifyBody: (text) => text.includes(expected),
  });
  // autocannon rounds its own duration to seconds.
  const startedAt = performance.now();
  let endedAt = startedAt;
  load.on('response', () => {
    endedAt = performance.now();
  });
  const result = await load;
  const bad = result.errors + result.timeouts + result.non2xx + result.mismatches;
  if (bad > 0) throw new Error(`${bad} of ${calls} requests did not succeed.`);
  return {
    perSecond: (calls * 1000) / (endedAt - startedAt),
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

/**
 * Runs the loads in turn. Short rounds in changing order distribute other activity of the machine evenly.
 * `between` is awaited after each.
 */
export async function inRounds(loads, { warmUpCalls, rounds, calls }, between = () => undefined) {
  for (const load of Object.values(loads)) await load(warmUpCalls);
  const results = Object.fromEntries(Object.keys(loads).map((name) => [name, []]));
  for (let n = 0; n < rounds; n += 1) {
    const order = Object.keys(loads);
    if (n % 2 === 1) order.reverse();
    for (const name of order) results[name].push(await loads[name](calls));
    await between();
  }
  return results;
}

export const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * share)];
/** Returns a row of the table: medians of the rounds. */
export const line = (name, rounds) => {
  const m = (key, digits) =>
    quantile(
      rounds.map((round) => round[key]),
      0.5,
    )
      .toFixed(digits)
      .padStart(9);
  return `${name.padEnd(34)}${m('perSecond', 0)}${m('p50', 1)}${m('p99', 1)}${m('cpuUs', 0)}`;
};

export const HEAD = `${''.padEnd(34)}${['calls/s', 'p50 ms', 'p99 ms', 'CPU µs'].map((head) => head.padStart(9)).join('')}`;
