import type { FastifyError, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import { internalError } from '../graphql/errors/localized-error.js';
import { describeError } from '../graphql/plugins/error-masking.js';
import { Localizer } from '../shared/localizer.js';
import { badRequest, describeBodyProblem, sendError, HttpErrorException } from './http-errors.js';
import { setContentLanguage } from './vary.js';

/** Turns errors of the HTTP layer into JSON that a GraphQL client can read. An internal error is logged and masked. */
export function registerErrorHandlers(app: FastifyInstance, bodyBytes: number, log: Logger): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    // Fastify sets it when it rejects a body. Closing the connection while the body still arrives would lose this
    // response and those of pipelined requests. The rest of the body is read and dropped within the request timeout.
    void reply.removeHeader('connection');
    if (error instanceof HttpErrorException) return sendError(reply, error.statusCode, error.error);
    const status = error.statusCode ?? 500;
    if (status < 500) return sendError(reply, status, badRequest(describeBodyProblem(status, bodyBytes)));
    const localizer = new Localizer(request.headers['accept-language']);
    const clientError = internalError(localizer);
    setContentLanguage(reply, localizer);
    log.error(
      { requestId: request.id, errorId: clientError.extensions.errorId, ...describeError(error) },
      'internal error',
    );
    return reply.code(500).send({ errors: [clientError] });
  });
  app.setNotFoundHandler((_request, reply) => sendError(reply, 404, NOT_FOUND));
}

const NOT_FOUND = badRequest({
  en: 'Not found. The GraphQL endpoint is /graphql, by POST or GET.',
  es: 'Aquí no hay nada: GraphQL está en /graphql, por POST o GET.',
});
