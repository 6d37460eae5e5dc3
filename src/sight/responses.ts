import type { ServerResponse } from 'node:http';

import { refusedWith } from '../graphql/http/answers.js';
import type { ResponseCounter } from '../graphql/watch.js';
import { REFUSAL_OF, ROUTES, type Refusal, type Route, type StatusClass } from './answers.js';

export interface AnswerMetrics {
  response(route: Route, statusClass: StatusClass): void;
  refused(reason: Refusal): void;
}

export function createResponseCounter(metrics: AnswerMetrics): ResponseCounter {
  // One function for all responses: a closure for each would cost more than the counting.
  const count = function (this: ServerResponse): void {
    metrics.response(routeOf(this.req.url), this.writableFinished ? classOf(this.statusCode) : 'aborted');
  };
  return {
    follow: (response) => {
      const reason = REFUSAL_OF.get(refusedWith.get(response));
      if (reason !== undefined) metrics.refused(reason);
      if (response.closed || response.req.socket.destroyed) count.call(response);
      else response.on('close', count);
    },
    raw: (status) => {
      metrics.response('none', classOf(status));
      metrics.refused('bad_request');
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
