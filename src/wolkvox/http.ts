import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

import { got, type NativeRequestOptions } from 'got';

import { CONNECT_TIMEOUT_MS } from './facts.js';

/** The one socket to the upstream. Whoever implements this can take got's place; nothing else knows got. */
export interface Http {
  /** Makes one request, once: no redirect is followed, nothing is repeated. Never throws for what a network can do. */
  send(request: HttpRequest): Promise<HttpResult>;
  /** Closes every connection; to be called when no request is under way. */
  close(): void;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: Readonly<URL>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the call to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Counted after decompression. */
  readonly maxAnswerBytes: number;
}

/**
 * `answer`: an HTTP answer, whole. `unsent`: the connection never came up, so no byte of the request left.
 * `lost`: it may have left, and no whole answer came.
 */
export type HttpResult =
  | { readonly kind: 'answer'; readonly status: number; readonly text: string }
  | { readonly kind: 'unsent' | 'lost'; readonly cause: FaultCause };

export const FAULT_CAUSES = ['refused', 'dns', 'tls', 'timeout', 'reset', 'too-large', 'other'] as const;
export type FaultCause = (typeof FAULT_CAUSES)[number];

/**
 * An idle connection is given up before a server would: Apache's default is 5 s, and a request written to a connection
 * that the server is just closing would be one more unknown outcome.
 */
const IDLE_CONNECTION_MS = 4_000;

export function createHttp(): Http {
  const agents = {
    http: new HttpAgent({ keepAlive: true, timeout: IDLE_CONNECTION_MS }),
    https: new HttpsAgent({ keepAlive: true, timeout: IDLE_CONNECTION_MS, rejectUnauthorized: true }),
  };
  const client = got.extend({
    agent: agents,
    // got would forward wolkvox-token to whatever host a redirect names.
    followRedirect: false,
    retry: { limit: 0 },
    throwHttpErrors: false,
    // got wraps every answer for it; see unpack.
    decompress: false,
    headers: { 'accept-encoding': [...UNPACKERS.keys()].join(', ') },
    request: slimRequest,
    mutableDefaults: true,
  });
  // For speed alone: got spreads these four unset options in front of some thirty others, which takes V8 about 40 µs a
  // call. Without them it takes none. They matter to got's cache only, which is off.
  client.defaults.options.cacheOptions = {};

  return {
    send: ({ url, method, headers, body, timeoutMs, maxAnswerBytes }) => {
      const progress = { connected: false, status: 0, encoding: '' };
      const stream = client.stream(url, {
        method,
        headers,
        ...(body !== undefined && { body }),
      });
      const chunks: Buffer[] = [];
      let bytes = 0;
      return new Promise((resolve) => {
        const settle = (result: HttpResult): void => {
          clearTimeout(deadline);
          resolve(result);
        };
        const fail = (cause: FaultCause): void => settle({ kind: progress.connected ? 'lost' : 'unsent', cause });
        // Our own clock, which nothing that got or a server does can keep from striking: a slot hangs on it.
        const deadline = setTimeout(() => {
          fail('timeout');
          stream.destroy();
        }, timeoutMs);
        stream.once('request', (request: PendingRequest) => {
          whenConnected(request, () => {
            progress.connected = true;
          });
          // A change of protocol would hand the socket to nobody.
          request.once('upgrade', (_response: IncomingMessage, socket: Socket) => {
            fail('other');
            socket.destroy();
            stream.destroy();
          });
        });
        stream.once('response', (response: IncomingMessage) => {
          progress.status = response.statusCode ?? 0;
          progress.encoding = response.headers['content-encoding'] ?? '';
        });
        stream.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes <= maxAnswerBytes) return;
          fail('too-large');
          stream.destroy();
        });
        stream.once('end', () => {
          const [first = Buffer.alloc(0)] = chunks;
          const whole = chunks.length > 1 ? Buffer.concat(chunks) : first;
          const answer = (bytes: Buffer): void =>
            settle({ kind: 'answer', status: progress.status, text: UTF8.decode(bytes) });
          if (progress.encoding === '') answer(whole);
          else
            void unpack(whole, progress.encoding, maxAnswerBytes).then((unpacked) => {
              if (Buffer.isBuffer(unpacked)) answer(unpacked);
              else fail(unpacked);
            });
        });
        // The error holds the request's options, token included: only a word of our own leaves this file.
        stream.on('error', (error) => fail(causeOf(error, url, progress.connected)));
        stream.once('close', () => {
          if (!stream.readableEnded) settle({ kind: 'lost', cause: 'other' });
        });
        // got waits for a body to be written otherwise.
        if (body === undefined && method !== 'GET') stream.end();
      });
    },
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/**
 * got hands Node some thirty options, nearly all undefined, which Node and its agent copy several times: a seventh of
 * the cost of a call. These are the ones that we set; what concerns TLS stands with the agent. The address goes in the
 * same object, since Node merges a URL beside it at the cost of some more copies.
 */
