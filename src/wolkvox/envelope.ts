import { SUCCESS_CODES } from './facts.js';
import type { Secret } from './secret.js';

/** A clear answer of wolkvox: HTTP status and envelope agree on what it is. */
export interface Success {
  readonly kind: 'success';
  readonly msg: string;
  readonly data: unknown;
  /** It has no code: only rows in it show that it is a success. */
  readonly withoutCode?: true;
}
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: number;
  readonly msg: string;
  readonly data?: unknown;
}
/** An answer that does not say what happened. */
export interface Unclear {
  readonly kind: 'unclear';
  readonly cause: UnclearCause;
}

export const UNCLEAR_CAUSES = [
  'empty',
  'not-json',
  'no-envelope',
  'contradiction',
  'server-error',
  'redirect',
  'unreadable-data',
] as const;
export type UnclearCause = (typeof UNCLEAR_CAUSES)[number];

/**
 * Reads `{ code, error, msg, data }`. `code` comes as number or string, `error` as null, "null", "" or a phrase.
 * It is a success only where HTTP status, code and error all say so, a refusal where the code says 4xx and the status
 * does not contradict; all else is unclear. Whatever the token's text got into is masked before anybody sees it.
 *
 * PHP back ends answer reads with `code` "0", 0, "", null or none (seen): `withoutCode` takes that for a success. Of a write
 * it would be a guess.
 */
export function readEnvelope(
  status: number,
  text: string,
  token: Secret,
  { withoutCode = false }: { readonly withoutCode?: boolean } = {},
): Success | Refusal | Unclear {
  // Byte order marks are white space to it.
  const trimmed = text.trim();
  if (trimmed === '') return unclear('empty');
  const json = parse(trimmed, token);
  if (json === undefined) return unclear('not-json');
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return unclear('no-envelope');
  const envelope = json as Partial<Record<'code' | 'error' | 'msg' | 'data', unknown>>;
  const code = readCode(envelope.code);
  const phrase = errorPhrase(envelope.error);
  const msg = typeof envelope.msg === 'string' && envelope.msg !== '' ? envelope.msg : phrase;

  if (withoutCode && isNoCode(envelope.code) && isAccepted(status) && phrase === '')
    return { kind: 'success', msg, data: envelope.data, withoutCode };
  if (code === undefined) return unclear('no-envelope');
  if (isServerError(status) || isServerError(code)) return unclear('server-error');
  if (status >= 300 && status < 400) return unclear('redirect');
  const accepted = isAccepted(status);
  if (accepted && SUCCESS_CODES.has(code) && phrase === '') return { kind: 'success', msg, data: envelope.data };
  if ((accepted || isRefusal(status)) && isRefusal(code)) return { kind: 'refusal', code, msg, data: envelope.data };
  return unclear('contradiction');
}

/**
 * Whether an answer that cannot be read as a success or a refusal still says that a write was carried out. The HTTP status line
 * is evidence: a 2xx says so whatever became of the body, and a status that was not read may have been one. Under any other
 * status a body says so that has a success code or the number of a campaign in it, also as text that is no JSON.
 */
export const affirmsWrite = (status: number | 'unread' | undefined, text = ''): boolean =>
  status === 'unread' || (status !== undefined && isAccepted(status)) || SAYS_CREATED.test(text);

/** `"code":201` and its like, or a filled `id_campaign`, as JSON or PHP writes them. */
const SAYS_CREATED =
  /\bcode["']?\s*(?::|=>)\s*(?:["']\s*)?20[0-2]\b|\bid_campai(?:gn|ng)["']?\s*(?::|=>)\s*(?:["']\s*)?\d/i;

/** HTTP 2xx. */
export const isAccepted = (status: number): boolean => status >= 200 && status < 300;

/** Of wolkvox's own text no more is passed on, or kept under an idempotency key: its documented ones are of a line. */
export const MOST_TOLD_CHARACTERS = 2_000;

/**
 * The `msg` of an answer as callers are given it: no longer than that, and without control characters. To be called after
 * the table has matched the whole text, and after tokens are masked: half a token is found by nobody.
 */
export function tellable(msg: string): string {
  const cut = msg.length > MOST_TOLD_CHARACTERS ? ownText(`${cutBefore(msg, MOST_TOLD_CHARACTERS - 1)}…`) : msg;
  return cut.replace(/\p{Cc}/gu, ' ');
}

/** Not within a pair of surrogates: half of one is no text. */
const cutBefore = (text: string, end: number): string =>
  text.slice(0, (text.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end);

/** A copy: V8 keeps the whole of a text in memory as long as a part of it that was cut off, and failures are kept. */
const ownText = (part: string): string => JSON.parse(JSON.stringify(part)) as string;

export const unclear = (cause: UnclearCause): Unclear => ({ kind: 'unclear', cause });

const isRefusal = (code: number): boolean => code >= 400 && code < 500;
const isServerError = (code: number): boolean => code >= 500;

/** Undefined where it is no JSON. JSON can spell the token with escapes, so in texts with a backslash each value is looked at. */
function parse(text: string, token: Secret): unknown {
  const mask = (_key: string, value: unknown): unknown => (typeof value === 'string' ? token.mask(value) : value);
  try {
    const json: unknown = JSON.parse(text);
    const spelt = token.occursIn(text) || (text.includes('\\') && holds(json, token));
    // Only where it must be: for a list it takes seconds.
    return spelt ? JSON.parse(text, mask) : json;
  } catch {
    return undefined;
  }
}

const holds = (value: unknown, token: Secret): boolean =>
  typeof value === 'string'
    ? token.occursIn(value)
    : value !== null && typeof value === 'object' && Object.values(value).some((part) => holds(part, token));

function readCode(code: unknown): number | undefined {
  if (typeof code === 'number') return Number.isInteger(code) ? code : undefined;
  return typeof code === 'string' && /^\s*[0-9]{3}\s*$/.test(code) ? Number(code) : undefined;
}

/** What PHP writes for a variable that nobody has set. */
const isNoCode = (code: unknown): boolean =>
  code === undefined || code === null || code === 0 || (typeof code === 'string' && ['', '0'].includes(code.trim()));

/** "" where there is no error: null, "null" in any case, "", false. */
function errorPhrase(error: unknown): string {
  if (typeof error === 'string') return /^\s*(?:null\s*)?$/i.test(error) ? '' : error;
  return error === undefined || error === null || error === false ? '' : 'error';
}
