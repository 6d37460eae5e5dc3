import type { CampaignType } from '../../domain/campaign.js';
import type { SelectableResult } from '../../domain/dial-result.js';

/** Values of `type_campaign` (spec). */
export const TYPE_VALUES = {
  PREVIEW: 'preview',
  PREDICTIVE: 'predictive',
} as const satisfies Record<CampaignType, string>;

/** Values of `result` (doc, and in reports: seen). */
const RESULT_VALUES = {
  NO_ANSWER: 'NO-ANSWER',
  ANSWERING_MACHINE: 'ANSWER-MACHINE',
  ABANDONED: 'ABANDON',
  BUSY: 'BUSY',
  ANSWERED: 'ANSWER',
} as const satisfies Record<SelectableResult, string>;

/** Campaign, or a part of its contacts, that is destroyed. */
export interface Selection {
  readonly campaignId: string;
  /** Type as it was read for this request. */
  readonly type: CampaignType;
  /** Only contacts with this last result. undefined: all. */
  readonly result?: SelectableResult | undefined;
}

/** Returns the query that selects contacts of a campaign. An empty `result` is never sent, because its effect is not known. */
export const selectionQuery = ({ campaignId, type, result }: Selection): Readonly<Record<string, string>> => ({
  type_campaign: TYPE_VALUES[type],
  campaign_id: campaignId,
  ...(result !== undefined && { result: RESULT_VALUES[result] }),
});
