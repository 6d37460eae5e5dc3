import type { CampaignStatus } from './campaign.js';

/** Row of wolkvox's board, which shows what a campaign is doing. A field is undefined if it is missing or not recognized. */
export interface BoardRow {
  /** Number of the campaign in wolkvox, without leading zeros. */
  readonly campaignId: string;
  readonly status: CampaignStatus | undefined;
  readonly contactCount: number | undefined;
  readonly dialed: number | undefined;
  /** Contacts that were not dialled yet. */
  readonly pending: number | undefined;
  readonly answered: number | undefined;
  readonly unanswered: number | undefined;
  readonly busyOrFailed: number | undefined;
  readonly answeringMachines: number | undefined;
  readonly hits: number | undefined;
  readonly callsPerMinute: number | undefined;
  /** 0 to 100, of the day. */
  readonly penetration: number | undefined;
}

/**
 * Returns true if a started campaign has dialled all its contacts. wolkvox leaves its status at started (seen). If one of the
 * numbers is not known, it is not finished.
 */
export const isFinished = ({ status, pending, dialed, contactCount = 0 }: BoardRow): boolean =>
  status === 'STARTED' && pending === 0 && contactCount > 0 && (dialed ?? 0) >= contactCount;
