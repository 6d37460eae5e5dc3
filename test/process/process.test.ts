import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from '@jest/globals';

import { SANDBOX_SCRIPT } from '../../packages/demo/src/pick-explorer.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { PRESETS, startSimulator, type PresetName, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startBuiltServer, type BuiltServer } from '../support/built-server.js';
import { sendHttp, type HttpResponse } from '../support/http-client.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { until } from '../support/until.js';

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

const HEADERS = { 'content-type': 'application/json' };
const post = (url: string, body: string, agent?: Agent): Promise<HttpResponse> =>
  sendHttp(`${url}/graphql`, { method: 'POST', headers: HEADERS, body, ...(agent && { agent }) });
const create = (url: string): Promise<HttpResponse> =>
  post(url, JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: PREVIEW } }));

describe('a failed start', () => {
  it('prints in a few lines what to set, exits with 1 and prints no stack trace', async () => {
    const server = start({});
    expect(await server.ended).toBe(1);
    expect(server.output().trim().split('\n').length).toBeLessThanOrEqual(5);
    expect(server.output()).toContain('WOLKVOX_SERVER is required');
    expect(server.output()).toContain('WOLKVOX_TOKEN is required');
    expect(server.output()).not.toMatch(/^\s+at /m);
  });

  it('names every invalid variable and no value', async () => {
    const server = start({ PORT: CANARY, WOLKVOX_SERVER: CANARY, WOLKVOX_TOKEN: `${CANARY} x`, LOG_LEVEL: CANARY });
    expect(await server.ended).toBe(1);
    for (const variable of ['PORT', 'WOLKVOX_SERVER', 'WOLKVOX_TOKEN', 'LOG_LEVEL'])
      expect(server.output()).toContain(variable);
    expect(server.output()).not.toContain(CANARY);
  });

  it('names the port that is in use', async () => {
    const { url } = await startBoth();
    const server = start({ PORT: new URL(url).port, HOST: '127.0.0.1', WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: CANARY });
    expect(await server.ended).toBe(1);
    expect(server.output()).toContain(`PORT ${new URL(url).port} is in use`);
    expect(server.output()).not.toContain(CANARY);
  });

  it('of the simulator names the port that is in use, in one sentence', async () => {
    const simulator = await startSimulator({ token: CANARY });
    closers.push(() => simulator.close());
    const { port } = new URL(simulator.url);
    const second = startBuiltServer({ SIMULATOR_PORT: port }, [process.execPath, 'packages/simulator/dist/main.js']);
    expect(await second.ended).toBe(1);
    const sentence = `The simulator cannot start: SIMULATOR_PORT ${port} is in use on this machine.`;
    expect(second.output()).toBe(`${sentence}\n`);
  });

  it('rejects anonymous access in production unless it is explicit', async () => {
    const production = { NODE_ENV: 'production', WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: CANARY };
    const server = start(production);
    expect(await server.ended).toBe(1);
    expect(server.output()).toContain('AUTH_ALLOW_ANONYMOUS');
  });
});

describe('the built server', () => {
  it('creates a campaign, and reports that it is alive and ready', async () => {
    const { url, simulator } = await startBoth();
    expect(JSON.parse((await create(url)).text)).toMatchObject({
      data: { createCampaign: { __typename: 'CreateCampaignSuccess' } },
    });
    expect(simulator.campaigns()).toHaveLength(1);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
  });

  it('has the schema of its modules, although the bundler renames classes', async () => {
    const { url } = await startBoth();
    const body = JSON.stringify({ query: '{ _service { sdl } }' });
    const headers = { 'content-type': 'application/json' };
    const { text } = await sendHttp(`${url}/graphql`, { method: 'POST', headers, body });
    const product = await startProduct('http://127.0.0.1:9');
    closers.push(() => product.close());
    expect(JSON.parse(text)).toEqual({ data: (await product.post(body)).data });
  });

  it('has source maps to the files of src, and none to packages', () => {
    const folder = new URL('../../dist/bundle/', import.meta.url);
    const sources = readdirSync(folder)
      .filter((file) => file.endsWith('.map'))
      .flatMap((file) => (JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { sources: string[] }).sources);
    const own = readdirSync(new URL('../../src/', import.meta.url), { recursive: true, encoding: 'utf8' });
    expect(sources).toContain('../../src/main.ts');
    expect(sources.filter((source) => !own.includes(source.replace('../../src/', '')))).toEqual([]);
  });
});

