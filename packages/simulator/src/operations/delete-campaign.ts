/**
 * `DELETE campaign.php?api=delete_campaign`, with ids in the body (new) or one in the query (old). Source: the vendor's
 * page, which has the text. Guesses: an unknown campaign and one of the other type count as failed operations, and a
 * running campaign is deleted like any other.
 */
import { REFUSALS } from '../arrival.js';
import type { Campaign } from '../campaigns.js';
import { refusal } from '../response.js';
import type { Answer } from '../protocol.js';
import { campaignOf, isCampaignType, isObject, shareOf, type ApiCall, type Operation } from './operation.js';

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
    for (const { stored } of found.slice(0, shareOf(found.length, context.share)))
      context.campaigns.remove(stored.campaign_id);
    const answer = deleted(found.length, ids.length - found.length, context.readings.deleteNothing);
    return found[0] === undefined ? { answer } : { campaign: found[0].stored, answer };
  },
};

function campaignIdsIn({ query, body }: ApiCall): readonly string[] {
  if (isObject(body) && Array.isArray(body.campaign_ids)) return body.campaign_ids.map(String);
  return query.campaign_id ? [query.campaign_id] : [];
}

function deleted(count: number, failed: number, deleteNothing: 200 | 404): Answer {
  const msg = `${count} campaigns deleted successfully. ${failed} operations failed.`;
  if (count === 0 && deleteNothing === 404) return refusal(404, msg);
  return { status: 200, body: { code: 200, error: null, msg } };
}
