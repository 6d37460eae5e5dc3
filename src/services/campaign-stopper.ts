import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { failed, mayHaveHappened, succeeded, type Failure, type FailureCode, type Outcome } from '../domain/failure.js';
import { CancellationSource } from '../shared/cancellation.js';
import type { LocalizedText } from '../shared/i18n.js';
import { backoffDelay, delay } from '../wolkvox/backoff.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { stopCampaign } from '../wolkvox/endpoints/stop-campaign.js';
import { findCampaignNow } from './campaign-now.js';
import { withoutSignal, type LostWrite, type Write, type WriteExecutor, type WriteResult } from './execute-write.js';
import type { Lists } from './lists.js';
import type { OperationRegistry } from './operation-registry.js';
import type { PendingStarts } from './pending-starts.js';
import { finishedAt } from './processing-time.js';

/** Campaign that is stopped now. */
export interface StoppedCampaign {
  readonly campaign: Pick<Campaign, 'operation' | 'campaignId'>;
  /** The campaign in the latest list that has it, or as it was created. undefined: wolkvox did not return it. */
  readonly known: ListedCampaign | Campaign | undefined;
  /** false: it was stopped before. */
  readonly changed: boolean;
  /** Message of wolkvox, or one of this server if the status showed that the campaign is stopped. */
  readonly message: string | LocalizedText;
}

/** Response to a stop, or the row that shows its effect. */
interface Stop {
  readonly message: string | LocalizedText;
  readonly row?: ListedCampaign;
}

/** Shown if the response of wolkvox was lost. */
const FOUND_STOPPED = {
  en: 'Stopped. The response from wolkvox was lost, and the list of campaigns shows the campaign as stopped.',
  es: 'Detenida: la respuesta se perdió, y la lista de campañas la muestra detenida.',
} as const satisfies LocalizedText;

/** Shown if wolkvox rejected the stop of a campaign that is stopped. */
const REJECTED_STOPPED = {
  en: 'The campaign is stopped. wolkvox rejected the request, and the list of campaigns shows the campaign as stopped.',
  es: 'La campaña está detenida: wolkvox rechazó la solicitud, y la lista de campañas la muestra detenida.',
} as const satisfies LocalizedText;

export interface CampaignStopperDependencies {
  readonly wolkvox: Wolkvox;
  readonly lists: Lists;
  readonly writes: WriteExecutor;
  readonly pendingStarts: PendingStarts;
  /** Longest time for which wolkvox processes a call. */
  readonly slotLeaseMs: number;
}

/**
 * Stops campaigns. A stop is never rejected for the state of the campaign and continues after the client disconnects. Stopping
 * twice is harmless, so a stop without a clear response is sent again until the status shows its effect.
 */
export class CampaignStopper {
  readonly #write: Write<string, Stop>;

