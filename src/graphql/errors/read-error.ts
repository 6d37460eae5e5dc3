import { FAILURES, OPERATOR_HINTS, type Failure } from '../../domain/failure.js';
import type { LocalizedText } from '../../shared/i18n.js';
import { operatorError, type OperatorCode } from './operator-error.js';
import { LocalizedError } from './localized-error.js';

/** Returns the error of a failed read, with the same code, values and message as in a result union. */
export function readError(failure: Failure): LocalizedError {
  const { exposedAs, message, retry } = FAILURES[failure.code];
  if (exposedAs === 'error') return operatorError(failure.code as OperatorCode);
  const { code, ...rest } = failure;
  const hint = 'hint' in failure && failure.hint !== null ? OPERATOR_HINTS[failure.hint] : undefined;
  return new LocalizedError(message, { code, retryable: retry === 'later', ...rest }, hint);
}

/** Returns the error of an invalid argument. It names the rule and never the value. */
export const argumentError = (message: LocalizedText): LocalizedError =>
  new LocalizedError(message, { code: 'BAD_USER_INPUT' });
