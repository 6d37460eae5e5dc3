import { columnOf, type Column } from './columns.js';
import { parseCells } from './parse-cells.js';

/** Text of each column of one contact. */
export type Cells = Readonly<Partial<Record<Column, string>>>;

/** Contacts of a pasted text. */
export interface Pasted {
  readonly rows: readonly Cells[];
  /** Columns that were assumed; undefined if the first line has titles. */
  readonly assumed: readonly Column[] | undefined;
  /** Titles that are not recognized. */
  readonly unused: readonly string[];
}

/** Reads contacts from a text of a spreadsheet, with or without titles. */
export function readPaste(text: string): Pasted {
  const lines = parseCells(text);
  const [titles = []] = lines;
  const named = titles.map(columnOf);
  // Values are rarely titles, and a file may have more unknown titles than known ones.
  const hasTitles = named.includes('customerId') || named.filter((column) => column !== undefined).length >= 2;
  const columns = hasTitles ? withoutRepeats(named) : assumedColumns(lines);
  const rows = (hasTitles ? lines.slice(1) : lines).map((line) => toCells(line, columns));
  return {
    rows: rows.filter((row) => Object.keys(row).length > 0),
    assumed: hasTitles ? undefined : columns.filter((column) => column !== undefined),
    unused: hasTitles ? titles.filter((title, nth) => columns[nth] === undefined && title !== '') : [],
  };
}

/** A second column of the same title is not used. */
const withoutRepeats = (columns: readonly (Column | undefined)[]): (Column | undefined)[] =>
  columns.map((column, nth) => (columns.indexOf(column) === nth ? column : undefined));

/** Returns columns by their place and content: the id, then names, and phones if all values look like one. */
function assumedColumns(lines: readonly (readonly string[])[]): (Column | undefined)[] {
  const width = Math.max(0, ...lines.map((line) => line.length));
  const names: Column[] = ['firstName', 'lastName'];
  let phones = 0;
  return Array.from({ length: width }, (_, nth) => {
    if (nth === 0) return 'customerId';
    const values = lines.map((line) => line[nth] ?? '').filter((value) => value !== '');
    if (values.length > 0 && values.every((value) => PHONE.test(cleanPhone(value)))) {
      phones += 1;
      return phones > 10 ? undefined : (`phones.${phones - 1}` as const);
    }
    return names.shift();
  });
}

const PHONE = /^\+?\d{7,20}$/;

/** Returns a phone without what people and spreadsheets write into it: spaces, signs and a leading apostrophe. */
const cleanPhone = (value: string): string => {
  const plain = value.replace(/^'/, '').replace(/[\s().-]/g, '');
  return /^\+?\d+$/.test(plain) ? plain : value.replace(/^'/, '');
};

const isPhone = (column: Column): boolean => /phone/i.test(column);

function toCells(line: readonly string[], columns: readonly (Column | undefined)[]): Cells {
  const entries = columns.flatMap((column, nth): [Column, string][] => {
    const value = line[nth] ?? '';
    if (column === undefined || value === '') return [];
    // The apostrophe makes a spreadsheet treat a number as text.
    return [[column, isPhone(column) ? cleanPhone(value) : value.replace(/^'/, '')]];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}
