import type { CampaignType } from '../../domain/campaign.js';
import type { ResultWindow } from '../../domain/contact-result.js';
import type { WallClock } from '../../domain/wall-clock.js';
import { MAX_REPORT_RESPONSE_BYTES, MAX_ROWS } from '../constants.js';
import { TYPE_VALUES } from './campaign-values.js';
import type { Endpoint } from './endpoint.js';
import { compactTime } from './request-values.js';
import { emptyWindow, ResultRows } from './result-rows.js';

/** Results of a campaign between two moments. */
export interface WindowQuery {
  readonly campaignId: string;
  readonly type: CampaignType;
  /** Whole seconds of the operation's wall clock. wolkvox accepts at most 31 days (doc), and may or may not include `to` (guess). */
  readonly from: WallClock;
  readonly to: WallClock;
  /** Rows at which wolkvox cuts a report. @default 60,000 */
  readonly maxRows?: number | undefined;
}

const newRows = ({ campaignId, maxRows = MAX_ROWS }: WindowQuery): ResultRows => new ResultRows(campaignId, maxRows);

/**
 * GET campaign.php?api=detail (doc): the contacts that were managed between two moments, as an envelope or as a bare array (guess).
 * "Validate dates entered" means that there are none (seen for another report).
 */
export const readDetail: Endpoint<WindowQuery, ResultWindow, ResultRows> = {
  api: 'detail',
  file: 'campaign',
  method: 'GET',
  safe: true,
  query: ({ campaignId, type, from, to }) => ({
    type_campaign: TYPE_VALUES[type],
    campaign_id: campaignId,
    date_ini: compactTime(from),
    date_end: compactTime(to),
  }),
  acceptsBareList: true,
  receiveRows: newRows,
  readSuccess: ({ msg, data, rows }, query) => (rows ?? newRows(query)).finish(data, msg),
  readCut: (rows) => rows.finishCut(),
  empty: emptyWindow,
  maxResponseBytes: MAX_REPORT_RESPONSE_BYTES,
};
