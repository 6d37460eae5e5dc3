import { DEFAULT_PAGE, MAX_PAGE } from '../services/campaign-search.js';
import type { LocalizedText } from '../shared/i18n.js';
import type { Arguments } from './cost/field-cost.js';
import { argumentError } from './errors/localized-error.js';

const OUT_OF_RANGE = {
  en: `first must be from 0 to ${MAX_PAGE}.`,
  es: `first debe estar entre 0 y ${MAX_PAGE}.`,
} as const satisfies LocalizedText;

/** Options of the argument `first`. */
export const PAGE_SIZE = {
  nullable: true,
  defaultValue: DEFAULT_PAGE,
  description: `Maximum page size, 0 to ${MAX_PAGE}.`,
} as const;

/** Returns the page size of the argument `first`. Throws BAD_USER_INPUT if it is out of range. */
export function readPageSize(first: number | null): number {
  const size = first ?? DEFAULT_PAGE;
  if (size < 0 || size > MAX_PAGE) throw argumentError(OUT_OF_RANGE);
  return size;
}

/** Returns the number of rows of a page for its cost. An argument that is out of range counts as the nearest valid one. */
export const estimatedPageSize = ({ first }: Arguments): number =>
  Math.min(Math.max((first ?? DEFAULT_PAGE) as number, 0), MAX_PAGE);
