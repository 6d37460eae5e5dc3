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
import { globalId } from '../../domain/global-id.js';
import { operationOf, WolkvoxOperation } from '../operation/operation.type.js';
import { defineLazyFields, ListField } from '../lazy-fields.js';
import { CampaignTime } from '../scalars.js';
import { NamedSkill, Skill } from '../skill/skill.type.js';

/** Returns the enum of these names. */
export const enumOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [N in Name]: N };

export const CampaignType = enumOf(CAMPAIGN_TYPES);
export const CampaignStatus = enumOf(CAMPAIGN_STATUSES);
export const AmdCountry = enumOf(AMD_COUNTRIES);

registerEnumType(CampaignType, {
  name: 'CampaignType',
  description: 'Dialling mode of a campaign.',
  valuesConfig: {
    PREVIEW: {
      description:
        'The agent sees the contact first and starts the call. It has no dialling hours and no answering-machine detection.',
    },
    PREDICTIVE: { description: 'wolkvox dials ahead of the agents, between `startTime` and `endTime`.' },
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
  description: 'Country for which answering-machine detection (AMD) is tuned, as ISO 3166-1 alpha-3.',
  valuesConfig: Object.fromEntries(Object.entries(COUNTRIES).map(([code, description]) => [code, { description }])),
});

registerEnumType(CampaignStatus, {
  name: 'CampaignStatus',
  description: 'Running state of a campaign.',
  valuesConfig: {
    STARTED: { description: 'The campaign is running: its contacts are called or shown to agents.' },
    STOPPED: { description: 'The campaign is stopped.' },
  },
});

const NULL_NOTE = 'Null if wolkvox returns no value, or an unrecognized one.';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A dialling campaign in wolkvox.' })
export class Campaign {
  @Field(() => ID, { description: 'Global id, `<operationId>:<campaignId>`, for example `default:1287`.' })
  readonly id: string;

  @Field(() => ID, {
    description: 'Number of the campaign in wolkvox, for example `1287`. It is unique within its operation.',
  })
  readonly campaignId: string;

  @Field(() => WolkvoxOperation, { description: 'The operation of this object.' })
  readonly operation: WolkvoxOperation;

  @Field(() => String, { description: 'Name in wolkvox.' })
  readonly name: string;

  @Field(() => CampaignType, {
    nullable: true,
    description: 'Dialling mode. Null if wolkvox returns an unrecognized value.',
  })
  readonly type: CampaignTypeName | null;

  @ListField('campaigns')
  @Field(() => String, { nullable: true, description: 'Description. Null if there is none.' })
  readonly description?: string | null;

  @ListField('campaigns')
  @Field(() => CampaignStatus, { nullable: true, description: `Running state. ${NULL_NOTE}` })
  readonly status?: CampaignStatusName | null;

  @ListField('campaigns')
  @Field(() => Skill, {
    nullable: true,
    description: 'Skill whose agents handle the campaign. Null if wolkvox returns no value.',
  })
  readonly skill?: Skill | null;

  @ListField('campaigns')
  @Field(() => Int, { nullable: true, description: `Number of contacts. ${NULL_NOTE}` })
  readonly contactCount?: number | null;

  @ListField('campaigns')
  @Field(() => Int, { nullable: true, description: `Dialling speed, 0 to 100. ${NULL_NOTE}` })
  readonly speed?: number | null;

  @ListField('campaigns')
  @Field(() => String, {
    nullable: true,
    description:
      'Order in which contacts are dialled, as the value of wolkvox, for example `strategy`. Null if wolkvox returns no value.',
  })
  readonly dialMode?: string | null;

  @ListField('campaigns')
  @Field(() => CampaignTime, {
    nullable: true,
    description:
      'Time of last use, in the time zone of the operation. Null if it was never used, or if wolkvox returns no value.',
  })
  readonly lastUsedAt?: string | null;

  @ListField('campaigns')
  @Field(() => Int, { nullable: true, description: `Number of times its contacts were recycled. ${NULL_NOTE}` })
  readonly recycleCount?: number | null;

  @ListField('campaigns')
  @Field(() => Boolean, { nullable: true, description: `True if turbo dialling is on. ${NULL_NOTE}` })
  readonly turboDial?: boolean | null;

  /** Creates a campaign with the fields that its creation returns. */
  constructor({ operation, campaignId, name, type }: DomainCampaign) {
    this.id = globalId(operation, campaignId);
    this.campaignId = campaignId;
    this.operation = operationOf(operation);
    this.name = name;
    this.type = type ?? null;
  }

  /** Returns a campaign with all fields of the list. */
  static listed(operation: Operation, row: ListedCampaign): Campaign {
    const { skillId } = row;
    const skill = skillId === undefined ? null : new NamedSkill(operation, skillId);
    return Object.assign(new Campaign({ ...row, operation }), row, { skill });
  }
}

/** Campaign with the fields that its creation returns. The other fields are lazy and share one read of the list, which needs the scope for reads. */
export class CreatedCampaign extends Campaign {}
defineLazyFields(CreatedCampaign, 'campaigns', (id, { loaders }) => loaders.listedCampaign(id));

/**
 * Returns a campaign that a mutation read or changed, with its status after that. `mayRead`: the caller may see all fields of the
 * campaign. Otherwise those of the list fail as on a created campaign, except the status.
 */
export function campaignWithStatus(
  operation: Operation,
  known: ListedCampaign | DomainCampaign,
  status: CampaignStatusName | undefined,
  mayRead: boolean,
): Campaign {
  if (mayRead && 'status' in known) return Campaign.listed(operation, { ...known, status });
  const { campaignId, name, type } = known;
  return Object.assign(new CreatedCampaign({ operation, campaignId, name, type }), { status: status ?? null });
}
