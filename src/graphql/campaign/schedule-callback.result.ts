import { createUnionType, Field, ObjectType } from 'type-graphql';

import type { ScheduledCallback } from '../../services/callback-scheduler.js';
import { CAMPAIGN_FAILURES } from '../errors/failure.types.js';
import { Campaign, campaignWithStatus } from './campaign.type.js';

@ObjectType({ simpleResolvers: true, description: 'wolkvox accepted the callback. When it calls is approximate.' })
export class ScheduleCallbackSuccess {
  @Field(() => Campaign, {
    description:
      'The campaign, with the values that were read for this request. If it is stopped, wolkvox does not call.',
  })
  readonly campaign: Campaign;

  @Field(() => String, { description: 'Message from wolkvox.' })
  readonly message: string;

  /** `mayRead`: the caller may see all fields of the campaign. */
  constructor({ campaign: { operation }, row, message }: ScheduledCallback, mayRead: boolean) {
    this.campaign = campaignWithStatus(operation, row, row.status, mayRead);
    this.message = message;
  }
}

export const ScheduleCallbackResult = createUnionType({
  name: 'ScheduleCallbackResult',
  description:
    'Result of `scheduleCallback`: a success, or a failure that a client can handle. Failures that need an administrator are in `errors[]`.',
  types: () => [ScheduleCallbackSuccess, ...CAMPAIGN_FAILURES] as const,
});
