import { CAMPAIGN_STATUSES, CAMPAIGN_TYPES, type ListedCampaign } from '../domain/campaign.js';
import type { ListedSkill } from '../domain/skill.js';

/** Tells whether a value, read from text that any client of Redis could have written, is a row of a list. */
export type IsRow<Row> = (value: unknown) => value is Row;

/** The rows of a list that another replica shelved; undefined if the text is no list, or if one of them is no row of it. */
export function readShelved<Row>(text: string, isRow: IsRow<Row>): readonly Row[] | undefined {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(rows) && rows.every(isRow) ? rows : undefined;
}

export const isListedCampaign: IsRow<ListedCampaign> = (value): value is ListedCampaign => {
  if (!isObject(value)) return false;
  const { campaignId, name, type, description, status, skillId, records, speed, dialMode, lastUsedAt, recycled } =
    value;
  return (
    isId(campaignId) &&
    typeof name === 'string' &&
    isOneOf(CAMPAIGN_TYPES, type) &&
    isText(description) &&
    isOneOf(CAMPAIGN_STATUSES, status) &&
    (skillId === undefined || isId(skillId)) &&
    [records, speed, recycled].every(isCount) &&
    [dialMode, lastUsedAt].every(isText) &&
    (value.turboDial === undefined || typeof value.turboDial === 'boolean')
  );
};

export const isListedSkill: IsRow<ListedSkill> = (value): value is ListedSkill => {
  if (!isObject(value)) return false;
  const { skillId, name, description, lastUsedAt } = value;
  return isId(skillId) && [name, description, lastUsedAt].every(isText);
};

/** A row that is told by its id alone, for lists that have no check of their own. */
export const hasTextId =
  <Row>(idOf: (row: Row) => unknown): IsRow<Row> =>
  (value): value is Row =>
    isObject(value) && typeof idOf(value as Row) === 'string';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (value: unknown): boolean => typeof value === 'string' && /^[0-9]+$/.test(value);
const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
/** GraphQL's Int: a larger one would fail the whole answer. */
const isCount = (value: unknown): boolean =>
  value === undefined || (Number.isInteger(value) && Math.abs(value as number) < 2 ** 31);
const isOneOf = (words: readonly unknown[], value: unknown): boolean => value === undefined || words.includes(value);
