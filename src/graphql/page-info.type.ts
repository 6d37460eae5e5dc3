import { Directive, Field, ObjectType } from 'type-graphql';

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'Cursors of a page, and whether there are more pages.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'True if there is a next page.' })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'True if there is a previous page.' })
  readonly hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first item. Null if the page is empty.' })
  readonly startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last item, for `after`. Null if the page is empty.',
  })
  readonly endCursor: string | null;

  constructor(startCursor: string | null, endCursor: string | null, hasPreviousPage: boolean, hasNextPage: boolean) {
    this.startCursor = startCursor;
    this.endCursor = endCursor;
    this.hasPreviousPage = hasPreviousPage;
    this.hasNextPage = hasNextPage;
  }
}
