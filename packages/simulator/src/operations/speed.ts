/**
 * `PUT campaign.php?api=speed`. Source: the vendor's page (0 to 100 as text, 202). The texts and the 406 for another
 * speed are guesses.
 */
import { REFUSALS } from '../arrival.js';
import { accepted, refusal } from '../response.js';
import { isCarriedOut } from '../write-share.js';
import { campaignOf, isObject, type Operation } from './operation.js';

export const SPEED: Operation = {
  verb: 'PUT',
  run: ({ query, body }, context) => {
    const { campaign_id: id } = query;
    if (!id || !isObject(body) || typeof body.speed !== 'string') return { answer: REFUSALS.missingParameters };
    const found = campaignOf(context, id);
    if ('refused' in found) return { answer: found.refused };
    const { campaign } = found;
    if (!/^(?:\d{1,2}|100)$/.test(body.speed)) return { campaign: campaign.stored, answer: INVALID_SPEED };
    if (isCarriedOut(context)) campaign.change({ speed: body.speed });
    const answer = accepted(`The speed of the ${id} campaign_id has been changed successfully`);
    return { campaign: campaign.stored, answer };
  },
};

const INVALID_SPEED = refusal(406, 'The speed entered is invalid');
