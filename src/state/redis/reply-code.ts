import { ErrorReply } from '@redis/client';

import { OTHER_CODE } from './error-replies.js';

/**
 * Returns the code of an error reply, its first word, for example OOM; undefined if the error is not a reply. The rest is dropped,
 * because it may name a user, a command or an address. A reply that does not begin with capital letters is OTHER_CODE.
 */
export function errorCodeOf(error: unknown): string | undefined {
  if (!(error instanceof ErrorReply)) return undefined;
  const { message } = error;
  // Redis 6 wraps the error of a command in a script. Example: ERR Error running script (…): …: -OOM command not allowed.
  const wrapped = /^ERR Error (?:running|compiling) script.*?: -([A-Z][A-Z0-9]{1,23})\b/s.exec(message)?.[1];
  return wrapped ?? /^[A-Z][A-Z0-9]{1,23}(?=\s|$)/.exec(message)?.[0] ?? OTHER_CODE;
}
