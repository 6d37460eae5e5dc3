import type { Sentence } from '../domain/language.js';
import type { Operation } from '../domain/operation.js';
import { argumentError } from './read-error.js';

/** `<operationId>:<number>`: wolkvox's numbers are unique within an operation only. */
export const globalId = ({ id }: Operation, number: string): string => `${id}:${number}`;

/**
 * The parts of a global id; undefined if the text has another form. The operation's id has the form that the configuration
 * accepts, so a text of any other length or with any other character names nothing.
 */
export function readGlobalId(id: string): { readonly operationId: string; readonly number: string } | undefined {
  const match = /^([A-Za-z0-9_-]{1,64}):([0-9]+)$/.exec(id);
  return match === null ? undefined : { operationId: match[1] ?? '', number: match[2] ?? '' };
}

/** What a client is told whose id of a campaign or a skill has another form. Never holds the rejected value. */
const GLOBAL_ID_EXPECTED = {
  campaign: {
    en: 'id must have the form operationId:campaignId, for example default:5801. It is the field id of a campaign.',
    es: 'id debe tener la forma operationId:campaignId, por ejemplo default:5801. Es el campo id de una campaña.',
  },
  skill: {
    en: 'id must have the form operationId:skillId, for example default:4021. It is the field id of a skill.',
    es: 'id debe tener la forma operationId:skillId, por ejemplo default:4021. Es el campo id de un skill.',
  },
} as const satisfies Record<string, Sentence>;

/**
 * The id, if it has the form of a global id; whether it names anything is another question. Throws BAD_USER_INPUT if not: null
 * would say that the object does not exist, and a bare number would be searched for in vain.
 */
export function requireGlobalId(id: string, kind: keyof typeof GLOBAL_ID_EXPECTED): string {
  if (readGlobalId(id) === undefined) throw argumentError(GLOBAL_ID_EXPECTED[kind]);
  return id;
}
