import { allowsCallsAt } from '../domain/calling-hours.js';
import type { ListedCampaign } from '../domain/campaign.js';
import { failed, mayHaveHappened, succeeded, type Outcome, type StateConflictReason } from '../domain/failure.js';
import type { LocalizedText } from '../shared/i18n.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { startCampaign } from '../wolkvox/endpoints/start-campaign.js';
import { isAsConfirmed, type CampaignConfirmation } from './campaign-confirmation.js';
import { findCampaignNow, readCampaignNow, readCampaignAfter } from './campaign-now.js';
import {
  ownResult,
  withoutSignal,
  type LostWrite,
  type Write,
  type WriteExecutor,
  type WriteResult,
} from './execute-write.js';
import type { Lists } from './lists.js';
import { busyCampaign, historyOr, type PendingChange, type PendingChanges } from './pending-changes.js';
import type { PendingStarts } from './pending-starts.js';
import type { PendingWrite } from './pending-writes.js';
import { repeatUntil } from './processing-time.js';

/** Campaign that runs now. */
export interface StartedCampaign {
  readonly campaign: Pick<StartCommand, 'operation' | 'campaignId'>;
  /** The campaign as it was read for this start. */
  readonly row: ListedCampaign;
  /** false: it was running before, and this request did not start it. */
  readonly changed: boolean;
  /** Message of wolkvox, or one of this server if it was not sent, lost or rejected. */
  readonly message: string | LocalizedText;
}

/** Campaign to start, with its confirmation. */
export interface StartCommand {
  readonly operation: OperationConnection;
  /** Number of the campaign. */
  readonly campaignId: string;
  readonly confirm: CampaignConfirmation;
}

/** Input of the write. */
interface Start extends Pick<StartCommand, 'campaignId' | 'confirm'> {
  readonly pending: PendingWrite;
  readonly change: PendingChange;
  readonly gate: CallingHoursGate;
  /** End of the time in which it may be sent again, on the clock of performance.now. */
  readonly repeatUntilMs: number;
}

/** Response to a start, or the row that shows its effect. */
interface Running {
  readonly message: string | LocalizedText;
  readonly row?: ListedCampaign;
  /** @default true */
  readonly changed?: boolean;
}

/** Shown if nothing was sent, because the campaign runs already. */
const ALREADY_STARTED = {
  en: 'The campaign was already started. Nothing was sent.',
  es: 'La campaña ya estaba iniciada; no se envió nada.',
} as const satisfies LocalizedText;

/** Shown if the response of wolkvox was lost. */
const FOUND_STARTED = {
  en: 'Started. The response from wolkvox was lost, and the list of campaigns shows the campaign as started.',
  es: 'Iniciada: la respuesta se perdió, y la lista de campañas la muestra iniciada.',
} as const satisfies LocalizedText;

/** Shown if wolkvox rejected the start of a campaign that runs. */
const REJECTED_STARTED = {
  en: 'The campaign is started. wolkvox rejected the request, and the list of campaigns shows the campaign as started.',
  es: 'La campaña está iniciada: wolkvox rechazó la solicitud, y la lista de campañas la muestra iniciada.',
} as const satisfies LocalizedText;

export interface CampaignStarterDependencies {
  readonly wolkvox: Wolkvox;
  readonly lists: Lists;
  readonly writes: WriteExecutor;
  readonly pendingStarts: PendingStarts;
  readonly pendingChanges: PendingChanges;
  /** Longest time for which wolkvox processes a call. */
  readonly slotLeaseMs: number;
  /** Time in which a client expects the result of a write whose response was lost. */
  readonly duplicateWaitMs: number;
}

/**
 * Starts campaigns. A start reaches people, so it is sent only if the campaign, read for this request, equals what the caller
 * confirmed, and inside the calling hours of the operation. It is sent again only if its response was lost, and the status then is STOPPED after wolkvox must have finished.
 */
export class CampaignStarter {
  readonly #write: Write<Start, Running>;

