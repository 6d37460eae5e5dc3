import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { failed, mayHaveHappened, succeeded, type Outcome } from '../domain/failure.js';
import type { LocalizedText } from '../shared/i18n.js';
import { backoffDelay, delay } from '../wolkvox/backoff.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { setCampaignSpeed } from '../wolkvox/endpoints/set-campaign-speed.js';
import { readCampaignAfter, readCampaignNow } from './campaign-now.js';
import {
  ownResult,
  withoutSignal,
  type LostWrite,
  type Write,
  type WriteExecutor,
  type WriteResult,
} from './execute-write.js';
import type { Lists } from './lists.js';
import { PendingWrites, type PendingWrite } from './pending-writes.js';
import { repeatUntil } from './processing-time.js';

/** Campaign that has the requested speed now. */
export interface PacedCampaign {
  readonly campaign: Pick<Campaign, 'operation' | 'campaignId'>;
  /** The campaign as it was read for this request, with its new speed. */
  readonly row: ListedCampaign & { readonly speed: number };
  /** Message of wolkvox, or one of this server if the list showed the speed. */
  readonly message: string | LocalizedText;
}

/** Speed to set, of one campaign. */
export interface SpeedCommand {
  readonly operation: OperationConnection;
  /** Number of the campaign. */
  readonly campaignId: string;
  /** 0 to 100. */
  readonly speed: number;
}

/** Input of the write. */
interface SpeedChange extends Pick<SpeedCommand, 'campaignId' | 'speed'> {
  /** Speed before the write; undefined if it was not readable. */
  readonly before: number | undefined;
  readonly pending: PendingWrite;
  /** End of the time in which it may be sent again, on the clock of performance.now. */
  readonly repeatUntilMs: number;
}

/** Response to the write, or the row that shows its effect. */
interface SpeedSet {
  readonly message: string | LocalizedText;
  readonly row?: ListedCampaign;
}

/** Shown if the response of wolkvox was lost. */
const FOUND_SET = {
  en: 'The speed is set. The response from wolkvox was lost, and the list of campaigns shows the speed.',
  es: 'La velocidad quedó fijada: la respuesta se perdió, y la lista de campañas muestra esa velocidad.',
} as const satisfies LocalizedText;

export interface CampaignSpeedSetterDependencies {
  readonly wolkvox: Wolkvox;
  readonly lists: Lists;
  readonly writes: WriteExecutor;
  /** Longest time for which wolkvox processes a call. */
  readonly slotLeaseMs: number;
  /** Time in which a client expects the result of a write whose response was lost. */
  readonly duplicateWaitMs: number;
}

/**
 * Sets the dialling speed of campaigns. To set a speed twice is harmless, so a write without a clear response is sent again. It is
 * not sent, or not sent again, if that would overwrite a newer speed of another request.
 */
export class CampaignSpeedSetter {
  readonly #pending = new PendingWrites();
  readonly #write: Write<SpeedChange, SpeedSet>;

  constructor(private readonly dependencies: CampaignSpeedSetterDependencies) {
    const { lists } = dependencies;
    this.#write = {
      mutation: 'setCampaignSpeed',
      endpoint: setCampaignSpeed,
      reconcile: (lost, request) => this.#reconcile(lost, request),
      settle: async (operation, outcome) => {
        if (mayHaveHappened(outcome)) await lists.invalidateCampaigns(operation);
      },
    };
  }

  /** Sets the speed of a campaign. The campaign is read first, because the response of wolkvox contains no name. */
  async set({ operation, campaignId, speed }: SpeedCommand, request: CallContext): Promise<WriteResult<PacedCampaign>> {
    const { wolkvox, writes, duplicateWaitMs } = this.dependencies;
    const repeatUntilMs = repeatUntil(duplicateWaitMs);
    this.#pending.supersede(operation, campaignId);
    const pending = this.#pending.begin(operation, campaignId, request.caller.cancellation);
    try {
      // While it is queued, it is not sent if the client disconnects or a newer speed arrives.
      const cancellable = { ...request, caller: { id: request.caller.id, cancellation: pending.cancellation } };
      const read = await readCampaignNow(wolkvox, operation, campaignId, cancellable);
      if (!read.ok) return ownResult(read);
      const input = { campaignId, speed, before: read.value.speed, pending, repeatUntilMs };
      const { outcome, ...result } = await writes.execute(this.#write, { operation, input }, cancellable);
      if (!outcome.ok) return { ...result, outcome };
      const { message, row = read.value } = outcome.value;
      return {
        ...result,
        outcome: succeeded({ campaign: { operation, campaignId }, row: { ...row, speed }, message }),
      };
    } finally {
      pending.end();
    }
  }

  /**
   * Returns the outcome of a write without a clear response:
   * - success if the list shows the speed,
   * - the outcome of another write, if the list shows no newer speed, up to MAX_SENDS,
   * - UNREACHABLE or the refusal of the last write, if the list shows the earlier speed after wolkvox must have finished,
   * - OUTCOME_UNKNOWN if the list shows a third speed, if wolkvox confirmed the write, or if a newer speed was requested.
   */
  async #reconcile(
    { operation, input, sentAt: firstSentAt, confirmed: firstConfirmed }: LostWrite<SpeedChange>,
    request: CallContext,
  ): Promise<Outcome<SpeedSet>> {
    const { wolkvox, slotLeaseMs } = this.dependencies;
    const { campaignId, speed, before, pending, repeatUntilMs } = input;
    const isCanceled = (): boolean => request.caller.cancellation?.aborted === true;
    let sentAt = firstSentAt;
    let isConfirmed = firstConfirmed;
    let refusal: Outcome<never> | undefined;
    for (let sends = 1; ; sends += 1) {
      const isOver = sends >= MAX_SENDS || performance.now() >= repeatUntilMs;
      const isLast = isOver || isConfirmed || refusal !== undefined || isCanceled();
      const write = { operation, campaignId, sentAt, slotLeaseMs };
      const read = isLast
        ? await readCampaignAfter(wolkvox, write, (listed) => listed.speed === speed, withoutSignal(request))
        : await readCampaignNow(wolkvox, operation, campaignId, withoutSignal(request));
      const row = read.ok ? read.value : undefined;
      if (row?.speed === speed) return succeeded({ message: FOUND_SET, row });
      // A third speed is newer than the one before, and may be newer than this one.
      if (row?.speed !== undefined && row.speed !== before) return failed({ code: 'OUTCOME_UNKNOWN' });
      if (isLast) {
        const isUnchanged = row?.speed !== undefined && !isConfirmed && !pending.isSuperseded();
        if (!isUnchanged) return failed({ code: 'OUTCOME_UNKNOWN' });
        return refusal ?? failed({ code: 'UNREACHABLE', hint: 'NOT_CHANGED' });
      }
      await delay(backoffDelay(sends, Math.random()), request.caller.cancellation?.signal);
      if (isCanceled()) continue;
      const again = await wolkvox.call(operation, setCampaignSpeed, input, request, {
        onSent: () => (sentAt = performance.now()),
        onConfirmed: () => (isConfirmed = true),
      });
      if (again.ok) return again;
      if (again.failure.code !== 'OUTCOME_UNKNOWN') refusal = again;
    }
  }
}

/** Each costs up to one call and one read. */
const MAX_SENDS = 3;
