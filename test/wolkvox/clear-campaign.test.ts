import { describe, expect, it } from '@jest/globals';

import type { Operation } from '../../src/domain/operation.js';
import { clearCampaign } from '../../src/wolkvox/endpoints/clear-campaign.js';

const OPERATION: Operation = { id: 'default', timeZone: 'America/Bogota', timeFormat: 'YYYYmmddhhiiss' };
const ALL = { campaignId: '1287', type: 'PREDICTIVE' } as const;

describe('clearCampaign request', () => {
  it('is a DELETE to campaign.php with the type and the number of the campaign, without a body', () => {
    expect(clearCampaign).toMatchObject({ api: 'clear_campaign', file: 'campaign', method: 'DELETE', safe: false });
    expect(clearCampaign.query(ALL)).toEqual({ type_campaign: 'predictive', campaign_id: '1287' });
    expect(clearCampaign.query({ ...ALL, type: 'PREVIEW', result: undefined })).toEqual({
      type_campaign: 'preview',
      campaign_id: '1287',
    });
    expect(clearCampaign.body).toBeUndefined();
    expect(clearCampaign.ignoresQuota).toBeUndefined();
  });

  it.each([
    ['NO_ANSWER', 'NO-ANSWER'],
    ['ANSWERING_MACHINE', 'ANSWER-MACHINE'],
    ['ABANDONED', 'ABANDON'],
    ['BUSY', 'BUSY'],
    ['ANSWERED', 'ANSWER'],
  ] as const)('selects %s as %s', (result, value) => {
    expect(clearCampaign.query({ ...ALL, result })).toEqual({
      type_campaign: 'predictive',
      campaign_id: '1287',
      result: value,
    });
  });
});

describe('clearCampaign response', () => {
  it.each([undefined, null, [], '', [{ campaign_id: '1287' }]])('is a success whatever its data is: %j', (data) => {
    expect(clearCampaign.readSuccess({ msg: 'cleared\u0007', data }, ALL, OPERATION)).toEqual({ message: 'cleared ' });
  });

  it('is not contradicted by the data of a refusal', () => {
    expect(clearCampaign.provesDone).toBeUndefined();
  });
});
