import type { CampaignType } from '../domain/campaign.js';
import type { ResultRow, ResultWindow } from '../domain/contact-result.js';
import { succeeded, type Outcome } from '../domain/failure.js';
import { isFinished, textOf, type ResultSpan } from '../domain/result-span.js';
import type { CallContext, OperationConnection } from '../wolkvox/client.js';
import {
  firstIndex,
  isEnd,
  positionAfter,
  positionBefore,
  positionInPart,
  startOf,
  type ResultPosition,
} from './result-position.js';
import type { ResultWindows, WindowUse } from './result-windows.js';

/** Page of the results of a campaign. */
export interface ResultPageRequest {
  readonly operation: OperationConnection;
  readonly campaignId: string;
  readonly type: CampaignType;
  readonly span: ResultSpan;
  /** Maximum number of rows. */
  readonly first: number;
  /** Position of a cursor; undefined: from the newest row. */
  readonly after: ResultPosition | undefined;
}

/** Row with the position after it. */
export interface PlacedResult {
  readonly row: ResultRow;
  readonly after: ResultPosition;
}

export interface ResultPage {
  readonly rows: readonly PlacedResult[];
  /** Position at which the next page begins. */
  readonly end: ResultPosition;
  /** true: more rows may be after the page, which windows that were not read show. */
  readonly hasMore: boolean;
  /** false: rows of a window of this page are missing, because the report was cut or has rows that cannot be read. */
  readonly isComplete: boolean;
}

/**
 * Reads a page of results, newest first. Windows are read only until the page is full. It ends early if the request may make no more
 * calls, or if a reading fails after the first row: the next page then begins with that window. Fails if there is no row yet.
 */
export async function readResultPage(
  windows: ResultWindows,
  { operation, campaignId, type, span, first, after }: ResultPageRequest,
  use: Omit<WindowUse, 'continues'>,
  context: CallContext,
): Promise<Outcome<ResultPage>> {
  const latestCut = isFinished(span.end, new Date(), operation) ? undefined : windows.latestCut(operation, campaignId);
  let position = after ?? startOf(span, latestCut);
  const rows: PlacedResult[] = [];
  let isComplete = true;
  while (rows.length < first && !isEnd(position, span)) {
    const { from, end } = position;
    const window = { operation, campaignId, type, from, end };
    const outcome = await windows.read(window, { ...use, continues: after !== undefined }, context);
    if (outcome === undefined) break;
    if (!outcome.ok) {
      if (rows.length === 0) return outcome;
      break;
    }
    const reading = outcome.value;
    if ('partLength' in reading) {
      position = positionInPart(position, reading);
      continue;
    }
    isComplete &&= !reading.isCut && reading.unreadRows === 0;
    const next = positionBefore(position, span, reading, windows.maxRows);
    position = takeRows(reading, position, next, first, rows);
  }
  return succeeded({ rows, end: position, hasMore: !isEnd(position, span), isComplete });
}

/**
 * Adds rows of a window to the page until it is full. Returns the position after the last one: `next` if the window has no more rows.
 */
function takeRows(
  window: ResultWindow,
  position: ResultPosition,
  next: ResultPosition,
  first: number,
  rows: PlacedResult[],
): ResultPosition {
  // The end of a window is asked for, because wolkvox may or may not include it (guess). Its rows are those of the window after it.
  const excluded = textOf(position.end);
  let last = window.count - 1;
  while (last >= 0 && window.keyAt(last).at === excluded) last -= 1;
  for (let n = firstIndex(position, window); n <= last; n += 1) {
    if (rows.length >= first) return rows.at(-1)?.after ?? position;
    const key = window.keyAt(n);
    if (key.at === excluded) continue;
    // The last row has the position before the next window, so that no page reads this one again for nothing.
    rows.push({ row: window.row(n), after: n === last ? next : positionAfter(position, key) });
  }
  return next;
}
