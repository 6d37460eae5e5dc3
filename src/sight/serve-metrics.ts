import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { FastifyInstance } from 'fastify';

/** The text of a scrape, and how it is written. */
export interface Scraped {
  readonly contentType: string;
  readonly scrape: () => Promise<string>;
}

export interface MetricsListener {
  /** Where it listens; undefined: /metrics is on the server's own port. */
  readonly address: AddressInfo | undefined;
  close(): Promise<void>;
}

const PATH = '/metrics';

/** A scrape is one short request: whoever takes longer is no Prometheus. */
const REQUEST_MS = 5_000;

/** Serves /metrics on a port of its own where there is one, else on the server's. Rejects as listening does. */
export async function serveMetrics(
  app: FastifyInstance,
  { contentType, scrape }: Scraped,
  { host, metricsPort }: { readonly host: string; readonly metricsPort: number | undefined },
): Promise<MetricsListener> {
  if (metricsPort === undefined) {
    app.get(PATH, async (_request, reply) => reply.type(contentType).send(await scrape()));
    return { address: undefined, close: () => Promise.resolve() };
  }
  const limits = { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: 1_000 };
  const server = createServer(limits, ({ method, url }, response) => {
    if (url?.split('?')[0] !== PATH) response.writeHead(404).end();
    else if (method !== 'GET' && method !== 'HEAD') response.writeHead(405, { allow: 'GET, HEAD' }).end();
    else
      scrape().then(
        (text) => response.writeHead(200, { 'content-type': contentType }).end(text),
        () => response.writeHead(500).end(),
      );
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
