import type { Failure, FailureCode, Hint } from '../domain/failure.js';
import type { Operation } from '../domain/operation.js';
import { nextMidnight } from '../domain/wall-clock.js';
import { EMPTY_LIST } from './empty-list.js';
import { tellable, type Refusal, type Unclear, type UnclearCause } from './envelope.js';
import { BUSY_RETRY_AFTER_MS, MAX_ROW_ANSWER_BYTES } from './facts.js';
import type { Held, HeldCause } from './governor/governor.js';
import type { FaultCause, HttpResult } from './http.js';

/** Everything a call can come to that is not a success. */
export type Mishap = Exclude<HttpResult, { kind: 'answer' }> | Held | Refusal | Unclear;

/** Whose words say that there are no rows: those of a list; or those of a `report`, which prove nothing about a list. */
export type EmptyList = 'list' | 'report';

/** One row of the table: what it matches, what that means, how we know, and an example that must find this row. */
interface AnswerRow {
  readonly id: string;
  readonly on: Mishap['kind'];
  /** For all but `refusal`: this cause only. */
  readonly cause?: FaultCause | HeldCause | UnclearCause;
  /** For `refusal`: this code, or from this to that. */
  readonly code?: number | readonly [number, number];
  /** For `refusal`: the first 1,048,576 characters of msg must match. It is linear: no row takes longer than the text is long. */
  readonly text?: RegExp;
  readonly failure: Exclude<FailureCode, 'INVALID_INPUT' | 'IDEMPOTENCY_CONFLICT' | 'IN_PROGRESS'>;
  /** It proves that nothing happened and passes by itself, so the same call is made again within the caller's time. */
  readonly repeat?: true;
  readonly hint?: Hint;
  /** In answer to a list it says that there are no rows. Without it a 404 to a list is a failure: it may be any server's. */
  readonly emptyList?: EmptyList;
  readonly evidence: 'spec' | 'doc' | 'seen' | 'guess';
  readonly example: Mishap;
}

const refusal = (code: number, msg: string): Refusal => ({ kind: 'refusal', code, msg });

/**
 * The sentence begins with it, however it is punctuated: a refusal may tell the name of a campaign, and words in that one must
 * not end all calls of the day.
 */
const QUOTA_SPENT =
  /^[^\p{L}\p{N}]*(?:error[^\p{L}\p{N}]+)?token[^\p{L}\p{N}]+limit[^\p{L}\p{N}]+exceeded(?![\p{L}\p{N}])/iu;

/**
 * The only place that compares a code or a text of the upstream. The first row that fits wins, so a row stands above
 * the fallback of its code. An unknown text lands on a fallback that says no more than "refused".
 */
export const ANSWERS = [
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
    id: 'quota-spent',
    on: 'refusal',
    code: 403,
    text: QUOTA_SPENT,
    failure: 'QUOTA_EXHAUSTED',
    evidence: 'doc',
    example: refusal(403, 'TOKEN LIMIT EXCEEDED'),
  },
  {
    id: 'one-request-too-many',
    on: 'refusal',
    code: 403,
    text: /limit of simultaneous requests/i,
    failure: 'BUSY',
    repeat: true,
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
    repeat: true,
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
    // The gap is bounded, as every gap of the table must be: one without bound is looked through once from each start.
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
    id: 'timed-out-on-the-way',
    on: 'refusal',
    code: 408,
    failure: 'OUTCOME_UNKNOWN',
    evidence: 'guess',
    example: refusal(408, 'Request Timeout'),
  },
  {
    id: 'given-up-on-the-way',
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
    repeat: true,
    evidence: 'guess',
    example: refusal(429, 'Too Many Requests'),
  },
  {
    id: 'refused-for-another-reason',
    on: 'refusal',
    code: [400, 499],
    failure: 'REJECTED',
    evidence: 'guess',
    example: refusal(403, 'A text that nobody has written down'),
  },
  {
    id: 'held-by-quota',
    on: 'held',
    cause: 'quota',
    failure: 'QUOTA_EXHAUSTED',
    evidence: 'spec',
    example: { kind: 'held', cause: 'quota' },
  },
  {
    id: 'held-without-state',
    on: 'held',
    cause: 'away',
    failure: 'UNREACHABLE',
    hint: 'NOT_SENT_WITHOUT_REDIS',
    evidence: 'spec',
    example: { kind: 'held', cause: 'away' },
  },
  {
    id: 'held-in-queue',
    on: 'held',
    failure: 'BUSY',
    evidence: 'spec',
    example: { kind: 'held', cause: 'queue-full' },
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
    repeat: true,
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
] as const satisfies readonly AnswerRow[];

export type AnswerId = (typeof ANSWERS)[number]['id'];

/** The rows of calls that were not made. */
export const HELD_ANSWERS: ReadonlySet<string> = new Set(ANSWERS.filter(({ on }) => on === 'held').map(({ id }) => id));

/** The row that a mishap falls on. Every mishap falls on one: each kind's last row asks nothing more of it. */
export function answerRow(mishap: Mishap): AnswerRow & { readonly id: AnswerId } {
  const row = (ANSWERS as readonly (AnswerRow & { id: AnswerId })[]).find((candidate) => fits(candidate, mishap));
  if (row === undefined) throw new Error('The table of upstream answers has no row for this kind of answer.');
  return row;
}

function fits(row: AnswerRow, mishap: Mishap): boolean {
  if (row.on !== mishap.kind) return false;
  if (mishap.kind !== 'refusal') return row.cause === undefined || row.cause === mishap.cause;
  const [from, to] = typeof row.code === 'number' ? [row.code, row.code] : (row.code ?? [0, Infinity]);
  const msg = mishap.msg.length > MOST_MATCHED_CHARACTERS ? mishap.msg.slice(0, MOST_MATCHED_CHARACTERS) : mishap.msg;
  return mishap.code >= from && mishap.code <= to && (row.text?.test(msg) ?? true);
}

/** As much as an answer of one row may hold: the msg of a list may be 64 MiB. */
const MOST_MATCHED_CHARACTERS = MAX_ROW_ANSWER_BYTES;

/** What a mishap means to a caller. */
export function failureOf(mishap: Mishap, operation: Operation, now: Date): Failure {
  const { failure: code, hint } = answerRow(mishap);
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
        upstreamCode: mishap.kind === 'refusal' ? mishap.code : 0,
        upstreamMessage: mishap.kind === 'refusal' ? tellable(mishap.msg) : '',
      };
  }
}
