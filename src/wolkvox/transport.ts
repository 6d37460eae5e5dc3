import { Agent as HttpAgent, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { got, type OptionsInit } from 'got';

import { decode, type Decoded } from './charset.js';
import { ConnectError, createConnector, type Address, type Connector, type Opened, type Proxy } from './connector.js';
import { createDecompressors, ENCODINGS, decompress } from './decompress.js';
import { causeOf, type FaultCause } from './fault.js';
import { OwnConnection } from './own-connection.js';

/** Transport to wolkvox. No other file uses got. See docs/adr/0018-got-transport.md. */
export interface Transport {
  /** Sends one request once. It follows no redirect, retries nothing, and never rejects for a network error. */
  send(request: HttpRequest): Promise<HttpResult>;
  /**
   * Prepares a request that is not safe, so that it can be sent without delay: opens its connection, and sends nothing. Send or
   * discard it.
   */
  prepare(request: HttpRequest): PreparedRequest;
  /** Closes every connection. Call it when no request is in flight. */
  close(): void;
}

/** Request with a connection. */
export interface PreparedRequest {
  /** Sends it once, like Transport.send. If its connection was lost meanwhile, it gets another. */
  send(): Promise<HttpResult>;
  /** Closes its connection. Nothing is sent. */
  discard(): void;
}

/** One request to wolkvox. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: Readonly<URL>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /**
   * Set if the request changes nothing and the caller repeats a lost one. It may then reuse a connection. Any other request gets a
   * new connection, because a server that closes a reused one may lose it.
   */
  readonly safe: boolean;
  /** Called with an open connection, right before the first byte is sent. If it returns false, nothing is sent. */
  readonly onSend?: () => boolean;
  /** From `send` to the last byte of the response. */
  readonly timeoutMs: number;
  /** Size after decompression. */
  readonly maxResponseBytes: number;
  /** Creates the reader of a body that is too large to be held. Omitted: the body is held and decoded as a whole. */
  readonly openBody?: ((contentType: string) => BodyReader) | undefined;
}

