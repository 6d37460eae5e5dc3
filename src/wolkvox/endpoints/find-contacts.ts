import { withoutZeros } from '../../domain/global-id.js';
import { MAX_LIST_RESPONSE_BYTES, MAX_ROWS } from '../constants.js';
import type { ContactRecord } from './contact-record.js';
import type { Endpoint } from './endpoint.js';
import { readList } from './row-reader.js';

/** Contact to look for in a campaign. */
export interface ContactQuery {
  readonly campaignId: string;
  readonly record: ContactRecord;
}

/**
 * - `same`: a row of the campaign has the id, and no value that differs from the record.
 * - `different`: rows of the campaign have the id, and each has other values.
 * - `none`: no row of the campaign has the id.
 */
export type ContactFound = 'same' | 'different' | 'none';

/**
 * GET campaign.php?api=find_record with a campaign and a customer id (doc). It is not known how the server combines them, so each
 * row is compared with both. A row has also results of calls, and lacks some columns of the record (doc).
 */
export const findContact: Endpoint<ContactQuery, ContactFound> = {
  api: 'find_record',
  file: 'campaign',
  method: 'GET',
  safe: true,
  query: ({ campaignId, record }) => ({ campaign_id: campaignId, customer_id: record.customer_id ?? '' }),
  readSuccess: ({ msg, data }, query) => {
    const list = readList(data, (row) => compare((column) => row.text(column), query), msg);
    if (list === undefined || list.unreadRows > 0) return undefined;
    const found = (['same', 'different'] as const).find((result) => list.rows.includes(result));
    return found ?? (list.rows.length < MAX_ROWS ? 'none' : undefined);
  },
  empty: () => 'none',
  maxResponseBytes: MAX_LIST_RESPONSE_BYTES,
};

/** Compares one row with the record; undefined if the row has no customer id. */
function compare(
  text: (column: string) => string | undefined,
  { campaignId, record }: ContactQuery,
): ContactFound | undefined {
  const id = text('customer_id');
  if (id === undefined) return undefined;
  const campaign = text('campaign_id')?.trim() ?? campaignId;
  const isOther = id.trim() !== record.customer_id?.trim() || withoutZeros(campaign) !== withoutZeros(campaignId);
  if (isOther) return 'none';
  const differs = Object.entries(record).some(([column, value]) => {
    const stored = UNCOMPARED.has(column) ? undefined : text(column);
    return stored !== undefined && stored.trim() !== value.trim();
  });
  return differs ? 'different' : 'same';
}

/** The format in which a time is returned is not known. */
const UNCOMPARED: ReadonlySet<string> = new Set(['recall_date']);
