import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';
import Holidays from 'date-holidays';

import { readConfig } from '../../src/config/config.js';
import { HOLIDAY_COUNTRIES } from '../../src/config/holiday-countries.js';
import { configProblems } from '../support/config-problems.js';

const MINIMUM = { WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: 'a-token' };

const folder = mkdtempSync(join(tmpdir(), 'wolkvox-hours-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Variables of operations in a file. */
function operations(...callingHours: readonly unknown[]): { readonly WOLKVOX_OPERATIONS_FILE: string } {
  const path = join(folder, 'operations.json');
  const list = callingHours.map((hours, nth) => ({
    id: `o${nth + 1}`,
    server: '0013',
    token: 't',
    callingHours: hours,
  }));
  writeFileSync(path, JSON.stringify(list));
  return { WOLKVOX_OPERATIONS_FILE: path };
}

/** Calling hours of each operation, with days that have windows only. */
const hoursOf = (variables: Record<string, string>): readonly unknown[] =>
  readConfig(variables).operations.map(({ callingHours }) => {
    if (callingHours === undefined) return undefined;
    const { windows, holidays } = callingHours;
    const days = Object.entries(windows).map(([day, list]) => [
      day,
      list.map(({ from, to }) => `${from.slice(0, 5)}-${to.slice(0, 5)}`),
    ]);
    const open = Object.fromEntries(days.filter(([, list]) => (list?.length ?? 0) > 0)) as Record<string, unknown>;
    return holidays === undefined ? open : { ...open, holidays };
  });

const weekdays = (window: string) =>
  Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, [window]]));

describe('calling hours', () => {
  it('are none by default', () => {
    expect(hoursOf(MINIMUM)).toEqual([undefined]);
    expect(hoursOf({ ...MINIMUM, WOLKVOX_CALLING_HOURS: '' })).toEqual([undefined]);
    expect(hoursOf({ ...MINIMUM, WOLKVOX_CALLING_HOURS: 'none' })).toEqual([undefined]);
  });

  it.each([
    ['CO', { ...weekdays('07:00-19:00'), saturday: ['08:00-15:00'], holidays: 'CO' }],
    ['MX', { ...weekdays('07:00-22:00'), holidays: 'MX' }],
    ['PE', { ...weekdays('07:00-20:00'), holidays: 'PE' }],
    ['CL', { ...weekdays('08:00-20:00'), saturday: ['08:00-20:00'], holidays: 'CL' }],
    ['ES', { ...weekdays('09:00-21:00'), holidays: 'ES' }],
  ])('have the preset %s, in a variable and in a file', (preset, hours) => {
    expect(hoursOf({ ...MINIMUM, WOLKVOX_CALLING_HOURS: preset })).toEqual([hours]);
    expect(hoursOf(operations(preset))).toEqual([hours]);
  });

  it('have own windows as JSON in a variable, and as an object in a file, and those that touch are merged', () => {
    const hours = { monday: ['14:00-19:00', '07:00-12:00', '12:00-13:00'], sunday: ['00:00-24:00'], holidays: 'AR' };
    const read = { monday: ['07:00-13:00', '14:00-19:00'], sunday: ['00:00-24:00'], holidays: 'AR' };
    expect(hoursOf({ ...MINIMUM, WOLKVOX_CALLING_HOURS: JSON.stringify(hours) })).toEqual([read]);
    expect(hoursOf(operations(hours))).toEqual([read]);
  });

  it('of a file are those of the variable for operations without their own', () => {
    const file = operations(undefined, 'none', { friday: ['08:00-09:00'] });
    expect(hoursOf({ ...file, WOLKVOX_CALLING_HOURS: '{"monday":["08:00-09:00"]}' })).toEqual([
      { monday: ['08:00-09:00'] },
      undefined,
      { friday: ['08:00-09:00'] },
    ]);
  });

  const FORM = /must be one of none, CO, MX, PE, CL, ES, or an object such as /;
  const WINDOW = /must be two times of one day, such as 07:00-19:00, the first before the second/;
  it.each<[string, unknown, string, RegExp]>([
    ['an unknown preset', 'AR', '', FORM],
    ['a preset in small letters', 'co', '', FORM],
    ['a list', ['CO'], '', FORM],
    ['a number', 7, '', FORM],
    ['no window', {}, '', /must have a window on at least one day/],
    ['days without windows', { monday: [], holidays: 'CO' }, '', /must have a window on at least one day/],
    [
      'an unknown day',
      { lunes: ['07:00-19:00'], friday: ['07:00-19:00'] },
      '',
      /has an unknown key: lunes\. The keys are sunday, monday, /,
    ],
    ['a window that is no list', { monday: '07:00-19:00' }, ': monday', /must be a list of windows/],
    ['a window without an end', { monday: ['07:00-19:00', '20:00'] }, ': monday: window 2', WINDOW],
    ['a window that ends before it begins', { sunday: ['22:00-02:00'] }, ': sunday: window 1', WINDOW],
    ['a window without a duration', { sunday: ['07:00-07:00'] }, ': sunday: window 1', WINDOW],
    ['a window that begins at 24:00', { sunday: ['24:00-24:00'] }, ': sunday: window 1', WINDOW],
    ['a window after 24:00', { friday: ['07:00-24:01'] }, ': friday: window 1', WINDOW],
    ['a window with seconds', { friday: ['07:00:00-19:00:00'] }, ': friday: window 1', WINDOW],
    ['a window that is no text', { friday: [7] }, ': friday: window 1', WINDOW],
    ['an unknown country', { monday: ['07:00-19:00'], holidays: 'XX' }, ': holidays', /must be the code of a country/],
    ['a country in small letters', { monday: ['07:00-19:00'], holidays: 'co' }, ': holidays', /must be the code/],
  ])('are rejected with the name, the day and the rule: %s', (_what, hours, at, rule) => {
    const written = typeof hours === 'string' ? hours : JSON.stringify(hours);
    for (const [problems, name] of [
      [configProblems({ ...MINIMUM, WOLKVOX_CALLING_HOURS: written }), 'WOLKVOX_CALLING_HOURS'],
      [configProblems(operations('CO', hours)), 'WOLKVOX_OPERATIONS_FILE: operation 2: callingHours'],
    ] as const) {
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(rule);
      expect(problems[0]?.startsWith(`${name}${at} `)).toBe(true);
    }
  });

  it('are rejected with all wrong days together, and by the variable if it is the default of a file', () => {
    const WOLKVOX_CALLING_HOURS = JSON.stringify({ monday: ['x'], sunday: ['y'], holidays: 'zz' });
    for (const variables of [MINIMUM, operations(undefined, undefined)])
      expect(
        configProblems({ ...variables, WOLKVOX_CALLING_HOURS }).map((problem) => problem.split(' must ')[0]),
      ).toEqual([
        'WOLKVOX_CALLING_HOURS: monday: window 1',
        'WOLKVOX_CALLING_HOURS: sunday: window 1',
        'WOLKVOX_CALLING_HOURS: holidays',
      ]);
  });

  it('know the countries of date-holidays', () => {
    expect([...HOLIDAY_COUNTRIES].sort()).toEqual(Object.keys(new Holidays().getCountries()).sort());
  });
});
