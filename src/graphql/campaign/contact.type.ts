import { Field, ID, ObjectType } from 'type-graphql';

import type { Contact as DomainContact } from '../../domain/contact.js';

const NULL_NOTE = 'Null if there is none, or if wolkvox does not return it.';
const text = (what: string, example: string): { nullable: true; description: string } => ({
  nullable: true,
  description: `${what}, for example \`${example}\`. ${NULL_NOTE}`,
});

@ObjectType({
  simpleResolvers: true,
  description: 'A person in a campaign, with the values that wolkvox stores. Each is a text.',
})
export class Contact implements DomainContact {
  @Field(() => ID, { description: 'Your id of the person, as it was added, for example `CC-1020304050`.' })
  readonly customerId!: string;

  @Field(() => String, text('First name', 'Ana'))
  readonly firstName?: string | undefined;

  @Field(() => String, text('Last name', 'Rojas'))
  readonly lastName?: string | undefined;

  @Field(() => String, text('Type of the identity document', 'CC'))
  readonly idType?: string | undefined;

  @Field(() => String, text('Age', '42'))
  readonly age?: string | undefined;

  @Field(() => String, text('Gender', 'F'))
  readonly gender?: string | undefined;

  @Field(() => String, text('Country', 'Colombia'))
  readonly country?: string | undefined;

  @Field(() => String, text('State or department', 'Antioquia'))
  readonly state?: string | undefined;

  @Field(() => String, text('City', 'Medellín'))
  readonly city?: string | undefined;

  @Field(() => String, text('Zone', 'Norte'))
  readonly zone?: string | undefined;

  @Field(() => String, text('Address', 'Calle 10 # 20-30'))
  readonly address?: string | undefined;

  @Field(() => [String], {
    description: 'Phones as they are dialled, in order, for example `["93001234567"]`. Empty ones are left out.',
  })
  readonly phones!: readonly string[];

  @Field(() => [String], {
    nullable: 'items',
    description: 'Values of the extra fields, in order, up to the last one with a value. Null for an empty one.',
  })
  readonly optionalFields!: readonly (string | null)[];

  @Field(() => String, text('Another phone', '93001234567'))
  readonly extraPhone?: string | undefined;
}
