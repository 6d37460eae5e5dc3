import { hash } from 'node:crypto';

import type { ResultKey } from '../domain/contact-result.js';

/** Values of a row by column. A missing value is undefined. */
export type RowTexts = Readonly<Record<string, string | undefined>>;

/** Rows in their order, with their keys. */
export interface SortedRows {
  readonly count: number;
  /** Memory that the rows hold. */
  readonly bytes: number;
  readonly keyAt: (n: number) => ResultKey;
  readonly texts: (n: number) => RowTexts;
  /** Returns the index of the first row after a key; `count` if there is none. */
  readonly indexAfter: (key: ResultKey) => number;
}

/** Size of a block. A larger row has its own block. */
const BLOCK_BYTES = 256 * 1024;

/** Bytes per row beside its packed values: time, hash, place and ordinal. */
const ROW_BYTES = 24;

/** Time of a row without one, which is older than any time. */
const NO_TIME = -Infinity;

/**
 * Rows of a report, packed in blocks outside the heap of V8: for each row a bit per column, and the length and UTF-8 of each value
 * that is not empty. 60,000 objects of 60 columns would take ten times as much.
 */
export class PackedRows {
  readonly #blocks: Buffer[] = [];
  readonly #times: number[] = [];
  readonly #hashes: number[] = [];
  /** Place of each row: BLOCK_BYTES × number of its block + offset. */
  readonly #places: number[] = [];
  /** Used bytes of the last block. */
  #used = BLOCK_BYTES;
  #bytes = 0;
  #row = Buffer.allocUnsafe(8 * 1024);

  /**
   * @param columns Columns whose values are stored, in the order in which they are packed.
   * @param maxBytes Memory that the rows may hold.
   */
  constructor(
    private readonly columns: readonly string[],
    private readonly maxBytes: number,
  ) {}

