import { isUtf8 } from 'node:buffer';

import type { FastifyInstance } from 'fastify';

import { badRequest, Refused } from './answers.js';

/** No input of ours has more than a few; what is nested by the thousand overflows the stack of whoever walks it. */
const MOST_LEVELS = 64;

/**
 * Reads bodies as JSON in UTF-8 and refuses any other encoding and what is nested too deeply. fastify would turn bytes that are no
 * UTF-8 into question marks, and those would be sent on. Its check for keys that poison prototypes is as dear as the
 * parsing: only a text that may hold one is put to it.
 */
export function readJsonBodies(app: FastifyInstance): void {
  const parseChecked = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const accept = (error: Error | null, value?: unknown): void => {
      done(error ?? (isNested(value, MOST_LEVELS) ? TOO_DEEP : null), value);
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

/** Apollo parses what stands in the address by itself: throws a Refused where that is nested too deeply. */
export function checkAddress(url: string): void {
  const query = url.indexOf('?');
  if (query < 0) return;
  const given = new URLSearchParams(url.slice(query));
  for (const name of ['variables', 'extensions'])
    for (const text of given.getAll(name))
      parse(text, (_error, value) => {
        if (isNested(value, MOST_LEVELS)) throw TOO_DEEP;
      });
}

const TOO_DEEP = new Refused(
  400,
  badRequest({
    en: `The request is nested deeper than ${MOST_LEVELS} levels.`,
    es: `La solicitud tiene más de ${MOST_LEVELS} niveles anidados.`,
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

/** Whether lists and objects stand in one another for more than so many levels; goes no deeper than these. */
function isNested(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((entry) => isNested(entry, levels - 1));
  for (const key in value) if (isNested((value as Record<string, unknown>)[key], levels - 1)) return true;
  return false;
}
