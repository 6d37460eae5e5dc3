import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  allowsCallsAt,
  hoursOutside,
  mergeWindows,
  WEEKDAYS,
  type CallingHours,
  type CallingWindow,
  type CallingWindows,
} from '../../src/domain/calling-hours.js';
import { newCampaign, type CampaignDraft } from '../../src/domain/campaign.js';
import type { Operation } from '../../src/domain/operation.js';

const window = (text: string): CallingWindow => {
  const [from = '', to = ''] = text.split('-');
  return { from: `${from}:00`, to: `${to}:00` };
};
const windowsOf = (days: Partial<Record<keyof CallingWindows, readonly string[]>>): CallingWindows =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, (days[day] ?? []).map(window)])) as unknown as CallingWindows;

const WEEK = { monday: ['07:00-19:00'], tuesday: ['07:00-19:00'], wednesday: ['07:00-19:00'] };
const COLOMBIA: CallingHours = {
  windows: windowsOf({ ...WEEK, thursday: ['07:00-19:00'], friday: ['07:00-19:00'], saturday: ['08:00-15:00'] }),
  // Immaculate Conception, a Tuesday.
  isHoliday: (date) => date === '2026-12-08',
};
const SPLIT: CallingHours = { windows: windowsOf({ monday: ['09:00-15:00', '16:00-21:00'] }) };
const ALWAYS: CallingHours = {
  windows: Object.fromEntries(WEEKDAYS.map((day) => [day, [window('00:00-24:00')]])) as unknown as CallingWindows,
};

