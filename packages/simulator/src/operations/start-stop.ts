/**
 * `PUT campaign.php?api=start` and `api=stop`. Sources: the vendor's pages on starting and stopping campaigns, and
 * recorded answers.
 */
import { REFUSALS } from '../arrival.js';
import { NOT_STARTED, predictivesActive } from '../answers.js';
import { accepted } from '../response.js';
import { isCarriedOut } from '../write-share.js';
import { campaignOf, type Operation, type OperationContext } from './operation.js';

/** Older servers also take type_campaign, which is ignored here, as in a stop. */
export const START: Operation = {
  verb: 'PUT',
  run: ({ query }, context) => {
    if (!query.campaign_id) return { answer: REFUSALS.missingParameters };
    const found = campaignOf(context, query.campaign_id);
    if ('refused' in found) return { answer: found.refused };
    const { campaign } = found;
    if (campaign.status === 'Started') return { campaign: campaign.stored, answer: NOT_STARTED };
    const active = activePredictives(context);
    if (campaign.type === 'predictive' && active >= context.settings.activePredictives)
      return { campaign: campaign.stored, answer: predictivesActive(active) };
    if (isCarriedOut(context)) campaign.change({ status: 'Started' });
    // Documented. It has no data (guess: as a stop).
    const answer = accepted(`The ${query.campaign_id} campaign_id has been started successfully`);
    return { campaign: campaign.stored, answer };
  },
};

function activePredictives({ campaigns }: OperationContext): number {
  return campaigns.all().filter(({ status, type }) => status === 'Started' && type === 'predictive').length;
}

/** Answers a stop as a success also if the campaign is stopped (seen), without data (doc). */
export const STOP: Operation = {
  verb: 'PUT',
  run: ({ query }, context) => {
    if (!query.campaign_id) return { answer: REFUSALS.missingParameters };
    const found = campaignOf(context, query.campaign_id);
    if ('refused' in found) return { answer: found.refused };
    if (isCarriedOut(context)) found.campaign.change({ status: 'Stopped' });
    const answer = accepted(`The ${query.campaign_id} campaign_id has been stopped successfully`);
    return { campaign: found.campaign.stored, answer };
  },
};
