/** Shared by all attacks: the target, raw clients, and the invariants after each attack. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startBuiltServer, type BuiltServer } from '../support/built-server.js';
import { sendHttp, type HttpRequest, type HttpResponse } from '../support/http-client.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

/** Token of the upstream. It must be visible only to the upstream. */
export const TOKEN = 'token-5b0e6f3c9a7d4412';

/** Operations file for WOLKVOX_OPERATIONS_FILE. `default` has the token, each other operation its own. */
export async function writeOperations(ids: readonly string[]): Promise<string> {
  const file = join(await temporaryFolder(), 'operations.json');
  const token = (id: string): string => (id === 'default' ? TOKEN : `${TOKEN}-${id}`);
  await writeFile(file, JSON.stringify(ids.map((id) => ({ id, token: token(id) }))));
  return file;
}

/** Temporary folder, removed after the test file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'attacks-'));
  folders.push(folder);
  return folder;
}
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** Value that must be in no response; `what` names the attack in a failure. */
export const canary = (what: string): string => `canary-${what}-e1d97c`;
const CANARY = /canary-[\w-]*-e1d97c/gi;

export interface Reply extends HttpResponse {
  readonly body: { readonly data?: Record<string, unknown> | null; readonly errors?: readonly ReplyError[] };
  /** Returns `extensions.code` of each error. */
  readonly codes: readonly unknown[];
}

interface ReplyError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Sending extends Omit<HttpRequest, 'agent'> {
  readonly path?: string;
}

