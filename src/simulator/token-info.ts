/** What the token may still spend today, `GET information.php?api=token_info`, as a pure function. */
import { found, type Answer } from './answer.js';

/**
 * The keys, and that the call counts itself, are the vendor's (documented). Guesses: that `data` is an array, that
 * `all_token_today` counts every token of the operation (here there is but one), and that what is available is what is left.
 * @param limit calls per day @param spentToday calls that today has counted, this one included
 */
export function tokenInfo(limit: number, spentToday: number): Answer {
  return found([
    {
      description: 'Simulador',
      token_limit: String(limit),
      token_use_today: String(spentToday),
      all_token_today: String(spentToday),
      // A behaviour can have a call answered that the quota would have refused.
      available_consumption_options: String(Math.max(0, limit - spentToday)),
    },
  ]);
}
