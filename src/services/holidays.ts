import type { CallingHours } from '../domain/calling-hours.js';

/** Returns true if the day (`YYYY-MM-DD`) is a public holiday. */
export type IsHoliday = NonNullable<CallingHours['isHoliday']>;

const DAY_MS = 86_400_000;

/** Years whose holidays are cached. A year takes 5 ms. */
const MAX_YEARS = 100;

/** Holidays by country, because many operations may have one country. */
const loaded = new Map<string, Promise<IsHoliday>>();

/** Loads the public holidays of a country once. See `load`. */
export function loadHolidays(country: string): Promise<IsHoliday> {
  let holidays = loaded.get(country);
  if (holidays === undefined) loaded.set(country, (holidays = load(country)));
  return holidays;
}

/**
 * Loads the public holidays of a country (date-holidays, ISC and CC-BY-3.0). A day on which a holiday begins, or that has a part of
 * one, counts as a whole. Holidays of states and cities are not included.
 */
async function load(country: string): Promise<IsHoliday> {
  // Loaded only if it is configured, because it takes 0.14 s of CPU and 20 MB.
  const { default: Holidays } = await import('date-holidays');
  const holidays = new Holidays(country, { types: ['public'] });
  const years = new Map<string, ReadonlySet<string>>();
  /** Returns the holidays of a year, with those that began in the year before. */
  const datesOf = (year: string): ReadonlySet<string> => {
    let dates = years.get(year);
    if (dates === undefined) {
      const listed = [Number(year) - 1, Number(year)].flatMap((listedYear) => holidays.getHolidays(listedYear));
      dates = new Set(listed.flatMap(daysOf));
      if (years.size >= MAX_YEARS) years.clear();
      years.set(year, dates);
    }
    return dates;
  };
  return (date) => datesOf(date.slice(0, 4)).has(date);
}

/** Returns the days of a holiday. `date` begins with the local date and time of its start. */
function daysOf({ date, start, end }: { readonly date: string; readonly start: Date; readonly end: Date }): string[] {
  const startMs = Date.parse(`${date.slice(0, 10)}T${date.slice(11, 19)}Z`);
  const firstMs = startMs - (startMs % DAY_MS);
  // Rounded, because a day on which clocks change has 23 or 25 hours.
  const days = Math.max(1, Math.round((startMs - firstMs + end.getTime() - start.getTime()) / DAY_MS));
  return Array.from({ length: days }, (_day, index) => new Date(firstMs + index * DAY_MS).toISOString().slice(0, 10));
}
