import { Field, Int, ObjectType } from 'type-graphql';

import type { Operations } from '../../service/operations.js';
import { DateTime } from '../scalars.js';

type Books = NonNullable<Awaited<ReturnType<Operations['limits']>>>;

@ObjectType({
  simpleResolvers: true,
  description:
    "What this layer lets the operation's token do, and what it has counted, over all replicas that share Redis. Calls made by others with the same token are not in it.",
})
export class WolkvoxLimits {
  @Field(() => Int, { description: 'Calls at the same time.' })
  readonly maxInFlight: number;

  @Field(() => Int, { description: 'Slots taken now, those of calls without an end that is known included.' })
  readonly inFlight: number;

  @Field(() => Int, { description: 'Calls that wait for a slot now.' })
  readonly queued: number;

  @Field(() => Int, { nullable: true, description: 'Calls a day; null where none are counted against a cap.' })
  readonly dailyQuota: number | null;

  @Field(() => Int, { description: 'Calls made today, refused ones included; those that surely never left are not.' })
  readonly spentToday: number;

  @Field(() => DateTime, {
    description: "When the operation's next day begins. wolkvox does not document the hour; local midnight is assumed.",
  })
  readonly resetsAt: Date;

  constructor({ maxInFlight, inFlight, queued, dailyQuota, spent, resetsAt }: Books) {
    this.maxInFlight = maxInFlight;
    this.inFlight = inFlight;
    this.queued = queued;
    this.dailyQuota = dailyQuota ?? null;
    this.spentToday = spent;
    this.resetsAt = resetsAt;
  }
}