  constructor(private readonly dependencies: CampaignStarterDependencies) {
    const { lists } = dependencies;
    this.#write = {
      mutation: 'startCampaign',
      endpoint: startCampaign,
      maySend: ({ gate }) => gate.maySend(),
      reconcile: async (lost, request) => this.#reconcile(lost, request),
      settle: async (operation, outcome) => {
        // Also after a refusal that depends on the state: the cached list may show another status.
        if (mayHaveHappened(outcome) || isStateRefusal(outcome)) await lists.invalidateCampaigns(operation);
      },
    };
  }

  /**
   * Starts a campaign of an operation. Fails with BUSY while its contacts are changed, because they may not be the confirmed ones, and
   * while it is stopped.
   */
  async start(command: StartCommand, request: CallContext): Promise<WriteResult<StartedCampaign>> {
    const { pendingChanges } = this.dependencies;
    const run = (change: PendingChange) => this.#start(command, change, request);
    return pendingChanges.during(command.operation, command.campaignId, 'start', run, ownResult);
  }

  async #start(
    command: StartCommand,
    change: PendingChange,
    request: CallContext,
  ): Promise<WriteResult<StartedCampaign>> {
    const { pendingStarts } = this.dependencies;
    // Before the reading, so that a stop during it prevents the start.
    const pending = pendingStarts.begin(command.operation, command.campaignId, request.caller.cancellation);
    return this.#startPending(command, { pending, change }, request).finally(() => pending.end());
  }

  async #startPending(
    command: StartCommand,
    { pending, change }: Pick<Start, 'pending' | 'change'>,
    request: CallContext,
  ): Promise<WriteResult<StartedCampaign>> {
    const { wolkvox, writes, duplicateWaitMs } = this.dependencies;
    const { operation, campaignId, confirm } = command;
    const repeatUntilMs = repeatUntil(duplicateWaitMs);
    const read = await readCampaignNow(wolkvox, operation, campaignId, request);
    if (!read.ok) return ownResult(read);
    const row = read.value;
    const conflict = (reason: StateConflictReason): Outcome<never> =>
      failed({ code: 'STATE_CONFLICT', conflict: { reason, operation, campaign: row } });
    const reason = conflictOf(row, command);
    if (reason !== undefined) return ownResult(conflict(reason));
    if (row.status === 'STARTED') return ownResult(running(command, row, { message: ALREADY_STARTED, changed: false }));
    // A stop that is in progress may be carried out after the start, and STOPPED would prove nothing then.
    if (await wasStopped({ pending, change })) return ownResult(busyCampaign());
    const gate = new CallingHoursGate(operation);
    const input = { campaignId, confirm, pending, change, gate, repeatUntilMs };
    // While it is queued, it is not sent if the client disconnects or a stop arrives.
    const cancellable = { ...request, caller: { id: request.caller.id, cancellation: pending.cancellation } };
    const { outcome, ...result } = await writes.execute(this.#write, { operation, input }, cancellable);
    if (gate.isWithheld && !gate.wasOpen) return { ...result, outcome: conflict('OUTSIDE_CALLING_HOURS') };
    const checked = await this.#checkRefusal(outcome, command, request, { changed: false });
    return { ...result, outcome: checked.ok ? running(command, row, checked.value) : checked };
  }

  /**
   * Resolves a refusal for the state of the campaign, which wolkvox returns if the campaign runs already (guess). STARTED is a
   * success, STOPPED proves the refusal. Without a status the outcome is unknown. Returns any other outcome unchanged.
   */
  async #checkRefusal(
    outcome: Outcome<Running>,
    { operation, campaignId }: Pick<StartCommand, 'operation' | 'campaignId'>,
    request: CallContext,
    { changed }: { readonly changed: boolean },
  ): Promise<Outcome<Running>> {
    if (!isStateRefusal(outcome)) return outcome;
    const row = await this.#read(operation, campaignId, request).catch(() => undefined);
    if (row?.status === 'STARTED') return succeeded({ message: REJECTED_STARTED, row, changed });
    return row?.status === 'STOPPED' ? outcome : failed({ code: 'OUTCOME_UNKNOWN' });
  }

  /** Reads the campaign, also after the client disconnected; undefined if it cannot be read. Rejects with StateCommandError. */
  #read(operation: OperationConnection, campaignId: string, request: CallContext): Promise<ListedCampaign | undefined> {
    return findCampaignNow(this.dependencies.wolkvox, operation, campaignId, withoutSignal(request));
  }

  /**
   * Returns the outcome of a start without a clear response:
   * - success if the status is STARTED,
   * - if it is STOPPED after wolkvox must have finished, the outcome of another start; UNREACHABLE (nothing happened) if the time or
   *   the calling hours are over, the client has disconnected, or the campaign is not the confirmed one any more,
   * - OUTCOME_UNKNOWN if no status can be read, if wolkvox confirmed the start, or if a stop arrived meanwhile.
   */
  async #reconcile(
    { operation, input: start, sentAt: firstSentAt, confirmed: firstConfirmed }: LostWrite<Start>,
    request: CallContext,
  ): Promise<Outcome<Running>> {
    const { wolkvox, slotLeaseMs } = this.dependencies;
    const { campaignId, confirm, gate, repeatUntilMs } = start;
    let sentAt = firstSentAt;
    let isConfirmed = firstConfirmed;
    for (let sends = 1; ; sends += 1) {
      const write = { operation, campaignId, sentAt, slotLeaseMs };
      const isStarted = (listed: ListedCampaign): boolean => listed.status === 'STARTED';
      const read = await readCampaignAfter(wolkvox, write, isStarted, withoutSignal(request));
      const row = read.ok ? read.value : undefined;
      if (row?.status === 'STARTED') return succeeded({ message: FOUND_STARTED, row });
      // Another STOPPED is no proof: the campaign may have run until a stop.
      if (row?.status !== 'STOPPED' || isConfirmed || (await wasStopped(start)))
        return failed({ code: 'OUTCOME_UNKNOWN' });
      const isOver = sends >= MAX_SENDS || performance.now() >= repeatUntilMs;
      const isLeft = request.caller.cancellation?.aborted === true;
      if (isOver || isLeft || conflictOf(row, { operation, confirm }) !== undefined) return NOT_STARTED;
      const again = await wolkvox.call(operation, startCampaign, start, request, {
        maySend: () => gate.maySend(),
        onSent: () => (sentAt = performance.now()),
        onConfirmed: () => (isConfirmed = true),
      });
      if (again.ok) return again;
      if (await wasStopped(start)) return failed({ code: 'OUTCOME_UNKNOWN' });
      // What was sent of it was refused, and the reading before it shows that the earlier ones had no effect.
      if (gate.isWithheld) return NOT_STARTED;
      if (again.failure.code !== 'OUTCOME_UNKNOWN')
        return this.#checkRefusal(again, { operation, campaignId }, request, { changed: true });
    }
  }
}

