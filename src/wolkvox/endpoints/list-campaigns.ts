import type { CampaignStatus, CampaignType, ListedCampaign } from '../../domain/campaign.js';
import { listEndpoint } from './cells.js';

/** GET information.php?api=campaigns (doc): every campaign of the operation, in one answer. */
export const listCampaigns = listEndpoint('campaigns', (cells): ListedCampaign | undefined => {
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
});

const TYPES: Readonly<Record<string, CampaignType>> = { preview: 'PREVIEW', predictive: 'PREDICTIVE' };
const STATUSES: Readonly<Record<string, CampaignStatus>> = { started: 'STARTED', stopped: 'STOPPED' };
