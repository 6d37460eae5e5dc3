// Soak test: minutes of mixed load on the built server with a heap of 256 MiB and an upstream of 60,000 campaigns. Run
// `npm run soak`. It fails if the heap after a collection varies by more than 10 %, or if the server ends.
// SOAK_MINUTES: default 10. SOAK_CAMPAIGNS: default 60000. SOAK_STALLED_READERS: connections that never read their
// responses, default 0. DIST: another build.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { ask, NODE_OPTIONS, start, stop, TOKEN } from './harness.js';
import { INSPECT, inspect } from './inspector.js';
import { startLoads } from './soak-load.js';

const MINUTES = Number(process.env.SOAK_MINUTES ?? 10);
const STALLED_READERS = Number(process.env.SOAK_STALLED_READERS ?? 3);
const STALLED_REQUESTS = Number(process.env.SOAK_STALLED_REQUESTS ?? 20);
const HEAP_MB = 256;
const PRINT_EVERY_MS = 30_000;
/** Until every cache is full: a minute, and on a busy machine as long as this number of requests takes. */
const WARM_UP_MS = Math.min(60_000, (MINUTES * 60_000) / 4);
const WARM_UP_REQUESTS = 5_000;
const MOST_DRIFT = 0.1;
const { DIST = fileURLToPath(new URL('../dist', import.meta.url)) } = process.env;

const { SOAK_CAMPAIGNS = '60000' } = process.env;
const upstream = await start('soak-upstream.js', { CAMPAIGNS: SOAK_CAMPAIGNS, FAIL_EVERY: '101' });
const server = spawn(
  process.execPath,
  [...NODE_OPTIONS, `--max-old-space-size=${HEAP_MB}`, INSPECT, `${DIST}/main.js`],
  {
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      WOLKVOX_BASE_URL: upstream.url,
      WOLKVOX_TOKEN: TOKEN,
      DATA_DIR: 'none',
      // Refreshed as fast as the upstream responds.
      CACHE_TTL_MS: '100',
      // The server closes connections of stalled readers after a few seconds.
      LIMIT_REQUEST_MS: '5000',
      LIMIT_HEADERS_MS: '5000',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  },
);
let ended = false;
const end = once(server, 'exit').then(([code, signal]) => {
  ended = true;
  return code ?? signal;
});
let errors = '';
server.stderr.on('data', (chunk) => {
  errors = (errors + chunk).slice(-4_000);
});

try {
  const log = readLog(server);
  const [url, inspector] = await Promise.all([log.url, inspect(server)]);
  const load = startLoads(url, upstream, { stalledReaders: STALLED_READERS, stalledRequests: STALLED_REQUESTS });
  const startedAt = performance.now();
  const untilMs = startedAt + MINUTES * 60_000;

  const quiet = async () => {
    // A log line marks the end of each list refresh; the upstream's data may still have to be read.
    for (let times = 0; times < 4 && !ended;) {
      const { underWay, lists } = await ask(upstream.child, {});
      times = underWay === 0 && lists === log.reads ? times + 1 : 0;
      await pause(250);
    }
  };
  /**
   * Heap without in-flight requests, always in the same state: a list that was just refreshed, without its derived data
   * (name index and copy with recent campaigns, about 8 MiB), and no cached responses of the previous list.
   */
  const collected = async () => {
    await load.pause();
    await load.send({ query: '{ campaigns(first: 0) { totalCount } }' });
    await quiet();
    await load.send({ query: '{ __typename }' });
    const bytes = await inspector.usedAfterCollection();
    load.resume();
    return bytes / 1024 / 1024;
  };

  console.log(
    `${MINUTES} minutes, ${HEAP_MB} MiB of heap, ${upstream.campaigns} campaigns, ${STALLED_READERS} stalled readers`,
  );
  console.log('seconds  heap MiB  rss MiB  requests  refreshes  creations  cut readers  stall ms  answers');
  const samples = [];
  const print = async () => {
    const stallMs = load.takeLongestMs();
    const heap = await collected();
    const { lists, creations } = await ask(upstream.child, {});
    samples.push(heap);
    const { counts, statuses } = load;
    const cells = [
      ((performance.now() - startedAt) / 1000).toFixed(0).padStart(7),
      heap.toFixed(1).padStart(10),
      String(rssMb(server.pid)).padStart(9),
      String(counts.requests).padStart(10),
      String(lists).padStart(11),
      String(creations).padStart(11),
      String(counts.cutReaders).padStart(13),
      stallMs.toFixed(0).padStart(10),
    ];
    console.log(`${cells.join('')}  ${JSON.stringify(statuses)}`);
    load.takeLongestMs();
  };
  const whileAlive = (ms) => Promise.race([pause(ms), end]);

  await whileAlive(WARM_UP_MS);
  const warmUntilMs = startedAt + (MINUTES * 60_000) / 2;
  while (!ended && load.counts.requests < WARM_UP_REQUESTS && performance.now() < warmUntilMs) await whileAlive(1_000);
  while (!ended) {
    await print();
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0) break;
    await whileAlive(Math.min(PRINT_EVERY_MS, leftMs));
  }
  if (!ended) {
    const [first, last] = [samples[0], samples.at(-1)];
    const drift = last / first - 1;
    const flat = Math.abs(drift) <= MOST_DRIFT;
    console.log(
      `heap after collection: ${first.toFixed(1)} MiB after warm-up, ${last.toFixed(1)} MiB at the end, drift ` +
        `${(drift * 100).toFixed(1)} % (target: within ${MOST_DRIFT * 100} %, ${flat ? 'met' : 'MISSED'})`,
    );
    if (!flat) process.exitCode = 1;
    await load.stop();
    inspector.close();
  }
} catch (error) {
  if (!ended) throw error;
} finally {
  if (ended) {
    console.error(`The server has ended (${await end}): ${errors}`);
    process.exitCode = 1;
  }
  server.kill('SIGKILL');
  stop();
}
// Loads without connections may still wait.
process.exit();

/** Reads the log of a server: its address and the number of list refreshes. */
function readLog({ stdout }) {
  const log = { reads: 0, url: undefined };
  log.url = new Promise((resolve) => {
    createInterface(stdout).on('line', (line) => {
      if (line.endsWith('"msg":"list refreshed"}')) log.reads += 1;
      else if (line.includes('"listening"')) resolve(JSON.parse(line).url.replace(/\/graphql$/, ''));
    });
  });
  return log;
}

/** Returns the process memory in MiB; a dash without /proc. */
function rssMb(pid) {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return '-';
  }
}
