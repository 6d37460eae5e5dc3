import type { AddContactsInput, ContactInput } from '@wolkvox-graphql/client';

import { COLUMNS, type Column, type ColumnName } from './columns.js';
import type { Cells } from './read-paste.js';

/** Row of the table. */
export interface Row {
  /** Stays the same while rows are added and removed. */
  readonly key: number;
  readonly cells: Cells;
}

/** Limit of one request, see the schema. */
export const MAX_CONTACTS = 500;

/** Contacts to add, without their idempotency key. */
export interface ContactsDraft {
  readonly input: Omit<AddContactsInput, 'idempotencyKey'>;
  /** Rows of `input.contacts`. */
  readonly rows: readonly Row[];
}

/** Returns the text of a cell without outer spaces; undefined if it is blank. */
const textOf = (cells: Cells, column: Column): string | undefined => {
  const text = cells[column]?.trim();
  return text === '' ? undefined : text;
};

export const isBlank = ({ cells }: Row): boolean => COLUMNS.every((column) => textOf(cells, column) === undefined);

/** Returns the input of the mutation. Blank rows are not sent. */
export function toDraft(campaignId: string, rows: readonly Row[], allowRunning: boolean): ContactsDraft {
  const filled = rows.filter((row) => !isBlank(row));
  return { input: { campaignId, contacts: filled.map(toContact), allowRunning }, rows: filled };
}

function toContact({ cells }: Row): ContactInput {
  const named = COLUMNS.flatMap((column) => {
    const text = column.includes('.') ? undefined : textOf(cells, column);
    return text === undefined ? [] : [[column, text]];
  });
  const phones = phoneColumnsOf(cells).map((column) => cells[column]?.trim() ?? '');
  const values = OPTIONAL_COLUMNS.map((column) => textOf(cells, column) ?? null);
  const last = values.findLastIndex((value) => value !== null);
  return {
    ...(Object.fromEntries(named) as Partial<Record<ColumnName, string>>),
    customerId: textOf(cells, 'customerId') ?? '',
    ...(phones.length > 0 && { phones }),
    // Keeps positions: a blank field in between is null.
    ...(last >= 0 && { optionalFields: values.slice(0, last + 1) }),
  };
}

const OPTIONAL_COLUMNS = COLUMNS.filter((column) => column.startsWith('optionalFields.'));
const PHONE_COLUMNS = COLUMNS.filter((column) => column.startsWith('phones.'));

/** Returns the phone columns that have a value, in order. `phones` of the input has no gaps. */
const phoneColumnsOf = (cells: Cells): Column[] =>
  PHONE_COLUMNS.filter((column) => textOf(cells, column) !== undefined);

/** Problem of one row. */
export type Problem =
  | { readonly rule: 'noId' | 'noPhone' | 'shortened'; readonly column: Column }
  | { readonly rule: 'sameId'; readonly column: Column; readonly otherRow: number };

/** Returns the problems of each row by its key. They are found before anything is sent; the server has more rules. */
export function problemsOf(rows: readonly Row[]): ReadonlyMap<number, readonly Problem[]> {
  const rowOfId = new Map<string, number>();
  const problems = new Map<number, Problem[]>();
  rows.forEach((row, index) => {
    if (isBlank(row)) return;
    const { cells } = row;
    const found: Problem[] = [];
    const id = textOf(cells, 'customerId') ?? '';
    if (id === '') found.push({ rule: 'noId', column: 'customerId' });
    const otherRow = rowOfId.get(id);
    if (id !== '' && otherRow !== undefined) found.push({ rule: 'sameId', column: 'customerId', otherRow });
    if (id !== '' && otherRow === undefined) rowOfId.set(id, index + 1);
    const ways = [...PHONE_COLUMNS, 'extraPhone' as const, 'email' as const];
    if (ways.every((column) => textOf(cells, column) === undefined))
      found.push({ rule: 'noPhone', column: 'phones.0' });
    for (const column of COLUMNS) if (SHORTENED.test(cells[column] ?? '')) found.push({ rule: 'shortened', column });
    if (found.length > 0) problems.set(row.key, found);
  });
  return problems;
}

/** Number that a spreadsheet shows in short, such as `9.3E+10`. Its digits are lost. */
const SHORTENED = /^\d+(?:[.,]\d+)?E\+\d+$/i;

/** Message of a rule at a row. */
export interface RowMessage {
  readonly key: number;
  /** Undefined if the message is of the whole row. */
  readonly column: Column | undefined;
  readonly message: string;
}

/** Returns the message at its row; undefined if it is of no row. `path` is a path of the input. */
export function rowMessageOf(
  { rows }: ContactsDraft,
  { path, message }: { readonly path: readonly string[]; readonly message: string },
): RowMessage | undefined {
  const [list, index, field, nth] = path;
  const row = list === 'contacts' ? rows[Number(index)] : undefined;
  if (!row) return undefined;
  const column = field === 'phones' ? phoneColumnsOf(row.cells)[Number(nth)] : [field, nth].filter(Boolean).join('.');
  return { key: row.key, column: COLUMNS.find((known) => known === column), message };
}