describe('the explorer', () => {
  const startWith = async (variables: Record<string, string>): Promise<Product> => {
    const simulator = await startSimulator({ token: TOKEN });
    closers.push(() => simulator.close());
    const product = await startProduct(simulator.url, variables);
    closers.push(() => product.close());
    return product;
  };
  const page = async ({ url }: Product): Promise<string> =>
    (await sendHttp(`${url}/graphql`, { headers: { accept: 'text/html' } })).text;
  const introspect = ({ post }: Product) =>
    post('{"query":"{ __schema { types { name } } }"}', { accept: 'application/graphql-response+json' });

  it('is shown in development', async () => {
    const development = await startWith({});
    const sandbox = await page(development);
    // The script that the demo probes, and the advice if it is unreachable.
    expect(sandbox).toContain(`src="${SANDBOX_SCRIPT}?`);
    expect(sandbox).toContain('you might be offline. EXPLORER=graphiql');
    expect((await introspect(development)).status).toBe(200);
  });

  it('is not shown in production, which responds only errors', async () => {
    const production = await startWith({ NODE_ENV: 'production', AUTH_ALLOW_ANONYMOUS: 'true' });
    expect(await page(production)).not.toContain('<html');
    expect((await introspect(production)).status).toBe(400);
    expect((await production.create(PREVIEW)).status).toBe(200);
  });
});

const TWO_CAMPAIGNS = `mutation {
  a: createCampaign(input: { type: PREVIEW, name: "a", skillId: 1 }) { __typename }
  b: createCampaign(input: { type: PREVIEW, name: "b", skillId: 1 }) { __typename }
}`;
const BOTH_CREATED = {
  data: { a: { __typename: 'CreateCampaignSuccess' }, b: { __typename: 'CreateCampaignSuccess' } },
};

/** Makes creations slow enough for a signal in between. Resolves when this many have arrived. */
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
  it('lets in-flight calls finish and responds to them, then exits with 0', async () => {
    const { server, simulator, url } = await startBoth();
    // A keep-alive connection must not delay the exit.
    const agent = new Agent({ keepAlive: true });
    closers.push(() => agent.destroy());
    const bothArrived = slowCreations(simulator, 2, { times: 'always' });
    const answers = [1, 2].map(
      async () => JSON.parse((await post(url, JSON.stringify({ query: TWO_CAMPAIGNS }), agent)).text) as unknown,
    );
    await bothArrived;
    server.process.kill('SIGTERM');
    await server.line(({ signal }) => signal === 'SIGTERM');
    // The second campaign of each request starts after the signal, because an accepted request is completed.
    expect(await Promise.all(answers)).toEqual([BOTH_CREATED, BOTH_CREATED]);
    expect(await server.ended).toBe(0);
    expect(simulator.campaigns()).toHaveLength(4);
    expect(server.output()).toContain('"stopped"');
  });

  it('responds 503 with a code to requests on a busy connection, and sends nothing', async () => {
    const { server, simulator, url } = await startBoth();
    const arrived = slowCreations(simulator, 1);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    const closed = once(socket, 'close');
    const body = JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: PREVIEW } });
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

  it('completes and logs a creation whose client has disconnected', async () => {
    const { server, simulator, url } = await startBoth();
    const arrival = slowCreations(simulator, 1);
    const caller = request(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    caller.on('error', () => undefined);
    caller.end(JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: PREVIEW } }));
    await arrival;
    caller.socket?.resetAndDestroy();
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(simulator.requests()).toMatchObject([{ answered: 201 }]);
    expect(await server.line(({ aborted }) => aborted === true)).toMatchObject({
      upstream: [{ api: 'create_campaign', outcome: 'success', status: 201 }],
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
    const answer = create(url).then(({ text }) => text);
    await arrived;
    server.process.kill('SIGTERM');
    await server.line(({ signal }) => signal === 'SIGTERM');
    server.process.kill('SIGTERM');
    expect(await answer).toContain('CreateCampaignSuccess');
    await server.line(({ msg }) => msg === 'stopped');
    expect(await server.ended).toBe(0);
  });

  it('accepts no new connection while it drains', async () => {
    const { server, url } = await startBoth();
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
  });
});

