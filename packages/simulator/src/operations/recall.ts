/**
 * `PUT campaign.php?api=recall`: calls a contact at a time. Source: the vendor's page (202, predictive only). Guesses: the
 * texts, that a preview campaign is rejected as if it did not exist, and the 404 for an unknown contact.
 */
import { unknownContact } from '../answers.js';
import { REFUSALS } from '../arrival.js';
import { accepted } from '../response.js';
import { isCarriedOut } from '../write-share.js';
import { campaignOf, isObject, type Operation } from './operation.js';

export const RECALL: Operation = {
  verb: 'PUT',
  run: ({ query, body }, context) => {
    const { campaign_id: id } = query;
    if (!id || !isRecall(body)) return { answer: REFUSALS.missingParameters };
    const found = campaignOf(context, id, 'predictive');
    if ('refused' in found) return { answer: found.refused };
    const { contacts, stored } = found.campaign;
    const { customer_id: customerId, ...recall } = body;
    if (!contacts.hasContact(customerId, null)) return { campaign: stored, answer: unknownContact(customerId) };
    if (isCarriedOut(context)) contacts.change(customerId, recall);
    const answer = accepted(`The recall of the ${customerId} customer_id has been added successfully`);
    return { campaign: stored, answer };
  },
};

interface Recall {
  /** YYYYmmddHHiiss. */
  readonly recall_date: string;
  readonly recall_telephone: string;
  readonly customer_id: string;
}

function isRecall(body: unknown): body is Recall & Record<string, unknown> {
  if (!isObject(body)) return false;
  const { recall_date: date, recall_telephone: phone, customer_id: id } = body;
  if (typeof date !== 'string' || !/^\d{14}$/.test(date)) return false;
  return typeof phone === 'string' && phone !== '' && typeof id === 'string' && id !== '';
}
