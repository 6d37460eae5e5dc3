import type { CampaignType } from '../../domain/campaign.js';
import { MAX_LIST_ANSWER_BYTES } from '../facts.js';
import type { Endpoint } from './endpoint.js';

/** A campaign as the list tells it. */
export interface ListedCampaign {
  readonly campaignId: string;
  readonly name: string;
  /** Undefined: a word that we do not know. */
  readonly type: CampaignType | undefined;
  /** Undefined where the list does not tell. */
  readonly description: string | undefined;
  readonly skillId: string | undefined;
}

/** GET information.php?api=campaigns (doc): every campaign of the operation, in one answer. */
export const listCampaigns: Endpoint<undefined, readonly ListedCampaign[]> = {
  api: 'campaigns',
  file: 'information',
  method: 'GET',
  safe: true,
  query: () => ({}),
  // One row that cannot be read makes the whole list no proof of anything.
  read: ({ data }) => {
    if (!Array.isArray(data)) return undefined;
    const rows = data.map(readRow);
    return rows.every((row) => row !== undefined) ? rows : undefined;
  },
  empty: [],
  maxAnswerBytes: MAX_LIST_ANSWER_BYTES,
};

function readRow(row: unknown): ListedCampaign | undefined {
  if (row === null || typeof row !== 'object') return undefined;
  const {
    campaign_id: id,
    campaign_name: name,
    type_campaign: type,
    campaign_description: description,
    skill_id: skillId,
  } = row as Record<string, unknown>;
  if ((typeof id !== 'string' && typeof id !== 'number') || !/^\s*[0-9]+\s*$/.test(String(id))) return undefined;
  if (typeof name !== 'string') return undefined;
  return {
    campaignId: String(id).trim(),
    name,
    type: typeof type === 'string' ? TYPES[type.trim().toLowerCase()] : undefined,
    description: typeof description === 'string' ? description : undefined,
    skillId: typeof skillId === 'string' || typeof skillId === 'number' ? String(skillId).trim() : undefined,
  };
}

const TYPES: Readonly<Record<string, CampaignType | undefined>> = { preview: 'PREVIEW', predictive: 'PREDICTIVE' };
