import type { Socket } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import { startSimulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN } from '../support/product.js';
import {
  closedPort,
  startRawUpstream,
  type Answering,
  type RawOptions,
  type RawUpstream,
} from '../support/raw-upstream.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Upstream below HTTP, for one test. */
async function rawUpstream(answer: Answering, options?: RawOptions): Promise<RawUpstream> {
  const upstream = await startRawUpstream(answer, options);
  closers.push(upstream.close);
  return upstream;
}

/** Runs one creation against a URL and returns its result. */
async function createAt(url: string, variables: Record<string, string> = {}) {
  const product = await startProduct(url, variables);
  closers.push(product.close);
  const { data, errors } = await product.create(PREVIEW);
  expect(errors).toBeUndefined();
  return { result: data?.createCampaign, logs: product.logs };
}

describe('failed connection: nothing was sent', () => {
  it('returns WolkvoxUnavailable with a hint to the allow-list if the connection is refused', async () => {
    const { result, logs } = await createAt(`http://127.0.0.1:${await closedPort()}`);
    expect(result).toMatchObject({ __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE', retryable: true });
    expect(JSON.stringify(result)).toContain('allow-list');
    expect(logs().at(-1)).toMatchObject({ upstream: [{ outcome: 'unsent', cause: 'refused' }] });
  });

  it('returns WolkvoxUnavailable if the server behind https does not use TLS', async () => {
    const onConnection = (socket: Socket): true => (socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), true);
    const { port } = await rawUpstream(() => undefined, { onConnection });
    const { result } = await createAt(`https://127.0.0.1:${port}`);
    expect(result).toMatchObject({ __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' });
  });

  it('returns WolkvoxUnavailable if the TLS handshake exceeds the deadline', async () => {
    const { port } = await rawUpstream(() => undefined, { onConnection: () => true });
    const { result, logs } = await createAt(`https://127.0.0.1:${port}`, { WOLKVOX_TIMEOUT_MS: '100' });
    expect(result).toMatchObject({ __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' });
    expect(logs().at(-1)).toMatchObject({ upstream: [{ outcome: 'unsent', cause: 'timeout' }] });
  });
});

describe('lost response: the request is never sent again', () => {
  const UNKNOWN = { __typename: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN', retryable: false, candidates: [] };

  it('returns WolkvoxOutcomeUnknown if the connection is reset after the request', async () => {
    const upstream = await rawUpstream(({ reset }) => reset());
    const { result, logs } = await createAt(upstream.url);
    expect(result).toMatchObject(UNKNOWN);
    expect(logs().at(-1)).toMatchObject({ upstream: [{ outcome: 'lost', cause: 'reset' }] });
    expect(upstream.requests).toHaveLength(1);
  });

  it('returns WolkvoxOutcomeUnknown if no response arrives before the deadline', async () => {
    const upstream = await rawUpstream(() => undefined);
    const { result, logs } = await createAt(upstream.url, { WOLKVOX_TIMEOUT_MS: '100' });
    expect(result).toMatchObject(UNKNOWN);
    expect(logs().at(-1)).toMatchObject({ upstream: [{ outcome: 'lost', cause: 'timeout' }] });
    expect(upstream.requests).toHaveLength(1);
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
  ] as const)('returns WolkvoxOutcomeUnknown if the simulator plays %s', async (preset) => {
    const simulator = await startSimulator({ token: TOKEN });
    closers.push(() => simulator.close());
    simulator.behave({ preset });
    const { result } = await createAt(simulator.url);
    expect(result).toMatchObject(UNKNOWN);
    expect(simulator.requests()).toHaveLength(1);
  });
});
