import { newCampaign, type CampaignDraft, type NewCampaign } from '../domain/campaign.js';
import { failed, FAILURES } from '../domain/failure.js';
import { readGlobalId } from '../domain/global-id.js';
import { issue, type InputIssue } from '../domain/input-rules.js';
import type { CallContext } from '../wolkvox/client.js';
import { createCampaign } from '../wolkvox/endpoints/create-campaign.js';
import { CampaignStopper, type StoppedCampaign } from './campaign-stopper.js';
import { attemptOf, readCreated, type CreationReconciler, type CreatedCampaign } from './creation-reconciler.js';
import {
  ownResult,
  WriteExecutor,
  type KeyedWrite,
  type WriteDependencies,
  type WriteResult,
} from './execute-write.js';
import type { Lists } from './lists.js';
import { ConfiguredOperations, type OperationRegistry } from './operation-registry.js';

export interface CampaignsDependencies extends WriteDependencies {
  /** null: lost responses are not reconciled. */
  readonly reconciler: CreationReconciler | null;
  readonly lists: Lists;
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

/** Input of a stop. */
export interface StopCampaignCommand {
  readonly operations: OperationRegistry;
  /** Global id. */
  readonly id: string;
  /** Issues of the id. If there is one, nothing is sent. */
  readonly issues: readonly InputIssue[];
}

/** Use cases of campaigns. */
export class Campaigns {
  readonly #writes: WriteExecutor;
  readonly #creation: KeyedWrite<NewCampaign, CreatedCampaign>;
  readonly #stopper: CampaignStopper;

  constructor(dependencies: CampaignsDependencies) {
    this.#writes = new WriteExecutor(dependencies);
    this.#creation = creationWrite(dependencies);
    this.#stopper = new CampaignStopper({ ...dependencies, writes: this.#writes });
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
    if (operation === undefined || 'issues' in checked || issues.length > 0)
      return ownResult(failed({ code: 'INVALID_INPUT', issues }));
    return this.#writes.executeOnce(this.#creation, { operation, input: checked.campaign }, key, request);
  }

  /** Stops a campaign. See CampaignStopper. */
  async stop(
    { operations, id, issues }: StopCampaignCommand,
    request: CallContext,
  ): Promise<WriteResult<StoppedCampaign>> {
    const parts = issues.length === 0 ? readGlobalId(id) : undefined;
    if (parts === undefined) return ownResult(failed({ code: 'INVALID_INPUT', issues }));
    const operation = operations.find(parts.operationId);
    if (operation !== undefined) return this.#stopper.stop(operation, parts.number, operations, request);
    return ownResult(failed({ code: 'INVALID_INPUT', issues: [issue(['campaignId'], 'KNOWN_OPERATION')] }));
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
    } else if (FAILURES[outcome.failure.code].happened === 'unknown') await lists.invalidateCampaigns(operation);
  },
});
