import { describe, expect, it } from '@jest/globals';

import type { Operation } from '../../src/domain/operation.js';
import { removeContacts } from '../../src/wolkvox/endpoints/remove-contacts.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
const INPUT = { campaignId: '1287', type: 'PREDICTIVE', customerIds: ['12', 'CC-7 b', '1032456789'] } as const;

describe('removeContacts request', () => {
  it('is a DELETE to campaign.php with the type and the number, and the ids in the body', () => {
    expect(removeContacts).toMatchObject({ api: 'remove_record', file: 'campaign', method: 'DELETE', safe: false });
    expect(removeContacts.query(INPUT)).toEqual({ type_campaign: 'predictive', campaign_id: '1287' });
    expect(removeContacts.query({ ...INPUT, type: 'PREVIEW', result: 'ABANDONED' })).toEqual({
      type_campaign: 'preview',
      campaign_id: '1287',
      result: 'ABANDON',
    });
    expect(removeContacts.body?.(INPUT)).toEqual({ customer_id: '12,CC-7 b,1032456789' });
    expect(removeContacts.ignoresQuota).toBeUndefined();
  });
});

describe('removeContacts response', () => {
  it.each([
    ['The 1032456789 customer_id has been removed', 'The ********** customer_id has been removed'],
    ['CC-7 b, 12 and 12: 1 of 1287, 123 and 012', '******, ** and **: 1 of 1287, 123 and 012'],
    ['1032456789', '**********'],
    ['x'.repeat(1_999) + ' 1032456789', 'x'.repeat(1_999) + '…'],
    ['a\u0007', 'a '],
    ['', ''],
  ])('%j has no customer id in its message', (msg, message) => {
    expect(removeContacts.readSuccess({ msg }, INPUT, OPERATION)).toEqual({ message });
  });

  it('masks customer ids in a rejection too', () => {
    expect(removeContacts.maskInput?.('customer_id 12 does not exist', INPUT)).toBe('customer_id ** does not exist');
  });
});
