import type { ErrorCode } from '../graphql/error/codes.js';

/** Why a request, or a part of it, was refused before it could do anything. */
export const REFUSALS = [
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
export type Refusal = (typeof REFUSALS)[number];

/** Routes of `http_responses_total`. `other`: no such route. `none`: what was sent is not an HTTP request. */
export const ROUTES = ['/graphql', '/livez', '/readyz', '/metrics', 'other', 'none'] as const;
export type Route = (typeof ROUTES)[number];

/** `aborted`: the connection was closed before the answer was sent. */
export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx', 'aborted'] as const;
export type StatusClass = (typeof STATUS_CLASSES)[number];

/** One answer that a client can get. */
export interface AnswerCount {
  /** Counted in `http_responses_total{route, status_class}`. */
  readonly route: Route;
  readonly status: number;
  /** `extensions.code`, or the code of the member of the result union. */
  readonly code?: ErrorCode;
  /** Counted in `refusals_total{reason}`. */
  readonly refusal?: Refusal;
  /** Counted in `operations_total{outcome}`: the request was executed, or at least read, as GraphQL. */
  readonly operation?: ErrorCode | 'success';
  /** Counted in `creations_total{outcome}`, too. */
  readonly creation?: true;
}

const success = { route: '/graphql', status: 200, operation: 'success' } as const;
/** A member of the result union. */
const failed = <Code extends ErrorCode>(code: Code) =>
  ({ route: '/graphql', status: 200, code, operation: code, creation: true }) as const;
/** An entry of `errors[]` of a request that was read as GraphQL. */
const error = <Code extends ErrorCode>(code: Code) =>
  ({ route: '/graphql', status: 200, code, operation: code }) as const;
/** Refused before it was read as GraphQL. */
const refused = <Code extends ErrorCode, Reason extends Refusal>(status: number, code: Code, refusal: Reason) =>
  ({ route: '/graphql', status, code, refusal }) as const;
const badRequest = (status: number, route: Route) =>
  ({ route, status, code: 'BAD_REQUEST', refusal: 'bad_request' }) as const;

/** Every answer that the server can give, and the series that count it. `test/sight/answers.test.ts` asks for each of them, unless it says why not. */
export const ANSWERS = {
  alive: { route: '/livez', status: 200 },
  ready: { route: '/readyz', status: 200 },
  draining: { route: '/readyz', status: 503 },
  starting: { route: '/readyz', status: 503 },
  'ready, Redis unavailable': { route: '/readyz', status: 200 },
  metrics: { route: '/metrics', status: 200 },
  'metrics: another method': { route: '/metrics', status: 405 },
  'metrics: another path': { route: 'other', status: 404 },
  'metrics: expectation': badRequest(417, '/metrics'),
  'metrics: not HTTP': { route: 'none', status: 400, refusal: 'bad_request' },
  // More scrapes than there is memory for.
  'metrics: no memory': { route: '/metrics', status: 503 },
  'root: explorer': { route: 'other', status: 302 },
  'root: address of GraphQL': { route: 'other', status: 200 },
  favicon: { route: 'other', status: 200 },
  'explorer page': { route: '/graphql', status: 200 },
  'OPTIONS or preflight': { route: '/graphql', status: 204 },

  success,
  'creation: success': { ...success, creation: true },
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
  // The last of many; those before it are counted.
  ERRORS_LEFT_OUT: { route: '/graphql', status: 200, code: 'ERRORS_LEFT_OUT', operation: 'MAINTENANCE' },
  FORBIDDEN: { ...error('FORBIDDEN'), refusal: 'forbidden' },
  LIMIT_EXCEEDED: { ...error('LIMIT_EXCEEDED'), refusal: 'limit' },
  'mutation by GET': { ...error('BAD_REQUEST'), status: 405, refusal: 'bad_request' },
  'OVERLOADED: document': { ...error('OVERLOADED'), status: 503, refusal: 'overloaded' },

  QUERY_NOT_IN_SAFELIST: refused(200, 'QUERY_NOT_IN_SAFELIST', 'not_in_safelist'),
  UNAUTHENTICATED: refused(401, 'UNAUTHENTICATED', 'unauthenticated'),
  HOST_NOT_ALLOWED: refused(421, 'HOST_NOT_ALLOWED', 'host_not_allowed'),
  RATE_LIMITED: refused(429, 'RATE_LIMITED', 'rate_limited'),
  AUTHENTICATION_UNAVAILABLE: refused(503, 'AUTHENTICATION_UNAVAILABLE', 'authentication_unavailable'),
  OVERLOADED: refused(503, 'OVERLOADED', 'overloaded'),
  SHUTTING_DOWN: refused(503, 'SHUTTING_DOWN', 'shutting_down'),
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
  // A fault of the server in any other place; no request is known to cause it.
  'internal error outside GraphQL': { route: '/metrics', status: 500, code: 'INTERNAL_SERVER_ERROR' },
} as const satisfies Readonly<Record<string, AnswerCount>>;

const answers: readonly AnswerCount[] = Object.values(ANSWERS);

/** Every outcome that an operation can have. */
export const OUTCOMES: ReadonlySet<string> = new Set(answers.flatMap(({ operation }) => operation ?? []));

/** The reason for which a code is counted as a refusal. */
export const REFUSAL_OF: ReadonlyMap<unknown, Refusal> = new Map(
  answers.flatMap(({ code, refusal }) => (code === undefined || refusal === undefined ? [] : [[code, refusal]])),
);

/** Fails to compile if a code has no answer in the table. */
type CodeOf<Answer> = Answer extends { readonly code: infer Code } ? Code : never;
type WithoutAnswer = Exclude<ErrorCode, CodeOf<(typeof ANSWERS)[keyof typeof ANSWERS]> | NeverGiven>;
/** Apollo's code where persisted queries are off. They are off only with a list of documents, which refuses hashes first. */
type NeverGiven = 'PERSISTED_QUERY_NOT_SUPPORTED';
export const EVERY_CODE_IS_COUNTED: WithoutAnswer extends never ? true : WithoutAnswer = true;
