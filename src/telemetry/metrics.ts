import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

import type { MutationRecord, OperationRecord } from './events.js';
import type { ListRead } from '../services/lists.js';
import { NOT_SENT_RULES } from '../wolkvox/outcome-rules.js';
import type { CallRecord } from '../wolkvox/client.js';
import {
  REJECTION_REASONS,
  ROUTES,
  STATUS_CLASSES,
  type RejectionReason,
  type Route,
  type StatusClass,
} from './response-table.js';
import { boundedNames, outcomeOf } from './labels.js';
import { LINE_KINDS, type DroppedLines } from './log-output.js';

/** Counters and histograms of one server, in their own registry. Durations are passed in milliseconds. */
export interface Metrics {
  readonly registry: Registry;
  operation(record: Pick<OperationRecord, 'name' | 'kind'>, outcome: string, ms: number): void;
  call(call: CallRecord): void;
  listRead(read: ListRead): void;
  mutation(record: MutationRecord): void;
  responseCacheHit(): void;
  rejected(reason: RejectionReason): void;
  response(route: Route, statusClass: StatusClass): void;
}

/** Prefix of every metric. */
export const PREFIX = 'wolkvox_graphql_';

/** Label if no operation has the id in the input. */
const NO_OPERATION = 'none';

/**
 * In seconds. A cached read takes a millisecond. A creation that waits, is lost and is reconciled takes over two
 * minutes.
 */
const OPERATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 65, 130, 260];
/** Exceeds the timeout of a call, which is 65 s. */
const CALL_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 65, 90];
/** Exceeds the timeout of the queue, which is 30 s. */
const WAIT_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 45, 60];

/**
 * Creates the metrics. Counters with alerts start at 0 for each of `operationIds`, so that their first increase is
 * visible.
 */
export function createMetrics(operationIds: readonly string[], droppedLines: () => DroppedLines): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labels: readonly string[] = []) =>
    handles(new Counter({ name: PREFIX + name, help, labelNames: labels, registers: [registry] }));
  const histogram = (name: string, help: string, labels: readonly string[], buckets: number[]) =>
    handles(new Histogram({ name: PREFIX + name, help, labelNames: labels, buckets, registers: [registry] }));

  const operations = counter('operations_total', 'GraphQL operations.', [
    'operation_name',
    'operation_type',
    'outcome',
  ]);
  const durations = histogram(
    'operation_duration_seconds',
    'Duration of GraphQL operations.',
    ['operation_name'],
    OPERATION_BUCKETS,
  );
  const calls = counter('upstream_calls_total', 'Calls to wolkvox, including calls that were not sent.', [
    'operation',
    'api',
    'outcome',
  ]);
  const callDurations = histogram(
    'upstream_duration_seconds',
    'Duration of sent calls to wolkvox, without the time in the queue.',
    ['operation', 'api'],
    CALL_BUCKETS,
  );
  const waits = histogram(
    'queue_wait_seconds',
    'Time of calls in the queue, including calls that got no slot.',
    ['operation'],
    WAIT_BUCKETS,
  );
  const listReads = counter('list_cache_requests_total', 'Reads of a list, by cache result.', [
    'list',
    'operation',
    'result',
  ]);
  const responseCacheHits = counter('response_cache_hits_total', 'Responses served from the response cache.');
  const mutations = counter('mutations_total', 'Mutations by outcome, without replays.', [
    'operation',
    'mutation',
    'outcome',
  ]);
  const replays = counter(
    'idempotency_replays_total',
    'Mutations that returned the stored result of another request.',
    ['operation'],
  );
  const unknown = counter(
    'unknown_outcomes_total',
    'Mutations with the result OUTCOME_UNKNOWN, which an operator must check.',
    ['operation'],
  );
  const rejections = counter('rejected_requests_total', 'Requests, or fields of requests, that were rejected.', [
    'reason',
  ]);
  const responses = counter('http_responses_total', 'HTTP responses by route and status class.', [
    'route',
    'status_class',
  ]);
  countDroppedLines(registry, droppedLines);

  for (const id of operationIds) {
    replays(id).inc(0);
    unknown(id).inc(0);
  }
  for (const reason of REJECTION_REASONS) rejections(reason).inc(0);
  for (const route of ROUTES) for (const statusClass of STATUS_CLASSES) responses(route, statusClass).inc(0);

  const nameOf = boundedNames();
  return {
    registry,
    operation: ({ name, kind }, outcome, ms) => {
      // The name of an invalid document is not used.
      const label = kind === undefined ? 'other' : nameOf(name);
      operations(label, kind ?? 'unknown', outcomeOf(outcome)).inc();
      durations(label).observe(ms / 1000);
    },
    call: ({ operation, api, outcome, durationMs, queuedMs }) => {
      calls(operation, api, outcome).inc();
      waits(operation).observe(queuedMs / 1000);
      if (!NOT_SENT_RULES.has(outcome)) callDurations(operation, api).observe((durationMs - queuedMs) / 1000);
    },
    listRead: ({ list, operation, source }) => listReads(list, operation, source).inc(),
    mutation: ({ operationId = NO_OPERATION, mutation, outcome, replayed }) => {
      if (replayed) replays(operationId).inc();
      else mutations(operationId, mutation, outcomeOf(outcome)).inc();
      // Includes replays, because a process that crashed during the creation has counted nothing.
      if (outcome === 'OUTCOME_UNKNOWN') unknown(operationId).inc();
    },
    responseCacheHit: () => responseCacheHits().inc(),
    rejected: (reason) => rejections(reason).inc(),
    response: (route, statusClass) => responses(route, statusClass).inc(),
  };
}

/** Copies the counters of the log at each scrape. */
function countDroppedLines(registry: Registry, droppedLines: () => DroppedLines): void {
  new Counter({
    name: `${PREFIX}log_lines_dropped_total`,
    help: 'Log lines dropped because standard output was not read fast enough.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.reset();
      const dropped = droppedLines();
      for (const kind of LINE_KINDS) this.inc({ kind }, dropped[kind]);
    },
  });
}

/** Caches the children of a metric by label values. perf: prom-client sorts and joins the labels on each lookup. */
function handles<Handle>(metric: { labels(...values: string[]): Handle }): (...values: string[]) => Handle {
  const known = new Map<string, Handle>();
  return (...values) => {
    const key = values.join(' ');
    let handle = known.get(key);
    if (handle === undefined) known.set(key, (handle = metric.labels(...values)));
    return handle;
  };
}
