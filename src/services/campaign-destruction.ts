import type { CampaignType, ListedCampaign } from '../domain/campaign.js';
import { failed, mayHaveHappened, succeeded, type Outcome, type StateConflictReason } from '../domain/failure.js';
import type { LocalizedText } from '../shared/i18n.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import type { Endpoint } from '../wolkvox/endpoints/endpoint.js';
import { isAsConfirmed, type CampaignConfirmation } from './campaign-confirmation.js';
import { readCampaignNow, type SentWrite } from './campaign-now.js';
import { ownResult, withoutSignal, type Write, type WriteExecutor, type WriteResult } from './execute-write.js';
import type { Lists } from './lists.js';
import type { PendingChanges } from './pending-changes.js';
import type { ResultWindows } from './result-windows.js';

/** Campaign that is to be destroyed, or whose contacts are, with its confirmation. */
export interface DestructionCommand {
  readonly operation: OperationConnection;
  /** Number of the campaign. */
  readonly campaignId: string;
  readonly confirm: CampaignConfirmation;
}

/** Campaign that was read for this request, is as confirmed, and is stopped. */
export interface ConfirmedCampaign extends ListedCampaign {
  readonly type: CampaignType;
  readonly contactCount: number;
}

/** Response to a destruction, or what a reading showed instead. */
export interface Destroyed {
  /** Message of wolkvox, or one of this server. */
  readonly message: string | LocalizedText;
  /** Number of contacts that are left. undefined: it is not known. */
  readonly contactCount?: number | undefined;
}

/** Campaign after a destruction, as far as it is known. */
export interface DestroyedCampaign extends Pick<Destroyed, 'message'> {
  readonly campaign: Pick<DestructionCommand, 'operation' | 'campaignId'>;
  /** The campaign as it was read before, with the number of contacts after the destruction. */
  readonly row: ListedCampaign;
}

/** A destruction that was sent and has no clear response. */
export interface LostDestruction extends SentWrite {
  /** The campaign as it was read before it was sent. */
  readonly before: ConfirmedCampaign;
  /** wolkvox confirmed the write, but the rest of the response could not be parsed. */
  readonly confirmed: boolean;
}

/** Kind of a destruction. */
export interface Destruction<Input, Answer extends Destroyed> {
  /** The mutation, for example `clearCampaign`. */
  readonly mutation: string;
  readonly endpoint: Endpoint<Input, Answer>;
  /** Returns the input of the call. */
  readonly inputOf: (campaign: ConfirmedCampaign) => Input;
  /** Returns the result if there is nothing to destroy, so that nothing is sent. Omitted if there always is. */
  readonly findDone?: (campaign: ConfirmedCampaign) => Destroyed | undefined;
  /** Returns the outcome of a destruction without a clear response, from readings. It is never sent again. */
  readonly reconcile: (lost: LostDestruction, request: CallContext) => Promise<Outcome<Answer>>;
  /** Returns the outcome of a call that has a clear response. Omitted if it is the response. */
  readonly check?: (outcome: Outcome<Answer>, request: CallContext) => Promise<Outcome<Destroyed>>;
}

export interface DestructionDependencies {
  readonly wolkvox: Wolkvox;
  readonly lists: Lists;
  readonly resultWindows: ResultWindows;
  readonly writes: WriteExecutor;
  readonly pendingChanges: PendingChanges;
  /** Longest time for which wolkvox processes a call. */
  readonly slotLeaseMs: number;
}

/**
 * Destroys a campaign or its contacts, which cannot be undone. It is sent only if the campaign, read for this request and again
 * before each retry, equals what the caller confirmed and is stopped. Starts, uploads and other destructions of the campaign fail
 * with BUSY until it has its outcome. While it is queued, it is not sent if the client disconnects.
 */
