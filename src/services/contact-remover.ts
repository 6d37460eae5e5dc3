import type { ListedCampaign } from '../domain/campaign.js';
import type { SelectableResult } from '../domain/dial-result.js';
import { failed, isUndocumented404, succeeded, type Outcome } from '../domain/failure.js';
import type { LocalizedText } from '../shared/i18n.js';
import type { CallContext } from '../wolkvox/client.js';
import { findContact } from '../wolkvox/endpoints/find-contacts.js';
import { removeContacts, type ContactSelection } from '../wolkvox/endpoints/remove-contacts.js';
import {
  destroy,
  type Destroyed,
  type DestroyedCampaign,
  type Destruction,
  type DestructionCommand,
  type DestructionDependencies,
  type LostDestruction,
} from './campaign-destruction.js';
import { findCampaignNow, readAfter } from './campaign-now.js';
import type { WriteResult } from './execute-write.js';

/** Contacts to remove from a campaign, with its confirmation. */
export interface RemoveCommand extends DestructionCommand {
  readonly customerIds: readonly string[];
  /** Only contacts with this last result. undefined: all. */
  readonly result: SelectableResult | undefined;
}

/** Shown if the response of wolkvox was lost. */
const FOUND_REMOVED = {
  en: 'Removed. The response from wolkvox was lost, and wolkvox finds none of the contacts in the campaign.',
  es: 'Quitados: la respuesta se perdió, y wolkvox no encuentra ninguno de los contactos en la campaña.',
} as const satisfies LocalizedText;

/** Most ids that are looked up after a lost response. Each costs one call. */
const MAX_LOOKUPS = 5;

/** A contact in the campaign. `refused`: wolkvox refused the lookup with 404, which may mean that there is none (guess). */
type Presence = 'present' | 'absent' | 'refused' | 'unread';

/** Reading of the campaign and of the contacts after a lost response. */
interface RemovalReading {
  readonly row: ListedCampaign | undefined;
  /** One for each id. Fewer if the remaining ones cannot change what is known. */
  readonly found: readonly Presence[];
}

/** Removes contacts of a campaign by their customer ids. */
export class ContactRemover {
  constructor(private readonly dependencies: DestructionDependencies) {}

  /** Removes contacts of a campaign of an operation. */
  remove(command: RemoveCommand, request: CallContext): Promise<WriteResult<DestroyedCampaign>> {
    const { customerIds, result } = command;
    const kind: Destruction<ContactSelection, Destroyed> = {
      mutation: 'removeContacts',
      endpoint: removeContacts,
      inputOf: ({ campaignId, type }) => ({ campaignId, type, customerIds, result }),
      reconcile: (lost, detached) => this.#reconcile(lost, command, detached),
    };
    return destroy(this.dependencies, kind, command, request);
  }

  /**
   * Returns the outcome of a removal without a clear response:
   * - success if the campaign is empty, or if wolkvox finds none of the contacts,
   * - UNREACHABLE (nothing happened) if, when wolkvox must have finished, it finds all of them and the number of contacts is that of
   *   before. Not with `result`, because an id may have other rows, and not if wolkvox had confirmed the removal.
   * - OUTCOME_UNKNOWN for anything else, for example a part of them, or more contacts than are looked up.
   */
  async #reconcile(
    lost: LostDestruction,
    { customerIds, result }: RemoveCommand,
    request: CallContext,
  ): Promise<Outcome<Destroyed>> {
    const { before, confirmed } = lost;
    const isRemoved = ({ row, found }: RemovalReading): boolean => {
      if (row?.contactCount === 0) return true;
      const hasFallen = row?.contactCount !== undefined && row.contactCount < before.contactCount;
      const isAbsent = (presence: Presence): boolean => presence === 'absent' || (presence === 'refused' && hasFallen);
      return row !== undefined && found.length === customerIds.length && found.every(isAbsent);
    };
    const reading = await readAfter(lost, () => this.#read(lost, customerIds, request), isRemoved);
    if (isRemoved(reading)) return succeeded({ message: FOUND_REMOVED, contactCount: reading.row?.contactCount });
    const { row, found } = reading;
    const isUnchanged =
      row?.contactCount === before.contactCount &&
      found.length === customerIds.length &&
      found.every((presence) => presence === 'present');
    return isUnchanged && result === undefined && !confirmed
      ? failed({ code: 'UNREACHABLE', hint: 'NOT_CHANGED' })
      : failed({ code: 'OUTCOME_UNKNOWN' });
  }

  /** Reads the campaign, and looks up its contacts unless it is empty or there are too many of them. */
  async #read(
    { operation, before: { campaignId } }: LostDestruction,
    customerIds: readonly string[],
    request: CallContext,
  ): Promise<RemovalReading> {
    const { wolkvox } = this.dependencies;
    const row = await findCampaignNow(wolkvox, operation, campaignId, request);
    const found: Presence[] = [];
    const mayProve = row !== undefined && row.contactCount !== 0 && customerIds.length <= MAX_LOOKUPS;
    for (const customerId of mayProve ? customerIds : []) {
      const query = { campaignId, record: { customer_id: customerId } };
      found.push(presenceOf(await wolkvox.call(operation, findContact, query, request)));
      // A part of them, or one that cannot be read, proves nothing.
      if (found.at(-1) !== found[0] || found[0] === 'unread') break;
    }
    return { row, found };
  }
}

function presenceOf(outcome: Outcome<'same' | 'different' | 'none'>): Presence {
  if (outcome.ok) return outcome.value === 'none' ? 'absent' : 'present';
  return isUndocumented404(outcome.failure) ? 'refused' : 'unread';
}
