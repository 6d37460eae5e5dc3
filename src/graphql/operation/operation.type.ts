import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';

import type { Capacity } from '../../domain/capacity.js';
import type { Operation, TokenUsage } from '../../domain/operation.js';
import { DateTime } from '../scalars.js';

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'A wolkvox operation: one contact centre with its own server, token and time zone.',
})
export class WolkvoxOperation {
  @Field(() => ID, { description: 'Id in the configuration of this server, for example `default`.' })
  readonly id: string;

  @Field(() => String, {
    description: 'IANA time zone, for example `America/Bogota`. It applies to campaign times without an offset.',
  })
  readonly timeZone: string;

  constructor({ id, timeZone }: Operation) {
    this.id = id;
    this.timeZone = timeZone;
  }
}

/** Returns the shared object of an operation. Thousands of campaigns use it. */
export function operationOf(operation: Operation): WolkvoxOperation {
  let known = objects.get(operation);
  if (known === undefined) objects.set(operation, (known = new WolkvoxOperation(operation)));
  return known;
}

const objects = new WeakMap<Operation, WolkvoxOperation>();

@ObjectType({
  simpleResolvers: true,
  description:
    'Limits of the token of an operation and their current use, over all replicas of this server. Calls by other programs with the same token are not counted.',
})
export class WolkvoxLimits {
  @Field(() => Int, { description: 'Maximum number of concurrent calls.' })
  readonly maxInFlight!: number;

  @Field(() => Int, {
    description: 'Calls currently in flight, including timed-out calls that wolkvox may still be processing.',
  })
  readonly inFlight!: number;

  @Field(() => Int, { description: 'Calls currently in the queue.' })
  readonly queued!: number;

  @Field(() => Int, { nullable: true, description: 'Maximum number of calls per day. Null if no limit is configured.' })
  readonly dailyQuota!: number | null;

  @Field(() => Int, { description: 'Calls sent today, including rejected calls.' })
  readonly usedToday!: number;

  @Field(() => DateTime, {
    description: 'Start of the next day in the time zone of the operation, when the quota is assumed to reset.',
  })
  readonly resetsAt!: Date;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Estimated capacity of an operation, from its licences. wolkvox may allow other figures, and its refusals contain its own.',
})
export class WolkvoxCapacity implements Capacity {
  @Field(() => Int, {
    description: 'Estimated licences: the daily limit of calls of the token, divided by 1000. For example 14.',
  })
  readonly licences!: number;

  @Field(() => Int, {
    description:
      'Estimated maximum number of contacts of one campaign: 7,000 for each licence, or 50,000 with 1 or 2 licences. For example 98000. A dedicated server of wolkvox allows more.',
  })
  readonly contactsPerCampaign!: number;

  @Field(() => Int, {
    description:
      'Estimated maximum number of started PREDICTIVE campaigns: a seventh of the licences, rounded, plus 2. For example 4. Another page of wolkvox names at most 7.',
  })
  readonly activePredictives!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Daily use of the token of an operation, as reported by wolkvox.' })
export class WolkvoxTokenUsage implements TokenUsage {
  @Field(() => Int, { description: 'Maximum number of calls per day.' })
  readonly limit!: number;

  @Field(() => Int, {
    description: 'Calls made today with this token by all programs, including the call that read this value.',
  })
  readonly usedToday!: number;

  @Field(() => Int, { description: 'Calls made today with all tokens of the operation.' })
  readonly usedTodayByAllTokens!: number;
}
