import { Field, ID, InputType } from 'type-graphql';

import type {
  AmdCountry as AmdCountryName,
  CampaignDraft,
  CampaignType as CampaignTypeName,
} from '../../domain/campaign.js';
import { MAX_KEY_LENGTH, MAX_OPTIONAL_FIELDS, MAX_TEXT_LENGTH } from '../../domain/input-rules.js';
import { CampaignTime } from '../scalars.js';
import { Obeys } from '../validation.js';
import { AmdCountry, CampaignType } from './campaign.type.js';

const AT_MOST = `at most ${MAX_TEXT_LENGTH} characters`;

@InputType({
  description:
    'A campaign to create. Every rule that is broken is told at once, as `WolkvoxInvalidInput`, and then nothing is sent. Values are sent to wolkvox exactly as they are written here.',
})
export class CreateCampaignInput implements CampaignDraft {
  @Field(() => ID, {
    nullable: true,
    description:
      'The operation to create it in, for example `default`. Left out: the operation called `default`, or the only one. The query `operations` lists them.',
  })
  readonly operationId?: string | null;

  @Field(() => CampaignType, { description: 'How it dials.' })
  readonly type!: CampaignTypeName;

  @Obeys('NOT_BLANK', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_TEXT_LENGTH')
  @Field(() => String, {
    description: `Its name, for example \`Cobranza noviembre\`. Not blank, no control characters, ${AT_MOST}.`,
  })
  readonly name!: string;

  @Obeys('NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_TEXT_LENGTH')
  @Field(() => String, {
    nullable: true,
    description: `What it is for. No control characters, line breaks included; ${AT_MOST}.`,
  })
  readonly description?: string | null;

  @Obeys('NUMERIC_ID')
  @Field(() => ID, {
    description:
      'The number of the skill whose agents serve it: its `skillId`, for example `4021`, not its global `id`. Digits only, at most 15.',
  })
  readonly skillId!: string;

  @Field(() => CampaignTime, {
    nullable: true,
    description:
      'When dialling may begin, for example `2026-11-23T08:00:00`. Required on PREDICTIVE, refused on PREVIEW.',
  })
  readonly startTime?: string | null;

  @Field(() => CampaignTime, {
    nullable: true,
    description:
      'When dialling must end; after startTime, for example `2026-11-23T18:00:00`. Required on PREDICTIVE, refused on PREVIEW.',
  })
  readonly endTime?: string | null;

  @Obeys('MAX_OPTIONAL_FIELDS', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_TEXT_LENGTH')
  @Field(() => [String], {
    nullable: 'itemsAndList',
    description: `Titles of the extra fields that its contacts carry, in order, at most ${MAX_OPTIONAL_FIELDS}: \`["Saldo", null, "Ciudad"]\` names the first and the third and leaves the second without a title. Each ${AT_MOST}.`,
  })
  readonly optionalFields?: (string | null)[] | null;

  @Field(() => AmdCountry, {
    nullable: true,
    description:
      "The country its contacts are called in, for answering-machine detection. Left out: wolkvox's default. Refused on PREVIEW.",
  })
  readonly amd?: AmdCountryName | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether it may be edited in wolkvox afterwards.',
  })
  readonly enableEdition?: boolean | null;

  @Obeys('NOT_BLANK', 'MAX_KEY_LENGTH')
  @Field(() => ID, {
    nullable: true,
    description: `A word of yours for this creation, for example a UUID, of at most ${MAX_KEY_LENGTH} characters. Another request with the same key and the same input creates nothing: for 24 hours it is given the first answer, with \`replayed: true\`, or waits for it. The same key with another input is refused. Where nothing happened the key is free again. Keys are yours and of the operation: others may use the same.`,
  })
  readonly idempotencyKey?: string | null;
}
