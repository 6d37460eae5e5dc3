/**
 * The lists, `GET information.php?api=campaigns` and `api=skills`, as pure functions.
 * Sources: the vendor's pages on reading campaigns and skills.
 */
import { found, refusal, type Answer } from './answer.js';
import type { StoredCampaign } from './wolkvox.js';

/** A campaign as the list shows it: text throughout, and neither hours nor amd nor titles. */
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

/** A skill as the list shows it: text throughout. */
export interface SkillRow {
  readonly skill_id: string;
  readonly skill_name: string;
  readonly skill_description: string;
  /** A time without a zone, or "" for one that was never used (guess: neither its format nor "" is documented). */
  readonly last_use: string;
}

/** What becomes of a campaign after it was created; create_campaign decides none of it. All of it text. */
export interface CampaignState {
  readonly status: CampaignStatus;
  /** A count. */
  readonly records: string;
  readonly speed: string;
  readonly dialMode: string;
  readonly lastUse: string;
  readonly recycled: string;
  readonly turboDial: string;
}

export type CampaignStatus = 'Started' | 'Stopped';

/** The values of speed, lastUse, recycled and turboDial are guesses; "strategy" is one that the vendor's page names. */
export const NEW: CampaignState = {
  status: 'Stopped',
  records: '0',
  speed: '0',
  dialMode: 'strategy',
  lastUse: '',
  recycled: '0',
  turboDial: 'no',
};

export function rowOf(campaign: StoredCampaign, state: CampaignState): CampaignRow {
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

/** @param id the only campaign that is asked for; null or "" (guess) asks for all */
export function listCampaigns(rows: readonly CampaignRow[], id: string | null): Answer {
  const data = id ? rows.filter((row) => row.campaign_id === id) : rows;
  if (data.length > 0) return found(data);
  return id ? refusal(404, `Campaign_id ${id} does not exist in your operation.`) : NO_RECORDS;
}

/** @param id the only skill that is asked for; null or "" (guess) asks for all. That an unknown one is a 404 is a guess, its text too. */
export function listSkills(rows: readonly SkillRow[], id: string | null): Answer {
  const data = id ? rows.filter((row) => row.skill_id === id) : rows;
  if (data.length > 0) return found(data);
  return id ? refusal(404, `Skill_id ${id} does not exist in your operation.`) : NO_RECORDS;
}

/** That an empty list is a 404 was seen; the text of this one is a guess. */
const NO_RECORDS = refusal(404, 'No records were found');
