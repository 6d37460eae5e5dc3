import { describe, expect, it } from '@jest/globals';

import type { Operation } from '../../src/domain/operation.js';
import { stopCampaign } from '../../src/wolkvox/endpoints/stop-campaign.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };

describe('stopCampaign request', () => {
  it('is a PUT to campaign.php with api=stop and the number of the campaign, without a body', () => {
    expect(stopCampaign).toMatchObject({ api: 'stop', file: 'campaign', method: 'PUT', safe: false });
    expect(stopCampaign.query('1287')).toEqual({ campaign_id: '1287' });
    expect(stopCampaign.body).toBeUndefined();
  });
});

describe('stopCampaign response', () => {
  it.each([undefined, null, [], '', [{ campaign_id: '1287' }]])('is a success whatever its data is: %j', (data) => {
    const msg = 'The 1287 campaign_id has been stopped\u0007 successfully';
    expect(stopCampaign.readSuccess({ msg, data }, '1287', OPERATION)).toEqual({
      message: 'The 1287 campaign_id has been stopped  successfully',
    });
  });

  it('is not contradicted by the data of a refusal', () => {
    expect(stopCampaign.provesDone).toBeUndefined();
  });
});
