import { describe, expect, it } from '@jest/globals';

import type { Operation } from '../../src/domain/operation.js';
import { scheduleCallback } from '../../src/wolkvox/endpoints/schedule-callback.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
const INPUT = {
  campaignId: '1287',
  callback: { customerId: '42', phone: '95712345678', at: { date: '2026-11-23', time: '15:30:05' } },
};

describe('scheduleCallback request', () => {
  it('is a PUT to campaign.php with api=recall, the number of the campaign, and three texts', () => {
    expect(scheduleCallback).toMatchObject({ api: 'recall', file: 'campaign', method: 'PUT', safe: false });
    expect(scheduleCallback.query(INPUT)).toEqual({ campaign_id: '1287' });
    expect(scheduleCallback.body?.(INPUT)).toEqual({
      recall_date: '20261123153005',
      recall_telephone: '95712345678',
      customer_id: '42',
    });
  });

  it('uses the quota of the day', () => {
    expect(scheduleCallback.ignoresQuota).toBeUndefined();
  });
});

describe('scheduleCallback response', () => {
  it.each([undefined, null, [], '', [{ customer_id: '42' }]])('is a success whatever its data is: %j', (data) => {
    expect(scheduleCallback.readSuccess({ msg: 'Recall\u0007 added', data }, INPUT, OPERATION)).toEqual({
      message: 'Recall  added',
    });
  });

  it('does not name the contact, neither in a success nor in a refusal', () => {
    const msg = 'Customer_id 42 does not exist: 95712345678, 4242, 42.';
    const masked = 'Customer_id ** does not exist: ***********, 4242, **.';
    expect(scheduleCallback.readSuccess({ msg }, INPUT, OPERATION)).toEqual({ message: masked });
    expect(scheduleCallback.maskInput?.(msg, INPUT)).toBe(masked);
  });
});
