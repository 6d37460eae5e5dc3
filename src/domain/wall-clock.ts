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

const ISO =
  /^(?:(?<date>(\d{4})-(\d{2})-(\d{2}))T)?(?<minutes>(\d{2}):(\d{2}))(?<seconds>:(\d{2}))?(?:\.(?<fraction>\d{1,9}))?(?<offset>Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads an ISO 8601 moment. Answers undefined where it is none: a day or hour that no calendar has, an offset on a
 * bare time, a fraction of a second other than zero (the wire has whole seconds, and nothing is cut silently).
 */
export function readTime(text: string): WrittenTime | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const { date, minutes = '', seconds = ':00', fraction = '0', offset } = match.groups ?? {};
  if (Number(fraction) !== 0) return undefined;
  // Date.parse would take 30 February for 2 March, and 24:00 for the next day.
  if (Number(match[6]) > 23 || Number(match[7]) > 59 || Number(match[9] ?? 0) > 59) return undefined;
  const time = minutes + seconds;
  if (date === undefined) return offset === undefined ? { kind: 'bare', time } : undefined;
  if (!isDay(Number(match[2]), Number(match[3]), Number(match[4]))) return undefined;
  if (offset === undefined) return { kind: 'local', clock: { date, time } };
  const instant = new Date(`${date}T${time}${offset}`);
  return Number.isNaN(instant.getTime()) ? undefined : { kind: 'instant', instant };
}

/** The wall clock of an IANA zone at an instant; undefined outside the years 0001 to 9999, which four digits cannot write. */
export function wallClockAt(instant: Date, timeZone: string): WallClock | undefined {
  const shown = new Date(instant.getTime() + offsetMs(instant.getTime(), timeZone)).toISOString();
  // Other years are written with a sign, but for the year 0.
  if (!/^\d/.test(shown) || shown.startsWith('0000')) return undefined;
  return { date: shown.slice(0, 10), time: shown.slice(11, 19) };
}

/** Whether the zone's clocks ever show this reading: they skip an hour when summer time begins. */
export function isShown({ date, time }: WallClock, timeZone: string): boolean {
  const asUtc = Date.parse(`${date}T${time}Z`);
  return [-DAY_MS, DAY_MS].some((around) => {
    const offset = offsetMs(asUtc + around, timeZone);
    return offsetMs(asUtc - offset, timeZone) === offset;
  });
}

/** The first instant of the zone's next day: when a daily quota begins anew (guess: nobody documents the hour). */
export function nextMidnight(now: Date, timeZone: string): Date {
  const today = wallClockAt(now, timeZone)?.date ?? '';
  const midnightAsUtc = Date.parse(`${today}T00:00:00Z`) + DAY_MS;
  const candidates = [-DAY_MS, DAY_MS]
    .map((around) => new Date(midnightAsUtc - offsetMs(midnightAsUtc + around, timeZone)))
    .filter((candidate) => (wallClockAt(candidate, timeZone)?.date ?? '') > today)
    .sort((a, b) => a.getTime() - b.getTime());
  return candidates[0] ?? new Date(midnightAsUtc);
}

export function isTimeZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

const DAY_MS = 86_400_000;

function isDay(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : (DAYS_OF_MONTHS[month - 1] ?? 0);
  return year >= 1 && day >= 1 && day <= days;
}

const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A zone's formatter, and the offsets of the UTC days on which its clocks are not changed (null: they are). */
interface Zone {
  readonly formatter: Intl.DateTimeFormat;
  readonly days: Map<number, number | null>;
}
const zones = new Map<string, Zone>();

/** More than ten years of days for each zone in use. */
const MAX_DAYS = 4_000;

/**
 * How far the zone's clocks are ahead of UTC. Asking Intl takes some 10 µs and a campaign asks several times, so whole
 * days are remembered.
 */
function offsetMs(instantMs: number, timeZone: string): number {
  const { formatter, days } = zoneOf(timeZone);
  const day = Math.floor(instantMs / DAY_MS);
  let steady = days.get(day);
  if (steady === undefined) {
    const atStart = readOffset(day * DAY_MS, formatter);
    // In tzdata no zone changes its clocks twice within three days.
    steady = readOffset((day + 1) * DAY_MS, formatter) === atStart ? atStart : null;
    if (days.size >= MAX_DAYS) days.clear();
    days.set(day, steady);
  }
  return steady ?? readOffset(instantMs, formatter);
}

function readOffset(instantMs: number, formatter: Intl.DateTimeFormat): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatter.formatToParts(instantMs)) parts[type] = value;
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts[type]);
  const shown = new Date(0);
  shown.setUTCFullYear(
    parts.era?.startsWith('B') === true ? 1 - number('year') : number('year'),
    number('month') - 1,
    number('day'),
  );
  shown.setUTCHours(number('hour'), number('minute'), number('second'));
  return shown.getTime() - Math.floor(instantMs / 1000) * 1000;
}

/** Throws a RangeError where the zone is none. Building a formatter costs about a hundred times what using it does. */
function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    const formatter = new Intl.DateTimeFormat('en-US', {
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
    zone = { formatter, days: new Map() };
    zones.set(timeZone, zone);
  }
  return zone;
}
