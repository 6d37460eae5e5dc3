import { CAMPAIGN_STATUSES, CAMPAIGN_TYPES, type ListedCampaign } from '../domain/campaign.js';
import type { ListedSkill } from '../domain/skill.js';

/** Checks a row of a shared snapshot, because any client of Redis can write it. */
export type IsRow<Row> = (value: unknown) => value is Row;

/** Parses the snapshot of another replica; undefined if the text is not a list of valid rows. */
export function readSharedRows<Row>(text: string, isRow: IsRow<Row>): readonly Row[] | undefined {
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
  const {
    campaignId,
    name,
    type,
    description,
    status,
    skillId,
    contactCount,
    speed,
    dialMode,
    lastUsedAt,
    recycleCount,
  } = value;
  return (
    isId(campaignId) &&
    typeof name === 'string' &&
    isOneOf(CAMPAIGN_TYPES, type) &&
    isText(description) &&
    isOneOf(CAMPAIGN_STATUSES, status) &&
    (skillId === undefined || isId(skillId)) &&
    [contactCount, speed, recycleCount].every(isCount) &&
    [dialMode, lastUsedAt].every(isText) &&
    (value.turboDial === undefined || typeof value.turboDial === 'boolean')
  );
};

export const isListedSkill: IsRow<ListedSkill> = (value): value is ListedSkill => {
  if (!isObject(value)) return false;
  const { skillId, name, description, lastUsedAt } = value;
  return isId(skillId) && [name, description, lastUsedAt].every(isText);
};

/** Returns a check that requires a text id only, for lists without a check of their own. */
export const hasTextId =
  <Row>(idOf: (row: Row) => unknown): IsRow<Row> =>
  (value): value is Row =>
    isObject(value) && typeof idOf(value as Row) === 'string';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (value: unknown): boolean => typeof value === 'string' && /^[0-9]+$/.test(value);
const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
/** Range of GraphQL's Int, because a larger value would fail the response. */
const isCount = (value: unknown): boolean =>
  value === undefined || (Number.isInteger(value) && Math.abs(value as number) < 2 ** 31);
const isOneOf = (values: readonly unknown[], value: unknown): boolean => value === undefined || values.includes(value);
