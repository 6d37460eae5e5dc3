import { describe, expect, it } from '@jest/globals';

import { newestStatus, shareOf, type Progress } from '../../examples/campaign-desk/src/progress/progress.js';
import { lastDays, timesOf } from '../../examples/campaign-desk/src/results/days.js';

const BOARD: Progress = {
  status: 'STARTED',
  contactCount: 200,
  dialed: 50,
  pending: 150,
  finished: false,
  readAt: '2026-11-29T15:00:00Z',
};

describe('the share of a campaign that was dialled', () => {
  it.each([
    ['the pending contacts', {}, { done: 50, total: 200, percent: 25 }],
    ['the pending contacts, also if some were dialled twice', { dialed: 90 }, { done: 50, total: 200, percent: 25 }],
    ['the dialled contacts if the board has no pending ones', { pending: null }, { done: 50, total: 200, percent: 25 }],
    ['never more than all', { pending: null, dialed: 250 }, { done: 200, total: 200, percent: 100 }],
    ['never 100 while one is pending', { pending: 1 }, { done: 199, total: 200, percent: 99 }],
    ['nothing of an empty campaign', { contactCount: 0, pending: 0 }, undefined],
    ['nothing without a number of contacts', { contactCount: null }, undefined],
    ['nothing without figures', { pending: null, dialed: null }, undefined],
    ['nothing if more are pending than exist', { pending: 201 }, undefined],
  ])('is %s', (_what, changes, share) => {
    expect(shareOf({ ...BOARD, ...changes })).toEqual(share);
  });
});

describe('the status of a campaign', () => {
  const at = (second: number) => new Date(1_700_000_000_000 + second * 1_000);
  it('is that of the newest reading with one', () => {
    const list = { status: 'STOPPED', readAt: at(1) } as const;
    const board = { status: 'STARTED', readAt: at(2) } as const;
    expect(newestStatus([list, board])).toBe('STARTED');
    expect(newestStatus([board, list, { status: null, readAt: at(3) }, undefined, null])).toBe('STARTED');
    expect(newestStatus([{ status: 'STOPPED', readAt: at(3) }, board])).toBe('STOPPED');
    expect(newestStatus([undefined])).toBeNull();
  });
});

describe('the days of results', () => {
  it('end today on the clock of the operation, which may be another day than in UTC', () => {
    const now = new Date('2026-03-01T03:00:00Z');
    expect(lastDays(7, 'America/Bogota', now)).toEqual({ from: '2026-02-22', to: '2026-02-28' });
    expect(lastDays(1, 'Europe/Madrid', now)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
  });

  it('are sent from their first to their last second', () => {
    const times = timesOf({ from: '2026-02-22', to: '2026-02-28' });
    expect(times).toEqual({ from: '2026-02-22T00:00:00', to: '2026-02-28T23:59:59' });
  });
});
