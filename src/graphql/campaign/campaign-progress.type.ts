import { Field, Float, Int, ObjectType } from 'type-graphql';

import { isFinished, type BoardRow } from '../../domain/board-row.js';
import type { CampaignStatus as CampaignStatusName } from '../../domain/campaign.js';
import { FieldCost } from '../cost/field-cost.js';
import { DateTime } from '../scalars.js';
import { Campaign, CampaignStatus } from './campaign.type.js';

const NULL_NOTE = 'Null if wolkvox returns no value, or an unrecognized one.';
const number = (what: string): { nullable: true; description: string } => ({
  nullable: true,
  description: `${what}. ${NULL_NOTE}`,
});

@ObjectType({
  simpleResolvers: true,
  description:
    'What a campaign is doing, as the real-time board of wolkvox shows it. The board may lag behind the campaign, for example right after contacts were added.',
})
export class CampaignProgress {
  @FieldCost('campaigns')
  @Field(() => Campaign, { description: 'The campaign.' })
  readonly campaign!: Campaign | (() => Promise<Campaign>);

  @Field(() => CampaignStatus, {
    nullable: true,
    description: `Running state at \`readAt\`. After a start or a stop it can be older than \`Campaign.status\`. ${NULL_NOTE}`,
  })
  readonly status!: CampaignStatusName | undefined;

  @Field(() => Int, number('Number of contacts'))
  readonly contactCount!: number | undefined;

  @Field(() => Int, number('Number of contacts that were dialled'))
  readonly dialed!: number | undefined;

  @Field(() => Int, number('Number of contacts that were not dialled yet'))
  readonly pending!: number | undefined;

  @Field(() => Int, number('Number of contacts that answered'))
  readonly answered!: number | undefined;

  @Field(() => Int, number('Number of contacts that did not answer'))
  readonly unanswered!: number | undefined;

  @Field(() => Int, number('Number of contacts whose line was busy or congested, or whose call failed'))
  readonly busyOrFailed!: number | undefined;

  @Field(() => Int, number('Number of contacts whose answering machine answered'))
  readonly answeringMachines!: number | undefined;

  @Field(() => Int, number('Number of hits, as wolkvox counts them'))
  readonly hits!: number | undefined;

  @Field(() => Float, number('Calls per minute'))
  readonly callsPerMinute!: number | undefined;

  @Field(() => Float, number('Penetration of the day, 0 to 100'))
  readonly penetration!: number | undefined;

  @Field(() => Boolean, {
    description:
      'True if the campaign is started, no contact is pending and all were dialled. False otherwise, also if one of these numbers is null.',
  })
  readonly finished!: boolean;

  @Field(() => DateTime, { description: 'Time at which the board was read from wolkvox.' })
  readonly readAt!: Date;

  /** `campaign`: the campaign, or a function that reads it when a client selects it. */
}

/** Returns the progress that a row of the board shows. */
export const progressOf = (campaign: CampaignProgress['campaign'], row: BoardRow, readAt: Date): CampaignProgress => ({
  ...row,
  campaign,
  finished: isFinished(row),
  readAt,
});
