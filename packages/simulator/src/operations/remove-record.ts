/**
 * `DELETE campaign.php?api=remove_record`. Source: the vendor's page: ids in one text, separated by commas, and a 202
 * that names one id. Guesses: all records of an id are removed, the id that is named, the 404 if no record matches, and
 * the texts.
 */
import { nothingToRemove } from '../answers.js';
import { REFUSALS } from '../arrival.js';
import { accepted } from '../response.js';
import { partOf } from '../write-share.js';
import { campaignOf, countLags, isCampaignType, isObject, type Operation } from './operation.js';
import { resultFilter } from './result-filter.js';

export const REMOVE_RECORD: Operation = {
  verb: 'DELETE',
  run: ({ query, body }, context) => {
    const { type_campaign: type, campaign_id: id } = query;
    const ids = customerIdsIn(body);
    if (!isCampaignType(type) || !id || ids.length === 0) return { answer: REFUSALS.missingParameters };
    const found = campaignOf(context, id, type);
    if ('refused' in found) return { answer: found.refused };
    const { contacts, stored } = found.campaign;
    const result = resultFilter(query.result, context.readings);
    const known = ids.find((customerId) => contacts.hasContact(customerId, result));
    if (known === undefined) return { campaign: stored, answer: nothingToRemove(id) };
    contacts.removeIds(partOf(ids, context.share), result, countLags(context));
    return { campaign: stored, answer: accepted(`The ${known} customer_id has been removed successfully`) };
  },
};

function customerIdsIn(body: unknown): readonly string[] {
  if (!isObject(body) || typeof body.customer_id !== 'string') return [];
  return body.customer_id.split(',').filter((id) => id !== '');
}
