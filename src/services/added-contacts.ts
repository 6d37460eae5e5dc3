import type { ListedCampaign } from '../domain/campaign.js';
import type { InputRule } from '../domain/input-rules.js';
import type { Operation } from '../domain/operation.js';
import type { LocalizedText } from '../shared/i18n.js';
import { isObject } from '../shared/json.js';
import { isInputRule, isPath } from './idempotent-result.js';
import { isId, isListedCampaign } from './shared-list-rows.js';

/** Contact that was not added. It contains no value of the contact. */
export interface ContactRejection {
  /** Index in the input. */
  readonly index: number;
  /** Path within the input. */
  readonly path: readonly string[];
  /** Broken rule of this server; undefined if wolkvox rejected the contact. */
  readonly rule: InputRule | undefined;
}

/** Result of a request to add contacts. */
export interface AddedContacts {
  readonly campaign: { readonly operation: Operation; readonly campaignId: string };
  /** The campaign as it was read before the contacts were sent. */
  readonly row: ListedCampaign;
  /** Contacts that were sent. */
  readonly sent: number;
  readonly accepted: number;
  /** In the order of the input, each contact once. */
  readonly rejected: readonly ContactRejection[];
  /** Message of wolkvox; undefined if `notice` replaces it. */
  readonly message: string | undefined;
  readonly notice: AddedNotice | undefined;
}

/** Messages of this server instead of one of wolkvox. */
export const ADDED_NOTICES = {
  NOTHING_SENT: {
    en: 'No contact satisfies the rules. Nothing was sent.',
    es: 'Ningún contacto cumple las reglas; no se envió nada.',
  },
  FOUND: {
    en: 'Added. The response from wolkvox was lost, and a later reading shows all contacts in the campaign.',
    es: 'Agregados: la respuesta se perdió, y una consulta posterior muestra todos los contactos en la campaña.',
  },
  SOME_UNLOCATED: {
    en: 'wolkvox rejected more contacts than `rejected` lists, because its response does not show which ones. Look for them in wolkvox.',
    es: 'wolkvox rechazó más contactos de los que figuran en rejected, y su respuesta no indica cuáles. Búsquelos en wolkvox.',
  },
} as const satisfies Record<string, LocalizedText>;

export type AddedNotice = keyof typeof ADDED_NOTICES;

/** Reads a stored result; undefined if it is invalid. */
export function readAdded(
  { campaign, row, sent, accepted, rejected, message, notice }: Readonly<Record<string, unknown>>,
  operation: Operation,
): AddedContacts | undefined {
  if (!isObject(campaign) || !isId(campaign.campaignId)) return;
  if (!isListedCampaign(row) || !isCount(sent) || !isCount(accepted) || !Array.isArray(rejected)) return;
  if (!rejected.every(isRejection) || !isNotice(notice) || (message !== undefined && typeof message !== 'string'))
    return;
  return { campaign: { operation, campaignId: campaign.campaignId }, row, sent, accepted, rejected, message, notice };
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

const isNotice = (value: unknown): value is AddedNotice | undefined =>
  value === undefined || (typeof value === 'string' && Object.hasOwn(ADDED_NOTICES, value));

const isRejection = (value: unknown): value is ContactRejection =>
  isObject(value) &&
  isCount(value.index) &&
  isPath(value.path) &&
  (value.rule === undefined || isInputRule(value.rule));
