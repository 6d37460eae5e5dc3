import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';

import {
  AMD_COUNTRIES,
  CAMPAIGN_TYPES,
  type AmdCountry as AmdCountryName,
  type Campaign as DomainCampaign,
  type CampaignType as CampaignTypeName,
} from '../../domain/campaign.js';
import { WolkvoxOperation } from '../operation/operation.type.js';

const enumOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as { readonly [N in Name]: N };

export const CampaignType = enumOf(CAMPAIGN_TYPES);
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
  readonly type: CampaignTypeName;

  constructor({ operation, campaignId, name, type }: DomainCampaign) {
    this.id = `${operation.id}:${campaignId}`;
    this.campaignId = campaignId;
    this.operation = new WolkvoxOperation(operation);
    this.name = name;
    this.type = type;
  }
}
