import { createUnionType, Field, ObjectType } from 'type-graphql';

import { RECONCILED_MESSAGE, type CreatedCampaign as Created } from '../../services/creation-reconciler.js';
import { MUTATION_FAILURES, WolkvoxIdempotencyConflict } from '../errors/failure.types.js';
import type { Localizer } from '../../shared/localizer.js';
import { Campaign, CreatedCampaign } from './campaign.type.js';

@ObjectType({ simpleResolvers: true, description: 'The campaign was created.' })
export class CreateCampaignSuccess {
  @Field(() => Campaign, { description: 'The new campaign.' })
  readonly campaign: Campaign;

  @Field(() => String, {
    description: `Message from wolkvox. If its response was lost and the campaign was found afterwards, a localized message from this server.`,
  })
  readonly message: string;

  @Field(() => Boolean, {
    description: 'True if this is the stored result of an earlier request with the same idempotency key.',
  })
  readonly replayed: boolean;

  constructor({ campaign, message, found }: Created, replayed: boolean, localizer: Localizer) {
    this.campaign = new CreatedCampaign(campaign);
    this.message = found === true ? localizer.localize(RECONCILED_MESSAGE) : message;
    this.replayed = replayed;
  }
}

export const CreateCampaignResult = createUnionType({
  name: 'CreateCampaignResult',
  description:
    'Result of `createCampaign`: a success, or a failure that a client can handle. Failures that need an administrator are in `errors[]`.',
  types: () => [CreateCampaignSuccess, ...MUTATION_FAILURES, WolkvoxIdempotencyConflict] as const,
});
