import { expect, it } from '@jest/globals';

import type { Campaign, ListedCampaign } from '../../src/domain/campaign.js';
import { RecentCampaigns } from '../../src/services/recent-campaigns.js';
import type { Reading } from '../../src/services/list-cache.js';

it('RecentCampaigns merges a list once for all readers, and each reading has its own freshness', () => {
  const created = new RecentCampaigns();
  created.add({ campaignId: '7', name: 'new', type: 'PREVIEW' } as Campaign);
  const list: Pick<Reading<ListedCampaign>, 'rows' | 'byId'> = { rows: [], byId: new Map() };
  const read = (outdated: Reading<unknown>['outdated']): Reading<ListedCampaign> =>
    created.addTo({
      ...list,
      list: 'campaigns',
      operationId: 'default',
      readAt: 1,
      outdated,
      version: 0,
      checkVersion: () => Promise.resolve(),
    });
  const [first, second] = [read(null), read('MAINTENANCE')];
  expect(first.rows).toMatchObject([{ campaignId: '7', name: 'new' }]);
  expect(second.rows).toBe(first.rows);
  expect([first.outdated, second.outdated]).toEqual([null, 'MAINTENANCE']);
  created.add({ campaignId: '8', name: 'newer', type: 'PREVIEW' } as Campaign);
  expect(read(null).rows).toHaveLength(2);
});
