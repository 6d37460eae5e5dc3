import type { ServerResponse } from 'node:http';

import type { FastifyReply } from 'fastify';

import type { Sentence } from '../../domain/language.js';
import type { ErrorCode } from '../error/codes.js';
import { Speech } from '../speech.js';
import { tellLanguage } from './vary.js';

/** Why a request never becomes one of GraphQL's. Nothing of the request is in it. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly sentence: Sentence;
  /** Further extensions. */
  readonly more?: object;
}

export const badRequest = (sentence: Sentence): Refusal => ({ code: 'BAD_REQUEST', sentence });

/** For a request that comes in on a kept connection once the listener is closed. */
export const SHUTTING_DOWN: Refusal = {
  code: 'SHUTTING_DOWN',
  sentence: {
    en: 'This server is shutting down; nothing was sent. Try again.',
    es: 'Este servidor se está apagando; no se envió nada. Inténtelo de nuevo.',
  },
};

/** What is answered, with 503, where there is no room for more: see Room. */
export const OVERLOADED: Refusal = {
  code: 'OVERLOADED',
  sentence: {
    en: 'More requests wait here than there is memory for; nothing was done. Try again later.',
    es: 'Hay más solicitudes en espera de las que caben en la memoria; no se hizo nada. Inténtelo de nuevo más tarde.',
  },
  more: { retryAfterMs: 1_000 },
};

/** Answers a refusal, in the language of whoever asks. */
export function refuse(reply: FastifyReply, status: number, refusal: Refusal): FastifyReply {
  const speech = new Speech(reply.request.headers['accept-language']);
  const body = refusalBody(refusal, speech);
  tellLanguage(reply, speech);
  refusedWith.set(reply.raw, refusal.code);
  return reply.code(status).send(body);
}

/** With which code a response refuses its request before it is read as GraphQL; nothing for any other response. */
export const refusedWith = new WeakMap<ServerResponse, ErrorCode>();

/** JSON that any GraphQL client can read. */
export const refusalBody = ({ code, sentence, more }: Refusal, speech: Speech): object => ({
  errors: [{ message: speech.say(sentence), extensions: { code, ...more } }],
});

/** Thrown to be answered. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly statusCode: number,
    readonly refusal: Refusal,
  ) {
    super(refusal.sentence.en);
  }
}

/** Parsers quote the body in their messages, so each status has a sentence of its own. */
export function describeBodyProblem(status: number, bodyBytes: number): Sentence {
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
