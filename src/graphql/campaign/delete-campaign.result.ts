import { createUnionType, Field, ID, ObjectType } from 'type-graphql';

import { globalId } from '../../domain/global-id.js';
import type { DestroyedCampaign } from '../../services/campaign-destruction.js';
import type { Localizer } from '../../shared/localizer.js';
import { CAMPAIGN_FAILURES } from '../errors/failure.types.js';

@ObjectType({ simpleResolvers: true, description: 'The campaign is deleted, with its contacts and their history.' })
export class DeleteCampaignSuccess {
  @Field(() => ID, {
    description: 'Global id of the deleted campaign, for example `default:1287`, so that a client can remove it.',
  })
  readonly id: string;

  @Field(() => String, {
    description:
      'Message from wolkvox. If its response was lost or unclear, or it rejected the request after another deletion, a localized message from this server.',
  })
  readonly message: string;

  constructor({ campaign, row, message }: DestroyedCampaign, localizer: Localizer) {
    this.id = globalId(campaign.operation, row.campaignId);
    this.message = localizer.textOf(message);
  }
}

export const DeleteCampaignResult = createUnionType({
  name: 'DeleteCampaignResult',
  description:
    'Result of `deleteCampaign`: a success, or a failure that a client can handle. Failures that need an administrator are in `errors[]`.',
  types: () => [DeleteCampaignSuccess, ...CAMPAIGN_FAILURES] as const,
});
