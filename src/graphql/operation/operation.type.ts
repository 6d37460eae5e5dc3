import { Directive, Field, ID, ObjectType } from 'type-graphql';

import type { Operation } from '../../domain/operation.js';

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
