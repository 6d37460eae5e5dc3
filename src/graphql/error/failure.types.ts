import { Field, Int, ObjectType } from 'type-graphql';

import { NEEDS } from '../../access/identity.js';
import { HINTS, type Failure } from '../../domain/failure.js';
import { INPUT_RULES, issueSentence, type InputIssue } from '../../domain/input-rules.js';
import { Campaign, CreatedCampaign } from '../campaign/campaign.type.js';
import { DateTime } from '../scalars.js';
import type { Speech } from '../speech.js';
import { IN_THEIR_LANGUAGE, WolkvoxError } from './error.types.js';
import { operatorError } from './operator-error.js';

@ObjectType({
  simpleResolvers: true,
  description: 'A rule of the input that is broken. Never holds the rejected value.',
})
export class WolkvoxInputIssue {
  @Field(() => [String], {
    description: 'The field, from the input inwards: `["name"]`, `["optionalFields", "3"]`.',
  })
  readonly path!: readonly string[];

  @Field(() => String, {
    description: [
      'The rule in one word, for programs. There may be others one day.',
      ...Object.entries(INPUT_RULES).map(([rule, { en }]) => `- \`${rule}\`: ${en}`),
    ].join('\n'),
  })
  readonly rule!: string;

  @Field(() => String, { description: `The rule in a sentence, for people, ${IN_THEIR_LANGUAGE}.` })
  readonly message!: string;
}

type Told<Fact> = Fact & { readonly message: string };

type FailureOf<Code extends Failure['code']> = Extract<Failure, { code: Code }>;

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description: 'The input breaks at least one rule. Nothing was sent.',
})
export class WolkvoxInvalidInput extends WolkvoxError {
  @Field(() => [WolkvoxInputIssue], { description: 'Every broken rule, at least one.' })
  readonly issues: readonly Told<InputIssue>[];

  constructor({ code, issues }: FailureOf<'INVALID_INPUT'>, speech: Speech) {
    super(code, speech);
    this.issues = issues.map((issue) => ({ ...issue, message: speech.say(issueSentence(issue)) }));
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description: 'wolkvox said no: REJECTED, NOT_FOUND, CAPACITY_EXCEEDED or STATE_CONFLICT. Nothing happened.',
})
export class WolkvoxRejected extends WolkvoxError {
  @Field(() => Int, {
    description: "wolkvox's code, for example 404. Several meanings share one: read `code` instead.",
  })
  readonly upstreamCode: number;

  @Field(() => String, { description: "wolkvox's own words, Spanish or English, as they came." })
  readonly upstreamMessage: string;

  constructor(
    {
      code,
      upstreamCode,
      upstreamMessage,
    }: FailureOf<'REJECTED' | 'NOT_FOUND' | 'CAPACITY_EXCEEDED' | 'STATE_CONFLICT'>,
    speech: Speech,
  ) {
    super(code, speech);
    this.upstreamCode = upstreamCode;
    this.upstreamMessage = upstreamMessage;
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description:
    'Not sent, or refused as one request too many: nothing happened. IN_PROGRESS: the first request with this idempotency key is still under way.',
})
export class WolkvoxBusy extends WolkvoxError {
  @Field(() => Int, { description: 'Milliseconds to wait before the next try.' })
  readonly retryAfterMs: number;

  constructor({ code, retryAfterMs }: Extract<Failure, { code: 'BUSY' | 'IN_PROGRESS' }>, speech: Speech) {
    super(code, speech);
    this.retryAfterMs = retryAfterMs;
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description: 'The calls of the day are used up. Nothing happened.',
})
export class WolkvoxQuotaExhausted extends WolkvoxError {
  @Field(() => DateTime, {
    description: "When the operation's next day begins. wolkvox does not document the hour; local midnight is assumed.",
  })
  readonly resetsAt: Date;

  constructor({ code, resetsAt }: FailureOf<'QUOTA_EXHAUSTED'>, speech: Speech) {
    super(code, speech);
    this.resetsAt = resetsAt;
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description: 'wolkvox could not be reached (UNREACHABLE) or is under MAINTENANCE. Nothing happened.',
})
export class WolkvoxUnavailable extends WolkvoxError {
  @Field(() => String, {
    nullable: true,
    description: `What to look at, for whoever runs this layer, ${IN_THEIR_LANGUAGE}.`,
  })
  readonly hint: string | null;

  constructor({ code, hint }: FailureOf<'MAINTENANCE' | 'UNREACHABLE'>, speech: Speech) {
    super(code, speech);
    this.hint = hint && speech.say(HINTS[hint]);
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description:
    'The request left, but the answer did not come or could not be read: the campaign may or may not exist. It is never sent again by this layer; look before you do.',
})
export class WolkvoxOutcomeUnknown extends WolkvoxError {
  @Field(() => [Campaign], {
    description: `Campaigns that may be the one, where any are known; others may have made them. ${NEEDS.read} Without it the list is empty.`,
  })
  readonly candidates: readonly Campaign[];

  constructor({ code, candidates }: FailureOf<'OUTCOME_UNKNOWN'>, speech: Speech, mayRead: boolean) {
    super(code, speech);
    this.candidates = mayRead ? candidates.map((candidate) => new CreatedCampaign(candidate)) : [];
  }
}

@ObjectType({
  simpleResolvers: true,
  implements: WolkvoxError,
  description: 'The idempotency key stands for another input. Nothing was sent.',
})
export class WolkvoxIdempotencyConflict extends WolkvoxError {
  constructor({ code }: { readonly code: 'IDEMPOTENCY_CONFLICT' }, speech: Speech) {
    super(code, speech);
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
 * The union member for a failure, in the caller's words; `mayRead`: they may see campaigns that are not theirs. Throws, for
 * errors[], what only an operator can mend.
 */
export function failureMember(failure: Failure, speech: Speech, mayRead: boolean): FailureMember {
  switch (failure.code) {
    case 'INVALID_INPUT':
      return new WolkvoxInvalidInput(failure, speech);
    case 'REJECTED':
    case 'NOT_FOUND':
    case 'CAPACITY_EXCEEDED':
    case 'STATE_CONFLICT':
      return new WolkvoxRejected(failure, speech);
    case 'BUSY':
    case 'IN_PROGRESS':
      return new WolkvoxBusy(failure, speech);
    case 'QUOTA_EXHAUSTED':
      return new WolkvoxQuotaExhausted(failure, speech);
    case 'MAINTENANCE':
    case 'UNREACHABLE':
      return new WolkvoxUnavailable(failure, speech);
    case 'OUTCOME_UNKNOWN':
      return new WolkvoxOutcomeUnknown(failure, speech, mayRead);
    case 'IDEMPOTENCY_CONFLICT':
      return new WolkvoxIdempotencyConflict({ code: failure.code }, speech);
    case 'UPSTREAM_AUTHENTICATION':
    case 'UPSTREAM_CONTRACT':
      throw operatorError(failure.code);
  }
}
