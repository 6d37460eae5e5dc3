import { readGlobalId } from '../domain/global-id.js';
import type { LocalizedText } from '../shared/i18n.js';
import { argumentError } from './errors/localized-error.js';

/** Messages for an id in another format. They never contain the rejected value. */
const INVALID_GLOBAL_ID = {
  campaign: {
    en: 'id must have the format operationId:campaignId, for example default:5801. Use the field id of a campaign.',
    es: 'id debe tener la forma operationId:campaignId, por ejemplo default:5801. Es el campo id de una campaña.',
  },
  skill: {
    en: 'id must have the format operationId:skillId, for example default:4021. Use the field id of a skill.',
    es: 'id debe tener la forma operationId:skillId, por ejemplo default:4021. Es el campo id de un skill.',
  },
} as const satisfies Record<string, LocalizedText>;

/**
 * Returns the id if it has the format of a global id. The object need not exist. Otherwise throws BAD_USER_INPUT,
 * because null would mean that the object does not exist, and a bare number would never be found.
 */
export function requireGlobalId(id: string, kind: keyof typeof INVALID_GLOBAL_ID): string {
  if (readGlobalId(id) === undefined) throw argumentError(INVALID_GLOBAL_ID[kind]);
  return id;
}
