import type { Failure, FailureCode, Hint } from '../domain/failure.js';
import type { Operation } from '../domain/operation.js';
import { nextMidnight } from '../domain/wall-clock.js';
import { EMPTY_LIST } from './empty-list.js';
import { sanitizeMessage, type Refusal, type Unclear, type UnclearCause } from './envelope.js';
import { BUSY_RETRY_AFTER_MS, MAX_ROW_RESPONSE_BYTES } from './constants.js';
import type { NotSent, NotSentReason } from './limiter/limiter.js';
import type { FaultCause, HttpResult } from './transport.js';

/** Result of a call that is not a success. */
export type CallFailure = Exclude<HttpResult, { kind: 'answer' }> | NotSent | Refusal | Unclear;

/** Kind of an empty-list message. The message of a `report` does not prove that a list is empty. */
export type EmptyList = 'list' | 'report';

/** One row of the table: the responses it matches, the failure, the evidence, and an example that must match this row. */
interface OutcomeRule {
  readonly id: string;
  /** Kind of the result. */
  readonly on: CallFailure['kind'];
  /** The only cause, for every kind except `refusal`. */
  readonly cause?: FaultCause | NotSentReason | UnclearCause;
  /** Code of a `refusal`, or its lowest and highest code. */
  readonly code?: number | readonly [number, number];
  /** Pattern for the first 1,048,576 characters of the message of a `refusal`. It must be linear. */
  readonly text?: RegExp;
  readonly failure: Exclude<FailureCode, 'INVALID_INPUT' | 'IDEMPOTENCY_CONFLICT' | 'IN_PROGRESS'>;
  /** Set if the call certainly had no effect and the cause passes by itself. The call is retried within the caller's time. */
  readonly retry?: true;
  readonly hint?: Hint;
  /** Set if it means an empty list. Any other 404 is a failure, because any server may send it. */
  readonly emptyList?: EmptyList;
  /** Source of the rule: specification, page of the vendor, recorded response, or guess. */
  readonly evidence: 'spec' | 'doc' | 'seen' | 'guess';
  readonly example: CallFailure;
}

const refusal = (code: number, msg: string): Refusal => ({ kind: 'refusal', code, msg });

/**
 * Message of a used-up quota, with any punctuation. It must begin the message, because a refusal may contain the name of a
 * campaign. Such a name must not stop all calls of the day.
 */
const QUOTA_MESSAGE =
  /^[^\p{L}\p{N}]*(?:error[^\p{L}\p{N}]+)?token[^\p{L}\p{N}]+limit[^\p{L}\p{N}]+exceeded(?![\p{L}\p{N}])/iu;

/**
 * Rules that map a result of wolkvox to a failure. No other code compares a code or a text of wolkvox. The first matching row wins,
 * so a row is above the fallback of its code. An unknown text matches the fallback `rejected-for-another-reason`.
 */
