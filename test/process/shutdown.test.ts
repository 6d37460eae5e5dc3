import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';

import { afterEach, describe, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startBuiltServer, type BuiltServer } from '../support/built-server.js';
import { openEventStream } from '../support/event-stream.js';
import { BrokenConnection, sendHttp } from '../support/http-client.js';
import { PREVIEW, TOKEN } from '../support/product.js';
import { openRawClient, rawPost } from '../support/raw-client.js';
import { until } from '../support/until.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(variables: Record<string, string>): Promise<{
  server: BuiltServer;
  simulator: Simulator;
  url: string;
}> {
  const simulator = await startSimulator({ token: TOKEN });
  closers.push(() => simulator.close());
  const server = startBuiltServer({
    PORT: '0',
    HOST: '127.0.0.1',
    WOLKVOX_BASE_URL: simulator.url,
    WOLKVOX_TOKEN: TOKEN,
    WOLKVOX_RECONCILE: 'off',
    ...variables,
  });
  closers.push(async () => {
    server.process.kill('SIGKILL');
    await server.ended;
  });
  return { server, simulator, url: await server.url };
}

const creation = (name: string): string =>
  JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: { ...PREVIEW, name } } });
const READ = JSON.stringify({ query: '{ campaigns(first: 1) { totalCount } }' });

/** The response text, or the code of the connection error. */
async function ask(url: string, body?: string, agent?: Agent): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const request = { headers, ...(body !== undefined && { method: 'POST', body }), ...(agent && { agent }) };
  try {
    return (await sendHttp(url, request)).text;
  } catch (error) {
    return error instanceof BrokenConnection ? error.code : 'unknown';
  }
}

/** Answers each creation with success. Resolves when this many have arrived. The simulator records them. */
function countCreations(simulator: Simulator, count: number, delayMs = 0): Promise<void> {
  return new Promise((resolve) => {
    let arrived = 0;
    simulator.behave({
      create: true,
      times: 'always',
      delayMs,
      answer: ({ campaign_id }) => {
        arrived += 1;
        if (arrived === count) resolve();
        return { status: 201, body: { code: 201, error: null, msg: 'ok', data: [{ id_campaign: campaign_id }] } };
      },
    });
  });
}

const CONNECTIONS = 50;

describe('SIGTERM under load', () => {
  it('fails readiness before the listener closes, and responds to every accepted mutation', async () => {
    const { server, simulator, url } = await start({});
    const hundreds = countCreations(simulator, 200);
    const succeeded: string[] = [];
    const refused: string[] = [];
    const others: string[] = [];

    /** Creates campaigns in sequence, with reads in between, until a request is not served. */
    const work = async (worker: number): Promise<void> => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      closers.push(() => agent.destroy());
      for (let n = 0; ; n += 1) {
        const name = `campaign ${worker} ${n}`;
        const answer = await ask(`${url}/graphql`, creation(name), agent);
        if (answer.includes('"CreateCampaignSuccess"')) succeeded.push(name);
        else {
          (NOT_SERVED.test(answer) ? refused : others).push(answer);
          return;
        }
        if (n % 5 === 0) await ask(`${url}/graphql`, READ, agent);
      }
    };
    const load = Promise.all(Array.from({ length: CONNECTIONS }, (_, worker) => work(worker)));
    await hundreds;
    server.process.kill('SIGTERM');
    await server.line(({ msg }) => String(msg).startsWith('shutdown: readiness off'));

    // Each on its own connection, which the listener accepts.
    const fresh = (path: string, body?: string) => ask(url + path, body);
    expect(JSON.parse(await fresh('/readyz'))).toEqual({ status: 'draining' });
    expect(JSON.parse(await fresh('/livez'))).toEqual({ status: 'alive' });
    expect(await fresh('/graphql', creation('late'))).toContain('"CreateCampaignSuccess"');
    succeeded.push('late');

    await load;
    expect(await server.ended).toBe(0);
    expect(others).toEqual([]);
    expect(refused).toHaveLength(CONNECTIONS);
    expect(succeeded.length).toBeGreaterThan(200);
    expect(succeeded.sort()).toEqual(
      simulator
        .campaigns()
        .map(({ campaign_name }) => campaign_name)
        .sort(),
    );
    expect(await fresh('/livez')).toBe('ECONNREFUSED');
  }, 60_000);
});

/** Rejected with a response, or not connected. */
const NOT_SERVED = /"SHUTTING_DOWN"|^ECONNREFUSED$|^ECONNRESET$/;

