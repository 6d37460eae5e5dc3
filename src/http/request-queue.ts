import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { MemoryBudget } from '../shared/memory-budget.js';

/** Concurrent requests per connection. A browser sends one; a pipelining client has to wait. */
const MAX_CONCURRENT = 4;

/** Number of queued requests at which the socket is paused. A paused socket does not detect a reset. */
const PAUSE_AT = 16;

/** Memory of a queued request; measured 1.6 KiB of heap. */
const WAITING_REQUEST_BYTES = 2 * 1024;

/** Maximum number of rejected requests on a connection, about 200 KiB of heap. One more closes it at once. */
const MAX_REJECTED = 128;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Handles the request; undefined after the call. */
  handle: (() => void) | undefined;
}

/**
 * Queue of the requests of one connection. A chunk of 64 KiB holds about 3,000 small requests, and the parser of Node
 * emits them at once. A few run concurrently; the rest wait, and the socket is paused. The next request starts after
 * a response is flushed to the operating system and the event loop has served other connections.
 */
export class RequestQueue {
  /** Requests whose responses are not flushed, in order. */
  readonly #exchanges = new Set<Exchange>();
  readonly #waiting: Exchange[] = [];
  #last: ServerResponse | undefined;
  #received = 0;
  #concurrent = 0;
  #rejected = 0;
  #stopped = false;
  /** Number of concurrent requests that ended since the event loop served other connections. */
  #flushed = 0;
  /** Time since when no request is queued, on the clock of `performance.now`. */
  #emptySinceMs = 0;

  constructor(
    private readonly socket: Socket,
    private readonly memoryBudget: MemoryBudget,
    /** Closes the connection at once. */
    private readonly closeNow: () => void,
  ) {
    // Node resumes a socket when the body of a request is read.
    socket.on('resume', () => {
      if (this.#isFull()) socket.pause();
    });
  }

  /** Response of the request that was received last. */
  get last(): ServerResponse | undefined {
    return this.#last;
  }

  /** Number of received requests. */
  get received(): number {
    return this.#received;
  }

  /** True if a response is not flushed yet. */
  get isBusy(): boolean {
    return this.#exchanges.size > 0;
  }

  /** Returns the time without queued requests, in milliseconds; 0 if one is queued. */
  emptyMs(nowMs: number): number {
    return this.#waiting.length > 0 ? 0 : nowMs - this.#emptySinceMs;
  }

  /** Returns responses that are not flushed, in request order. */
  unflushed(): ServerResponse[] {
    return [...this.#exchanges].map(({ response }) => response);
  }

  /** Returns true if at least one response waits only for its reader, and none for the server. */
  waitsForReader(): boolean {
    if (this.socket.writableLength === 0) return false;
    for (const { response, handle } of this.#exchanges)
      if (handle === undefined && !response.writableEnded && !response.writableNeedDrain) return false;
    return true;
  }

  /** Handles a request in its turn. Calls `reject` instead if the memory budget has no space for a queued request. */
  add(request: IncomingMessage, response: ServerResponse, handle: () => void, reject = handle): void {
    if (this.#stopped) return;
    const exchange: Exchange = { request, response, handle };
    if (this.#concurrent < MAX_CONCURRENT && this.#waiting.length === 0) this.#start(exchange);
    else if (!this.#enqueue(exchange, reject)) return;
    this.#last = response;
    this.#received += 1;
    this.#exchanges.add(exchange);
    response.once('close', () => this.#end(exchange));
  }

  /** Drops queued requests and accepts no more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
  }

  /**
   * Call it when the connection is closed. Node emits `close` only on the first response in line; this emits it on all.
   */
  close(): void {
    this.stop();
    for (const { response } of this.#exchanges) {
      if (response.closed) continue;
      response.destroy();
      response.emit('close');
    }
  }

  #enqueue(exchange: Exchange, reject: () => void): boolean {
    if (this.#rejected > 0) {
      // It follows the rejected request, which ends the connection.
      this.#rejected += 1;
      if (this.#rejected === MAX_REJECTED) this.closeNow();
      return false;
    }
    const release = this.memoryBudget.reserveBytes(WAITING_REQUEST_BYTES);
    if (release === undefined) {
      this.#rejected = 1;
      exchange.response.setHeader('connection', 'close');
      exchange.handle = reject;
    } else exchange.response.once('close', release);
    this.#waiting.push(exchange);
    if (this.#isFull()) this.socket.pause();
    return true;
  }

  #start(exchange: Exchange): void {
    const { handle } = exchange;
    exchange.handle = undefined;
    this.#concurrent += 1;
    handle?.();
  }

  #end(exchange: Exchange): void {
    this.#exchanges.delete(exchange);
    if (exchange.handle !== undefined) return;
    this.#flushed += 1;
    // Scheduled even if no request is queued, because Node handles requests while it parses their chunk.
    if (this.#flushed === 1) setImmediate(this.#next);
  }

  readonly #next = (): void => {
    this.#concurrent -= this.#flushed;
    this.#flushed = 0;
    const wasFull = this.#isFull();
    while (this.#concurrent < MAX_CONCURRENT) {
      const exchange = this.#waiting.shift();
      if (exchange === undefined) break;
      if (this.#waiting.length === 0) this.#emptySinceMs = performance.now();
      this.#start(exchange);
    }
    if (wasFull && !this.#isFull()) this.socket.resume();
  };

  #isFull(): boolean {
    return !this.#stopped && (this.#waiting.length >= PAUSE_AT || this.#rejected > 0);
  }
}