export async function destroy<Input, Answer extends Destroyed>(
  dependencies: DestructionDependencies,
  kind: Destruction<Input, Answer>,
  command: DestructionCommand,
  request: CallContext,
): Promise<WriteResult<DestroyedCampaign>> {
  const { operation, campaignId } = command;
  const run = () => destroyConfirmed(dependencies, kind, command, request);
  return dependencies.pendingChanges.during(operation, campaignId, 'destruction', run, ownResult);
}

async function destroyConfirmed<Input, Answer extends Destroyed>(
  { wolkvox, lists, resultWindows, writes, slotLeaseMs }: DestructionDependencies,
  { mutation, endpoint, inputOf, findDone, reconcile, check }: Destruction<Input, Answer>,
  command: DestructionCommand,
  request: CallContext,
): Promise<WriteResult<DestroyedCampaign>> {
  const { operation, campaignId } = command;
  const read = await readConfirmed(wolkvox, command, request);
  if (!read.ok) return ownResult(read);
  let row = read.value;
  const done = findDone?.(row);
  if (done !== undefined) return ownResult(succeeded(destroyed(command, row, done)));
  // Its result is needed for the audit log, also after the client disconnected.
  const detached = withoutSignal(request);
  let notConfirmed: Outcome<ConfirmedCampaign> | undefined;
  const write: Write<Input, Answer> = {
    mutation,
    endpoint,
    beforeRetry: async () => {
      const again = await readConfirmed(wolkvox, command, request);
      if (!again.ok) return (notConfirmed = again);
      row = again.value;
      return succeeded(inputOf(row));
    },
    reconcile: ({ sentAt, confirmed }) =>
      reconcile({ operation, campaignId, sentAt, slotLeaseMs, before: row, confirmed }, detached),
    settle: async (_operation, outcome) => {
      if (!mayHaveChanged(outcome)) return;
      resultWindows.discard(operation, campaignId);
      await lists.invalidateCampaigns(operation);
    },
  };
  const { outcome, ...result } = await writes.execute(write, { operation, input: inputOf(row) }, request);
  // The failure of a reading needs no check, because it is not a response to the call.
  const checked = check === undefined || outcome === notConfirmed ? outcome : await check(outcome, detached);
  return { ...result, outcome: checked.ok ? succeeded(destroyed(command, row, checked.value)) : checked };
}

const destroyed = (
  { operation, campaignId }: DestructionCommand,
  row: ConfirmedCampaign,
  { message, contactCount }: Destroyed,
): DestroyedCampaign => ({ campaign: { operation, campaignId }, row: { ...row, contactCount }, message });

/** Also true after a refusal: the cached list may then show another state than wolkvox. */
const mayHaveChanged = (outcome: Outcome<unknown>): boolean =>
  mayHaveHappened(outcome) || (!outcome.ok && 'upstreamCode' in outcome.failure);

/**
 * Reads the campaign. Fails with STATE_CONFLICT if it is not as confirmed, or started. Fails with UNREACHABLE if its type, which
 * the call needs, or its status is not recognized.
 */
async function readConfirmed(
  wolkvox: Wolkvox,
  { operation, campaignId, confirm }: DestructionCommand,
  request: CallContext,
): Promise<Outcome<ConfirmedCampaign>> {
  const read = await readCampaignNow(wolkvox, operation, campaignId, request);
  if (!read.ok) return read;
  const row = read.value;
  const reason: StateConflictReason | undefined = !isAsConfirmed(row, confirm)
    ? 'CONFIRMATION_MISMATCH'
    : row.status === 'STARTED'
      ? 'CAMPAIGN_STARTED'
      : undefined;
  if (reason !== undefined) return failed({ code: 'STATE_CONFLICT', conflict: { reason, operation, campaign: row } });
  const { type, status, contactCount } = row;
  if (type === undefined || status === undefined || contactCount === undefined)
    return failed({ code: 'UNREACHABLE', hint: 'UNRECOGNIZED_CAMPAIGN' });
  return succeeded({ ...row, type, contactCount });
}
