import { isDeepStrictEqual } from 'node:util';

import type { BoardRow } from '../../domain/board-row.js';
import { withoutZeros } from '../../domain/global-id.js';
import { MAX_LIST_RESPONSE_BYTES } from '../constants.js';
import type { Endpoint } from './endpoint.js';
import { STATUSES } from './list-campaigns.js';
import { readList, type List, type RowReader } from './row-reader.js';

function readRow(row: RowReader): BoardRow | undefined {
  const [, campaignId] = LABEL.exec(row.text('campaign') ?? '') ?? [];
  if (campaignId === undefined) return undefined;
  return {
    campaignId: withoutZeros(campaignId),
    status: row.enumValue('status', STATUSES),
    contactCount: row.amount('records'),
    dialed: row.amount('dial'),
    pending: row.amount('clean'),
    answered: row.amount('answer'),
    unanswered: row.amount('no_answer'),
    busyOrFailed: row.amount('busy/congestion/failed'),
    answeringMachines: row.amount('answer_machine'),
    hits: row.amount('hits'),
    callsPerMinute: row.decimal('calls_x_min'),
    penetration: row.decimal('penetration_day', { max: 100, unit: '%' }),
  };
}

/** A row has no id, but the label "ID - name - Strategy (…)" (seen). A number without the separator may belong to a name. */
const LABEL = /^\s*(0*[1-9][0-9]*)\s+-(?:\s|$)/;

/** Removes the rows of a campaign that several different rows name, because one of their labels is not understood. */
function withoutConflicts(list: List<BoardRow> | undefined): List<BoardRow> | undefined {
  if (list === undefined) return undefined;
  const byId = new Map<string, BoardRow | 'conflict'>();
  for (const row of list.rows) {
    const other = byId.get(row.campaignId);
    byId.set(row.campaignId, other === undefined || isDeepStrictEqual(other, row) ? row : 'conflict');
  }
  const rows = [...byId.values()].filter((row) => row !== 'conflict');
  return { ...list, rows, unreadRows: list.unreadRows + byId.size - rows.length };
}

/**
 * GET real_time.php?api=campaigns (doc, seen): the board of all campaigns of the operation in one response, as an envelope or as a
 * bare array (seen). Some campaigns are missing from it (seen). Rows with another label are skipped.
 */
export const readBoard: Endpoint<undefined, List<BoardRow>> = {
  file: 'real_time',
  api: 'campaigns',
  label: 'real_time',
  method: 'GET',
  safe: true,
  acceptsBareList: true,
  query: () => ({}),
  readSuccess: ({ msg, data }) => withoutConflicts(readList(data, readRow, msg, false)),
  empty: () => ({ rows: [], unreadRows: 0, unreadColumns: new Set() }),
  maxResponseBytes: MAX_LIST_RESPONSE_BYTES,
};
