import { memoizeByText } from '../shared/memoize.js';

/** Local date (`YYYY-MM-DD`) and time (`HH:MM:SS`). The strings compare in chronological order. */
export interface WallClock {
  readonly date: string;
  readonly time: string;
}

/** Parsed ISO 8601 input: a time, a local date and time, or an instant. */
export type WrittenTime =
  | { readonly kind: 'bare'; readonly time: string }
  | { readonly kind: 'local'; readonly clock: WallClock }
  | { readonly kind: 'instant'; readonly instant: Date };

const ISO =
  /^(?:(?<date>\d{4}-\d{2}-\d{2})T)?(?<minutes>(?:[01]\d|2[0-3]):[0-5]\d)(?<seconds>:[0-5]\d)?(?:\.0{1,9})?(?<offset>Z|[+-]\d{2}:\d{2})?$/;

/**
 * Parses an ISO 8601 date and time or time. Returns undefined for:
 * - a day or an hour that does not exist,
 * - an offset on a time without a date,
 * - a fraction of a second other than zero, because the API has whole seconds and nothing is truncated silently.
 */
export function readTime(text: string): WrittenTime | undefined {
  const { date, minutes, seconds = ':00', offset } = ISO.exec(text)?.groups ?? {};
  if (minutes === undefined) return undefined;
  const time = minutes + seconds;
  if (date === undefined) return offset === undefined ? { kind: 'bare', time } : undefined;
  if (!isDay(date)) return undefined;
  if (offset === undefined) return { kind: 'local', clock: { date, time } };
  const instant = new Date(`${date}T${time}${offset}`);
  return Number.isNaN(instant.getTime()) ? undefined : { kind: 'instant', instant };
}

/** Returns true for a day of the years 0001 to 9999. Date.parse reads 30 February as 2 March. */
function isDay(date: string): boolean {
  const ms = Date.parse(date);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date) && !date.startsWith('0000');
}

/** Returns the wall clock of an IANA zone at an instant; undefined outside the years 0001 to 9999. */
export function wallClockAt(instant: Date, timeZone: string): WallClock | undefined {
  const local = new Date(instant.getTime() + offsetMs(instant.getTime(), timeZone)).toISOString();
  // toISOString writes years beyond 0 to 9999 with a sign.
  if (!/^\d/.test(local) || local.startsWith('0000')) return undefined;
  return { date: local.slice(0, 10), time: local.slice(11, 19) };
}

/** Returns true if the clocks of the zone show this time at some instant. They skip an hour when summer time begins. */
export const occurs = (clock: WallClock, timeZone: string): boolean => firstInstantOf(clock, timeZone) !== undefined;

/** Returns the first instant at which the clocks of the zone show this time. They show an hour twice when summer time ends. */
export function firstInstantOf({ date, time }: WallClock, timeZone: string): Date | undefined {
  const asUtc = Date.parse(`${date}T${time}Z`);
  const instants = [-DAY_MS, DAY_MS]
    .map((around) => asUtc - offsetMs(asUtc + around, timeZone))
    .filter((instant) => instant + offsetMs(instant, timeZone) === asUtc);
  return instants.length === 0 ? undefined : new Date(Math.min(...instants));
}

/** Returns the first instant of the next day in the zone, when the daily quota resets (guess: the hour is not documented). */
export function nextMidnight(now: Date, timeZone: string): Date {
  const today = wallClockAt(now, timeZone)?.date ?? '';
  const midnightAsUtc = Date.parse(`${today}T00:00:00Z`) + DAY_MS;
  const candidates = [-DAY_MS, DAY_MS]
    .map((around) => new Date(midnightAsUtc - offsetMs(midnightAsUtc + around, timeZone)))
    .filter((candidate) => (wallClockAt(candidate, timeZone)?.date ?? '') > today)
    .sort((a, b) => a.getTime() - b.getTime());
  return candidates[0] ?? new Date(midnightAsUtc);
}

/** Returns true if the name is an IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

const DAY_MS = 86_400_000;

/** Formatter of a zone, and its UTC offset per UTC day (null: the offset changes on that day). */
interface Zone {
  readonly formatter: Intl.DateTimeFormat;
  readonly days: Map<number, number | null>;
}

/** Returns the cached zone, because a formatter is slow to create. Throws a RangeError if the name is not a zone. */
const zoneOf = memoizeByText((timeZone): Zone => ({
  formatter: new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }),
  days: new Map(),
}));

/** Cached days per zone: more than ten years. */
const MAX_DAYS = 4_000;

/** Returns the UTC offset of a zone. Days are cached because a call of Intl takes 10 µs and a campaign needs several. */
function offsetMs(instantMs: number, timeZone: string): number {
  const { formatter, days } = zoneOf(timeZone);
  const day = Math.floor(instantMs / DAY_MS);
  let offset = days.get(day);
  if (offset === undefined) {
    const atStart = readOffset(day * DAY_MS, formatter);
    // No zone of tzdata changes its clocks twice within three days.
    offset = readOffset((day + 1) * DAY_MS, formatter) === atStart ? atStart : null;
    if (days.size >= MAX_DAYS) days.clear();
    days.set(day, offset);
  }
  return offset ?? readOffset(instantMs, formatter);
}

/** Reads the offset that Intl writes as `GMT`, `GMT-05:00`, or `GMT-04:56:16` for the time before standard time. */
function readOffset(instantMs: number, formatter: Intl.DateTimeFormat): number {
  const [, sign, ...parts] = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(formatter.format(instantMs)) ?? [];
  const [hours = 0, minutes = 0, seconds = 0] = parts.filter(Boolean).map(Number);
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return sign === '-' ? -ms : ms;
}
