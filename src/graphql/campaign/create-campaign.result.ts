import { createUnionType, Field, ObjectType } from 'type-graphql';

import type { Identity } from '../../access/identity.js';
import type { CreatedCampaign as Created, Creation } from '../../service/campaigns.js';
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
import { Campaign, CreatedCampaign } from './campaign.type.js';

@ObjectType({ simpleResolvers: true, description: 'wolkvox created the campaign.' })
export class CreateCampaignSuccess {
  @Field(() => Campaign, { description: 'The campaign, with the number wolkvox gave it.' })
  readonly campaign: Campaign;

  @Field(() => String, { description: "wolkvox's own sentence." })
  readonly message: string;

  @Field(() => Boolean, {
    description:
      'True where this is the answer of an earlier request, given again. False: this request created the campaign.',
  })
  readonly replayed: boolean;

  constructor({ campaign, message }: Created, replayed: boolean) {
    this.campaign = new CreatedCampaign(campaign);
    this.message = message;
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

/** The union member for an outcome, as this caller may see it. Throws what belongs in errors[]. */
export const createCampaignResult = (
  { outcome, replayed }: Creation,
  { scopes }: Identity,
): typeof CreateCampaignResult =>
  outcome.ok ? new CreateCampaignSuccess(outcome.value, replayed) : failureMember(outcome.failure, scopes.has('read'));
