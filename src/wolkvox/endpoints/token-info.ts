import type { TokenUsage } from '../../domain/operation.js';
import { MAX_ROW_ANSWER_BYTES } from '../facts.js';
import { INFORMATION, readList } from './cells.js';
import type { Endpoint } from './endpoint.js';

/** GET information.php?api=token_info (doc, seen): what the operation's token has used today. A call itself. */
export const tokenInfo: Endpoint<undefined, TokenUsage> = {
  ...INFORMATION,
  api: 'token_info',
  read: ({ data }) =>
    readList(data, (cells) => {
      const [limit, usedToday, usedTodayByAllTokens] = ['token_limit', 'token_use_today', 'all_token_today'].map(
        (column) => cells.count(column),
      );
      if (limit === undefined || usedToday === undefined || usedTodayByAllTokens === undefined) return undefined;
      return { limit, usedToday, usedTodayByAllTokens };
    })?.rows[0],
  maxAnswerBytes: MAX_ROW_ANSWER_BYTES,
};
