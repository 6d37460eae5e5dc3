import type { TokenUsage } from '../../domain/operation.js';
import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { INFORMATION, readList } from './row-reader.js';
import type { Endpoint } from './endpoint.js';

/** GET information.php?api=token_info (doc, seen). Returns the calls of the operation's token today, and counts as one of them. */
export const tokenInfo: Endpoint<undefined, TokenUsage> = {
  ...INFORMATION,
  api: 'token_info',
  readSuccess: ({ data }) =>
    readList(data, (row) => {
      const [limit, usedToday, usedTodayByAllTokens] = ['token_limit', 'token_use_today', 'all_token_today'].map(
        (column) => row.count(column),
      );
      if (limit === undefined || usedToday === undefined || usedTodayByAllTokens === undefined) return undefined;
      return { limit, usedToday, usedTodayByAllTokens };
    })?.rows[0],
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};
