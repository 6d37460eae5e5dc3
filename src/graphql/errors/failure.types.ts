import { Field, Int, ObjectType } from 'type-graphql';

import { OPERATOR_HINTS, type Failure } from '../../domain/failure.js';
import { INPUT_RULES, issueSentence, type InputIssue } from '../../domain/input-rules.js';
import { Campaign, CreatedCampaign } from '../campaign/campaign.type.js';
import { DateTime } from '../scalars.js';
import type { Localizer } from '../../shared/localizer.js';
import { LANGUAGE_NOTE, WolkvoxError } from './error.types.js';
import { operatorError } from './operator-error.js';

@ObjectType({
  simpleResolvers: true,
  description: 'A broken rule of the input. The rejected value is never included.',
})
export class WolkvoxInputIssue {
  @Field(() => [String], {
    description: 'Path of the field within the input, for example `["name"]` or `["optionalFields", "3"]`.',
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

type WithMessage<Fact> = Fact & { readonly message: string };

type FailureOf<Code extends Failure['code']> = Extract<Failure, { code: Code }>;

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description: 'The input is invalid. Nothing was sent.',
})
export class WolkvoxInvalidInput extends WolkvoxError {
  @Field(() => [WolkvoxInputIssue], { description: 'All broken rules, at least one.' })
  readonly issues: readonly WithMessage<InputIssue>[];

  constructor({ code, issues }: FailureOf<'INVALID_INPUT'>, localizer: Localizer) {
    super(code, localizer);
    this.issues = issues.map((issue) => ({ ...issue, message: localizer.localize(issueSentence(issue)) }));
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description:
    'wolkvox rejected the request with REJECTED, NOT_FOUND, CAPACITY_EXCEEDED or STATE_CONFLICT. Nothing was changed.',
})
export class WolkvoxRejected extends WolkvoxError {
  @Field(() => Int, {
    description: 'Code from wolkvox, for example 404. One code has several meanings, so use `code` in programs.',
  })
  readonly upstreamCode: number;

  @Field(() => String, { description: 'Message from wolkvox, in Spanish or English.' })
  readonly upstreamMessage: string;

  constructor(
    {
      code,
      upstreamCode,
      upstreamMessage,
    }: FailureOf<'REJECTED' | 'NOT_FOUND' | 'CAPACITY_EXCEEDED' | 'STATE_CONFLICT'>,
    localizer: Localizer,
  ) {
    super(code, localizer);
    this.upstreamCode = upstreamCode;
    this.upstreamMessage = upstreamMessage;
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description:
    'wolkvox is busy (BUSY), or the first request with this idempotency key is still in progress (IN_PROGRESS).',
})
export class WolkvoxBusy extends WolkvoxError {
  @Field(() => Int, { description: 'Milliseconds to wait before a retry.' })
  readonly retryAfterMs: number;

  constructor({ code, retryAfterMs }: Extract<Failure, { code: 'BUSY' | 'IN_PROGRESS' }>, localizer: Localizer) {
    super(code, localizer);
    this.retryAfterMs = retryAfterMs;
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description: 'The daily quota of calls is exhausted. Nothing was changed.',
})
export class WolkvoxQuotaExhausted extends WolkvoxError {
  @Field(() => DateTime, {
    description: 'Start of the next day in the time zone of the operation, when the quota is assumed to reset.',
  })
  readonly resetsAt: Date;

  constructor({ code, resetsAt }: FailureOf<'QUOTA_EXHAUSTED'>, localizer: Localizer) {
    super(code, localizer);
    this.resetsAt = resetsAt;
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description: 'wolkvox is unreachable (UNREACHABLE) or down for maintenance (MAINTENANCE). Nothing was changed.',
})
export class WolkvoxUnavailable extends WolkvoxError {
  @Field(() => String, {
    nullable: true,
    description: `Hint for administrators, ${LANGUAGE_NOTE}. Null if there is none.`,
  })
  readonly hint: string | null;

  constructor({ code, hint }: FailureOf<'MAINTENANCE' | 'UNREACHABLE'>, localizer: Localizer) {
    super(code, localizer);
    this.hint = hint && localizer.localize(OPERATOR_HINTS[hint]);
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description:
    'The request was sent, but its response was lost or unreadable. The campaign may or may not exist. Check wolkvox before you send the request again.',
})
export class WolkvoxOutcomeUnknown extends WolkvoxError {
  @Field(() => [Campaign], {
    description: `Campaigns that this request may have created. Empty if none is known, or if the caller lacks the scope \`campaigns:read\`.`,
  })
  readonly candidates: readonly Campaign[];

  constructor({ code, candidates }: FailureOf<'OUTCOME_UNKNOWN'>, localizer: Localizer, mayRead: boolean) {
    super(code, localizer);
    this.candidates = mayRead ? candidates.map((candidate) => new CreatedCampaign(candidate)) : [];
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description: 'The idempotency key was already used with a different input. Nothing was sent.',
})
export class WolkvoxIdempotencyConflict extends WolkvoxError {
  constructor({ code }: { readonly code: 'IDEMPOTENCY_CONFLICT' }, localizer: Localizer) {
    super(code, localizer);
  }
}

type FailureMember =
  | WolkvoxInvalidInput
  | WolkvoxRejected
  | WolkvoxBusy
  | WolkvoxQuotaExhausted
  | WolkvoxUnavailable
  | WolkvoxOutcomeUnknown
  | WolkvoxIdempotencyConflict;

/**
 * Returns the localized union member for a failure. `mayRead`: the caller may see campaigns of other callers. Throws
 * failures that need an operator, for errors[].
 */
export function failureMember(failure: Failure, localizer: Localizer, mayRead: boolean): FailureMember {
  switch (failure.code) {
    case 'INVALID_INPUT':
      return new WolkvoxInvalidInput(failure, localizer);
    case 'REJECTED':
    case 'NOT_FOUND':
    case 'CAPACITY_EXCEEDED':
    case 'STATE_CONFLICT':
      return new WolkvoxRejected(failure, localizer);
    case 'BUSY':
    case 'IN_PROGRESS':
      return new WolkvoxBusy(failure, localizer);
    case 'QUOTA_EXHAUSTED':
      return new WolkvoxQuotaExhausted(failure, localizer);
    case 'MAINTENANCE':
    case 'UNREACHABLE':
      return new WolkvoxUnavailable(failure, localizer);
    case 'OUTCOME_UNKNOWN':
      return new WolkvoxOutcomeUnknown(failure, localizer, mayRead);
    case 'IDEMPOTENCY_CONFLICT':
      return new WolkvoxIdempotencyConflict({ code: failure.code }, localizer);
    case 'UPSTREAM_AUTHENTICATION':
    case 'UPSTREAM_CONTRACT':
      throw operatorError(failure.code);
  }
}
