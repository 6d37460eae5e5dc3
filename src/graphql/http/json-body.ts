import { isUtf8 } from 'node:buffer';

import type { FastifyInstance } from 'fastify';

import { badRequest, Refused } from './answers.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Bytes of memory that what it says may take while it is under way; estimated from above. */
    weight: number;
  }
}

/** No input of ours has more than a few; what is nested by the thousand overflows the stack of whoever walks it. */
const MOST_LEVELS = 64;

/** Lists and objects cost many times their text. References to entities are the most that anybody has to say: some thousands. */
const MOST_VALUES = 20_000;

/** An object whose keys are no other's: what V8 notes of its shape is the most of it. */
const VALUE_BYTES = 256;

/** A text of which one character is not of Latin-1 takes two bytes for each. */
const CHARACTER_BYTES = 2;

/**
 * Reads bodies as JSON in UTF-8, weighs them and refuses any other encoding and what is nested too deeply or of too many parts. fastify would turn bytes that are no
 * UTF-8 into question marks, and those would be sent on. Its check for keys that poison prototypes is as dear as the
 * parsing: only a text that may hold one is put to it.
 */
export function readJsonBodies(app: FastifyInstance): void {
  const parseChecked = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const accept = (error: Error | null, value?: unknown): void => {
      const parts = error ?? countParts(value);
      if (parts instanceof Error) {
        done(parts);
        return;
      }
      request.weight = CHARACTER_BYTES * text.length + VALUE_BYTES * parts;
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
 * Weighs what stands in an address, which Apollo parses by itself. Throws a Refused where that is nested too deeply or of too
 * many parts.
 */
export function weighAddress(url: string): number {
  const query = url.indexOf('?');
  if (query < 0) return 0;
  let weight = CHARACTER_BYTES * url.length;
  const given = new URLSearchParams(url.slice(query));
  for (const name of ['variables', 'extensions'])
    for (const text of given.getAll(name))
      parse(text, (_error, value) => {
        const parts = countParts(value);
        if (parts instanceof Refused) throw parts;
        weight += VALUE_BYTES * parts;
      });
  return weight;
}

const TOO_DEEP = new Refused(
  400,
  badRequest({
    en: `The request is nested deeper than ${MOST_LEVELS} levels.`,
    es: `La solicitud tiene más de ${MOST_LEVELS} niveles anidados.`,
  }),
);
const TOO_MANY = new Refused(
  400,
  badRequest({
    en: `The request has more than ${MOST_VALUES} values.`,
    es: `La solicitud tiene más de ${MOST_VALUES} valores.`,
  }),
);
const ENCODED = new Refused(
  415,
  badRequest({
    en: 'The body must be sent without a content-encoding.',
    es: 'El cuerpo de la solicitud debe enviarse sin content-encoding.',
  }),
);
const NOT_UTF8 = new Refused(
  400,
  badRequest({ en: 'The body is not UTF-8.', es: 'El cuerpo de la solicitud no es UTF-8.' }),
);
const NOT_JSON = new Refused(
  400,
  badRequest({ en: 'The body is not valid JSON.', es: 'El cuerpo de la solicitud no es JSON válido.' }),
);

function encodingProblem(encoding = 'identity', body: Buffer): Refused | null {
  if (encoding !== 'identity') return ENCODED;
  return isUtf8(body) ? null : NOT_UTF8;
}

/** `__proto__` or `constructor`, escapes that may spell them, or a byte order mark, which JSON.parse refuses. */
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

/** How many values there are, in lists and objects and these themselves; a Refused where there are too many, or too deep ones. */
function countParts(value: unknown, levels = MOST_LEVELS, others = 0): number | Refused {
  let count = others + 1;
  if (count > MOST_VALUES) return TOO_MANY;
  if (typeof value !== 'object' || value === null) return count;
  if (levels === 0) return TOO_DEEP;
  for (const key in value) {
    const counted = countParts((value as Record<string, unknown>)[key], levels - 1, count);
    if (counted instanceof Refused) return counted;
    count = counted;
  }
  return count;
}
