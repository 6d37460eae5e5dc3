/** The list of campaigns, `GET information.php?api=campaigns`, as pure functions. Source: the vendor's page on reading campaigns. */
import { refusal, type Answer } from './answer.js';
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

/** What becomes of a campaign after it was created; create_campaign decides none of it. */
export interface CampaignState {
  readonly status: CampaignStatus;
  /** A count, as text. */
  readonly records: string;
}

export type CampaignStatus = 'Started' | 'Stopped';

export const NEW: CampaignState = { status: 'Stopped', records: '0' };

/** The values of speed, last_use, recycled and turbo_dial are guesses; "strategy" is one that the vendor's page names. */
export function rowOf(campaign: StoredCampaign, { status, records }: CampaignState): CampaignRow {
  return {
    campaign_id: campaign.campaign_id,
    campaign_name: campaign.campaign_name,
    campaign_description: String(campaign.campaign_description),
    type_campaign: campaign.type_campaign,
    status,
    records,
    speed: '0',
    dial_mode: 'strategy',
    last_use: '',
    recycled: '0',
    turbo_dial: 'no',
    skill_id: String(campaign.skill_id),
  };
}

/** @param id the only campaign that is asked for; null or "" (guess) asks for all */
export function list(rows: readonly CampaignRow[], id: string | null): Answer {
  const data = id ? rows.filter((row) => row.campaign_id === id) : rows;
  if (data.length > 0) {
    return { status: 200, body: { code: 200, error: null, msg: `${data.length} records were found`, data } };
  }
  return id ? refusal(404, `Campaign_id ${id} does not exist in your operation.`) : NO_CAMPAIGNS;
}

/** That an empty list is a 404 was seen; the text of this one is a guess. */
const NO_CAMPAIGNS = refusal(404, 'No records were found');
