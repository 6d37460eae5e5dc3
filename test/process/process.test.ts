import { once } from 'node:events';
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from '@jest/globals';

import { SANDBOX_SCRIPT } from '../../src/demo/pick-explorer.js';
import { READY_OPERATION } from '../../src/explorer/ready-operation.js';
import { PRESETS, startSimulator, type PresetName, type Simulator } from '../../src/simulator/simulator.js';
import { startBuiltServer, type BuiltServer } from '../support/built-server.js';
import { PREVIEW } from '../support/product.js';

const CANARY = 'canary-3b1f9e7700aa55cc';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function start(variables: Record<string, string>): BuiltServer {
  const server = startBuiltServer(variables);
  closers.push(async () => {
    server.process.kill('SIGKILL');
    await server.ended;
  });
  return server;
}

async function startBoth(
  variables: Record<string, string> = {},
): Promise<{ server: BuiltServer; simulator: Simulator; url: string }> {
  const simulator = await startSimulator({ token: CANARY });
  closers.push(() => simulator.close());
  const server = start({
    PORT: '0',
    HOST: '127.0.0.1',
    WOLKVOX_BASE_URL: simulator.url,
    WOLKVOX_TOKEN: CANARY,
    SHUTDOWN_DELAY_MS: '0',
    ...variables,
  });
  return { server, simulator, url: await server.url };
}

const create = (url: string, input: object = PREVIEW) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: READY_OPERATION.document, variables: { input } }),
  });

describe('a start that cannot be', () => {
  it('says in a few lines what to set, exits 1 and shows no stack trace', async () => {
    const server = start({});
    expect(await server.ended).toBe(1);
    expect(server.output().trim().split('\n').length).toBeLessThanOrEqual(5);
    expect(server.output()).toContain('WOLKVOX_SERVER is required');
    expect(server.output()).toContain('WOLKVOX_TOKEN is required');
    expect(server.output()).not.toMatch(/^\s+at /m);
  });

  it('names every wrong variable and no value', async () => {
    const server = start({ PORT: CANARY, WOLKVOX_SERVER: CANARY, WOLKVOX_TOKEN: `${CANARY} x`, LOG_LEVEL: CANARY });
    expect(await server.ended).toBe(1);
    for (const variable of ['PORT', 'WOLKVOX_SERVER', 'WOLKVOX_TOKEN', 'LOG_LEVEL'])
      expect(server.output()).toContain(variable);
    expect(server.output()).not.toContain(CANARY);
  });

  it('names the port that is taken', async () => {
    const { url } = await startBoth();
    const server = start({ PORT: new URL(url).port, HOST: '127.0.0.1', WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: CANARY });
    expect(await server.ended).toBe(1);
    expect(server.output()).toContain(`PORT ${new URL(url).port} is in use`);
    expect(server.output()).not.toContain(CANARY);
  });

  it('of the simulator names the port that is taken, too, in one sentence', async () => {
    const simulator = await startSimulator({ token: CANARY });
    closers.push(() => simulator.close());
    const { port } = new URL(simulator.url);
    const second = startBuiltServer({ SIMULATOR_PORT: port }, [process.execPath, 'dist/simulator/main.js']);
    expect(await second.ended).toBe(1);
    const sentence = `The simulator cannot start: SIMULATOR_PORT ${port} is in use on this machine.`;
    expect(second.output()).toBe(`${sentence}\n`);
  });

  it('refuses anonymous access in production unless it is meant', async () => {
    const production = { NODE_ENV: 'production', WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: CANARY };
    const server = start(production);
    expect(await server.ended).toBe(1);
    expect(server.output()).toContain('AUTH_ALLOW_ANONYMOUS');
  });
});

describe('the built server', () => {
  it('creates a campaign, and says that it is alive and ready', async () => {
    const { url, simulator } = await startBoth();
    expect(await (await create(url)).json()).toMatchObject({
      data: { createCampaign: { __typename: 'CreateCampaignSuccess' } },
    });
    expect(simulator.campaigns()).toHaveLength(1);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
  });

  it('shows the explorer in development and nothing of itself in production', async () => {
    const explorer = (url: string) => fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
    const introspect = (url: string) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
        body: '{"query":"{ __schema { types { name } } }"}',
      });
    const development = await startBoth();
    const sandbox = await (await explorer(development.url)).text();
    // What the demo looks for before it chooses that page, and what to do where it is not there.
    expect(sandbox).toContain(`src="${SANDBOX_SCRIPT}?`);
    expect(sandbox).toContain('you might be offline. EXPLORER=graphiql');
    expect((await introspect(development.url)).status).toBe(200);
    const production = await startBoth({ NODE_ENV: 'production', AUTH_ALLOW_ANONYMOUS: 'true' });
    expect(await (await explorer(production.url)).text()).not.toContain('<html');
    expect((await introspect(production.url)).status).toBe(400);
    expect((await create(production.url)).status).toBe(200);
  });
});

