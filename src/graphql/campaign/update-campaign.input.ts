import { Field, ID, InputType } from 'type-graphql';

import type { CampaignEditDraft } from '../../domain/campaign-edit.js';
import type { AmdCountry as AmdCountryName } from '../../domain/campaign.js';
import { MAX_OPTIONAL_FIELDS, MAX_TEXT_LENGTH } from '../../domain/input-rules.js';
import { CampaignTime } from '../scalars.js';
import { Satisfies } from '../validation.js';
import { AmdCountry } from './campaign.type.js';

const AT_MOST = `at most ${MAX_TEXT_LENGTH} characters`;
const HOUR = 'Only the time of day is used, also with a date, for example';

@InputType({
  description:
    'Fields of a campaign to change, at least one. Only the fields in the input change; null changes nothing. All broken rules are returned together as `WolkvoxInvalidInput`.',
})
export class UpdateCampaignInput implements CampaignEditDraft {
  @Satisfies('CAMPAIGN_ID')
  @Field(() => ID, {
    description: 'Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`.',
  })
  readonly campaignId!: string;

  @Satisfies('NOT_BLANK', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_TEXT_LENGTH')
  @Field(() => String, {
    nullable: true,
    description: `New name, for example \`Cobranza noviembre\`. Not blank, no control characters, ${AT_MOST}.`,
  })
  readonly name?: string | null;

  @Satisfies('NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_TEXT_LENGTH')
  @Field(() => String, {
    nullable: true,
    description: `New description; an empty one removes it. No control characters (this includes line breaks), ${AT_MOST}.`,
  })
  readonly description?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True if the campaign can be edited in wolkvox later.' })
  readonly enableEdition?: boolean | null;

  @Field(() => CampaignTime, {
    nullable: true,
    description: `New start of the dialling hours. ${HOUR} \`08:00:00\`. Rejected on PREVIEW.`,
  })
  readonly startTime?: string | null;

  @Field(() => CampaignTime, {
    nullable: true,
    description: `New end of the dialling hours, after \`startTime\` and on the same day. ${HOUR} \`18:00:00\`. Rejected on PREVIEW.`,
  })
  readonly endTime?: string | null;

  @Satisfies('NUMERIC_ID')
  @Field(() => ID, {
    nullable: true,
    description:
      'The `skillId` of the skill whose agents handle the campaign, for example `4021`. The global `id` is not accepted, nor is the virtual agent of wolkvox. 1 to 15 digits.',
  })
  readonly skillId?: string | null;

  @Field(() => AmdCountry, {
    nullable: true,
    description: 'Country of the contacts, for answering-machine detection. Rejected on PREVIEW.',
  })
  readonly amd?: AmdCountryName | null;

  @Field(() => Boolean, { nullable: true, description: 'True if turbo dialling is on.' })
  readonly turboDial?: boolean | null;

  @Satisfies('MAX_OPTIONAL_FIELDS', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_TEXT_LENGTH')
  @Field(() => [String], {
    nullable: 'itemsAndList',
    description: `New titles of the extra fields of a contact, in order. At most ${MAX_OPTIONAL_FIELDS}, each ${AT_MOST}. Null, or a shorter list, leaves the other titles; an empty text removes one, for example \`["Saldo", null, ""]\`.`,
  })
  readonly optionalFields?: (string | null)[] | null;
}
