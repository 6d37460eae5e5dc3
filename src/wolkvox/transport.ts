import { Agent, type Dispatcher } from 'undici';

import { decode, type Decoded } from './charset.js';
import { CONNECT_TIMEOUT_MS } from './constants.js';
import { ENCODINGS, decompress } from './decompress.js';

/** Transport to wolkvox. No other file uses undici. See docs/adr/0001-upstream-transport-undici.md. */
export interface Transport {
  /** Sends one request once. It follows no redirect, retries nothing, and never rejects for a network error. */
  send(request: HttpRequest): Promise<HttpResult>;
  /** Closes every connection. Call it when no request is in flight. */
  close(): void;
}

/** One request to wolkvox. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: Readonly<URL>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Called with an open connection, right before the first byte is sent. If it returns false, nothing is sent. */
  readonly onSend?: () => boolean;
  /** From the call to the last byte of the response. */
  readonly timeoutMs: number;
  /** Size after decompression. */
  readonly maxResponseBytes: number;
}

/**
 * Result of a request.
 * - `answer`: a complete HTTP response.
 * - `unsent`: no byte of the request was sent, because there was no connection or `onSend` returned false.
 * - `lost`: the request may have been sent, and no complete response was received. `status` is the HTTP status, also if the body
 *   was lost; `unread` if the head is incomplete; undefined if no byte was received.
 */
export type HttpResult =
  | ({ readonly kind: 'answer'; readonly status: number } & Decoded)
  | { readonly kind: 'unsent'; readonly cause: FaultCause }
  | { readonly kind: 'lost'; readonly cause: FaultCause; readonly status?: number | 'unread' | undefined };

/** Causes of an unsent or lost request, for logs and metrics. */
export const FAULT_CAUSES = ['refused', 'dns', 'tls', 'timeout', 'reset', 'too-large', 'other'] as const;
export type FaultCause = (typeof FAULT_CAUSES)[number];

/**
 * Idle time after which a connection is closed. It is shorter than 5 s, the default of Apache, because a request on a connection
 * that the server closes has an unknown outcome. The timer of undici may fire a second late.
 */
const IDLE_CONNECTION_MS = 3_000;

/** Creates the transport. */
export function createTransport(): Transport {
  // Before undici writes to a reused connection it checks for its end. got and Node's own agent write at once and lose the call.
  const agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: true },
    allowH2: false,
    // One request at a time on a connection, and one connection for each call that the limiter admits.
    pipelining: 1,
    connections: null,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
    // The deadline below is the only one.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  return {
    send: (request) =>
      new Promise((resolve) => {
        const { url, method, headers, body } = request;
        agent.dispatch(
          {
            origin: url.origin,
            path: url.pathname + url.search,
            method,
            headers: { ...DEFAULT_HEADERS, ...headers },
            body: body ?? null,
          },
          handleExchange(request, resolve),
        );
      }),
    close: () => void agent.destroy(),
  };
}

const DEFAULT_HEADERS = { 'user-agent': 'wolkvox-graphql', 'accept-encoding': ENCODINGS };

/** Callbacks of undici. Its type marks `onResponseStarted` as deprecated, but no other callback runs before the head is complete. */
interface ExchangeHandler extends Omit<Dispatcher.DispatchHandler, 'onResponseStarted'> {
  /** Called at the first byte of a response. */
  readonly onResponseStarted: () => void;
}

/** Creates the callbacks for one request. They resolve with its result once. */
function handleExchange(
  { url, onSend, timeoutMs, maxResponseBytes }: HttpRequest,
  resolve: (result: HttpResult) => void,
): ExchangeHandler {
  let started: Dispatcher.DispatchController | undefined;
  let settled = false;
  let status: number | 'unread' | undefined;
  let encoding = '';
  let contentType = '';
  const chunks: Buffer[] = [];
  let bytes = 0;

  const settle = (result: HttpResult): void => {
    settled = true;
    clearTimeout(deadline);
    resolve(result);
  };
  // Before it starts, undici has no connection for the request, so wolkvox received nothing.
  const fail = (cause: FaultCause): void =>
    settle(started === undefined ? { kind: 'unsent', cause } : { kind: 'lost', cause, status });
  const abort = (cause: FaultCause): void => {
    fail(cause);
    started?.abort(ABORTED);
  };
  // An own timer, because undici and the server cannot delay it: the slot is held until it fires.
  const deadline = setTimeout(() => abort('timeout'), timeoutMs);

  return {
    onRequestStart: (controller) => {
      // The connection may be opened after the deadline, when `unsent` was already returned.
      if (!settled && onSend?.() !== false) {
        started = controller;
        return;
      }
      if (!settled) fail('other');
      controller.abort(ABORTED);
    },
    onResponseStarted: () => {
      status ??= 'unread';
    },
    onResponseStart: (_controller, statusCode, headers) => {
      // An interim response (1xx) does not show the outcome.
      if (statusCode >= 200) status = statusCode;
      encoding = String(headers['content-encoding'] ?? '');
      contentType = String(headers['content-type'] ?? '');
    },
    onResponseData: (_controller, chunk) => {
      bytes += chunk.length;
      if (bytes > maxResponseBytes) abort('too-large');
      else chunks.push(chunk);
    },
    onResponseEnd: () => {
      const [first = Buffer.alloc(0)] = chunks;
      const body = chunks.length > 1 ? Buffer.concat(chunks) : first;
      // Frees the chunks, because a list has megabytes and this closure outlives its decoding.
      chunks.length = 0;
      const complete = (content: Buffer): void =>
        settle({ kind: 'answer', status: Number(status), ...decode(content, contentType) });
      if (encoding === '') complete(body);
      else
        void decompress(body, encoding, maxResponseBytes).then((decompressed) => {
          if (Buffer.isBuffer(decompressed)) complete(decompressed);
          else fail(decompressed);
        });
    },
    onResponseError: (_controller, error: NodeJS.ErrnoException) => fail(causeOf(error, url, started !== undefined)),
  };
}

/** Reason for undici when this layer ends a request. It is not shown. */
const ABORTED = new Error('The request was aborted.');

const CAUSES: readonly (readonly [RegExp, FaultCause])[] = [
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'refused'],
  [/^(ENOTFOUND|EAI_.+)$/, 'dns'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'timeout'],
  // HPE_INVALID_EOF_STATE: the connection ended before the response.
  [/^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|HPE_INVALID_EOF_STATE)$/, 'reset'],
  [/TLS|SSL|CERT|SIGNED|SIGNATURE|CRL|^EPROTO$/, 'tls'],
];

function causeOf({ code = '' }: NodeJS.ErrnoException, url: Readonly<URL>, connected: boolean): FaultCause {
  const known = CAUSES.find(([pattern]) => pattern.test(code))?.[1];
  return known ?? (url.protocol === 'https:' && !connected ? 'tls' : 'other');
}
