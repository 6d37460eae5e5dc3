/**
 * `GET campaign.php?api=find_record`. Source: the vendor's page. Guesses: each parameter alone suffices, several narrow
 * the search together or find what matches any, a phone matches tel1 to tel10 as text, and the campaign alone returns all its
 * records.
 */
import { REFUSALS } from '../arrival.js';
import type { Campaign } from '../campaigns.js';
import { phonesOf, textOf } from '../contact-fields.js';
import type { StoredContact } from '../contacts.js';
import { NOTHING_FOUND } from '../listing.js';
import { success } from '../response.js';
import type { Answer } from '../protocol.js';
import { COMMON_KEYS } from './add-record.js';
import { campaignOf, type Operation } from './operation.js';

export const FIND_RECORD: Operation = {
  verb: 'GET',
  run: ({ query }, context) => {
    const { campaign_id: id, customer_phone: phone, customer_id: customerId } = query;
    if (!id && !phone && !customerId) return { answer: REFUSALS.missingParameters };
    const found = id ? campaignOf(context, id) : null;
    if (found && 'refused' in found) return { answer: found.refused };
    const { campaigns, readings, settings } = context;
    const matchesAny = readings.findRules === 'or';
    const searched = found && !matchesAny ? [found.campaign] : campaigns.all();
    const matching = matchesAny ? matchingAny : matchingAll;
    const rows = searched.flatMap((campaign) =>
      matching(campaign, { id, phone, customerId }).map((contact) => foundRow(campaign, contact)),
    );
    return { answer: answerFor(rows.slice(0, settings.reportCap), readings.findNothing) };
  },
};

/** Parameters of a search; undefined or "" for none. */
interface Search {
  readonly id: string | undefined;
  readonly phone: string | undefined;
  readonly customerId: string | undefined;
}

/** Returns the contacts of a campaign, which is the one of the search if it has one, that match phone and customer id. */
function matchingAll({ contacts }: Campaign, { phone, customerId }: Search): readonly StoredContact[] {
  const candidates = customerId ? contacts.withId(customerId) : contacts.all();
  return phone ? candidates.filter((contact) => phonesOf(contact).includes(phone)) : candidates;
}

function matchingAny({ contacts, stored }: Campaign, { id, phone, customerId }: Search): readonly StoredContact[] {
  if (id === stored.campaign_id) return contacts.all();
  return contacts.all().filter((contact) => {
    if (customerId && textOf(contact, 'customer_id') === customerId) return true;
    return Boolean(phone) && phonesOf(contact).includes(String(phone));
  });
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
