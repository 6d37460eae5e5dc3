/**
 * `DELETE campaign.php?api=clear_campaign`. Sources: the vendor's page (202 without data, the filter by result) and
 * recorded answers (404 if the campaign is empty). The texts are guesses.
 */
import { nothingToRemove } from '../answers.js';
import { REFUSALS } from '../arrival.js';
import { accepted } from '../response.js';
import { rangeOf } from '../write-share.js';
import { campaignOf, countLags, isCampaignType, type Operation } from './operation.js';
import { resultFilter } from './result-filter.js';

export const CLEAR_CAMPAIGN: Operation = {
  verb: 'DELETE',
  run: ({ query }, context) => {
    const { type_campaign: type, campaign_id: id } = query;
    if (!isCampaignType(type) || !id) return { answer: REFUSALS.missingParameters };
    const found = campaignOf(context, id, type);
    if ('refused' in found) return { answer: found.refused };
    const { contacts, stored } = found.campaign;
    const result = resultFilter(query.result, context.readings);
    const count = contacts.countWith(result);
    if (count === 0) return { campaign: stored, answer: nothingToRemove(id) };
    contacts.removeRange(rangeOf(count, context.share), result, countLags(context));
    return { campaign: stored, answer: accepted(`The ${id} campaign_id has been cleared successfully`) };
  },
};
