import { Field, ID, InputType } from 'type-graphql';

import type {
  AmdCountry as AmdCountryName,
  CampaignDraft,
  CampaignType as CampaignTypeName,
} from '../../domain/campaign.js';
import { MAX_KEY_LENGTH, MAX_OPTIONAL_FIELDS, MAX_TEXT_LENGTH } from '../../domain/input-rules.js';
import { CampaignTime } from '../scalars.js';
import { Satisfies } from '../validation.js';
import { AmdCountry, CampaignType } from './campaign.type.js';

const AT_MOST = `at most ${MAX_TEXT_LENGTH} characters`;

@InputType({
  description:
    'Campaign to create. All broken rules are returned together as `WolkvoxInvalidInput`. Values are sent to wolkvox unchanged.',
})
export class CreateCampaignInput implements CampaignDraft {
  @Field(() => ID, {
    nullable: true,
    description:
      'Operation of the campaign, for example `default`. Default: the operation `default`, or the only one. The query `operations` lists all of them.',
  })
  readonly operationId?: string | null;

  @Field(() => CampaignType, { description: 'Dialling mode.' })
  readonly type!: CampaignTypeName;

  @Satisfies('NOT_BLANK', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_TEXT_LENGTH')
  @Field(() => String, {
    description: `Name, for example \`Cobranza noviembre\`. Not blank, no control characters, ${AT_MOST}.`,
  })
  readonly name!: string;

  @Satisfies('NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_TEXT_LENGTH')
  @Field(() => String, {
    nullable: true,
    description: `Description. No control characters (this includes line breaks), ${AT_MOST}.`,
  })
  readonly description?: string | null;

  @Satisfies('NUMERIC_ID')
  @Field(() => ID, {
    description:
      'The `skillId` of the skill whose agents handle the campaign, for example `4021`. The global `id` is not accepted. 1 to 15 digits.',
  })
  readonly skillId!: string;

  @Field(() => CampaignTime, {
    nullable: true,
    description:
      'Start of the dialling hours, for example `2026-11-23T08:00:00`. Required on PREDICTIVE, rejected on PREVIEW.',
  })
  readonly startTime?: string | null;

  @Field(() => CampaignTime, {
    nullable: true,
    description:
      'End of the dialling hours, after `startTime`, for example `2026-11-23T18:00:00`. Required on PREDICTIVE, rejected on PREVIEW. Both hours must be inside the calling hours of the operation, if it has any.',
  })
  readonly endTime?: string | null;

  @Satisfies('MAX_OPTIONAL_FIELDS', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_TEXT_LENGTH')
  @Field(() => [String], {
    nullable: 'itemsAndList',
    description: `Titles of the extra fields of a contact, in order. At most ${MAX_OPTIONAL_FIELDS}, each ${AT_MOST}. Null leaves a field without a title, for example \`["Saldo", null, "Ciudad"]\`.`,
  })
  readonly optionalFields?: (string | null)[] | null;

  @Field(() => AmdCountry, {
    nullable: true,
    description:
      'Country of the contacts, for answering-machine detection. Default: the default detection of wolkvox. Rejected on PREVIEW.',
  })
  readonly amd?: AmdCountryName | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'True if the campaign can be edited in wolkvox later.',
  })
  readonly enableEdition?: boolean | null;

  @Satisfies('NOT_BLANK', 'MAX_KEY_LENGTH')
  @Field(() => ID, {
    nullable: true,
    description: `Idempotency key, for example a UUID, at most ${MAX_KEY_LENGTH} characters. For 24 hours, a request with the same key and input returns the first result (\`replayed: true\`) instead of creating a second campaign. A different input fails with IDEMPOTENCY_CONFLICT. The key is released if nothing was created. Keys are scoped to caller and operation.`,
  })
  readonly idempotencyKey?: string | null;
}