function slimRequest(url: URL, { agent, method, headers }: NativeRequestOptions): ClientRequest {
  const { protocol, hostname, port, pathname, search } = url;
  // An IPv6 address stands in brackets in a URL only.
  const host = hostname.replace(/^\[|\]$/g, '');
  const options = { agent, method, headers, protocol, host, port, path: pathname + search } as RequestOptions;
  return protocol === 'https:' ? httpsRequest(options) : httpRequest(options);
}

const UNPACKERS = new Map([
  ['gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** An answer as it was before it was packed for the way, or why it cannot be had. */
async function unpack(packed: Buffer, encoding: string, maxBytes: number): Promise<Buffer | FaultCause> {
  const unpacker = UNPACKERS.get(encoding.trim().toLowerCase());
  // What was not asked for cannot be unpacked; `identity` need not be, nor an answer without a body.
  if (unpacker === undefined || packed.length === 0) return packed;
  try {
    return await unpacker(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'other';
  }
}

/** Drops a byte order mark, which PHP files like to send. */
const UTF8 = new TextDecoder();

/**
 * Calls back once bytes may leave: when TCP, and TLS where there is TLS, is up. Until then Node holds the request back,
 * so a failure before proves that wolkvox saw nothing. A connection that takes too long to come up is given up.
 */
function whenConnected(request: PendingRequest, connected: () => void): void {
  const watch = (socket: MaybeTlsSocket): void => {
    const secured = socket.encrypted === true;
    if (!socket.connecting && !(secured && socket.secureConnecting === true)) {
      connected();
      return;
    }
    const giveUp = setTimeout(() => request.destroy(new ConnectTimeout()), CONNECT_TIMEOUT_MS);
    socket.once('close', () => clearTimeout(giveUp));
    socket.once(secured ? 'secureConnect' : 'connect', () => {
      clearTimeout(giveUp);
      connected();
    });
  };
  if (request.socket) watch(request.socket);
  else request.once('socket', watch);
}

/** As Node's own. got's three timers for a connection would be set on each call, kept connections included. */
class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/** Node's types say there always is a socket; before the agent has found one there is none. */
type PendingRequest = Omit<ClientRequest, 'socket'> & { readonly socket: Socket | null };

/** The parts of a TLSSocket that tell it apart and how far it is; `secureConnecting` is documented by no type. */
type MaybeTlsSocket = Socket & { readonly encrypted?: boolean; readonly secureConnecting?: boolean };

const CAUSES: readonly (readonly [RegExp, FaultCause])[] = [
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'refused'],
  [/^(ENOTFOUND|EAI_.+)$/, 'dns'],
  [/^ETIMEDOUT$/, 'timeout'],
  [/^(ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/, 'reset'],
  [/TLS|SSL|CERT|SIGNED|SIGNATURE|CRL|^EPROTO$/, 'tls'],
];

function causeOf(error: unknown, url: URL, connected: boolean): FaultCause {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = CAUSES.find(([pattern]) => pattern.test(code))?.[1];
  return known ?? (url.protocol === 'https:' && !connected ? 'tls' : 'other');
}
