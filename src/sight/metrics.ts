import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

import type { CreationRecord, OperationRecord } from '../graphql/watch.js';
import type { ListRead } from '../service/lists.js';
import { HELD_ANSWERS } from '../wolkvox/answers.js';
import type { CallRecord } from '../wolkvox/client.js';
import { REFUSALS, ROUTES, STATUS_CLASSES, type Refusal, type Route, type StatusClass } from './answers.js';
import { boundedNames, outcomeOf } from './labels.js';
import { LINE_KINDS, type DroppedLines } from './log-output.js';

/** The counters and histograms of one server, in a registry of its own. Durations are told in milliseconds. */
export interface Metrics {
  readonly registry: Registry;
  operation(record: Pick<OperationRecord, 'name' | 'kind'>, outcome: string, ms: number): void;
  call(call: CallRecord): void;
  listRead(read: ListRead): void;
  creation(creation: CreationRecord): void;
  keptAnswer(): void;
  refused(reason: Refusal): void;
  response(route: Route, statusClass: StatusClass): void;
}

/** What every name of ours begins with. */
export const PREFIX = 'wolkvox_graphql_';

/** Where there is no operation to name: an input may ask for one that does not exist. */
const NO_OPERATION = 'none';

/** In seconds. A cached read takes a millisecond, a creation that waits, is lost and is looked for up to two minutes and more. */
const OPERATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 65, 130, 260];
/** Beyond the time limit of a call, which is 65 s. */
const CALL_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 65, 90];
/** Beyond the time limit of a wait, which is 30 s. */
const WAIT_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 45, 60];

/** `operationIds`: those of which something is counted that an alert looks at, so that its first increase is one. */
export function createMetrics(operationIds: readonly string[], droppedLines: () => DroppedLines): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labels: readonly string[] = []) =>
    handles(new Counter({ name: PREFIX + name, help, labelNames: labels, registers: [registry] }));
  const histogram = (name: string, help: string, labels: readonly string[], buckets: number[]) =>
    handles(new Histogram({ name: PREFIX + name, help, labelNames: labels, buckets, registers: [registry] }));

  const operations = counter('operations_total', 'GraphQL operations answered.', ['name', 'kind', 'outcome']);
  const durations = histogram(
    'operation_duration_seconds',
    'From the reading of a GraphQL request to its answer.',
    ['name'],
    OPERATION_BUCKETS,
  );
  const calls = counter('upstream_calls_total', 'Calls to wolkvox, those that were held back included.', [
    'operation',
    'api',
    'outcome',
  ]);
  const callDurations = histogram(
    'upstream_duration_seconds',
    'Calls to wolkvox that were made, without the wait for a slot.',
    ['operation', 'api'],
    CALL_BUCKETS,
  );
  const waits = histogram(
    'queue_wait_seconds',
    'How long calls waited for a slot, those included that got none.',
    ['operation'],
    WAIT_BUCKETS,
  );
  const listReads = counter('list_reads_total', 'Looks at a list, by where what was given came from.', [
    'list',
    'operation',
    'source',
  ]);
  const keptAnswers = counter('kept_answers_total', 'Whole answers that were given again.');
  const creations = counter('creations_total', 'Creations of campaigns by what they came to, replays aside.', [
    'operation',
    'type',
    'outcome',
  ]);
  const replays = counter('idempotency_replays_total', 'Creations answered with the answer of another request.', [
    'operation',
  ]);
  const unknown = counter('unknown_outcomes_total', 'Creations answered OUTCOME_UNKNOWN: somebody must look.', [
    'operation',
  ]);
  const refusals = counter('refusals_total', 'Requests, or fields of them, that were refused.', ['reason']);
  const responses = counter('http_responses_total', 'HTTP responses by route and class of their status.', [
    'route',
    'status_class',
  ]);
  countDroppedLines(registry, droppedLines);

  for (const id of operationIds) {
    replays(id).inc(0);
    unknown(id).inc(0);
  }
  for (const reason of REFUSALS) refusals(reason).inc(0);
  for (const route of ROUTES) for (const statusClass of STATUS_CLASSES) responses(route, statusClass).inc(0);

  const nameOf = boundedNames();
  return {
    registry,
    operation: ({ name, kind }, outcome, ms) => {
      // A document that cannot be read has no name that means anything.
      const label = kind === undefined ? 'other' : nameOf(name);
      operations(label, kind ?? 'unknown', outcomeOf(outcome)).inc();
      durations(label).observe(ms / 1000);
    },
    call: ({ operation, api, answer, ms, queuedMs }) => {
      calls(operation, api, answer).inc();
      waits(operation).observe(queuedMs / 1000);
      if (!HELD_ANSWERS.has(answer)) callDurations(operation, api).observe((ms - queuedMs) / 1000);
    },
    listRead: ({ list, operation, source }) => listReads(list, operation, source).inc(),
    creation: ({ operationId = NO_OPERATION, type, outcome, replayed }) => {
      if (replayed) replays(operationId).inc();
      else creations(operationId, type, outcomeOf(outcome)).inc();
      // Replays, too: the process that died over a creation has counted nothing.
      if (outcome === 'OUTCOME_UNKNOWN') unknown(operationId).inc();
    },
    keptAnswer: () => keptAnswers().inc(),
    refused: (reason) => refusals(reason).inc(),
    response: (route, statusClass) => responses(route, statusClass).inc(),
  };
}

/** The log counts its losses by itself; a scrape reads what they are then. */
function countDroppedLines(registry: Registry, droppedLines: () => DroppedLines): void {
  new Counter({
    name: `${PREFIX}log_lines_dropped_total`,
    help: 'Log lines that were dropped because standard output took none for too long.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.reset();
      const dropped = droppedLines();
      for (const kind of LINE_KINDS) this.inc({ kind }, dropped[kind]);
    },
  });
}

/** The part of a metric that has these labels; looked up by them once, since prom-client sorts and joins them each time. */
function handles<Handle>(metric: { labels(...values: string[]): Handle }): (...values: string[]) => Handle {
  const known = new Map<string, Handle>();
  return (...values) => {
    const key = values.join(' ');
    let handle = known.get(key);
    if (handle === undefined) known.set(key, (handle = metric.labels(...values)));
    return handle;
  };
}
