import { Field, ID, InputType } from 'type-graphql';

import type { CallbackDraft } from '../../domain/callback.js';
import { CALLBACK_LEAD_MINUTES, MAX_CONTACT_TEXT_LENGTH, MAX_PHONE_LENGTH } from '../../domain/input-rules.js';
import { CampaignTime } from '../scalars.js';
import { Satisfies } from '../validation.js';

@InputType({
  description:
    'Callback to schedule. All broken rules are returned together as `WolkvoxInvalidInput`. Values are sent to wolkvox unchanged.',
})
export class ScheduleCallbackInput implements CallbackDraft {
  @Satisfies('CAMPAIGN_ID')
  @Field(() => ID, {
    description:
      'Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`. It must be PREDICTIVE.',
  })
  readonly campaignId!: string;

  @Satisfies('NOT_BLANK', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_CONTACT_TEXT_LENGTH')
  @Field(() => ID, {
    description: `\`customerId\` of a contact of the campaign, for example \`1032456789\`. At most ${MAX_CONTACT_TEXT_LENGTH} characters.`,
  })
  readonly customerId!: string;

  @Satisfies('NOT_BLANK', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_PHONE_LENGTH')
  @Field(() => String, {
    description: `Phone to call, as it is dialled: route prefix included, for example \`95712345678\`. At most ${MAX_PHONE_LENGTH} characters.`,
  })
  readonly phone!: string;

  @Field(() => CampaignTime, {
    description: `Time of the call, with a date, at least ${CALLBACK_LEAD_MINUTES} minutes from now and inside the calling hours of the operation, for example \`2026-11-23T15:30:00\`. wolkvox receives no time zone. It is assumed to use that of the operation.`,
  })
  readonly at!: string;
}