describe('a token in the configuration', () => {
  it('appears in no response and no log line, whatever wolkvox sends', async () => {
    const { server, simulator, url } = await startBoth({
      LOG_LEVEL: 'trace',
      WOLKVOX_TIMEOUT_MS: '400',
      WOLKVOX_SLOT_LEASE_MS: '400',
      WOLKVOX_QUEUE_TIMEOUT_MS: '5000',
      WOLKVOX_MAX_RETRIES: '1',
    });
    const escaped = Array.from(CANARY, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    let answers = '';
    const ask = async (): Promise<void> => {
      const { headers, text } = await create(url);
      answers += JSON.stringify(headers) + text;
    };
    // An exhausted quota would block all other answers, so it is tested on another server.
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
    for (const body of ['{', '{"query":"{"}', '{"query":"{ nothing }"}', '[]']) answers += (await post(url, body)).text;
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    const other = await startBoth({ LOG_LEVEL: 'trace' });
    other.simulator.behave({ preset: 'quota-exhausted' });
    answers += (await create(other.url)).text;
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

  it('appears in no crash: an error outside any request is logged without its message', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wolkvox-crash-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const crash = join(folder, 'crash.mjs');
    // Fails later, as a library would, with the token in message, fields and cause.
    writeFileSync(
      crash,
      `const token = process.env.WOLKVOX_TOKEN; process.on('SIGUSR2', () => { throw Object.assign(new Error(token, { cause: token }), { token }); });`,
    );
    const { server } = await startBoth({ NODE_OPTIONS: `--import=file://${crash}` });
    server.process.kill('SIGUSR2');
    expect(await server.ended).toBe(1);
    expect(server.output()).toContain('uncaught error, exiting');
    expect(server.output()).not.toContain(CANARY);
  });

  it('appears in no error about an unreadable operations file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wolkvox-file-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'operations.json');
    writeFileSync(file, `[{"id":"default","server":"0013","token":"${CANARY}"`);
    const server = start({ WOLKVOX_OPERATIONS_FILE: file });
    expect(await server.ended).toBe(1);
    expect(server.output()).not.toContain(CANARY);
  });
});

describe('an https upstream with an untrusted certificate', () => {
  it('receives no token', async () => {
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
    expect((await create(url)).text).toContain('UNREACHABLE');
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

describe('a contact', () => {
  it('appears in no crash during its upload', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wolkvox-crash-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const crash = join(folder, 'crash.mjs');
    // Fails as a library would that shows the body that it sends.
    writeFileSync(
      crash,
      `let sent; const write = JSON.stringify;
      JSON.stringify = (...args) => { const text = write(...args); if (text?.includes('customer_id')) sent = text; return text; };
      process.on('SIGUSR2', () => { throw Object.assign(new Error(sent ?? 'nothing was sent', { cause: sent }), { sent }); });`,
    );
    const { server, simulator, url } = await startBoth({ NODE_OPTIONS: `--import=file://${crash}` });
    const campaign = simulator.addCampaign({ name: 'Prospectos', type: 'predictive' });
    simulator.behave({ api: 'add_record', preset: 'hang' });
    const query = `mutation { addContacts(input: { campaignId: "default:${campaign}", contacts: [{ customerId: "Canario7-1", phones: ["Canario7"] }] }) { __typename } }`;
    const answer = post(url, JSON.stringify({ query })).catch(() => undefined);
    await until(() => simulator.requests().some(({ query: { api } }) => api === 'add_record'), 'the upload was sent');
    expect(simulator.requests().at(-1)?.rawBody).toContain('Canario7');
    server.process.kill('SIGUSR2');
    expect(await server.ended).toBe(1);
    await answer;
    expect(server.output()).toContain('uncaught error, exiting');
    expect(server.output()).not.toContain('nothing was sent');
    expect(server.output()).not.toContain('Canario7');
  });
});
