import type { ServerResponse } from 'node:http';

import type { FastifyInstance } from 'fastify';

import type { ResponseCounter } from '../telemetry/events.js';
import {
  REJECTION_REASON_OF,
  ROUTES,
  type RejectionReason,
  type Route,
  type StatusClass,
} from '../telemetry/response-table.js';
import { sentErrorCodes } from './http-errors.js';

/** Metrics of responses. */
export interface ResponseMetrics {
  response(route: Route, statusClass: StatusClass): void;
  rejected(reason: RejectionReason): void;
}

/** Creates the counter of responses. */
export function createResponseCounter(metrics: ResponseMetrics): ResponseCounter {
  // perf: one shared function, because a closure per response costs more than counting.
  const count = function (this: ServerResponse): void {
    metrics.response(routeOf(this.req.url), this.writableFinished ? classOf(this.statusCode) : 'aborted');
  };
  return {
    follow: (response) => {
      const reason = REJECTION_REASON_OF.get(sentErrorCodes.get(response));
      if (reason !== undefined) metrics.rejected(reason);
      if (response.closed || response.req.socket.destroyed) count.call(response);
      else response.on('close', count);
    },
    raw: (status) => {
      metrics.response('none', classOf(status));
      metrics.rejected('bad_request');
    },
  };
}

function routeOf(url = ''): Route {
  const [path] = url.split('?', 1);
  return ROUTES.find((route) => route === path) ?? 'other';
}

const classOf = (status: number): StatusClass => CLASSES[Math.floor(status / 100)] ?? '5xx';
const CLASSES: Readonly<Partial<Record<number, StatusClass>>> = { 2: '2xx', 3: '3xx', 4: '4xx' };

/** Rejection reason by status, for responses without an error code. */
const REASONS: ReadonlyMap<number, RejectionReason> = new Map([
  [401, 'unauthenticated'],
  [421, 'host_not_allowed'],
  [429, 'rate_limited'],
  ...[400, 405, 408, 413, 415, 417, 431].map((status) => [status, 'bad_request'] as const),
]);

/** Counts every response and the requests that are rejected before GraphQL. Call it before the app listens. */
export function registerResponseMetrics(
  app: FastifyInstance,
  { rejected, responses }: Pick<ResponseMetrics, 'rejected'> & { readonly responses: ResponseCounter },
): void {
  app.addHook('onSend', (request, { raw, statusCode }, _payload, done) => {
    responses.follow(raw);
    const reason = REASONS.get(statusCode);
    // A rejection by this server is counted by its code, and a GraphQL request by its own telemetry, unless it is unauthenticated.
    const isCounted = reason !== 'unauthenticated' && request.telemetry?.begun === true;
    if (reason !== undefined && !sentErrorCodes.has(raw) && !isCounted) rejected(reason);
    done();
  });
  app.server.on('checkExpectation', (_request, response) => responses.follow(response));
}
