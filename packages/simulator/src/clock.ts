/** Times on the operation's clock. */

/**
 * Returns a clock that shows the present time as the vendor's reports write it, `YYYY-MM-DD HH:MM:SS`.
 * @param timeZone IANA name
 */
export function operationClock(timeZone: string): () => string {
  // Sweden writes dates in this format.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return () => format.format(Date.now());
}

/** Reads `YYYYmmddHHiiss`, as calls write a time, as a time of a report; null if it is not one. */
export function readCallTime(text: string | undefined): string | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text ?? '');
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const time = `${year}-${month}-${day} ${hour}:${minute}:${second}`;
  return isReportTime(time) ? time : null;
}

/** True for a time of a report that exists in the calendar. */
export function isReportTime(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return false;
  const time = instantOf(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === `${text.replace(' ', 'T')}.000Z`;
}

/** Returns the milliseconds between two times of a report, on a clock without changes. */
export function millisecondsBetween(from: string, to: string): number {
  return instantOf(to) - instantOf(from);
}

function instantOf(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}
