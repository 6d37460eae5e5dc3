import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Tracer } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

import type { TraceTarget } from '../config/sight.js';
import type { OperationRecord } from '../graphql/watch.js';
import type { CallRecord } from '../wolkvox/client.js';
import { isPlainName, outcomeOf } from './labels.js';
import { tellOnce } from './telling-exporter.js';

/** Traces of one server. They hold names, codes and times, and nothing of any input. */
export interface Tracing {
  /** Begins the trace of one GraphQL operation, under the caller's own where its `traceparent` names one. */
  operation(traceparent: unknown): OperationTrace;
  /** A call that was made for all who ask: a trace of its own. To be told when it has just ended. */
  call(call: CallRecord): void;
  /** Sends what is left, as far as that is quickly done. */
  close(): Promise<void>;
}

export interface OperationTrace {
  /** To be told when the call has just ended. */
  call(call: CallRecord): void;
  end(operation: Pick<OperationRecord, 'name' | 'kind'>, outcome: string): void;
}

/** A collector that does not answer holds no exit up for longer. */
const LAST_SENDING_MS = 2_000;

/**
 * Starts sending traces. Spans are made here alone and their contexts handed on by hand, so nothing is patched and nothing
 * reaches a request to wolkvox. `warn` is told once when sending begins to fail, and once when it succeeds again.
 */
export function startTracing(
  { url, headers, serviceName, attributes }: TraceTarget,
  warn: (news: string) => void,
): Tracing {
  const exporter = new OTLPTraceExporter({
    url,
    headers: Object.fromEntries([...headers].map(([name, value]) => [name, value.reveal()])),
  });
  const provider = new BasicTracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ ...Object.fromEntries(attributes), 'service.name': serviceName }),
    ),
    spanProcessors: [new BatchSpanProcessor(tellOnce(exporter, warn))],
  });
  const tracer = provider.getTracer('wolkvox-graphql');
  return {
    operation: (traceparent) => traceOperation(tracer, contextOf(traceparent)),
    call: (call) => traceCall(tracer, ROOT_CONTEXT, call, Date.now()),
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_SENDING_MS)));
      await Promise.race([provider.shutdown().catch(() => undefined), enough]);
      clearTimeout(timer);
    },
  };
}

/** Of the caller's context the ids alone: a `tracestate` may hold anything, and would be sent along. */
function contextOf(traceparent: unknown): Context {
  const parent = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}

function traceOperation(tracer: Tracer, parent: Context): OperationTrace {
  // One reading of the wall clock, and durations on a clock that never leaps: else a call might begin before its operation.
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

/** A wait of less than a millisecond is none. The times of a call are whole milliseconds, so its beginning may come out a part of one too early: `earliestMs`. */
function traceCall(tracer: Tracer, parent: Context, call: CallRecord, endMs: number, earliestMs = 0): void {
  const { api, operation, status, answer, cause, ms, queuedMs } = call;
  const startTime = Math.min(endMs, Math.max(earliestMs, endMs - ms));
  const attributes = {
    api,
    operation,
    answer,
    ...(status !== undefined && { status }),
    ...(cause !== undefined && { cause }),
  };
  const span = tracer.startSpan(`wolkvox ${api}`, { kind: SpanKind.CLIENT, startTime, attributes }, parent);
  if (answer !== 'success') span.setStatus({ code: SpanStatusCode.ERROR });
  if (queuedMs > 0)
    tracer
      .startSpan('wait for a slot', { startTime, attributes: { operation } }, trace.setSpan(parent, span))
      .end(Math.min(endMs, startTime + queuedMs));
  span.end(endMs);
}
