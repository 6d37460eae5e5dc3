import type { FailureCode } from '../../domain/failure.js';

/** Codes in `extensions.code` of `errors[]`, beside those of `FAILURES`. */
export const ERROR_CODES = [
  'AUTHENTICATION_UNAVAILABLE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'ERRORS_LEFT_OUT',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'HOST_NOT_ALLOWED',
  'INTERNAL_SERVER_ERROR',
  'LIMIT_EXCEEDED',
  'OPERATION_RESOLUTION_FAILURE',
  'OVERLOADED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'QUERY_NOT_IN_SAFELIST',
  'RATE_LIMITED',
  'SHUTTING_DOWN',
  'UNAUTHENTICATED',
] as const;

/** Every code that an answer can have. `src/sight/answers.ts` says for each which series counts it. */
export type ErrorCode = FailureCode | (typeof ERROR_CODES)[number];
