import { Field, ID, InputType } from 'type-graphql';

import { Satisfies } from '../validation.js';
import { CampaignConfirmation } from './campaign-confirmation.input.js';

@InputType({ description: 'Campaign to delete.' })
export class DeleteCampaignInput {
  @Satisfies('CAMPAIGN_ID')
  @Field(() => ID, {
    description: 'Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`.',
  })
  readonly campaignId!: string;

  @Field(() => CampaignConfirmation, {
    description:
      'Name and number of contacts that a person agreed to delete. They are compared with a new reading of the campaign.',
  })
  readonly confirm!: CampaignConfirmation;
}
