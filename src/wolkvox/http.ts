import { Agent, type Dispatcher } from 'undici';

import { decode, type Decoded } from './charset.js';
import { CONNECT_TIMEOUT_MS } from './facts.js';
import { ENCODINGS, unpack } from './unpack.js';

/** The one socket to the upstream. Whoever implements this can take undici's place; nothing else knows undici. */
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
  readonly body?: string | undefined;
  /** Called once there is a connection, just before the first byte leaves. False: nothing is sent, and the request is `unsent`. */
  readonly onSend?: () => boolean;
  /** From the call to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Counted after decompression. */
  readonly maxAnswerBytes: number;
}

/**
 * `answer`: an HTTP answer, whole. `unsent`: the connection never came up, so no byte of the request left.
 * `lost`: it may have left, and no whole answer came. Its `status` is what came of the answer: the HTTP status, `unread` if
 * bytes came and no whole head, undefined if no byte came. A status line says what the server did, also if its body is lost.
 */
export type HttpResult =
  | ({ readonly kind: 'answer'; readonly status: number } & Decoded)
  | { readonly kind: 'unsent'; readonly cause: FaultCause }
  | { readonly kind: 'lost'; readonly cause: FaultCause; readonly status?: number | 'unread' | undefined };

export const FAULT_CAUSES = ['refused', 'dns', 'tls', 'timeout', 'reset', 'too-large', 'other'] as const;
export type FaultCause = (typeof FAULT_CAUSES)[number];

/**
 * An idle connection is given up before a server would: Apache's default is 5 s, and a request written to a connection
 * that the server is just closing would be one more unknown outcome. undici's clock may strike up to a second late.
 */
const IDLE_CONNECTION_MS = 3_000;

export function createHttp(): Http {
  // undici looks for an end that the server has sent before it writes to a kept connection: got and Node's own agent write
  // at once, and lose the call.
  const agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: true },
    allowH2: false,
    // One request at a time on a connection, and as many connections as the governor lets calls out.
    pipelining: 1,
    connections: null,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
    // Ours below is the only deadline.
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
            headers: { ...OUR_HEADERS, ...headers },
            body: body ?? null,
          },
          exchange(request, resolve),
        );
      }),
    close: () => void agent.destroy(),
  };
}

const OUR_HEADERS = { 'user-agent': 'wolkvox-graphql', 'accept-encoding': ENCODINGS };

/** Follows one request through undici's callbacks and settles with what it came to, once. */
function exchange(
  { url, onSend, timeoutMs, maxAnswerBytes }: HttpRequest,
  resolve: (result: HttpResult) => void,
): Dispatcher.DispatchHandler {
  let underWay: Dispatcher.DispatchController | undefined;
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
  // Until it starts undici has no connection for the request, so wolkvox saw nothing of it.
  const fail = (cause: FaultCause): void =>
    settle(underWay === undefined ? { kind: 'unsent', cause } : { kind: 'lost', cause, status });
  const giveUp = (cause: FaultCause): void => {
    fail(cause);
    underWay?.abort(GIVEN_UP);
  };
  // Our own clock, which nothing that undici or a server does can keep from striking: a slot hangs on it.
  const deadline = setTimeout(() => giveUp('timeout'), timeoutMs);

  return {
    onRequestStart: (controller) => {
      // A connection that came up after the deadline: the caller was told that nothing left.
      if (!settled && onSend?.() !== false) {
        underWay = controller;
        return;
      }
      if (!settled) fail('other');
      controller.abort(GIVEN_UP);
    },
    // At the first byte of an answer. undici has no other callback before the head is whole, so it is deprecated without a successor.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    onResponseStarted: () => {
      status ??= 'unread';
    },
    onResponseStart: (_controller, statusCode, headers) => {
      // An interim answer (1xx) says nothing of what the server did.
      if (statusCode >= 200) status = statusCode;
      encoding = String(headers['content-encoding'] ?? '');
      contentType = String(headers['content-type'] ?? '');
    },
    onResponseData: (_controller, chunk) => {
      bytes += chunk.length;
      if (bytes > maxAnswerBytes) giveUp('too-large');
      else chunks.push(chunk);
    },
    onResponseEnd: () => {
      const [first = Buffer.alloc(0)] = chunks;
      const whole = chunks.length > 1 ? Buffer.concat(chunks) : first;
      // A list is megabytes, and this outlives its reading.
      chunks.length = 0;
      const answer = (bytes: Buffer): void =>
        settle({ kind: 'answer', status: Number(status), ...decode(bytes, contentType) });
      if (encoding === '') answer(whole);
      else
        void unpack(whole, encoding, maxAnswerBytes).then((unpacked) => {
          if (Buffer.isBuffer(unpacked)) answer(unpacked);
          else fail(unpacked);
        });
    },
    onResponseError: (_controller, error: NodeJS.ErrnoException) => fail(causeOf(error, url, underWay !== undefined)),
  };
}

/** What undici is told where we end a request; nobody reads it. */
const GIVEN_UP = new Error('The request was given up.');

const CAUSES: readonly (readonly [RegExp, FaultCause])[] = [
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'refused'],
  [/^(ENOTFOUND|EAI_.+)$/, 'dns'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'timeout'],
  // The last: the connection ended before the answer did.
  [/^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|HPE_INVALID_EOF_STATE)$/, 'reset'],
  [/TLS|SSL|CERT|SIGNED|SIGNATURE|CRL|^EPROTO$/, 'tls'],
];

function causeOf({ code = '' }: NodeJS.ErrnoException, url: Readonly<URL>, connected: boolean): FaultCause {
  const known = CAUSES.find(([pattern]) => pattern.test(code))?.[1];
  return known ?? (url.protocol === 'https:' && !connected ? 'tls' : 'other');
}
