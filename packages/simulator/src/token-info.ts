/** Pure function for the token's usage, `GET information.php?api=token_info`. */
import { success } from './response.js';
import type { Answer } from './protocol.js';

/**
 * Returns the usage of the token.
 * Documented: the keys, and that the call itself counts. Guesses: `data` is an array, `all_token_today` counts every
 * token of the operation (here one), and available means remaining.
 * @param limit calls per day @param usedToday calls counted today, including this one
 */
export function tokenInfo(limit: number, usedToday: number): Answer {
  return success([
    {
      description: 'Simulador',
      token_limit: String(limit),
      token_use_today: String(usedToday),
      all_token_today: String(usedToday),
      // A behaviour can answer calls that exceed the quota.
      available_consumption_options: String(Math.max(0, limit - usedToday)),
    },
  ]);
}
