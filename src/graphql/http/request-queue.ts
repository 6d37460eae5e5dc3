import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Room } from '../room.js';

/** Requests of one connection that are served at the same time. A browser sends one, a pipelining client has to wait. */
const MAX_CONCURRENT = 4;

/** As soon as so many requests wait, no more is read. A connection that is not read does not notice a reset. */
const PAUSE_AT = 16;

/** What a request that waits costs: measured are 1.6 KiB of heap. */
const WAITING_REQUEST_BYTES = 2 * 1024;

/** Requests without room that one connection may have, some 200 KiB of heap; it is closed at once when more come. */
const MAX_WITHOUT_ROOM = 128;

interface Exchange {
  readonly request: IncomingMessage;
  readonly answer: ServerResponse;
  /** Serves the request; undefined once it has been called. */
  serve: (() => void) | undefined;
}

/**
 * The requests of one connection. A chunk of 64 KiB holds some 3,000 small requests, and node's parser emits all of them at
 * once. A few are served at a time; the others wait here, and the socket is paused. The next one is served after an answer has
 * been flushed to the operating system, and after the event loop has served other connections.
 */
export class RequestQueue {
  /** All whose answers are not flushed, in the order of their requests. */
  readonly #exchanges = new Set<Exchange>();
  readonly #waiting: Exchange[] = [];
  #last: ServerResponse | undefined;
  #received = 0;
  #concurrent = 0;
  #withoutRoom = 0;
  #stopped = false;
  /** Of the concurrent ones, how many have been answered since the event loop served other connections. */
  #flushed = 0;
  /** Since when no request has waited here, on performance.now's clock. */
  #flowingSinceMs = 0;

  constructor(
    private readonly socket: Socket,
    private readonly room: Room,
    /** Closes the connection at once. */
    private readonly cut: () => void,
  ) {
    // Node resumes a socket where the body of a request is read.
    socket.on('resume', () => {
      if (this.#isFull()) socket.pause();
    });
  }

  /** The answer to the request that came last. */
  get last(): ServerResponse | undefined {
    return this.#last;
  }

  /** How many requests have come. */
  get received(): number {
    return this.#received;
  }

  /** Whether an answer is not flushed yet. */
  get isBusy(): boolean {
    return this.#exchanges.size > 0;
  }

  /** How long all requests have been served as they came, in milliseconds; 0 while one waits. */
  flowingMs(nowMs: number): number {
    return this.#waiting.length > 0 ? 0 : nowMs - this.#flowingSinceMs;
  }

  /** Answers that are not flushed, in the order of their requests. */
  unflushed(): ServerResponse[] {
    return [...this.#exchanges].map(({ answer }) => answer);
  }

  /** Whether one answer at least waits for its reader alone, and none for the server. */
  waitsForReader(): boolean {
    if (this.socket.writableLength === 0) return false;
    for (const { answer, serve } of this.#exchanges)
      if (serve === undefined && !answer.writableEnded && !answer.writableNeedDrain) return false;
    return true;
  }

  /** Serves a request in its turn. `refuse` is called instead where there is no room for it to wait. */
  add(request: IncomingMessage, answer: ServerResponse, serve: () => void, refuse = serve): void {
    if (this.#stopped) return;
    const exchange: Exchange = { request, answer, serve };
    if (this.#concurrent < MAX_CONCURRENT && this.#waiting.length === 0) this.#serve(exchange);
    else if (!this.#wait(exchange, refuse)) return;
    this.#last = answer;
    this.#received += 1;
    this.#exchanges.add(exchange);
    answer.once('close', () => this.#end(exchange));
  }

  /** Serves no request that is not served yet, and takes no more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
  }

  /** To be called when the connection is closed. Node emits `close` of no answer but the first in line; here all emit it. */
  close(): void {
    this.stop();
    for (const { answer } of this.#exchanges) {
      if (answer.closed) continue;
      answer.destroy();
      answer.emit('close');
    }
  }

  #wait(exchange: Exchange, refuse: () => void): boolean {
    if (this.#withoutRoom > 0) {
      // Behind the one that is refused and ends the connection.
      this.#withoutRoom += 1;
      if (this.#withoutRoom === MAX_WITHOUT_ROOM) this.cut();
      return false;
    }
    const release = this.room.reserve(WAITING_REQUEST_BYTES);
    if (release === undefined) {
      this.#withoutRoom = 1;
      exchange.answer.setHeader('connection', 'close');
      exchange.serve = refuse;
    } else exchange.answer.once('close', release);
    this.#waiting.push(exchange);
    if (this.#isFull()) this.socket.pause();
    return true;
  }

  #serve(exchange: Exchange): void {
    const { serve } = exchange;
    exchange.serve = undefined;
    this.#concurrent += 1;
    serve?.();
  }

  #end(exchange: Exchange): void {
    this.#exchanges.delete(exchange);
    if (exchange.serve !== undefined) return;
    this.#flushed += 1;
    // Also where nothing waits yet: node serves requests to their end while it parses the chunk that they came in.
    if (this.#flushed === 1) setImmediate(this.#next);
  }

  readonly #next = (): void => {
    this.#concurrent -= this.#flushed;
    this.#flushed = 0;
    const wasFull = this.#isFull();
    while (this.#concurrent < MAX_CONCURRENT) {
      const exchange = this.#waiting.shift();
      if (exchange === undefined) break;
      if (this.#waiting.length === 0) this.#flowingSinceMs = performance.now();
      this.#serve(exchange);
    }
    if (wasFull && !this.#isFull()) this.socket.resume();
  };

  #isFull(): boolean {
    return !this.#stopped && (this.#waiting.length >= PAUSE_AT || this.#withoutRoom > 0);
  }
}
