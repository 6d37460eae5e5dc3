import { Field, Int, ObjectType } from 'type-graphql';

import type { TokenUsage } from '../../domain/operation.js';

@ObjectType({ simpleResolvers: true, description: 'Daily use of the token of an operation, as reported by wolkvox.' })
export class WolkvoxTokenUsage {
  @Field(() => Int, { description: 'Maximum number of calls per day.' })
  readonly limit: number;

  @Field(() => Int, {
    description: 'Calls made today with this token by all programs, including the call that read this value.',
  })
  readonly usedToday: number;

  @Field(() => Int, { description: 'Calls made today with all tokens of the operation.' })
  readonly usedTodayByAllTokens: number;

  constructor({ limit, usedToday, usedTodayByAllTokens }: TokenUsage) {
    this.limit = limit;
    this.usedToday = usedToday;
    this.usedTodayByAllTokens = usedTodayByAllTokens;
  }
}
