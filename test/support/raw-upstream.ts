/** Upstreams below HTTP: they can misbehave in ways that an HTTP server cannot. */
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

import type { Certificate } from './tls.js';

/** One complete HTTP request, as raw bytes. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  /** In their order and letter case. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

export interface RawUpstream {
  readonly port: number;
  /** For example `http://127.0.0.1:40123`; https if it has a certificate. */
  readonly url: string;
  /** Every complete request. */
  readonly requests: readonly RawRequest[];
  /** Number of TCP connections opened, and number still open. */
  readonly connections: () => { readonly opened: number; readonly open: number };
  /** Resolves when the condition holds. Checks it after each event. */
  readonly until: (holds: () => boolean) => Promise<void>;
  /** Ends every open connection with a TCP reset. */
  readonly resetConnections: () => void;
  /** Ends the open connections for which the condition holds. */
  readonly endConnections: (holds: (socket: Socket) => boolean) => void;
  readonly close: () => Promise<void>;
}

/** A complete request, and its connection. */
export interface Exchange {
  readonly request: RawRequest;
  readonly socket: Socket;
  /** Number of the request at this upstream, from 1. */
  readonly nth: number;
  /** Ends the connection with a TCP reset. */
  readonly reset: () => void;
}

export type Answering = (exchange: Exchange) => void;

export interface RawOptions {
  /** Enables TLS. */
  readonly certificate?: Certificate;
  /** Another loopback address than 127.0.0.1. */
  readonly host?: string;
  /** @default a free port */
  readonly port?: number;
  /** Reads on after it has ended its own half of a connection. */
  readonly allowHalfOpen?: boolean;
  /** Called on a TCP connection before any byte. If it returns true, no HTTP is read from the connection. */
  readonly onConnection?: (socket: Socket) => boolean;
}

/** Starts an upstream on a loopback port. */
export async function startRawUpstream(
  answer: Answering,
  { certificate, host = '127.0.0.1', port: wanted = 0, allowHalfOpen = false, onConnection }: RawOptions = {},
): Promise<RawUpstream> {
  const requests: RawRequest[] = [];
  const open = new Set<Socket>();
  let opened = 0;
  const bell = createBell();

  const speak = (socket: Socket): void => {
    socket.on('error', () => undefined);
    readRequests(socket, (request) => {
      requests.push(request);
      bell.ring();
      const reset = (): void => {
        // Under TLS this socket is not the TCP socket.
        for (const tcp of open) if (tcp.remotePort === socket.remotePort) tcp.resetAndDestroy();
      };
      answer({ request, socket, nth: requests.length, reset });
    });
  };
  const welcome = (socket: Socket): void => {
    opened += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      open.delete(socket);
      bell.ring();
    });
    bell.ring();
  };

  const server = certificate
    ? createTlsServer({ key: certificate.key, cert: certificate.cert }, speak)
    : createTcpServer({ allowHalfOpen }, (socket) => {
        if (allowHalfOpen) socket.once('end', () => socket.end());
        if (onConnection?.(socket) !== true) speak(socket);
      });
  // For a TLS server this is the TCP connection, before any handshake.
  server.prependListener('connection', welcome);
  // A client that does not trust the certificate; the test checks its error.
  server.on('tlsClientError', () => undefined);

  const port = await listen(server, host, wanted);
  return {
    port,
    url: `${certificate ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    requests,
    connections: () => ({ opened, open: open.size }),
    until: bell.until,
    resetConnections: () => {
      for (const socket of open) socket.resetAndDestroy();
    },
    endConnections: (holds) => {
      for (const socket of open) if (holds(socket)) socket.end();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Returns a loopback port without a listener. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server, '127.0.0.1');
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface AnswerParts {
  readonly status?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns an HTTP response with its length, as bytes. */
export function httpAnswer(body: string | Buffer, { status = '201 Created', headers = {} }: AnswerParts = {}): Buffer {
  const bytes = Buffer.from(body);
  const length = { 'Content-Length': String(bytes.length) };
  const lines = Object.entries({ ...length, ...headers }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from([`HTTP/1.1 ${status}`, ...lines, '', ''].join('\r\n'), 'latin1'), bytes]);
}

function listen(server: Server, host: string, port = 0): Promise<number> {
  return new Promise((resolve) => server.listen(port, host, () => resolve((server.address() as AddressInfo).port)));
}

/** Splits a connection's bytes into requests. */
function readRequests(socket: Socket, received: (request: RawRequest) => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let cut = cutRequest(bytes); cut !== undefined; cut = cutRequest(bytes)) {
      bytes = cut.rest;
      received(cut.request);
    }
  });
}

function cutRequest(bytes: Buffer): { request: RawRequest; rest: Buffer<ArrayBuffer> } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const headers = lines.map((written): readonly [string, string] => {
    const colon = written.indexOf(':');
    return [written.slice(0, colon), written.slice(colon + 1).trim()];
  });
  const length = Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
  const bodyAt = end + 4;
  if (bytes.length < bodyAt + length) return undefined;
  const body = Buffer.from(bytes.subarray(bodyAt, bodyAt + length));
  return { request: { method, target, headers, body }, rest: Buffer.from(bytes.subarray(bodyAt + length)) };
}

function createBell(): { ring: () => void; until: RawUpstream['until'] } {
  const waiting = new Set<() => void>();
  return {
    ring: () => {
      for (const look of waiting) look();
    },
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
