/** Results of calls, as the report `detail` shows them. */
import { textOf, type ContactFields } from './contact-fields.js';
import { estimatedBytes, type MemoryLimit } from './memory-limit.js';

/**
 * Columns of the report `detail` after those of the record. Its page names none of them: these are columns of the
 * vendor's other reports (guess).
 */
export const RESULT_KEYS = [
  ...['telephone', 'date', 'calls', 'result', 'cod_act', 'cod_act_2', 'comment', 'agent_id', 'conn_id'],
] as const satisfies readonly string[];

/** Result of a contact that was dialled: fields of its record, and columns of `detail`. */
export interface ResultFields extends ContactFields {
  readonly customer_id: string;
  /** Time of the last call on the operation's clock, `YYYY-MM-DD HH:MM:SS`. */
  readonly date: string;
  /** Number of calls. @default "1" */
  readonly calls?: string;
  /** Result of the last call. @default "ANSWER" */
  readonly result?: string;
  /** Id of the last call; "" if there is none. @default the customer id and the number of calls */
  readonly conn_id?: string;
}

/** Both ends are part of the window, and are written as `ResultFields.date`. */
export interface ReportWindow {
  readonly from: string;
  readonly to: string;
}

/**
 * Results that are stored, or a function that makes those of a window. A function needs no memory for its rows, and may
 * return rows outside of the window, which are dropped.
 */
export type ResultSource = readonly ResultFields[] | ((window: ReportWindow) => Iterable<ResultFields>);

/** Results of one campaign that do not belong to one of its contacts. */
export class Results {
  readonly #memory: MemoryLimit;
  #stored: ResultFields[] = [];
  readonly #functions: Exclude<ResultSource, readonly ResultFields[]>[] = [];

  constructor(memory: MemoryLimit) {
    this.#memory = memory;
  }

  /** @throws MemoryFullError at the first row that does not fit; then none is stored */
  add(source: ResultSource): void {
    if (typeof source === 'function') {
      this.#functions.push(source);
      return;
    }
    this.#memory.reserve(bytesOf(source));
    for (const row of source) this.#stored.push(row);
  }

  /** Rows of a window, in no order. */
  *inWindow(window: ReportWindow): Iterable<ResultFields> {
    for (const rows of [this.#stored, ...this.#functions.map((rowsOf) => rowsOf(window))])
      for (const row of rows) if (isIn(window, row.date)) yield row;
  }

  /**
   * Erases stored rows. Those with the result ANSWER stay, because the vendor does not erase them with a contact (doc).
   */
  erase(isErased: (row: ResultFields) => boolean): void {
    const stays = (row: ResultFields): boolean => resultOf(row) === 'ANSWER' || !isErased(row);
    this.#memory.release(bytesOf(this.#stored.filter((row) => !stays(row))));
    this.#stored = this.#stored.filter(stays);
  }

  /** Releases the memory of all rows. */
  releaseMemory(): void {
    this.#memory.release(bytesOf(this.#stored));
  }
}

export function isIn({ from, to }: ReportWindow, date: string): boolean {
  return date >= from && date <= to;
}

/** Returns the result of the last call of a row. */
export function resultOf({ result = 'ANSWER' }: ResultFields): string {
  return result;
}

/** Returns a row of `detail` with these columns. Every value is text; "" if the row has none. */
export function detailRow(row: ResultFields, keys: readonly string[]): Record<string, string> {
  const { customer_id: id, calls = '1' } = row;
  const defaults: Record<string, string> = { result: resultOf(row), calls, conn_id: `${id}-${calls}` };
  return Object.fromEntries(
    keys.map((key) => [key, row[key] === undefined ? (defaults[key] ?? '') : textOf(row, key)]),
  );
}

function bytesOf(rows: readonly ResultFields[]): number {
  return rows.reduce((sum, row) => sum + estimatedBytes(row), 0);
}