  constructor(private readonly dependencies: CampaignStopperDependencies) {
    const { lists } = dependencies;
    this.#write = {
      mutation: 'stopCampaign',
      endpoint: stopCampaign,
      reconcile: (lost, request) => this.#sendAgain(lost, request),
      settle: async (operation, outcome) => {
        if (mayHaveHappened(outcome)) await lists.invalidateCampaigns(operation);
      },
    };
  }

  /** Stops a campaign of an operation. */
  async stop(
    operation: OperationConnection,
    campaignId: string,
    operations: Pick<OperationRegistry, 'limits'>,
    request: CallContext,
  ): Promise<WriteResult<StoppedCampaign>> {
    // A person who closes the page still needs the campaign to stop.
    const detached = withoutSignal(request);
    const end = this.dependencies.pendingStarts.stop(operation, campaignId);
    try {
      return await this.#stop(operation, campaignId, operations, detached);
    } finally {
      await end();
    }
  }

  async #stop(
    operation: OperationConnection,
    campaignId: string,
    operations: Pick<OperationRegistry, 'limits'>,
    detached: CallContext,
  ): Promise<WriteResult<StoppedCampaign>> {
    const before = await this.#readInTime(operation, campaignId, detached, () => hasSpareCall(operation, operations));
    const { outcome, ...result } = await this.dependencies.writes.execute(
      this.#write,
      { operation, input: campaignId },
      detached,
    );
    const checked = outcome.ok
      ? outcome
      : await this.#checkRefusal(outcome.failure, operation, campaignId, before, detached);
    if (!checked.ok) return { ...result, outcome: checked };
    const { message, row } = checked.value;
    const known =
      row ??
      before ??
      this.dependencies.lists.lastKnown(operation, campaignId) ??
      (await this.#readInTime(operation, campaignId, detached));
    // A refused stop changed nothing, unless the campaign was running before it.
    const changed = outcome.ok ? before?.status !== 'STOPPED' : before?.status === 'STARTED';
    return { ...result, outcome: succeeded({ campaign: { operation, campaignId }, known, changed, message }) };
  }

  /**
   * Reads the campaign if it may, but waits at most READ_TIMEOUT_MS. Returns undefined for any failure, because no read may
   * delay or prevent a stop.
   */
  async #readInTime(
    operation: OperationConnection,
    campaignId: string,
    request: CallContext,
    mayRead: () => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<ListedCampaign | undefined> {
    const cancellation = new CancellationSource();
    // The read leaves the queue at the end of the time. If it was sent, its result is not used.
    const timeout = delay(READ_TIMEOUT_MS, cancellation.signal).then(() => undefined);
    const timed = { ...request, caller: { id: request.caller.id, cancellation } };
    const reading = mayRead()
      .then((may) => (may ? findCampaignNow(this.dependencies.wolkvox, operation, campaignId, timed) : undefined))
      .catch(() => undefined);
    try {
      return await Promise.race([reading, timeout]);
    } finally {
      cancellation.abort();
    }
  }

  /**
   * Returns a success if wolkvox refused the stop and the campaign is stopped, because one refusal without a reason was seen.
   * Otherwise returns the failure.
   */
  async #checkRefusal(
    failure: Failure,
    operation: OperationConnection,
    campaignId: string,
    before: ListedCampaign | undefined,
    request: CallContext,
  ): Promise<Outcome<Stop>> {
    if (!('upstreamCode' in failure) || (failure.code === 'NOT_FOUND' && before === undefined)) return failed(failure);
    const row = await findCampaignNow(this.dependencies.wolkvox, operation, campaignId, request).catch(() => undefined);
    return row?.status === 'STOPPED' ? succeeded({ message: REJECTED_STOPPED, row }) : failed(failure);
  }

  /**
   * Reads the status, and sends the stop again until the status is STOPPED or a response confirms it. Ends with
   * OUTCOME_UNKNOWN after MAX_SENDS, and after the time in which wolkvox must have finished the first stop. It is sent again at
   * least once.
   */
  async #sendAgain({ operation, input: campaignId }: LostWrite<string>, request: CallContext): Promise<Outcome<Stop>> {
    const { wolkvox, slotLeaseMs } = this.dependencies;
    const untilMs = finishedAt(performance.now(), slotLeaseMs);
    let isHopeless = false;
    for (let sent = 1; ; sent += 1) {
      const row = await findCampaignNow(wolkvox, operation, campaignId, request);
      if (row?.status === 'STOPPED') return succeeded({ message: FOUND_STOPPED, row });
      const isLate = sent > 1 && performance.now() >= untilMs;
      if (isHopeless || isLate || sent >= MAX_SENDS) return failed({ code: 'OUTCOME_UNKNOWN' });
      await delay(backoffDelay(sent, Math.random()));
      const again = await wolkvox.call(operation, stopCampaign, campaignId, request);
      if (again.ok) return again;
      isHopeless = HOPELESS.has(again.failure.code);
    }
  }
}

/** Longest wait for a read that must not delay the stop. */
const READ_TIMEOUT_MS = 2_000;

/** Each costs up to one call and one read. */
const MAX_SENDS = 5;

/** Failures of a repeated stop that the next one would have too. */
const HOPELESS: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'NOT_FOUND',
  'QUOTA_EXHAUSTED',
  'UPSTREAM_AUTHENTICATION',
  'UPSTREAM_CONTRACT',
]);

/** Returns true if a read leaves a slot and a call of the day for the stop. Otherwise the stop could wait for the read. */
async function hasSpareCall(
  { id }: OperationConnection,
  operations: Pick<OperationRegistry, 'limits'>,
): Promise<boolean> {
  const limits = await operations.limits(id);
  if (limits === undefined) return false;
  const { queued, inFlight, maxInFlight, used, dailyQuota = Infinity } = limits;
  return queued === 0 && inFlight + 2 <= maxInFlight && used + 2 <= dailyQuota;
}
