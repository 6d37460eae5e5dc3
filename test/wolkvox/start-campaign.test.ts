import { describe, expect, it } from '@jest/globals';

import type { Operation } from '../../src/domain/operation.js';
import { startCampaign } from '../../src/wolkvox/endpoints/start-campaign.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };

describe('startCampaign request', () => {
  it('is a PUT to campaign.php with api=start and the number of the campaign, without a body', () => {
    expect(startCampaign).toMatchObject({ api: 'start', file: 'campaign', method: 'PUT', safe: false });
    expect(startCampaign.query({ campaignId: '1287' })).toEqual({ campaign_id: '1287' });
    expect(startCampaign.body).toBeUndefined();
  });

  it('uses the quota of the day, because only a stop ignores it', () => {
    expect(startCampaign.ignoresQuota).toBeUndefined();
  });
});

describe('startCampaign response', () => {
  it.each([undefined, null, [], '', [{ campaign_id: '1287' }]])('is a success whatever its data is: %j', (data) => {
    const msg = 'The 1287 campaign_id has been started\u0007 successfully';
    expect(startCampaign.readSuccess({ msg, data }, { campaignId: '1287' }, OPERATION)).toEqual({
      message: 'The 1287 campaign_id has been started  successfully',
    });
  });

  it('is not contradicted by the data of a refusal', () => {
    expect(startCampaign.provesDone).toBeUndefined();
  });
});
