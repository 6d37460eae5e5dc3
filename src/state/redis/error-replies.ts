/**
 * Meaning of an error reply of Redis. Nothing is sent to wolkvox in all three cases.
 * - `unavailable`: a condition of the server. Redis counts as lost until a heartbeat succeeds. Clients receive UNREACHABLE.
 * - `refused`: this user or address has no permission for one command. Clients receive UNREACHABLE. Redis counts as lost only if
 *   the heartbeat or a retried step is refused too.
 * - `fault`: the step fails each time, because a key has an invalid value or the server is unsuitable. Clients receive
 *   INTERNAL_SERVER_ERROR.
 */
export type ReplyMeaning = 'unavailable' | 'refused' | 'fault';

/** Codes of error replies that docs/guides/runbook.md explains and that are labels of the metric. */
export const REDIS_ERROR_CODES = {
  ASK: 'unavailable',
  BUSY: 'unavailable',
  CLUSTERDOWN: 'unavailable',
  LOADING: 'unavailable',
  MASTERDOWN: 'unavailable',
  MISCONF: 'unavailable',
  MOVED: 'unavailable',
  NOAUTH: 'unavailable',
  NOREPLICAS: 'unavailable',
  OOM: 'unavailable',
  READONLY: 'unavailable',
  TRYAGAIN: 'unavailable',
  UNKILLABLE: 'unavailable',
  WRONGPASS: 'unavailable',
  NOPERM: 'refused',
  CROSSSLOT: 'fault',
  ERR: 'fault',
  EXECABORT: 'fault',
  NOSCRIPT: 'fault',
  WRONGTYPE: 'fault',
} as const satisfies Record<string, ReplyMeaning>;

const isKnown = (code: string): code is keyof typeof REDIS_ERROR_CODES => Object.hasOwn(REDIS_ERROR_CODES, code);

/** Returns the meaning of a code. An unknown one is `unavailable`: a retry is safe, because nothing is sent meanwhile. */
export const meaningOf = (code: string): ReplyMeaning => (isKnown(code) ? REDIS_ERROR_CODES[code] : 'unavailable');

/** Label of every unknown code, because a proxy could send any number of codes. */
export const OTHER_CODE = 'other';
/** Returns the label of a code in the metric. */
export const labelOf = (code: string): string => (isKnown(code) ? code : OTHER_CODE);
