import type { BoardRow } from '../domain/board-row.js';
import { CAMPAIGN_STATUSES, CAMPAIGN_TYPES, type ListedCampaign } from '../domain/campaign.js';
import type { ListedSkill } from '../domain/skill.js';
import { isObject, parseJson } from '../shared/json.js';

/** Checks a row of a shared snapshot, because any client of Redis can write it. */
export type IsRow<Row> = (value: unknown) => value is Row;

/** Parses the snapshot of another replica; undefined if the text is not a list of valid rows. */
export function readSharedRows<Row>(text: string, isRow: IsRow<Row>): readonly Row[] | undefined {
  const rows = parseJson(text);
  return Array.isArray(rows) && rows.every(isRow) ? rows : undefined;
}

export const isListedCampaign: IsRow<ListedCampaign> = (row): row is ListedCampaign =>
  isObject(row) &&
  isId(row.campaignId) &&
  typeof row.name === 'string' &&
  isOneOf(CAMPAIGN_TYPES, row.type) &&
  isOneOf(CAMPAIGN_STATUSES, row.status) &&
  (row.skillId === undefined || isId(row.skillId)) &&
  [row.contactCount, row.speed, row.recycleCount].every(isCount) &&
  [row.description, row.dialMode, row.lastUsedAt].every(isText) &&
  (row.turboDial === undefined || typeof row.turboDial === 'boolean');

export const isListedSkill: IsRow<ListedSkill> = (row): row is ListedSkill =>
  isObject(row) && isId(row.skillId) && [row.name, row.description, row.lastUsedAt].every(isText);

export const isBoardRow: IsRow<BoardRow> = (row): row is BoardRow =>
  isObject(row) &&
  isId(row.campaignId) &&
  isOneOf(CAMPAIGN_STATUSES, row.status) &&
  [row.contactCount, row.dialed, row.pending, row.answered, row.unanswered].every(isCount) &&
  [row.busyOrFailed, row.answeringMachines, row.hits].every(isCount) &&
  [row.callsPerMinute, row.penetration].every((value) => value === undefined || Number.isFinite(value));

/** Returns true if the value is a number of wolkvox, for example of a campaign. */
export const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9]+$/.test(value);
const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
/** Range of GraphQL's Int, because a larger value would fail the response. */
const isCount = (value: unknown): boolean =>
  value === undefined || (Number.isInteger(value) && Math.abs(value as number) < 2 ** 31);
const isOneOf = (values: readonly unknown[], value: unknown): boolean => value === undefined || values.includes(value);
