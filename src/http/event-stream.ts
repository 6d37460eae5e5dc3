import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

import type { EventStreamRequest } from '../graphql/context.js';
import { EVENT_STREAM_TYPE } from '../shared/graphql-media-type.js';

/** Results of a subscription. */
export type Results = NonNullable<EventStreamRequest['results']>;

export interface EventStreamLimits {
  /** Interval of the comments that prevent time-outs of proxies. */
  readonly heartbeatMs: number;
  /** Time that the stream may stay unread. */
  readonly requestMs: number;
}

/** Headers of an event stream. Proxies must neither store nor buffer it; nginx reads `X-Accel-Buffering`. */
const HEADERS = {
  'content-type': EVENT_STREAM_TYPE,
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  // A reconnecting client must not use the same connection, because it would reach the same server.
  connection: 'close',
};

/** Comment, which clients ignore. */
const HEARTBEAT = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';
const next = (json: string): string => `event: next\ndata: ${json}\n\n`;

/** Returns the whole event stream of an operation with one result. `json` has no line break, except at its end. */
export const singleResultStream = (json: string): string => next(json.trimEnd()) + COMPLETE;

/**
 * Response with server-sent events. An event is written when the operating system has the event before it, so a client that reads
 * slowly receives only the newest results and costs no more memory than another. A dead client is found by a heartbeat.
 */
export class EventStream {
  /** Number of writes that the operating system does not have yet. */
  #unflushed = 0;
  #unflushedSinceMs = 0;
  #ended = false;
  #results: Results | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  /** Continues after the last event was flushed, or the connection is closed. */
  #continue: (() => void) | undefined;

  /** `hold` counts bytes in the memory budget and returns the function that releases them. */
  constructor(
    private readonly response: ServerResponse,
    private readonly limits: EventStreamLimits,
    private readonly hold: (bytes: number) => () => void,
    private readonly onUnread: () => void,
  ) {}

  /** Sends results until they end, `end` is called, or the connection is closed. Resolves when it is closed. */
  async send(headers: OutgoingHttpHeaders, results: Results): Promise<void> {
    const { response } = this;
    if (response.closed) {
      await results.return?.();
      return;
    }
    const closed = new Promise<void>((resolve) => {
      response.once('close', () => {
        this.#stop();
        resolve();
      });
    });
    this.#results = results;
    response.writeHead(200, { ...headers, ...HEADERS });
    // Some browsers show no headers before the first bytes.
    this.#write(HEARTBEAT);
    this.#beatEvery(this.limits.heartbeatMs);
    // Connections may be half-open. If the client has closed both halves, it resets the connection after the next bytes, and a later
    // write fails.
    response.req.socket.once('end', () => {
      this.#beat();
      this.#beatEvery(Math.min(this.limits.heartbeatMs, HALF_OPEN_HEARTBEAT_MS));
    });
    try {
      await this.#sendAll(results);
    } catch (error) {
      // The client reconnects, because the stream has no `complete`.
      this.end();
      throw error;
    }
    await closed;
  }

  /** Ends the stream without `complete`, so that the client reconnects. Does not wait for a client that does not read. */
  end(): void {
    this.#stop();
    const { headersSent, writableEnded, closed } = this.response;
    if (!headersSent || writableEnded || closed) return;
    if (this.#unflushed === 0) this.response.end();
    else this.response.destroy();
  }

  async #sendAll(results: Results): Promise<void> {
    for (;;) {
      if (this.#ended) {
        this.end();
        return;
      }
      const { done, value } = await results.next();
      // The state may have changed meanwhile.
      if (this.#isEnded()) continue;
      if (done === true) {
        this.#stop();
        this.response.end(COMPLETE);
        return;
      }
      await this.#sendEvent(next(JSON.stringify(value)));
    }
  }

  #isEnded(): boolean {
    return this.#ended;
  }

  /** Resolves when the operating system has the event, or the stream ends. */
  #sendEvent(text: string): Promise<void> {
    const release = this.hold(MAX_BYTES_PER_CHARACTER * text.length);
    return new Promise((resolve) => {
      const resume = (): void => {
        release();
        resolve();
      };
      this.#continue = resume;
      this.#write(text, resume);
    });
  }

  #write(text: string, onFlushed?: () => void): void {
    if (this.#unflushed === 0) this.#unflushedSinceMs = performance.now();
    this.#unflushed += 1;
    this.response.write(text, () => {
      this.#unflushed -= 1;
      onFlushed?.();
    });
  }

  #beatEvery(intervalMs: number): void {
    clearInterval(this.#heartbeat);
    if (!this.#ended) this.#heartbeat = setInterval(() => this.#beat(), intervalMs).unref();
  }

  #beat(): void {
    if (this.#ended) return;
    if (this.#unflushed === 0) this.#write(HEARTBEAT);
    else if (performance.now() - this.#unflushedSinceMs >= this.limits.requestMs && this.response.socket !== null) {
      // A response without a socket waits for earlier responses on its connection.
      this.response.destroy();
      this.onUnread();
    }
  }

  #stop(): void {
    this.#ended = true;
    clearInterval(this.#heartbeat);
    this.#continue?.();
    void this.#results?.return?.();
  }
}

/** Interval of heartbeats after the client has closed its half of the connection. */
const HALF_OPEN_HEARTBEAT_MS = 1_000;

/** UTF-8. */
const MAX_BYTES_PER_CHARACTER = 3;
