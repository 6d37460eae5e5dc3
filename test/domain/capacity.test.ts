import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { capacityOf } from '../../src/domain/capacity.js';

describe('the capacity of an operation', () => {
  it.each([
    // limit, licences, contacts, predictives
    [1_000, 1, 50_000, 2],
    [2_000, 2, 50_000, 2],
    [3_000, 3, 21_000, 2],
    [4_000, 4, 28_000, 3],
    [5_000, 5, 35_000, 3],
    [10_000, 10, 70_000, 3],
    [11_000, 11, 77_000, 4],
    [14_000, 14, 98_000, 4],
    [25_000, 25, 175_000, 6],
    [143_000, 143, 1_001_000, 22],
    [100_000_000, 100_000, 700_000_000, 14_288],
  ])('with a limit of %i calls is that of %i licences', (limit, licences, contactsPerCampaign, activePredictives) => {
    expect(capacityOf({ limit })).toEqual({ licences, contactsPerCampaign, activePredictives });
  });

  it.each([0, 1, 999, 1_001, 4_500, 100_001_000, 2_147_483_000])('is unknown with a limit of %i calls', (limit) => {
    expect(capacityOf({ limit })).toBeUndefined();
  });

  it('fits the type Int, and grows with the licences from three on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 99_999 }), (licences) => {
        const [one, more] = [licences, licences + 1].map((count) => capacityOf({ limit: count * 1_000 }));
        if (one === undefined || more === undefined) throw new Error('A multiple of 1000 has a capacity.');
        expect(more.contactsPerCampaign).toBeGreaterThan(one.contactsPerCampaign);
        expect(more.activePredictives).toBeGreaterThanOrEqual(one.activePredictives);
        expect(more.contactsPerCampaign).toBeLessThan(2 ** 31);
      }),
    );
  });
});