/** Reader of a body that gets each decompressed part as soon as it has arrived. */
export interface BodyReader {
  /** Reads a part, which is overwritten afterwards. Returns false if the reader would hold too much, so that the body is too large. */
  write(part: Buffer): boolean;
  /** Returns the text of the response, after the last part. */
  end(): Decoded;
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

/** Options of the transport. */
export interface TransportOptions {
  /** Proxy of requests with https. Requests with http go to loopback only, so they need none. */
  readonly proxy?: Proxy | undefined;
}

/** Idle time after which a connection is closed. It is shorter than 5 s, the default of Apache. */
const IDLE_CONNECTION_MS = 3_000;

/** Creates the transport. */
export function createTransport({ proxy }: TransportOptions = {}): Transport {
  const connector = createConnector(proxy);
  const agent = {
    http: connectingAgent(new HttpAgent(REUSE), connector),
    https: connectingAgent(new HttpsAgent(REUSE), connector),
  };
  const prepare = (request: HttpRequest): PreparedRequest => {
    const connection = new OwnConnection(connector, addressOf(request.url));
    // The type of got has only the other way of Node, to return the connection at once.
    const createConnection = connection.createConnection as unknown as NonNullable<OptionsInit['createConnection']>;
    return newExchange(request, { createConnection }, connection);
  };
  return {
    send: (request) => {
      if (!request.safe) return prepare(request).send();
      return new Promise((resolve) =>
        afterTwoTurns(() => resolve(newExchange(request, { agent }, NO_CONNECTION).send())),
      );
    },
    prepare,
    close: () => {
      agent.http.destroy();
      agent.https.destroy();
      connector.close();
    },
  };
}

const REUSE = { keepAlive: true, timeout: IDLE_CONNECTION_MS };

/**
 * Lets the connector open the connections of an agent, so that a request receives only open ones. A connection can be reused two
 * turns after its response, because a server that closes it does so behind the response.
 */
function connectingAgent<Agent extends HttpAgent>(agent: Agent, connector: Connector): Agent {
  const secure = agent instanceof HttpsAgent;
  agent.createConnection = ({ host, port }, opened) => {
    connector.open({ host: host ?? '', port: Number(port), secure }, opened as Opened);
    return undefined;
  };
  const [release] = agent.listeners('free');
  agent
    .removeAllListeners('free')
    .on('free', (...freed: unknown[]) => afterTwoTurns(() => void release?.apply(agent, freed)));
  return agent;
}

function addressOf({ protocol, hostname, port }: Readonly<URL>): Address {
  const secure = protocol === 'https:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (secure ? 443 : 80), secure };
}

/**
 * Node writes to a reused connection without reading whether the server has closed it. In two turns of the event loop it reads what
 * has arrived and runs the timers of idle connections.
 */
const afterTwoTurns = (action: () => void): void => void setImmediate(() => void setImmediate(action));

/** got as a plain HTTP client. It repeats nothing, because its retries need a listener that a stream without one lacks. */
const client = got.extend({
  retry: { limit: 0 },
  followRedirect: false,
  throwHttpErrors: false,
  // decompress.ts limits the size.
  decompress: false,
  https: { rejectUnauthorized: true },
  headers: { 'user-agent': 'wolkvox-graphql', 'accept-encoding': ENCODINGS },
});

/** The connection of a safe request belongs to the agent. */
const NO_CONNECTION = { handOver: () => undefined, abandon: () => undefined };

/** Creates one request. Nothing is sent before its connection is handed over. */
function newExchange(
  { url, method, headers, body, onSend, timeoutMs, maxResponseBytes, openBody }: HttpRequest,
  connecting: Pick<OptionsInit, 'agent' | 'createConnection'>,
  connection: Pick<OwnConnection, 'handOver' | 'abandon'>,
): PreparedRequest {
  /** The open connection, from the moment when the request is written to it. */
  let connected: Socket | undefined;
  let settled = false;
  let deadline: NodeJS.Timeout | undefined;
  let resolve: (result: HttpResult) => void;
  const result = new Promise<HttpResult>((resolver) => (resolve = resolver));
  let status: number | 'unread' | undefined;
  let encoding = '';
  let contentType = '';
  const chunks: Buffer[] = [];
  let bytes = 0;

  const settle = (result: HttpResult): void => {
    if (settled) return;
    settled = true;
    clearTimeout(deadline);
    connected?.off('data', markUnread);
    resolve(result);
  };
  // The request gets an open connection, so wolkvox received nothing before.
  const fail = (cause: FaultCause): void =>
    settle(connected === undefined ? { kind: 'unsent', cause } : { kind: 'lost', cause, status });
  const abort = (cause: FaultCause): void => {
    fail(cause);
    connection.abandon();
    stream.destroy();
  };
  const markUnread = (): void => {
    status ??= 'unread';
  };

  const stream = client.stream(url, { ...connecting, method, headers, body });
  // Errors of got print the token, so they end here. A later one without a listener would end the process.
  stream.on('error', (error: Error) => fail(causeOfGot(error)));
  stream.once('request', (request: ClientRequest) => void request.on('error', () => undefined));
  stream.once('socket', (socket: Socket) => {
    if (!settled && onSend?.() !== false) {
      connected = socket;
      socket.prependOnceListener('data', markUnread);
    } else abort('other');
  });
  stream.once('upgrade', (_response: IncomingMessage, socket: Socket) => {
    socket.destroy();
    abort('other');
  });
  stream.once('response', (response: IncomingMessage) => {
    status = response.statusCode;
    encoding = response.headers['content-encoding'] ?? '';
    contentType = response.headers['content-type'] ?? '';
    // Before the first byte is read, because a stream is read either in parts or by listeners.
    if (openBody !== undefined)
      void readInParts(stream, encoding, openBody(contentType), maxResponseBytes).then(
        (decoded) => {
          if (decoded === 'too-large') abort(decoded);
          else settle({ kind: 'answer', status: Number(status), ...decoded });
        },
        // An error of the connection has reached the listener of the stream before.
        () => abort('other'),
      );
  });
  const holdBody = (): void => {
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxResponseBytes) abort('too-large');
      else chunks.push(chunk);
    });
    stream.once('end', () => {
      const [first = Buffer.alloc(0)] = chunks;
      const content = chunks.length > 1 ? Buffer.concat(chunks) : first;
      // Frees the chunks, because a list has megabytes and this closure outlives its decoding.
      chunks.length = 0;
      const complete = (decompressed: Buffer): void =>
        settle({ kind: 'answer', status: Number(status), ...decode(decompressed, contentType) });
      if (encoding === '') complete(content);
      else
        void decompress(content, encoding, maxResponseBytes).then((decompressed) => {
          if (Buffer.isBuffer(decompressed)) complete(decompressed);
          else fail(decompressed);
        });
    });
  };
  if (openBody === undefined) holdBody();
  // got ends a request without a body by itself only if its method has none.
  if (body === undefined) stream.end();
  return {
    send: () => {
      // An own timer, because neither got nor the server can delay it: the slot is held until it fires.
      if (!settled) deadline = setTimeout(() => abort('timeout'), timeoutMs);
      connection.handOver();
      return result;
    },
    discard: () => abort('other'),
  };
}

/** Passes each part of a body to its reader. Rejects if the connection or the decompression fails. */
async function readInParts(
  body: Readable,
  encoding: string,
  reader: BodyReader,
  maxBytes: number,
): Promise<Decoded | 'too-large'> {
  let parts = body;
  for (const decompressor of createDecompressors(encoding)) {
    // An error destroys the decompressor, so the loop below throws it.
    void pipeline(parts, decompressor).catch(() => undefined);
    parts = decompressor;
  }
  let bytes = 0;
  for await (const part of parts as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBytes || !reader.write(part)) return 'too-large';
  }
  return reader.end();
}

/** Returns the cause of an error of got. Only a code and our own class are read. */
function causeOfGot(error: Error): FaultCause {
  return error.cause instanceof ConnectError ? error.cause.fault : (causeOf(error) ?? 'other');
}
