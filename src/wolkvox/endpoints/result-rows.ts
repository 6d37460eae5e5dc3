import type { ResultWindow } from '../../domain/contact-result.js';
import { withoutZeros } from '../../domain/global-id.js';
import { isObject } from '../../shared/json.js';
import { PackedRows, type RowTexts, type SortedRows } from '../packed-rows.js';
import { readCustomerId } from './contact-record.js';
import type { RowReceiver } from './endpoint.js';
import { READ_COLUMNS, readOutcome, readResult } from './result-record.js';
import { countIn, idText, listedValues, RowReader } from './row-reader.js';

/** Memory that the rows of one report may hold. 60,000 rows of the vendor's columns take about 7 MB. */
const MAX_HELD_BYTES = 48 * 1024 * 1024;

/** Receiver of the rows of one report. It packs each row, so that no row is held as an object. */
export class ResultRows implements RowReceiver {
  readonly #packed: PackedRows;
  readonly #reader = new RowReader();
  readonly #campaignId: string;
  #received = 0;
  #stored = 0;
  #unread = 0;
  #isFull = false;

  /**
   * @param maxRows Rows at which wolkvox cuts a report.
   * @param maxBytes Memory that the rows may hold.
   */
  constructor(
    campaignId: string,
    private readonly maxRows: number,
    maxBytes = MAX_HELD_BYTES,
  ) {
    this.#packed = new PackedRows(READ_COLUMNS, maxBytes);
    this.#campaignId = withoutZeros(campaignId);
  }

  add(row: Readonly<Record<string, unknown>>): void {
    this.#received += 1;
    // A row that does not fit would leave a gap between its neighbours.
    if (this.#isFull) return;
    this.#reader.row = row;
    if (readCustomerId(this.#reader) === undefined || !this.#isOfCampaign()) this.#unread += 1;
    else if (this.#packed.add(this.#texts(row), readOutcome(this.#reader).at)) this.#stored += 1;
    else this.#isFull = true;
  }

  /**
   * Returns the window of a complete report; undefined if it is not a list, or if it has rows of which none can be read.
   *
   * @param data Rest of the list: rows that were not received are objects, and other values take the place of the received rows.
   * @param msg Message that may count the rows.
   */
  finish(data: unknown, msg: string): ResultWindow | undefined {
    const values = listedValues(data);
    // Received rows that are not in the list were in another one, because a key of the body is repeated.
    if (values === undefined || values.length < this.#received) return undefined;
    for (const value of values) if (isObject(value)) this.add(value);
    const unreadValues = this.#isFull ? 0 : values.length - this.#stored - this.#unread;
    const lacksRows = countIn(msg) > values.length;
    if (this.#stored === 0 && (values.length > 0 || lacksRows)) return undefined;
    return this.#window(lacksRows || this.#isFull || values.length >= this.maxRows, unreadValues);
  }

  /** Returns the window of a report whose rest was not received; undefined if no row can be read. */
  finishCut(): ResultWindow | undefined {
    return this.#stored === 0 ? undefined : this.#window(true, 0);
  }

  #window(isCut: boolean, unreadValues: number): ResultWindow {
    const unreadColumns = this.#reader.unrecognized;
    return createWindow(this.#packed.sort(), { isCut, unreadRows: this.#unread + unreadValues, unreadColumns });
  }

  /** A server may ignore the campaign of the request. A row without a number is of the campaign. */
  #isOfCampaign(): boolean {
    const id = idText(this.#reader.row.campaign_id);
    return id === undefined || withoutZeros(id) === this.#campaignId;
  }

  #texts(row: Readonly<Record<string, unknown>>): RowTexts {
    const texts = new Array<string | undefined>(READ_COLUMNS.length).fill(undefined);
    for (const column of Object.keys(row)) {
      const number = COLUMN_NUMBERS.get(column);
      if (number !== undefined) texts[number] = this.#reader.text(column);
    }
    return texts;
  }
}

const COLUMN_NUMBERS: ReadonlyMap<string, number> = new Map(READ_COLUMNS.map((column, i) => [column, i]));

/** Returns the window of a report without rows. */
export const emptyWindow = (): ResultWindow =>
  createWindow(new PackedRows([], 0).sort(), { isCut: false, unreadRows: 0, unreadColumns: new Set() });

function createWindow(
  rows: SortedRows,
  properties: Pick<ResultWindow, 'isCut' | 'unreadRows' | 'unreadColumns'>,
): ResultWindow {
  return {
    ...properties,
    count: rows.count,
    bytes: rows.bytes,
    keyAt: (n) => rows.keyAt(n),
    row: (n) => {
      const reader = new RowReader();
      reader.row = rows.texts(n);
      const result = readResult(reader);
      if (result === undefined) throw new RangeError(`The window has no row ${n}.`);
      return result;
    },
    indexAfter: (key) => rows.indexAfter(key),
  };
}
