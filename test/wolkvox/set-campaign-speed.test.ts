import { describe, expect, it } from '@jest/globals';

import type { Operation } from '../../src/domain/operation.js';
import { setCampaignSpeed } from '../../src/wolkvox/endpoints/set-campaign-speed.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };

describe('setCampaignSpeed request', () => {
  it('is a PUT to campaign.php with api=speed, the number of the campaign, and the speed as text', () => {
    expect(setCampaignSpeed).toMatchObject({ api: 'speed', file: 'campaign', method: 'PUT', safe: false });
    expect(setCampaignSpeed.query({ campaignId: '1287', speed: 60 })).toEqual({ campaign_id: '1287' });
    expect([0, 7, 100].map((speed) => setCampaignSpeed.body?.({ campaignId: '1287', speed }))).toEqual([
      { speed: '0' },
      { speed: '7' },
      { speed: '100' },
    ]);
  });

  it('uses the quota of the day', () => {
    expect(setCampaignSpeed.ignoresQuota).toBeUndefined();
  });
});

describe('setCampaignSpeed response', () => {
  it.each([undefined, null, [], '', [{ campaign_id: '1287' }]])('is a success whatever its data is: %j', (data) => {
    const answer = { msg: 'Speed\u0007 changed', data };
    expect(setCampaignSpeed.readSuccess(answer, { campaignId: '1287', speed: 60 }, OPERATION)).toEqual({
      message: 'Speed  changed',
    });
  });
});
