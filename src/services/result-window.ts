import type { ResultKey, ResultRow, ResultWindow } from '../domain/contact-result.js';
import type { Outcome } from '../domain/failure.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { readDetail, type WindowQuery } from '../wolkvox/endpoints/read-detail.js';
import { asReadFailure } from './list-cache.js';
import { reportUnread, type OnUnrecognized } from './report-unread.js';

export type { ResultKey, ResultRow, ResultWindow, WindowQuery };

/** Context of a reading of a window. */
export interface WindowContext extends CallContext {
  /** Called once per column with unrecognized values, and with `row` if rows cannot be read. */
  readonly onUnrecognized: OnUnrecognized;
}

/** Reads one window of results with one upstream call. */
export async function readResultWindow(
  wolkvox: Pick<Wolkvox, 'call'>,
  operation: OperationConnection,
  query: WindowQuery,
  { onUnrecognized, ...context }: WindowContext,
): Promise<Outcome<ResultWindow>> {
  const outcome = asReadFailure(await wolkvox.call(operation, readDetail, query, context));
  if (outcome.ok) reportUnread(readDetail.api, outcome.value, onUnrecognized);
  return outcome;
}
