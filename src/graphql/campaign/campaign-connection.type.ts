import { Directive, Field, InputType, Int, ObjectType } from 'type-graphql';

import type {
  CampaignStatus as CampaignStatusName,
  CampaignType as CampaignTypeName,
  ListedCampaign,
} from '../../domain/campaign.js';
import { MAX_TEXT_LENGTH } from '../../domain/input-rules.js';
import type { Operation } from '../../domain/operation.js';
import type { CampaignFilter as Filter, Page } from '../../services/campaign-search.js';
import { createObject } from '../create-object.js';
import { Satisfies } from '../validation.js';
import { Campaign, CampaignStatus, CampaignType } from './campaign.type.js';

@InputType({ description: 'Filter for campaigns. A campaign must match every condition.' })
export class CampaignFilter implements Filter {
  @Field(() => CampaignType, { nullable: true, description: 'Campaigns of this type.' })
  readonly type?: CampaignTypeName | null;

  @Field(() => CampaignStatus, { nullable: true, description: 'Campaigns with this status.' })
  readonly status?: CampaignStatusName | null;

  @Satisfies('MAX_TEXT_LENGTH')
  @Field(() => String, {
    nullable: true,
    description: `Campaigns whose name contains this text. Case and accents are ignored, for example \`campana\` matches \`Campaña\`. At most ${MAX_TEXT_LENGTH} characters.`,
  })
  readonly nameContains?: string | null;
}

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'Cursors of a page, and whether there are more pages.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'True if there is a next page.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'True if there is a previous page.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first item. Null if the page is empty.' })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last item, for `after`. Null if the page is empty.',
  })
  readonly endCursor!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A campaign and its cursor.' })
export class CampaignEdge {
  @Field(() => String, { description: 'Cursor for `after`. It stays valid when campaigns are created or deleted.' })
  readonly cursor!: string;

  @Field(() => Campaign, { description: 'The campaign.' })
  readonly node!: Campaign;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A page of campaigns of one operation, in ascending order of `campaignId`.',
})
export class CampaignConnection {
  @Field(() => [CampaignEdge], { description: 'The campaigns of this page, each with its cursor.' })
  readonly edges!: readonly CampaignEdge[];

  @Field(() => [Campaign], { description: 'The campaigns of this page.' })
  readonly nodes!: readonly Campaign[];

  @Field(() => PageInfo, { description: 'Cursors of this page, and whether there are more pages.' })
  readonly pageInfo: PageInfo;

  @Field(() => Int, { description: 'Number of campaigns on all pages.' })
  readonly totalCount: number;

  constructor(operation: Operation, { rows, total, before, after }: Page<ListedCampaign>) {
    // Called by graphql-js when a field is requested. Few clients request both.
    const nodes = (): readonly Campaign[] => rows.map((row) => Campaign.listed(operation, row));
    Object.assign(this, {
      nodes,
      edges: () => nodes().map((node) => ({ cursor: cursorOf(node), node })),
    });
    this.pageInfo = createObject(PageInfo, {
      startCursor: cursor(rows.at(0)),
      endCursor: cursor(rows.at(-1)),
      hasPreviousPage: before,
      hasNextPage: after,
    });
    this.totalCount = total;
  }
}

/** Returns the cursor of a campaign. It encodes the campaign number, so it stays valid when the list changes. */
const cursorOf = ({ campaignId }: Pick<ListedCampaign, 'campaignId'>): string =>
  Buffer.from(PREFIX + campaignId).toString('base64url');

const cursor = (row: ListedCampaign | undefined): string | null => (row === undefined ? null : cursorOf(row));

/** Returns the campaign number of a cursor; undefined if the text is no cursor. */
export function readCursor(text: string): string | undefined {
  const decoded = Buffer.from(text, 'base64url').toString();
  const number = decoded.startsWith(PREFIX) ? decoded.slice(PREFIX.length) : '';
  return /^[0-9]+$/.test(number) ? number : undefined;
}

const PREFIX = 'campaign:';
