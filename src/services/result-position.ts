import type { ResultKey, ResultWindow } from '../domain/contact-result.js';
import { MAX_WINDOW_SECONDS, type ResultSpan } from '../domain/result-span.js';
import { halfOf, nextLength, reportRows, type WindowBounds } from './result-plan.js';
import type { CutReading } from './result-windows.js';

/** Rows of a window that were returned: all until `key`. */
export interface ReturnedRows {
  /** Start of the window. The window may have been split since, so they are also in the windows after it. */
  readonly from: number;
  readonly key: ResultKey;
}

/** Known number of rows from a time to the end of the window. */
export interface KnownRows {
  readonly from: number;
  /** At least. */
  readonly rows: number;
}

/**
 * Place in the results of a span: before the first row of a window that was not returned. A cursor is a position, so it depends on no
 * state of this server.
 */
export interface ResultPosition extends WindowBounds {
  /** Rows of this window, and of windows that contain it, that were returned. In ascending order of `from`. */
  readonly returned: readonly ReturnedRows[];
  /** Rows of the last report that was cut, without those of its parts that were read. */
  readonly known?: KnownRows | undefined;
  /** Smallest number of rows of a report that was cut, if it is below the cap of wolkvox. */
  readonly maxRows?: number | undefined;
}

/** Position before the newest row. `cut`: a cut report of about the same window. */
export const startOf = ({ from, end }: ResultSpan, cut?: CutReading): ResultPosition => ({
  from: Math.max(from, end - (cut?.partLength ?? MAX_WINDOW_SECONDS)),
  end,
  returned: [],
  maxRows: cut?.rows,
});

/** Returns true if no row is after the position. */
export const isEnd = ({ end }: ResultPosition, span: ResultSpan): boolean => end <= span.from;

/** Position after a row of the window. */
export const positionAfter = (position: ResultPosition, key: ResultKey): ResultPosition => ({
  ...position,
  returned: [...outside(position), { from: position.from, key }],
});

/** Position before the newest row of the first part of a window that was cut. */
export const positionInPart = (position: ResultPosition, { partLength, rows }: CutReading): ResultPosition => ({
  from: position.end - partLength,
  end: position.end,
  returned: position.returned,
  known: { from: position.from, rows },
  maxRows: Math.min(position.maxRows ?? rows, rows),
});

/**
 * Position before the newest row of the window before a complete one. That window is as long as its rows probably allow. It ends at
 * the start of a window that it was split from, and is a half of the time that is known to have too many rows.
 */
export function positionBefore(
  position: ResultPosition,
  span: ResultSpan,
  window: ResultWindow,
  cap: number,
): ResultPosition {
  const { from: end, maxRows = cap } = position;
  const returned = outside(position).map((rows) => ({ ...rows, key: withoutCopiesIn(window, rows.key) }));
  const known =
    position.known !== undefined && position.known.from < end
      ? { ...position.known, rows: Math.max(0, position.known.rows - reportRows(window)) }
      : undefined;
  const earliest = Math.max(span.from, ...returned.map(({ from }) => from));
  const from = Math.max(earliest, end - nextLength(position, window, maxRows));
  const isCut = known !== undefined && from <= known.from && known.rows >= maxRows;
  return {
    from: isCut ? Math.max(earliest, end - halfOf({ from: known.from, end })) : from,
    end,
    returned,
    known,
    maxRows: position.maxRows,
  };
}

/** Returns the index of the first row of the window that was not returned. */
export const firstIndex = ({ returned }: ResultPosition, window: ResultWindow): number =>
  Math.max(0, ...returned.map(({ key }) => window.indexAfter(key)));

/**
 * Returns the key for the rest of a window that was split after its rows were returned. Equal rows without a time may be in several
 * parts, so those of a part that was read are no longer before the key. An ordinal of -1 is before all equal rows.
 */
function withoutCopiesIn(window: ResultWindow, key: ResultKey): ResultKey {
  const copies = window.indexAfter({ ...key, ordinal: Infinity }) - window.indexAfter({ ...key, ordinal: -1 });
  return { ...key, ordinal: Math.max(-1, key.ordinal - copies) };
}

/** Returned rows of windows that contain this one and begin before it. */
const outside = ({ from, returned }: ResultPosition): readonly ReturnedRows[] =>
  returned.filter((rows) => rows.from < from);
