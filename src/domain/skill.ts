import type { Operation } from './operation.js';

/** Skill in the list of wolkvox. A field is undefined if the list lacks it. */
export interface ListedSkill {
  /** Number that wolkvox assigned. */
  readonly skillId: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** `YYYY-MM-DDTHH:MM:SS` on the wall clock of the operation. */
  readonly lastUsedAt: string | undefined;
}

/** Skill of an operation: a group of agents who can serve the same contacts. */
export interface Skill extends ListedSkill {
  readonly operation: Operation;
}
