import { createUnionType, Field, ObjectType } from 'type-graphql';

import type { UpdatedCampaign } from '../../services/campaign-updater.js';
import type { Localizer } from '../../shared/localizer.js';
import { CAMPAIGN_FAILURES } from '../errors/failure.types.js';
import { Campaign, campaignWithStatus } from './campaign.type.js';

@ObjectType({ simpleResolvers: true, description: 'The campaign has the new values.' })
export class UpdateCampaignSuccess {
  @Field(() => Campaign, {
    description: 'The campaign with its new values. Its other values were read for this request.',
  })
  readonly campaign: Campaign;

  @Field(() => String, {
    description: 'Message from wolkvox. If its response was lost, a localized message from this server.',
  })
  readonly message: string;

  /** `mayRead`: the caller may see all fields of the campaign. */
  constructor({ campaign: { operation }, row, message }: UpdatedCampaign, localizer: Localizer, mayRead: boolean) {
    this.campaign = campaignWithStatus(operation, row, row.status, mayRead);
    this.message = localizer.textOf(message);
  }
}

export const UpdateCampaignResult = createUnionType({
  name: 'UpdateCampaignResult',
  description:
    'Result of `updateCampaign`: a success, or a failure that a client can handle. Failures that need an administrator are in `errors[]`.',
  types: () => [UpdateCampaignSuccess, ...CAMPAIGN_FAILURES] as const,
});