describe('a server that is shutting down', () => {
  it('closes keep-alive connections after responding to their requests', async () => {
    const { server, simulator, url } = await start({ SHUTDOWN_DELAY_MS: '2000' });
    const client = await openRawClient(url);
    server.process.kill('SIGTERM');
    await server.line(({ msg }) => String(msg).startsWith('shutdown: readiness off'));
    client.send(rawPost(creation('one')), rawPost(creation('two')));
    const answers = await client.closed;
    expect(answers.map(({ status, headers }) => [status, headers.connection])).toEqual([
      [200, 'keep-alive'],
      [200, 'close'],
    ]);
    expect(
      simulator
        .campaigns()
        .map(({ campaign_name }) => campaign_name)
        .sort(),
    ).toEqual(['one', 'two']);
    expect(await server.ended).toBe(0);
  });

  it('ends event streams at once without complete, and rejects later ones, while it still serves requests', async () => {
    const { server, simulator, url } = await start({ SHUTDOWN_DELAY_MS: '2000' });
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started' });
    const watch = { query: 'subscription { campaignProgress(id: "default:5801") { status } }' };
    const streams = await Promise.all(Array.from({ length: 20 }, () => openEventStream(url, watch)));
    expect(id).toBe('5801');
    for (const stream of streams)
      expect(await stream.result()).toEqual({ data: { campaignProgress: { status: 'STARTED' } } });
    server.process.kill('SIGTERM');
    await server.line(({ msg }) => String(msg).startsWith('shutdown: readiness off'));
    expect(await Promise.all(streams.map(({ ended }) => ended))).toEqual(streams.map(() => 'end'));
    for (const stream of streams) {
      expect(await stream.next()).toBeUndefined();
      expect(stream.text()).not.toContain('complete');
    }
    const { status, headers, text } = await sendHttp(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(watch),
    });
    expect([status, headers['retry-after'], headers.connection, JSON.parse(text)]).toEqual([
      503,
      '5',
      'close',
      { errors: [expect.objectContaining({ extensions: { code: 'SHUTTING_DOWN', retryAfterMs: 5_000 } })] },
    ]);
    expect(JSON.parse(await ask(`${url}/graphql`, READ))).toEqual({ data: { campaigns: { totalCount: 1 } } });
    expect(server.output()).not.toContain('shutdown: draining');
    expect(await server.ended).toBe(0);
  });

  it('does not wait for the client of an event stream that does not read', async () => {
    const { server, simulator, url } = await start({ SHUTDOWN_DELAY_MS: '0' });
    simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started' });
    const client = await openRawClient(url);
    const query = 'subscription { campaignProgress(id: "default:5801") { status } }';
    client.send(rawPost(JSON.stringify({ query }), { accept: 'text/event-stream' }));
    await until(() => client.received().includes('STARTED'), 'the first event arrived');
    client.socket.pause();
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    client.socket.destroy();
  });

  it('does not wait if a user stops it, also after a SIGTERM', async () => {
    const delay = { SHUTDOWN_DELAY_MS: '300000' };
    const [{ server }, other] = await Promise.all([start(delay), start(delay)]);
    server.process.kill('SIGINT');
    expect(await server.ended).toBe(0);
    other.server.process.kill('SIGTERM');
    await other.server.line(({ msg }) => String(msg).startsWith('shutdown: readiness off'));
    other.server.process.kill('SIGINT');
    expect(await other.server.ended).toBe(0);
  });

  it('ends at once on a second Ctrl+C', async () => {
    const { server, simulator, url } = await start({});
    const begun = countCreations(simulator, 1, 60_000);
    const answer = ask(`${url}/graphql`, creation('never answered'));
    await begun;
    server.process.kill('SIGINT');
    await server.line(({ msg }) => String(msg).startsWith('shutdown: draining'));
    server.process.kill('SIGINT');
    expect(await server.ended).toBe('SIGINT');
    expect(await answer).toBe('ECONNRESET');
  });
});

it('ends if its log is no longer read', async () => {
  const env = { PATH: process.env.PATH, PORT: '0', HOST: '127.0.0.1', SHUTDOWN_DELAY_MS: '0' };
  // The shell prints its own id and becomes the server; `head` exits after the first log line.
  const pipe = `sh -c 'echo $$ >&2; exec "$0" dist/main.js' "$0" | head -1`;
  const shell = spawn('sh', ['-c', pipe, process.execPath], {
    env: { ...env, WOLKVOX_BASE_URL: 'http://127.0.0.1:9', WOLKVOX_TOKEN: TOKEN, DATA_DIR: 'none' },
  });
  const [shellOutput] = await Promise.all([once(shell.stderr, 'data'), once(shell.stdout, 'data')]);
  const server = Number(String(shellOutput[0]));
  closers.push(() => shell.exitCode ?? process.kill(server, 'SIGKILL'));
  process.kill(server, 'SIGTERM');
  await once(shell, 'close');
}, 10_000);
