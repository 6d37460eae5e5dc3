import { isUtf8 } from 'node:buffer';

import type { FastifyInstance } from 'fastify';

import { isObject, parseJson } from '../shared/json.js';
import { CHARACTER_BYTES } from '../shared/memory-budget.js';
import { tooLarge } from './body-limit.js';
import { badRequest, HttpErrorException } from './http-errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Upper estimate of the memory that the parsed request takes. */
    estimatedBytes: number;
    /** true: the request exceeds the usual limits, which only some mutations may. */
    hasLargeBody: boolean;
  }
}

/** Inputs have only a few levels. Thousands of levels overflow the stack of recursive code. */
const MAX_LEVELS = 64;

/**
 * Lists and objects take many times the memory of their text. References to entities need the most values, some
 * thousands.
 */
export const MAX_VALUES = 20_000;

/** 500 contacts have 41 values each if all fields and all entries of their lists are set. */
const MAX_LARGE_VALUES = 25_000;

/** Cost of an object with unique keys. Most of it is the shape that V8 stores. */
const VALUE_BYTES = 256;

/**
 * Parses JSON bodies and estimates their memory. Rejects a content-encoding, invalid UTF-8 (Fastify would substitute
 * U+FFFD), more than 64 levels and more than 20,000 values. A body that may be an upload may have 25,000, and more bytes, but only its
 * variables may be large. perf: the prototype poisoning check of Fastify costs as much as parsing, so it runs only on text that may
 * need it.
 */
export function registerJsonParser(app: FastifyInstance, bodyBytes: number): void {
  app.decorateRequest('estimatedBytes', 0);
  app.decorateRequest('hasLargeBody', false);
  app.decorateRequest('mayHaveLargeBody', false);
  const parseChecked = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const { 'content-encoding': encoding = 'identity' } = request.headers;
    if (encoding !== 'identity' || !isUtf8(body as Buffer)) {
      done(encoding === 'identity' ? NOT_UTF8 : ENCODED);
      return;
    }
    const text = body.toString('utf8');
    const accept = (error: Error | null, value?: unknown): void => {
      const mayBeLarge = request.mayHaveLargeBody && mayBeUpload(value, bodyBytes);
      const maxValues = mayBeLarge ? MAX_LARGE_VALUES : MAX_VALUES;
      const count = error ?? countValues(value, maxValues);
      if (typeof count === 'number') {
        request.estimatedBytes = CHARACTER_BYTES * text.length + VALUE_BYTES * count;
        request.hasLargeBody = body.length > bodyBytes || count > MAX_VALUES;
      }
      if (body.length > bodyBytes && !mayBeLarge) done(tooLarge(bodyBytes));
      else done(typeof count === 'number' ? null : count, value);
    };
    if (MAY_POISON.test(text)) {
      void parseChecked(request, text, accept);
      return;
    }
    const value = parseJson(text);
    accept(value === undefined ? NOT_JSON : null, value);
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
  for (const text of [...params.getAll('variables'), ...params.getAll('extensions')]) {
    const count = countValues(parseJson(text), MAX_VALUES);
    if (typeof count !== 'number') throw count;
    bytes += VALUE_BYTES * count;
  }
  return bytes;
}

const rejected = (status: number, message: string) => new HttpErrorException(status, badRequest(message));
const TOO_DEEP = rejected(400, `The request is nested deeper than ${MAX_LEVELS} levels.`);
const tooMany = (maxValues: number) => rejected(400, `The request has more than ${maxValues} values.`);
const ENCODED = rejected(415, 'The body must not have a content-encoding.');
const NOT_UTF8 = rejected(400, 'The body is not UTF-8.');
const NOT_JSON = rejected(400, 'The body is not valid JSON.');

/** `__proto__` or `constructor`, escapes that may spell them, or a byte order mark, which JSON.parse rejects. */
const MAY_POISON = /__proto__|constructor|\\u|^\uFEFF/;

/** Returns false if the body cannot be an upload of contacts. The text of a trusted or persisted document is not known yet. */
const mayBeUpload = (value: unknown, bodyBytes: number): boolean =>
  isObject(value) &&
  (typeof value.query !== 'string' || (value.query.length <= bodyBytes && value.query.includes('addContacts')));

/** Counts values, including lists and objects. Returns an HttpErrorException if there are too many values or levels. */
function countValues(value: unknown, maxValues: number, levels = MAX_LEVELS, counted = 0): number | HttpErrorException {
  let count = counted + 1;
  if (count > maxValues) return tooMany(maxValues);
  if (typeof value !== 'object' || value === null) return count;
  if (levels === 0) return TOO_DEEP;
  for (const key in value) {
    const counted = countValues((value as Record<string, unknown>)[key], maxValues, levels - 1, count);
    if (counted instanceof HttpErrorException) return counted;
    count = counted;
  }
  return count;
}
