/** HTTP proxies on loopback. They open tunnels (CONNECT, RFC 9110, section 9.3.6) to the address that a client names. */
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';

import type { Certificate } from './tls.js';

/** A request for a tunnel. */
export interface TunnelRequest {
  /** `host:port`. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
}

export interface Proxy {
  readonly port: number;
  /** Every request for a tunnel. */
  readonly requests: readonly TunnelRequest[];
  /** Bytes that clients sent through tunnels and behind refused requests, as Latin-1. */
  readonly received: () => string;
  readonly close: () => Promise<void>;
}

export interface ProxyOptions {
  /** Enables TLS between the client and the proxy. */
  readonly certificate?: Certificate;
  /** Handles a request for a tunnel instead of opening it. */
  readonly refuse?: (socket: Socket) => void;
}

/** Starts a proxy on a free loopback port. */
export async function startProxy({ certificate, refuse }: ProxyOptions = {}): Promise<Proxy> {
  const requests: TunnelRequest[] = [];
  const sockets = new Set<Socket>();
  let received = '';
  const server = certificate === undefined ? createHttpServer() : createHttpsServer(certificate);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('connect', ({ url = '', headers }: IncomingMessage, client: Socket, rest: Buffer) => {
    requests.push({ target: url, headers });
    client.on('error', () => undefined);
    received += rest.toString('latin1');
    client.on('data', (bytes: Buffer) => (received += bytes.toString('latin1')));
    if (refuse !== undefined) {
      refuse(client);
      return;
    }
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) });
    sockets.add(upstream);
    upstream.once('close', () => sockets.delete(upstream));
    upstream.once('error', () => client.end(BAD_GATEWAY));
    upstream.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream);
      upstream.pipe(client);
    });
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    received: () => received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const BAD_GATEWAY = 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n';
