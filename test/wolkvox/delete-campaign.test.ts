import { describe, expect, it } from '@jest/globals';

import type { Operation } from '../../src/domain/operation.js';
import { deleteCampaign } from '../../src/wolkvox/endpoints/delete-campaign.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
const INPUT = { campaignId: '1287', type: 'PREVIEW' } as const;

describe('deleteCampaign request', () => {
  it('is a DELETE to campaign.php with the type, and the number of the campaign in the body', () => {
    expect(deleteCampaign).toMatchObject({ api: 'delete_campaign', file: 'campaign', method: 'DELETE', safe: false });
    expect(deleteCampaign.query(INPUT)).toEqual({ type_campaign: 'preview' });
    expect(deleteCampaign.body?.(INPUT)).toEqual({ campaign_ids: ['1287'] });
    expect(deleteCampaign.ignoresQuota).toBeUndefined();
  });
});

describe('deleteCampaign response', () => {
  it.each([
    ['1 campaigns deleted successfully. 0 operations failed.', { deleted: 1, failed: 0 }],
    ['1 campaign deleted successfully, 0 operation failed', { deleted: 1, failed: 0 }],
    ['OK: 0 CAMPAIGNS DELETED SUCCESSFULLY. 1 OPERATIONS FAILED.', { deleted: 0, failed: 1 }],
    ['12 campaigns deleted successfully. 3 operations failed.', { deleted: 12, failed: 3 }],
    ['Campaigns deleted successfully', undefined],
    ['1 campaigns deleted successfully.', undefined],
    ['0 operations failed.', undefined],
    ['2 of 11 campaigns deleted. 0 operations failed', undefined],
    ['', undefined],
  ])('%j has the counts %j', (msg, counts) => {
    expect(deleteCampaign.readSuccess({ msg }, INPUT, OPERATION)).toEqual({ message: msg, counts });
  });

  it('reads the counts of a message of a megabyte in no time', () => {
    const msg = '1 campaigns deleted '.repeat(50_000);
    expect(deleteCampaign.readSuccess({ msg }, INPUT, OPERATION)?.counts).toBeUndefined();
  });

  it('has a message without control characters', () => {
    expect(deleteCampaign.readSuccess({ msg: 'a\u0007' }, INPUT, OPERATION)?.message).toBe('a ');
  });
});
