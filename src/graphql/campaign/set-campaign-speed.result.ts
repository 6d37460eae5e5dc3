import { createUnionType, Field, ObjectType } from 'type-graphql';

import type { PacedCampaign } from '../../services/campaign-speed-setter.js';
import type { Localizer } from '../../shared/localizer.js';
import { CAMPAIGN_FAILURES } from '../errors/failure.types.js';
import { Campaign, campaignWithStatus } from './campaign.type.js';

@ObjectType({ simpleResolvers: true, description: 'The campaign has the requested speed.' })
export class SetCampaignSpeedSuccess {
  @Field(() => Campaign, {
    description: 'The campaign with its new `speed`. Its other values were read for this request.',
  })
  readonly campaign: Campaign;

  @Field(() => String, {
    description: 'Message from wolkvox. If its response was lost, a localized message from this server.',
  })
  readonly message: string;

  /** `mayRead`: the caller may see all fields of the campaign. */
  constructor({ campaign: { operation }, row, message }: PacedCampaign, localizer: Localizer, mayRead: boolean) {
    const { speed, status } = row;
    // Every caller sees the speed that it has set.
    this.campaign = Object.assign(campaignWithStatus(operation, row, status, mayRead), { speed });
    this.message = localizer.textOf(message);
  }
}

export const SetCampaignSpeedResult = createUnionType({
  name: 'SetCampaignSpeedResult',
  description:
    'Result of `setCampaignSpeed`: a success, or a failure that a client can handle. Failures that need an administrator are in `errors[]`.',
  types: () => [SetCampaignSpeedSuccess, ...CAMPAIGN_FAILURES] as const,
});
