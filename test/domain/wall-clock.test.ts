import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { occurs, isTimeZone, nextMidnight, readTime, wallClockAt } from '../../src/domain/wall-clock.js';

const HOUR_MS = 3_600_000;

describe('a campaign time', () => {
  it.each([
    ['2026-11-23T08:00:00', '2026-11-23', '08:00:00'],
    ['2026-11-23T08:00', '2026-11-23', '08:00:00'],
    ['2026-11-23T00:00:00', '2026-11-23', '00:00:00'],
    ['2026-12-31T23:59:59', '2026-12-31', '23:59:59'],
    ['2026-11-23T08:00:00.0', '2026-11-23', '08:00:00'],
    ['2026-11-23T08:00:00.000', '2026-11-23', '08:00:00'],
    ['2026-11-23T08:00:00.000000000', '2026-11-23', '08:00:00'],
    ['2026-01-31T08:00:00', '2026-01-31', '08:00:00'],
    ['2026-04-30T08:00:00', '2026-04-30', '08:00:00'],
    ['2024-02-29T08:00:00', '2024-02-29', '08:00:00'],
    ['2000-02-29T08:00:00', '2000-02-29', '08:00:00'],
    ['2400-02-29T08:00:00', '2400-02-29', '08:00:00'],
    ['9999-12-31T23:59:59', '9999-12-31', '23:59:59'],
  ])('without an offset, %s, is read as a wall clock', (text, date, time) => {
    expect(readTime(text)).toEqual({ kind: 'local', clock: { date, time } });
  });

  it.each([
    ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23T08:00Z', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23T08:00:00-05:00', '2026-11-23T13:00:00.000Z'],
    ['2026-11-23T08:00:00+05:30', '2026-11-23T02:30:00.000Z'],
    ['2026-11-23T08:00:00+00:00', '2026-11-23T08:00:00.000Z'],
    ['2026-11-23T08:00:00-00:00', '2026-11-23T08:00:00.000Z'],
    ['2026-12-31T23:00:00-05:00', '2027-01-01T04:00:00.000Z'],
    ['2024-02-29T23:59:59-12:00', '2024-03-01T11:59:59.000Z'],
  ])('with an offset, %s, is read as the instant %s', (text, instant) => {
    expect(readTime(text)).toEqual({ kind: 'instant', instant: new Date(instant) });
  });

  it.each([
    ['08:00', '08:00:00'],
    ['08:00:00', '08:00:00'],
    ['08:00:00.000', '08:00:00'],
    ['00:00', '00:00:00'],
    ['23:59:59', '23:59:59'],
  ])('without a date, %s, is read as a bare time', (text, time) => {
    expect(readTime(text)).toEqual({ kind: 'bare', time });
  });

  it.each([
    ['no text', ''],
    ['blanks', '   '],
    ['the text tomorrow', 'tomorrow'],
    ['30 February', '2026-02-30T08:00:00'],
    ['30 February as an instant', '2026-02-30T08:00:00Z'],
    ['29 February of a common year', '2026-02-29T08:00:00'],
    ['29 February of 1900, a century without one', '1900-02-29T08:00:00'],
    ['29 February of 2100', '2100-02-29T08:00:00-05:00'],
    ['30 February of a leap year', '2024-02-30T08:00:00'],
    ['31 April', '2026-04-31T08:00:00'],
    ['31 June', '2026-06-31T08:00:00'],
    ['31 September', '2026-09-31T08:00:00'],
    ['31 November', '2026-11-31T08:00:00'],
    ['32 January', '2026-01-32T08:00:00'],
    ['day 0', '2026-11-00T08:00:00'],
    ['month 0', '2026-00-23T08:00:00'],
    ['year 0, which our calendar does not have', '0000-11-23T08:00:00'],
    ['year 0 as an instant', '0000-11-23T08:00:00Z'],
    ['month 13', '2026-13-23T08:00:00'],
    ['24:00', '2026-11-23T24:00:00'],
    ['24:00 as an instant', '2026-11-23T24:00:00Z'],
    ['a bare 24:00', '24:00'],
    ['minute 60', '2026-11-23T08:60:00'],
    ['second 60', '2026-11-23T08:00:60'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['a bare second 60', '08:00:60'],
    ['half a second', '2026-11-23T08:00:00.5'],
    ['a nanosecond', '2026-11-23T08:00:00.000000001Z'],
    ['half a second of a bare time', '08:00:00.5'],
    ['a fraction without digits', '2026-11-23T08:00:00.'],
    ['a fraction with a comma', '2026-11-23T08:00:00,000'],
    ['a bare time with Z', '08:00:00Z'],
    ['a bare time with an offset', '08:00-05:00'],
    ['a day without a time', '2026-11-23'],
    ['an hour without minutes', '2026-11-23T08'],
    ['a blank instead of T', '2026-11-23 08:00:00'],
    ['a lower-case t', '2026-11-23t08:00:00'],
    ['a lower-case z', '2026-11-23T08:00:00z'],
    ['the wire format', '20261123080000'],
    ['the wire format without a date', '080000'],
    ['an offset without minutes', '2026-11-23T08:00:00-05'],
    ['an offset without a colon', '2026-11-23T08:00:00-0500'],
    ['an offset of 25 hours', '2026-11-23T08:00:00+25:00'],
    ['an offset of 60 minutes', '2026-11-23T08:00:00+05:60'],
    ['a zone name', '2026-11-23T08:00:00[America/Bogota]'],
    ['a year of five digits', '12026-11-23T08:00:00'],
    ['a signed year', '+002026-11-23T08:00:00Z'],
    ['a year of two digits', '26-11-23T08:00:00'],
    ['a single digit of an hour', '2026-11-23T8:00:00'],
    ['a blank before', ' 2026-11-23T08:00:00'],
    ['a blank after', '2026-11-23T08:00:00 '],
    ['a line break after', '2026-11-23T08:00:00\n'],
    ['digits that are not ASCII', '٢٠٢٦-11-23T08:00:00'],
    ['a twelve-hour clock', '08:00 AM'],
    ['a number of milliseconds', '1795442400000'],
  ])('that is %s is rejected', (_what, text) => {
    expect(readTime(text)).toBeUndefined();
  });

  it('is accepted only on days of the calendar', () => {
    const number = (digits: number) => fc.nat({ max: 10 ** digits - 1 }).map((n) => String(n).padStart(digits, '0'));
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 9999 }), number(2), number(2), (year, month, day) => {
        const date = `${year}-${month}-${day}`;
        // Date returns an existing day unchanged.
        const counted = new Date(Date.UTC(year, Number(month) - 1, Number(day))).toISOString().slice(0, 10);
        const expected = counted === date ? { kind: 'local', clock: { date, time: '08:30:15' } } : undefined;
        expect(readTime(`${date}T08:30:15`)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('with an offset round-trips each instant of JavaScript in whole seconds', () => {
    fc.assert(
      fc.property(wholeSeconds('0001-01-01', '9999-12-31'), (instant) => {
        expect(readTime(instant.toISOString())).toEqual({ kind: 'instant', instant });
      }),
    );
  });
});

describe('the wall clock of a zone', () => {
  it.each([
    // Colombia has no daylight saving time.
    ['America/Bogota', '2026-01-15T04:59:59Z', '2026-01-14', '23:59:59'],
    ['America/Bogota', '2026-07-15T05:00:00Z', '2026-07-15', '00:00:00'],
    // Spain: 2:00 is followed by 3:00, later 3:00 by 2:00.
    ['Europe/Madrid', '2026-03-29T00:59:59Z', '2026-03-29', '01:59:59'],
    ['Europe/Madrid', '2026-03-29T01:00:00Z', '2026-03-29', '03:00:00'],
    ['Europe/Madrid', '2026-10-25T00:59:59Z', '2026-10-25', '02:59:59'],
    ['Europe/Madrid', '2026-10-25T01:00:00Z', '2026-10-25', '02:00:00'],
    // Chile: midnight is followed by 1:00, later midnight by 23:00.
    ['America/Santiago', '2026-09-06T03:59:59Z', '2026-09-05', '23:59:59'],
    ['America/Santiago', '2026-09-06T04:00:00Z', '2026-09-06', '01:00:00'],
    ['America/Santiago', '2026-04-05T02:59:59Z', '2026-04-04', '23:59:59'],
    ['America/Santiago', '2026-04-05T03:00:00Z', '2026-04-04', '23:00:00'],
    ['America/Santiago', '2026-04-05T04:00:00Z', '2026-04-05', '00:00:00'],
    ['Asia/Kolkata', '2026-11-23T18:30:00Z', '2026-11-24', '00:00:00'],
    ['UTC', '0001-01-01T00:00:00Z', '0001-01-01', '00:00:00'],
    ['UTC', '9999-12-31T23:59:59Z', '9999-12-31', '23:59:59'],
  ])('in %s at %s shows the day %s and the time %s', (zone, instant, date, time) => {
    expect(wallClockAt(new Date(instant), zone)).toEqual({ date, time });
  });

  it.each([
    ['before the year 1', 'America/Bogota', '0001-01-01T04:00:00Z'],
    ['after the year 9999', 'Asia/Kolkata', '9999-12-31T18:30:00Z'],
  ])('is undefined %s, which four digits cannot represent', (_when, zone, instant) => {
    expect(wallClockAt(new Date(instant), zone)).toBeUndefined();
  });

  it.each([
    ['America/Bogota', () => -5],
    ['Europe/Madrid', madridHours],
    ['America/Santiago', santiagoHours],
  ] as const)('%s follows the law of its country', (zone, hoursAheadOfUtc) => {
    fc.assert(
      fc.property(wholeSeconds('2024-01-01', '2030-01-01'), (instant) => {
        const shown = new Date(instant.getTime() + hoursAheadOfUtc(instant) * HOUR_MS).toISOString();
        expect(wallClockAt(instant, zone)).toEqual({ date: shown.slice(0, 10), time: shown.slice(11, 19) });
      }),
      { numRuns: 1_000 },
    );
  });

  it('converts back to the instant in any zone', () => {
    fc.assert(
      fc.property(
        wholeSeconds('1975-01-01', '2100-01-01'),
        fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
        (instant, zone) => {
          const clock = wallClockAt(instant, zone);
          expect(new Date(`${clock?.date}T${clock?.time}${writtenOffset(instant, zone)}`)).toEqual(instant);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['America/Bogota', true],
    ['UTC', true],
    ['America/Macondo', false],
    ['', false],
    ['Bogota', false],
  ])('accepts the zone name %j: %s', (name, known) => {
    expect(isTimeZone(name)).toBe(known);
  });
});

describe('a local time', () => {
  it.each([
    ['America/Bogota', '2026-11-23', '08:00:00', true],
    ['America/Bogota', '0001-01-01', '00:00:00', true],
    ['America/Bogota', '9999-12-31', '23:59:59', true],
    // Skipped at the start of summer time.
    ['Europe/Madrid', '2026-03-29', '01:59:59', true],
    ['Europe/Madrid', '2026-03-29', '02:00:00', false],
    ['Europe/Madrid', '2026-03-29', '02:59:59', false],
    ['Europe/Madrid', '2026-03-29', '03:00:00', true],
    ['America/Santiago', '2026-09-05', '23:59:59', true],
    ['America/Santiago', '2026-09-06', '00:00:00', false],
    ['America/Santiago', '2026-09-06', '00:59:59', false],
    ['America/Santiago', '2026-09-06', '01:00:00', true],
    // Shown twice at its end.
    ['Europe/Madrid', '2026-10-25', '02:30:00', true],
    ['America/Santiago', '2026-04-04', '23:30:00', true],
    // Samoa crossed the date line.
    ['Pacific/Apia', '2011-12-29', '23:59:59', true],
    ['Pacific/Apia', '2011-12-30', '00:00:00', false],
    ['Pacific/Apia', '2011-12-30', '12:00:00', false],
    ['Pacific/Apia', '2011-12-30', '23:59:59', false],
    ['Pacific/Apia', '2011-12-31', '00:00:00', true],
  ])('in %s on %s at %s exists: %s', (zone, date, time, shown) => {
    expect(occurs({ date, time }, zone)).toBe(shown);
  });

  it('exists only if some UTC offset leads to an instant that shows it', () => {
    const changes = fc.constantFrom(
      ['Europe/Madrid', '2026-03-29T02:00:00Z'],
      ['Europe/Madrid', '2026-10-25T03:00:00Z'],
      ['America/Santiago', '2026-09-06T00:00:00Z'],
      ['America/Santiago', '2026-04-05T00:00:00Z'],
      ['Asia/Beirut', '2026-03-29T00:00:00Z'],
      ['Australia/Lord_Howe', '2026-10-04T02:00:00Z'],
      ['Pacific/Chatham', '2026-09-27T02:45:00Z'],
      ['Africa/Casablanca', '2026-03-22T02:00:00Z'],
      ['Pacific/Apia', '2011-12-30T12:00:00Z'],
      ['America/Bogota', '2026-11-23T08:00:00Z'],
    );
    const quarters = Array.from({ length: 27 * 4 }, (_, index) => (index / 4 - 12) * HOUR_MS);
    fc.assert(
      fc.property(changes, fc.integer({ min: -20 * 3_600, max: 20 * 3_600 }), ([zone = '', change = ''], seconds) => {
        const asUtc = Date.parse(change) + seconds * 1000;
        const [date = '', time = ''] = new Date(asUtc).toISOString().slice(0, 19).split('T');
        const expected = quarters.some((offset) => {
          const clock = wallClockAt(new Date(asUtc - offset), zone);
          return clock?.date === date && clock.time === time;
        });
        expect(occurs({ date, time }, zone)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the next midnight', () => {
  it.each([
    ['America/Bogota', '2026-11-23T17:00:00Z', '2026-11-24T05:00:00Z'],
    ['America/Bogota', '2026-11-24T04:59:59.999Z', '2026-11-24T05:00:00Z'],
    ['America/Bogota', '2026-11-24T05:00:00Z', '2026-11-25T05:00:00Z'],
    ['Europe/Madrid', '2026-03-29T00:00:00Z', '2026-03-29T22:00:00Z'],
    ['Europe/Madrid', '2026-10-25T00:30:00Z', '2026-10-25T23:00:00Z'],
    // Days that begin at 1:00.
    ['America/Santiago', '2026-09-05T12:00:00Z', '2026-09-06T04:00:00Z'],
    ['Asia/Beirut', '2026-03-28T12:00:00Z', '2026-03-28T22:00:00Z'],
    ['America/Asuncion', '2023-09-30T12:00:00Z', '2023-10-01T04:00:00Z'],
    // Days with the hour from 23:00 twice: midnight follows the second one.
    ['America/Santiago', '2026-04-05T02:30:00Z', '2026-04-05T04:00:00Z'],
    ['America/Santiago', '2026-04-05T03:30:00Z', '2026-04-05T04:00:00Z'],
    // Samoa skipped 30 December 2011.
    ['Pacific/Apia', '2011-12-30T08:00:00Z', '2011-12-30T10:00:00Z'],
  ])('of %s after %s is %s', (zone, now, midnight) => {
    expect(nextMidnight(new Date(now), zone)).toEqual(new Date(midnight));
  });

  it.each([
    'America/Bogota',
    'America/Santiago',
    'America/Asuncion',
    'America/Havana',
    'America/Sao_Paulo',
    'America/Nuuk',
    'Asia/Beirut',
    'Asia/Kathmandu',
    'Atlantic/Azores',
    'Australia/Lord_Howe',
    'Europe/Madrid',
    'Pacific/Chatham',
    'Pacific/Kiritimati',
    'Pacific/Pago_Pago',
    'UTC',
  ])('in %s is the first instant of the next day, at most 25 hours away', (zone) => {
    fc.assert(
      fc.property(anyMoment('2005-01-01', '2060-01-01'), (now) => {
        const today = dateIn(zone, now);
        const midnight = nextMidnight(now, zone);
        expect(midnight.getTime()).toBeGreaterThan(now.getTime());
        expect(midnight.getTime() - now.getTime()).toBeLessThanOrEqual(25 * HOUR_MS);
        expect(dateIn(zone, midnight) > today).toBe(true);
        expect(dateIn(zone, new Date(midnight.getTime() - 1))).toBe(today);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['America/Santiago', '2026-09-06T04:00:00Z'],
    ['America/Santiago', '2026-04-05T03:00:00Z'],
    ['Asia/Beirut', '2026-03-28T22:00:00Z'],
    ['Asia/Beirut', '2026-10-24T21:00:00Z'],
    ['America/Asuncion', '2023-10-01T04:00:00Z'],
    ['America/Asuncion', '2024-03-24T03:00:00Z'],
    ['America/Havana', '2026-03-08T05:00:00Z'],
    ['America/Nuuk', '2026-03-29T01:00:00Z'],
    ['America/Nuuk', '2026-10-25T01:00:00Z'],
  ])('in %s is the first instant of the next day around the clock change at %s', (zone, change) => {
    fc.assert(
      fc.property(fc.integer({ min: -30 * HOUR_MS, max: 30 * HOUR_MS }), (distance) => {
        const now = new Date(Date.parse(change) + distance);
        const midnight = nextMidnight(now, zone);
        expect(midnight.getTime()).toBeGreaterThan(now.getTime());
        expect(dateIn(zone, midnight) > dateIn(zone, now)).toBe(true);
        expect(dateIn(zone, new Date(midnight.getTime() - 1))).toBe(dateIn(zone, now));
      }),
      { numRuns: 500 },
    );
  });
});

function wholeSeconds(from: string, to: string): fc.Arbitrary<Date> {
  return fc
    .integer({ min: Date.parse(from) / 1000, max: Date.parse(to) / 1000 })
    .map((seconds) => new Date(seconds * 1000));
}

function anyMoment(from: string, to: string): fc.Arbitrary<Date> {
  return fc.integer({ min: Date.parse(from), max: Date.parse(to) }).map((ms) => new Date(ms));
}

/** From the last Sunday of March to that of October, at 01:00 UTC. */
function madridHours(instant: Date): number {
  const year = instant.getUTCFullYear();
  const change = (month: number): number => sundayFrom(year, month, 31 - 6) + HOUR_MS;
  return instant.getTime() >= change(2) && instant.getTime() < change(9) ? 2 : 1;
}

/** Summer from the first Sunday from 2 September, 04:00 UTC, to the first Sunday from 2 April, 03:00 UTC. */
function santiagoHours(instant: Date): number {
  const year = instant.getUTCFullYear();
  const winterBegins = sundayFrom(year, 3, 2) + 3 * HOUR_MS;
  const summerBegins = sundayFrom(year, 8, 2) + 4 * HOUR_MS;
  return instant.getTime() >= winterBegins && instant.getTime() < summerBegins ? -4 : -3;
}

/** The first Sunday of a month that is this day or later, at 00:00 UTC; months count from 0. */
function sundayFrom(year: number, month: number, day: number): number {
  const weekday = new Date(Date.UTC(year, month, day)).getUTCDay();
  return Date.UTC(year, month, day + ((7 - weekday) % 7));
}

/** Returns the offset as Intl formats it (`-05:00`). The tested code does not use this format. */
function writtenOffset(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(instant);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name === 'GMT' ? 'Z' : name.replace('GMT', '');
}

/** Returns the day in a zone in the Swedish format, which is ISO. */
function dateIn(timeZone: string, instant: Date): string {
  return dates(timeZone).format(instant);
}

const known = new Map<string, Intl.DateTimeFormat>();

function dates(timeZone: string): Intl.DateTimeFormat {
  const format = known.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  known.set(timeZone, format);
  return format;
}
