/**
 * `DELETE campaign.php?api=delete_campaign`, with ids in the body (new) or one in the query (old). Source: the vendor's
 * page, which has the text. Guesses: an unknown campaign and one of the other type count as failed operations, and a
 * running campaign is deleted like any other.
 */
import { campaignsDeleted } from '../answers.js';
import { REFUSALS } from '../arrival.js';
import type { Campaign } from '../campaigns.js';
import { partOf } from '../write-share.js';
import { campaignOf, isCampaignType, isObject, type ApiCall, type Operation } from './operation.js';

export const DELETE_CAMPAIGN: Operation = {
  verb: 'DELETE',
  run: (call, context) => {
    const { type_campaign: type } = call.query;
    const ids = campaignIdsIn(call);
    if (!isCampaignType(type) || ids.length === 0) return { answer: REFUSALS.missingParameters };
    const found = [...new Set(ids)].flatMap((id): Campaign[] => {
      const one = campaignOf(context, id, type);
      return 'refused' in one ? [] : [one.campaign];
    });
    for (const { stored } of partOf(found, context.share)) context.campaigns.remove(stored.campaign_id);
    const answer = campaignsDeleted(found.length, ids.length - found.length, context.readings.deleteNothing);
    return found[0] === undefined ? { answer } : { campaign: found[0].stored, answer };
  },
};

function campaignIdsIn({ query, body }: ApiCall): readonly string[] {
  if (isObject(body) && Array.isArray(body.campaign_ids)) return body.campaign_ids.map(String);
  return query.campaign_id ? [query.campaign_id] : [];
}
