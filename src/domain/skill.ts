import type { Operation } from './operation.js';

/** A skill as wolkvox lists it; what the list does not tell is undefined. */
export interface ListedSkill {
  /** wolkvox's own number. */
  readonly skillId: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** `YYYY-MM-DDTHH:MM:SS` of the operation's wall clock. */
  readonly lastUsedAt: string | undefined;
}

/** A skill of an operation: agents who can serve the same contacts. */
export interface Skill extends ListedSkill {
  readonly operation: Operation;
}
