import type { Callback } from '../domain/callback.js';
import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { failed, succeeded } from '../domain/failure.js';
import { issue } from '../domain/input-rules.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { scheduleCallback } from '../wolkvox/endpoints/schedule-callback.js';
import { readCampaignNow } from './campaign-now.js';
import { ownResult, type Write, type WriteExecutor, type WriteResult } from './execute-write.js';

/** Callback that wolkvox has accepted. */
export interface ScheduledCallback {
  readonly campaign: Pick<Campaign, 'operation' | 'campaignId'>;
  /** The campaign as it was read for this request. */
  readonly row: ListedCampaign;
  /** Message of wolkvox. */
  readonly message: string;
}

/** Callback to schedule, with its campaign. */
export interface CallbackCommand {
  readonly operation: OperationConnection;
  /** Number of the campaign. */
  readonly campaignId: string;
  readonly callback: Callback;
}

export interface CallbackSchedulerDependencies {
  readonly wolkvox: Wolkvox;
  readonly writes: WriteExecutor;
}

/**
 * Schedules callbacks. Each reaches a person, and no reading of wolkvox shows them. So a callback without a clear response has an
 * unknown outcome and is not sent again.
 */
export class CallbackScheduler {
  constructor(private readonly dependencies: CallbackSchedulerDependencies) {}

  /** Schedules a callback. The campaign is read first: only a PREDICTIVE one has callbacks. */
  async schedule(
    { operation, campaignId, callback }: CallbackCommand,
    request: CallContext,
  ): Promise<WriteResult<ScheduledCallback>> {
    const { wolkvox, writes } = this.dependencies;
    const read = await readCampaignNow(wolkvox, operation, campaignId, request);
    if (!read.ok) return ownResult(read);
    const row = read.value;
    if (row.type === undefined) return ownResult(failed({ code: 'UNREACHABLE', hint: 'UNREADABLE_ANSWER' }));
    if (row.type !== 'PREDICTIVE')
      return ownResult(failed({ code: 'INVALID_INPUT', issues: [issue(['campaignId'], 'PREDICTIVE_CAMPAIGN')] }));
    const { outcome, ...result } = await writes.execute(WRITE, { operation, input: { campaignId, callback } }, request);
    if (!outcome.ok) return { ...result, outcome };
    return { ...result, outcome: succeeded({ campaign: { operation, campaignId }, row, ...outcome.value }) };
  }
}

const WRITE: Write<Pick<CallbackCommand, 'campaignId' | 'callback'>, Pick<ScheduledCallback, 'message'>> = {
  mutation: 'scheduleCallback',
  endpoint: scheduleCallback,
  // No list shows callbacks.
  settle: () => Promise.resolve(),
};
