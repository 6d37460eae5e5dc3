import { Field, ID, InputType } from 'type-graphql';

import { SELECTABLE_RESULTS, type DialResult as DialResultName } from '../../domain/dial-result.js';
import { Satisfies } from '../validation.js';
import { CampaignConfirmation } from './campaign-confirmation.input.js';
import { DialResult } from './dial-result.type.js';

/** Description of `withResult`. */
export const WITH_RESULT_DESCRIPTION = `Removes only contacts whose last result is this one, for example NO_ANSWER. Default: every contact. Accepted: ${SELECTABLE_RESULTS.join(', ')}. wolkvox documents no value for any other result.`;

@InputType({ description: 'Campaign whose contacts are removed.' })
export class ClearCampaignInput {
  @Satisfies('CAMPAIGN_ID')
  @Field(() => ID, {
    description: 'Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`.',
  })
  readonly campaignId!: string;

  @Field(() => CampaignConfirmation, {
    description:
      'Name and number of contacts that a person agreed to remove. They are compared with a new reading of the campaign.',
  })
  readonly confirm!: CampaignConfirmation;

  @Satisfies('SELECTABLE_RESULT')
  @Field(() => DialResult, { nullable: true, description: WITH_RESULT_DESCRIPTION })
  readonly withResult?: DialResultName | null;
}
