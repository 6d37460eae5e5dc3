/** Load balancer like HAProxy: it checks /readyz of each server, and responds 503 with a page if none is ready. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Balancer {
  readonly url: string;
  /** Resolves after two more checks of every server. */
  checked(): Promise<void>;
  close(): Promise<void>;
}

/** They describe the connection to a server. A client that read its `keep-alive` would keep its own for too long. */
const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding']);

const CHECK_EVERY_MS = 50;
/** A server without a response to a check for this time is not ready. */
const CHECK_TIMEOUT_MS = 2_000;

export async function startBalancer(urls: readonly string[]): Promise<Balancer> {
  const servers = urls.map((url) => ({ url, ready: false, checks: 0 }));
  let closed = false;
  let turns = 0;
  const check = async (server: (typeof servers)[number]): Promise<void> => {
    while (!closed) {
      server.ready = await isReady(server.url);
      server.checks += 1;
      await sleep(CHECK_EVERY_MS);
    }
  };
  const checks = Promise.all(servers.map(check));
  const proxy = createServer((incoming, response) => {
    const ready = servers.filter((server) => server.ready);
    const next = ready[(turns += 1) % ready.length];
    if (next === undefined) response.writeHead(503, { 'content-type': 'text/html' }).end('<html>No server</html>');
    else forward(next.url, incoming, response);
  });
  // Idle connections stay open, because a request on a connection that is being closed would be reset.
  proxy.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    checked: async () => {
      const before = servers.map((server) => server.checks);
      while (servers.some((server, nth) => server.checks < (before[nth] ?? 0) + 2)) await sleep(CHECK_EVERY_MS);
    },
    close: async () => {
      closed = true;
      proxy.closeAllConnections();
      await Promise.all([checks, new Promise((resolve) => proxy.close(resolve))]);
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

function forward(url: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = incoming;
  const call = request(`${url}${incoming.url ?? ''}`, { method, headers });
  incoming.pipe(call);
  void once(call, 'response').then(
    ([answer]: IncomingMessage[]) => {
      const headers = Object.entries(answer?.headers ?? {}).filter(([name]) => !CONNECTION_HEADERS.has(name));
      response.writeHead(answer?.statusCode ?? 502, Object.fromEntries(headers));
      answer?.pipe(response);
    },
    () => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>'),
  );
}
