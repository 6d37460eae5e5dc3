import { newCallback } from '../domain/callback.js';
import { newCampaign, type CampaignDraft, type NewCampaign } from '../domain/campaign.js';
import { newCampaignEdit } from '../domain/campaign-edit.js';
import { mayHaveHappened } from '../domain/failure.js';
import { repeatedIdIssues } from '../domain/customer-ids.js';
import type { InputIssue } from '../domain/input-rules.js';
import type { ChangeStore } from '../state/change-store.js';
import type { CallContext } from '../wolkvox/client.js';
import { createCampaign } from '../wolkvox/endpoints/create-campaign.js';
import { CampaignClearer } from './campaign-clearer.js';
import { CallbackScheduler, type ScheduledCallback } from './callback-scheduler.js';
import type { AddedContacts } from './added-contacts.js';
import {
  findCampaign,
  findCampaignAnd,
  invalid,
  selected,
  type AddContactsCommand,
  type CampaignCommand,
  type ConfirmedCampaignCommand,
  type RemoveContactsCommand,
  type ScheduleCallbackCommand,
  type SelectedContactsCommand,
  type SetCampaignSpeedCommand,
  type UpdateCampaignCommand,
} from './campaign-commands.js';
import { CampaignReadings } from './campaign-readings.js';
import { CampaignSpeedSetter, type PacedCampaign } from './campaign-speed-setter.js';
import { CampaignDeleter } from './campaign-deleter.js';
import type { DestroyedCampaign } from './campaign-destruction.js';
import { CampaignStarter, type StartedCampaign } from './campaign-starter.js';
import { CampaignStopper, type StoppedCampaign } from './campaign-stopper.js';
import { ContactAdder } from './contact-adder.js';
import { CampaignUpdater, type UpdatedCampaign } from './campaign-updater.js';
import { attemptOf, readCreated, type CreationReconciler, type CreatedCampaign } from './creation-reconciler.js';
import { ContactRemover } from './contact-remover.js';
import { WriteExecutor, type KeyedWrite, type WriteDependencies, type WriteResult } from './execute-write.js';
import type { Lists } from './lists.js';
import type { ResultWindows } from './result-windows.js';
import { ConfiguredOperations, type OperationRegistry } from './operation-registry.js';
import { PendingChanges } from './pending-changes.js';
import { PendingStarts } from './pending-starts.js';

export interface CampaignsDependencies extends WriteDependencies {
  /** null: lost responses are not reconciled. */
  readonly reconciler: CreationReconciler | null;
  readonly lists: Lists;
  readonly changes: ChangeStore;
  readonly resultWindows: ResultWindows;
  /** Longest time for which wolkvox processes a call. */
  readonly slotLeaseMs: number;
}

/** Input of a creation. */
export interface CreateCampaignCommand {
  readonly operations: OperationRegistry;
  readonly operationId: string | null | undefined;
  readonly draft: CampaignDraft;
  readonly key: string | null | undefined;
  /** Issues of single fields. They are returned together with the issues between fields, and nothing is sent. */
  readonly issues: readonly InputIssue[];
}

/** Use cases of campaigns. */
export class Campaigns {
  readonly #writes: WriteExecutor;
  readonly #creation: KeyedWrite<NewCampaign, CreatedCampaign>;
  readonly #callbacks: CallbackScheduler;
  readonly #speedSetter: CampaignSpeedSetter;
  readonly #clearer: CampaignClearer;
  readonly #deleter: CampaignDeleter;
  readonly #remover: ContactRemover;
  readonly #starter: CampaignStarter;
  readonly #stopper: CampaignStopper;
  readonly #adder: ContactAdder;
  readonly #updater: CampaignUpdater;

  constructor(dependencies: CampaignsDependencies) {
    this.#writes = new WriteExecutor(dependencies);
    this.#creation = creationWrite(dependencies);
    const readings = new CampaignReadings(dependencies.wolkvox);
    const discard = (campaign: string): void => readings.discard(campaign);
    const shared = {
      ...dependencies,
      writes: this.#writes,
      pendingStarts: new PendingStarts(dependencies.changes, discard),
      pendingChanges: new PendingChanges({ ...dependencies, onChange: discard }),
    };
    this.#callbacks = new CallbackScheduler(shared);
    this.#speedSetter = new CampaignSpeedSetter(shared);
    this.#clearer = new CampaignClearer(shared);
    this.#deleter = new CampaignDeleter(shared);
    this.#remover = new ContactRemover(shared);
    this.#starter = new CampaignStarter(shared);
    this.#stopper = new CampaignStopper(shared);
    this.#adder = new ContactAdder({ ...shared, readings, stopper: this.#stopper });
    this.#updater = new CampaignUpdater(shared);
  }

