import type { CallbackDraft } from '../domain/callback.js';
import type { CampaignEditDraft } from '../domain/campaign-edit.js';
import { isSelectable, type DialResult, type SelectableResult } from '../domain/dial-result.js';
import { failed } from '../domain/failure.js';
import { readGlobalId } from '../domain/global-id.js';
import { issue, type InputIssue } from '../domain/input-rules.js';
import type { OperationConnection } from '../wolkvox/client.js';
import type { CampaignConfirmation } from './campaign-confirmation.js';
import type { AddContactsInput } from './contact-adder.js';
import { ownResult, type WriteResult } from './execute-write.js';
import type { OperationRegistry } from './operation-registry.js';

/** Input of a mutation of one campaign. */
export interface CampaignCommand {
  readonly operations: OperationRegistry;
  /** Global id. */
  readonly id: string;
  /** Issues of the id. If there is one, nothing is sent. */
  readonly issues: readonly InputIssue[];
}

/** Input of a mutation of one campaign that a person confirmed. */
export interface ConfirmedCampaignCommand extends CampaignCommand {
  readonly confirm: CampaignConfirmation;
}

/** Input of a change of the speed. */
export interface SetCampaignSpeedCommand extends CampaignCommand {
  readonly speed: number;
}

/** Input of a mutation that removes contacts. */
export interface SelectedContactsCommand extends ConfirmedCampaignCommand {
  /** Only contacts with this last result. */
  readonly withResult: DialResult | null | undefined;
}

/** Input of a callback. */
export interface ScheduleCallbackCommand extends CampaignCommand {
  readonly draft: CallbackDraft;
}

/** Input of an upload of contacts. */
export interface AddContactsCommand extends CampaignCommand, Omit<AddContactsInput, 'campaignId'> {
  readonly key: string | null | undefined;
}

/** Input of a removal of single contacts. */
export interface RemoveContactsCommand extends SelectedContactsCommand {
  readonly customerIds: readonly string[];
}

/** Input of an update. */
export interface UpdateCampaignCommand extends CampaignCommand {
  readonly draft: CampaignEditDraft;
}

/** Broken rules of a command. */
interface InvalidInput {
  readonly issues: readonly InputIssue[];
}

/** Campaign that a command names. */
interface FoundCampaign {
  readonly operation: OperationConnection;
  /** Number of the campaign. */
  readonly campaignId: string;
}

/** Result of a command with invalid input. Nothing was sent. */
export const invalid = (failure: InvalidInput): WriteResult<never> =>
  ownResult(failed({ code: 'INVALID_INPUT', ...failure }));

/** Returns the result that a request selects. Another one is an issue of its field, so nothing is sent for it. */
export function selected(result: DialResult | null | undefined): SelectableResult | undefined {
  if (result === null || result === undefined) return undefined;
  if (!isSelectable(result)) throw new RangeError('A result that cannot be selected passed the input rules.');
  return result;
}

/** Returns the operation and the number of a global id, or the issues of the id. */
export function findCampaign({ operations, id, issues }: CampaignCommand): InvalidInput | FoundCampaign {
  const parts = issues.length === 0 ? readGlobalId(id) : undefined;
  if (parts === undefined) return { issues };
  const operation = operations.find(parts.operationId);
  if (operation === undefined) return { issues: [issue(['campaignId'], 'KNOWN_OPERATION')] };
  return { operation, campaignId: parts.number };
}

/**
 * Returns the campaign of a command together with its other checked input, or all issues. `check` receives undefined if the operation
 * is unknown, and then skips the rules that need it.
 */
export function findCampaignAnd<Checked extends object>(
  command: CampaignCommand,
  check: (operation: OperationConnection | undefined) => Checked | InvalidInput,
): InvalidInput | (Checked & FoundCampaign) {
  const isOfId = ({ path: [field] }: InputIssue): boolean => field === 'campaignId';
  const found = findCampaign({ ...command, issues: command.issues.filter(isOfId) });
  const checked = check('issues' in found ? undefined : found.operation);
  const issues = [
    ...('issues' in found ? found.issues : []),
    ...command.issues.filter((broken) => !isOfId(broken)),
    ...('issues' in checked ? checked.issues : []),
  ];
  return 'issues' in found || 'issues' in checked || issues.length > 0 ? { issues } : { ...found, ...checked };
}
