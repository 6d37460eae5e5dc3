import { Field, ID, InputType, Int } from 'type-graphql';

import { Satisfies } from '../validation.js';

@InputType({
  description:
    'What a person was shown and agreed to. If the campaign differs when the request is made, nothing is sent: `WolkvoxStateConflict`.',
})
export class CampaignConfirmation {
  @Field(() => String, { description: 'Exact `name` of the campaign, for example `Cobranza octubre`.' })
  readonly name!: string;

  @Field(() => Int, {
    description: '`contactCount` of the campaign, for example 3925. A null count cannot be confirmed.',
  })
  readonly contactCount!: number;
}

@InputType({ description: 'Campaign to start.' })
export class StartCampaignInput {
  @Satisfies('CAMPAIGN_ID')
  @Field(() => ID, {
    description: 'Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`.',
  })
  readonly campaignId!: string;

  @Field(() => CampaignConfirmation, {
    description:
      'Name and number of contacts that a person agreed to. They are compared with a new reading of the campaign.',
  })
  readonly confirm!: CampaignConfirmation;
}