const TWO_CAMPAIGNS = `mutation {
  a: createCampaign(input: { type: PREVIEW, name: "a", skillId: 1 }) { __typename }
  b: createCampaign(input: { type: PREVIEW, name: "b", skillId: 1 }) { __typename }
}`;
const BOTH_CREATED = {
  data: { a: { __typename: 'CreateCampaignSuccess' }, b: { __typename: 'CreateCampaignSuccess' } },
};

function post(agent: Agent, url: string, query: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, headers: { 'content-type': 'application/json' } };
    request(`${url}/graphql`, options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(JSON.parse(text)));
    })
      .on('error', reject)
      .end(JSON.stringify({ query }));
  });
}

/** Makes creations slow enough for a signal to come between; resolves once so many have arrived. */
function slowCreations(simulator: Simulator, count: number, more: { times?: 'always' } = {}): Promise<void> {
  return new Promise((resolve) => {
    let arrived = 0;
    simulator.behave({
      ...more,
      create: true,
      delayMs: 500,
      answer: ({ campaign_id }) => {
        arrived += 1;
        if (arrived === count) resolve();
        return { status: 201, body: { code: 201, error: null, msg: 'ok', data: [{ id_campaign: campaign_id }] } };
      },
    });
  });
}

describe('SIGTERM', () => {
  it('lets calls under way finish and answers them, then exits 0', async () => {
    const { server, simulator, url } = await startBoth();
    // A kept connection must not hold the process up.
    const agent = new Agent({ keepAlive: true });
    closers.push(() => agent.destroy());
    const bothArrived = slowCreations(simulator, 2, { times: 'always' });
    const answers = [1, 2].map(() => post(agent, url, TWO_CAMPAIGNS));
    await bothArrived;
    server.process.kill('SIGTERM');
    await server.line(({ signal }) => signal === 'SIGTERM');
    // The second campaign of each request begins after the signal: what was accepted is finished.
    expect(await Promise.all(answers)).toEqual([BOTH_CREATED, BOTH_CREATED]);
    expect(await server.ended).toBe(0);
    expect(simulator.campaigns()).toHaveLength(4);
    expect(server.output()).toContain('"stopped"');
  });

  it('answers what still comes in on a busy connection with 503 and a code, and sends nothing', async () => {
    const { server, simulator, url } = await startBoth();
    const arrived = slowCreations(simulator, 1);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    const closed = once(socket, 'close');
    const body = JSON.stringify({ query: READY_OPERATION.document, variables: { input: PREVIEW } });
    const head = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    socket.write(head + body);
    await arrived;
    server.process.kill('SIGTERM');
    await server.line(({ signal }) => signal === 'SIGTERM');
    socket.write(head + body);
    await closed;
    expect(await server.ended).toBe(0);
    expect(received).toContain('CreateCampaignSuccess');
    expect(received).toMatch(/HTTP\/1\.1 503 [\s\S]*"code":"SHUTTING_DOWN"/);
    expect(simulator.requests()).toHaveLength(1);
  });

  it('finishes and logs a creation whose caller has gone', async () => {
    const { server, simulator, url } = await startBoth();
    const arrival = slowCreations(simulator, 1);
    const caller = request(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    caller.on('error', () => undefined);
    caller.end(JSON.stringify({ query: READY_OPERATION.document, variables: { input: PREVIEW } }));
    await arrival;
    caller.socket?.resetAndDestroy();
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(simulator.requests()).toMatchObject([{ answered: 201 }]);
    expect(await server.line(({ aborted }) => aborted === true)).toMatchObject({
      upstream: [{ api: 'create_campaign', answer: 'success', status: 201 }],
    });
  });

  it('reaches the server through npm start, and a second one loses nothing', async () => {
    const simulator = await startSimulator({ token: CANARY });
    closers.push(() => simulator.close());
    const server = startBuiltServer(
      { PORT: '0', HOST: '127.0.0.1', WOLKVOX_BASE_URL: simulator.url, WOLKVOX_TOKEN: CANARY },
      ['npm', 'start'],
    );
    closers.push(() => server.process.kill('SIGKILL'));
    const url = await server.url;
    const arrived = slowCreations(simulator, 1);
    const answer = create(url).then((response) => response.text());
    await arrived;
    server.process.kill('SIGTERM');
    await server.line(({ signal }) => signal === 'SIGTERM');
    server.process.kill('SIGTERM');
    expect(await answer).toContain('CreateCampaignSuccess');
    await server.line(({ msg }) => msg === 'stopped');
    expect(await server.ended).toBe(0);
  });

  it('takes no new connection once it drains', async () => {
    const { server, url } = await startBoth();
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
  });
});

describe('a token in the configuration', () => {
  it('appears in no answer and no log line, whatever wolkvox does', async () => {
    const { server, simulator, url } = await startBoth({
      LOG_LEVEL: 'trace',
      WOLKVOX_TIMEOUT_MS: '400',
      WOLKVOX_CALL_LIMIT_MS: '400',
      WOLKVOX_QUEUE_TIMEOUT_MS: '5000',
      WOLKVOX_REPEATS: '1',
    });
    const escaped = Array.from(CANARY, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    let answers = '';
    const ask = async (): Promise<void> => {
      const response = await create(url);
      answers += JSON.stringify([...response.headers]) + (await response.text());
    };
    // A spent quota would be believed, and no other answer would come: it is another server's.
    for (const preset of (Object.keys(PRESETS) as PresetName[]).filter((name) => name !== 'quota-exhausted')) {
      simulator.behave({ preset });
      await ask();
    }
    const echoes = [
      { status: 404, body: { code: 404, error: CANARY, msg: `token ${CANARY}` } },
      { status: 404, body: `{"code":404,"error":"x","msg":"${escaped}"}` },
      {
        status: 201,
        body: { code: 201, error: null, msg: CANARY, data: [{ id_campaign: CANARY, name_campaign: CANARY }] },
      },
      { status: 500, body: CANARY, headers: { 'x-echo': CANARY, 'set-cookie': CANARY } },
    ];
    for (const answer of echoes) {
      simulator.behave({ answer });
      await ask();
    }
    for (const breakOff of ['before-answer', 'mid-headers', 'mid-body', 'hang'] as const) {
      simulator.behave({ breakOff });
      await ask();
    }
    await simulator.close();
    await ask();
    for (const body of ['{', '{"query":"{"}', '{"query":"{ nothing }"}', '[]']) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      answers += await response.text();
    }
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    const other = await startBoth({ LOG_LEVEL: 'trace' });
    other.simulator.behave({ preset: 'quota-exhausted' });
    answers += await (await create(other.url)).text();
    other.server.process.kill('SIGTERM');
    expect(await other.server.ended).toBe(0);
    await other.simulator.close();
    expect(other.server.output()).not.toContain(CANARY);
    expect(answers).toContain('QUOTA_EXHAUSTED');
    expect(answers).toContain('UNREACHABLE');
    expect(answers).toContain('OUTCOME_UNKNOWN');
    expect(answers).not.toContain(CANARY);
    expect(server.output()).not.toContain(CANARY);
  }, 60_000);

  it('appears in no crash: a fault outside any request is logged without its message', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wolkvox-crash-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const crash = join(folder, 'crash.mjs');
    // Fails later on, as a library would: an error that carries the token in message, fields and cause.
    writeFileSync(
      crash,
      `const token = process.env.WOLKVOX_TOKEN; process.on('SIGUSR2', () => { throw Object.assign(new Error(token, { cause: token }), { token }); });`,
    );
    const { server } = await startBoth({ NODE_OPTIONS: `--import=file://${crash}` });
    server.process.kill('SIGUSR2');
    expect(await server.ended).toBe(1);
    expect(server.output()).toContain('fault outside any request');
    expect(server.output()).not.toContain(CANARY);
  });

  it('is in no file of the operations that cannot be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wolkvox-file-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'operations.json');
    writeFileSync(file, `[{"id":"default","server":"0013","token":"${CANARY}"`);
    const server = start({ WOLKVOX_OPERATIONS_FILE: file });
    expect(await server.ended).toBe(1);
    expect(server.output()).not.toContain(CANARY);
  });
});

describe('an upstream behind https whose certificate is not accepted', () => {
  it('gets no token', async () => {
    let bytes = '';
    const sockets = new Set<Socket>();
    const listener = createServer((socket) => {
      sockets.add(socket);
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.toString('latin1');
        socket.destroy();
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    closers.push(() => listener.close());
    const { url } = await startBoth({
      WOLKVOX_BASE_URL: `https://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    });
    expect(await (await create(url)).text()).toContain('UNREACHABLE');
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes).not.toContain(CANARY);
  });
});

describe('the image', () => {
  it('runs the same code with the same options as npm start', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      scripts: { start: string };
    };
    const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
    const [, command] = /^CMD (.+)$/m.exec(dockerfile) ?? [];
    expect((JSON.parse(command ?? '[]') as string[]).join(' ')).toBe(scripts.start.replace(/^.*exec /, ''));
  });
});
