import { Field, InputType, Int } from 'type-graphql';

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