/** Built server in production mode, with an upstream that records its requests. */
export interface Target {
  readonly port: number;
  readonly server: BuiltServer;
  readonly upstream: Upstream;
  /** Sends one HTTP request; by default POST /graphql with JSON. */
  readonly send: (sending: Sending) => Promise<Reply>;
  readonly graphql: (query: string, variables?: object, headers?: Sending['headers']) => Promise<Reply>;
  /** Writes bytes to a new connection. Returns all received bytes after the server has closed it. */
  readonly raw: (bytes: string | Buffer) => Promise<string>;
  /** A regular creation succeeds and sends the expected upstream request. */
  readonly serves: () => Promise<void>;
  /** Stops the server. Returns all of its output. */
  readonly stop: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Attack as a row of a table. `run` has the specific assertions; `launch` the common ones. */
export interface Attack {
  readonly title: string;
  readonly run: (target: Target) => Promise<void>;
}

/**
 * Starts the target in production mode. `variables` are additional environment variables. `caller` has the headers of
 * an authenticated caller, if needed.
 */
export async function startTarget(
  variables: Readonly<Record<string, string>> = {},
  caller: Readonly<Record<string, string>> = {},
): Promise<Target> {
  const upstream = await startUpstream(() => created());
  const server = startBuiltServer({
    NODE_ENV: 'production',
    PORT: '0',
    HOST: '127.0.0.1',
    SHUTDOWN_DELAY_MS: '0',
    LOG_LEVEL: 'trace',
    WOLKVOX_BASE_URL: upstream.url,
    ...(variables.WOLKVOX_OPERATIONS_FILE === undefined && { WOLKVOX_TOKEN: TOKEN }),
    ...(variables.AUTH_MODE === undefined && { AUTH_ALLOW_ANONYMOUS: 'true' }),
    ...variables,
  });
  const port = Number(new URL(await server.url).port);

  const send: Target['send'] = (sending) => sendTo(port, sending);
  const graphql: Target['graphql'] = (query, variables = {}, headers = {}) =>
    send({ headers: { ...caller, ...headers }, body: JSON.stringify({ query, variables }) });
  const stop = async (): Promise<string> => {
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    return server.output();
  };
  return {
    port,
    server,
    upstream,
    send,
    graphql,
    raw: (bytes) => writeRaw(port, bytes),
    serves: async () => {
      const { answer } = upstream;
      upstream.answer = () => created();
      const before = upstream.seen.length;
      const reply = await graphql(SAMPLE_OPERATION.document, { input: HONEST });
      upstream.answer = answer;
      expect(reply).toMatchObject({ status: 200, codes: [], body: { data: { createCampaign: HONEST_ANSWER } } });
      const [seen, ...more] = upstream.seen.slice(before);
      expect(more).toEqual([]);
      expect(seen).toMatchObject({ method: 'POST', headers: { 'wolkvox-token': TOKEN } });
      expect(JSON.parse(seen?.body ?? '')).toEqual(HONEST_BODY);
    },
    stop,
    close: async () => {
      server.process.kill('SIGKILL');
      await Promise.all([server.ended, upstream.close()]);
    },
  };
}

/** Adds a test for each attack, and a last one for their traces in the log. It stops the server. */
export function launch(attacks: readonly Attack[], target: () => Target): void {
  it.each(attacks)('$title', async ({ run }) => {
    const { upstream, serves } = target();
    const before = upstream.seen.length;
    await run(target());
    expect(upstream.seen.slice(before)).toEqual([]);
    await serves();
  });
  leavesNothingInTheLog(target);
}

export function leavesNothingInTheLog(target: () => Target): void {
  it('no input of the attacks is logged', async () => {
    const written = await target().stop();
    expect(written).toContain('"listening"');
    expectNothingTold(written);
    expect(written.split('\n').filter((line) => /internal error|fault outside/.test(line))).toEqual([]);
  });
}

/** No canary and no token. */
export function expectNothingTold(text: string): void {
  expect(text.match(CANARY)).toBeNull();
  expect(text.toLowerCase()).not.toContain(TOKEN);
}

/** The response is a rejection with only this status and code, in JSON. It quotes nothing, least of all internals. */
export function expectRefusal(reply: Reply, status: number | readonly number[], code: string): void {
  const statuses = [status].flat();
  expect({ status: reply.status, codes: [...new Set(reply.codes)] }).toEqual({
    status: statuses.includes(reply.status) ? reply.status : status,
    codes: [code],
  });
  expect(reply.headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/);
  expect(Object.values(reply.body.data ?? {}).filter((field) => field !== null)).toEqual([]);
  expect(reply.text).not.toMatch(/\n\s+at |node_modules|\.[jt]s:\d+|stacktrace|exception/i);
}

/** Everything that a client receives, except the parts that differ in each response. */
export const clientView = ({ status, text, headers }: Reply): object => ({
  status,
  text,
  headers: Object.entries(headers).filter(([name]) => name !== 'x-request-id' && name !== 'date'),
});

async function sendTo(port: number, { method = 'POST', path = '/graphql', headers, ...rest }: Sending): Promise<Reply> {
  const type = method === 'POST' ? { 'content-type': 'application/json' } : {};
  const url = `http://127.0.0.1:${port}${path}`;
  const response = await sendHttp(url, { method, headers: { ...type, ...headers }, ...rest });
  expectNothingTold(JSON.stringify(response.headers) + response.text);
  const body = response.text.startsWith('{') ? (JSON.parse(response.text) as Reply['body']) : {};
  return { ...response, body, codes: (body.errors ?? []).map(({ extensions }) => extensions?.code) };
}

async function writeRaw(port: number, bytes: string | Buffer): Promise<string> {
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // Bytes received before a reset count.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  });
  const text = Buffer.concat(chunks).toString('latin1');
  expectNothingTold(text);
  return text;
}

const HONEST = { type: 'PREVIEW', name: 'Encuesta', skillId: '4021' };
const HONEST_ANSWER = { __typename: 'CreateCampaignSuccess', campaign: { campaignId: '1287' } };
const HONEST_BODY = {
  campaign_name: 'Encuesta',
  campaign_description: '',
  start_time: '',
  end_time: '',
  skill_id: '4021',
  ...Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`opt${n + 1}`, ''])),
  enable_edition: 'no',
};
