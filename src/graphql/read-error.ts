import { FAILURES, HINTS, type Failure } from '../domain/failure.js';
import type { Sentence } from '../domain/language.js';
import { operatorError, type OperatorCode } from './error/operator-error.js';
import { SpokenError } from './error/spoken-error.js';

/** Why something could not be read, for errors[]: the same words, figures and sentences as in a result union. */
export function readError(failure: Failure): SpokenError {
  const { shownAs, message, repeat } = FAILURES[failure.code];
  if (shownAs === 'error') return operatorError(failure.code as OperatorCode);
  const { code, ...rest } = failure;
  const hint = 'hint' in failure && failure.hint !== null ? HINTS[failure.hint] : undefined;
  return new SpokenError(message, { code, retryable: repeat === 'later', ...rest }, hint);
}

/** An argument that breaks a rule; says which, and never what it was. */
export const argumentError = (sentence: Sentence): SpokenError => new SpokenError(sentence, { code: 'BAD_USER_INPUT' });
