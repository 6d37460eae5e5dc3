// Memory of an idle subscriber, calls to wolkvox and the delay of an event. `npm run bench:subscribers`; SUBSCRIBERS: default 1,000.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { ask, NODE_OPTIONS, TOKEN } from './harness.js';

const SUBSCRIBERS = Number(process.env.SUBSCRIBERS ?? 1_000);
const TTL_MS = 5_000;
/** As issue 19 requires. */
const MOST_KIB = 20;
/** After a change of the list this time suffices for collections and for buffers of the system. */
const SETTLE_MS = 2_000;

const HEAP_QUESTIONS = fileURLToPath(new URL('answer-heap-questions.js', import.meta.url));
const query = `subscription ($id: ID!) {
  campaignProgress(id: $id) { status contactCount dialed pending answered unanswered finished readAt }
}`;

let dialed = 0;
/** Times at which the board was read. */
const reads = [];
const upstream = createServer((incoming, response) => {
  incoming.resume();
  if (incoming.url?.includes('/real_time.php')) reads.push(performance.now());
  const row = { campaign: '1 - c - Strategy (x)', status: 'started', records: '100', dial: String(dialed), clean: '0' };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ code: '200', error: null, msg: 'rows', data: [row] }));
}).listen(0, '127.0.0.1');
await once(upstream, 'listening');

const child = fork(new URL('server.js', import.meta.url), {
  env: {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    AUTH_ALLOW_ANONYMOUS: 'true',
    WOLKVOX_TOKEN: TOKEN,
    WOLKVOX_BASE_URL: `http://127.0.0.1:${upstream.address().port}`,
    DATA_DIR: 'none',
    HOST: '127.0.0.1',
    PORT: '0',
    PROGRESS_TTL_MS: String(TTL_MS),
    LIMIT_SUBSCRIPTIONS: String(4 * SUBSCRIBERS),
    LOG_LEVEL: 'error',
  },
  execArgv: [...NODE_OPTIONS, '--expose-gc', '--import', HEAP_QUESTIONS],
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
child.stdout.resume();
const [{ url }] = await once(child, 'message');

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
/** Resolvers of subscribers that wait for their next event. */
let waiting = [];
/** Resolves when every subscriber has an event. */
let nextEvents;
const expectEvents = (count) => {
  const times = [];
  nextEvents = new Promise((resolve) => {
    waiting = (at) => {
      times.push(at);
      if (times.length === count) resolve(times);
    };
  });
  return nextEvents;
};
async function subscribe() {
  const outgoing = request(`${url}/graphql`, {
    method: 'POST',
    agent,
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
  });
  outgoing.end(JSON.stringify({ query, variables: { id: 'default:1' } }));
  const [response] = await once(outgoing, 'response');
  if (response.statusCode !== 200) throw new Error(`A subscription was rejected with ${response.statusCode}.`);
  response.on('data', (chunk) => {
    if (chunk.includes('event: next')) waiting(performance.now());
  });
  response.on('error', () => undefined);
}

const rssKib = () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
async function memory() {
  await sleep(SETTLE_MS);
  await ask(child, { heap: true });
  const { heapUsed } = await ask(child, { heap: true });
  return { heapKib: heapUsed / 1024, rssKib: rssKib() };
}
async function open(count) {
  const first = expectEvents(count);
  for (let opened = 0; opened < count; opened += 50)
    await Promise.all(Array.from({ length: Math.min(50, count - opened) }, subscribe));
  await first;
}

try {
  // Code and caches of the first subscribers are not memory of a subscriber.
  await open(50);
  const before = await memory();
  const readsBefore = reads.length;
  const startedMs = performance.now();
  await open(SUBSCRIBERS);
  const openedMs = performance.now() - startedMs;
  const after = await memory();
  const perSubscriber = (key) => (after[key] - before[key]) / SUBSCRIBERS;
  const passedMs = performance.now() - startedMs;
  const calls = reads.length - readsBefore;

  const changed = expectEvents(SUBSCRIBERS + 50);
  dialed += 1;
  const times = await changed;
  const readMs = reads.at(-1);
  const delays = times.map((at) => at - readMs).sort((a, b) => a - b);
  const isMet = perSubscriber('heapKib') <= MOST_KIB && perSubscriber('rssKib') <= MOST_KIB;
  console.log(
    `${SUBSCRIBERS} idle subscribers: ${perSubscriber('heapKib').toFixed(1)} KiB of heap and ` +
      `${perSubscriber('rssKib').toFixed(1)} KiB of RSS each (target: at most ${MOST_KIB} KiB, ${isMet ? 'met' : 'MISSED'}); ` +
      `opened in ${openedMs.toFixed(0)} ms`,
  );
  console.log(
    `calls to wolkvox: ${calls} in ${(passedMs / 1000).toFixed(1)} s (PROGRESS_TTL_MS ${TTL_MS}, at most ${Math.ceil(passedMs / TTL_MS)})`,
  );
  console.log(
    `delay of an event after the request for the board: median ${delays[Math.floor(delays.length / 2)].toFixed(0)} ms, ` +
      `last ${delays.at(-1).toFixed(0)} ms`,
  );
} finally {
  child.kill();
  agent.destroy();
  upstream.closeAllConnections();
  upstream.close();
}
