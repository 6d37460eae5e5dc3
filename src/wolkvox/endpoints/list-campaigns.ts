import type { CampaignStatus, CampaignType, ListedCampaign } from '../../domain/campaign.js';
import { MAX_LIST_ANSWER_BYTES } from '../facts.js';
import { readList, type List } from './cells.js';
import type { Endpoint } from './endpoint.js';

/** GET information.php?api=campaigns (doc): every campaign of the operation, in one answer. */
export const listCampaigns: Endpoint<undefined, List<ListedCampaign>> = {
  api: 'campaigns',
  file: 'information',
  method: 'GET',
  safe: true,
  query: () => ({}),
  read: ({ data }) =>
    readList(data, (cells) => {
      const campaignId = cells.id('campaign_id');
      if (campaignId === undefined) return undefined;
      return {
        campaignId,
        name: cells.text('campaign_name') ?? '',
        type: cells.word('type_campaign', TYPES),
        description: cells.text('campaign_description'),
        status: cells.word('status', STATUSES),
        skillId: cells.id('skill_id'),
        records: cells.count('records'),
        speed: cells.count('speed'),
        dialMode: cells.text('dial_mode'),
        lastUsedAt: cells.time('last_use'),
        recycled: cells.count('recycled'),
        turboDial: cells.yesNo('turbo_dial'),
      };
    }),
  empty: { rows: [], unreadRows: 0, unreadColumns: new Set() },
  maxAnswerBytes: MAX_LIST_ANSWER_BYTES,
};

const TYPES: Readonly<Record<string, CampaignType>> = { preview: 'PREVIEW', predictive: 'PREDICTIVE' };
const STATUSES: Readonly<Record<string, CampaignStatus>> = { started: 'STARTED', stopped: 'STOPPED' };
