import { useEffect, useRef, type ClipboardEvent } from 'react';

import { useDictionary } from '../i18n/i18n.js';
import { BASE_COLUMNS, COLUMNS, columnTitle, type Column } from './columns.js';
import type { Row, RowMessage } from './rows.js';
import type { Rows } from './use-rows.js';

export interface ContactTableProps {
  readonly rows: Rows;
  readonly messages: readonly RowMessage[];
  readonly disabled: boolean;
  readonly onEdited: (key: number) => void;
  /** Receives a text of several cells that is pasted into a cell. */
  readonly onPaste: (text: string) => void;
}

/** The contacts to add, each in a row with its errors below. */
export function ContactTable({ rows, messages, disabled, onEdited, onPaste }: ContactTableProps) {
  const { contacts: t } = useDictionary().desk;
  const columns = shownColumns(rows.list);
  const body = useRef<HTMLTableSectionElement>(null);
  // Index of the row that gets the focus after an addition or removal.
  const next = useRef<number | null>(null);
  useEffect(() => {
    if (next.current === null) return;
    const inputs = body.current?.querySelectorAll<HTMLElement>('tr.cells td:first-of-type input');
    inputs?.[Math.min(next.current, inputs.length - 1)]?.focus();
    next.current = null;
  }, [rows.list.length]);
  const paste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text');
    if (!/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    onPaste(text);
  };
  return (
    <>
      <div className="scroll" role="group" aria-label={t.table} tabIndex={0}>
        <table className="contacts" onPaste={paste}>
          <thead>
            <tr>
              <th scope="col">{t.row}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {columnTitle(column, t)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.list.map((row, index) => (
              <ContactRow
                key={row.key}
                {...{ row, columns, disabled }}
                number={index + 1}
                messages={messages.filter(({ key }) => key === row.key)}
                onEdit={(column, value) => {
                  rows.edit(row.key, column, value);
                  onEdited(row.key);
                }}
                onRemove={() => {
                  next.current = index;
                  rows.remove(row.key);
                }}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className="actions">
        <button
          type="button"
          disabled={disabled}
          onClick={() => {
            next.current = rows.list.length;
            rows.add();
          }}
        >
          {t.addRow}
        </button>
        <button type="button" disabled={disabled} onClick={rows.clear}>
          {t.clear}
        </button>
      </div>
    </>
  );
}

/** Returns the usual columns, and those with a value. */
function shownColumns(rows: readonly Row[]): readonly Column[] {
  const used = new Set(rows.flatMap(({ cells }) => Object.keys(cells)));
  return COLUMNS.filter((column) => (BASE_COLUMNS as readonly Column[]).includes(column) || used.has(column));
}

interface ContactRowProps {
  readonly row: Row;
  /** Number of the row, from 1. */
  readonly number: number;
  readonly columns: readonly Column[];
  readonly messages: readonly RowMessage[];
  readonly disabled: boolean;
  readonly onEdit: (column: Column, value: string) => void;
  readonly onRemove: () => void;
}

function ContactRow({ row, number, columns, messages, disabled, onEdit, onRemove }: ContactRowProps) {
  const { contacts: t } = useDictionary().desk;
  const errorId = `contact-${row.key}-error`;
  const isWrong = messages.length > 0;
  return (
    <>
      <tr className="cells">
        <th scope="row">{number}</th>
        {columns.map((column) => (
          <td key={column}>
            <input
              aria-label={t.cell(number, columnTitle(column, t))}
              autoComplete="off"
              disabled={disabled}
              inputMode={/phone/i.test(column) ? 'tel' : undefined}
              aria-invalid={messages.some((message) => (message.column ?? 'customerId') === column)}
              aria-describedby={isWrong ? errorId : undefined}
              value={row.cells[column] ?? ''}
              onChange={({ target }) => onEdit(column, target.value)}
            />
          </td>
        ))}
        <td>
          <button
            type="button"
            className="remove"
            disabled={disabled}
            aria-label={t.removeRow(number)}
            onClick={onRemove}
          >
            ×
          </button>
        </td>
      </tr>
      {isWrong && (
        <tr className="row-error">
          <td colSpan={columns.length + 2}>
            <p className="error" id={errorId}>
              {t.rowError(number, messages.map(({ message }) => message).join(' '))}
            </p>
          </td>
        </tr>
      )}
    </>
  );
}
