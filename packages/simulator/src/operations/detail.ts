/**
 * `GET campaign.php?api=detail`: the contacts that were called in a window. Sources: the vendor's page (the parameters,
 * 31 days, 60,000 rows, tel1 to tel3 of a preview campaign) and a recorded answer to an empty window. Guesses: the
 * columns after those of the record, that `default` shows only rows with a conn_id and `all` every row, and the refusals
 * of dates.
 */
import { NO_RESULTS, RANGE_TOO_LONG } from '../answers.js';
import { REFUSALS } from '../arrival.js';
import type { Campaign } from '../campaigns.js';
import { millisecondsBetween, readCallTime } from '../clock.js';
import { success } from '../response.js';
import { seededHash } from '../seeded-hash.js';
import { detailRow, RESULT_KEYS, type ReportWindow, type ResultFields } from '../results.js';
import type { CampaignType } from '../protocol.js';
import type { Readings } from '../readings.js';
import { COMMON_KEYS } from './add-record.js';
import { campaignOf, isCampaignType, type Operation } from './operation.js';

export const DETAIL: Operation = {
  verb: 'GET',
  run: ({ query }, context) => {
    const { type_campaign: type, campaign_id: id, date_ini, date_end, detail } = query;
    if (!isCampaignType(type) || !id || !date_ini || !date_end) return { answer: REFUSALS.missingParameters };
    const found = campaignOf(context, id, type);
    if ('refused' in found) return { answer: found.refused };
    const [from, to] = [readCallTime(date_ini), readCallTime(date_end)];
    if (from === null || to === null || from > to) return { answer: NO_RESULTS };
    if (millisecondsBetween(from, to) > MAX_RANGE_MS) return { answer: RANGE_TOO_LONG };
    const { readings, settings } = context;
    const rows = inOrder(rowsIn(found.campaign, { from, to }, detail, readings), readings);
    if (rows.length === 0 && readings.reportEmpty === 404) return { answer: NO_RESULTS };
    const keys = keysOf(type);
    return { answer: success(rows.slice(0, settings.reportCap).map((row) => detailRow(row, keys))) };
  },
};

const MAX_RANGE_MS = 31 * 24 * 60 * 60 * 1000;

function rowsIn(
  { contacts, results }: Campaign,
  window: ReportWindow,
  detail: string | undefined,
  { reportEnd }: Readings,
): readonly ResultFields[] {
  const rows: ResultFields[] = [];
  for (const source of [contacts.resultsIn(window), results.inWindow(window)]) {
    for (const row of source) {
      if (reportEnd === 'exclusive' && row.date === window.to) continue;
      if (detail === 'all' || row.conn_id !== '') rows.push(row);
    }
  }
  return rows;
}

function inOrder(rows: readonly ResultFields[], { reportOrder }: Readings): readonly ResultFields[] {
  if (reportOrder === 'none') return shuffled(rows);
  const sign = reportOrder === 'oldest' ? 1 : -1;
  return [...rows].sort((one, other) => sign * compare(one.date, other.date));
}

/** Returns the rows in an order without a meaning that is always the same. */
function shuffled(rows: readonly ResultFields[]): readonly ResultFields[] {
  const hashed = rows.map((row) => ({ row, hash: seededHash(row.customer_id, row.date) }));
  return hashed.sort((one, other) => one.hash - other.hash).map(({ row }) => row);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function keysOf(type: CampaignType): readonly string[] {
  const recordKeys = type === 'preview' ? COMMON_KEYS.filter((key) => !/^tel(?:[4-9]|10)$/.test(key)) : COMMON_KEYS;
  return [...recordKeys, ...RESULT_KEYS];
}
