import { readTime } from '../../domain/wall-clock.js';
import { hasDigitKeys, isObject } from '../../shared/json.js';
import { MAX_LIST_RESPONSE_BYTES } from '../constants.js';
import type { Endpoint } from './endpoint.js';

/** A list of wolkvox, with the rows that can be read. */
export interface List<Row> {
  readonly rows: readonly Row[];
  /** Number of rows without a readable id. */
  readonly unreadRows: number;
  /** Columns with an unrecognized value in some row. Such a value is read as missing. */
  readonly unreadColumns: ReadonlySet<string>;
  /** Set if rows may be missing: the message counts more rows than were sent, or is the empty message of a report. */
  readonly partial?: true;
}

/**
 * Reads the rows of a list; undefined if the data is not a list, or if it has no rows and `msg` counts some. Missing data ("",
 * null) is an empty list that may be partial.
 *
 * @param read Returns undefined for a row that cannot be identified.
 * @param msg Message that may count the rows, "N records were found" (doc).
 * @param requireRow If true, a list of which no row can be read is not a list either.
 */
export function readList<Row>(
  data: unknown,
  read: (row: RowReader) => Row | undefined,
  msg = '',
  requireRow = true,
): List<Row> | undefined {
  const sourceRows = listedValues(data);
  if (sourceRows === undefined) return undefined;
  const reader = new RowReader();
  const rows: Row[] = [];
  for (const [index, row] of sourceRows.entries()) {
    // Frees the source row at once, because a list has tens of thousands.
    sourceRows[index] = undefined;
    if (!isObject(row)) continue;
    reader.row = row;
    const value = read(reader);
    if (value !== undefined) rows.push(value);
  }
  const counted = countIn(msg);
  const lacksRows = counted > sourceRows.length;
  const hasRow = rows.length > 0 || (!requireRow && sourceRows.length > 0);
  if (!hasRow && (sourceRows.length > 0 || lacksRows)) return undefined;
  const isPartial = lacksRows || isMissing(data);
  const list = { rows, unreadRows: sourceRows.length - rows.length, unreadColumns: reader.unrecognized };
  return isPartial ? { ...list, partial: true } : list;
}

/**
 * Returns the values of a PHP array: a list, or an object whose keys are digits, which PHP sends for a list with gaps. One row may
 * be sent as an object (seen elsewhere). An empty object, "", null and missing data are an empty list.
 */
export function listedValues(data: unknown): unknown[] | undefined {
  if (Array.isArray(data)) return data as unknown[];
  if (isMissing(data)) return [];
  if (!isObject(data)) return undefined;
  return hasDigitKeys(data) ? Object.values(data) : [data];
}

const isMissing = (data: unknown): boolean =>
  data === undefined || data === null || (typeof data === 'string' && data.trim() === '');

/** Returns the number of rows that a message states; 0 if there is none. Thousands may be separated. */
export function countIn(msg: string): number {
  const [, count = ''] = COUNT.exec(msg) ?? [];
  return Number(count.replace(/[.,]/g, ''));
}

const COUNT = /^\s*(\d{1,3}(?:[.,]\d{3}){1,2}|\d{1,9})\s+records\b/i;

/** Common part of the reads of information.php. */
export const INFORMATION = { file: 'information', method: 'GET', safe: true, query: () => ({}) } as const;

/** Creates the endpoint of a list of information.php, which wolkvox returns whole unless `query` restricts it. */
export const listEndpoint = <Row, Input = undefined>(
  api: string,
  read: (row: RowReader) => Row | undefined,
  query: Endpoint<Input, unknown>['query'] = () => ({}),
): Endpoint<Input, List<Row>> => ({
  ...INFORMATION,
  api,
  query,
  readSuccess: ({ msg, data }) => readList(data, read, msg),
  empty: (message) => ({
    rows: [],
    unreadRows: 0,
    unreadColumns: new Set(),
    ...(message === 'report' && { partial: true }),
  }),
  maxResponseBytes: MAX_LIST_RESPONSE_BYTES,
});

/** Reader of the columns of one row at a time. wolkvox sends every value as text, numbers too, and "" for a missing one. */
export class RowReader {
  /** Columns in which a value was not recognized. */
  readonly unrecognized = new Set<string>();
  row: Readonly<Record<string, unknown>> = {};

  /** Returns an id, with its digits unchanged; undefined if it is missing or 0. */
  id(column: string): string | undefined {
    return this.#checked(column, idText(this.#value(column)));
  }

