// Creations against an upstream that ends each connection behind its answer. `npm run bench:transport`.
// Compares the transport of the product with undici, which it used before, and with reuse of connections by got.
import { setTimeout as delay } from 'node:timers/promises';

import { Agent, request } from 'undici';

import { createTransport } from '../dist/wolkvox/transport.js';
import { ask, start, stop } from './harness.js';

const CALLS = Number(process.env.CALLS ?? 10_000);
const AT_A_TIME = 8;
const WAYS = ['at random', 'at once', 'by half-closing', 'unused, at random'];
const TIMEOUT_MS = 5_000;
/** Longest time between the preparation of a creation and its sending. */
const MOST_WAITING_MS = 20;
const BODY = JSON.stringify({ campaign_name: 'Bienvenida' });
const HEADERS = { 'content-type': 'application/json' };

/** Sends with the product's transport, through `send`. Resolves with the kind of the result. */
function throughTransport(safe, send = (transport, request) => transport.send(request)) {
  const transport = createTransport();
  const call = async (url) => {
    const limits = { timeoutMs: TIMEOUT_MS, maxResponseBytes: 10_000 };
    const request = { method: 'POST', url: new URL(url), headers: HEADERS, body: BODY, safe, ...limits };
    const { kind } = await send(transport, request);
    return kind;
  };
  return { call, close: () => transport.close() };
}

/** Opens the connection of a request some time before it is sent. */
async function sendPrepared(transport, request) {
  const prepared = transport.prepare(request);
  await delay(Math.random() * MOST_WAITING_MS);
  return prepared.send();
}

/** Sends with undici and the options that the transport had. */
function throughUndici() {
  const dispatcher = new Agent({
    pipelining: 1,
    connections: null,
    keepAliveTimeout: 3_000,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  const call = async (url) => {
    try {
      const { body } = await request(url, { dispatcher, method: 'POST', headers: HEADERS, body: BODY });
      await body.text();
      return 'answer';
    } catch (error) {
      if (process.env.DEBUG) console.log(error.code);
      return 'lost';
    }
  };
  return { call, close: () => dispatcher.destroy() };
}

const CLIENTS = {
  'this transport, creations': () => throughTransport(false),
  'this transport, prepared creations': () => throughTransport(false, sendPrepared),
  undici: throughUndici,
  'this transport, reads, not repeated': () => throughTransport(true),
};

/** Makes the calls, several at a time. */
async function callAll(url, { call }) {
  const kinds = { answer: 0, lost: 0, unsent: 0 };
  let nth = 0;
  const work = async () => {
    while (nth < CALLS) {
      nth += 1;
      kinds[await call(`${url}/?nth=${nth}`)] += 1;
    }
  };
  const { user, system } = process.cpuUsage();
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  const cpu = process.cpuUsage();
  return { ...kinds, cpuUs: (cpu.user + cpu.system - user - system) / CALLS };
}

const cells = (...columns) =>
  columns.map((column, index) => (index < 2 ? String(column).padEnd(36) : String(column).padStart(12))).join('');

try {
  console.log(`${CALLS} calls each, ${AT_A_TIME} at a time`);
  console.log(
    cells('client', 'the server ends connections', 'answered', 'lost', 'unsent', 'twice', 'connections', 'CPU µs'),
  );
  for (const way of WAYS) {
    for (const [name, create] of Object.entries(CLIENTS)) {
      const { child, url } = await start('closing-upstream.js', { WAY: way });
      const client = create();
      const { answer, lost, unsent, cpuUs } = await callAll(url, client);
      const { twice, connections } = await ask(child, {});
      await client.close();
      console.log(cells(name, way, answer, lost, unsent, twice, connections, cpuUs.toFixed(0)));
    }
  }
} finally {
  stop();
}