  /** Creates a campaign. Requests with the same key create at most one. */
  async create(
    { operations, operationId, draft, key, issues: found }: CreateCampaignCommand,
    request: CallContext,
  ): Promise<WriteResult<CreatedCampaign>> {
    const operation = operations.find(operationId);
    const checked = newCampaign(draft, operation);
    const issues = [
      ...(operation === undefined ? [ConfiguredOperations.notFound(operationId)] : []),
      ...found,
      ...('issues' in checked ? checked.issues : []),
    ];
    if (operation === undefined || 'issues' in checked || issues.length > 0) return invalid({ issues });
    return this.#writes.executeOnce(this.#creation, { operation, input: checked.campaign }, key, request);
  }

  /** Starts a campaign if it is as confirmed. See CampaignStarter. */
  async start(
    { confirm, ...command }: ConfirmedCampaignCommand,
    request: CallContext,
  ): Promise<WriteResult<StartedCampaign>> {
    const found = findCampaign(command);
    return 'issues' in found ? invalid(found) : this.#starter.start({ ...found, confirm }, request);
  }

  /** Schedules a call to a contact of a campaign. See CallbackScheduler. */
  async scheduleCallback(
    { draft, ...command }: ScheduleCallbackCommand,
    request: CallContext,
  ): Promise<WriteResult<ScheduledCallback>> {
    const found = findCampaignAnd(command, (operation) => newCallback(draft, operation, new Date()));
    return 'issues' in found ? invalid(found) : this.#callbacks.schedule(found, request);
  }

  /** Sets the dialling speed of a campaign. See CampaignSpeedSetter. */
  async setSpeed(
    { speed, ...command }: SetCampaignSpeedCommand,
    request: CallContext,
  ): Promise<WriteResult<PacedCampaign>> {
    const found = findCampaign(command);
    return 'issues' in found ? invalid(found) : this.#speedSetter.set({ ...found, speed }, request);
  }

  /** Removes contacts of a campaign if it is as confirmed. See CampaignClearer. */
  async clear(
    { confirm, withResult, ...command }: SelectedContactsCommand,
    request: CallContext,
  ): Promise<WriteResult<DestroyedCampaign>> {
    const found = findCampaign(command);
    if ('issues' in found) return invalid(found);
    return this.#clearer.clear({ ...found, confirm, result: selected(withResult) }, request);
  }

  /** Deletes a campaign if it is as confirmed. See CampaignDeleter. */
  async delete(
    { confirm, ...command }: ConfirmedCampaignCommand,
    request: CallContext,
  ): Promise<WriteResult<DestroyedCampaign>> {
    const found = findCampaign(command);
    return 'issues' in found ? invalid(found) : this.#deleter.delete({ ...found, confirm }, request);
  }

  /** Removes single contacts of a campaign if it is as confirmed. See ContactRemover. */
  async removeContacts(
    { confirm, customerIds, withResult, issues, ...command }: RemoveContactsCommand,
    request: CallContext,
  ): Promise<WriteResult<DestroyedCampaign>> {
    const found = findCampaign({ ...command, issues: [...issues, ...repeatedIdIssues(customerIds)] });
    if ('issues' in found) return invalid(found);
    return this.#remover.remove({ ...found, confirm, customerIds, result: selected(withResult) }, request);
  }

  /** Changes fields of a campaign. See CampaignUpdater. */
  async update(
    { draft, ...command }: UpdateCampaignCommand,
    request: CallContext,
  ): Promise<WriteResult<UpdatedCampaign>> {
    const found = findCampaignAnd(command, (operation) => newCampaignEdit(draft, operation));
    return 'issues' in found ? invalid(found) : this.#updater.update(found, request);
  }

  /** Stops a campaign. See CampaignStopper. */
  async stop(command: CampaignCommand, request: CallContext): Promise<WriteResult<StoppedCampaign>> {
    const found = findCampaign(command);
    if ('issues' in found) return invalid(found);
    return this.#stopper.stop(found.operation, found.campaignId, command.operations, request);
  }

  /** Adds contacts to a campaign. Requests with the same key add them at most once. See ContactAdder. */
  async addContacts(
    { contacts, onInvalid, allowRunning, key, ...command }: AddContactsCommand,
    request: CallContext,
  ): Promise<WriteResult<AddedContacts>> {
    const found = findCampaign(command);
    if ('issues' in found) return invalid(found);
    const { operation, campaignId } = found;
    const input = { campaignId, contacts, onInvalid, allowRunning };
    return this.#adder.add(operation, command.operations, input, key, request);
  }
}

const creationWrite = ({ reconciler, lists }: CampaignsDependencies): KeyedWrite<NewCampaign, CreatedCampaign> => ({
  mutation: 'createCampaign',
  endpoint: createCampaign,
  readStored: readCreated,
  ...(reconciler !== null && {
    attemptOf,
    reconcile: (lost, request) => reconciler.reconcile(lost, request),
  }),
  settle: async (operation, outcome) => {
    if (outcome.ok) {
      const { campaign, found } = outcome.value;
      // Reconciliation has assigned the id of a campaign that it found.
      if (found !== true) reconciler?.assign(operation, campaign.campaignId);
      await lists.created(operation, campaign);
    } else if (mayHaveHappened(outcome)) await lists.invalidateCampaigns(operation);
  },
});