  /** Returns the text unchanged. A number becomes text, unless JSON has changed its digits. */
  text(column: string): string | undefined {
    const value = this.#value(column);
    if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value);
    if (typeof value === 'string') return value === '' ? undefined : value;
    this.#checked(column, undefined);
    return undefined;
  }

  /**
   * Returns a whole number of GraphQL's Int. "." and "," separate thousands if there are two or more groups of three digits.
   * With one group they are ambiguous, and it is not read: "12.000" is 12 to MySQL and 12,000 in Colombia.
   */
  count(column: string): number | undefined {
    const text = numberOrText(this.#value(column)).trim();
    const digits = THOUSANDS.test(text) ? text.replace(/[.,]/g, '') : text;
    const count = WHOLE.test(digits) && !THOUSANDS_OR_DECIMALS.test(digits) ? Number(digits) : Infinity;
    return this.#checked(column, Math.abs(count) <= MAX_INT ? count : undefined);
  }

  /** Returns a `count` that is not negative. */
  amount(column: string): number | undefined {
    const count = this.count(column);
    return this.#checked(column, count !== undefined && count >= 0 ? count : undefined);
  }

  /**
   * Returns a number from 0 to `max`, with "." or "," before its decimals. A text whose separator may also separate thousands is
   * read only if one of both numbers is in range: "12,345" is 12.345 if `max` is 100.
   *
   * @param max Largest value. @default That of a count.
   * @param unit Optional unit after the number, for example "%".
   */
  decimal(column: string, { max = MAX_INT, unit = '' } = {}): number | undefined {
    const value = this.#value(column);
    return this.#checked(column, onlyOne(decimalsIn(value, unit).filter((number) => number >= 0 && number <= max)));
  }

  boolean(column: string): boolean | undefined {
    return this.enumValue(column, BOOLEANS);
  }

  /**
   * Returns the meaning of an enum value.
   *
   * @param spelling Returns the key of `meanings` for a value. @default any letter case
   */
  enumValue<Meaning>(
    column: string,
    meanings: Readonly<Record<string, Meaning>>,
    spelling = (text: string): string => text.trim().toLowerCase(),
  ): Meaning | undefined {
    const value = this.#value(column);
    const text = isScalar(value) ? spelling(String(value)) : '';
    return this.#checked(column, Object.hasOwn(meanings, text) ? meanings[text] : undefined);
  }

  /** Returns a time of the operation's wall clock, `YYYY-MM-DDTHH:MM:SS`. Only zeros mean never (MySQL). */
  time(column: string): string | undefined {
    const text = numberOrText(this.#value(column)).trim();
    if (/^0[0\s:T-]*$/.test(text)) return undefined;
    const time = readTime(text.replace(COMPACT, '$1-$2-$3T$4:$5:$6').replace(SPACED, '$1T$2'));
    return this.#checked(column, time?.kind === 'local' ? `${time.clock.date}T${time.clock.time}` : undefined);
  }

  #value(column: string): unknown {
    return Object.hasOwn(this.row, column) ? this.row[column] : undefined;
  }

  /** Records the column if it has a value that was not recognized. Returns the result unchanged. */
  #checked<Value>(column: string, result: Value | undefined): Value | undefined {
    if (result === undefined) {
      const value = this.#value(column);
      if (value !== undefined && value !== null && value !== '') this.unrecognized.add(column);
    }
    return result;
  }
}

const WHOLE = /^-?[0-9]{1,10}(?:\.0+)?$/;
const THOUSANDS = /^-?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}|(?:,[0-9]{3}){2,})$/;
const THOUSANDS_OR_DECIMALS = /^-?[1-9][0-9]{0,2}\.[0-9]{3}$/;

const numberOrText = (value: unknown): string =>
  typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';

/** Returns the finite numbers that a value can mean: two if its separator is ambiguous, none if it is not a number. */
function decimalsIn(value: unknown, unit: string): readonly number[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [value] : [];
  if (typeof value !== 'string') return [];
  const text = value.trim();
  const number = unit !== '' && text.endsWith(unit) ? text.slice(0, -unit.length).trimEnd() : text;
  if (!DECIMAL.test(number)) return [];
  const decimal = Number(number.replace(',', '.'));
  return ONE_GROUP.test(number) ? [decimal, Number(number.replace(/[.,]/, ''))] : [decimal];
}

const onlyOne = <Value>(values: readonly Value[]): Value | undefined => (values.length === 1 ? values[0] : undefined);

const DECIMAL = /^[0-9]{1,15}(?:[.,][0-9]{1,15})?$/;
/** A group of three digits after the separator: thousands or decimals. */
const ONE_GROUP = /^[1-9][0-9]{0,2}[.,][0-9]{3}$/;

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Returns a positive whole number as text (spec). A number past 2^53 has lost digits. PHP writes 0 after a failed insert. */
export function idText(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
  return typeof value === 'string' && /^\s*0*[1-9][0-9]*\s*$/.test(value) ? value.trim() : undefined;
}

/** The vendor sends yes and no. The other values are a guess. */
const BOOLEANS: Readonly<Record<string, boolean>> = {
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

/** Formats of last_use, which is not documented: the one of MySQL and the one of wolkvox's hours (guess). */
const SPACED = /^(\d{4}-\d{2}-\d{2}) +(\d{2}:\d{2})/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
