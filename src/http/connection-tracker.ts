import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { HttpSettings } from './http-settings.js';
import type { MemoryBudget } from '../shared/memory-budget.js';
import { sentErrorCodes } from './http-errors.js';
import { lingeringClose } from './lingering-close.js';
import { rawErrorResponse, sendRawError } from './raw-response.js';
import { RequestQueue } from './request-queue.js';

/** Interval of the timeout checks of Node. */
const CHECK_MS = 500;

/** Returns the time limits as options of the HTTP server of Node. */
export const timeLimits = ({ headersMs, requestMs, keepAliveMs }: HttpSettings) => ({
  requestTimeout: requestMs,
  headersTimeout: headersMs,
  // Node sends it as `Keep-Alive: timeout=` in whole seconds, rounded down, and closes the connection one second later.
  keepAliveTimeout: keepAliveMs,
  connectionsCheckingInterval: CHECK_MS,
  // The response of Node to a request without a host has no headers and no body.
  requireHostHeader: false,
});

/** State of a connection. */
interface Connection {
  readonly queue: RequestQueue;
  used: boolean;
  /** True if its last response is written. Further bytes are dropped. */
  isClosing: boolean;
  /** Time since when the client has read no byte of its responses, on the clock of `performance.now`. */
  unreadSinceMs: number | undefined;
  /** Bytes written at the last check. */
  bytesWritten: number;
}

/**
 * Tracks the connections of a server: unused, busy, and with unread responses. A connection that waits for its response
 * is never closed, however long that takes and whatever follows the request.
 */
export class ConnectionTracker {
  readonly #open = new Map<Socket, Connection>();
  readonly #rejected = new WeakSet<IncomingMessage>();

  /**
   * `requestMs` limits the time from the first to the last byte of a request, and the time that a response stays
   * unread. `memoryBudget` counts queued requests. `log` reports malformed HTTP and closed connections.
   */
  constructor(
    private readonly requestMs: number,
    private readonly memoryBudget: MemoryBudget,
    private readonly log: (fields: { readonly status?: number }, message: string) => void,
  ) {}

