import { Field, Int, ObjectType } from 'type-graphql';

import type { ConfiguredOperations } from '../../services/operation-registry.js';
import { DateTime } from '../scalars.js';

type Usage = NonNullable<Awaited<ReturnType<ConfiguredOperations['limits']>>>;

@ObjectType({
  simpleResolvers: true,
  description:
    'Limits of the token of an operation and their current use, over all replicas of this server. Calls by other programs with the same token are not counted.',
})
export class WolkvoxLimits {
  @Field(() => Int, { description: 'Maximum number of concurrent calls.' })
  readonly maxInFlight: number;

  @Field(() => Int, {
    description: 'Calls currently in flight, including timed-out calls that wolkvox may still be processing.',
  })
  readonly inFlight: number;

  @Field(() => Int, { description: 'Calls currently in the queue.' })
  readonly queued: number;

  @Field(() => Int, { nullable: true, description: 'Maximum number of calls per day. Null if no limit is configured.' })
  readonly dailyQuota: number | null;

  @Field(() => Int, { description: 'Calls sent today, including rejected calls.' })
  readonly usedToday: number;

  @Field(() => DateTime, {
    description: 'Start of the next day in the time zone of the operation, when the quota is assumed to reset.',
  })
  readonly resetsAt: Date;

  constructor({ maxInFlight, inFlight, queued, dailyQuota, used, resetsAt }: Usage) {
    this.maxInFlight = maxInFlight;
    this.inFlight = inFlight;
    this.queued = queued;
    this.dailyQuota = dailyQuota ?? null;
    this.usedToday = used;
    this.resetsAt = resetsAt;
  }
}
