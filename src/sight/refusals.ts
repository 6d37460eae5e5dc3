import type { FastifyInstance } from 'fastify';

import type { Refusal } from './metrics.js';

/** What a refusal of HTTP is counted as. */
const REASONS: ReadonlyMap<number, Refusal> = new Map([
  [401, 'unauthenticated'],
  [421, 'host_not_allowed'],
  [429, 'rate_limited'],
  ...[400, 408, 413, 415, 431].map((status) => [status, 'bad_request'] as const),
]);

/** Counts what is refused before it is read as GraphQL, also where it never became a request. To be called before it listens. */
export function countRefusals(app: FastifyInstance, refused: (reason: Refusal) => void): void {
  app.addHook('onResponse', (request, reply, done) => {
    const reason = REASONS.get(reply.statusCode);
    // What was read as GraphQL has told of itself.
    if (reason !== undefined && (reason !== 'bad_request' || request.watch?.begun !== true)) refused(reason);
    done();
  });
  // Headers that are too long, too slow or none at all; a connection that just breaks is no refusal.
  app.server.on('clientError', ({ code = '' }: NodeJS.ErrnoException) => {
    if (code.startsWith('HPE_') || code === 'ERR_HTTP_REQUEST_TIMEOUT') refused('bad_request');
  });
}
