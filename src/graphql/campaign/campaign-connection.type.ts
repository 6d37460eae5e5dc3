import { Field, InputType, Int, ObjectType } from 'type-graphql';

import type {
  CampaignStatus as CampaignStatusName,
  CampaignType as CampaignTypeName,
  ListedCampaign,
} from '../../domain/campaign.js';
import { MAX_TEXT_LENGTH } from '../../domain/input-rules.js';
import type { Operation } from '../../domain/operation.js';
import type { CampaignFilter as Filter, Page } from '../../service/campaign-page.js';
import { PageInfo } from '../page-info.type.js';
import { Obeys } from '../validation.js';
import { Campaign, CampaignStatus, CampaignType } from './campaign.type.js';

@InputType({ description: 'Which campaigns are wanted; every condition must hold.' })
export class CampaignFilter implements Filter {
  @Field(() => CampaignType, { nullable: true, description: 'Of this type only.' })
  readonly type?: CampaignTypeName | null;

  @Field(() => CampaignStatus, { nullable: true, description: 'In this status only.' })
  readonly status?: CampaignStatusName | null;

  @Obeys('MAX_TEXT_LENGTH')
  @Field(() => String, {
    nullable: true,
    description: `With this text in its name, whatever its case and accents: \`campana\` finds \`Campaña\`. At most ${MAX_TEXT_LENGTH} characters.`,
  })
  readonly nameContains?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A campaign in its place of a list.' })
export class CampaignEdge {
  @Field(() => String, { description: 'The place, for `after`. Stays valid when campaigns come and go.' })
  readonly cursor!: string;

  @Field(() => Campaign, { description: 'The campaign.' })
  readonly node!: Campaign;
}

@ObjectType({ simpleResolvers: true, description: 'A page of the campaigns of an operation, by number, ascending.' })
export class CampaignConnection {
  @Field(() => [CampaignEdge], { description: 'The campaigns of this page with their places.' })
  readonly edges!: readonly CampaignEdge[];

  @Field(() => [Campaign], { description: 'The campaigns of this page.' })
  readonly nodes!: readonly Campaign[];

  @Field(() => PageInfo, { description: 'Where this page begins and ends, and whether there are others.' })
  readonly pageInfo: PageInfo;

  @Field(() => Int, { description: 'How many campaigns there are on all pages.' })
  readonly totalCount: number;

  constructor(operation: Operation, { rows, total, before, after }: Page<ListedCampaign>) {
    // Called by graphql-js where they are asked for: few ask for both.
    const shown = (): readonly Campaign[] => rows.map((row) => Campaign.listed(operation, row));
    Object.assign(this, {
      nodes: shown,
      edges: () => shown().map((node) => ({ cursor: cursorOf(node), node })),
    });
    this.pageInfo = new PageInfo(cursor(rows.at(0)), cursor(rows.at(-1)), before, after);
    this.totalCount = total;
  }
}

/** A campaign's number, so that the place outlives the list: written so that nobody takes it for anything else. */
const cursorOf = ({ campaignId }: Pick<ListedCampaign, 'campaignId'>): string =>
  Buffer.from(PREFIX + campaignId).toString('base64url');

const cursor = (row: ListedCampaign | undefined): string | null => (row === undefined ? null : cursorOf(row));

/** The number that a cursor stands for; undefined where it is none. */
export function readCursor(text: string): string | undefined {
  const written = Buffer.from(text, 'base64url').toString();
  const number = written.startsWith(PREFIX) ? written.slice(PREFIX.length) : '';
  return /^[0-9]+$/.test(number) ? number : undefined;
}

const PREFIX = 'campaign:';
