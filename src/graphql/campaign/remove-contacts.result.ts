import { createUnionType, Field, ObjectType } from 'type-graphql';

import type { DestroyedCampaign } from '../../services/campaign-destruction.js';
import type { Localizer } from '../../shared/localizer.js';
import { CAMPAIGN_FAILURES } from '../errors/failure.types.js';
import { Campaign, campaignWithStatus } from './campaign.type.js';

@ObjectType({ simpleResolvers: true, description: 'The contacts are removed.' })
export class RemoveContactsSuccess {
  @Field(() => Campaign, {
    description:
      'The campaign as it was read for this request. `contactCount` is null, because wolkvox does not return how many contacts are left.',
  })
  readonly campaign: Campaign;

  @Field(() => String, {
    description:
      'Message from wolkvox, in which customer ids are masked. If its response was lost, a localized message from this server.',
  })
  readonly message: string;

  /** `mayRead`: the caller may see all fields of the campaign. */
  constructor({ campaign, row, message }: DestroyedCampaign, localizer: Localizer, mayRead: boolean) {
    this.campaign = campaignWithStatus(campaign.operation, row, row.status, mayRead);
    this.message = localizer.textOf(message);
  }
}

export const RemoveContactsResult = createUnionType({
  name: 'RemoveContactsResult',
  description:
    'Result of `removeContacts`: a success, or a failure that a client can handle. Failures that need an administrator are in `errors[]`.',
  types: () => [RemoveContactsSuccess, ...CAMPAIGN_FAILURES] as const,
});
