import { Field, Int, ObjectType } from 'type-graphql';

import type { TokenUsage } from '../../domain/operation.js';

@ObjectType({ simpleResolvers: true, description: "What wolkvox says of the calls of the operation's token, now." })
export class WolkvoxTokenUsage {
  @Field(() => Int, { description: 'Calls a day.' })
  readonly limit: number;

  @Field(() => Int, {
    description: 'Calls made today with this token, by this layer and by others; this one included.',
  })
  readonly usedToday: number;

  @Field(() => Int, { description: 'Calls made today with every token of the operation.' })
  readonly usedTodayByAllTokens: number;

  constructor({ limit, usedToday, usedTodayByAllTokens }: TokenUsage) {
    this.limit = limit;
    this.usedToday = usedToday;
    this.usedTodayByAllTokens = usedTodayByAllTokens;
  }
}
