import { predictiveFieldsOf, withEdit, type CampaignEdit } from '../domain/campaign-edit.js';
import { hasHiddenFields, shownEffect } from '../domain/edit-effect.js';
import type { Campaign, ListedCampaign } from '../domain/campaign.js';
import { failed, mayHaveHappened, succeeded, type Failure, type Outcome } from '../domain/failure.js';
import { issue } from '../domain/input-rules.js';
import type { LocalizedText } from '../shared/i18n.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { editCampaign, type EditInput } from '../wolkvox/endpoints/edit-campaign.js';
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
import type { PendingChanges } from './pending-changes.js';
import { waitUntilFinished } from './processing-time.js';

/** Campaign whose fields are changed. */
export interface UpdatedCampaign {
  readonly campaign: Pick<Campaign, 'operation' | 'campaignId'>;
  /** The campaign as it was read for this request, with the changed fields. */
  readonly row: ListedCampaign;
  /** Message of wolkvox, or one of this server if the list showed the new values. */
  readonly message: string | LocalizedText;
}

/** Fields to change, of one campaign. */
export interface UpdateCommand {
  readonly operation: OperationConnection;
  /** Number of the campaign. */
  readonly campaignId: string;
  readonly edit: CampaignEdit;
}

/** Input of the write. */
interface Edit extends EditInput {
  /** The campaign before the edit. */
  readonly before: ListedCampaign;
}

/** Response to the write, or the row that shows its effect. */
interface Edited extends EditInput {
  readonly message: string | LocalizedText;
  readonly row?: ListedCampaign;
}

/** Shown if the response of wolkvox was lost. */
const FOUND_CHANGED = {
  en: 'The campaign is changed. The response from wolkvox was lost, and the list of campaigns shows the new values.',
  es: 'La campaña quedó modificada: la respuesta se perdió, y la lista de campañas muestra los valores nuevos.',
} as const satisfies LocalizedText;

export interface CampaignUpdaterDependencies {
  readonly wolkvox: Wolkvox;
  readonly lists: Lists;
  readonly writes: WriteExecutor;
  readonly pendingChanges: PendingChanges;
  /** Longest time for which wolkvox processes a call. */
  readonly slotLeaseMs: number;
}

/**
 * Changes fields of campaigns. An edit without a clear response is never sent again, because it could overwrite a newer edit. Its
 * outcome is known only if lists show each of its fields.
 */
export class CampaignUpdater {
  readonly #write: Write<Edit, Edited>;

  constructor(private readonly dependencies: CampaignUpdaterDependencies) {
    const { lists } = dependencies;
    this.#write = {
      mutation: 'updateCampaign',
      endpoint: editCampaign,
      reconcile: (lost, request) => this.#reconcile(lost, request),
      settle: async (operation, outcome) => {
        if (outcome.ok) {
          const { campaignId, edit } = outcome.value;
          await lists.edited(operation, campaignId, edit.name);
        } else if (mayHaveHappened(outcome)) await lists.invalidateCampaigns(operation);
      },
    };
  }

  /** Changes fields of a campaign. The campaign is read first, because some fields exist on PREDICTIVE campaigns only. */
  async update(command: UpdateCommand, request: CallContext): Promise<WriteResult<UpdatedCampaign>> {
    // A start or a destruction is confirmed with the name.
    const { pendingChanges } = this.dependencies;
    const run = () => this.#update(command, request);
    return pendingChanges.during(command.operation, command.campaignId, 'edit', run, ownResult);
  }

  async #update(
    { operation, campaignId, edit }: UpdateCommand,
    request: CallContext,
  ): Promise<WriteResult<UpdatedCampaign>> {
    const { wolkvox, writes } = this.dependencies;
    const read = await readCampaignNow(wolkvox, operation, campaignId, request);
    if (!read.ok) return ownResult(read);
    const before = read.value;
    const failure = typeFailure(edit, before);
    if (failure !== undefined) return ownResult(failed(failure));
    const input = { campaignId, edit, before };
    const { outcome, ...result } = await writes.execute(this.#write, { operation, input }, request);
    if (!outcome.ok) return { ...result, outcome };
    const { message, row = withEdit(before, edit) } = outcome.value;
    return { ...result, outcome: succeeded({ campaign: { operation, campaignId }, row, message }) };
  }

  /**
   * Returns the outcome of an edit without a clear response: success if the list shows all of it, UNREACHABLE if the list shows nothing
   * of it after wolkvox must have finished, otherwise OUTCOME_UNKNOWN.
   */
  async #reconcile(
    { operation, input, sentAt, confirmed }: LostWrite<Edit>,
    request: CallContext,
  ): Promise<Outcome<Edited>> {
    const { wolkvox, slotLeaseMs } = this.dependencies;
    const { campaignId, edit, before } = input;
    if (hasHiddenFields(edit)) {
      // Until then a start could reach people with other settings than it was confirmed with.
      await waitUntilFinished(sentAt, slotLeaseMs);
      return failed({ code: 'OUTCOME_UNKNOWN' });
    }
    const effectIn = (row: ListedCampaign) => shownEffect(edit, before, row);
    const read = await readCampaignAfter(
      wolkvox,
      { operation, campaignId, sentAt, slotLeaseMs },
      (row) => effectIn(row) === 'all',
      withoutSignal(request),
    );
    const effect = read.ok ? effectIn(read.value) : 'unclear';
    if (read.ok && effect === 'all') return succeeded({ campaignId, edit, message: FOUND_CHANGED, row: read.value });
    // A response that showed a success contradicts a list without it.
    if (effect === 'none' && !confirmed) return failed({ code: 'UNREACHABLE', hint: 'NOT_CHANGED' });
    return failed({ code: 'OUTCOME_UNKNOWN' });
  }
}

/** Returns the failure of an edit whose fields the campaign does not have. undefined: it has them. */
function typeFailure(edit: CampaignEdit, { type }: ListedCampaign): Failure | undefined {
  const fields = predictiveFieldsOf(edit);
  if (fields.length === 0 || type === 'PREDICTIVE') return undefined;
  if (type === undefined) return { code: 'UNREACHABLE', hint: 'UNREADABLE_ANSWER' };
  return { code: 'INVALID_INPUT', issues: fields.map((field) => issue([field], 'NOT_ON_PREVIEW')) };
}
