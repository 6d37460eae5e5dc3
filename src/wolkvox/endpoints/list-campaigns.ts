import type { CampaignStatus, CampaignType, ListedCampaign } from '../../domain/campaign.js';
import { listEndpoint, type RowReader } from './row-reader.js';

function readRow(row: RowReader): ListedCampaign | undefined {
  const campaignId = row.id('campaign_id');
  if (campaignId === undefined) return undefined;
  return {
    campaignId,
    name: row.text('campaign_name') ?? '',
    type: row.enumValue('type_campaign', TYPES),
    description: row.text('campaign_description'),
    status: row.enumValue('status', STATUSES),
    skillId: row.id('skill_id'),
    contactCount: row.count('records'),
    speed: row.count('speed'),
    dialMode: row.text('dial_mode'),
    lastUsedAt: row.time('last_use'),
    recycleCount: row.count('recycled'),
    turboDial: row.boolean('turbo_dial'),
  };
}

const TYPES: Readonly<Record<string, CampaignType>> = { preview: 'PREVIEW', predictive: 'PREDICTIVE' };
/** The board has the same words. */
export const STATUSES: Readonly<Record<string, CampaignStatus>> = { started: 'STARTED', stopped: 'STOPPED' };

/** GET information.php?api=campaigns (doc). Returns every campaign of the operation in one response. */
export const listCampaigns = listEndpoint('campaigns', readRow);

/** GET information.php?api=campaigns&campaign=ID (doc). Returns the campaign with the id. A server may return all of them. */
export const readCampaign = listEndpoint('campaigns', readRow, (campaign: string) => ({ campaign }));
