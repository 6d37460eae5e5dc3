import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { MutationRecord, OperationRecord } from './events.js';
import type { ListLookup } from '../services/list-cache.js';
import type { WindowLookup } from '../services/result-windows.js';
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
  listLookup(lookup: ListLookup): void;
  mutation(record: MutationRecord): void;
  /** Counts a subscription to the progress of a campaign until the returned function is called. */
  subscribed(operation: string): () => void;
  resultWindow(window: WindowLookup): void;
  responseCacheHit(): void;
  rejected(reason: RejectionReason): void;
  response(route: Route, statusClass: StatusClass): void;
}

export const PREFIX = 'wolkvox_graphql_';

/** Label if no operation has the id in the input. */
const NO_OPERATION = 'none';

/** In seconds. A cached read takes a millisecond; a creation that waits, is lost and is reconciled takes over two minutes. */
const OPERATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 65, 130, 260];
/** Exceeds the timeout of a call, which is 65 s. */
const CALL_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 65, 90];
/** Exceeds the timeout of the queue, which is 30 s. */
const WAIT_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 45, 60];

/** Creates the metrics. Counters with alerts start at 0 for each operation, so that their first increase is visible. */
export function createMetrics(operationIds: readonly string[], droppedLines: () => DroppedLines): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = (series: string, help: string) => handles(new Counter({ ...readSeries(series), help, registers }));
  const histogram = (series: string, buckets: number[], help: string) =>
    handles(new Histogram({ ...readSeries(series), help, buckets, registers }));
  const gauge = (series: string, help: string) => handles(new Gauge({ ...readSeries(series), help, registers }));

  const operations = counter('operations_total{operation_name,operation_type,outcome}', 'GraphQL operations.');
  const durations = histogram(
    'operation_duration_seconds{operation_name}',
    OPERATION_BUCKETS,
    'Duration of GraphQL operations.',
  );
  const calls = counter(
    'upstream_calls_total{operation,api,outcome}',
    'Calls to wolkvox, including calls that were not sent.',
  );
  const callDurations = histogram(
    'upstream_duration_seconds{operation,api}',
    CALL_BUCKETS,
    'Duration of sent calls to wolkvox, without the time in the queue.',
  );
  const waits = histogram(
    'queue_wait_seconds{operation}',
    WAIT_BUCKETS,
    'Time of calls in the queue, including calls that got no slot.',
  );
  const lookups = counter('list_cache_requests_total{list,operation,result}', 'Reads of a list, by cache result.');
  const responseCacheHits = counter('response_cache_hits_total', 'Responses served from the response cache.');
  const mutations = counter('mutations_total{operation,mutation,outcome}', 'Mutations by outcome, without replays.');
  const replays = counter(
    'idempotency_replays_total{operation}',
    'Mutations that returned the stored result of another request.',
  );
  const unknown = counter(
    'unknown_outcomes_total{operation}',
    'Mutations with the result OUTCOME_UNKNOWN, which an operator must check.',
  );
  const subscriptions = gauge(
    'subscriptions{operation}',
    'Open subscriptions to the progress of campaigns, of this replica.',
  );
  const resultWindows = counter('result_windows_total{operation,source}', 'Windows of results that were read.');
  const incompleteResults = counter(
    'incomplete_results_total{operation}',
    'Windows of results that wolkvox cut off and that could not be split, so that rows are missing.',
  );
  const rejections = counter('rejected_requests_total{reason}', 'Requests, or fields of requests, that were rejected.');
  const responses = counter('http_responses_total{route,status_class}', 'HTTP responses by route and status class.');
  countDroppedLines(registry, droppedLines);

  for (const id of operationIds) {
    replays(id).inc(0);
    unknown(id).inc(0);
    subscriptions(id).set(0);
    incompleteResults(id).inc(0);
    for (const source of ['upstream', 'cache'] as const) resultWindows(id, source).inc(0);
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
    listLookup: ({ list, operation, source }) => lookups(list, operation, source).inc(),
    mutation: ({ operationId = NO_OPERATION, mutation, outcome, replayed }) => {
      if (replayed) replays(operationId).inc();
      else mutations(operationId, mutation, outcomeOf(outcome)).inc();
      // Includes replays, because a process that crashed during the creation has counted nothing.
      if (outcome === 'OUTCOME_UNKNOWN') unknown(operationId).inc();
    },
    subscribed: (operation) => {
      const open = subscriptions(operation);
      open.inc();
      let isOpen = true;
      return () => {
        if (isOpen) open.dec();
        isOpen = false;
      };
    },
    resultWindow: ({ operation, source, cut }) => {
      resultWindows(operation, source).inc();
      if (cut) incompleteResults(operation).inc();
    },
    responseCacheHit: () => responseCacheHits().inc(),
    rejected: (reason) => rejections(reason).inc(),
    response: (route, statusClass) => responses(route, statusClass).inc(),
  };
}

/** Reads the name and the labels of a series such as `queue_wait_seconds{operation}`. */
function readSeries(series: string): { readonly name: string; readonly labelNames: readonly string[] } {
  const [name = '', labels] = series.split(/[{}]/);
  return { name: PREFIX + name, labelNames: labels?.split(',') ?? [] };
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
