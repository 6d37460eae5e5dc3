import { GraphQLError } from 'graphql';

import { FAILURES, type Failure } from '../domain/failure.js';
import { operatorError, type OperatorCode } from './error/operator-error.js';

/** Why something could not be read, for errors[]: the same words, figures and sentences as in a result union. */
export function readError(failure: Failure): GraphQLError {
  const { shownAs, message, repeat } = FAILURES[failure.code];
  if (shownAs === 'error') return operatorError(failure.code as OperatorCode);
  const { code, ...rest } = failure;
  return new GraphQLError(message, { extensions: { code, retryable: repeat === 'later', ...rest } });
}

/** An argument that breaks a rule; says which, and never what it was. */
export const argumentError = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
