/**
 * `GET real_time.php?api=campaigns`. Sources: the vendor's page (the columns) and recorded answers (the label, the bare
 * array). That campaign_id selects one campaign is what programs rely on; the answer to an empty board is a guess.
 */
import { NOTHING_FOUND } from '../listing.js';
import { success } from '../response.js';
import type { Operation } from './operation.js';

export const BOARD: Operation = {
  verb: 'GET',
  run: ({ query }, { campaigns, readings }) => {
    const rows = campaigns.all().flatMap(({ row, contacts, board }) => {
      if (query.campaign_id && query.campaign_id !== row.campaign_id) return [];
      return board.row(row, contacts, readings) ?? [];
    });
    if (readings.boardShape === 'array') return { answer: { status: 200, body: rows } };
    return { answer: rows.length === 0 ? NOTHING_FOUND : success(rows) };
  },
};
