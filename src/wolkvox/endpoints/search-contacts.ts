import type { Contact } from '../../domain/contact.js';
import { withoutZeros } from '../../domain/global-id.js';
import { MAX_LIST_RESPONSE_BYTES, MAX_ROWS } from '../constants.js';
import { readContact } from './contact-record.js';
import type { Endpoint } from './endpoint.js';
import { maskWords } from './mask-words.js';
import { readList, type List, type RowReader } from './row-reader.js';

/** Contacts of a campaign to look for. At least one of `customerId` and `phone` is set, and neither has outer spaces. */
export interface ContactSearchQuery {
  readonly campaignId: string;
  readonly customerId: string | undefined;
  readonly phone: string | undefined;
}

/**
 * GET campaign.php?api=find_record with a campaign and a customer id, a phone, or both (doc). It is not known how the server
 * combines them, or whether it ignores one, so each row is compared with all of them.
 */
export const searchContacts: Endpoint<ContactSearchQuery, List<Contact>> = {
  api: 'find_record',
  file: 'campaign',
  method: 'GET',
  safe: true,
  query: ({ campaignId, customerId, phone }) => ({
    campaign_id: campaignId,
    ...(customerId !== undefined && { customer_id: customerId }),
    ...(phone !== undefined && { customer_phone: phone }),
  }),
  readSuccess: ({ msg, data }, query) => {
    const list = readList(data, readFound, msg);
    if (list === undefined) return undefined;
    const rows = list.rows.filter((row) => matches(row, query)).map(({ contact }) => contact);
    return isWhole(list) || rows.length > 0 ? { ...list, rows } : undefined;
  },
  // A message may be shown to another person.
  maskInput: (text, { customerId, phone }) =>
    maskWords(
      text,
      [customerId, phone].filter((word) => word !== undefined),
    ),
  empty: () => ({ rows: [], unreadRows: 0, unreadColumns: new Set() }),
  maxResponseBytes: MAX_LIST_RESPONSE_BYTES,
};

interface FoundRow {
  readonly campaignId: string;
  readonly contact: Contact;
}

/** Reads a row; undefined if its campaign or its contact is not known. */
function readFound(row: RowReader): FoundRow | undefined {
  const campaignId = row.id('campaign_id');
  const contact = readContact(row);
  return campaignId === undefined || contact === undefined ? undefined : { campaignId, contact };
}

function matches({ campaignId, contact }: FoundRow, query: ContactSearchQuery): boolean {
  const { customerId, phone } = query;
  const isOne = (text: string | undefined): boolean => text?.trim() === phone;
  return (
    withoutZeros(campaignId) === withoutZeros(query.campaignId) &&
    (customerId === undefined || contact.customerId.trim() === customerId) &&
    (phone === undefined || contact.phones.some(isOne) || isOne(contact.extraPhone))
  );
}

/** Returns false if a contact may be in a row that was not read, or that was not sent. An empty list is whole. */
const isWhole = ({ rows, unreadRows, partial }: List<FoundRow>): boolean =>
  unreadRows === 0 && rows.length < MAX_ROWS && (partial !== true || rows.length === 0);
