import { createHash } from 'node:crypto';

import type { ResultKey } from '../../domain/contact-result.js';
import { MAX_WINDOW_SECONDS, type ResultSpan } from '../../domain/result-span.js';
import type { KnownRows, ResultPosition, ReturnedRows } from '../../services/result-position.js';
import { parseJson } from '../../shared/json.js';

/** Results that a cursor belongs to. */
export interface CursorScope {
  /** Global id of the campaign. */
  readonly campaign: string;
  /** The span as it was requested. */
  readonly span: ResultSpan;
}

const VERSION = 1;

/** A longer text is no cursor of this server. */
const MAX_LENGTH = 8_192;

/** Returns the writer of cursors for positions. They contain no value of a contact: only times, numbers and hashes. */
export function cursorWriter(scope: CursorScope): (position: ResultPosition) => string {
  const scopeHash = hashOf(scope);
  return (position) => writeCursor(position, scopeHash);
}

function writeCursor({ from, end, returned, known, maxRows }: ResultPosition, scopeHash: string): string {
  const keys = returned.map(({ from: start, key: { at = null, hash, ordinal } }) => [start, at, hash, ordinal]);
  const rows = known === undefined ? null : [known.from, known.rows];
  const fields = [VERSION, scopeHash, from, end, maxRows ?? 0, rows, keys];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** Returns the position of a cursor; undefined if it is none, or belongs to another campaign or span. */
export function readCursor(text: string, scope: CursorScope): ResultPosition | undefined {
  const cursor = decode(text, scope.span);
  return cursor?.hash === hashOf(scope) ? cursor.position : undefined;
}

/** Returns the part of a span that is after a cursor of it; the span if the text is none. The campaign of the cursor is not checked. */
export function spanAfter(text: string, span: ResultSpan): ResultSpan {
  const end = decode(text, span)?.position.end ?? span.end;
  return { from: span.from, end: Math.min(end, span.end) };
}

function decode(
  text: string,
  span: ResultSpan,
): { readonly hash: unknown; readonly position: ResultPosition } | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const fields = parseJson(Buffer.from(text, 'base64url').toString());
  if (!Array.isArray(fields)) return undefined;
  const [version, hash, from, end, maxRows, rows, keys] = fields as readonly unknown[];
  if (version !== VERSION || !isCount(maxRows) || !Array.isArray(keys) || !isWhole(from) || !isWhole(end))
    return undefined;
  if (from < span.from || end < from || end > span.end || end - from > MAX_WINDOW_SECONDS) return undefined;
  const returned = keys.map(readReturned);
  if (!returned.every((rows) => rows !== undefined)) return undefined;
  const starts = returned.map((rows) => rows.from);
  if (starts.some((start, n) => start < span.from || start > from || start <= (starts[n - 1] ?? -Infinity)))
    return undefined;
  const known = readKnown(rows);
  if (rows !== null && known === undefined) return undefined;
  return { hash, position: { from, end, returned, known, maxRows: maxRows === 0 ? undefined : maxRows } };
}

function readKnown(fields: unknown): KnownRows | undefined {
  if (!Array.isArray(fields)) return undefined;
  const [from, rows] = fields as readonly unknown[];
  return isWhole(from) && isCount(rows) ? { from, rows } : undefined;
}

function readReturned(fields: unknown): ReturnedRows | undefined {
  if (!Array.isArray(fields)) return undefined;
  const [from, at, hash, ordinal] = fields as readonly unknown[];
  const isKey = isWhole(from) && (at === null || isTime(at)) && isHash(hash) && isWhole(ordinal) && ordinal >= -1;
  return isKey ? { from, key: { at: at ?? undefined, hash, ordinal } satisfies ResultKey } : undefined;
}

/** Binds a cursor to its results, so that it is not used for another campaign or span. */
const hashOf = ({ campaign, span: { from, end } }: CursorScope): string =>
  createHash('sha256').update(`${campaign} ${from} ${end}`).digest('base64url').slice(0, HASH_LENGTH);

const HASH_LENGTH = 10;

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const isCount = (value: unknown): value is number => isWhole(value) && value >= 0;
const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(value);
const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{16}$/.test(value);
