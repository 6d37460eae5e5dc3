import type { FastifyInstance } from 'fastify';

import { sentErrorCodes } from './http-errors.js';
import type { ResponseCounter } from '../telemetry/events.js';
import type { RejectionReason } from '../telemetry/response-table.js';

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
  {
    rejected,
    responses,
  }: { readonly rejected: (reason: RejectionReason) => void; readonly responses: ResponseCounter },
): void {
  app.addHook('onSend', (request, { raw, statusCode }, _payload, done) => {
    responses.follow(raw);
    const reason = REASONS.get(statusCode);
    // A rejection by this server is counted by its code, and a GraphQL request by its own telemetry.
    if (
      reason !== undefined &&
      !sentErrorCodes.has(raw) &&
      (reason !== 'bad_request' || request.telemetry?.begun !== true)
    )
      rejected(reason);
    done();
  });
  app.server.on('checkExpectation', (_request, response) => responses.follow(response));
}
