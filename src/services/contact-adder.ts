import type { CampaignStatus, CampaignType, ListedCampaign } from '../domain/campaign.js';
import {
  contactCountIssue,
  findContactIssues,
  newContact,
  type ContactDraft,
  type ContactIssues,
} from '../domain/contact.js';
import { failed, mayHaveHappened, succeeded, type Outcome } from '../domain/failure.js';
import type { InputIssue } from '../domain/input-rules.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { addContacts, type UploadedContacts } from '../wolkvox/endpoints/add-contacts.js';
import { readAdded, type AddedContacts, type AddedNotice, type ContactRejection } from './added-contacts.js';
import type { CampaignReadings } from './campaign-readings.js';
import type { CampaignStopper } from './campaign-stopper.js';
import {
  ownResult,
  withoutSignal,
  type KeyedWrite,
  type Write,
  type WriteExecutor,
  type WriteResult,
} from './execute-write.js';
import type { Lists } from './lists.js';
import type { OperationRegistry } from './operation-registry.js';
import { busyCampaign, historyOr, type PendingChange, type PendingChanges } from './pending-changes.js';
import type { PendingStarts } from './pending-starts.js';
import type { PendingWrite } from './pending-writes.js';
import { reconcileUpload, type TrackedUpload } from './upload-reconciler.js';

/** What is done with contacts that break a rule of this server: all contacts are rejected, or only those. */
export const INVALID_CONTACT_POLICIES = ['REJECT_ALL', 'REJECT_ROWS'] as const;
export type InvalidContactPolicy = (typeof INVALID_CONTACT_POLICIES)[number];

/** Contacts to add to a campaign. */
export interface AddContactsInput {
  readonly campaignId: string;
  readonly contacts: readonly ContactDraft[];
  readonly onInvalid: InvalidContactPolicy;
  /** true: they may be added to a started campaign, which calls them now. */
  readonly allowRunning: boolean;
}

/** Most issues of one response, because 500 contacts may break thousands. */
export const MAX_CONTACT_ISSUES = 100;

/** Result of the call, or of its reconciliation. */
interface Upload extends Omit<UploadedContacts, 'message'> {
  readonly message: string | undefined;
  readonly notice?: AddedNotice;
}

export interface ContactAdderDependencies {
  readonly wolkvox: Wolkvox;
  readonly lists: Lists;
  readonly writes: WriteExecutor;
  readonly readings: CampaignReadings;
  readonly pendingStarts: PendingStarts;
  readonly pendingChanges: PendingChanges;
  readonly stopper: CampaignStopper;
  /** Longest time for which wolkvox processes a call. */
  readonly slotLeaseMs: number;
}

/**
 * Adds contacts to campaigns, in one call per request. A started campaign calls them at once, so it needs the permission of the
 * request. An upload is never sent again: wolkvox does not detect that it was, and would call each person twice.
 */
