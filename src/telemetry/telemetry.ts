import type { Logger } from 'pino';

import type { MutationRecord, OperationRecord, RequestTelemetry, StartTelemetry, ObservedRequest } from './events.js';
import type { ListLookup } from '../services/list-cache.js';
import type { ConfiguredOperations } from '../services/operation-registry.js';
import type { CallRecord } from '../wolkvox/client.js';
import { createAuditLog, type AuditLog } from './audit-log.js';
import { createGauges, type GaugeSources } from './gauges.js';
import { REJECTION_REASON_OF, type RejectionReason } from './response-table.js';
import type { DroppedLines } from './log-output.js';
import { createMetrics, type Metrics } from './metrics.js';
import type { RedisErrors } from './redis-errors.js';
import type { OperationTrace, TraceTarget, Tracing } from './tracing.js';

/** Text of a scrape and its media type. */
export interface MetricsSource {
  readonly contentType: string;
  readonly scrape: () => Promise<string>;
}

/** Telemetry of one server: metrics, audit log and, if configured, traces. */
export interface Telemetry extends MetricsSource {
  readonly startRequest: StartTelemetry;
  /** Counts a call that is shared by all requests, for example a refresh of a list. */
  readonly call: (call: CallRecord) => void;
  readonly listLookup: (lookup: ListLookup) => void;
  readonly subscribed: Metrics['subscribed'];
  readonly resultWindow: Metrics['resultWindow'];
  readonly rejected: (reason: RejectionReason) => void;
  readonly response: Metrics['response'];
  close(): Promise<void>;
}

export interface TelemetryDependencies {
  readonly operations: ConfiguredOperations;
  readonly log: Logger;
  readonly probes: GaugeSources;
  readonly redisErrors: RedisErrors;
  /** Destination of traces. If undefined, tracing is off and its packages are not loaded. */
  readonly traces: TraceTarget | undefined;
  readonly droppedLines: () => DroppedLines;
}

export async function createTelemetry({
  operations,
  log,
  probes,
  redisErrors,
  traces,
  droppedLines,
}: TelemetryDependencies): Promise<Telemetry> {
  const metrics = createMetrics(
    operations.all().map(({ id }) => id),
    droppedLines,
  );
  redisErrors.registerIn(metrics.registry);
  const gauges = createGauges(metrics, operations, probes);
  const audit = createAuditLog(log);
  const tracing: Tracing | undefined =
    traces && (await import('./tracing.js')).startTracing(traces, (message) => log.warn(message));
  return {
    contentType: metrics.registry.contentType,
    scrape: async () => {
      await gauges.read();
      return metrics.registry.metrics();
    },
    startRequest: (request) => new ObservedRequestTelemetry(request, metrics, audit, tracing),
    call: (call) => {
      metrics.call(call);
      tracing?.call(call);
    },
    listLookup: (lookup) => metrics.listLookup(lookup),
    subscribed: (operation) => metrics.subscribed(operation),
    resultWindow: (window) => metrics.resultWindow(window),
    rejected: (reason) => metrics.rejected(reason),
    response: (route, statusClass) => metrics.response(route, statusClass),
    close: async () => tracing?.close(),
  };
}

class ObservedRequestTelemetry implements RequestTelemetry {
  #trace: OperationTrace | undefined;
  #startedAt = 0;
  #ended = false;
  #failure: string | undefined;

  constructor(
    private readonly request: ObservedRequest,
    private readonly metrics: Metrics,
    private readonly audit: AuditLog,
    private readonly tracing: Tracing | undefined,
  ) {}

  get begun(): boolean {
    return this.#startedAt > 0;
  }

  begin(): void {
    if (this.begun) return;
    this.#startedAt = performance.now();
    this.#trace = this.tracing?.operation(this.request.traceparent);
  }

  call(call: CallRecord): void {
    this.metrics.call(call);
    this.#trace?.call(call);
  }

  mutation(record: MutationRecord): void {
    if (record.outcome !== 'success') this.#failure ??= record.outcome;
    this.metrics.mutation(record);
    this.audit(this.request, record);
  }

  responseCacheHit(): void {
    this.metrics.responseCacheHit();
  }

  end(operation: OperationRecord): void {
    if (this.#ended) return;
    this.#ended = true;
    const { codes } = operation;
    // Codes of errors[] first, because every client sees them.
    const outcome = codes.length > 0 ? String(codes[0]) : (this.#failure ?? 'success');
    this.metrics.operation(operation, outcome, performance.now() - this.#startedAt);
    this.#trace?.end(operation, outcome);
    // Once per request and reason, even if several fields have it.
    const reasons = new Set(codes.map((code) => REJECTION_REASON_OF.get(code)));
    for (const reason of reasons) if (reason !== undefined) this.metrics.rejected(reason);
  }
}
