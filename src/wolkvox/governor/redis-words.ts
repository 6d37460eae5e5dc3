import { ErrorReply } from '@redis/client';

/**
 * What an error reply of Redis means for this layer. Nothing is sent to wolkvox in any of the three cases.
 *
 * `unavailable`: a condition of the server. Redis counts as lost until a heartbeat succeeds; callers are told UNREACHABLE.
 * `refused`: this user or address may not do this one thing. Callers are told UNREACHABLE; Redis counts as lost only if the
 * heartbeat, or a step that has to be repeated, is refused too.
 * `fault`: the step fails each time, because a key holds something else or because the server is not one that this layer can
 * use. Callers are told INTERNAL_SERVER_ERROR.
 */
export type ReplyMeaning = 'unavailable' | 'refused' | 'fault';

/** The first words of Redis's error replies that docs/operating.md explains, and that the metric has a label for. */
export const REDIS_WORDS = {
  BUSY: 'unavailable',
  CLUSTERDOWN: 'unavailable',
  LOADING: 'unavailable',
  MASTERDOWN: 'unavailable',
  MISCONF: 'unavailable',
  NOAUTH: 'unavailable',
  NOREPLICAS: 'unavailable',
  OOM: 'unavailable',
  READONLY: 'unavailable',
  TRYAGAIN: 'unavailable',
  UNKILLABLE: 'unavailable',
  WRONGPASS: 'unavailable',
  NOPERM: 'refused',
  ASK: 'fault',
  CROSSSLOT: 'fault',
  ERR: 'fault',
  EXECABORT: 'fault',
  MOVED: 'fault',
  NOSCRIPT: 'fault',
  WRONGTYPE: 'fault',
} as const satisfies Record<string, ReplyMeaning>;

const isKnown = (word: string): word is keyof typeof REDIS_WORDS => Object.hasOwn(REDIS_WORDS, word);

/** A word that is not listed may pass: to wait and try again does no harm, since nothing is sent meanwhile. */
export const meaningOf = (word: string): ReplyMeaning => (isKnown(word) ? REDIS_WORDS[word] : 'unavailable');

/** Label of a word in the metric. Whoever answers in place of Redis could invent any number of words. */
export const OTHER_WORD = 'other';
export const labelOf = (word: string): string => (isKnown(word) ? word : OTHER_WORD);

/**
 * The first word of an error reply, for example OOM; undefined if the error is none. The rest is dropped: it may name a user,
 * a command or an address. A reply that begins with no word of capitals is OTHER_WORD.
 */
export function wordOf(error: unknown): string | undefined {
  if (!(error instanceof ErrorReply)) return undefined;
  const { message } = error;
  // Redis 6 wraps the reply of a command that failed in a script: ERR Error running script (…): …: -OOM command not allowed.
  const wrapped = /^ERR Error (?:running|compiling) script.*?: -([A-Z][A-Z0-9]{1,23})\b/s.exec(message)?.[1];
  return wrapped ?? /^[A-Z][A-Z0-9]{1,23}(?=\s|$)/.exec(message)?.[0] ?? OTHER_WORD;
}
