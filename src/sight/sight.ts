import type { Logger } from 'pino';

import type { CreationRecord, OperationRecord, RequestWatch, Watch, WatchedRequest } from '../graphql/watch.js';
import type { ListRead } from '../service/lists.js';
import type { Operations } from '../service/operations.js';
import type { CallRecord } from '../wolkvox/client.js';
import { createAudit, type Audit } from './audit.js';
import { createGauges } from './gauges.js';
import { createMetrics, type Metrics, type Refusal } from './metrics.js';
import type { Scraped } from './serve-metrics.js';

/** What operators see of one server: its metrics, its audit log and, where they are wanted, its traces. */
export interface Sight extends Scraped {
  readonly watch: Watch;
  /** To be told of each call that is made for all who ask, and so belongs to no request. */
  readonly call: (call: CallRecord) => void;
  readonly listRead: (read: ListRead) => void;
  readonly refused: (reason: Refusal) => void;
  close(): Promise<void>;
}

export interface SightParts {
  readonly operations: Operations;
  readonly log: Logger;
  readonly ready: () => boolean;
}

export function createSight({ operations, log, ready }: SightParts): Promise<Sight> {
  const metrics = createMetrics(operations.all().map(({ id }) => id));
  const gauges = createGauges(metrics, operations, ready);
  const audit = createAudit(log);
  return Promise.resolve({
    contentType: metrics.registry.contentType,
    scrape: async () => {
      await gauges.read();
      return metrics.registry.metrics();
    },
    watch: (request) => new Watched(request, metrics, audit),
    call: (call) => metrics.call(call),
    listRead: (read) => metrics.listRead(read),
    refused: (reason) => metrics.refused(reason),
    close: () => Promise.resolve(),
  });
}

/** One request, as those see it who watch. */
class Watched implements RequestWatch {
  readonly #request: WatchedRequest;
  readonly #metrics: Metrics;
  readonly #audit: Audit;
  #startedAt = 0;
  #ended = false;
  #failure: string | undefined;

  constructor(request: WatchedRequest, metrics: Metrics, audit: Audit) {
    this.#request = request;
    this.#metrics = metrics;
    this.#audit = audit;
  }

  get begun(): boolean {
    return this.#startedAt > 0;
  }

  begin(): void {
    this.#startedAt = performance.now();
  }

  call(call: CallRecord): void {
    this.#metrics.call(call);
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
    for (const [code, reason] of REFUSED_CODES) if (codes.includes(code)) this.#metrics.refused(reason);
  }
}

/** What is refused within GraphQL; counted once per request, however many of its fields say so. */
const REFUSED_CODES = [
  ['FORBIDDEN', 'forbidden'],
  ['LIMIT_EXCEEDED', 'limit'],
  ['BAD_REQUEST', 'bad_request'],
] as const satisfies readonly (readonly [string, Refusal])[];