/** 23 November 2026 is a Monday. */
describe('calls are allowed at', () => {
  it.each<[string, string, boolean]>([
    ['the first second of a window', '2026-11-23T07:00:00', true],
    ['the second before it', '2026-11-23T06:59:59', false],
    ['the last second of a window', '2026-11-23T18:59:59', true],
    ['the end of a window', '2026-11-23T19:00:00', false],
    ['a shorter day', '2026-11-28T14:59:59', true],
    ['the end of a shorter day', '2026-11-28T15:00:00', false],
    ['a day without a window', '2026-11-29T10:00:00', false],
    ['a holiday', '2026-12-08T10:00:00', false],
    ['the day after a holiday', '2026-12-09T10:00:00', true],
    // It is Monday in Bogota, and Tuesday in UTC.
    ['the evening of a day that has ended in UTC', '2026-11-23T18:30:00', true],
  ])('%s: %s is %s', (_what, local, allowed) => {
    const operation = { timeZone: 'America/Bogota', callingHours: COLOMBIA };
    expect(allowsCallsAt(new Date(`${local}-05:00`), operation)).toBe(allowed);
  });

  it.each<[string, string, boolean]>([
    ['before clocks are set forward', '2027-03-28T00:59:59Z', false],
    ['when clocks are set forward from 02:00 to 03:00', '2027-03-28T01:00:00Z', true],
    ['at the first 02:30 when clocks are set back', '2027-10-31T00:30:00Z', true],
    ['at the second 02:30', '2027-10-31T01:30:00Z', true],
    ['at 03:30 after clocks were set back', '2027-10-31T02:30:00Z', true],
    ['at 04:00 after clocks were set back', '2027-10-31T03:00:00Z', false],
  ])('the wall clock of the zone, %s: %s is %s', (_what, instant, allowed) => {
    const callingHours = { windows: windowsOf({ sunday: ['02:00-04:00'] }) };
    expect(allowsCallsAt(new Date(instant), { timeZone: 'Europe/Madrid', callingHours })).toBe(allowed);
  });

  it('every instant without calling hours', () => {
    expect(allowsCallsAt(new Date('2026-11-29T03:00:00Z'), { timeZone: 'America/Bogota' })).toBe(true);
  });

  it('an instant exactly if a naive model of the local minute allows it', () => {
    const zone = fc.constantFrom('America/Bogota', 'Europe/Madrid', 'America/Santiago', 'Asia/Kathmandu');
    fc.assert(
      fc.property(
        anyWindows,
        zone,
        fc.date({ min: new Date('2020'), max: new Date('2040'), noInvalidDate: true }),
        (windows, timeZone, at) => {
          const parts = new Intl.DateTimeFormat('en-US', {
            timeZone,
            weekday: 'long',
            hour: '2-digit',
            minute: '2-digit',
            hourCycle: 'h23',
            day: 'numeric',
          }).formatToParts(at);
          const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
          const minute = Number(part('hour')) * 60 + Number(part('minute'));
          const isHoliday = (date: string): boolean => Number(date.slice(8)) === 13;
          const ranges = windows[part('weekday').toLowerCase() as keyof CallingWindows];
          const expected = part('day') !== '13' && ranges.some(([from, to]) => from <= minute && minute < to);
          const callingHours = { windows: asWindows(windows), isHoliday };
          expect(allowsCallsAt(at, { timeZone, callingHours })).toBe(expected);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

/** Minutes of the day. */
type Ranges = Readonly<Record<keyof CallingWindows, readonly (readonly [number, number])[]>>;

const anyRange = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .map(([one, other]) => (one < other ? ([one, other] as const) : ([other - 1, one + 1] as const)));
const anyDay = fc.array(anyRange, { maxLength: 3 });
const anyWindows = fc.record(
  Object.fromEntries(WEEKDAYS.map((day) => [day, anyDay])) as Record<keyof CallingWindows, typeof anyDay>,
);
/** The same windows on each day, or others. */
const anyWeek = fc.oneof(
  anyWindows,
  anyDay.map((ranges) => Object.fromEntries(WEEKDAYS.map((day) => [day, ranges])) as unknown as Ranges),
);
const text = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;
const asWindows = (ranges: Ranges): CallingWindows =>
  Object.fromEntries(
    WEEKDAYS.map((day) => [day, mergeWindows(ranges[day].map(([from, to]) => ({ from: text(from), to: text(to) })))]),
  ) as CallingWindows;

describe('windows', () => {
  it('that overlap or touch are one, in order', () => {
    const merged = mergeWindows(['16:00-21:00', '09:00-12:00', '12:00-15:00', '10:00-11:00'].map(window));
    expect(merged).toEqual(['09:00-15:00', '16:00-21:00'].map(window));
  });
});

const hour = (written: string) => {
  const [time = '', date] = written.split('T').reverse();
  return date === undefined ? { time } : { date, time };
};

describe('hours of a campaign that are outside', () => {
  type Row = readonly [what: string, hours: CallingHours, start: string, end: string, outside: readonly string[]];
  it.each<Row>([
    ['the whole window', COLOMBIA, '2026-11-23T07:00:00', '2026-11-23T19:00:00', []],
    ['a start before it', COLOMBIA, '2026-11-23T06:59:59', '2026-11-23T19:00:00', ['startTime']],
    ['an end after it', COLOMBIA, '2026-11-23T07:00:00', '2026-11-23T19:00:01', ['endTime']],
    ['both after it', COLOMBIA, '2026-11-23T19:00:00', '2026-11-23T20:00:00', ['startTime', 'endTime']],
    ['both before it', COLOMBIA, '2026-11-23T05:00:00', '2026-11-23T07:00:00', ['startTime', 'endTime']],
    ['an end after a shorter day', COLOMBIA, '2026-11-28T08:00:00', '2026-11-28T15:00:01', ['endTime']],
    ['a day without a window', COLOMBIA, '2026-11-29T08:00:00', '2026-11-29T10:00:00', ['startTime', 'endTime']],
    ['a holiday', COLOMBIA, '2026-12-08T08:00:00', '2026-12-08T10:00:00', ['startTime', 'endTime']],
    ['the pause between two windows', SPLIT, '2026-11-23T14:00:00', '2026-11-23T17:00:00', ['endTime']],
    ['a start in the pause', SPLIT, '2026-11-23T15:00:00', '2026-11-23T17:00:00', ['startTime']],
    ['an end in the pause', SPLIT, '2026-11-23T14:00:00', '2026-11-23T16:00:00', ['endTime']],
    // Several days: the campaign dials on each of them between its hours.
    ['Monday to Friday', COLOMBIA, '2026-11-23T07:00:00', '2026-11-27T19:00:00', []],
    ['hours that Saturday does not have', COLOMBIA, '2026-11-23T07:00:00', '2026-11-28T15:00:00', ['endTime']],
    ['hours that Saturday has', COLOMBIA, '2026-11-23T08:00:00', '2026-11-28T15:00:00', []],
    ['days with a Sunday', COLOMBIA, '2026-11-28T08:00:00', '2026-11-30T15:00:00', ['endTime']],
    ['days with a holiday', COLOMBIA, '2026-12-07T08:00:00', '2026-12-09T15:00:00', ['endTime']],
    ['a night', COLOMBIA, '2026-11-23T18:00:00', '2026-11-24T08:00:00', ['endTime']],
    ['nights that are allowed', ALWAYS, '2026-11-23T18:00:00', '2026-11-29T08:00:00', []],
    ['a thousand years that are allowed', ALWAYS, '2026-11-23T08:00:00', '3026-11-29T18:00:00', []],
    [
      'more than a year, which has a holiday',
      { ...ALWAYS, isHoliday: () => false },
      '2026-11-23T08:00:00',
      '2027-11-24T18:00:00',
      ['endTime'],
    ],
    // Without a date: each weekday that has a window.
    ['hours that every weekday has', COLOMBIA, '08:00:00', '15:00:00', []],
    ['a start that Saturday does not have', COLOMBIA, '07:00:00', '15:00:00', ['startTime']],
    ['an end that Saturday does not have', COLOMBIA, '08:00:00', '19:00:00', ['endTime']],
    ['a pause of the only weekday', SPLIT, '14:00:00', '17:00:00', ['endTime']],
  ])('%s', (_what, hours, start, end, outside) => {
    expect(hoursOutside({ startTime: hour(start), endTime: hour(end) }, hours)).toEqual(outside);
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['a start alone', { startTime: '08:00:00' }, []],
    ['a start alone at the end of a window', { startTime: '15:00:00' }, ['startTime']],
    ['an end alone', { endTime: '15:00:00' }, []],
    ['an end alone at the start of a window', { endTime: '08:00:00' }, ['endTime']],
    ['no hour', {}, []],
  ])('%s', (_what, given, outside) => {
    const hours = Object.fromEntries(Object.entries(given).map(([field, written]) => [field, hour(written)]));
    expect(hoursOutside(hours, COLOMBIA)).toEqual(outside);
  });

  it('exactly if a naive model of each minute of its days finds one', () => {
    const day = fc.integer({ min: 1, max: 28 });
    const minute = fc.integer({ min: 0, max: 1439 });
    let inside = 0;
    fc.assert(
      fc.property(anyWeek, day, fc.integer({ min: 0, max: 9 }), minute, minute, (ranges, first, more, start, end) => {
        fc.pre(start < end);
        const isHoliday = (date: string): boolean => date.endsWith('-13');
        const dates = Array.from({ length: more + 1 }, (_day, index) => new Date(Date.UTC(2026, 10, first + index)));
        const iso = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? '';
        const isOpen = (date: Date): boolean => {
          if (isHoliday(iso(date))) return false;
          const allowed = new Set(
            ranges[WEEKDAYS[date.getUTCDay()] ?? 'sunday'].flatMap(([from, to]) =>
              Array.from({ length: to - from }, (_minute, index) => from + index),
            ),
          );
          return Array.from({ length: end - start }, (_minute, index) => start + index).every((at) => allowed.has(at));
        };
        const hours = {
          startTime: { date: iso(dates[0]), time: text(start) },
          endTime: { date: iso(dates.at(-1)), time: text(end) },
        };
        const found = hoursOutside(hours, { windows: asWindows(ranges), isHoliday });
        const isInside = dates.every(isOpen);
        inside += isInside ? 1 : 0;
        expect(found.length === 0).toBe(isInside);
      }),
      { numRuns: 1_000 },
    );
    expect(inside).toBeGreaterThan(20);
  });
});

describe('a new campaign', () => {
  const without: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
  const bogota: Operation = { ...without, callingHours: COLOMBIA };
  const draft: CampaignDraft = { type: 'PREDICTIVE', name: 'Cobranza', skillId: '4021' };
  const issuesOf = (hours: object, operation: Operation): unknown => {
    const made = newCampaign({ ...draft, ...hours }, operation);
    return 'issues' in made ? made.issues.map(({ path, rule }) => `${path.join('.')} ${rule}`) : [];
  };
  const START = 'startTime OUTSIDE_CALLING_HOURS';
  const END = 'endTime OUTSIDE_CALLING_HOURS';

  it.each<[string, object, readonly string[]]>([
    ['hours inside', { startTime: '2026-11-23T08:00:00', endTime: '2026-11-23T18:00:00' }, []],
    ['hours outside', { startTime: '2026-11-29T08:00:00', endTime: '2026-11-29T18:00:00' }, [START, END]],
    // 06:00 in Bogota.
    ['an instant outside', { startTime: '2026-11-23T11:00:00Z', endTime: '2026-11-23T18:00:00' }, [START]],
    ['an instant inside', { startTime: '2026-11-23T12:00:00Z', endTime: '2026-11-24T00:00:00Z' }, []],
    [
      'hours in the wrong order, which is one issue',
      { startTime: '2026-11-23T20:00:00', endTime: '2026-11-23T06:00:00' },
      ['endTime AFTER_START'],
    ],
  ])('with %s', (_what, hours, issues) => {
    expect(issuesOf(hours, bogota)).toEqual(issues);
  });

  it.each<[string, object, readonly string[]]>([
    ['hours that every weekday has', { startTime: '08:00', endTime: '15:00' }, []],
    ['hours that Saturday does not have', { startTime: '07:00', endTime: '19:00' }, [START, END]],
    // The date is not sent, so the campaign dials on Saturdays too.
    ['hours of a Monday', { startTime: '2026-11-23T08:00', endTime: '2026-11-23T19:00' }, [END]],
    ['hours of a Sunday', { startTime: '2026-11-29T08:00', endTime: '2026-11-29T15:00' }, [START, END]],
  ])('in a format without dates, with %s', (_what, hours, issues) => {
    expect(issuesOf(hours, { ...bogota, timeFormat: 'hhiiss' })).toEqual(issues);
  });

  it('of the type PREVIEW has no hours, and is allowed on every day', () => {
    expect(issuesOf({ type: 'PREVIEW' }, bogota)).toEqual([]);
  });

  it('has the same value with calling hours as without', () => {
    const hours = { startTime: '2026-11-23T08:00:00', endTime: '2026-11-23T18:00:00' };
    expect(newCampaign({ ...draft, ...hours }, bogota)).toEqual(newCampaign({ ...draft, ...hours }, without));
  });
});
