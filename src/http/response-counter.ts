import type { ServerResponse } from 'node:http';

import { sentErrorCodes } from './http-errors.js';
import type { ResponseCounter } from '../telemetry/events.js';
import {
  REJECTION_REASON_OF,
  ROUTES,
  type RejectionReason,
  type Route,
  type StatusClass,
} from '../telemetry/response-table.js';

export interface ResponseMetrics {
  response(route: Route, statusClass: StatusClass): void;
  rejected(reason: RejectionReason): void;
}

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

const KNOWN_ROUTES: ReadonlyMap<string, Route> = new Map(ROUTES.map((route) => [route, route]));

function routeOf(url = ''): Route {
  const query = url.indexOf('?');
  return KNOWN_ROUTES.get(query < 0 ? url : url.slice(0, query)) ?? 'other';
}

const classOf = (status: number): StatusClass => CLASSES[Math.floor(status / 100)] ?? '5xx';
const CLASSES: Readonly<Partial<Record<number, StatusClass>>> = { 2: '2xx', 3: '3xx', 4: '4xx' };
