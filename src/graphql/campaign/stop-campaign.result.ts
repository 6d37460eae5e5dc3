import { createUnionType, Field, ObjectType } from 'type-graphql';

import type { StoppedCampaign } from '../../services/campaign-stopper.js';
import type { Localizer } from '../../shared/localizer.js';
import { MUTATION_FAILURES } from '../errors/failure.types.js';
import { LocalizedError } from '../errors/localized-error.js';
import { Campaign, campaignWithStatus } from './campaign.type.js';

@ObjectType({ simpleResolvers: true, description: 'The campaign is stopped.' })
export class StopCampaignSuccess {
  @Field(() => Campaign, {
    description:
      'The stopped campaign, with the values that wolkvox returned before or after the stop. If they could not be read, of the last list.',
  })
  readonly campaign!: Campaign;

  @Field(() => Boolean, {
    description:
      'False if the campaign was stopped before. True if this request stopped it, or if its earlier status could not be read.',
  })
  readonly changed: boolean;

  @Field(() => String, {
    description:
      'Message from wolkvox. If its response was lost, or it rejected the stop of a stopped campaign, a localized message from this server.',
  })
  readonly message: string;

  /** `mayRead`: the caller may see all fields of the campaign. Otherwise those of the list fail as on a created campaign. */
  constructor(stopped: StoppedCampaign, localizer: Localizer, mayRead: boolean) {
    // Called by graphql-js when the field is requested. Its error has the outcome and the id in `extensions.mutation`.
    Object.assign(this, { campaign: () => campaignOf(stopped, mayRead) });
    this.changed = stopped.changed;
    this.message = localizer.textOf(stopped.message);
  }
}

function campaignOf({ campaign: { operation, campaignId }, known }: StoppedCampaign, mayRead: boolean): Campaign {
  if (known === undefined) throw new LocalizedError(UNREAD_CAMPAIGN, { code: 'UNREACHABLE', retryable: true });
  return campaignWithStatus(operation, { ...known, campaignId }, 'STOPPED', mayRead);
}

const UNREAD_CAMPAIGN = {
  en: 'The campaign was stopped, but its name could not be read from wolkvox.',
  es: 'La campaña se detuvo, pero no se pudo leer su nombre en wolkvox.',
} as const;

export const StopCampaignResult = createUnionType({
  name: 'StopCampaignResult',
  description:
    'Result of `stopCampaign`: a success, or a failure that a client can handle. Failures that need an administrator are in `errors[]`.',
  types: () => [StopCampaignSuccess, ...MUTATION_FAILURES] as const,
});
