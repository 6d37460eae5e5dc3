import { useState } from 'react';

import type { Column } from './columns.js';
import type { Cells } from './read-paste.js';
import { isBlank, MAX_CONTACTS, type Row } from './rows.js';

export interface Rows {
  readonly list: readonly Row[];
  readonly edit: (key: number, column: Column, value: string) => void;
  readonly add: () => void;
  readonly remove: (key: number) => void;
  readonly clear: () => void;
  /** Appends rows, and returns how many fit. Blank rows make room. */
  readonly append: (cells: readonly Cells[]) => number;
  /** Removes the rows with these keys. */
  readonly removeAll: (keys: ReadonlySet<number>) => void;
}

/** Rows of the table. */
export function useRows(): Rows {
  const [list, setList] = useState<readonly Row[]>(emptyRows);
  return {
    list,
    edit: (key, column, value) =>
      setList((rows) => rows.map((row) => (row.key === key ? { key, cells: { ...row.cells, [column]: value } } : row))),
    add: () => setList((rows) => [...rows, newRow({})]),
    remove: (key) => setList((rows) => orEmpty(rows.filter((row) => row.key !== key))),
    clear: () => setList(emptyRows()),
    append: (cells) => {
      const filled = list.filter((row) => !isBlank(row));
      const taken = cells.slice(0, Math.max(0, MAX_CONTACTS - filled.length));
      setList(orEmpty([...filled, ...taken.map(newRow)]));
      return taken.length;
    },
    removeAll: (keys) => setList((rows) => orEmpty(rows.filter((row) => !keys.has(row.key) && !isBlank(row)))),
  };
}

const EMPTY_ROWS = 3;

let nextKey = 1;
function newRow(cells: Cells): Row {
  nextKey += 1;
  return { key: nextKey, cells };
}

const emptyRows = (): readonly Row[] => Array.from({ length: EMPTY_ROWS }, () => newRow({}));

const orEmpty = (rows: readonly Row[]): readonly Row[] => (rows.length === 0 ? emptyRows() : rows);
