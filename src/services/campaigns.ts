import { newCampaign, type CampaignDraft, type NewCampaign } from '../domain/campaign.js';
import { failed, FAILURES, type Outcome } from '../domain/failure.js';
import type { InputIssue } from '../domain/input-rules.js';
import { toFailure } from '../wolkvox/outcome-rules.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { createCampaign } from '../wolkvox/endpoints/create-campaign.js';
import { BUSY_RETRY_AFTER_MS } from '../wolkvox/constants.js';
import type { Idempotency } from './idempotency.js';
import { hash, isUnavailable, StateCommandError, type Attempt } from '../state/state.js';
import { decodeResult, encodeResult } from './idempotent-result.js';
import type { Lists } from './lists.js';
import { attemptOf, type CreationReconciler, type CreatedCampaign } from './creation-reconciler.js';
import { ConfiguredOperations, type OperationRegistry } from './operation-registry.js';

/** Result of a creation. */
export interface CreationResult {
  readonly outcome: Outcome<CreatedCampaign>;
  /** true: the outcome of an earlier request with the same key. */
  readonly replayed: boolean;
  /** true: the call to wolkvox was made by another request, earlier or concurrent. */
  readonly byOtherRequest: boolean;
}

export interface CampaignsDependencies {
  readonly wolkvox: Wolkvox;
  readonly idempotency: Idempotency;
  /** null: lost responses are not reconciled. */
  readonly reconciler: CreationReconciler | null;
  readonly lists: Lists;
  /** Time that a duplicate waits for the first request of its key. */
  readonly duplicateWaitMs: number;
  readonly onUnreadableResult?: () => void;
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
  constructor(private readonly dependencies: CampaignsDependencies) {}

  /** Creates a campaign. Requests with the same key create at most one. */
  async create(
    { operations, operationId, draft, key, issues: found }: CreateCampaignCommand,
    request: CallContext,
  ): Promise<CreationResult> {
    const operation = operations.find(operationId);
    const checked = newCampaign(draft, operation);
    const issues = [
      ...(operation === undefined ? [ConfiguredOperations.notFound(operationId)] : []),
      ...found,
      ...('issues' in checked ? checked.issues : []),
    ];
    if (operation === undefined || 'issues' in checked || issues.length > 0)
      return ownResult(failed({ code: 'INVALID_INPUT', issues }));
    if (key === undefined || key === null) return ownResult(await this.#create(operation, checked.campaign, request));
    return this.#createOnce(operation, checked.campaign, key, request);
  }

  async #createOnce(
    operation: OperationConnection,
    campaign: NewCampaign,
    key: string,
    request: CallContext,
  ): Promise<CreationResult> {
    const { idempotency, duplicateWaitMs, onUnreadableResult } = this.dependencies;
    let byOtherRequest = true;
    try {
      // Keys are scoped by operation and caller.
      const scoped = digest([operation.baseUrl.href, operation.id, request.caller.id, key]);
      const once = await idempotency.once(scoped, digest(campaign), duplicateWaitMs, async () => {
        byOtherRequest = false;
        const outcome = await this.#create(operation, campaign, request, true);
        const nothingHappened = !outcome.ok && FAILURES[outcome.failure.code].happened === 'no';
        const isCanceled = request.caller.cancellation?.aborted === true;
        return {
          answer: encodeResult(outcome),
          disposition: !nothingHappened ? 'store' : isCanceled ? 'discard' : 'share',
        };
      });
      if (once.kind === 'conflict') return ownResult(failed({ code: 'IDEMPOTENCY_CONFLICT' }));
      if (once.kind === 'pending') return ownResult(failed({ code: 'IN_PROGRESS', retryAfterMs: BUSY_RETRY_AFTER_MS }));
      if (once.kind === 'answer') {
        const outcome = decodeResult(once.answer, operation);
        if (outcome !== undefined) return { outcome, replayed: once.replayed, byOtherRequest };
        onUnreadableResult?.();
      }
      // The earlier request may have created a campaign.
      return { outcome: failed({ code: 'OUTCOME_UNKNOWN', candidates: [] }), replayed: true, byOtherRequest };
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return ownResult(failed(toFailure({ kind: 'not-sent', cause: 'state-unavailable' }, operation, new Date())));
    }
  }

  async #create(
    operation: OperationConnection,
    campaign: NewCampaign,
    request: CallContext,
    hasKey = false,
  ): Promise<Outcome<CreatedCampaign>> {
    const outcome = await this.#send(operation, campaign, request, hasKey);
    // Before the caller receives the outcome, so that its next read contains the campaign.
    if (outcome.ok) await this.dependencies.lists.created(operation, outcome.value.campaign);
    else if (FAILURES[outcome.failure.code].happened === 'unknown')
      await this.dependencies.lists.invalidateCampaigns(operation);
    return outcome;
  }

  async #send(
    operation: OperationConnection,
    campaign: NewCampaign,
    request: CallContext,
    hasKey: boolean,
  ): Promise<Outcome<CreatedCampaign>> {
    const { wolkvox, reconciler } = this.dependencies;
    if (reconciler === null) return wolkvox.call(operation, createCampaign, campaign, request);
    let attempt: Attempt | undefined;
    let sentAt: number | undefined;
    let confirmed = false;
    const outcome = await wolkvox.call(operation, createCampaign, campaign, request, {
      attempt: attemptOf(operation, campaign),
      onRecorded: (recorded) => {
        attempt = recorded;
      },
      onSent: () => {
        sentAt = performance.now();
      },
      onConfirmed: () => {
        confirmed = true;
      },
    });
    if (attempt === undefined) return outcome;
    if (outcome.ok) reconciler.assign(operation, outcome.value.campaign.campaignId);
    else if (outcome.failure.code === 'OUTCOME_UNKNOWN' && sentAt !== undefined)
      // With a key, reconciliation continues after the client disconnects, because gateways disconnect and retry.
      return reconciler
        .reconcile(
          { operation, campaign, sentAt, attempt, confirmed },
          hasKey ? { ...request, caller: { id: request.caller.id } } : request,
        )
        .catch((error: unknown) => {
          // Reconciliation is impossible, so the outcome stays unknown.
          if (error instanceof StateCommandError) return outcome;
          throw error;
        });
    return outcome;
  }
}

const ownResult = (outcome: Outcome<CreatedCampaign>): CreationResult => ({
  outcome,
  replayed: false,
  byOtherRequest: false,
});

/** Returns a hash, so that input of callers is not stored. */
const digest = (value: unknown): string => hash(JSON.stringify(value));