export class ContactAdder {
  readonly #write: Write<TrackedUpload, Upload>;
  readonly #keyed: Pick<KeyedWrite<AddContactsInput, AddedContacts>, 'mutation' | 'readStored'> = {
    mutation: 'addContacts',
    readStored: readAdded,
  };

  constructor(private readonly dependencies: ContactAdderDependencies) {
    const { wolkvox, lists, slotLeaseMs } = dependencies;
    this.#write = {
      mutation: 'addContacts',
      endpoint: addContacts,
      reconcile: async (lost, request) => {
        const outcome = await reconcileUpload(wolkvox, lost, slotLeaseMs, withoutSignal(request));
        const accepted = lost.input.contacts.length;
        return outcome.ok
          ? succeeded({ accepted, rejected: [], unlocated: 0, message: undefined, notice: 'FOUND' })
          : outcome;
      },
      settle: async (operation, outcome) => {
        if (outcome.ok ? outcome.value.accepted > 0 : mayHaveHappened(outcome))
          await lists.invalidateCampaigns(operation);
      },
    };
  }

  /** Adds contacts to a campaign of an operation, at most once for all requests with the same key. */
  async add(
    operation: OperationConnection,
    operations: Pick<OperationRegistry, 'limits'>,
    input: AddContactsInput,
    key: string | null | undefined,
    request: CallContext,
  ): Promise<WriteResult<AddedContacts>> {
    const { contacts, onInvalid } = input;
    const tooMany = contactCountIssue(contacts);
    if (tooMany !== undefined) return ownResult(invalid([tooMany]));
    if (onInvalid === 'REJECT_ALL') {
      const issues = findContactIssues(contacts, operation, undefined, true);
      if (issues.size > 0) return ownResult(invalid([...issues.values()].flat()));
    }
    return this.dependencies.writes.once(this.#keyed, { operation, input }, key, request, () =>
      this.#addOnce(operation, operations, input, request),
    );
  }

  async #addOnce(
    operation: OperationConnection,
    operations: Pick<OperationRegistry, 'limits'>,
    input: AddContactsInput,
    request: CallContext,
  ): Promise<Outcome<AddedContacts>> {
    const { pendingChanges, pendingStarts, readings } = this.dependencies;
    const { campaignId } = input;
    const run = async (change: PendingChange): Promise<Outcome<AddedContacts>> => {
      // An upload into a started campaign may start it again, so a stop prevents it like a start.
      const pending = pendingStarts.begin(operation, campaignId, request.caller.cancellation);
      try {
        return await this.#addDuring(change, pending, operation, operations, input, request);
      } finally {
        pending.end();
        readings.countChanged(operation, campaignId);
      }
    };
    return pendingChanges.during(operation, campaignId, 'upload', run, (outcome) => outcome);
  }

  async #addDuring(
    change: PendingChange,
    pending: PendingWrite,
    operation: OperationConnection,
    operations: Pick<OperationRegistry, 'limits'>,
    input: AddContactsInput,
    request: CallContext,
  ): Promise<Outcome<AddedContacts>> {
    const { readings, writes, stopper } = this.dependencies;
    const { campaignId, contacts, onInvalid, allowRunning } = input;
    const read = await readings.read(operation, campaignId, request);
    if (!read.ok) return read;
    const { row, takeCount } = read.value;
    const { type, status } = row;
    const isKnown = (row: ListedCampaign): row is ListedCampaign & { type: CampaignType; status: CampaignStatus } =>
      row.type !== undefined && row.status !== undefined;
    // The call needs both, and a wrong status could start or stop the campaign.
    if (!isKnown(row)) return failed({ code: 'UNREACHABLE', hint: 'UNREADABLE_ANSWER' });
    const rejectsAll = onInvalid === 'REJECT_ALL';
    const issues = findContactIssues(contacts, operation, type, rejectsAll);
    if (rejectsAll && issues.size > 0) return invalid([...issues.values()].flat());
    if (status === 'STARTED' && !allowRunning)
      return failed({ code: 'STATE_CONFLICT', conflict: { reason: 'CAMPAIGN_STARTED', operation, campaign: row } });
    const valid = [...contacts.entries()].filter(([index]) => !issues.has(index));
    const indexes = valid.map(([index]) => index);
    const added = (upload: Upload): AddedContacts => ({
      campaign: { operation, campaignId },
      row,
      sent: indexes.length,
      accepted: upload.accepted,
      rejected: rejections(issues, upload, indexes),
      message: upload.message,
      notice: upload.unlocated > 0 ? 'SOME_UNLOCATED' : upload.notice,
    });
    if (indexes.length === 0)
      return succeeded(added({ accepted: 0, rejected: [], unlocated: 0, message: undefined, notice: 'NOTHING_SENT' }));
    const isStarted = status === 'STARTED';
    const wasStopped = async (): Promise<boolean> =>
      pending.isSuperseded() || (await historyOr(false, change)).wasStopped;
    // The reading may precede a stop that is in progress.
    if (isStarted && (await wasStopped())) return busyCampaign();
    const upload: TrackedUpload = {
      campaignId,
      type: row.type,
      status: row.status,
      contacts: valid.map(([, contact]) => newContact(contact, operation)),
      countBefore: takeCount(),
      hasOverlapped: async () => (await historyOr(true, change)).hasOverlapped,
    };
    const caller = isStarted ? { id: request.caller.id, cancellation: pending.cancellation } : request.caller;
    const { outcome } = await writes.execute(this.#write, { operation, input: upload }, { ...request, caller });
    if (isStarted && mayHaveHappened(outcome) && (await wasStopped()))
      // wolkvox may have received the stop before it carried out the upload, whose status may have started the campaign again.
      await stopper.stop(operation, campaignId, operations, request);
    return outcome.ok ? succeeded(added(outcome.value)) : outcome;
  }
}

const invalid = (issues: readonly InputIssue[]): Outcome<never> =>
  failed({ code: 'INVALID_INPUT', issues: issues.slice(0, MAX_CONTACT_ISSUES) });

/**
 * Returns the contacts that this server or wolkvox rejected, in the order of the input.
 *
 * @param indexes Index in the input of each contact of the upload.
 */
function rejections(issues: ContactIssues, { rejected }: Upload, indexes: readonly number[]): ContactRejection[] {
  const byServer = [...issues].flatMap(([index, [first]]) =>
    first === undefined ? [] : { index, path: first.path, rule: first.rule },
  );
  const byWolkvox = rejected.flatMap(({ position, field }) => {
    const index = indexes[position];
    return index === undefined ? [] : { index, path: ['contacts', String(index), ...field], rule: undefined };
  });
  return [...byServer, ...byWolkvox].sort((a, b) => a.index - b.index);
}
