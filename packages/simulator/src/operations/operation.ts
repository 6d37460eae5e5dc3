/** One operation of the vendor's API: its verb, and what it changes and answers. */
import type { Campaign, CampaignStore } from '../campaigns.js';
import type { CountLags } from '../contacts.js';
import { unknownCampaign } from '../listing.js';
import type { Answer, CampaignType, StoredCampaign } from '../protocol.js';
import type { DailyQuota } from '../quota.js';
import type { Readings } from '../readings.js';
import type { Settings } from '../settings.js';
import type { Skills } from '../skills.js';
import type { WriteShare } from '../write-share.js';

export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON; null if it is not JSON. */
  readonly body: unknown;
}

export interface OperationContext {
  readonly settings: Settings;
  readonly readings: Readings;
  readonly campaigns: CampaignStore;
  readonly skills: Skills;
  readonly quota: DailyQuota;
  /** Part of a write that is carried out. */
  readonly share: WriteShare;
}

export interface Outcome {
  readonly answer: Answer;
  /** Campaign of a valid write, whose answer a behaviour may replace. */
  readonly campaign?: StoredCampaign;
}

export interface Operation {
  readonly verb: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly run: (call: ApiCall, context: OperationContext) => Outcome;
}

export function countLags({ readings }: OperationContext): CountLags {
  return {
    list: { reads: readings.countLagReads, ms: readings.countLagMs },
    board: { reads: readings.boardLagReads, ms: 0 },
  };
}

export function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

export function isCampaignType(type: string | undefined): type is CampaignType {
  return type === 'preview' || type === 'predictive';
}

/**
 * Returns the campaign of a call, or its rejection. A campaign of another type than `type` is rejected as if it did not
 * exist (guess).
 */
export function campaignOf(
  { campaigns }: OperationContext,
  id: string,
  type?: CampaignType,
): { campaign: Campaign } | { refused: Answer } {
  const campaign = campaigns.find(id);
  const fits = campaign && (type === undefined || campaign.stored.type_campaign === type);
  return fits ? { campaign } : { refused: unknownCampaign(id) };
}
