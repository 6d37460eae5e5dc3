import type { ListedCampaign } from '../domain/campaign.js';
import { failed, mayHaveHappened, succeeded, type Outcome } from '../domain/failure.js';
import type { LocalizedText } from '../shared/i18n.js';
import type { CallContext } from '../wolkvox/client.js';
import type { Selection } from '../wolkvox/endpoints/campaign-values.js';
import { deleteCampaign, type DeletionResponse } from '../wolkvox/endpoints/delete-campaign.js';
import {
  destroy,
  type Destroyed,
  type DestroyedCampaign,
  type Destruction,
  type DestructionCommand,
  type DestructionDependencies,
  type LostDestruction,
} from './campaign-destruction.js';
import { readAfter, readCampaignNow } from './campaign-now.js';
import type { WriteResult } from './execute-write.js';

/** Shown if the response of wolkvox was lost, or did not show what happened. */
const FOUND_DELETED = {
  en: 'Deleted. The response from wolkvox was lost or unclear, and the list of campaigns lacks the campaign.',
  es: 'Eliminada: la respuesta se perdió o no fue clara, y la lista de campañas ya no la tiene.',
} as const satisfies LocalizedText;

/** Shown if wolkvox rejected the request, because the campaign was deleted after it was read. */
const REJECTED_DELETED = {
  en: 'The campaign is deleted. wolkvox rejected the request, and the list of campaigns lacks the campaign.',
  es: 'La campaña está eliminada: wolkvox rechazó la solicitud, y la lista de campañas ya no la tiene.',
} as const satisfies LocalizedText;

/** A deletion whose response was lost has no counts. */
type Deleted = Destroyed & Partial<Pick<DeletionResponse, 'counts'>>;

/**
 * Deletes campaigns. wolkvox may report a failure inside a success, so that only the counts in its message, or the absence of the
 * campaign from the list, prove a deletion.
 */
export class CampaignDeleter {
  constructor(private readonly dependencies: DestructionDependencies) {}

  /** Deletes a campaign of an operation. */
  async delete(command: DestructionCommand, request: CallContext): Promise<WriteResult<DestroyedCampaign>> {
    const kind: Destruction<Pick<Selection, 'campaignId' | 'type'>, Deleted> = {
      mutation: 'deleteCampaign',
      endpoint: deleteCampaign,
      inputOf: ({ campaignId, type }) => ({ campaignId, type }),
      reconcile: (lost, detached) => this.#reconcile(lost, detached),
      check: (outcome, detached) => this.#check(outcome, command, detached),
    };
    const result = await destroy(this.dependencies, kind, command, request);
    // Otherwise lists would contain a campaign that was created recently.
    if (mayHaveHappened(result.outcome)) this.dependencies.lists.forgetCreated(command.operation, command.campaignId);
    return result;
  }

  /**
   * Returns the outcome of a deletion without a clear response: a success if the campaign is absent. If it is there unchanged when
   * wolkvox must have finished, nothing happened, unless wolkvox had confirmed the deletion.
   */
  async #reconcile(lost: LostDestruction, request: CallContext): Promise<Outcome<Deleted>> {
    const read = await readAfter(lost, () => this.#read(lost, request), isAbsent);
    if (isAbsent(read)) return succeeded({ message: FOUND_DELETED, counts: ONE_DELETED });
    const isUnchanged =
      read.ok && read.value.name === lost.before.name && read.value.contactCount === lost.before.contactCount;
    return isUnchanged && !lost.confirmed
      ? failed({ code: 'UNREACHABLE', hint: 'NOT_CHANGED' })
      : failed({ code: 'OUTCOME_UNKNOWN' });
  }

  /**
   * Returns the outcome of a deletion with a response. Without the counts of one deletion, and after 404, the list decides: if the
   * campaign is absent, it is deleted. If it is there, it is a rejection if wolkvox stated one; otherwise the outcome is unknown.
   */
  async #check(
    outcome: Outcome<Deleted>,
    command: DestructionCommand,
    request: CallContext,
  ): Promise<Outcome<Destroyed>> {
    const isRefused = !outcome.ok && 'upstreamCode' in outcome.failure && outcome.failure.upstreamCode === 404;
    if (!outcome.ok && !isRefused) return outcome;
    if (outcome.ok && isCount(outcome.value, ONE_DELETED)) return outcome;
    const isRejected = isRefused || (outcome.ok && isCount(outcome.value, ONE_FAILED));
    const read = await this.#read(command, request).catch(() => undefined);
    if (read !== undefined && isAbsent(read))
      return succeeded({ message: isRejected ? REJECTED_DELETED : FOUND_DELETED });
    if (!outcome.ok) return outcome;
    const { message } = outcome.value;
    return isRejected && read?.ok === true && typeof message === 'string'
      ? failed({ code: 'REJECTED', upstreamCode: SUCCESS_CODE, upstreamMessage: message })
      : failed({ code: 'OUTCOME_UNKNOWN' });
  }

  #read({ operation, campaignId }: Pick<DestructionCommand, 'operation' | 'campaignId'>, request: CallContext) {
    return readCampaignNow(this.dependencies.wolkvox, operation, campaignId, request);
  }
}

const ONE_DELETED = { deleted: 1, failed: 0 };
const ONE_FAILED = { deleted: 0, failed: 1 };

/** Code of the success in which wolkvox reports a failed deletion (doc). */
const SUCCESS_CODE = 200;

const isCount = ({ counts }: Deleted, { deleted, failed: failures }: typeof ONE_DELETED): boolean =>
  counts?.deleted === deleted && counts.failed === failures;

/** Returns true if wolkvox states that the campaign does not exist, or its list lacks it. */
const isAbsent = (read: Outcome<ListedCampaign>): boolean => !read.ok && read.failure.code === 'NOT_FOUND';
