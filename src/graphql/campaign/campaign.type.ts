import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

import {
  AMD_COUNTRIES,
  CAMPAIGN_STATUSES,
  CAMPAIGN_TYPES,
  type AmdCountry as AmdCountryName,
  type Campaign as DomainCampaign,
  type CampaignStatus as CampaignStatusName,
  type CampaignType as CampaignTypeName,
  type ListedCampaign,
} from '../../domain/campaign.js';
import type { Operation } from '../../domain/operation.js';
import { globalId } from '../global-id.js';
import { operationOf, WolkvoxOperation } from '../operation/operation.type.js';
import { readLater } from '../read-later.js';
import { CampaignTime } from '../scalars.js';
import { NamedSkill, Skill } from '../skill/skill.type.js';

const enumOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [N in Name]: N };

export const CampaignType = enumOf(CAMPAIGN_TYPES);
export const CampaignStatus = enumOf(CAMPAIGN_STATUSES);
export const AmdCountry = enumOf(AMD_COUNTRIES);

registerEnumType(CampaignType, {
  name: 'CampaignType',
  description: 'How a campaign dials.',
  valuesConfig: {
    PREVIEW: {
      description:
        'An agent sees the contact first and starts the call. Has no hours and no answering-machine detection.',
    },
    PREDICTIVE: { description: 'wolkvox dials ahead of the agents, within the hours of the campaign.' },
  },
});

const COUNTRIES: Record<AmdCountryName, string> = {
  ARG: 'Argentina',
  CHL: 'Chile',
  COL: 'Colombia',
  CRI: 'Costa Rica',
  ECU: 'Ecuador',
  ESP: 'Spain',
  GTM: 'Guatemala',
  HND: 'Honduras',
  ITA: 'Italy',
  MEX: 'Mexico',
  NIC: 'Nicaragua',
  PAN: 'Panama',
  PER: 'Peru',
};

registerEnumType(AmdCountry, {
  name: 'AmdCountry',
  description:
    'The country for which answering-machine detection (AMD) is tuned, as ISO 3166-1 alpha-3. Left out, wolkvox uses its default detection.',
  valuesConfig: Object.fromEntries(Object.entries(COUNTRIES).map(([code, description]) => [code, { description }])),
});

registerEnumType(CampaignStatus, {
  name: 'CampaignStatus',
  description: 'Whether a campaign dials.',
  valuesConfig: {
    STARTED: { description: 'It is on: its contacts are being called, or shown to agents.' },
    STOPPED: { description: 'It is off.' },
  },
});

const NOT_TOLD = 'Null where wolkvox does not tell, or uses a word this layer does not know.';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A dialling campaign in wolkvox.' })
export class Campaign {
  @Field(() => ID, { description: 'Global id, `<operationId>:<campaignId>`, for example `default:1287`.' })
  readonly id: string;

  @Field(() => ID, {
    description: "wolkvox's own number of the campaign, for example `1287`. Unique within its operation.",
  })
  readonly campaignId: string;

  @Field(() => WolkvoxOperation, { description: 'The operation it belongs to.' })
  readonly operation: WolkvoxOperation;

  @Field(() => String, { description: 'Its name, as wolkvox tells it.' })
  readonly name: string;

  @Field(() => CampaignType, {
    nullable: true,
    description: 'How it dials. Null where wolkvox uses a word this layer does not know.',
  })
  readonly type: CampaignTypeName | null;

  @Field(() => String, { nullable: true, description: 'What it is for. Null where it has none.' })
  readonly description?: string | null;

  @Field(() => CampaignStatus, { nullable: true, description: `Whether it dials. ${NOT_TOLD}` })
  readonly status?: CampaignStatusName | null;

  @Field(() => Skill, {
    nullable: true,
    description: 'The skill whose agents serve it. Null where the list of campaigns does not tell.',
  })
  readonly skill?: Skill | null;

  @Field(() => Int, { nullable: true, description: `How many contacts it has. ${NOT_TOLD}` })
  readonly records?: number | null;

  @Field(() => Int, { nullable: true, description: `Its dialling speed, 0 to 100. ${NOT_TOLD}` })
  readonly speed?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "How its contacts are ordered for dialling, in wolkvox's own word, for example `strategy`.",
  })
  readonly dialMode?: string | null;

  @Field(() => CampaignTime, {
    nullable: true,
    description:
      "When it was last used, on the operation's wall clock. Null where it never was, or wolkvox does not tell.",
  })
  readonly lastUsedAt?: string | null;

  @Field(() => Int, { nullable: true, description: `How often its contacts were recycled. ${NOT_TOLD}` })
  readonly recycled?: number | null;

  @Field(() => Boolean, { nullable: true, description: `Whether turbo dialling is on. ${NOT_TOLD}` })
  readonly turboDial?: boolean | null;

  /** As far as its creation told. */
  constructor({ operation, campaignId, name, type }: DomainCampaign) {
    this.id = globalId(operation, campaignId);
    this.campaignId = campaignId;
    this.operation = operationOf(operation);
    this.name = name;
    this.type = type ?? null;
  }

  /** With everything that the list tells. */
  static listed(operation: Operation, row: ListedCampaign): Campaign {
    const { skillId } = row;
    return Object.assign(new Campaign({ ...row, operation }), {
      description: row.description ?? null,
      status: row.status ?? null,
      skill: skillId === undefined ? null : new NamedSkill(operation, skillId),
      records: row.records ?? null,
      speed: row.speed ?? null,
      dialMode: row.dialMode ?? null,
      lastUsedAt: row.lastUsedAt ?? null,
      recycled: row.recycled ?? null,
      turboDial: row.turboDial ?? null,
    });
  }
}

/** A campaign of which only its creation has told: the rest is read when it is asked for, with one read for all. */
export class CreatedCampaign extends Campaign {}
/** What a creation does not tell. */
export const CAMPAIGN_FIELDS_READ_LATER = [
  'description',
  'status',
  'skill',
  'records',
  'speed',
  'dialMode',
  'lastUsedAt',
  'recycled',
  'turboDial',
] as const satisfies readonly (keyof Campaign)[];
readLater(CreatedCampaign, CAMPAIGN_FIELDS_READ_LATER, (id, { reads }) => reads.listedCampaign(id));
