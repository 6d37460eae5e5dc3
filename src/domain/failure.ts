import type { Campaign } from './campaign.js';
import type { InputIssue } from './input-rules.js';

/** How the rest of the product treats a failure. Policies read these traits, never the codes. */
export interface FailureTraits {
  /** `data`: a member of the result union, a frontend can act on it. `error`: `errors[]`, only an operator can mend it. */
  readonly shownAs: 'data' | 'error';
  /** What is certain about the upstream: `no`, nothing happened there; `unknown`, it may have. */
  readonly happened: 'no' | 'unknown';
  /** May the same request be made again: `later`, after a pause; `never`, not as it is. */
  readonly repeat: 'never' | 'later';
  /** The fixed sentence for a person. Never holds a value of the input, a secret or upstream text. */
  readonly message: string;
}

/**
 * The closed vocabulary of what can fail, the one place where a code, its traits and its sentence stand.
 * The GraphQL enum `WolkvoxErrorCode`, `retryable` and `message` are derived from it.
 */
export const FAILURES = {
  INVALID_INPUT: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: 'The input breaks at least one rule; nothing was sent. Each issue names a field and its rule.',
  },
  REJECTED: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: 'wolkvox refused the request; nothing happened. Its own words are in upstreamMessage.',
  },
  NOT_FOUND: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: 'wolkvox found nothing that matches the request; nothing happened.',
  },
  CAPACITY_EXCEEDED: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: 'The licences of the operation do not allow this; nothing happened.',
  },
  STATE_CONFLICT: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: 'The state of the operation does not allow this now; nothing happened.',
  },
  BUSY: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'later',
    message:
      'wolkvox takes only a few requests at a time and this was one too many; nothing happened. Try again later.',
  },
  QUOTA_EXHAUSTED: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'later',
    message: 'The calls of the day are used up; nothing happened. Try again after resetsAt.',
  },
  MAINTENANCE: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'later',
    message: 'wolkvox is switched off for maintenance or a backup; nothing happened. Try again later.',
  },
  UNREACHABLE: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'later',
    message:
      'wolkvox could not be reached, or gave no answer and did nothing. Try again later; if this persists, the address of this server may be missing from the allow-list of the operation.',
  },
  OUTCOME_UNKNOWN: {
    shownAs: 'data',
    happened: 'unknown',
    repeat: 'never',
    message:
      'The request left, but no clear answer came back: it may or may not have taken effect, and it was not sent again. Look in wolkvox before you repeat it. If every call ends like this, the address of this server may be missing from the allow-list of the operation.',
  },
  IDEMPOTENCY_CONFLICT: {
    shownAs: 'data',
    happened: 'no',
    repeat: 'never',
    message: 'This idempotency key was used with another input; nothing was sent.',
  },
  IN_PROGRESS: {
    shownAs: 'data',
    happened: 'unknown',
    repeat: 'later',
    message: 'A request with this idempotency key is still under way.',
  },
  UPSTREAM_AUTHENTICATION: {
    shownAs: 'error',
    happened: 'no',
    repeat: 'never',
    message: 'wolkvox does not accept the token of this operation. An operator must mend it.',
  },
  UPSTREAM_CONTRACT: {
    shownAs: 'error',
    happened: 'no',
    repeat: 'never',
    message: 'wolkvox does not know this call as it is documented. An operator must mend it.',
  },
} as const satisfies Record<string, FailureTraits>;

export type FailureCode = keyof typeof FAILURES;

/** A failure with what its reader needs to act on it. Times are instants, durations milliseconds. */
export type Failure =
  | { readonly code: 'INVALID_INPUT'; readonly issues: readonly InputIssue[] }
  | {
      readonly code: 'REJECTED' | 'NOT_FOUND' | 'CAPACITY_EXCEEDED' | 'STATE_CONFLICT';
      readonly upstreamCode: number;
      readonly upstreamMessage: string;
    }
  | { readonly code: 'BUSY' | 'IN_PROGRESS'; readonly retryAfterMs: number }
  | { readonly code: 'QUOTA_EXHAUSTED'; readonly resetsAt: Date }
  | { readonly code: 'MAINTENANCE' | 'UNREACHABLE'; readonly hint: string | null }
  | { readonly code: 'OUTCOME_UNKNOWN'; readonly candidates: readonly Campaign[] }
  | { readonly code: 'IDEMPOTENCY_CONFLICT' | 'UPSTREAM_AUTHENTICATION' | 'UPSTREAM_CONTRACT' };

/** What an operation of this product comes to. It is a value: nothing that is expected to go wrong is thrown. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export const succeeded = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const failed = (failure: Failure): Outcome<never> => ({ ok: false, failure });
