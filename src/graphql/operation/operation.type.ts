import { Directive, Field, ID, ObjectType } from 'type-graphql';

import type { Operation } from '../../domain/operation.js';

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'A wolkvox operation: one contact centre with its own server, token and clock.',
})
export class WolkvoxOperation {
  @Field(() => ID, { description: 'Its id in the configuration of this layer, for example `default`.' })
  readonly id: string;

  @Field(() => String, {
    description:
      'IANA time zone of its wall clock, for example `America/Bogota`. Campaign hours without an offset are read on it.',
  })
  readonly timeZone: string;

  constructor({ id, timeZone }: Operation) {
    this.id = id;
    this.timeZone = timeZone;
  }
}
