import type { CampaignEdit } from './campaign-edit.js';
import type { ListedCampaign } from './campaign.js';
import { withoutZeros } from './global-id.js';

/** What two readings show of an edit: all of it, nothing of it, or neither for certain. */
export type ShownEffect = 'all' | 'none' | 'unclear';

/**
 * Returns what the rows of the campaign before and after an edit show of its effect. A part of an edit may be carried out, and no list
 * shows some fields. So an edit with one of those is always unclear.
 */
export function shownEffect(edit: CampaignEdit, before: ListedCampaign, after: ListedCampaign): ShownEffect {
  if (hasHiddenFields(edit)) return 'unclear';
  const fields = shownFields(edit, before, after);
  if (fields.every(({ wanted, is }) => is === wanted)) return 'all';
  const isUntouched = ({ wanted, was, is }: ShownField): boolean =>
    was !== undefined && is === was && (wanted === was || !mayBeStoredAs(wanted, was));
  return fields.every(isUntouched) ? 'none' : 'unclear';
}

/** Fields that no list of wolkvox shows (doc). */
const HIDDEN = ['enableEdition', 'startTime', 'endTime', 'amd', 'optionalFields'] as const;

/** Returns true if the edit has a field that no list shows. */
export const hasHiddenFields = (edit: CampaignEdit): boolean => HIDDEN.some((field) => edit[field] !== undefined);

/** Field of an edit with its readings. undefined: missing, or not readable. */
interface ShownField {
  readonly wanted: string;
  readonly was: string | undefined;
  readonly is: string | undefined;
}

function shownFields(
  { name, description, skillId, turboDial }: CampaignEdit,
  before: ListedCampaign,
  after: ListedCampaign,
): readonly ShownField[] {
  // A list that showed a description before, and shows none now, shows an empty one.
  const descriptionNow = after.description ?? (before.description === undefined ? undefined : '');
  return [
    ...(name === undefined ? [] : [{ wanted: name, was: before.name, is: after.name }]),
    ...(description === undefined ? [] : [{ wanted: description, was: before.description, is: descriptionNow }]),
    ...(skillId === undefined ? [] : [{ wanted: withoutZeros(skillId), was: digitsOf(before), is: digitsOf(after) }]),
    ...(turboDial === undefined
      ? []
      : [{ wanted: String(turboDial), was: textOf(before.turboDial), is: textOf(after.turboDial) }]),
  ];
}

const digitsOf = ({ skillId }: ListedCampaign): string | undefined => skillId && withoutZeros(skillId);

const textOf = (value: boolean | undefined): string | undefined => (value === undefined ? undefined : String(value));

/**
 * Returns true if a database might store the text as the other one: cut off, trimmed, in another letter case, or without some
 * characters. A reading of the other text then does not prove that the text was not stored.
 */
const mayBeStoredAs = (text: string, stored: string): boolean => letters(text).startsWith(letters(stored));

const letters = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
