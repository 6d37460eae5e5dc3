import type { Failure, FailureCode, Hint } from '../domain/failure.js';
import type { Operation } from '../domain/operation.js';
import { nextMidnight } from '../domain/wall-clock.js';
import { EMPTY_LIST } from './empty-list.js';
import { sanitizeMessage, type Refusal, type Unclear, type UnclearCause } from './envelope.js';
import { BUSY_RETRY_AFTER_MS, MAX_ROW_RESPONSE_BYTES } from './constants.js';
import type { NotSent, NotSentReason } from './limiter/limiter.js';
import type { FaultCause } from './fault.js';
import type { HttpResult } from './transport.js';

/** Result of a call that is not a success. */
export type CallFailure = Exclude<HttpResult, { kind: 'answer' }> | NotSent | Refusal | Unclear;

/** Kind of an empty-list message. The message of a `report` does not prove that a list is empty. */
export type EmptyList = 'list' | 'report';

/** One row of the table: the responses it matches, the failure, the evidence, and an example that must match this row. */
interface OutcomeRule {
  readonly id: string;
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

/** Row for refusals with a code. `msg` is its example. */
const refusal = (code: number, msg: string) =>
  ({ on: 'refusal', code, example: { kind: 'refusal', code, msg } }) as const;

/** Row for one cause of a kind. */
const caused = <const Kind extends string, const Cause extends string>(on: Kind, cause: Cause) =>
  ({ on, cause, example: { kind: on, cause } }) as const;

/** Begins the message of a used-up quota, because the name of a campaign in it must not stop all calls of the day. */
const QUOTA_MESSAGE =
  /^[^\p{L}\p{N}]*(?:error[^\p{L}\p{N}]+)?token[^\p{L}\p{N}]+limit[^\p{L}\p{N}]+exceeded(?![\p{L}\p{N}])/iu;

/**
 * Rules that map a result of wolkvox to a failure. No other code compares a code or a text of wolkvox. The first matching row wins,
 * so a row is above the fallback of its code. An unknown text matches the fallback `rejected-for-another-reason`.
 */
export const OUTCOME_RULES = [
  {
    id: 'unknown-api',
    ...refusal(400, 'THE API YOU WANT TO CONSULT DOES NOT EXIST'),
    text: /the api you want to consult does not exist/i,
    failure: 'UPSTREAM_CONTRACT',
    evidence: 'doc',
  },
  {
    id: 'missing-parameters',
    ...refusal(400, 'SOME PARAMETERS ARE REQUIRED'),
    text: /some parameters are required/i,
    failure: 'REJECTED',
    evidence: 'doc',
  },
  {
    id: 'token-missing',
    ...refusal(401, 'PLEASE ENTER THE WOLKVOX-TOKEN'),
    failure: 'UPSTREAM_AUTHENTICATION',
    evidence: 'doc',
  },
  {
    id: 'quota-exhausted',
    ...refusal(403, 'TOKEN LIMIT EXCEEDED'),
    text: QUOTA_MESSAGE,
    failure: 'QUOTA_EXHAUSTED',
    evidence: 'doc',
  },
  {
    id: 'too-many-concurrent-requests',
    ...refusal(403, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)'),
    text: /limit of simultaneous requests/i,
    failure: 'BUSY',
    retry: true,
    evidence: 'doc',
  },
  {
    id: 'token-invalid',
    ...refusal(403, 'PLEASE VALIDATE TOKEN'),
    text: /validate token/i,
    failure: 'UPSTREAM_AUTHENTICATION',
    evidence: 'doc',
  },
  {
    id: 'maintenance',
    ...refusal(403, 'The API is not available during the server backup'),
    text: /back-?\s?up|maintenance|mantenimiento|respaldo|copias? de seguridad/i,
    failure: 'MAINTENANCE',
    retry: true,
    hint: 'SERVER_BACKUP',
    evidence: 'doc',
  },
  {
    id: 'no-rows',
    ...refusal(404, 'Validate dates entered'),
    text: /validate dates entered/i,
    failure: 'NOT_FOUND',
    emptyList: 'report',
    evidence: 'seen',
  },
  {
    id: 'empty-list',
    ...refusal(404, 'No records were found'),
    text: EMPTY_LIST,
    failure: 'NOT_FOUND',
    emptyList: 'list',
    evidence: 'guess',
  },
  {
    id: 'unknown-campaign',
    ...refusal(404, 'Campaign_id 4711 does not exist in your operation.'),
    // The gap has a limit, because an unlimited one would be searched from each start.
    text: /campaign_id\b.{0,100}\bdoes not exist/i,
    failure: 'NOT_FOUND',
    evidence: 'seen',
  },
  {
    id: 'no-record-added',
    ...refusal(404, '0 records has been added, please validate the data'),
    text: /\b0 records has been added/i,
    failure: 'REJECTED',
    evidence: 'seen',
  },
  {
    id: 'licence-capacity',
    ...refusal(
      404,
      'You are uploading (900) records to the system. According to quantity active licenses, You can upload 500 records. Try again.',
    ),
    text: /according to quantity active licenses/i,
    failure: 'CAPACITY_EXCEEDED',
    evidence: 'seen',
  },
  {
    id: 'other-predictives-active',
    ...refusal(404, 'You must turn off a predictive before starting this one, you currently have 3 active predictives'),
    // The licences determine the number of active predictives (doc).
    text: /turn off a predictive before/i,
    failure: 'CAPACITY_EXCEEDED',
    evidence: 'seen',
  },
  {
    id: 'not-started',
    ...refusal(404, 'The campaign has not been started, please validate the data'),
    text: /campaign has not been started/i,
    failure: 'STATE_CONFLICT',
    evidence: 'seen',
  },
  { id: 'invalid-value', ...refusal(406, 'Not Acceptable'), failure: 'REJECTED', evidence: 'seen' },
  { id: 'proxy-timeout', ...refusal(408, 'Request Timeout'), failure: 'OUTCOME_UNKNOWN', evidence: 'guess' },
  { id: 'proxy-unavailable', ...refusal(499, 'Client Closed Request'), failure: 'OUTCOME_UNKNOWN', evidence: 'guess' },
  { id: 'too-many-requests', ...refusal(429, 'Too Many Requests'), failure: 'BUSY', retry: true, evidence: 'guess' },
  {
    id: 'rejected-for-another-reason',
    ...refusal(403, 'An undocumented text'),
    code: [400, 499],
    failure: 'REJECTED',
    evidence: 'guess',
  },
  {
    id: 'not-sent-quota-exhausted',
    ...caused('not-sent', 'quota-exhausted'),
    failure: 'QUOTA_EXHAUSTED',
    evidence: 'spec',
  },
  {
    id: 'not-sent-state-unavailable',
    ...caused('not-sent', 'state-unavailable'),
    failure: 'UNREACHABLE',
    hint: 'NOT_SENT_WITHOUT_STATE',
    evidence: 'spec',
  },
  {
    id: 'not-sent-queue',
    on: 'not-sent',
    failure: 'BUSY',
    evidence: 'spec',
    example: { kind: 'not-sent', cause: 'queue-full' },
  },
  { id: 'unsent-dns', ...caused('unsent', 'dns'), failure: 'UNREACHABLE', hint: 'UNKNOWN_HOST', evidence: 'guess' },
  { id: 'unsent-tls', ...caused('unsent', 'tls'), failure: 'UNREACHABLE', hint: 'NO_TLS', evidence: 'guess' },
  // Retrying wrong credentials could lock the account.
  {
    id: 'unsent-proxy-auth',
    ...caused('unsent', 'proxy-auth'),
    failure: 'UNREACHABLE',
    hint: 'PROXY_AUTH',
    evidence: 'spec',
  },
  {
    id: 'unsent-proxy-refused',
    ...caused('unsent', 'proxy-refused'),
    failure: 'UNREACHABLE',
    hint: 'PROXY_REFUSED',
    evidence: 'spec',
  },
  {
    id: 'unsent-proxy-failed',
    ...caused('unsent', 'proxy-failed'),
    failure: 'UNREACHABLE',
    retry: true,
    hint: 'PROXY_FAILED',
    evidence: 'spec',
  },
  {
    id: 'unsent-proxy-unreachable',
    ...caused('unsent', 'proxy-unreachable'),
    failure: 'UNREACHABLE',
    retry: true,
    hint: 'PROXY_UNREACHABLE',
    evidence: 'guess',
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
  { id: 'lost', on: 'lost', failure: 'OUTCOME_UNKNOWN', evidence: 'seen', example: { kind: 'lost', cause: 'reset' } },
  { id: 'server-error', ...caused('unclear', 'server-error'), failure: 'OUTCOME_UNKNOWN', evidence: 'guess' },
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
  // The message of a list may have 64 MiB.
  const msg = callFailure.msg.slice(0, MAX_ROW_RESPONSE_BYTES);
  return callFailure.code >= from && callFailure.code <= to && (rule.text?.test(msg) ?? true);
}

/**
 * Returns the failure that clients receive.
 *
 * @param mask Masks secrets in the message of wolkvox. The rules match the unmasked message.
 */
export function toFailure(
  callFailure: CallFailure,
  operation: Operation,
  now: Date,
  mask: (msg: string) => string = (msg) => msg,
): Failure {
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
    case 'UPSTREAM_AUTHENTICATION':
    case 'UPSTREAM_CONTRACT':
      return { code };
    default:
      return {
        code,
        upstreamCode: callFailure.kind === 'refusal' ? callFailure.code : 0,
        upstreamMessage: callFailure.kind === 'refusal' ? sanitizeMessage(mask(callFailure.msg)) : '',
      };
  }
}
