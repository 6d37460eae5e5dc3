import type { CreateTexts } from './create-texts.js';
import type { DeskTexts } from './desk-texts.js';
import type { Action, ActionTexts, FailureTexts, ReadFailureTexts } from './failure-texts.js';

export type { Action, NoticeText } from './failure-texts.js';

/** All texts of the desk. A language is complete if it compiles. */
export interface Dictionary extends CreateTexts {
  readonly loading: string;
  readonly retry: string;
  readonly desk: DeskTexts;
  readonly failures: FailureTexts;
  readonly actions: Readonly<Record<Action, ActionTexts>>;
  readonly readFailures: ReadFailureTexts;
}
