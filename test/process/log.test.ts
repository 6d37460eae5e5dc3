import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { FLAGS, MAIN } from '../support/built-server.js';
import { createFifo, type Fifo } from '../support/fifo.js';
import { freePort } from '../support/free-port.js';
import { sendHttp } from '../support/http-client.js';
import { scrape } from '../support/metrics.js';
import { PREVIEW, TOKEN } from '../support/product.js';
import { openRawClient, rawPost } from '../support/raw-client.js';
import { until } from '../support/until.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Server {
  readonly url: string;
  readonly metricsUrl: string;
  readonly simulator: Simulator;
  readonly process: ChildProcess;
  /** Resolves with the exit code or the signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** The built server with these standard streams. Its ports are set here, because its log may be unreadable. */
async function startServer(
  [stdout, stderr]: readonly [number | 'pipe' | 'ignore', number | 'pipe' | 'ignore'],
  flags: readonly string[] = [],
): Promise<Server> {
  const simulator = await startSimulator({ token: TOKEN });
  closers.push(() => simulator.close());
  const [port, metricsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [...FLAGS, ...flags, MAIN], {
    stdio: ['ignore', stdout, stderr],
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      HOST: '127.0.0.1',
      WOLKVOX_BASE_URL: simulator.url,
      WOLKVOX_TOKEN: TOKEN,
      DATA_DIR: 'none',
      SHUTDOWN_DELAY_MS: '0',
    },
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null);
  closers.push(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await until(() => canConnect(port), 'the server listens');
  const url = `http://127.0.0.1:${port}`;
  return { url, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`, simulator, process: child, ended };
}

const canConnect = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

function startFifo(): Fifo & { readonly lines: () => readonly Record<string, unknown>[]; readonly writer: number } {
  const fifo = createFifo();
  closers.push(() => fifo.close());
  const known: Record<string, unknown>[] = [];
  let rest = '';
  const lines = (): readonly Record<string, unknown>[] => {
    fifo.read();
    const texts = (rest + fifo.take()).split('\n');
    rest = texts.pop() ?? '';
    // Each of them must be complete.
    for (const text of texts) known.push(JSON.parse(text) as Record<string, unknown>);
    return known;
  };
  return { ...fifo, lines, writer: fifo.openWriter() };
}

const CONNECTIONS = 10;
/** Sends this many requests, some of them creations. Resolves with their statuses, each once. */
async function ask(url: string, count: number, creations = 0): Promise<{ statuses: number[]; created: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  closers.push(() => agent.destroy());
  const created = Array.from({ length: creations }, () =>
    sendHttp(`${url}/graphql`, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: PREVIEW } }),
    }),
  );
  // Pipelined, because a client with a response handler for each would need more CPU than the server.
  const read = JSON.stringify({ query: '{ __typename }' });
  const others = Array.from({ length: CONNECTIONS }, async (_, nth) => {
    const own = Math.floor((count - creations + nth) / CONNECTIONS);
    const client = await openRawClient(url);
    client.send(Buffer.concat(Array(own - 1).fill(rawPost(read))), rawPost(read, { connection: 'close' }));
    return client.closed;
  });
  const [responses, answers] = await Promise.all([Promise.all(created), Promise.all(others)]);
  expect(answers.flat()).toHaveLength(count - creations);
  return {
    statuses: [...new Set([...responses, ...answers.flat()].map(({ status }) => status))],
    created: responses.filter(({ text }) => text.includes('"CreateCampaignSuccess"')).length,
  };
}

const isAlive = async (url: string): Promise<number> => (await fetch(`${url}/livez`)).status;
const DROPPED = 'wolkvox_graphql_log_lines_dropped_total';
const REQUESTS = 3_000;

describe('the built server with an unread log', () => {
  it.each([
    ['a pipe', () => startFifo().writer],
    [
      'a pipe whose reader is gone',
      () => {
        const { writer, closeReader } = startFifo();
        closeReader();
        return writer;
      },
    ],
    ['a socket', () => 'pipe' as const],
    ['a full disk', () => openSync('/dev/full', 'w')],
  ])(
    'responds to every request, and ends on a signal: %s',
    async (_what, open) => {
      const stdout = open();
      const server = await startServer([stdout, 'ignore']);
      expect(await ask(server.url, REQUESTS, 20)).toEqual({ statuses: [200], created: 20 });
      expect(await isAlive(server.url)).toBe(200);
      const samples = await scrape(server.metricsUrl);
      expect(samples.value('wolkvox_graphql_http_responses_total', { route: '/graphql', status_class: '2xx' })).toBe(
        REQUESTS,
      );
      expect(samples.value(DROPPED, { kind: 'audit' })).toBe(0);
      server.process.kill('SIGTERM');
      expect(await server.ended).toBe(0);
    },
    90_000,
  );

  it('holds every line of 3,000 requests for a reader that returns', async () => {
    const fifo = startFifo();
    const server = await startServer([fifo.writer, 'ignore']);
    await ask(server.url, REQUESTS, 20);
    const isRequest = ({ msg }: Record<string, unknown>): boolean => msg === 'request';
    await until(() => fifo.lines().filter(isRequest).length === REQUESTS, 'the log has every request');
    expect(fifo.lines().filter(({ msg }) => msg === 'audit')).toHaveLength(20);
    expect((await scrape(server.metricsUrl)).value(DROPPED, { kind: 'info' })).toBe(0);
  }, 90_000);

  it('drops and counts excess request lines, reports them, and retains the audit log', async () => {
    const fifo = startFifo();
    const server = await startServer([fifo.writer, 'ignore']);
    const dropped = async (kind: string): Promise<number> => (await scrape(server.metricsUrl)).value(DROPPED, { kind });
    // Cheap ones, with log lines of normal length.
    const requests = 8_000;
    const icon = `GET /favicon.ico HTTP/1.1\r\nhost: 127.0.0.1\r\nx-request-id: ${'r'.repeat(64)}\r\n`;
    for (let sent = 0; sent < requests; sent += 500) {
      const client = await openRawClient(server.url);
      client.send(`${icon}\r\n`.repeat(499), `${icon}connection: close\r\n\r\n`);
      expect(await client.closed).toHaveLength(500);
    }
    expect((await ask(server.url, 60, 50)).created).toBe(50);
    const lost = await dropped('info');
    expect(lost).toBeGreaterThan(0);
    expect([await dropped('warning'), await dropped('audit')]).toEqual([0, 0]);

    await until(
      () => fifo.lines().some(({ dropped: report }) => report !== undefined),
      'the log reports what was dropped',
    );
    expect((await fetch(`${server.url}/favicon.ico`)).status).toBe(200);
    await until(() => fifo.lines().at(-1)?.msg === 'request', 'the log ends with a request');
    const lines = fifo.lines();
    expect(lines.flatMap(({ dropped: report }) => report ?? [])).toEqual([{ info: lost, warning: 0, audit: 0 }]);
    expect(lines.filter(({ msg }) => msg === 'audit')).toHaveLength(50);
    expect(lines.filter(({ msg }) => msg === 'request')).toHaveLength(requests + 60 + 1 - lost);
    const times = lines.filter(({ dropped: report }) => report === undefined).map(({ time }) => String(time));
    expect(times).toEqual([...times].sort());
    expect(await dropped('info')).toBe(lost);
  }, 120_000);
});

/** Flags that make the process run this on SIGUSR2. */
const onSignal = (script: string): string[] => [
  '--import',
  `data:text/javascript,process.on("SIGUSR2",()=>{${encodeURIComponent(script)}})`,
];

describe('the built server that crashes', () => {
  /** Throws outside any request, with a secret in the message. */
  const crash = onSignal(`throw new Error("${TOKEN}")`);

  it.each([
    ['is read', true],
    ['is not read', false],
  ])(
    'exits with 1 and prints no secret if its log %s',
    async (_what, isRead) => {
      const [stdout, stderr] = [startFifo(), startFifo()];
      const server = await startServer([stdout.writer, stderr.writer], crash);
      await ask(server.url, isRead ? 10 : 1_000);
      if (isRead) await until(() => stdout.lines().length > 10, 'the log has the requests');
      server.process.kill('SIGUSR2');
      expect(await server.ended).toBe(1);
      const lines = stdout.lines();
      if (isRead) expect(lines.at(-1)).toMatchObject({ level: 60, error: 'Error' });
      stderr.read();
      expect(JSON.stringify(lines) + stderr.take()).not.toContain(TOKEN);
    },
    60_000,
  );

  it.each([
    ['a warning', 'process.emitWarning("canary")'],
    ['a thousand warnings', 'for(let n=0;n<1000;n+=1)process.emitWarning("canary".repeat(100))'],
  ] as const)(
    'writes %s of node.js to the log and not to stderr',
    async (_what, script) => {
      const [stdout, stderr] = [startFifo(), startFifo()];
      const server = await startServer([stdout.writer, stderr.writer], onSignal(script));
      server.process.kill('SIGUSR2');
      await until(
        () => stdout.lines().some(({ level, error }) => level === 40 && error === 'Warning'),
        'the log has the warning',
      );
      expect(await isAlive(server.url)).toBe(200);
      stderr.read();
      expect(stderr.take()).toBe('');
    },
    60_000,
  );
});

describe('the built server that cannot start', () => {
  it.each([
    ['a full disk', () => openSync('/dev/full', 'w')],
    [
      'a pipe whose reader is gone',
      () => {
        const { writer, closeReader } = startFifo();
        closeReader();
        return writer;
      },
    ],
    ['a closed stream', () => 'ignore' as const],
  ])('exits with 1 although stderr is %s', async (_what, open) => {
    const stderr = open();
    const child = spawn(process.execPath, [...FLAGS, MAIN], {
      stdio: ['ignore', 'ignore', stderr],
      env: { PATH: process.env.PATH },
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(1);
    if (typeof stderr === 'number') closeSync(stderr);
  });
});
