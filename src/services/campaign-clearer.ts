import type { SelectableResult } from '../domain/dial-result.js';
import { failed, succeeded, type Outcome } from '../domain/failure.js';
import type { LocalizedText } from '../shared/i18n.js';
import type { CallContext } from '../wolkvox/client.js';
import type { Selection } from '../wolkvox/endpoints/campaign-values.js';
import { clearCampaign } from '../wolkvox/endpoints/clear-campaign.js';
import {
  destroy,
  type Destroyed,
  type DestroyedCampaign,
  type Destruction,
  type DestructionCommand,
  type DestructionDependencies,
} from './campaign-destruction.js';
import { findCampaignNow, readCampaignAfter } from './campaign-now.js';
import type { WriteResult } from './execute-write.js';

/** Campaign to clear, with its confirmation. */
export interface ClearCommand extends DestructionCommand {
  /** Only contacts with this last result. undefined: all. */
  readonly result: SelectableResult | undefined;
}

/** Shown if nothing was sent, because the campaign has no contacts. */
const ALREADY_EMPTY = {
  en: 'The campaign has no contacts. Nothing was sent.',
  es: 'La campaña no tiene contactos; no se envió nada.',
} as const satisfies LocalizedText;

/** Shown if the response of wolkvox was lost. */
const FOUND_EMPTY = {
  en: 'Cleared. The response from wolkvox was lost, and the list of campaigns shows the campaign without contacts.',
  es: 'Vaciada: la respuesta se perdió, y la lista de campañas la muestra sin contactos.',
} as const satisfies LocalizedText;

/** Shown if wolkvox rejected the request, because the campaign was emptied after it was read. */
const REJECTED_EMPTY = {
  en: 'The campaign is empty. wolkvox rejected the request, and the list of campaigns shows the campaign without contacts.',
  es: 'La campaña está vacía: wolkvox rechazó la solicitud, y la lista de campañas la muestra sin contactos.',
} as const satisfies LocalizedText;

/**
 * Clears campaigns: removes their contacts. Only a count of 0 proves what happened after a lost response. Another count does not,
 * because the count of wolkvox may lag, and contacts with one result cannot be counted.
 */
export class CampaignClearer {
  constructor(private readonly dependencies: DestructionDependencies) {}

  /** Clears a campaign of an operation. */
  clear(command: ClearCommand, request: CallContext): Promise<WriteResult<DestroyedCampaign>> {
    const { wolkvox } = this.dependencies;
    const kind: Destruction<Selection, Destroyed> = {
      mutation: 'clearCampaign',
      endpoint: clearCampaign,
      inputOf: ({ campaignId, type }) => ({ campaignId, type, result: command.result }),
      findDone: ({ contactCount }) => (contactCount === 0 ? { message: ALREADY_EMPTY, contactCount } : undefined),
      reconcile: async (lost, detached) => {
        const read = await readCampaignAfter(wolkvox, lost, ({ contactCount }) => contactCount === 0, detached);
        return read.ok && read.value.contactCount === 0
          ? succeeded({ message: FOUND_EMPTY, contactCount: 0 })
          : failed({ code: 'OUTCOME_UNKNOWN' });
      },
      check: (outcome, detached) => this.#check(outcome, command, detached),
    };
    return destroy(this.dependencies, kind, command, request);
  }

  /**
   * Returns the number of contacts that are left after a success. Returns a success if wolkvox refused the clear with 404 (seen) and
   * the campaign is empty. Otherwise returns the outcome.
   */
  async #check(
    outcome: Outcome<Destroyed>,
    { operation, campaignId, result }: ClearCommand,
    request: CallContext,
  ): Promise<Outcome<Destroyed>> {
    if (outcome.ok) return result === undefined ? succeeded({ ...outcome.value, contactCount: 0 }) : outcome;
    if (!('upstreamCode' in outcome.failure) || outcome.failure.upstreamCode !== 404) return outcome;
    const { wolkvox } = this.dependencies;
    const row = await findCampaignNow(wolkvox, operation, campaignId, request).catch(() => undefined);
    return row?.contactCount === 0 ? succeeded({ message: REJECTED_EMPTY, contactCount: 0 }) : outcome;
  }
}
