import type { ServerResponse } from 'node:http';

import type { FastifyReply } from 'fastify';

import type { LocalizedText } from '../shared/i18n.js';
import type { ErrorCode } from '../domain/error-codes.js';
import { Localizer } from '../shared/localizer.js';
import { setContentLanguage } from './vary.js';

/** Error of a request that is rejected before GraphQL. It contains nothing of the request. */
export interface HttpError {
  readonly code: ErrorCode;
  readonly message: LocalizedText;
  /** Further extensions. */
  readonly extensions?: object;
}

export const badRequest = (message: LocalizedText): HttpError => ({ code: 'BAD_REQUEST', message });

/** Error of a request on an open connection after the server stopped listening. */
export const SHUTTING_DOWN: HttpError = {
  code: 'SHUTTING_DOWN',
  message: {
    en: 'This server is shutting down. Nothing was sent. Retry.',
    es: 'Este servidor se está apagando; no se envió nada. Inténtelo de nuevo.',
  },
};

/** Sends an error in the language of the request. */
export function sendError(reply: FastifyReply, status: number, error: HttpError): FastifyReply {
  const localizer = new Localizer(reply.request.headers['accept-language']);
  const body = errorBody(error, localizer);
  setContentLanguage(reply, localizer);
  sentErrorCodes.set(reply.raw, error.code);
  return reply.code(status).send(body);
}

/** Error codes of responses that were rejected before GraphQL; no entry for any other response. */
export const sentErrorCodes = new WeakMap<ServerResponse, ErrorCode>();

/** Returns a body that any GraphQL client can read. */
export const errorBody = ({ code, message, extensions }: HttpError, localizer: Localizer): object => ({
  errors: [{ message: localizer.localize(message), extensions: { code, ...extensions } }],
});

/** Error that the error handler sends as a response. */
export class HttpErrorException extends Error {
  override readonly name = 'HttpErrorException';

  constructor(
    readonly statusCode: number,
    readonly error: HttpError,
  ) {
    super(error.message.en);
  }
}

/** Returns a fixed text for each status, because messages of parsers quote the body. */
export function describeBodyProblem(status: number, bodyBytes: number): LocalizedText {
  if (status === 413)
    return {
      en: `The body is larger than ${bodyBytes} bytes.`,
      es: `El cuerpo de la solicitud tiene más de ${bodyBytes} bytes.`,
    };
  if (status === 415)
    return {
      en: 'The body must be application/json, without a content-encoding.',
      es: 'El cuerpo de la solicitud debe ser application/json, sin content-encoding.',
    };
  if (status === 400)
    return {
      en: 'The body is not valid JSON in UTF-8, or has a key that is not allowed.',
      es: 'El cuerpo de la solicitud no es JSON válido en UTF-8, o tiene una clave que no se permite.',
    };
  return { en: 'The request cannot be read.', es: 'La solicitud no se puede leer.' };
}
