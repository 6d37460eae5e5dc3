import type { ErrorCode } from '../domain/error-codes.js';

/** Reasons for which a request, or a part of it, is rejected before it has any effect. */
export const REJECTION_REASONS = [
  'authentication_unavailable',
  'bad_request',
  'forbidden',
  'host_not_allowed',
  'limit',
  'not_in_safelist',
  'overloaded',
  'rate_limited',
  'shutting_down',
  'unauthenticated',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** Routes of `http_responses_total`. `other` is an unknown route. `none` is malformed HTTP. */
export const ROUTES = ['/graphql', '/livez', '/readyz', '/metrics', 'other', 'none'] as const;
export type Route = (typeof ROUTES)[number];

/** `aborted`: the connection was closed before the response was sent. */
export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx', 'aborted'] as const;
export type StatusClass = (typeof STATUS_CLASSES)[number];

/** One possible response and the series that count it. */
export interface ResponseCount {
  /** Counted in `http_responses_total{route, status_class}`. */
  readonly route: Route;
  readonly status: number;
  /** `extensions.code`, or the code of the member of the result union. */
  readonly code?: ErrorCode;
  /** Counted in `rejected_requests_total{reason}`. */
  readonly rejection?: RejectionReason;
  /** Counted in `operations_total{outcome}`: the request was executed, or at least parsed, as GraphQL. */
  readonly operation?: ErrorCode | 'success';
  /** Also counted in `mutations_total{outcome}`. */
  readonly mutation?: true;
}

const success = { route: '/graphql', status: 200, operation: 'success' } as const;
/** A member of the result union. */
const failed = <Code extends ErrorCode>(code: Code) =>
  ({ route: '/graphql', status: 200, code, operation: code, mutation: true }) as const;
/** An entry of `errors[]` of a request that was read as GraphQL. */
const error = <Code extends ErrorCode>(code: Code) =>
  ({ route: '/graphql', status: 200, code, operation: code }) as const;
/** Rejected before it is parsed as GraphQL. */
const rejected = <Code extends ErrorCode, Reason extends RejectionReason>(
  status: number,
  code: Code,
  rejection: Reason,
) => ({ route: '/graphql', status, code, rejection }) as const;
const badRequest = (status: number, route: Route) =>
  ({ route, status, code: 'BAD_REQUEST', rejection: 'bad_request' }) as const;

/** All responses and the series that count them. `test/telemetry/response-table.test.ts` produces each one, or states why not. */
export const RESPONSES = {
  alive: { route: '/livez', status: 200 },
  ready: { route: '/readyz', status: 200 },
  draining: { route: '/readyz', status: 503 },
  starting: { route: '/readyz', status: 503 },
  'ready, Redis unavailable': { route: '/readyz', status: 200 },
  metrics: { route: '/metrics', status: 200 },
  'metrics: another method': { route: '/metrics', status: 405 },
  'metrics: another path': { route: 'other', status: 404 },
  'metrics: expectation': badRequest(417, '/metrics'),
  'metrics: not HTTP': { route: 'none', status: 400, rejection: 'bad_request' },
  // Concurrent scrapes exceed the memory budget.
  'metrics: no memory': { route: '/metrics', status: 503 },
  'root: explorer': { route: 'other', status: 302 },
  'root: address of GraphQL': { route: 'other', status: 200 },
  favicon: { route: 'other', status: 200 },
  'explorer page': { route: '/graphql', status: 200 },
  'OPTIONS or preflight': { route: '/graphql', status: 204 },

  success,
  'mutation: success': { ...success, mutation: true },
  INVALID_INPUT: failed('INVALID_INPUT'),
  REJECTED: failed('REJECTED'),
  NOT_FOUND: failed('NOT_FOUND'),
  CAPACITY_EXCEEDED: failed('CAPACITY_EXCEEDED'),
  STATE_CONFLICT: failed('STATE_CONFLICT'),
  BUSY: failed('BUSY'),
  QUOTA_EXHAUSTED: failed('QUOTA_EXHAUSTED'),
  MAINTENANCE: failed('MAINTENANCE'),
  UNREACHABLE: failed('UNREACHABLE'),
  OUTCOME_UNKNOWN: failed('OUTCOME_UNKNOWN'),
  IDEMPOTENCY_CONFLICT: failed('IDEMPOTENCY_CONFLICT'),
  IN_PROGRESS: failed('IN_PROGRESS'),
  UPSTREAM_AUTHENTICATION: failed('UPSTREAM_AUTHENTICATION'),
  UPSTREAM_CONTRACT: failed('UPSTREAM_CONTRACT'),

  BAD_USER_INPUT: error('BAD_USER_INPUT'),
  GRAPHQL_PARSE_FAILED: error('GRAPHQL_PARSE_FAILED'),
  GRAPHQL_VALIDATION_FAILED: error('GRAPHQL_VALIDATION_FAILED'),
  OPERATION_RESOLUTION_FAILURE: error('OPERATION_RESOLUTION_FAILURE'),
  PERSISTED_QUERY_NOT_FOUND: error('PERSISTED_QUERY_NOT_FOUND'),
  INTERNAL_SERVER_ERROR: failed('INTERNAL_SERVER_ERROR'),
  // Last entry of truncated errors[]. The entries before it are counted.
  ERRORS_TRUNCATED: { route: '/graphql', status: 200, code: 'ERRORS_TRUNCATED', operation: 'MAINTENANCE' },
  FORBIDDEN: { ...error('FORBIDDEN'), rejection: 'forbidden' },
  LIMIT_EXCEEDED: { ...error('LIMIT_EXCEEDED'), rejection: 'limit' },
  'mutation by GET': { ...error('BAD_REQUEST'), status: 405, rejection: 'bad_request' },
  'OVERLOADED: document': { ...error('OVERLOADED'), status: 503, rejection: 'overloaded' },

  QUERY_NOT_IN_SAFELIST: rejected(200, 'QUERY_NOT_IN_SAFELIST', 'not_in_safelist'),
  UNAUTHENTICATED: rejected(401, 'UNAUTHENTICATED', 'unauthenticated'),
  HOST_NOT_ALLOWED: rejected(421, 'HOST_NOT_ALLOWED', 'host_not_allowed'),
  RATE_LIMITED: rejected(429, 'RATE_LIMITED', 'rate_limited'),
  AUTHENTICATION_UNAVAILABLE: rejected(503, 'AUTHENTICATION_UNAVAILABLE', 'authentication_unavailable'),
  OVERLOADED: rejected(503, 'OVERLOADED', 'overloaded'),
  SHUTTING_DOWN: rejected(503, 'SHUTTING_DOWN', 'shutting_down'),
  'no JSON': badRequest(400, '/graphql'),
  'no host': badRequest(400, '/graphql'),
  'CSRF prevention': badRequest(400, '/graphql'),
  'unreadable address': badRequest(400, 'other'),
  'no such route': badRequest(404, 'other'),
  'another method': badRequest(405, '/graphql'),
  'body too large': badRequest(413, '/graphql'),
  'another media type': badRequest(415, '/graphql'),
  expectation: badRequest(417, '/graphql'),
  'not HTTP': badRequest(400, 'none'),
  'request too slow': badRequest(408, 'none'),
  'chunk extensions too large': badRequest(413, 'none'),
  'headers too large': badRequest(431, 'none'),
  // Internal error in any other place; no request is known to cause it.
  'internal error outside GraphQL': { route: '/metrics', status: 500, code: 'INTERNAL_SERVER_ERROR' },
} as const satisfies Readonly<Record<string, ResponseCount>>;

const responses: readonly ResponseCount[] = Object.values(RESPONSES);

export const OUTCOMES: ReadonlySet<string> = new Set(responses.flatMap(({ operation }) => operation ?? []));

export const REJECTION_REASON_OF: ReadonlyMap<unknown, RejectionReason> = new Map(
  responses.flatMap(({ code, rejection }) =>
    code === undefined || rejection === undefined ? [] : [[code, rejection]],
  ),
);

/** Fails to compile if a code has no response in the table. */
type CodeOf<Answer> = Answer extends { readonly code: infer Code } ? Code : never;
type WithoutResponse = Exclude<ErrorCode, CodeOf<(typeof RESPONSES)[keyof typeof RESPONSES]> | UnusedCode>;
/** Code of Apollo if persisted queries are off. They are off only with a safelist, which rejects hashes first. */
type UnusedCode = 'PERSISTED_QUERY_NOT_SUPPORTED';
export const EVERY_CODE_IS_COUNTED: WithoutResponse extends never ? true : WithoutResponse = true;