export const OUTCOME_RULES = [
  {
    id: 'unknown-api',
    on: 'refusal',
    code: 400,
    text: /the api you want to consult does not exist/i,
    failure: 'UPSTREAM_CONTRACT',
    evidence: 'doc',
    example: refusal(400, 'THE API YOU WANT TO CONSULT DOES NOT EXIST'),
  },
  {
    id: 'missing-parameters',
    on: 'refusal',
    code: 400,
    text: /some parameters are required/i,
    failure: 'REJECTED',
    evidence: 'doc',
    example: refusal(400, 'SOME PARAMETERS ARE REQUIRED'),
  },
  {
    id: 'token-missing',
    on: 'refusal',
    code: 401,
    failure: 'UPSTREAM_AUTHENTICATION',
    evidence: 'doc',
    example: refusal(401, 'PLEASE ENTER THE WOLKVOX-TOKEN'),
  },
  {
    id: 'quota-exhausted',
    on: 'refusal',
    code: 403,
    text: QUOTA_MESSAGE,
    failure: 'QUOTA_EXHAUSTED',
    evidence: 'doc',
    example: refusal(403, 'TOKEN LIMIT EXCEEDED'),
  },
  {
    id: 'too-many-concurrent-requests',
    on: 'refusal',
    code: 403,
    text: /limit of simultaneous requests/i,
    failure: 'BUSY',
    retry: true,
    evidence: 'doc',
    example: refusal(403, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)'),
  },
  {
    id: 'token-invalid',
    on: 'refusal',
    code: 403,
    text: /validate token/i,
    failure: 'UPSTREAM_AUTHENTICATION',
    evidence: 'doc',
    example: refusal(403, 'PLEASE VALIDATE TOKEN'),
  },
  {
    id: 'maintenance',
    on: 'refusal',
    code: 403,
    text: /back-?\s?up|maintenance|mantenimiento|respaldo|copias? de seguridad/i,
    failure: 'MAINTENANCE',
    retry: true,
    hint: 'SERVER_BACKUP',
    evidence: 'doc',
    example: refusal(403, 'The API is not available during the server backup'),
  },
  {
    id: 'no-rows',
    on: 'refusal',
    code: 404,
    text: /validate dates entered/i,
    failure: 'NOT_FOUND',
    emptyList: 'report',
    evidence: 'seen',
    example: refusal(404, 'Validate dates entered'),
  },
  {
    id: 'empty-list',
    on: 'refusal',
    code: 404,
    text: EMPTY_LIST,
    failure: 'NOT_FOUND',
    emptyList: 'list',
    evidence: 'guess',
    example: refusal(404, 'No records were found'),
  },
  {
    id: 'unknown-campaign',
    on: 'refusal',
    code: 404,
    // The gap has a limit, because an unlimited one would be searched from each start.
    text: /campaign_id\b.{0,100}\bdoes not exist/i,
    failure: 'NOT_FOUND',
    evidence: 'seen',
    example: refusal(404, 'Campaign_id 4711 does not exist in your operation.'),
  },
  {
    id: 'no-record-added',
    on: 'refusal',
    code: 404,
    text: /\b0 records has been added/i,
    failure: 'REJECTED',
    evidence: 'seen',
    example: refusal(404, '0 records has been added, please validate the data'),
  },
  {
    id: 'licence-capacity',
    on: 'refusal',
    code: 404,
    text: /according to quantity active licenses/i,
    failure: 'CAPACITY_EXCEEDED',
    evidence: 'seen',
    example: refusal(
      404,
      'You are uploading (900) records to the system. According to quantity active licenses, You can upload 500 records. Try again.',
    ),
  },
  {
    id: 'other-predictives-active',
    on: 'refusal',
    code: 404,
    text: /turn off a predictive before/i,
    failure: 'STATE_CONFLICT',
    evidence: 'seen',
    example: refusal(
      404,
      'You must turn off a predictive before starting this one, you currently have 3 active predictives',
    ),
  },
  {
    id: 'not-started',
    on: 'refusal',
    code: 404,
    text: /campaign has not been started/i,
    failure: 'STATE_CONFLICT',
    evidence: 'seen',
    example: refusal(404, 'The campaign has not been started, please validate the data'),
  },
  {
    id: 'invalid-value',
    on: 'refusal',
    code: 406,
    failure: 'REJECTED',
    evidence: 'seen',
    example: refusal(406, 'Not Acceptable'),
  },
  {
    id: 'proxy-timeout',
    on: 'refusal',
    code: 408,
    failure: 'OUTCOME_UNKNOWN',
    evidence: 'guess',
    example: refusal(408, 'Request Timeout'),
  },
  {
    id: 'proxy-unavailable',
    on: 'refusal',
    code: 499,
    failure: 'OUTCOME_UNKNOWN',
    evidence: 'guess',
    example: refusal(499, 'Client Closed Request'),
  },
  {
    id: 'too-many-requests',
    on: 'refusal',
    code: 429,
    failure: 'BUSY',
    retry: true,
    evidence: 'guess',
    example: refusal(429, 'Too Many Requests'),
  },
  {
    id: 'rejected-for-another-reason',
    on: 'refusal',
    code: [400, 499],
    failure: 'REJECTED',
    evidence: 'guess',
    example: refusal(403, 'An undocumented text'),
  },
  {
    id: 'not-sent-quota-exhausted',
    on: 'not-sent',
    cause: 'quota-exhausted',
    failure: 'QUOTA_EXHAUSTED',
    evidence: 'spec',
    example: { kind: 'not-sent', cause: 'quota-exhausted' },
  },
  {
    id: 'not-sent-state-unavailable',
    on: 'not-sent',
    cause: 'state-unavailable',
    failure: 'UNREACHABLE',
    hint: 'NOT_SENT_WITHOUT_REDIS',
    evidence: 'spec',
    example: { kind: 'not-sent', cause: 'state-unavailable' },
  },
  {
    id: 'not-sent-queue',
    on: 'not-sent',
    failure: 'BUSY',
    evidence: 'spec',
    example: { kind: 'not-sent', cause: 'queue-full' },
  },
  {
    id: 'unsent-dns',
    on: 'unsent',
    cause: 'dns',
    failure: 'UNREACHABLE',
    hint: 'UNKNOWN_HOST',
    evidence: 'guess',
    example: { kind: 'unsent', cause: 'dns' },
  },
  {
    id: 'unsent-tls',
    on: 'unsent',
    cause: 'tls',
    failure: 'UNREACHABLE',
    hint: 'NO_TLS',
    evidence: 'guess',
    example: { kind: 'unsent', cause: 'tls' },
  },
  {
    id: 'unsent',
    on: 'unsent',
    failure: 'UNREACHABLE',
    retry: true,
    hint: 'NO_CONNECTION',
    evidence: 'seen',
    example: { kind: 'unsent', cause: 'refused' },
  },
  {
    id: 'lost',
    on: 'lost',
    failure: 'OUTCOME_UNKNOWN',
    evidence: 'seen',
    example: { kind: 'lost', cause: 'reset' },
  },
  {
    id: 'server-error',
    on: 'unclear',
    cause: 'server-error',
    failure: 'OUTCOME_UNKNOWN',
    evidence: 'guess',
    example: { kind: 'unclear', cause: 'server-error' },
  },
  {
    id: 'unclear',
    on: 'unclear',
    failure: 'OUTCOME_UNKNOWN',
    evidence: 'seen',
    example: { kind: 'unclear', cause: 'not-json' },
  },
] as const satisfies readonly OutcomeRule[];

