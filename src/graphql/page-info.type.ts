import { Directive, Field, ObjectType } from 'type-graphql';

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'Where a page of a list begins and ends.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether something comes after it.' })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Whether something comes before it.' })
  readonly hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'The place of its first item; null on an empty page.' })
  readonly startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The place of its last item, for `after`; null on an empty page.',
  })
  readonly endCursor: string | null;

  constructor(startCursor: string | null, endCursor: string | null, hasPreviousPage: boolean, hasNextPage: boolean) {
    this.startCursor = startCursor;
    this.endCursor = endCursor;
    this.hasPreviousPage = hasPreviousPage;
    this.hasNextPage = hasNextPage;
  }
}
