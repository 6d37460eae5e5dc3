import { createUnionType, Field, ObjectType } from 'type-graphql';

import { FOUND, type CreatedCampaign as Created, type Creation } from '../../service/campaigns.js';
import type { Context } from '../context.js';
import { IN_THEIR_LANGUAGE } from '../error/error.types.js';
import {
  failureMember,
  WolkvoxBusy,
  WolkvoxIdempotencyConflict,
  WolkvoxInvalidInput,
  WolkvoxOutcomeUnknown,
  WolkvoxQuotaExhausted,
  WolkvoxRejected,
  WolkvoxUnavailable,
} from '../error/failure.types.js';
import type { Speech } from '../speech.js';
import { Campaign, CreatedCampaign } from './campaign.type.js';

@ObjectType({ simpleResolvers: true, description: 'wolkvox created the campaign.' })
export class CreateCampaignSuccess {
  @Field(() => Campaign, { description: 'The campaign, with the number wolkvox gave it.' })
  readonly campaign: Campaign;

  @Field(() => String, {
    description: `wolkvox's own sentence, as it came. Of a campaign whose answer was lost, and which was found in the list, one of this layer, ${IN_THEIR_LANGUAGE}.`,
  })
  readonly message: string;

  @Field(() => Boolean, {
    description:
      'True where this is the answer of an earlier request, given again. False: this request created the campaign, or waited for the one that did.',
  })
  readonly replayed: boolean;

  constructor({ campaign, message, found }: Created, replayed: boolean, speech: Speech) {
    this.campaign = new CreatedCampaign(campaign);
    this.message = found === true ? speech.say(FOUND) : message;
    this.replayed = replayed;
  }
}

export const CreateCampaignResult = createUnionType({
  name: 'CreateCampaignResult',
  description:
    'What became of it: a success, or a failure that a program can act on. What only an operator can mend is in errors[].',
  types: () =>
    [
      CreateCampaignSuccess,
      WolkvoxInvalidInput,
      WolkvoxRejected,
      WolkvoxBusy,
      WolkvoxQuotaExhausted,
      WolkvoxUnavailable,
      WolkvoxOutcomeUnknown,
      WolkvoxIdempotencyConflict,
    ] as const,
});

/**
 * The union member for an outcome, as this caller may see it and in their words: chosen now, also of an answer that was
 * given to another before. Throws what belongs in errors[].
 */
export const createCampaignResult = (
  { outcome, replayed }: Creation,
  { identity, speech }: Pick<Context, 'identity' | 'speech'>,
): typeof CreateCampaignResult =>
  outcome.ok
    ? new CreateCampaignSuccess(outcome.value, replayed, speech)
    : failureMember(outcome.failure, speech, identity.scopes.has('read'));