  /** Adds a row. Returns false if there is no memory left for it. */
  add(texts: RowTexts, at: string | undefined): boolean {
    const length = this.#pack(texts);
    if (this.#bytes + length + ROW_BYTES > this.maxBytes) return false;
    this.#bytes += length + ROW_BYTES;
    const row = this.#row.subarray(0, length);
    this.#places.push(this.#store(row));
    this.#times.push(at === undefined ? NO_TIME : Date.parse(`${at}Z`));
    const digest = hash('sha256', row, 'buffer');
    this.#hashes.push(digest.readUInt32BE(0), digest.readUInt32BE(4));
    return true;
  }

  /** Sorts the rows. No row can be added afterwards. */
  sort(): SortedRows {
    const order = Uint32Array.from(this.#places.keys()).sort((a, b) => this.#compare(a, b));
    const last = this.#blocks.pop();
    // The unused part of the last block is released.
    if (last !== undefined) this.#blocks.push(Buffer.from(last.subarray(0, this.#used)));
    return new SortedPackedRows(
      this.columns,
      this.#blocks,
      Float64Array.from(order, (i) => this.#times[i] ?? NO_TIME),
      Uint32Array.from({ length: 2 * order.length }, (_, k) => this.#hashes[2 * (order[k >> 1] ?? 0) + (k & 1)] ?? 0),
      Uint32Array.from(order, (i) => this.#places[i] ?? 0),
      this.#bytes,
    );
  }

  /** Writes a row to `#row` and returns its length. */
  #pack(texts: RowTexts): number {
    const { columns } = this;
    let end = Math.ceil(columns.length / 8);
    this.#row.fill(0, 0, end);
    for (const [i, column] of columns.entries()) {
      const text = texts[column];
      if (text === undefined || text === '') continue;
      const needed = end + MAX_LENGTH_BYTES + 3 * text.length;
      if (needed > this.#row.length) this.#row = Buffer.concat([this.#row], 2 * needed);
      this.#row[i >> 3] = (this.#row[i >> 3] ?? 0) | (1 << (i & 7));
      end = writeLength(this.#row, end, Buffer.byteLength(text));
      end += this.#row.write(text, end);
    }
    return end;
  }

  /** Copies a row to a block and returns its place. */
  #store(row: Buffer): number {
    if (this.#used + row.length > BLOCK_BYTES) {
      this.#blocks.push(Buffer.allocUnsafe(Math.max(BLOCK_BYTES, row.length)));
      this.#used = 0;
    }
    const block = this.#blocks.length - 1;
    const offset = this.#used;
    this.#blocks[block]?.set(row, offset);
    this.#used += row.length;
    return block * BLOCK_BYTES + offset;
  }

  /** Compares two rows by time, newest first, and by hash. The difference of two missing times is NaN. */
  #compare(a: number, b: number): number {
    return (
      (this.#times[b] ?? NO_TIME) - (this.#times[a] ?? NO_TIME) ||
      (this.#hashes[2 * a] ?? 0) - (this.#hashes[2 * b] ?? 0) ||
      (this.#hashes[2 * a + 1] ?? 0) - (this.#hashes[2 * b + 1] ?? 0)
    );
  }
}

/** Sorted rows in their blocks. */
class SortedPackedRows implements SortedRows {
  readonly count: number;
  readonly #ordinals: Uint32Array;

  /**
   * @param times Milliseconds of each row's wall clock, read as UTC.
   * @param hashes Two numbers per row.
   * @param places See PackedRows.
   */
  constructor(
    private readonly columns: readonly string[],
    private readonly blocks: readonly Buffer[],
    private readonly times: Float64Array,
    private readonly hashes: Uint32Array,
    private readonly places: Uint32Array,
    readonly bytes: number,
  ) {
    this.count = places.length;
    this.#ordinals = new Uint32Array(this.count);
    for (let n = 1; n < this.count; n += 1)
      if (times[n] === times[n - 1] && this.#hash(n) === this.#hash(n - 1))
        this.#ordinals[n] = (this.#ordinals[n - 1] ?? 0) + 1;
  }

  keyAt(n: number): ResultKey {
    const time = this.times[n] ?? NO_TIME;
    const at = time === NO_TIME ? undefined : new Date(time).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
    return { at, hash: this.#hash(n), ordinal: this.#ordinals[n] ?? 0 };
  }

  texts(n: number): RowTexts {
    const place = this.places[n] ?? 0;
    const block = this.blocks[Math.floor(place / BLOCK_BYTES)] ?? Buffer.alloc(0);
    const start = place % BLOCK_BYTES;
    let at = start + Math.ceil(this.columns.length / 8);
    const texts: Record<string, string> = {};
    for (const [i, column] of this.columns.entries()) {
      if (((block[start + (i >> 3)] ?? 0) & (1 << (i & 7))) === 0) continue;
      const [length, from] = readLength(block, at);
      at = from + length;
      texts[column] = block.toString('utf8', from, at);
    }
    return texts;
  }

  indexAfter({ at, hash: hashOfKey, ordinal }: ResultKey): number {
    const time = at === undefined ? NO_TIME : Date.parse(`${at}Z`);
    const isAfter = (n: number): boolean => {
      const other = this.times[n] ?? NO_TIME;
      if (other !== time) return other < time;
      const otherHash = this.#hash(n);
      return otherHash === hashOfKey ? (this.#ordinals[n] ?? 0) > ordinal : otherHash > hashOfKey;
    };
    let [from, to] = [0, this.count];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isAfter(middle)) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  #hash(n: number): string {
    return [this.hashes[2 * n], this.hashes[2 * n + 1]].map((half = 0) => half.toString(16).padStart(8, '0')).join('');
  }
}

const MAX_LENGTH_BYTES = 5;

/** Writes a length as seven bits per byte, the lowest first, and returns the end. The highest bit marks that a byte follows. */
function writeLength(bytes: Buffer, at: number, length: number): number {
  let [end, rest] = [at, length];
  for (; rest > 127; rest >>>= 7) bytes[end++] = (rest & 127) | 128;
  bytes[end++] = rest;
  return end;
}

/** Returns the length that begins at `at`, and its end. */
function readLength(bytes: Buffer, at: number): readonly [length: number, end: number] {
  let [end, length] = [at, 0];
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[end++] ?? 0;
    length |= (byte & 127) << shift;
    if (byte < 128) return [length, end];
  }
}
