import { Field, ID, InputType, Int } from 'type-graphql';

import { MAX_SPEED } from '../../domain/input-rules.js';
import { Satisfies } from '../validation.js';

@InputType({ description: 'Dialling speed of a campaign.' })
export class SetCampaignSpeedInput {
  @Satisfies('CAMPAIGN_ID')
  @Field(() => ID, {
    description: 'Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`.',
  })
  readonly campaignId!: string;

  @Satisfies('SPEED')
  @Field(() => Int, { description: `New dialling speed, 0 to ${MAX_SPEED}, for example 35.` })
  readonly speed!: number;
}
