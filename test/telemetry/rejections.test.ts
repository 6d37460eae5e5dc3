import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';

import type { RejectionReason } from '../../src/telemetry/response-table.js';
import { createResponseCounter, registerResponseMetrics } from '../../src/http/response-metrics.js';
import { sendRaw } from '../support/raw-client.js';
import { until } from '../support/until.js';

let app: FastifyInstance;
let refusals: RejectionReason[];
beforeEach(async () => {
  refusals = [];
  app = fastify();
  app.decorateRequest('telemetry', null);
  app.get<{ Params: { status: string } }>('/:status', (request, reply) => {
    if (request.headers['x-begun'] !== undefined) request.telemetry = { begun: true } as typeof request.telemetry;
    return reply.code(Number(request.params.status)).send();
  });
  const rejected = (reason: RejectionReason): void => void refusals.push(reason);
  registerResponseMetrics(app, {
    rejected,
    responses: createResponseCounter({ rejected: rejected, response: () => undefined }),
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => app.close());

const port = (): number => (app.server.address() as AddressInfo).port;
/** Not with fetch, which retries a request after status 421. */
const ask = (status: number, header = '') =>
  sendRaw(`http://127.0.0.1:${port()}`, `GET /${status} HTTP/1.1\r\nhost: localhost\r\n${header}\r\n`);

describe('rejected request', () => {
  it.each([
    [401, 'unauthenticated'],
    [421, 'host_not_allowed'],
    [429, 'rate_limited'],
    [400, 'bad_request'],
    [408, 'bad_request'],
    [413, 'bad_request'],
    [415, 'bad_request'],
    [431, 'bad_request'],
  ] as const)('is counted by its status: %s', async (status, reason) => {
    await ask(200);
    await ask(404);
    await ask(500);
    await ask(status);
    await until(() => refusals.length > 0, 'a rejection was recorded');
    expect(refusals).toEqual([reason]);
  });

  it('is not counted again if GraphQL has counted it', async () => {
    await ask(400, 'x-begun: yes\r\n');
    await ask(401, 'x-begun: yes\r\n');
    await until(() => refusals.length > 0, 'a rejection was recorded');
    expect(refusals).toEqual(['unauthenticated']);
  });
});
