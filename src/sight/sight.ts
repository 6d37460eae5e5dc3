import type { Logger } from 'pino';

import type { TraceTarget } from '../config/sight.js';
import type {
  CreationRecord,
  OperationRecord,
  RequestWatch,
  ResponseCounter,
  Watch,
  WatchedRequest,
} from '../graphql/watch.js';
import type { ListRead } from '../service/lists.js';
import type { Operations } from '../service/operations.js';
import type { CallRecord } from '../wolkvox/client.js';
import { createAudit, type Audit } from './audit.js';
import { createGauges, type Probes } from './gauges.js';
import { REFUSAL_OF, type Refusal } from './answers.js';
import type { DroppedLines } from './log-output.js';
import { createMetrics, type Metrics } from './metrics.js';
import type { RedisErrors } from './redis-errors.js';
import { createResponseCounter } from './responses.js';
import type { Scraped } from './serve-metrics.js';
import type { OperationTrace, Tracing } from './tracing.js';

/** What operators see of one server: its metrics, its audit log and, where they are wanted, its traces. */
export interface Sight extends Scraped {
  readonly watch: Watch;
  /** To be told of each call that is made for all who ask, and so belongs to no request. */
  readonly call: (call: CallRecord) => void;
  readonly listRead: (read: ListRead) => void;
  readonly refused: (reason: Refusal) => void;
  readonly responses: ResponseCounter;
  /** Sends the traces that are left. */
  close(): Promise<void>;
}

export interface SightParts {
  readonly operations: Operations;
  readonly log: Logger;
  readonly probes: Probes;
  readonly redisErrors: RedisErrors;
  /** Where traces are sent; undefined: there are none, and nothing of them is loaded. */
  readonly traces: TraceTarget | undefined;
  /** Lines that the log has dropped so far. */
  readonly droppedLines: () => DroppedLines;
}

export async function createSight({
  operations,
  log,
  probes,
  redisErrors,
  traces,
  droppedLines,
}: SightParts): Promise<Sight> {
  const metrics = createMetrics(
    operations.all().map(({ id }) => id),
    droppedLines,
  );
  redisErrors.registerIn(metrics.registry);
  const gauges = createGauges(metrics, operations, probes);
  const audit = createAudit(log);
  const tracing: Tracing | undefined =
    traces && (await import('./tracing.js')).startTracing(traces, (news) => log.warn(news));
  return {
    contentType: metrics.registry.contentType,
    scrape: async () => {
      await gauges.read();
      return metrics.registry.metrics();
    },
    watch: (request) => new Watched(request, metrics, audit, tracing),
    call: (call) => {
      metrics.call(call);
      tracing?.call(call);
    },
    listRead: (read) => metrics.listRead(read),
    refused: (reason) => metrics.refused(reason),
    responses: createResponseCounter(metrics),
    close: async () => tracing?.close(),
  };
}

/** One request, as those see it who watch. */
class Watched implements RequestWatch {
  readonly #request: WatchedRequest;
  readonly #metrics: Metrics;
  readonly #audit: Audit;
  readonly #tracing: Tracing | undefined;
  #trace: OperationTrace | undefined;
  #startedAt = 0;
  #ended = false;
  #failure: string | undefined;

  constructor(request: WatchedRequest, metrics: Metrics, audit: Audit, tracing: Tracing | undefined) {
    this.#request = request;
    this.#metrics = metrics;
    this.#audit = audit;
    this.#tracing = tracing;
  }

  get begun(): boolean {
    return this.#startedAt > 0;
  }

  begin(): void {
    this.#startedAt = performance.now();
    this.#trace = this.#tracing?.operation(this.#request.traceparent);
  }

  call(call: CallRecord): void {
    this.#metrics.call(call);
    this.#trace?.call(call);
  }

  creation(creation: CreationRecord): void {
    if (creation.outcome !== 'success') this.#failure ??= creation.outcome;
    this.#metrics.creation(creation);
    this.#audit(this.#request, creation);
  }

  keptAnswer(): void {
    this.#metrics.keptAnswer();
  }

  end(operation: OperationRecord): void {
    if (this.#ended) return;
    this.#ended = true;
    const { codes } = operation;
    // The codes of errors[] first: they are what any client would see.
    const outcome = codes.length > 0 ? String(codes[0]) : (this.#failure ?? 'success');
    this.#metrics.operation(operation, outcome, performance.now() - this.#startedAt);
    this.#trace?.end(operation, outcome);
    // Once per request and reason, however many of its fields say so.
    const reasons = new Set(codes.map((code) => REFUSAL_OF.get(code)));
    for (const reason of reasons) if (reason !== undefined) this.#metrics.refused(reason);
  }
}
