import { createUnionType, Field, ObjectType } from 'type-graphql';

import type { StartedCampaign } from '../../services/campaign-starter.js';
import type { Localizer } from '../../shared/localizer.js';
import { CAMPAIGN_FAILURES } from '../errors/failure.types.js';
import { Campaign, campaignWithStatus } from './campaign.type.js';

@ObjectType({ simpleResolvers: true, description: 'The campaign is started.' })
export class StartCampaignSuccess {
  @Field(() => Campaign, {
    description: 'The started campaign, with the values that were read for this request.',
  })
  readonly campaign: Campaign;

  @Field(() => Boolean, {
    description: 'True if this request started it. False if it was started before.',
  })
  readonly changed: boolean;

  @Field(() => String, {
    description:
      'Message from wolkvox. If nothing was sent, or its response was lost or rejected a start of a started campaign, a localized message from this server.',
  })
  readonly message: string;

  /** `mayRead`: the caller may see all fields of the campaign. */
  constructor({ campaign, row, changed, message }: StartedCampaign, localizer: Localizer, mayRead: boolean) {
    this.campaign = campaignWithStatus(campaign.operation, row, 'STARTED', mayRead);
    this.changed = changed;
    this.message = localizer.textOf(message);
  }
}

export const StartCampaignResult = createUnionType({
  name: 'StartCampaignResult',
  description:
    'Result of `startCampaign`: a success, or a failure that a client can handle. Failures that need an administrator are in `errors[]`.',
  types: () => [StartCampaignSuccess, ...CAMPAIGN_FAILURES] as const,
});
