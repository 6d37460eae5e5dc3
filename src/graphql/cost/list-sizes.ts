import { DEFAULT_PAGE, MAX_PAGE } from '../../services/campaign-search.js';
import type { Lists } from '../../services/lists.js';
import type { OperationConnection } from '../../wolkvox/client.js';
import { MAX_REPRESENTATIONS } from '../entities.js';

/** Coerced arguments of a field. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Size of a list. */
export interface ListSize {
  /** Maximum size, for a number of configured operations. */
  readonly upperBound: (operations: number) => number;
  /** Estimated size for these arguments. `readable`: the operations of the field that the caller may read. */
  readonly estimate: (
    args: Arguments,
    readable: readonly OperationConnection[],
    lists: Pick<Lists, 'skillCount'>,
  ) => number;
}

/** Lists below a creation are short: issues and candidates. */
export const NO_LIST: ListSize = { upperBound: () => 1, estimate: () => 1 };

/**
 * Uses the requested page size. The number of campaigns does not matter, so a query is never rejected because there are
 * more.
 */
export const PAGE: ListSize = {
  upperBound: () => MAX_PAGE,
  estimate: ({ first }) => Math.min(Math.max((first ?? DEFAULT_PAGE) as number, 0), MAX_PAGE),
};

/** Skills have no pages, so their number counts. */
export const ALL_SKILLS: ListSize = {
  upperBound: () => Infinity,
  estimate: (_args, readable, lists) =>
    readable.reduce((sum, operation) => sum + (lists.skillCount(operation) ?? ASSUMED_SKILLS), 0),
};

/** Assumed number before the first read (guess: more than most operations have). The estimate must not cause a read. */
const ASSUMED_SKILLS = 200;

export const OPERATIONS: ListSize = {
  upperBound: (operations) => operations,
  estimate: (_args, readable) => readable.length,
};

/** Above this number the request is rejected. */
export const REPRESENTATIONS: ListSize = {
  upperBound: () => MAX_REPRESENTATIONS,
  estimate: ({ representations }) => Math.min((representations as readonly unknown[]).length, MAX_REPRESENTATIONS),
};
