import { randomUUID } from 'node:crypto';

import { GraphQLError } from 'graphql';

import { FAILURES, type FailureCode } from '../../domain/failure.js';

/** The codes whose trait says: shown in errors[]. */
export type OperatorCode = {
  [Code in FailureCode]: (typeof FAILURES)[Code]['shownAs'] extends 'error' ? Code : never;
}[FailureCode];

/** A failure that only an operator can mend, for errors[]: the fixed sentence, the code, and an id to find it in the log. */
export const operatorError = (code: OperatorCode): GraphQLError =>
  new GraphQLError(FAILURES[code].message, { extensions: { code, errorId: randomUUID() } });

/** The books cannot be read while the shared state is lost; shown in errors[] where there is no union to tell it in. */
export const booksAway = (): GraphQLError =>
  new GraphQLError(FAILURES.UNREACHABLE.message, { extensions: { code: 'UNREACHABLE' satisfies FailureCode } });

/** Our own fault: says nothing of what went wrong, the log does. */
export const internalError = (): {
  message: string;
  extensions: { code: 'INTERNAL_SERVER_ERROR'; errorId: string };
} => ({
  message: 'This layer failed. The error id finds the reason in its log.',
  extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: randomUUID() },
});
