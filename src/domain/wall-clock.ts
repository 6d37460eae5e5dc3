/** A reading of a clock on the wall: `date` is `YYYY-MM-DD`, `time` is `HH:MM:SS`. Strings, so they compare as they read. */
export interface WallClock {
  readonly date: string;
  readonly time: string;
}

/** What a caller wrote: a time, perhaps with a date, perhaps with an offset that makes it an instant. */
export type WrittenTime =
  | { readonly kind: 'bare'; readonly time: string }
  | { readonly kind: 'local'; readonly clock: WallClock }
  | { readonly kind: 'instant'; readonly instant: Date };

const ISO = /^(?:(\d{4}-\d{2}-\d{2})T)?(\d{2}:\d{2})(:\d{2})?(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads an ISO 8601 moment. Answers undefined where it is none: a day or hour that no calendar has, an offset on a
 * bare time, a fraction of a second other than zero (the wire has whole seconds, and nothing is cut silently).
 */
export function readTime(text: string): WrittenTime | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, date, minutes, seconds = ':00', fraction = '0', offset] = match;
  const time = `${minutes}${seconds}`;
  if (Number(fraction) !== 0) return undefined;
  if (date === undefined)
    return offset === undefined && exists('2000-01-01', time) ? { kind: 'bare', time } : undefined;
  if (!exists(date, time)) return undefined;
  if (offset === undefined) return { kind: 'local', clock: { date, time } };
  const instant = new Date(`${date}T${time}${offset}`);
  return Number.isNaN(instant.getTime()) ? undefined : { kind: 'instant', instant };
}

/** The wall clock of an IANA zone at an instant; undefined outside the years 0001 to 9999, which four digits cannot write. */
export function wallClockAt(instant: Date, timeZone: string): WallClock | undefined {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) parts[type] = value;
  const year = Number(parts.year);
  if (!parts.era?.startsWith('A') || year > 9999) return undefined;
  return {
    date: `${String(year).padStart(4, '0')}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}:${parts.second}`,
  };
}

/** Whether the zone's clocks ever show this reading: they skip an hour when summer time begins. */
export function isShown({ date, time }: WallClock, timeZone: string): boolean {
  const asUtc = Date.parse(`${date}T${time}Z`);
  return [-DAY_MS, DAY_MS].some((around) => {
    const shown = wallClockAt(new Date(asUtc - offsetMs(new Date(asUtc + around), timeZone)), timeZone);
    return shown?.date === date && shown.time === time;
  });
}

/** The first instant of the zone's next day: when a daily quota begins anew (guess: nobody documents the hour). */
export function nextMidnight(now: Date, timeZone: string): Date {
  const today = wallClockAt(now, timeZone)?.date ?? '';
  const midnightAsUtc = Date.parse(`${today}T00:00:00Z`) + DAY_MS;
  const candidates = [-DAY_MS, DAY_MS]
    .map((around) => new Date(midnightAsUtc - offsetMs(new Date(midnightAsUtc + around), timeZone)))
    .filter((candidate) => (wallClockAt(candidate, timeZone)?.date ?? '') > today)
    .sort((a, b) => a.getTime() - b.getTime());
  return candidates[0] ?? new Date(midnightAsUtc);
}

export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

const DAY_MS = 86_400_000;

/** Whether the calendar has the day and the clock the time; Date.parse would take 30 February for 2 March. */
function exists(date: string, time: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const [hours = 24, minutes = 60, seconds = 60] = time.split(':').map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : (DAYS_OF_MONTHS[month - 1] ?? 0);
  return year >= 1 && day >= 1 && day <= days && hours < 24 && minutes < 60 && seconds < 60;
}

const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function offsetMs(instant: Date, timeZone: string): number {
  const clock = wallClockAt(instant, timeZone);
  return clock === undefined
    ? 0
    : Date.parse(`${clock.date}T${clock.time}Z`) - Math.floor(instant.getTime() / 1000) * 1000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Building a formatter costs about a hundred times what using it does. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
