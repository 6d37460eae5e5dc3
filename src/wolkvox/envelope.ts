import { SUCCESS_CODES } from './constants.js';
import { hasDigitKeys, isObject } from '../shared/json.js';
import type { Secret } from '../shared/secret.js';

/** A response whose HTTP status and envelope agree that it is a success. */
export interface Success {
  readonly kind: 'success';
  readonly msg: string;
  readonly data: unknown;
  /** Set if there is no code. Only rows in it then prove the success. */
  readonly withoutCode?: true;
}
/** A response in which wolkvox refuses the call with a 4xx code. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: number;
  readonly msg: string;
  readonly data?: unknown;
}
/** A response that does not show whether the call had an effect. */
export interface Unclear {
  readonly kind: 'unclear';
  readonly cause: UnclearCause;
}

/** Causes of an unclear response, for logs and metrics. */
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

interface EnvelopeOptions {
  readonly allowMissingCode?: boolean;
  readonly allowBareList?: boolean | undefined;
}

/**
 * Reads the envelope `{ code, error, msg, data }` and masks the token in all texts. `code` is a number or a string; `error` is null,
 * "null", "" or a phrase.
 * - success: HTTP status, code and error all show a success.
 * - refusal: the code is 4xx, and the status is 2xx or 4xx.
 * - unclear: everything else.
 *
 * @param allowMissingCode Accepts `code` "0", 0, "", null or none as a success, which PHP servers send for reads (seen). For a
 *   write it would be a guess.
 * @param allowBareList Accepts a list without an envelope as the data of a success, if the HTTP status is 2xx.
 */
export function readEnvelope(
  status: number,
  text: string,
  token: Secret,
  { allowMissingCode = false, allowBareList = false }: EnvelopeOptions = {},
): Success | Refusal | Unclear {
  // Removes byte order marks too.
  const trimmed = text.trim();
  if (trimmed === '') return unclear('empty');
  const json = parseMasked(trimmed, token);
  if (json === undefined) return unclear('not-json');
  if (allowBareList && isAccepted(status) && isBareList(json)) return { kind: 'success', msg: '', data: json };
  if (!isObject(json)) return unclear('no-envelope');
  const { data } = json;
  const code = readCode(json.code);
  const phrase = errorPhrase(json.error);
  const msg = typeof json.msg === 'string' && json.msg !== '' ? json.msg : phrase;
  const accepted = isAccepted(status);

  if (allowMissingCode && isMissingCode(json.code) && accepted && phrase === '')
    return { kind: 'success', msg, data, withoutCode: true };
  if (code === undefined) return unclear('no-envelope');
  if (isServerError(status) || isServerError(code)) return unclear('server-error');
  if (status >= 300 && status < 400) return unclear('redirect');
  if (accepted && SUCCESS_CODES.has(code) && phrase === '') return { kind: 'success', msg, data };
  if ((accepted || isRefusal(status)) && isRefusal(code)) return { kind: 'refusal', code, msg, data };
  return unclear('contradiction');
}

/**
 * Returns true if a response that is neither a success nor a refusal still shows that a write was carried out. A 2xx status shows
 * it, even if the body was lost. A status that was not read may have been a 2xx. Under any other status the body shows it by a
 * success code or the number of a campaign, even if it is not JSON.
 */
export const confirmsWrite = (status: number | 'unread' | undefined, text = ''): boolean =>
  status === 'unread' || (status !== undefined && isAccepted(status)) || CONFIRMATION.test(text);

/** `"code":201` and similar codes, or a filled `id_campaign`, in the format of JSON or PHP. */
const CONFIRMATION =
  /\bcode["']?\s*(?::|=>)\s*(?:["']\s*)?20[0-2]\b|\bid_campai(?:gn|ng)["']?\s*(?::|=>)\s*(?:["']\s*)?\d/i;

/** Returns true for HTTP 2xx. */
export const isAccepted = (status: number): boolean => status >= 200 && status < 300;

/** Longest message of wolkvox that is returned to clients or stored. Documented messages have one line. */
export const MAX_MESSAGE_LENGTH = 2_000;

/** Longest text in which values are masked. The rest is cut off, because it is not returned to clients. */
export const MAX_MASKED_LENGTH = 2 * MAX_MESSAGE_LENGTH;

/**
 * Returns the `msg` of a response for clients: at most MAX_MESSAGE_LENGTH characters, without control characters. Call it after
 * the outcome rules have matched the whole text and tokens are masked, because a cut token is not found.
 */
export function sanitizeMessage(msg: string): string {
  const cut = msg.length > MAX_MESSAGE_LENGTH ? copyText(`${cutBefore(msg, MAX_MESSAGE_LENGTH - 1)}…`) : msg;
  return cut.replace(/\p{Cc}/gu, ' ');
}

/** Never cuts within a pair of surrogates. */
const cutBefore = (text: string, end: number): string =>
  text.slice(0, (text.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end);

/** Returns a copy, because V8 holds the whole text in memory for a part of it, and failures are cached. */
const copyText = (part: string): string => JSON.parse(JSON.stringify(part)) as string;

/** Creates an unclear response. */
export const unclear = (cause: UnclearCause): Unclear => ({ kind: 'unclear', cause });

const isRefusal = (code: number): boolean => code >= 400 && code < 500;
const isServerError = (code: number): boolean => code >= 500;

/** Parses JSON and masks the token, whose letters JSON can escape; undefined if it is not JSON. */
export function parseMasked(text: string, token: Secret): unknown {
  const mask = (_key: string, value: unknown): unknown => (typeof value === 'string' ? token.mask(value) : value);
  try {
    const json: unknown = JSON.parse(text);
    const hasToken = token.occursIn(text) || (text.includes('\\') && containsSecret(json, token));
    // Only if necessary, because it takes seconds for a list.
    return hasToken ? JSON.parse(text, mask) : json;
  } catch {
    return undefined;
  }
}

/** Returns true if a text in the value contains the token. */
const containsSecret = (value: unknown, token: Secret): boolean =>
  typeof value === 'string'
    ? token.occursIn(value)
    : value !== null && typeof value === 'object' && Object.values(value).some((part) => containsSecret(part, token));

/** Returns true for a list of PHP: an array, or an object whose keys are all digits, which PHP sends for a list with gaps. */
const isBareList = (json: unknown): boolean =>
  Array.isArray(json) || (isObject(json) && Object.keys(json).length > 0 && hasDigitKeys(json));

function readCode(code: unknown): number | undefined {
  if (typeof code === 'number') return Number.isInteger(code) ? code : undefined;
  return typeof code === 'string' && /^\s*[0-9]{3}\s*$/.test(code) ? Number(code) : undefined;
}

/** Values that PHP sends for an unset variable. */
const isMissingCode = (code: unknown): boolean =>
  code === undefined || code === null || code === 0 || (typeof code === 'string' && ['', '0'].includes(code.trim()));

/** Returns "" if there is no error: null, "null" in any letter case, "", false. */
function errorPhrase(error: unknown): string {
  if (typeof error === 'string') return /^\s*(?:null\s*)?$/i.test(error) ? '' : error;
  return error === undefined || error === null || error === false ? '' : 'error';
}
