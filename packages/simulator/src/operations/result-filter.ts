/** Filter of clear_campaign and remove_record by the result of the last call. */
import type { Readings } from '../readings.js';

/**
 * Returns the result that the removed contacts must have; null for any. Under the reading `everything`, an unknown or an
 * empty value removes all contacts.
 */
export function resultFilter(result: string | undefined, { unknownResult }: Readings): string | null {
  if (result === undefined) return null;
  return unknownResult === 'everything' && !RESULTS.has(result) ? null : result;
}

/**
 * Results of the vendor's reports. Those of the first row were seen; the spelling of those of the second is a guess.
 */
const RESULTS: ReadonlySet<string> = new Set([
  ...['ANSWER', 'NO-ANSWER', 'ANSWER-MACHINE', 'ABANDON', 'BUSY', 'DO-NOT-CALL'],
  ...['CONGESTION', 'UNKNOWN', 'FAILED', 'CHANUNAVAIL', 'CLEAN'],
]);
