import { expect, it } from '@jest/globals';

import type { Campaign, ListedCampaign } from '../../src/domain/campaign.js';
import { CreatedLately } from '../../src/service/created-lately.js';
import type { Reading } from '../../src/service/cached-list.js';

it('adds what was created to a list once, whoever asks, and tells each how old it is then', () => {
  const created = new CreatedLately();
  created.add({ campaignId: '7', name: 'new', type: 'PREVIEW' } as Campaign);
  const list: Pick<Reading<ListedCampaign>, 'rows' | 'byId'> = { rows: [], byId: new Map() };
  const told = (outdated: Reading<unknown>['outdated']): Reading<ListedCampaign> =>
    created.addTo({
      ...list,
      list: 'campaigns',
      operationId: 'default',
      readAt: 1,
      outdated,
      version: 0,
      ask: () => Promise.resolve(),
    });
  const [first, second] = [told(null), told('MAINTENANCE')];
  expect(first.rows).toMatchObject([{ campaignId: '7', name: 'new' }]);
  expect(second.rows).toBe(first.rows);
  expect([first.outdated, second.outdated]).toEqual([null, 'MAINTENANCE']);
  created.add({ campaignId: '8', name: 'newer', type: 'PREVIEW' } as Campaign);
  expect(told(null).rows).toHaveLength(2);
});
