import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Tracer } from '@opentelemetry/api';
import { ExportResultCode, parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';

import type { Secret } from '../shared/secret.js';
import type { OperationRecord } from './events.js';
import type { CallRecord } from '../wolkvox/client.js';
import { isPlainName, outcomeOf } from './labels.js';

/** Collector that accepts OTLP over HTTP, in JSON. */
export interface TraceTarget {
  readonly url: string;
  /** Headers for the collector, which may contain a key. */
  readonly headers: ReadonlyMap<string, Secret>;
  readonly serviceName: string;
  /** Resource attributes, for example `deployment.environment.name`. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** Traces of one server. Spans contain names, codes and times, and no input. */
export interface Tracing {
  /** Starts the trace of one GraphQL operation. Its parent is the span in `traceparent`, if that is valid. */
  operation(traceparent: unknown): OperationTrace;
  /** Adds a trace for a call that is shared by all requests. Call it when the call has just ended. */
  call(call: CallRecord): void;
  /** Exports pending spans, for at most LAST_EXPORT_MS. */
  close(): Promise<void>;
}

export interface OperationTrace {
  /** Adds a span for a call. Call it when the call has just ended. */
  call(call: CallRecord): void;
  end(operation: Pick<OperationRecord, 'name' | 'kind'>, outcome: string): void;
}

/** Maximum time that an unresponsive collector delays the exit. */
const LAST_EXPORT_MS = 2_000;

/**
 * Starts tracing. Spans are created only here and contexts are passed explicitly, so nothing is patched and no header
 * reaches wolkvox. `warn` reports the start and the end of an export outage.
 */
export function startTracing(
  { url, headers, serviceName, attributes }: TraceTarget,
  warn: (message: string) => void,
): Tracing {
  const exporter = new OTLPTraceExporter({
    url,
    headers: Object.fromEntries([...headers].map(([name, value]) => [name, value.reveal()])),
  });
  const provider = new BasicTracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ ...Object.fromEntries(attributes), 'service.name': serviceName }),
    ),
    spanProcessors: [new BatchSpanProcessor(logOutages(exporter, warn))],
  });
  const tracer = provider.getTracer('wolkvox-graphql');
  return {
    operation: (traceparent) => traceOperation(tracer, contextOf(traceparent)),
    call: (call) => traceCall(tracer, ROOT_CONTEXT, call, Date.now()),
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_EXPORT_MS)));
      await Promise.race([provider.shutdown().catch(() => undefined), timeout]);
      clearTimeout(timer);
    },
  };
}

/** Wraps an exporter: `warn` reports the start and the end of an outage. The SDK would log each failure. */
function logOutages(exporter: SpanExporter, warn: (message: string) => void): SpanExporter {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, ({ code }) => {
        const fails = code !== ExportResultCode.SUCCESS;
        // The error is not logged because it may contain the response of the collector or its URL.
        if (fails && !failing) warn('trace export failing: the collector is unreachable or rejects spans');
        if (!fails && failing) warn('trace export recovered');
        failing = fails;
        done({ code: ExportResultCode.SUCCESS });
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

/** Returns the context of a `traceparent`. `tracestate` is ignored, because it may contain anything. */
function contextOf(traceparent: unknown): Context {
  const parent = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}

function traceOperation(tracer: Tracer, parent: Context): OperationTrace {
  // Wall clock once, durations by the monotonic clock. Otherwise a call could start before its operation.
  const startMs = Date.now();
  const startedAt = performance.now();
  const now = (): number => startMs + (performance.now() - startedAt);
  const span = tracer.startSpan('GraphQL', { kind: SpanKind.SERVER, startTime: startMs }, parent);
  const context = trace.setSpan(parent, span);
  return {
    call: (call) => traceCall(tracer, context, call, now(), startMs),
    end: ({ name, kind }, outcome) => {
      const plain = isPlainName(name) ? name : undefined;
      span.updateName(kind === undefined ? 'GraphQL' : plain === undefined ? kind : `${kind} ${plain}`);
      if (kind !== undefined) span.setAttribute('graphql.operation.type', kind);
      if (plain !== undefined) span.setAttribute('graphql.operation.name', plain);
      span.setAttribute('outcome', outcomeOf(outcome));
      if (outcome !== 'success') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(now());
    },
  };
}

/**
 * Adds the span of a call, and of its wait if that took at least a millisecond. Times of a call are whole milliseconds,
 * so `earliestMs` limits a start that is rounded too early.
 */
function traceCall(tracer: Tracer, parent: Context, call: CallRecord, endMs: number, earliestMs = 0): void {
  const { api, operation, status, outcome, cause, durationMs, queuedMs } = call;
  const startTime = Math.min(endMs, Math.max(earliestMs, endMs - durationMs));
  const attributes = {
    api,
    operation,
    'wolkvox.outcome': outcome,
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(cause !== undefined && { cause }),
  };
  const span = tracer.startSpan(`wolkvox ${api}`, { kind: SpanKind.CLIENT, startTime, attributes }, parent);
  if (outcome !== 'success') span.setStatus({ code: SpanStatusCode.ERROR });
  if (queuedMs > 0)
    tracer
      .startSpan('queue', { startTime, attributes: { operation } }, trace.setSpan(parent, span))
      .end(Math.min(endMs, startTime + queuedMs));
  span.end(endMs);
}
