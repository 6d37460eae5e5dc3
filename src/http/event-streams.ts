import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import type { EventStreamRequest, StreamRejection } from '../graphql/context.js';
import { LocalizedError, OVERLOADED } from '../graphql/errors/localized-error.js';
import type { LocalizedText } from '../shared/i18n.js';
import type { MemoryBudget } from '../shared/memory-budget.js';
import { describeError } from '../telemetry/describe-error.js';
import type { ResponseCounter } from '../telemetry/events.js';
import { EventStream, type Results } from './event-stream.js';
import { SHUTTING_DOWN, type HttpError } from './http-errors.js';
import { callerKey } from './http-policies.js';
import type { HttpSettings } from './http-settings.js';

type Limits = Pick<HttpSettings, 'subscriptions' | 'subscriptionsPerCaller' | 'heartbeatMs' | 'requestMs'>;

/**
 * Sends the results of subscriptions as server-sent events, in the distinct connections mode of the protocol GraphQL over
 * Server-Sent Events (PROTOCOL.md of graphql-sse). See docs/adr/0023-subscriptions-over-sse.md
 */
export class EventStreams {
  readonly #streams = new Set<EventStream>();
  readonly #byCaller = new Map<string, number>();
  #admitted = 0;
  #draining = false;

  constructor(
    private readonly limits: Limits,
    private readonly memoryBudget: MemoryBudget,
    private readonly responses: ResponseCounter,
    private readonly log: Pick<Logger, 'info' | 'error'>,
  ) {}

  /** Returns the event stream of a request whose client accepts one. */
  requestOf(request: FastifyRequest, reply: FastifyReply): EventStreamRequest {
    return { admit: () => this.#admit(callerKey(request), reply.raw), results: undefined };
  }

  /** Sends results until they end, the client disconnects, `expiresAt` (epoch milliseconds), or the drain. */
  async send(reply: FastifyReply, results: Results, expiresAt: number | undefined): Promise<FastifyReply> {
    reply.hijack();
    // The body was read. It would stay in memory with the stream.
    reply.request.body = undefined;
    this.responses.follow(reply.raw);
    const stream = new EventStream(
      reply.raw,
      this.limits,
      (bytes) => this.memoryBudget.addUnconditionally(bytes),
      () => this.log.info('connection closed: its event stream was not read in time'),
    );
    this.#streams.add(stream);
    const release = this.memoryBudget.addUnconditionally(STREAM_BYTES);
    const expiry =
      expiresAt === undefined
        ? undefined
        : setTimeout(() => stream.end(), Math.min(expiresAt - Date.now(), MAX_TIMER_MS)).unref();
    try {
      if (this.#draining) stream.end();
      await stream.send(reply.getHeaders() as OutgoingHttpHeaders, results);
    } catch (error) {
      this.log.error({ requestId: reply.request.id, ...describeError(error) }, 'internal error');
    } finally {
      clearTimeout(expiry);
      release();
      this.#streams.delete(stream);
    }
    return reply;
  }

  /** Ends all streams without `complete`, so that clients reconnect to another server. Later ones are rejected. */
  drain(): void {
    this.#draining = true;
    for (const stream of this.#streams) stream.end();
  }

  #admit(caller: string, response: ServerResponse): StreamRejection | undefined {
    if (this.#draining) return rejection(SHUTTING_DOWN, 503);
    if (this.#admitted >= this.limits.subscriptions) return rejection(OVERLOADED, 503);
    const ofCaller = this.#byCaller.get(caller) ?? 0;
    if (ofCaller >= this.limits.subscriptionsPerCaller)
      return rejection(tooMany(this.limits.subscriptionsPerCaller), 429);
    this.#admitted += 1;
    this.#byCaller.set(caller, ofCaller + 1);
    const release = (): void => {
      this.#admitted -= 1;
      const left = (this.#byCaller.get(caller) ?? 0) - 1;
      if (left > 0) this.#byCaller.set(caller, left);
      else this.#byCaller.delete(caller);
    };
    if (response.closed) release();
    else response.once('close', release);
    return undefined;
  }
}

/** Memory of an open stream beyond REQUEST_BYTES. `npm run bench:subscribers` measures the sum: 24 KiB of RSS, 18 of them heap. */
const STREAM_BYTES = 8 * 1024;

/** Longest delay of a timer in Node. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Time after which a client may retry. Streams end at any time, so there is no better estimate. */
const RETRY_AFTER_MS = 5_000;

type LocalizedHttpError = HttpError & { readonly message: LocalizedText };

const tooMany = (max: number): LocalizedHttpError => ({
  code: 'RATE_LIMITED',
  message: {
    en: `Limit exceeded: ${max} open subscriptions per caller. Nothing was sent. Close one, or retry after \`retryAfterMs\`.`,
    es: `Hay ${max} suscripciones abiertas en nombre de quien llama, que es el máximo; no se envió nada. Cierre una o inténtelo de nuevo después de retryAfterMs.`,
  },
});

const rejection = ({ code, message }: LocalizedHttpError, status: number): StreamRejection => ({
  error: new LocalizedError(message, { code, retryAfterMs: RETRY_AFTER_MS }),
  status,
  headers: [['retry-after', String(RETRY_AFTER_MS / 1000)]],
});
