import type { List } from '../wolkvox/endpoints/row-reader.js';

/** Called with the api of a list and a column with unrecognized values, or `row` for rows that cannot be read. */
export type OnUnrecognized = (api: string, column: string) => void;

/** Reports what of a list of wolkvox could not be read. */
export function reportUnread(
  api: string,
  { unreadRows, unreadColumns }: Pick<List<unknown>, 'unreadRows' | 'unreadColumns'>,
  onUnrecognized: OnUnrecognized,
): void {
  for (const column of unreadColumns) onUnrecognized(api, column);
  if (unreadRows > 0) onUnrecognized(api, 'row');
}
