import { readTime } from '../../domain/wall-clock.js';
import { MAX_LIST_ANSWER_BYTES } from '../facts.js';
import type { Endpoint } from './endpoint.js';

/** A list as wolkvox tells it, read as far as it can be. */
export interface List<Row> {
  readonly rows: readonly Row[];
  /** Rows without a readable id: nothing can be said of them. */
  readonly unreadRows: number;
  /** Columns in which some row has a word that this layer does not know; read as if it were not there. */
  readonly unreadColumns: ReadonlySet<string>;
  /** What it lacks may be there all the same: its message counts more rows than came, or says it in words of other lists. */
  readonly partial?: true;
}

/**
 * Reads the rows of a list; undefined where it is none. `read` answers undefined for a row that cannot be told from others.
 * `msg` counts the rows, "N records were found" (doc): none where it counts some are no list. Rows that are left out, as ""
 * or null, are no rows, but no proof that there are none.
 */
export function readList<Row>(data: unknown, read: (cells: Cells) => Row | undefined, msg = ''): List<Row> | undefined {
  const written = listedValues(data);
  if (written === undefined) return undefined;
  const cells = new Cells();
  const rows: Row[] = [];
  for (const [nth, row] of written.entries()) {
    // Tens of thousands are read: what was read need not be there beside what it was made into.
    written[nth] = undefined;
    if (!isRow(row)) continue;
    cells.row = row;
    const value = read(cells);
    if (value !== undefined) rows.push(value);
  }
  const counted = countIn(msg);
  const lacksRows = counted > written.length;
  if (rows.length === 0 && (written.length > 0 || lacksRows)) return undefined;
  const isPartial = lacksRows || isLeftOut(data);
  const list = { rows, unreadRows: written.length - rows.length, unreadColumns: cells.unread };
  return isPartial ? { ...list, partial: true } : list;
}

/**
 * The values of what PHP calls an array: a list, or an object whose keys are all digits, which is what PHP writes for a list
 * with gaps. One row may come as an object (seen elsewhere). Empty: a list, an object or "" without anything, null, nothing.
 */
export function listedValues(data: unknown): unknown[] | undefined {
  if (Array.isArray(data)) return data as unknown[];
  if (isLeftOut(data)) return [];
  if (!isRow(data)) return undefined;
  return Object.keys(data).every((key) => /^\d+$/.test(key)) ? Object.values(data) : [data];
}

const isLeftOut = (data: unknown): boolean =>
  data === undefined || data === null || (typeof data === 'string' && data.trim() === '');

/** How many rows a message says there are; 0 where it does not count them. Thousands may be separated. */
function countIn(msg: string): number {
  const [, count = ''] = COUNT.exec(msg) ?? [];
  return Number(count.replace(/[.,]/g, ''));
}

const COUNT = /^\s*(\d{1,3}(?:[.,]\d{3}){1,2}|\d{1,9})\s+records\b/i;

/** What all reads of information.php share. */
export const INFORMATION = { file: 'information', method: 'GET', safe: true, query: () => ({}) } as const;

/** A list of information.php, whole and in one answer. */
export const listEndpoint = <Row>(
  api: string,
  read: (cells: Cells) => Row | undefined,
): Endpoint<undefined, List<Row>> => ({
  ...INFORMATION,
  api,
  read: ({ msg, data }) => readList(data, read, msg),
  empty: (words) => ({
    rows: [],
    unreadRows: 0,
    unreadColumns: new Set(),
    ...(words === 'report' && { partial: true }),
  }),
  maxAnswerBytes: MAX_LIST_ANSWER_BYTES,
});

/** The cells of one row at a time: everything is text, numbers too, and "" is nothing. */
export class Cells {
  readonly unread = new Set<string>();
  row: Readonly<Record<string, unknown>> = {};

  /** A whole number that names something, as it is written; undefined where it names nothing. */
  id(column: string): string | undefined {
    return this.#unread(column, idText(this.#written(column)));
  }

  /** The text as it stands; a number too, unless JSON has changed its digits: that would be another text. */
  text(column: string): string | undefined {
    const written = this.#written(column);
    if (typeof written === 'number' && Math.abs(written) <= Number.MAX_SAFE_INTEGER) return String(written);
    if (typeof written === 'string') return written === '' ? undefined : written;
    this.#unread(column, undefined);
    return undefined;
  }

  /**
   * A whole number of GraphQL's Int. Of two or more groups of three digits "." and "," can only separate thousands. In front
   * of one group they may as well begin decimals: "12.000" is 12 to MySQL and 12,000 to a Colombian, so it is not read.
   */
  count(column: string): number | undefined {
    const written = this.#written(column);
    const text = (typeof written === 'number' ? String(written) : typeof written === 'string' ? written : '').trim();
    const digits = THOUSANDS.test(text) ? text.replace(/[.,]/g, '') : text;
    const count = WHOLE.test(digits) && !THOUSANDS_OR_DECIMALS.test(digits) ? Number(digits) : Infinity;
    return this.#unread(column, Math.abs(count) <= MAX_INT ? count : undefined);
  }

  yesNo(column: string): boolean | undefined {
    return this.word(column, YES_NO);
  }

  /** What a word stands for, whatever its case. */
  word<Meaning>(column: string, words: Readonly<Record<string, Meaning>>): Meaning | undefined {
    const written = this.#written(column);
    const word = isScalar(written) ? String(written).trim().toLowerCase() : '';
    return this.#unread(column, Object.hasOwn(words, word) ? words[word] : undefined);
  }

  /** A reading of the operation's wall clock, `YYYY-MM-DDTHH:MM:SS`. Zeros alone are what MySQL writes for never. */
  time(column: string): string | undefined {
    const written = this.#written(column);
    const text = typeof written === 'string' ? written.trim() : '';
    if (/^0[0\s:T-]*$/.test(text)) return undefined;
    const time = readTime(text.replace(COMPACT, '$1-$2-$3T$4:$5:$6').replace(SPACED, '$1T$2'));
    return this.#unread(column, time?.kind === 'local' ? `${time.clock.date}T${time.clock.time}` : undefined);
  }

  #written(column: string): unknown {
    return Object.hasOwn(this.row, column) ? this.row[column] : undefined;
  }

  /** Tells a column in which there is something, and nothing could be made of it. */
  #unread<Value>(column: string, value: Value | undefined): Value | undefined {
    if (value === undefined) {
      const written = this.#written(column);
      if (written !== undefined && written !== null && written !== '') this.unread.add(column);
    }
    return value;
  }
}

const WHOLE = /^-?[0-9]{1,10}(?:\.0+)?$/;
const THOUSANDS = /^-?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}|(?:,[0-9]{3}){2,})$/;
const THOUSANDS_OR_DECIMALS = /^-?[1-9][0-9]{0,2}\.[0-9]{3}$/;

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** wolkvox's ids are numbers (spec); one past 2^53 has already lost digits, and 0 is what PHP makes of a failed insert. */
export function idText(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
  return typeof value === 'string' && /^\s*0*[1-9][0-9]*\s*$/.test(value) ? value.trim() : undefined;
}

/** The vendor writes yes and no; the rest is what others would (guess). */
const YES_NO: Readonly<Record<string, boolean>> = {
  yes: true,
  no: false,
  si: true,
  sí: true,
  on: true,
  off: false,
  true: true,
  false: false,
  1: true,
  0: false,
};

const MAX_INT = 2 ** 31 - 1;

/** How wolkvox writes last_use is not documented: MySQL's way and its own way of hours are read (guess). */
const SPACED = /^(\d{4}-\d{2}-\d{2}) +(\d{2}:\d{2})/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;

const isRow = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
