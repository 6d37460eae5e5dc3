import { Field, ID, InputType } from 'type-graphql';

import type { DialResult as DialResultName } from '../../domain/dial-result.js';
import { MAX_CONTACT_TEXT_LENGTH, MAX_CONTACTS } from '../../domain/input-rules.js';
import { Satisfies } from '../validation.js';
import { CampaignConfirmation } from './campaign-confirmation.input.js';
import { WITH_RESULT_DESCRIPTION } from './clear-campaign.input.js';
import { DialResult } from './dial-result.type.js';

@InputType({ description: 'Contacts to remove from a campaign.' })
export class RemoveContactsInput {
  @Satisfies('CAMPAIGN_ID')
  @Field(() => ID, {
    description: 'Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`.',
  })
  readonly campaignId!: string;

  @Satisfies('CONTACT_COUNT')
  @Satisfies('NOT_BLANK', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_CONTACT_TEXT_LENGTH')
  @Satisfies('NO_COMMA', 'NO_OUTER_SPACE')
  @Field(() => [ID], {
    description: `Your ids of the contacts, 1 to ${MAX_CONTACTS} different ones of at most ${MAX_CONTACT_TEXT_LENGTH} characters, for example \`["1032456789"]\`. wolkvox separates ids with commas, so no id may contain one.`,
  })
  readonly customerIds!: readonly string[];

  @Field(() => CampaignConfirmation, {
    description:
      'Name and number of contacts of the campaign that a person was shown. They are compared with a new reading of the campaign.',
  })
  readonly confirm!: CampaignConfirmation;

  @Satisfies('SELECTABLE_RESULT')
  @Field(() => DialResult, { nullable: true, description: WITH_RESULT_DESCRIPTION })
  readonly withResult?: DialResultName | null;
}
