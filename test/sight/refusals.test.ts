import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';

import type { Refusal } from '../../src/sight/answers.js';
import { countAnswers } from '../../src/sight/refusals.js';
import { createResponseCounter } from '../../src/sight/responses.js';
import { sendRaw } from '../support/raw-client.js';
import { until } from '../support/until.js';

let app: FastifyInstance;
let refusals: Refusal[];
beforeEach(async () => {
  refusals = [];
  app = fastify();
  app.decorateRequest('watch', null);
  app.get<{ Params: { status: string } }>('/:status', (request, reply) => {
    if (request.headers['x-begun'] !== undefined) request.watch = { begun: true } as typeof request.watch;
    return reply.code(Number(request.params.status)).send();
  });
  const refused = (reason: Refusal): void => void refusals.push(reason);
  countAnswers(app, { refused, responses: createResponseCounter({ refused, response: () => undefined }) });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => app.close());

const port = (): number => (app.server.address() as AddressInfo).port;
/** Not by fetch: that sends a request again if it was answered 421. */
const ask = (status: number, header = '') =>
  sendRaw(`http://127.0.0.1:${port()}`, `GET /${status} HTTP/1.1\r\nhost: localhost\r\n${header}\r\n`);

describe('a refusal', () => {
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
    await until(() => refusals.length > 0);
    expect(refusals).toEqual([reason]);
  });

  it('that GraphQL has counted is not counted again', async () => {
    await ask(400, 'x-begun: yes\r\n');
    await ask(401, 'x-begun: yes\r\n');
    await until(() => refusals.length > 0);
    expect(refusals).toEqual(['unauthenticated']);
  });
});
