import { Field, ID, InputType, registerEnumType } from 'type-graphql';

import type { ContactDraft } from '../../domain/contact.js';
import {
  MAX_CONTACT_TEXT_LENGTH,
  MAX_CONTACTS,
  MAX_KEY_LENGTH,
  MAX_OPTIONAL_FIELDS,
  MAX_PHONE_LENGTH,
  MAX_PHONES,
  optionalValueLength,
} from '../../domain/input-rules.js';
import { INVALID_CONTACT_POLICIES, type InvalidContactPolicy } from '../../services/contact-adder.js';
import { CampaignTime } from '../scalars.js';
import { Satisfies } from '../validation.js';
import { enumOf } from './campaign.type.js';

export const OnInvalidContact = enumOf(INVALID_CONTACT_POLICIES);

registerEnumType(OnInvalidContact, {
  name: 'OnInvalidContact',
  description:
    'What is done if a contact breaks a rule of this server. It does not concern contacts that wolkvox rejects.',
  valuesConfig: {
    REJECT_ALL: { description: 'Nothing is sent: `WolkvoxInvalidInput` with the broken rules.' },
    REJECT_ROWS: { description: 'The other contacts are sent. `rejected` lists the contacts that were not.' },
  },
});

const text = (example: string, max = MAX_CONTACT_TEXT_LENGTH): string =>
  `for example \`${example}\`. At most ${max} characters.`;

@InputType({
  description:
    'A contact of a campaign. Values are sent to wolkvox unchanged, each as a text. No text may contain control characters, such as line breaks.',
})
export class ContactInput implements ContactDraft {
  @Field(() => ID, {
    description: `Your id of the person, unique in the request, ${text('CC-1020304050')}`,
  })
  readonly customerId!: string;

  @Field(() => String, { nullable: true, description: `First name, ${text('Ana')}` })
  readonly firstName?: string | null;

  @Field(() => String, { nullable: true, description: `Last name, ${text('Rojas')}` })
  readonly lastName?: string | null;

  @Field(() => String, { nullable: true, description: `Type of the identity document, ${text('CC')}` })
  readonly idType?: string | null;

  @Field(() => String, { nullable: true, description: `Age, ${text('42')}` })
  readonly age?: string | null;

  @Field(() => String, { nullable: true, description: `Gender, ${text('F')}` })
  readonly gender?: string | null;

  @Field(() => String, { nullable: true, description: `Country, ${text('Colombia')}` })
  readonly country?: string | null;

  @Field(() => String, { nullable: true, description: `State or department, ${text('Antioquia')}` })
  readonly state?: string | null;

  @Field(() => String, { nullable: true, description: `City, ${text('Medellín')}` })
  readonly city?: string | null;

  @Field(() => String, { nullable: true, description: `Zone, ${text('Norte')}` })
  readonly zone?: string | null;

  @Field(() => String, { nullable: true, description: `Address, ${text('Calle 10 # 20-30')}` })
  readonly address?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: `Phones in the order in which they are dialled, as wolkvox dials them, with the route prefix, for example \`["93001234567"]\`. At most ${MAX_PHONES}, each at most ${MAX_PHONE_LENGTH} characters.`,
  })
  readonly phones?: string[] | null;

  @Field(() => [String], {
    nullable: 'itemsAndList',
    description: `Values of the extra fields of the campaign, in order. At most ${MAX_OPTIONAL_FIELDS}: the first six at most ${optionalValueLength(0)} characters each, the rest ${optionalValueLength(MAX_OPTIONAL_FIELDS)}. Null leaves a field empty.`,
  })
  readonly optionalFields?: (string | null)[] | null;

  @Field(() => String, {
    nullable: true,
    description: `Another phone. PREDICTIVE campaigns only. At most ${MAX_PHONE_LENGTH} characters.`,
  })
  readonly extraPhone?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `E-mail address, ${text('ana@example.com')} PREDICTIVE campaigns only.`,
  })
  readonly email?: string | null;

  @Field(() => CampaignTime, {
    nullable: true,
    description:
      'Time of a callback, with a date, for example `2026-11-30T15:00:00`. wolkvox executes it approximately. PREDICTIVE campaigns only.',
  })
  readonly callbackAt?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Phone of the callback. PREDICTIVE campaigns only. At most ${MAX_PHONE_LENGTH} characters.`,
  })
  readonly callbackPhone?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: `Extension of the agent who handles the contact, ${text('1001')} PREVIEW campaigns only.`,
  })
  readonly agentId?: string | null;
}

@InputType({ description: 'Contacts to add to a campaign.' })
export class AddContactsInput {
  @Satisfies('CAMPAIGN_ID')
  @Field(() => ID, {
    description: 'Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`.',
  })
  readonly campaignId!: string;

  @Field(() => [ContactInput], { description: `The contacts, 1 to ${MAX_CONTACTS}.` })
  readonly contacts!: ContactInput[];

  @Field(() => OnInvalidContact, {
    nullable: true,
    defaultValue: 'REJECT_ALL',
    description: 'What is done if a contact breaks a rule of this server.',
  })
  readonly onInvalid?: InvalidContactPolicy | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'True if the campaign may be started: these people are then called now. False: nothing is sent to a started campaign, `WolkvoxStateConflict` with CAMPAIGN_STARTED.',
  })
  readonly allowRunning?: boolean | null;

  @Satisfies('NOT_BLANK', 'MAX_KEY_LENGTH')
  @Field(() => ID, {
    nullable: true,
    description: `Idempotency key, for example the id of a form's submission, at most ${MAX_KEY_LENGTH} characters. For 24 hours, a request with the same key and input returns the first result (\`replayed: true\`) instead of adding the contacts again. A different input fails with IDEMPOTENCY_CONFLICT. The key is released if nothing was added. Keys are scoped to caller and operation.`,
  })
  readonly idempotencyKey?: string | null;
}
