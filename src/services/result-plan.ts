import { MAX_WINDOW_SECONDS, secondsOf, textOf } from '../domain/result-span.js';
import type { ResultWindow } from '../domain/contact-result.js';

/** Seconds of the wall clock that a window covers: `from` inclusive, `end` exclusive. */
export interface WindowBounds {
  readonly from: number;
  readonly end: number;
}

/** A window of at most this length is not split, so it may stay cut. */
export const MIN_WINDOW_SECONDS = 3_600;

/** Part of the cap of wolkvox that a window is planned to fill. The rest is for days with more rows than the days before. */
const FILL = 0.95;

/**
 * Parts of a cut window that its rows cover, if they show how many rows there are in that time. Rows that cover more of it are
 * probably not sorted by time. Rows that cover less are a peak, and the rate of the rest is unknown.
 */
const SHOWN_PART = { min: 0.1, max: 0.9 };

const WEEK_SECONDS = 7 * 86_400;

/** Returns true if a cut window can be split. */
export const isSplittable = ({ from, end }: WindowBounds): boolean => end - from > MIN_WINDOW_SECONDS;

/**
 * Returns the length of the newest part of a cut window. If its rows cover only a part of it, they show how many rows there are in
 * that time. Otherwise it is halved.
 */
export function splitLength(bounds: WindowBounds, window: ResultWindow): number {
  const length = bounds.end - bounds.from;
  const timed = timesWithin(bounds, window);
  const shown = timed.rows === 0 ? length : timed.newest - timed.oldest + 1;
  const showsRate = shown >= SHOWN_PART.min * length && shown <= SHOWN_PART.max * length;
  return showsRate ? Math.max(MIN_WINDOW_SECONDS, Math.floor(FILL * shown)) : halfOf(bounds);
}

/** Returns the length of the newest half of a window. */
export const halfOf = ({ from, end }: WindowBounds): number =>
  Math.max(MIN_WINDOW_SECONDS, Math.ceil((end - from) / 2));

/** Returns the number of rows of a report, which counts for its cap. */
export const reportRows = ({ count, unreadRows }: ResultWindow): number => count + unreadRows;

/**
 * Returns the length of the window before a complete one, so that it has almost as many rows as wolkvox returns: `maxRows`. A window
 * of some weeks has whole weeks as the one before it, because days of the week differ.
 */
export function nextLength(bounds: WindowBounds, window: ResultWindow, maxRows: number): number {
  const target = Math.max(1, Math.floor(FILL * maxRows));
  const seconds = weeklyLength(bounds, window, target) ?? ((bounds.end - bounds.from) * target) / reportRows(window);
  return Math.round(Math.max(MIN_WINDOW_SECONDS, Math.min(seconds, MAX_WINDOW_SECONDS)));
}

/** Returns the length for a number of rows, by the weeks of a window; undefined if it has none with rows. */
function weeklyLength({ from, end }: WindowBounds, window: ResultWindow, target: number): number | undefined {
  const weeks = Math.floor((end - from) / WEEK_SECONDS);
  const timed = timesWithin({ from, end: from + weeks * WEEK_SECONDS }, window);
  const oldestWeek = timesWithin({ from, end: from + WEEK_SECONDS }, window);
  if (weeks === 0 || oldestWeek.rows === 0) return undefined;
  const untimed = reportRows(window) / timesWithin({ from, end }, window).rows;
  const perWeek = (untimed * timed.rows) / weeks;
  const rest = target % perWeek;
  const wholeWeeks = Math.round((target - rest) / perWeek);
  // The last days before the window are like the last days of its oldest week.
  const first = oldestWeek.firstIndex + Math.floor((rest * oldestWeek.rows) / perWeek);
  const time = secondsAt(window, first);
  return wholeWeeks * WEEK_SECONDS + (time === undefined ? 0 : from + WEEK_SECONDS - 1 - time);
}

/** Rows of a window with a time within some bounds. */
function timesWithin({ from, end }: WindowBounds, window: ResultWindow) {
  const firstIndex = firstBefore(window, end);
  const rows = firstBefore(window, from) - firstIndex;
  const newest = secondsAt(window, firstIndex) ?? from;
  return { firstIndex, rows, newest, oldest: secondsAt(window, firstIndex + rows - 1) ?? newest };
}

/** Returns the index of the first row before a time. Rows without a time are after it. */
export const firstBefore = (window: ResultWindow, seconds: number): number =>
  window.indexAfter({ at: textOf(seconds), hash: AFTER_ALL_HASHES, ordinal: 0 });

/** Hashes are hexadecimal. */
const AFTER_ALL_HASHES = 'g';

function secondsAt(window: ResultWindow, n: number): number | undefined {
  const { at } = n >= 0 && n < window.count ? window.keyAt(n) : { at: undefined };
  return at === undefined ? undefined : secondsOf(at);
}