  /**
   * Starts to track a server that does not listen yet. `handle` serves the requests, a few per connection at a time.
   */
  follow(server: Server, handle: (request: IncomingMessage, response: ServerResponse) => void): void {
    // A client may close its half of the connection after its request. Node calls this the half_closed_clients of
    // Squid.
    Object.assign(server, { httpAllowHalfOpen: true });
    server.on('connection', (socket: Socket) => {
      // Node reads the address once and caches it. A client that resets before its request is read has no address and
      // would be another caller: a retry with its idempotency key would create a second campaign.
      if (socket.remoteAddress === undefined) {
        socket.destroy();
        return;
      }
      const queue = new RequestQueue(socket, this.memoryBudget, () => {
        socket.destroy();
        this.log({}, 'connection closed: its queued requests exceed the memory budget');
      });
      const connection: Connection = {
        queue,
        used: false,
        isClosing: false,
        unreadSinceMs: undefined,
        bytesWritten: 0,
      };
      this.#open.set(socket, connection);
      // Node calls it after a response with `Connection: close`. Its own version closes with unread bytes.
      socket.destroySoon = () => {
        if (connection.isClosing) return;
        connection.isClosing = true;
        queue.stop();
        lingeringClose(socket);
      };
      socket.once('close', () => {
        this.#open.delete(socket);
        queue.close();
      });
    });
    // Not at the first bytes, because a data listener disables the fast read path of Node.
    const receive = (request: IncomingMessage, response: ServerResponse, serve: () => void): void => {
      const connection = this.#open.get(request.socket);
      if (connection === undefined) return;
      connection.used = true;
      connection.queue.add(request, response, serve, () => {
        this.#rejected.add(request);
        serve();
      });
    };
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      receive(request, response, () => handle(request, response)),
    );
    server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      // Set now, because a queued request is counted as soon as it is received.
      sentErrorCodes.set(response, 'BAD_REQUEST');
      receive(request, response, () => {
        const { headers, body } = rawErrorResponse('The only supported expectation is 100-continue.');
        response.writeHead(417, headers).end(body);
      });
    });
    this.#protectBusy(server);
    const sweep = setInterval(() => this.#closeUnread(performance.now()), CHECK_MS).unref();
    server.once('close', () => clearInterval(sweep));
  }

  /** Closes connections without any request. Browsers open some in advance. */
  closeUnused(): void {
    for (const [socket, { used }] of this.#open) if (!used) socket.destroy();
  }

  /**
   * Closes connections whose last response is written although its request is incomplete, for example after 413. Node does not
   * count them as idle, and their clients may send for a minute.
   */
  closeAnswered(): void {
    for (const [socket, { queue }] of this.#open) {
      const { last } = queue;
      if (last?.writableEnded === true && !last.req.complete) socket.destroySoon();
    }
  }

  /** Handles `clientError` of Node: malformed, too large or too slow. */
  handleClientError(error: NodeJS.ErrnoException, socket: Socket): void {
    const queue = this.#open.get(socket)?.queue;
    // The client is gone, or it never sent a byte.
    if (queue === undefined || !socket.writable || error.code === 'ECONNRESET' || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    if (error.code === REQUEST_TIMEOUT && queue.emptyMs(performance.now()) < this.requestMs) {
      this.#extendTimeout(error, socket, queue);
      return;
    }
    const { last } = queue;
    const isIncomplete = last !== undefined && !last.req.complete;
    // Responses are sent in request order, so this one follows those in progress.
    const waiting = queue
      .unflushed()
      .findLast((response) => response !== last || !isIncomplete || response.writableEnded);
    if (waiting !== undefined) waiting.once('close', () => this.handleClientError(error, socket));
    // Its request has a response already. The remaining bytes were dropped.
    else if (isIncomplete && last.writableEnded) socket.destroy();
    else {
      queue.stop();
      this.log({ status: sendRawError(socket, error.code) }, 'malformed HTTP request');
    }
  }

  /** Returns true if no request follows the one of this response. */
  isLast(response: ServerResponse): boolean {
    return this.#open.get(response.req.socket)?.queue.last === response;
  }

  /** Returns true if the memory budget had no space for this queued request. */
  isOverBudget(request: IncomingMessage): boolean {
    return this.#rejected.has(request);
  }

  /**
   * Restarts the request timeout of a client whose connection is paused because earlier requests wait. The time counts
   * from the moment that reading continues. Node does not check a late request again.
   */
  #extendTimeout(error: Error, socket: Socket, queue: RequestQueue): void {
    const late = queue.received + (queue.last?.req.complete === false ? 0 : 1);
    const look = (): void => {
      if (socket.destroyed || queue.received > late) return;
      if (queue.received === late && queue.last?.req.complete === true) return;
      const leftMs = this.requestMs - queue.emptyMs(performance.now());
      if (leftMs > 0) setTimeout(look, leftMs).unref();
      else this.handleClientError(error, socket);
    };
    look();
  }

  /**
   * Node treats a connection as idle when its response is ended but not flushed, and would close it with queued
   * requests.
   */
  #protectBusy(server: Server): void {
    const closeIdle = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => {
      const busy = [...this.#open]
        .filter(([, { queue, isClosing }]) => queue.isBusy || isClosing)
        .map(([socket]) => socket);
      for (const socket of busy) socket.destroy = () => socket;
      closeIdle();
      for (const socket of busy) Reflect.deleteProperty(socket, 'destroy');
    };
  }

  #closeUnread(nowMs: number): void {
    for (const [socket, connection] of this.#open) {
      const isRead = socket.bytesWritten !== connection.bytesWritten;
      connection.bytesWritten = socket.bytesWritten;
      if (isRead || !connection.queue.waitsForReader()) connection.unreadSinceMs = undefined;
      else connection.unreadSinceMs ??= nowMs;
      if (connection.unreadSinceMs === undefined || nowMs - connection.unreadSinceMs < this.requestMs) continue;
      socket.destroy();
      this.log({}, 'connection closed: its response was not read in time');
    }
  }
}

/** Code of Node for a request that did not arrive in time. */
const REQUEST_TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT';
