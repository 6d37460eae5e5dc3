import { createServer, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';

import type { FastifyInstance } from 'fastify';

import { OVERLOADED, refuse } from '../graphql/http/answers.js';
import { Connections } from '../graphql/http/connections.js';
import { SECURITY_HEADERS } from '../graphql/http/security-headers.js';
import { Room } from '../graphql/room.js';
import type { ResponseCounter } from '../graphql/watch.js';

/** The text of a scrape, and how it is written. */
export interface Scraped {
  readonly contentType: string;
  readonly scrape: () => Promise<string>;
}

/** Where /metrics is served, and how long its own listener keeps a connection between two scrapes. */
export interface MetricsSettings {
  readonly host: string;
  readonly metricsPort: number | undefined;
  readonly http: { readonly keepAliveMs: number };
}

export interface MetricsListener {
  /** Where it listens; undefined: /metrics is on the server's own port. */
  readonly address: AddressInfo | undefined;
  close(): Promise<void>;
}

const PATH = '/metrics';

/** A scrape is one short request: whoever takes longer is no Prometheus. */
const REQUEST_MS = 5_000;
/** Memory for answers that nobody has read yet, and for requests that wait. A scrape is some 50 KiB. */
const ANSWERS_BYTES = 8 * 1024 * 1024;
const LIMITS = {
  headersTimeout: REQUEST_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: 1_000,
  requireHostHeader: false,
};

/** Serves /metrics on a port of its own where there is one, else on the server's. Rejects as listening does. */
export async function serveMetrics(
  app: FastifyInstance,
  { contentType, scrape, responses }: Scraped & { readonly responses: ResponseCounter },
  { host, metricsPort, http: { keepAliveMs } }: MetricsSettings,
): Promise<MetricsListener> {
  const room = new Room(ANSWERS_BYTES);
  if (metricsPort === undefined) {
    app.get(PATH, { config: { anyHost: true } }, async (_request, reply) => {
      const text = await scrape();
      const release = room.reserve(Buffer.byteLength(text));
      if (release === undefined) return refuse(reply, 503, OVERLOADED);
      if (reply.raw.closed) release();
      else reply.raw.once('close', release);
      return reply.type(contentType).send(text);
    });
    return { address: undefined, close: () => Promise.resolve() };
  }
  const server = createServer({ ...LIMITS, keepAliveTimeout: keepAliveMs });
  // Node's own answers to what is no request have no headers.
  const connections = new Connections(REQUEST_MS, room, ({ status }) => {
    if (status !== undefined) responses.raw(status);
  });
  connections.follow(server, ({ method, url }, response) => {
    responses.follow(response);
    if (url?.split('?')[0] !== PATH) answer(response, 404);
    else if (method !== 'GET' && method !== 'HEAD') answer(response, 405, { allow: 'GET, HEAD' });
    else
      scrape().then(
        (text) => {
          const release = room.reserve(Buffer.byteLength(text));
          if (release === undefined) {
            answer(response, 503);
            return;
          }
          if (response.closed) release();
          else response.once('close', release);
          answer(response, 200, { 'content-type': contentType }, text);
        },
        () => answer(response, 500),
      );
  });
  server.on('checkExpectation', (_request, response) => responses.follow(response));
  server.on('clientError', (error, socket) => {
    if (socket instanceof Socket) connections.refuse(error, socket);
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

function answer(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}, text = ''): void {
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers }).end(text);
}
