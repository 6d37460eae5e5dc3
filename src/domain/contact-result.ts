import type { Contact } from './contact.js';
import type { DialResult } from './dial-result.js';

/** What became of one contact, as a row of wolkvox's report states it. A value that is missing or cannot be read is undefined. */
export interface ResultRow {
  readonly contact: Contact;
  /** The number that was dialled. */
  readonly phone: string | undefined;
  /** Wall clock of the operation, `YYYY-MM-DDTHH:MM:SS`. */
  readonly at: string | undefined;
  readonly attempts: number | undefined;
  readonly result: DialResult | undefined;
  /** The result in the spelling of wolkvox. */
  readonly resultText: string | undefined;
  readonly activityCode: string | undefined;
  readonly secondActivityCode: string | undefined;
  readonly comments: string | undefined;
  readonly agentId: string | undefined;
  readonly connId: string | undefined;
}

/**
 * Sort key of a row: newest first, rows without a readable time last, then by hash, then by ordinal. It depends only on the rows of
 * the window, not on the order in which wolkvox sends them.
 */
export interface ResultKey {
  /** Wall clock of the operation, `YYYY-MM-DDTHH:MM:SS`. */
  readonly at: string | undefined;
  /** Hash of the row's content: 16 hexadecimal digits. */
  readonly hash: string;
  /** Number of equal rows before this one. */
  readonly ordinal: number;
}

/** Rows of one report, sorted. A row is decoded when it is read. */
export interface ResultWindow {
  readonly count: number;
  /** True if rows may be missing, because the report has reached a limit of wolkvox or of this layer. A shorter window may have all. */
  readonly isCut: boolean;
  /** Number of rows that were sent but cannot be read, because they name no contact or another campaign. */
  readonly unreadRows: number;
  /** Columns with an unrecognized value in some row. Such a value is read as missing. */
  readonly unreadColumns: ReadonlySet<string>;
  /** Memory that the rows hold. */
  readonly bytes: number;
  /** Returns the key of the nth row, from 0. */
  readonly keyAt: (n: number) => ResultKey;
  /** Returns the nth row, from 0. */
  readonly row: (n: number) => ResultRow;
  /** Returns the index of the first row after a key, whose row may no longer exist; `count` if there is none. */
  readonly indexAfter: (key: ResultKey) => number;
}
