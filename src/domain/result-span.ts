import type { Operation } from './operation.js';
import { readTime, wallClockAt, type WallClock } from './wall-clock.js';

/**
 * Times in whole seconds on the wall clock of an operation, counted as if the clock showed UTC. Clocks that are set back repeat an
 * hour, and the times of wolkvox do too.
 */
export interface ResultSpan {
  readonly from: number;
  /** Exclusive. */
  readonly end: number;
}

/** Rules of the arguments `from` and `to`. */
export type SpanIssue = 'FROM_INVALID' | 'TO_INVALID' | 'FROM_AFTER_TO';

const DAY_SECONDS = 86_400;

/**
 * Longest window. wolkvox accepts 31 days (doc), and reports a longer window as one without rows. It is not known how it counts the
 * days, so a window of 30 days is asked for with one second more.
 */
export const MAX_WINDOW_SECONDS = 30 * DAY_SECONDS;

/** Returns the span of two inclusive times, or the broken rule. */
export function readResultSpan(from: string, to: string, operation: Operation): ResultSpan | SpanIssue {
  const [start, last] = [readBound(from, operation), readBound(to, operation)];
  if (start === undefined) return 'FROM_INVALID';
  if (last === undefined) return 'TO_INVALID';
  // Two instants within a repeated hour may be in another order on the clock.
  const isReversed =
    start.instant !== undefined && last.instant !== undefined
      ? start.instant > last.instant
      : start.seconds > last.seconds;
  if (isReversed) return 'FROM_AFTER_TO';
  return { from: Math.min(start.seconds, last.seconds), end: Math.max(start.seconds, last.seconds) + 1 };
}

/** Returns the part of a span that can have results: until a day from now, because clocks differ. It is empty if `end` is `from`. */
export function possibleSpan({ from, end }: ResultSpan, now: Date, { timeZone }: Operation): ResultSpan {
  const clock = wallClockAt(now, timeZone);
  const latest = clock === undefined ? end : secondsOfClock(clock) + DAY_SECONDS;
  return { from, end: Math.max(from, Math.min(end, latest)) };
}

/** Returns the number of windows of a span, at least 1. */
export const windowsOf = ({ from, end }: ResultSpan): number =>
  Math.max(1, Math.ceil((end - from) / MAX_WINDOW_SECONDS));

/** Returns true if a window ended more than a day ago, so that its results do not change any more. */
export function isFinished(end: number, now: Date, { timeZone }: Operation): boolean {
  const clock = wallClockAt(now, timeZone);
  return clock !== undefined && end < secondsOfClock(clock) - DAY_SECONDS;
}

/** Returns the seconds of a time `YYYY-MM-DDTHH:MM:SS`. */
export const secondsOf = (text: string): number => Date.parse(`${text}Z`) / 1000;

const secondsOfClock = ({ date, time }: WallClock): number => secondsOf(`${date}T${time}`);

/** Returns the time as `YYYY-MM-DDTHH:MM:SS`. */
export const textOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, -'.000Z'.length);

export function clockOf(seconds: number): WallClock {
  const [date = '', time = ''] = textOf(seconds).split('T');
  return { date, time };
}

function readBound(text: string, { timeZone }: Operation): { seconds: number; instant?: number } | undefined {
  const written = readTime(text);
  if (written?.kind === 'local') return { seconds: secondsOfClock(written.clock) };
  if (written?.kind !== 'instant') return undefined;
  const clock = wallClockAt(written.instant, timeZone);
  return clock && { seconds: secondsOfClock(clock), instant: written.instant.getTime() };
}
