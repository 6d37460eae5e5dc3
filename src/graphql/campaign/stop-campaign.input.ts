import { Field, ID, InputType } from 'type-graphql';

import { Satisfies } from '../validation.js';

@InputType({ description: 'Campaign to stop.' })
export class StopCampaignInput {
  @Satisfies('CAMPAIGN_ID')
  @Field(() => ID, {
    description: 'Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`.',
  })
  readonly campaignId!: string;
}
