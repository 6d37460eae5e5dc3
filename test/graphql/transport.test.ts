import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import { startSimulator } from '../../src/simulator/simulator.js';
import { PREVIEW, startProduct, TOKEN } from '../support/product.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that does with each connection what a test says, and counts them. */
async function rawServer(onConnection: (socket: Socket) => void): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

/** Runs one creation in front of an address and answers its result. */
async function createAt(url: string, variables: Record<string, string> = {}) {
  const product = await startProduct(url, variables);
  closers.push(product.close);
  const { data, errors } = await product.create(PREVIEW);
  expect(errors).toBeUndefined();
  return { result: data?.createCampaign, logs: product.logs };
}

describe('a connection that never came up: nothing was sent', () => {
  it('is WolkvoxUnavailable when it is refused, and says that the allow-list may be why', async () => {
    const { port } = await rawServer(() => undefined);
    await closers.pop()?.();
    const { result, logs } = await createAt(`http://127.0.0.1:${port}`);
    expect(result).toMatchObject({ __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE', retryable: true });
    expect(JSON.stringify(result)).toContain('allow-list');
    expect(logs().at(-1)).toMatchObject({ upstream: [{ answer: 'unsent', cause: 'refused' }] });
  });

  it('is WolkvoxUnavailable when something other than TLS answers behind https', async () => {
    const { port } = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { result } = await createAt(`https://127.0.0.1:${port}`);
    expect(result).toMatchObject({ __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' });
  });

  it('is WolkvoxUnavailable when TLS is not up before the deadline', async () => {
    const { port } = await rawServer(() => undefined);
    const { result, logs } = await createAt(`https://127.0.0.1:${port}`, { WOLKVOX_TIMEOUT_MS: '100' });
    expect(result).toMatchObject({ __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' });
    expect(logs().at(-1)).toMatchObject({ upstream: [{ answer: 'unsent', cause: 'timeout' }] });
  });
});

describe('an answer that got lost: the request is never sent again', () => {
  const UNKNOWN = { __typename: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN', retryable: false, candidates: [] };

  it('is WolkvoxOutcomeUnknown when the connection is reset after the request', async () => {
    const server = await rawServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const { result, logs } = await createAt(`http://127.0.0.1:${server.port}`);
    expect(result).toMatchObject(UNKNOWN);
    expect(logs().at(-1)).toMatchObject({ upstream: [{ answer: 'lost', cause: 'reset' }] });
    expect(server.connections()).toBe(1);
  });

  it('is WolkvoxOutcomeUnknown when no answer comes before the deadline', async () => {
    const server = await rawServer(() => undefined);
    const { result, logs } = await createAt(`http://127.0.0.1:${server.port}`, { WOLKVOX_TIMEOUT_MS: '100' });
    expect(result).toMatchObject(UNKNOWN);
    expect(logs().at(-1)).toMatchObject({ upstream: [{ answer: 'lost', cause: 'timeout' }] });
    expect(server.connections()).toBe(1);
  });

  it.each([
    'lost-answer',
    'reset',
    'cut-short',
    'empty',
    'html',
    'not-json',
    'too-large',
    'no-data',
    'redirect',
  ] as const)('is WolkvoxOutcomeUnknown when the simulator plays: %s', async (preset) => {
    const simulator = await startSimulator({ token: TOKEN });
    closers.push(() => simulator.close());
    simulator.behave({ preset });
    const { result } = await createAt(simulator.url);
    expect(result).toMatchObject(UNKNOWN);
    expect(simulator.requests()).toHaveLength(1);
  });
});