/** Returns true if a stop was in progress at any time since the start began, also if that is not known. */
const wasStopped = async ({ pending, change }: Pick<Start, 'pending' | 'change'>): Promise<boolean> =>
  pending.isSuperseded() || (await historyOr(true, change)).wasStopped;

/** Nothing happened, and the start was sent before, so it is no state conflict. */
const NOT_STARTED = failed({ code: 'UNREACHABLE', hint: 'NOT_STARTED' });

/** Gate right before a start is sent, because the calling hours may end while it is queued. */
class CallingHoursGate {
  /** true: it was closed when it was last asked, so nothing was sent then. */
  isWithheld = false;
  /** true: it was open before, so the start may have been sent. */
  wasOpen = false;

  constructor(private readonly operation: OperationConnection) {}

  /** Returns true if the operation allows calls now. */
  maySend(): boolean {
    this.isWithheld = !allowsCallsAt(new Date(), this.operation);
    this.wasOpen ||= !this.isWithheld;
    return !this.isWithheld;
  }
}

/** Each costs up to one call and two reads. */
const MAX_SENDS = 3;

/** Returns the outcome of a start whose campaign runs. */
const running = (
  { operation, campaignId }: StartCommand,
  before: ListedCampaign,
  { message, row = before, changed = true }: Running,
): Outcome<StartedCampaign> => succeeded({ campaign: { operation, campaignId }, row, changed, message });

/** Returns true if wolkvox refused the start for the state of the campaign. Its text does not show which state that is. */
const isStateRefusal = (outcome: Outcome<unknown>): boolean => !outcome.ok && outcome.failure.code === 'STATE_CONFLICT';

/**
 * Returns why the campaign must not be started now; undefined if it may. An empty campaign that was confirmed as empty is
 * CAMPAIGN_EMPTY, whatever its name is. The hours are last, because they pass by themselves.
 */
function conflictOf(
  row: ListedCampaign,
  { operation, confirm }: Pick<StartCommand, 'operation' | 'confirm'>,
): StateConflictReason | undefined {
  if (row.contactCount === 0 && confirm.contactCount === 0) return 'CAMPAIGN_EMPTY';
  if (!isAsConfirmed(row, confirm)) return 'CONFIRMATION_MISMATCH';
  return allowsCallsAt(new Date(), operation) ? undefined : 'OUTSIDE_CALLING_HOURS';
}
