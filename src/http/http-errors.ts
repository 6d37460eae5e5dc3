import type { ServerResponse } from 'node:http';

import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';

import type { LocalizedText } from '../shared/i18n.js';
import type { ErrorCode } from '../domain/error-codes.js';
import { internalError } from '../graphql/errors/localized-error.js';
import { describeError } from '../telemetry/describe-error.js';
import { Localizer } from '../shared/localizer.js';
import { setContentLanguage } from './vary.js';

/** Error of a request that is rejected before GraphQL. It contains nothing of the request. */
export interface HttpError {
  readonly code: ErrorCode;
  /** Errors of the protocol are for developers and are in English only. */
  readonly message: LocalizedText | string;
  /** Further extensions. */
  readonly extensions?: object;
}

/** Error of a request that violates a protocol. */
export const badRequest = (message: string): HttpError => ({ code: 'BAD_REQUEST', message });

/** Error of a request on an open connection after the server stopped listening. */
export const SHUTTING_DOWN = {
  code: 'SHUTTING_DOWN',
  message: {
    en: 'This server is shutting down. Nothing was sent. Retry.',
    es: 'Este servidor se está apagando; no se envió nada. Inténtelo de nuevo.',
  },
} as const satisfies HttpError;

/** Sends an error as JSON that any GraphQL client can read. */
export function sendError(reply: FastifyReply, status: number, error: HttpError): FastifyReply {
  const localizer = new Localizer(reply.request.headers['accept-language']);
  const { code, message, extensions } = error;
  const localized = localizer.textOf(message);
  setContentLanguage(reply, localizer);
  sentErrorCodes.set(reply.raw, code);
  return reply.code(status).send({ errors: [{ message: localized, extensions: { code, ...extensions } }] });
}

/** Error codes of responses that were rejected before GraphQL; no entry for any other response. */
export const sentErrorCodes = new WeakMap<ServerResponse, ErrorCode>();

/** Error that the error handler sends as a response. */
export class HttpErrorException extends Error {
  override readonly name = 'HttpErrorException';

  constructor(
    readonly statusCode: number,
    readonly error: HttpError,
  ) {
    super(error.code);
  }
}

/** Turns errors of the HTTP layer into JSON that a GraphQL client can read. An internal error is logged and masked. */
export function registerErrorHandlers(app: FastifyInstance, bodyBytes: number, log: Logger): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    // Fastify sets it when it rejects a body. Closing the connection while the body still arrives would lose this
    // response and those of pipelined requests. The rest of the body is read and dropped within the request timeout.
    void reply.removeHeader('connection');
    if (error instanceof HttpErrorException) return sendError(reply, error.statusCode, error.error);
    const status = error.statusCode ?? 500;
    if (status < 500) return sendError(reply, status, bodyError(status, bodyBytes));
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

const NOT_FOUND = badRequest('Not found. The GraphQL endpoint is /graphql, by POST or GET.');

/** Returns a fixed text for each status, because messages of parsers quote the body. */
function bodyError(status: number, bodyBytes: number): HttpError {
  if (status === 413) return badRequest(`The body is larger than ${bodyBytes} bytes (LIMIT_BODY_BYTES).`);
  if (status === 415) return badRequest('The body must be application/json, without a content-encoding.');
  if (status === 400) return badRequest('The body is not valid JSON in UTF-8, or has a key that is not allowed.');
  return badRequest('The request cannot be read.');
}
