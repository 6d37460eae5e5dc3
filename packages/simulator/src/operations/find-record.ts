/**
 * `GET campaign.php?api=find_record`. Source: the vendor's page. Guesses: each parameter alone suffices, several narrow
 * the search together, a phone matches tel1 to tel10 as text, and the campaign alone returns all its records.
 */
import { REFUSALS } from '../arrival.js';
import type { Campaign } from '../campaigns.js';
import { textOf, type StoredContact } from '../contacts.js';
import { NOTHING_FOUND } from '../listing.js';
import { success } from '../response.js';
import type { Answer } from '../protocol.js';
import { COMMON_KEYS } from './add-record.js';
import { campaignOf, type Operation } from './operation.js';

/** Records that one call returns at most (doc). */
const MAX_FOUND = 60_000;

export const FIND_RECORD: Operation = {
  verb: 'GET',
  run: ({ query }, context) => {
    const { campaign_id: id, customer_phone: phone, customer_id: customerId } = query;
    if (!id && !phone && !customerId) return { answer: REFUSALS.missingParameters };
    const found = id ? campaignOf(context, id) : null;
    if (found && 'refused' in found) return { answer: found.refused };
    const rows = (found ? [found.campaign] : context.campaigns.all()).flatMap((campaign) =>
      matching(campaign, phone, customerId).map((contact) => foundRow(campaign, contact)),
    );
    return { answer: answerFor(rows.slice(0, MAX_FOUND), context.readings.findNothing) };
  },
};

function matching({ contacts }: Campaign, phone = '', customerId = ''): readonly StoredContact[] {
  const candidates = customerId === '' ? contacts.all() : contacts.withId(customerId);
  return phone === '' ? candidates : candidates.filter((contact) => phonesOf(contact).includes(phone));
}

function phonesOf(contact: StoredContact): readonly string[] {
  return Array.from({ length: 10 }, (_, index) => textOf(contact, `tel${index + 1}`));
}

/** The answer has no email, tel_extra, recall_date and recall_telephone (doc). */
function foundRow({ stored }: Campaign, contact: StoredContact): object {
  const fields = COMMON_KEYS.map((key) => [key, textOf(contact, key)] as const);
  const { calls, result, conn_id } = contact;
  return { campaign_id: stored.campaign_id, ...Object.fromEntries(fields), calls, result, conn_id };
}

function answerFor(rows: readonly object[], findNothing: 200 | 404): Answer {
  return rows.length === 0 && findNothing === 404 ? NOTHING_FOUND : success(rows);
}
