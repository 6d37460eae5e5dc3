import { Field, ID, Int, ObjectType } from 'type-graphql';

import type { ResultRow } from '../../domain/contact-result.js';
import type { DialResult as DialResultName } from '../../domain/dial-result.js';
import type { ResultPage } from '../../services/results.js';
import { createObject } from '../create-object.js';
import { CampaignTime } from '../scalars.js';
import { PageInfo } from './campaign-connection.type.js';
import { Contact } from './contact.type.js';
import { DialResult } from './dial-result.type.js';
import { cursorWriter, type CursorScope } from './result-cursor.js';

const NULL_NOTE = 'Null if wolkvox does not return it.';

@ObjectType({
  simpleResolvers: true,
  description: 'What became of a contact when its campaign called it. wolkvox reports only contacts that were managed.',
})
export class ContactResult implements ResultRow {
  @Field(() => ID, { description: 'Your id of the person, as it was added, for example `CC-1020304050`.' })
  readonly customerId!: string;

  @Field(() => String, {
    nullable: true,
    description: `Number that was dialled, for example \`93001234567\`. ${NULL_NOTE}`,
  })
  readonly phone!: string | undefined;

  @Field(() => CampaignTime, {
    nullable: true,
    description: `Time of the result, in the time zone of the operation. Null if wolkvox does not return it, or in an unrecognized form.`,
  })
  readonly at!: string | undefined;

  @Field(() => Int, { nullable: true, description: `Number of calls to the contact. ${NULL_NOTE}` })
  readonly attempts!: number | undefined;

  @Field(() => DialResult, {
    nullable: true,
    description:
      'Result of the call. Null if wolkvox does not return it, or returns an unrecognized one: see `resultText`.',
  })
  readonly result!: DialResultName | undefined;

  @Field(() => String, {
    nullable: true,
    description: `Result of the call as the text of wolkvox, for example \`NO-ANSWER\`. ${NULL_NOTE}`,
  })
  readonly resultText!: string | undefined;

  @Field(() => String, {
    nullable: true,
    description: `Code of the activity that the agent chose, for example \`PROMESA\`. ${NULL_NOTE}`,
  })
  readonly activityCode!: string | undefined;

  @Field(() => String, { nullable: true, description: `Second code of the activity. ${NULL_NOTE}` })
  readonly secondActivityCode!: string | undefined;

  @Field(() => String, { nullable: true, description: `Comments of the agent. ${NULL_NOTE}` })
  readonly comments!: string | undefined;

  @Field(() => ID, {
    nullable: true,
    description: `Number of the agent in wolkvox, for example \`20134\`. Null if no agent had the call.`,
  })
  readonly agentId!: string | undefined;

  @Field(() => ID, { nullable: true, description: `Id of the call in wolkvox. ${NULL_NOTE}` })
  readonly connId!: string | undefined;

  @Field(() => Contact, { description: 'The person, with the values that the report contains.' })
  readonly contact!: Contact;
}

@ObjectType({ simpleResolvers: true, description: 'A result and its cursor.' })
export class ContactResultEdge {
  @Field(() => String, {
    description:
      'Cursor for `after`, with the same `from` and `to`. It stays valid after a restart, and when results are added.',
  })
  readonly cursor!: string;

  @Field(() => ContactResult, { description: 'The result.' })
  readonly node!: ContactResult;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A page of results of one campaign, newest first. Windows of at most 30 days are read until it is full. It ends early, with fewer results or none, if the request may make no more calls.',
})
export class ContactResultConnection {
  @Field(() => [ContactResultEdge], { description: 'The results of this page, each with its cursor.' })
  readonly edges!: readonly ContactResultEdge[];

  @Field(() => [ContactResult], { description: 'The results of this page.' })
  readonly nodes!: readonly ContactResult[];

  @Field(() => PageInfo, {
    description:
      'Cursors of this page. Continue from `endCursor` while `hasNextPage` is true, also after an empty page.',
  })
  readonly pageInfo: PageInfo;

  @Field(() => Boolean, {
    description:
      'False if results of this page may be missing: wolkvox returned its maximum of 60,000 rows for a single hour, or rows that name no contact.',
  })
  readonly complete: boolean;

  constructor({ rows, end, hasMore, isComplete }: ResultPage, scope: CursorScope, hasPrevious: boolean) {
    const write = cursorWriter(scope);
    // Called by graphql-js when a field is requested. Few clients request both.
    Object.assign(this, {
      nodes: () => rows.map(({ row }) => resultOf(row)),
      edges: () => rows.map(({ row, after }) => ({ cursor: write(after), node: resultOf(row) })),
    });
    const [newest] = rows;
    this.pageInfo = createObject(PageInfo, {
      startCursor: newest === undefined ? null : write(newest.after),
      endCursor: rows.length === 0 && !hasMore ? null : write(end),
      hasPreviousPage: hasPrevious,
      hasNextPage: hasMore,
    });
    this.complete = isComplete;
  }
}

const resultOf = (row: ResultRow): ContactResult => ({ ...row, customerId: row.contact.customerId });
