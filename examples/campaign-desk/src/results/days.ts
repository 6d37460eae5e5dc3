/** Days of a span, as an input of type date has them: `2026-11-23`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 24 * 60 * 60_000;

/** Returns the last days until today, on the clock of a time zone. */
export function lastDays(count: number, timeZone: string, now = new Date()): Days {
  const to = dayOf(now, timeZone);
  // Days are counted as UTC, because a day of a zone may have 23 hours.
  const from = new Date(Date.parse(to) - (count - 1) * DAY_MS).toISOString().slice(0, 10);
  return { from, to };
}

/** Sweden writes dates as ISO 8601. */
const dayOf = (at: Date, timeZone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at);

/** Returns the first and the last second of the days, in the zone of the operation. */
export const timesOf = ({ from, to }: Days): { readonly from: string; readonly to: string } => ({
  from: `${from}T00:00:00`,
  to: `${to}T23:59:59`,
});
