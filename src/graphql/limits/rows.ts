import { DEFAULT_PAGE, MAX_PAGE } from '../../service/campaign-page.js';
import type { Lists } from '../../service/lists.js';
import type { UpstreamOperation } from '../../wolkvox/client.js';
import { MOST_REPRESENTATIONS } from '../entities.js';

/** Of a field, as GraphQL has read them. */
export type Arguments = Readonly<Record<string, unknown>>;

/** How long a list may be. */
export interface Rows {
  /** At most, where so many operations are configured. */
  readonly most: (operations: number) => number;
  /** With these arguments. `readable`: the operations that the field is about, as far as the caller may read them. */
  readonly of: (args: Arguments, readable: readonly UpstreamOperation[], lists: Pick<Lists, 'skillCount'>) => number;
}

/** A creation tells of few issues and candidates. */
export const NO_LIST: Rows = { most: () => 1, of: () => 1 };

/** What is asked for, not what is there: so no query is refused one day because there are more campaigns. */
export const PAGE: Rows = {
  most: () => MAX_PAGE,
  of: ({ first }) => Math.min(Math.max((first ?? DEFAULT_PAGE) as number, 0), MAX_PAGE),
};

/** They come without a page, so what is there counts. */
export const ALL_SKILLS: Rows = {
  most: () => Infinity,
  of: (_args, readable, lists) =>
    readable.reduce((sum, operation) => sum + (lists.skillCount(operation) ?? SKILLS_NEVER_READ), 0),
};

/** Taken for as many before the first read, which must not be made to find out: more than most have, as a guess. */
const SKILLS_NEVER_READ = 200;

export const OPERATIONS: Rows = { most: (operations) => operations, of: (_args, readable) => readable.length };

/** Where there are more, none is looked up. */
export const REPRESENTATIONS: Rows = {
  most: () => MOST_REPRESENTATIONS,
  of: ({ representations }) => Math.min((representations as readonly unknown[]).length, MOST_REPRESENTATIONS),
};
