import { describe, expect, it } from '@jest/globals';

import { loadHolidays } from '../../src/services/holidays.js';

/** Returns the holidays of a year. */
async function holidaysOf(country: string, year: number): Promise<readonly string[]> {
  const isHoliday = await loadHolidays(country);
  const dates: string[] = [];
  for (
    const day = new Date(Date.UTC(year, 0, 1));
    day.getUTCFullYear() === year;
    day.setUTCDate(day.getUTCDate() + 1)
  ) {
    const date = day.toISOString().slice(0, 10);
    if (isHoliday(date)) dates.push(date.slice(5));
  }
  return dates;
}

describe('public holidays', () => {
  // From the calendars of the governments, and Easter.
  it.each([
    [
      'CO',
      '01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25',
    ],
    ['MX', '01-01 02-02 03-16 05-01 09-16 11-16 12-25'],
    ['PE', '01-01 04-02 04-03 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25'],
    ['CL', '01-01 04-03 05-01 05-21 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 12-08 12-25'],
    ['ES', '01-01 01-06 04-03 05-01 08-15 10-12 11-01 12-08 12-25'],
  ])('of %s contain those of 2026, and at most five more', async (country, listed) => {
    const holidays = await holidaysOf(country, 2026);
    const expected = listed.split(' ');
    expect(expected.filter((date) => !holidays.includes(date))).toEqual([]);
    expect(holidays.length).toBeLessThanOrEqual(expected.length + 5);
  });

  it('include no days that are only observed', async () => {
    const isHoliday = await loadHolidays('CO');
    // Mother's Day, a Sunday in May.
    expect(isHoliday('2026-05-10')).toBe(false);
    expect(isHoliday('2026-11-24')).toBe(false);
  });

  it('have each of their days, also across the end of a year', async () => {
    const eswatini = await loadHolidays('SZ');
    expect(['2026-12-27', '2026-12-28', '2027-01-02', '2027-01-03'].map(eswatini)).toEqual([false, true, true, false]);
  });

  it('of half a day are whole days', async () => {
    const iceland = await loadHolidays('IS');
    expect(['2026-12-24', '2026-12-25'].map(iceland)).toEqual([true, true]);
  });

  it('are one day also if clocks change on it', async () => {
    // Clocks are set back at midnight of 5 April 2026, Easter Sunday, and forward on 6 September 2026.
    const chile = await loadHolidays('CL');
    expect(['2026-04-03', '2026-04-04', '2026-04-05', '2026-04-06'].map(chile)).toEqual([true, false, true, false]);
  });

  it('of the last year are known, and those of the first years are not', async () => {
    const isHoliday = await loadHolidays('CO');
    expect(['0001-12-25', '9999-12-25'].map(isHoliday)).toEqual([false, true]);
  });
});
