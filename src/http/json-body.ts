import { isUtf8 } from 'node:buffer';

import type { FastifyInstance } from 'fastify';

import { badRequest, HttpErrorException } from './http-errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Upper estimate of the memory that the parsed request takes. */
    estimatedBytes: number;
  }
}

/** Inputs have only a few levels. Thousands of levels overflow the stack of recursive code. */
const MAX_LEVELS = 64;

/**
 * Lists and objects take many times the memory of their text. References to entities need the most values, some
 * thousands.
 */
const MAX_VALUES = 20_000;

/** Cost of an object with unique keys. Most of it is the shape that V8 stores. */
const VALUE_BYTES = 256;

/** V8 stores text with a character outside Latin-1 in two bytes per character. */
const CHARACTER_BYTES = 2;

/**
 * Parses JSON bodies and estimates their memory. Rejects a content-encoding, invalid UTF-8 (Fastify would substitute
 * U+FFFD), more than 64 levels and more than 20,000 values. perf: the prototype poisoning check of Fastify costs as
 * much as parsing, so it runs only on text that may need it.
 */
export function registerJsonParser(app: FastifyInstance): void {
  app.decorateRequest('estimatedBytes', 0);
  const parseChecked = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const accept = (error: Error | null, value?: unknown): void => {
      const count = error ?? countValues(value);
      if (count instanceof Error) {
        done(count);
        return;
      }
      request.estimatedBytes = CHARACTER_BYTES * text.length + VALUE_BYTES * count;
      done(null, value);
    };
    const bytes = body as Buffer;
    const problem = encodingProblem(request.headers['content-encoding'], bytes);
    if (problem !== null) {
      done(problem);
      return;
    }
    const text = bytes.toString('utf8');
    if (MAY_POISON.test(text)) void parseChecked(request, text, accept);
    else parse(text, accept);
  });
}

/**
 * Returns the estimated memory of a query string, which Apollo parses. Throws HttpErrorException if it has too many
 * levels or values.
 */
export function estimateQueryBytes(url: string): number {
  const query = url.indexOf('?');
  if (query < 0) return 0;
  let bytes = CHARACTER_BYTES * url.length;
  const params = new URLSearchParams(url.slice(query));
  for (const name of ['variables', 'extensions'])
    for (const text of params.getAll(name))
      parse(text, (_error, value) => {
        const count = countValues(value);
        if (count instanceof HttpErrorException) throw count;
        bytes += VALUE_BYTES * count;
      });
  return bytes;
}

const TOO_DEEP = new HttpErrorException(
  400,
  badRequest({
    en: `The request is nested deeper than ${MAX_LEVELS} levels.`,
    es: `La solicitud tiene más de ${MAX_LEVELS} niveles anidados.`,
  }),
);
const TOO_MANY = new HttpErrorException(
  400,
  badRequest({
    en: `The request has more than ${MAX_VALUES} values.`,
    es: `La solicitud tiene más de ${MAX_VALUES} valores.`,
  }),
);
const ENCODED = new HttpErrorException(
  415,
  badRequest({
    en: 'The body must not have a content-encoding.',
    es: 'El cuerpo de la solicitud debe enviarse sin content-encoding.',
  }),
);
const NOT_UTF8 = new HttpErrorException(
  400,
  badRequest({ en: 'The body is not UTF-8.', es: 'El cuerpo de la solicitud no es UTF-8.' }),
);
const NOT_JSON = new HttpErrorException(
  400,
  badRequest({ en: 'The body is not valid JSON.', es: 'El cuerpo de la solicitud no es JSON válido.' }),
);

function encodingProblem(encoding = 'identity', body: Buffer): HttpErrorException | null {
  if (encoding !== 'identity') return ENCODED;
  return isUtf8(body) ? null : NOT_UTF8;
}

/** `__proto__` or `constructor`, escapes that may spell them, or a byte order mark, which JSON.parse rejects. */
const MAY_POISON = /__proto__|constructor|\\u|^\uFEFF/;

function parse(text: string, done: (error: Error | null, body?: unknown) => void): void {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    done(NOT_JSON);
    return;
  }
  done(null, body);
}

/** Counts values, including lists and objects. Returns an HttpErrorException if there are too many values or levels. */
function countValues(value: unknown, levels = MAX_LEVELS, counted = 0): number | HttpErrorException {
  let count = counted + 1;
  if (count > MAX_VALUES) return TOO_MANY;
  if (typeof value !== 'object' || value === null) return count;
  if (levels === 0) return TOO_DEEP;
  for (const key in value) {
    const counted = countValues((value as Record<string, unknown>)[key], levels - 1, count);
    if (counted instanceof HttpErrorException) return counted;
    count = counted;
  }
  return count;
}
