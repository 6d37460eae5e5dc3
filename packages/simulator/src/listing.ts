/**
 * Pure functions for the lists, `GET information.php?api=campaigns` and `api=skills`.
 * Sources: the vendor's pages on reading campaigns and skills.
 */
import { success, refusal } from './response.js';
import type { Answer, StoredCampaign } from './protocol.js';

/** Row of the campaign list. Every value is text; hours, amd and titles are missing. */
export interface CampaignRow {
  readonly campaign_id: string;
  readonly campaign_name: string;
  readonly campaign_description: string;
  readonly type_campaign: StoredCampaign['type_campaign'];
  readonly status: CampaignStatus;
  readonly records: string;
  readonly speed: string;
  readonly dial_mode: string;
  readonly last_use: string;
  readonly recycled: string;
  readonly turbo_dial: string;
  readonly skill_id: string;
}

/** Row of the skill list. Every value is text. */
export interface SkillRow {
  readonly skill_id: string;
  readonly skill_name: string;
  readonly skill_description: string;
  /** Time without a zone, or "" if it was never used (guess: neither format nor "" is documented). */
  readonly last_use: string;
}

/** Data of a campaign that create_campaign does not set. Every value is text. */
export interface CampaignState {
  readonly status: CampaignStatus;
  /** Number of contacts. */
  readonly records: string;
  readonly speed: string;
  readonly dialMode: string;
  readonly lastUse: string;
  readonly recycled: string;
  readonly turboDial: string;
}

export type CampaignStatus = 'Started' | 'Stopped';

/** The values of speed, lastUse, recycled and turboDial are guesses; "strategy" is on the vendor's page. */
export const NEW_CAMPAIGN: CampaignState = {
  status: 'Stopped',
  records: '0',
  speed: '0',
  dialMode: 'strategy',
  lastUse: '',
  recycled: '0',
  turboDial: 'no',
};

export function toRow(campaign: StoredCampaign, state: CampaignState): CampaignRow {
  return {
    campaign_id: campaign.campaign_id,
    campaign_name: campaign.campaign_name,
    campaign_description: String(campaign.campaign_description),
    type_campaign: campaign.type_campaign,
    status: state.status,
    records: state.records,
    speed: state.speed,
    dial_mode: state.dialMode,
    last_use: state.lastUse,
    recycled: state.recycled,
    turbo_dial: state.turboDial,
    skill_id: String(campaign.skill_id),
  };
}

/** @param id the only campaign to return; null or "" (guess) for all */
export function listCampaigns(rows: readonly CampaignRow[], id: string | null): Answer {
  const data = id ? rows.filter((row) => row.campaign_id === id) : rows;
  if (data.length > 0) return success(data);
  return id ? unknownCampaign(id) : NOTHING_FOUND;
}

/** The refusal of any call that names a campaign that does not exist (seen). */
export const unknownCampaign = (id: string): Answer =>
  refusal(404, `Campaign_id ${id} does not exist in your operation.`);

/**
 * @param id the only skill to return; null or "" (guess) for all. The 404 for an unknown skill and its text are
 * guesses.
 */
export function listSkills(rows: readonly SkillRow[], id: string | null): Answer {
  const data = id ? rows.filter((row) => row.skill_id === id) : rows;
  if (data.length > 0) return success(data);
  return id ? refusal(404, `Skill_id ${id} does not exist in your operation.`) : NOTHING_FOUND;
}

/** The 404 for an empty list was seen; its text is a guess, as is that find_record answers so. */
export const NOTHING_FOUND = refusal(404, 'No records were found');
