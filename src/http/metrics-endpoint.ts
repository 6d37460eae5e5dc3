import { createServer, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';

import type { FastifyInstance } from 'fastify';

import { OVERLOADED } from '../graphql/errors/localized-error.js';
import { sendError } from './http-errors.js';
import { ConnectionTracker } from './connection-tracker.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { MemoryBudget } from '../shared/memory-budget.js';
import type { ResponseCounter } from '../telemetry/events.js';
import type { MetricsSource } from '../telemetry/telemetry.js';

/** Host and port of /metrics, and the keep-alive time of its own listener. */
export interface MetricsSettings {
  readonly host: string;
  readonly metricsPort: number | undefined;
  readonly http: { readonly keepAliveMs: number };
}

export interface MetricsListener {
  /** Address of its own listener; undefined if /metrics is on the main port. */
  readonly address: AddressInfo | undefined;
  close(): Promise<void>;
}

const PATH = '/metrics';

/** A scrape is one short request. Slower clients are not Prometheus. */
const REQUEST_MS = 5_000;
/** Memory for unread responses and queued requests. A scrape is about 50 KiB. */
const RESPONSES_BYTES = 8 * 1024 * 1024;
const LIMITS = {
  headersTimeout: REQUEST_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: 1_000,
  requireHostHeader: false,
};

/** Serves /metrics on its own port if one is set, otherwise on the main port. Rejects if listening fails. */
export async function serveMetrics(
  app: FastifyInstance,
  { contentType, scrape, responses }: MetricsSource & { readonly responses: ResponseCounter },
  { host, metricsPort, http: { keepAliveMs } }: MetricsSettings,
): Promise<MetricsListener> {
  const memoryBudget = new MemoryBudget(RESPONSES_BYTES);
  /** Reserves memory until the response is read. Returns false if there is none. */
  const reserve = (response: ServerResponse, text: string): boolean => {
    const release = memoryBudget.reserveBytes(Buffer.byteLength(text));
    if (release === undefined) return false;
    if (response.closed) release();
    else response.once('close', release);
    return true;
  };
  if (metricsPort === undefined) {
    app.get(PATH, { config: { anyHost: true } }, async (_request, reply) => {
      const text = await scrape();
      return reserve(reply.raw, text) ? reply.type(contentType).send(text) : sendError(reply, 503, OVERLOADED);
    });
    return { address: undefined, close: () => Promise.resolve() };
  }
  const server = createServer({ ...LIMITS, keepAliveTimeout: keepAliveMs });
  // The responses of Node to malformed HTTP have no headers.
  const connections = new ConnectionTracker(REQUEST_MS, memoryBudget, ({ status }) => {
    if (status !== undefined) responses.raw(status);
  });
  connections.follow(server, ({ method, url }, response) => {
    responses.follow(response);
    if (url?.split('?')[0] !== PATH) respond(response, 404);
    else if (method !== 'GET' && method !== 'HEAD') respond(response, 405, { allow: 'GET, HEAD' });
    else
      scrape().then(
        (text) => {
          if (reserve(response, text)) respond(response, 200, { 'content-type': contentType }, text);
          else respond(response, 503);
        },
        () => respond(response, 500),
      );
  });
  server.on('checkExpectation', (_request, response) => responses.follow(response));
  server.on('clientError', (error, socket) => {
    if (socket instanceof Socket) connections.handleClientError(error, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(metricsPort, host, resolve);
  });
  return {
    address: server.address() as AddressInfo,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function respond(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}, text = ''): void {
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers }).end(text);
}
