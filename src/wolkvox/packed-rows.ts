import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

import type { ResultKey } from '../domain/contact-result.js';

/** Values of a row, by the number of their column. A missing value is undefined. */
export type RowTexts = readonly (string | undefined)[];

/** Rows in their order, with their keys. */
export interface SortedRows {
  readonly count: number;
  /** Memory that the rows hold. */
  readonly bytes: number;
  readonly keyAt: (n: number) => ResultKey;
  /** Returns the values that are not missing, by column. */
  readonly texts: (n: number) => Readonly<Record<string, string>>;
  /** Returns the index of the first row after a key; `count` if there is none. */
  readonly indexAfter: (key: ResultKey) => number;
}

/** Size of a block before compression: the distance in which deflate finds repetitions. A larger row has its own block. */
const BLOCK_BYTES = 32 * 1024;

/** Bytes per row beside its packed values: time, hash, place, length and ordinal. */
const ROW_BYTES = 28;

/** Time of a row without one, which is older than any time. */
const NO_TIME = -Infinity;

/**
 * Rows of a report, packed and compressed outside the heap of V8. A packed row has a bit per column, the length of each value that
 * is not missing, and the UTF-8 of these values. 60,000 rows of the vendor's columns take about 7 MB.
 */
export class PackedRows {
  /** Compressed blocks. */
  readonly #blocks: Buffer[] = [];
  readonly #times: number[] = [];
  readonly #hashes: number[] = [];
  /** Place of each row: BLOCK_BYTES × number of its block + offset. */
  readonly #places: number[] = [];
  readonly #lengths: number[] = [];
  /** Block that is being filled. */
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #used = 0;
  /** Size of the compressed blocks. */
  #compressed = 0;
  /** The row that is being packed. At first it has room for the lengths of all columns. */
  #row: Buffer;

  /**
   * @param columns Columns whose values are stored, in the order in which they are packed.
   * @param maxBytes Memory that the rows may hold.
   */
  constructor(
    private readonly columns: readonly string[],
    private readonly maxBytes: number,
  ) {
    this.#row = Buffer.allocUnsafe((1 + MAX_LENGTH_BYTES) * columns.length);
  }

  /** Adds a row. Returns false if there is no memory left for it. */
  add(texts: RowTexts, at: string | undefined): boolean {
    const length = this.#pack(texts);
    if (this.#bytes + this.#used + length + ROW_BYTES > this.maxBytes) return false;
    const row = this.#row.subarray(0, length);
    this.#places.push(this.#store(row));
    this.#lengths.push(length);
    this.#times.push(at === undefined ? NO_TIME : Date.parse(`${at}Z`));
    const digest = hash('sha256', row, 'buffer');
    this.#hashes.push(digest.readUInt32BE(0), digest.readUInt32BE(4));
    return true;
  }

  /** Sorts the rows. No row can be added afterwards. */
  sort(): SortedRows {
    const order = Uint32Array.from(this.#places.keys()).sort((a, b) => this.#compare(a, b));
    if (this.#used > 0) this.#compress();
    return new SortedPackedRows(
      this.columns,
      this.#blocks,
      Float64Array.from(order, (i) => this.#times[i] ?? NO_TIME),
      Uint32Array.from({ length: 2 * order.length }, (_, k) => this.#hashes[2 * (order[k >> 1] ?? 0) + (k & 1)] ?? 0),
      Uint32Array.from(order, (i) => this.#places[i] ?? 0),
      Uint32Array.from(order, (i) => this.#lengths[i] ?? 0),
      this.#bytes,
    );
  }

  /** Writes a row to `#row` and returns its length. */
  #pack(texts: RowTexts): number {
    let end = Math.ceil(this.columns.length / 8);
    this.#row.fill(0, 0, end);
    // perf: written at once, because a call per value takes longer than the copying.
    let all = '';
    for (let i = 0; i < texts.length; i += 1) {
      const text = texts[i];
      if (text === undefined || text === '') continue;
      this.#row[i >> 3] = (this.#row[i >> 3] ?? 0) | (1 << (i & 7));
      end = writeLength(this.#row, end, text.length);
      all += text;
    }
    const needed = end + 3 * all.length;
    if (needed > this.#row.length) this.#row = Buffer.concat([this.#row], 2 * needed);
    return end + this.#row.write(all, end);
  }

  /** Copies a row to the block and returns its place. */
  #store(row: Buffer): number {
    if (this.#used > 0 && this.#used + row.length > BLOCK_BYTES) this.#compress();
    if (row.length > this.#block.length) this.#block = Buffer.allocUnsafe(row.length);
    const place = this.#blocks.length * BLOCK_BYTES + this.#used;
    this.#block.set(row, this.#used);
    this.#used += row.length;
    return place;
  }

  #compress(): void {
    // A copy, because the result of zlib is a part of a larger buffer.
    const block = Buffer.from(deflateRawSync(this.#block.subarray(0, this.#used), { level: FASTEST }));
    this.#blocks.push(block);
    this.#compressed += block.length;
    this.#used = 0;
  }

  get #bytes(): number {
    return this.#compressed + ROW_BYTES * this.#places.length;
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
  /** The block that was decompressed last, because the rows of a page are often in the same one. */
  #block = { number: -1, bytes: Buffer.alloc(0) };

  /**
   * @param times Milliseconds of each row's wall clock, read as UTC.
   * @param hashes Two numbers per row.
   * @param places See PackedRows.
   * @param lengths Bytes of each packed row.
   */
  constructor(
    private readonly columns: readonly string[],
    private readonly blocks: readonly Buffer[],
    private readonly times: Float64Array,
    private readonly hashes: Uint32Array,
    private readonly places: Uint32Array,
    private readonly lengths: Uint32Array,
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

  texts(n: number): Readonly<Record<string, string>> {
    const place = this.places[n] ?? 0;
    const block = this.#decompressed(Math.floor(place / BLOCK_BYTES));
    const start = place % BLOCK_BYTES;
    const columns = this.columns.filter((_, i) => ((block[start + (i >> 3)] ?? 0) & (1 << (i & 7))) !== 0);
    let at = start + Math.ceil(this.columns.length / 8);
    const lengths = columns.map(() => {
      const [length, end] = readLength(block, at);
      at = end;
      return length;
    });
    const all = block.toString('utf8', at, start + (this.lengths[n] ?? 0));
    let from = 0;
    return Object.fromEntries(columns.map((column, i) => [column, all.slice(from, (from += lengths[i] ?? 0))]));
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

  #decompressed(number: number): Buffer {
    const block = this.blocks[number];
    if (block !== undefined && number !== this.#block.number) this.#block = { number, bytes: inflateRawSync(block) };
    return this.#block.bytes;
  }

  #hash(n: number): string {
    return [this.hashes[2 * n], this.hashes[2 * n + 1]].map((half = 0) => half.toString(16).padStart(8, '0')).join('');
  }
}

/** Level of deflate. Higher ones save a tenth of the bytes for twice the time. */
const FASTEST = 1;

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
