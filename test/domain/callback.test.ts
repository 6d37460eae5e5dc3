import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { newCallback } from '../../src/domain/callback.js';
import type { Operation } from '../../src/domain/operation.js';
import { wallClockAt } from '../../src/domain/wall-clock.js';

const BOGOTA: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
/** Its clocks are set back from 03:00 to 02:00 on 25 October 2026, and forward on 29 March 2026. */
const MADRID: Operation = { ...BOGOTA, timeZone: 'Europe/Madrid' };
const CONTACT = { customerId: ' 00-42 ', phone: '9 57 (1) 2345678' };

const check = (at: string, operation: Operation | undefined, now: string) =>
  newCallback({ ...CONTACT, at }, operation, new Date(now));
const clock = (date: string, time: string) => ({ callback: { ...CONTACT, at: { date, time } } });
const broken = (rule: string) => ({ issues: [{ path: ['at'], rule }] });

describe('a callback', () => {
  const NOW = '2026-11-23T13:00:00Z';

  it.each([
    ['is local to the operation', '2026-11-23T09:00:00', clock('2026-11-23', '09:00:00')],
    ['may have minutes only', '2026-11-23T09:15', clock('2026-11-23', '09:15:00')],
    ['may have an offset', '2026-11-23T14:00:00Z', clock('2026-11-23', '09:00:00')],
    ['may be on another day in its offset', '2026-11-24T04:30:00Z', clock('2026-11-23', '23:30:00')],
    ['may be exactly 30 minutes ahead', '2026-11-23T08:30:00', clock('2026-11-23', '08:30:00')],
    ['is not a second less than 30 minutes ahead', '2026-11-23T08:29:59', broken('CALLBACK_LEAD')],
    ['is not a second less than 30 minutes ahead, with an offset', '2026-11-23T13:29:59Z', broken('CALLBACK_LEAD')],
    ['is not in the past', '2025-11-23T09:00:00', broken('CALLBACK_LEAD')],
    ['may be years ahead', '2999-01-01T00:00:00', clock('2999-01-01', '00:00:00')],
    ['has a date', '09:00:00', broken('CAMPAIGN_TIME')],
    ['has a day that exists', '2027-02-29T09:00:00', broken('CAMPAIGN_TIME')],
    ['has whole seconds', '2026-11-23T09:00:00.5', broken('CAMPAIGN_TIME')],
    ['is a time', 'tomorrow', broken('CAMPAIGN_TIME')],
    ['is not empty', '', broken('CAMPAIGN_TIME')],
  ])('%s: %s', (_what, at, expected) => {
    expect(check(at, BOGOTA, NOW)).toEqual(expected);
  });

  it('of an unknown operation is checked as far as no clock is needed', () => {
    expect(check('2026-11-23T08:00:00', undefined, NOW)).toEqual({ issues: [] });
    expect(check('08:00', undefined, NOW)).toEqual(broken('CAMPAIGN_TIME'));
  });

  it.each([
    ['2026-11-23T12:00:00', clock('2026-11-23', '12:00:00')],
    ['2026-11-23T18:59:59', clock('2026-11-23', '18:59:59')],
    ['2026-11-23T19:00:00', broken('OUTSIDE_CALLING_HOURS')],
    ['2026-11-24T04:00:00Z', broken('OUTSIDE_CALLING_HOURS')],
    ['2026-11-24T12:00:00', broken('OUTSIDE_CALLING_HOURS')],
    ['2026-11-23T08:29:00', broken('CALLBACK_LEAD')],
  ])('is inside the calling hours of the operation: %s', (at, expected) => {
    const none = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
    const windows = { ...none, monday: [{ from: '07:00:00', to: '19:00:00' }] };
    expect(check(at, { ...BOGOTA, callingHours: { windows } }, NOW)).toEqual(expected);
  });

  it('is at a time that the clocks of the operation show', () => {
    expect(check('2026-03-29T02:30:00', MADRID, '2026-03-28T00:00:00Z')).toEqual(broken('CAMPAIGN_TIME'));
  });

  it('is 30 minutes ahead also if wolkvox reads an ambiguous time as the first of two', () => {
    // 02:30 is 00:30 UTC, and once more 01:30 UTC.
    expect(check('2026-10-25T02:30:00', MADRID, '2026-10-25T00:00:00Z')).toEqual(clock('2026-10-25', '02:30:00'));
    expect(check('2026-10-25T02:30:00', MADRID, '2026-10-25T00:00:01Z')).toEqual(broken('CALLBACK_LEAD'));
    expect(check('2026-10-25T01:30:00Z', MADRID, '2026-10-25T00:30:00Z')).toEqual(broken('CALLBACK_LEAD'));
  });

  it('is never less than 30 minutes ahead, whichever instant its wall clock means', () => {
    const seconds = fc.integer({ min: 0, max: 90_000 });
    const from = Date.parse('2026-10-24T12:00:00Z');
    fc.assert(
      fc.property(seconds, seconds, (nowSeconds, atSeconds) => {
        const now = new Date(from + nowSeconds * 1000);
        const at = new Date(from + atSeconds * 1000);
        const text = `${at.toISOString().slice(0, 19)}Z`;
        const checked = newCallback({ ...CONTACT, at: text }, MADRID, now);
        const shown = wallClockAt(at, MADRID.timeZone);
        const earlier = new Date(at.getTime() - 3_600_000);
        const isAmbiguous = JSON.stringify(wallClockAt(earlier, MADRID.timeZone)) === JSON.stringify(shown);
        const first = isAmbiguous ? earlier : at;
        const isAhead = first.getTime() - now.getTime() >= 30 * 60_000;
        expect(checked).toEqual(
          isAhead ? { callback: { ...CONTACT, at: shown } } : { issues: [{ path: ['at'], rule: 'CALLBACK_LEAD' }] },
        );
      }),
    );
  });
});
