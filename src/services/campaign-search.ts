import type { CampaignStatus, CampaignType, ListedCampaign } from '../domain/campaign.js';
import { byNumber } from './list-cache.js';

/** Conditions for campaigns. null and undefined match all campaigns. */
export interface CampaignFilter {
  readonly type?: CampaignType | null;
  readonly status?: CampaignStatus | null;
  /** Ignores letter case and accents. */
  readonly nameContains?: string | null;
}

/** Page of a list. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Number of rows on all pages. */
  readonly total: number;
  readonly before: boolean;
  readonly after: boolean;
}

export const MAX_PAGE = 1_000;
export const DEFAULT_PAGE = 50;

/** Returns the first matching campaigns after a number. `list` is sorted by number. */
export function campaignPage(
  list: readonly ListedCampaign[],
  filter: CampaignFilter,
  first: number,
  afterNumber: string | undefined,
): Page<ListedCampaign> {
  const matches = matching(list, filter);
  const from = afterNumber === undefined ? 0 : firstAfter(matches, afterNumber);
  const rows = matches.slice(from, from + first);
  return { rows, total: matches.length, before: from > 0, after: from + rows.length < matches.length };
}

function matching(list: readonly ListedCampaign[], filter: CampaignFilter): readonly ListedCampaign[] {
  const { type, status } = filter;
  const part = foldText(filter.nameContains ?? '');
  if (part === '' && (type ?? status ?? null) === null) return list;
  const names = part === '' ? [] : foldedNames(list);
  return list.filter(
    (row, index) =>
      (part === '' || names[index]?.includes(part) === true) &&
      (type === undefined || type === null || row.type === type) &&
      (status === undefined || status === null || row.status === status),
  );
}

/** Names are folded once per list, because 60,000 names take tens of milliseconds. */
function foldedNames(list: readonly ListedCampaign[]): readonly string[] {
  let names = folded.get(list);
  if (names === undefined) folded.set(list, (names = list.map(({ name }) => foldText(name))));
  return names;
}

const folded = new WeakMap<readonly ListedCampaign[], readonly string[]>();

const foldText = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function firstAfter(list: readonly ListedCampaign[], number: string): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byNumber(list[middle]?.campaignId ?? '', number) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