/** Id of a rule, as in logs and metrics. */
export type OutcomeRuleId = (typeof OUTCOME_RULES)[number]['id'];

/** Ids of the rules for calls that the limiter did not send. */
export const NOT_SENT_RULES: ReadonlySet<string> = new Set(
  OUTCOME_RULES.filter(({ on }) => on === 'not-sent').map(({ id }) => id),
);

/** Returns the first rule that matches. The last rule of each kind matches every result of it. */
export function matchRule(callFailure: CallFailure): OutcomeRule & { readonly id: OutcomeRuleId } {
  const rule = (OUTCOME_RULES as readonly (OutcomeRule & { id: OutcomeRuleId })[]).find((candidate) =>
    matches(candidate, callFailure),
  );
  if (rule === undefined) throw new Error('No outcome rule matches this kind of result.');
  return rule;
}

function matches(rule: OutcomeRule, callFailure: CallFailure): boolean {
  if (rule.on !== callFailure.kind) return false;
  if (callFailure.kind !== 'refusal') return rule.cause === undefined || rule.cause === callFailure.cause;
  const [from, to] = typeof rule.code === 'number' ? [rule.code, rule.code] : (rule.code ?? [0, Infinity]);
  const msg =
    callFailure.msg.length > MAX_MATCHED_LENGTH ? callFailure.msg.slice(0, MAX_MATCHED_LENGTH) : callFailure.msg;
  return callFailure.code >= from && callFailure.code <= to && (rule.text?.test(msg) ?? true);
}

/** Size limit of a response with one row. The message of a list may have 64 MiB. */
const MAX_MATCHED_LENGTH = MAX_ROW_RESPONSE_BYTES;

/** Returns the failure that clients receive. */
export function toFailure(callFailure: CallFailure, operation: Operation, now: Date): Failure {
  const { failure: code, hint } = matchRule(callFailure);
  switch (code) {
    case 'BUSY':
      return { code, retryAfterMs: BUSY_RETRY_AFTER_MS };
    case 'QUOTA_EXHAUSTED':
      return { code, resetsAt: nextMidnight(now, operation.timeZone) };
    case 'MAINTENANCE':
    case 'UNREACHABLE':
      return { code, hint: hint ?? null };
    case 'OUTCOME_UNKNOWN':
      return { code, candidates: [] };
    case 'UPSTREAM_AUTHENTICATION':
    case 'UPSTREAM_CONTRACT':
      return { code };
    default:
      return {
        code,
        upstreamCode: callFailure.kind === 'refusal' ? callFailure.code : 0,
        upstreamMessage: callFailure.kind === 'refusal' ? sanitizeMessage(callFailure.msg) : '',
      };
  }
}
