import type { FastifyInstance } from 'fastify';

import { refusedWith } from '../graphql/http/answers.js';
import type { ResponseCounter } from '../graphql/watch.js';
import type { Refusal } from './answers.js';

/** What a refusal of HTTP is counted as if its answer does not tell. */
const REASONS: ReadonlyMap<number, Refusal> = new Map([
  [401, 'unauthenticated'],
  [421, 'host_not_allowed'],
  [429, 'rate_limited'],
  ...[400, 405, 408, 413, 415, 417, 431].map((status) => [status, 'bad_request'] as const),
]);

/** Counts every response, and what is refused before it is read as GraphQL. To be called before the app listens. */
export function countAnswers(
  app: FastifyInstance,
  { refused, responses }: { readonly refused: (reason: Refusal) => void; readonly responses: ResponseCounter },
): void {
  app.addHook('onSend', (request, { raw, statusCode }, _payload, done) => {
    responses.follow(raw);
    const reason = REASONS.get(statusCode);
    // A refusal of ours is counted by its code, and what was read as GraphQL has told of itself.
    if (reason !== undefined && !refusedWith.has(raw) && (reason !== 'bad_request' || request.watch?.begun !== true))
      refused(reason);
    done();
  });
  app.server.on('checkExpectation', (_request, response) => responses.follow(response));
}
