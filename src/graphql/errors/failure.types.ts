import { Field, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';

import {
  FAILURES,
  OPERATOR_HINTS,
  STATE_CONFLICTS,
  type Failure,
  type FailureCode,
  type StateConflictReason as ReturnedReason,
} from '../../domain/failure.js';
import { INPUT_RULES, issueSentence, type InputIssue } from '../../domain/input-rules.js';
import { LOCALES } from '../../shared/i18n.js';
import type { Localizer } from '../../shared/localizer.js';
import { Campaign, campaignWithStatus, CreatedCampaign, enumOf } from '../campaign/campaign.type.js';
import { DateTime } from '../scalars.js';
import { operatorError } from './localized-error.js';

/** Each value equals its name: enums with other internal values break input defaults in a subgraph. */
export const WolkvoxErrorCode = enumOf(Object.keys(FAILURES) as FailureCode[]);

registerEnumType(WolkvoxErrorCode, {
  name: 'WolkvoxErrorCode',
  description:
    'Failure codes, used in `code` of a result and in `extensions.code` of `errors[]`. `errors[]` has further codes for access and limits. The description of each code is its message in English.',
  valuesConfig: Object.fromEntries(
    Object.entries(FAILURES).map(([code, { message }]) => [code, { description: message.en }]),
  ),
});

/** Note for descriptions of localized texts. */
export const LANGUAGE_NOTE = `in the language of Accept-Language (${[...LOCALES].reverse().join(' or ')})`;

@InterfaceType({
  description: 'Fields of every failure. Match it with `... on WolkvoxError` to handle members that are added later.',
})
export abstract class WolkvoxError {
  @Field(() => WolkvoxErrorCode, { description: 'Failure code, for programs.' })
  readonly code: FailureCode;

  @Field(() => String, {
    description: `Message for people, ${LANGUAGE_NOTE}. It never contains a value of the input.`,
  })
  readonly message: string;

  @Field(() => Boolean, {
    description: 'True if the same request can be retried later.',
  })
  readonly retryable: boolean;

  constructor(code: FailureCode, localizer: Localizer) {
    this.code = code;
    this.message = localizer.localize(FAILURES[code].message);
    this.retryable = FAILURES[code].retry === 'later';
  }
}

const FailureType = (description: string) =>
  ObjectType({ simpleResolvers: true, implements: WolkvoxError, description });

@ObjectType({
  simpleResolvers: true,
  description: 'A broken rule of the input. The rejected value is never included.',
})
export class WolkvoxInputIssue {
  @Field(() => [String], {
    description:
      'Path of the field within the input, for example `["name"]` or `["optionalFields", "3"]`. Empty for a rule of the whole input.',
  })
  readonly path!: readonly string[];

  @Field(() => String, {
    description: [
      'Name of the rule, for programs. More rules may be added.',
      ...Object.entries(INPUT_RULES).map(([rule, { en }]) => `- \`${rule}\`: ${en}`),
    ].join('\n'),
  })
  readonly rule!: string;

  @Field(() => String, { description: `Message for people, ${LANGUAGE_NOTE}.` })
  readonly message!: string;
}

@FailureType('The input is invalid. Nothing was sent.')
export class WolkvoxInvalidInput extends WolkvoxError {
  @Field(() => [WolkvoxInputIssue], { description: 'All broken rules, at least one.' })
  readonly issues!: readonly (InputIssue & { readonly message: string })[];
}

@FailureType(
  'wolkvox rejected the request with REJECTED, NOT_FOUND, CAPACITY_EXCEEDED or STATE_CONFLICT. Nothing was changed.',
)
export class WolkvoxRejected extends WolkvoxError {
  @Field(() => Int, {
    description: 'Code from wolkvox, for example 404. One code has several meanings, so use `code` in programs.',
  })
  readonly upstreamCode!: number;

  @Field(() => String, { description: 'Message from wolkvox, in Spanish or English.' })
  readonly upstreamMessage!: string;
}

/** All reasons of the schema. Those of imports are not returned yet. */
export const StateConflictReason = enumOf([
  'CONFIRMATION_MISMATCH',
  'CAMPAIGN_STARTED',
  'CAMPAIGN_EMPTY',
  'IMPORT_RUNNING',
  'OUTSIDE_CALLING_HOURS',
  'IMPORT_NOT_READY',
]);

registerEnumType(StateConflictReason, {
  name: 'StateConflictReason',
  description: 'Why the state of a campaign does not allow a request.',
  valuesConfig: {
    CONFIRMATION_MISMATCH: {
      description:
        'The name or the number of contacts differs from `confirm`. It precedes every reason except IMPORT_RUNNING, and CAMPAIGN_EMPTY if 0 contacts were confirmed.',
    },
    CAMPAIGN_STARTED: {
      description:
        'The campaign is started, and must be stopped first. `addContacts` returns it only without `allowRunning`.',
    },
    CAMPAIGN_EMPTY: { description: 'The campaign has no contacts to dial.' },
    IMPORT_RUNNING: { description: 'An import of contacts into the campaign is running. Not returned yet.' },
    OUTSIDE_CALLING_HOURS: {
      description:
        'The configured calling hours of the operation do not allow a start at this time. They are a setting, not legal advice. CONFIRMATION_MISMATCH and CAMPAIGN_EMPTY precede it.',
    },
    IMPORT_NOT_READY: { description: 'The import is not in the state that the request needs. Not returned yet.' },
  },
});

@FailureType(
  'The campaign is not in the state that the request needs, or is not what was confirmed. Nothing was sent. `code` is STATE_CONFLICT.',
)
export class WolkvoxStateConflict extends WolkvoxError {
  @Field(() => StateConflictReason, { description: 'Reason, for programs, for example `CONFIRMATION_MISMATCH`.' })
  readonly reason!: ReturnedReason;

  @Field(() => Campaign, {
    description:
      'The campaign as it was read for this result. Without the scope `campaigns:read` only the fields that a started campaign has then.',
  })
  readonly campaign!: Campaign;
}

@FailureType(
  'wolkvox is busy (BUSY), or the first request with this idempotency key is still in progress (IN_PROGRESS).',
)
export class WolkvoxBusy extends WolkvoxError {
  @Field(() => Int, { description: 'Milliseconds to wait before a retry.' })
  readonly retryAfterMs!: number;
}

@FailureType('The daily quota of calls is exhausted. Nothing was changed.')
export class WolkvoxQuotaExhausted extends WolkvoxError {
  @Field(() => DateTime, {
    description: 'Start of the next day in the time zone of the operation, when the quota is assumed to reset.',
  })
  readonly resetsAt!: Date;
}

@FailureType('wolkvox is unreachable (UNREACHABLE) or down for maintenance (MAINTENANCE). Nothing was changed.')
export class WolkvoxUnavailable extends WolkvoxError {
  @Field(() => String, {
    nullable: true,
    description: `Hint for administrators, ${LANGUAGE_NOTE}. Null if there is none.`,
  })
  readonly hint!: string | null;
}

@FailureType(
  'The request was sent, but its response was lost or unreadable. The change may or may not have been made. Check wolkvox before you send the request again.',
)
export class WolkvoxOutcomeUnknown extends WolkvoxError {
  @Field(() => [Campaign], {
    description: `Campaigns that this request may have created. Empty if none is known, or if the caller lacks the scope \`campaigns:read\`.`,
  })
  readonly candidates!: readonly Campaign[];
}

@FailureType('The idempotency key was already used with a different input. Nothing was sent.')
export class WolkvoxIdempotencyConflict extends WolkvoxError {}

/** Failures in the result union of every mutation. */
export const MUTATION_FAILURES = [
  WolkvoxInvalidInput,
  WolkvoxRejected,
  WolkvoxBusy,
  WolkvoxQuotaExhausted,
  WolkvoxUnavailable,
  WolkvoxOutcomeUnknown,
] as const;

/** Failures in the result union of a mutation of one campaign whose state may not allow it. */
export const CAMPAIGN_FAILURES = [WolkvoxStateConflict, ...MUTATION_FAILURES] as const;

/** Member of a result union for a failure. A union has those that its mutation can cause. */
export type FailureMember = InstanceType<(typeof CAMPAIGN_FAILURES)[number]> | WolkvoxIdempotencyConflict;

/**
 * Returns the localized union member for a failure. `mayRead`: the caller may see campaigns of other callers. Throws
 * failures that need an operator, for errors[].
 */
export function failureMember(failure: Failure, localizer: Localizer, mayRead: boolean): FailureMember {
  const member = <Member extends WolkvoxError>(
    type: new (code: FailureCode, localizer: Localizer) => Member,
    values: Omit<Member, keyof WolkvoxError>,
  ): Member => Object.assign(new type(failure.code, localizer), values);
  switch (failure.code) {
    case 'INVALID_INPUT':
      return member(WolkvoxInvalidInput, {
        issues: failure.issues.map((issue) => ({ ...issue, message: localizer.localize(issueSentence(issue)) })),
      });
    case 'REJECTED':
    case 'NOT_FOUND':
    case 'CAPACITY_EXCEEDED':
    case 'STATE_CONFLICT': {
      if ('conflict' in failure) {
        const { reason, operation, campaign: row } = failure.conflict;
        const campaign = campaignWithStatus(operation, row, row.status, mayRead);
        const conflict = member(WolkvoxStateConflict, { reason, campaign });
        return Object.assign(conflict, { message: localizer.localize(STATE_CONFLICTS[reason]) });
      }
      const { upstreamCode, upstreamMessage } = failure;
      return member(WolkvoxRejected, { upstreamCode, upstreamMessage });
    }
    case 'BUSY':
    case 'IN_PROGRESS':
      return member(WolkvoxBusy, { retryAfterMs: failure.retryAfterMs });
    case 'QUOTA_EXHAUSTED':
      return member(WolkvoxQuotaExhausted, { resetsAt: failure.resetsAt });
    case 'MAINTENANCE':
    case 'UNREACHABLE':
      return member(WolkvoxUnavailable, { hint: failure.hint && localizer.localize(OPERATOR_HINTS[failure.hint]) });
    case 'OUTCOME_UNKNOWN':
      return member(WolkvoxOutcomeUnknown, {
        candidates: mayRead ? (failure.candidates ?? []).map((candidate) => new CreatedCampaign(candidate)) : [],
      });
    case 'IDEMPOTENCY_CONFLICT':
      return member(WolkvoxIdempotencyConflict, {});
    case 'UPSTREAM_AUTHENTICATION':
    case 'UPSTREAM_CONTRACT':
      throw operatorError(failure.code);
  }
}
