import type { FailureCode } from './failure.js';

/** Codes in `extensions.code` of `errors[]` that are not in `FAILURES`. */
export const ERROR_CODES = [
  'AUTHENTICATION_UNAVAILABLE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'ERRORS_TRUNCATED',
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

/** All codes of a response. `src/telemetry/response-table.ts` maps each to the metric that counts it. */
export type ErrorCode = FailureCode | (typeof ERROR_CODES)[number];
