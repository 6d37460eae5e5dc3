import { failed, FAILURES, type Outcome } from '../domain/failure.js';

/** The outcome of a read: one that got no clear answer changed nothing, so nothing about it is unknown. */
export const changedNothing = <T>(outcome: Outcome<T>): Outcome<T> =>
  outcome.ok || FAILURES[outcome.failure.code].happened === 'no'
    ? outcome
    : failed({ code: 'UNREACHABLE', hint: 'UNREADABLE_ANSWER' });
