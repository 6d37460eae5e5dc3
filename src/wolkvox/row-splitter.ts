import { isObject } from '../shared/json.js';
import { decode, type Decoded } from './charset.js';
import type { RowReceiver } from './endpoints/endpoint.js';
import type { BodyReader } from './transport.js';

/** Options of a RowSplitter. */
export interface RowSplitterOptions {
  /** The header Content-Type. */
  readonly contentType: string;
  /** Parses JSON; undefined if the text is not JSON. */
  readonly parse: (text: string) => unknown;
}

/** Largest body without its rows, and largest row. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Reader of a body that splits the rows off its list while it arrives, so that neither the body nor its rows are held. The list is
 * the `data` of an envelope or the whole body: an array, or an object with digits as keys. Its rows are objects.
 *
 * The text at the end is the body with null in place of each row. A row that is not JSON stays in it, so the text is JSON only if
 * the whole body is. Each row is decoded by itself.
 */
export class RowSplitter implements BodyReader {
  /** The body without its rows. */
  readonly #rest = new ByteBuffer();
  /** Beginning of a row whose end has not arrived. */
  readonly #row = new ByteBuffer();
  /** Depth of the list that has the open row. undefined: no row is open. */
  #rowDepth: number | undefined;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** First byte of the open value at depth 1 and 2. */
  readonly #opened = [0, 0];
  /** Last key at depth 1 and 2. */
  readonly #keys = ['', ''];
  /** Beginning of the last string outside of rows. It is a key if a colon follows. */
  #string = '';
  #assumedCharset: Decoded['assumedCharset'];

  constructor(
    private readonly rows: RowReceiver,
    private readonly options: RowSplitterOptions,
  ) {}

  write(bytes: Buffer): boolean {
    for (let from = 0; from < bytes.length;) {
      const isInRow = this.#rowDepth !== undefined;
      const to = isInRow ? this.#scanRow(bytes, from) : this.#scanRest(bytes, from);
      (isInRow ? this.#row : this.#rest).append(bytes.subarray(from, to));
      if (isInRow && this.#rowDepth === undefined) this.#endRow();
      from = to;
    }
    return this.#rest.length + this.#row.length <= MAX_HELD_BYTES;
  }

  end(): Decoded {
    // The beginning of a row makes the text invalid.
    this.#rest.append(this.#row.take());
    const { text, assumedCharset = this.#assumedCharset } = decode(this.#rest.take(), this.options.contentType);
    return assumedCharset === undefined ? { text } : { text, assumedCharset };
  }

  /** Returns the end of the open row, or of the bytes. */
  #scanRow(bytes: Buffer, from: number): number {
    // perf: locals, because the loop runs for each byte of 256 MB.
    let depth = this.#depth;
    let isInString = this.#isInString;
    let isEscaped = this.#isEscaped;
    let i = from;
    while (i < bytes.length) {
      const byte = bytes[i++];
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isInString = false;
      } else if (byte === QUOTE) isInString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        depth -= 1;
        if (depth === this.#rowDepth) {
          this.#rowDepth = undefined;
          break;
        }
      }
    }
    this.#depth = depth;
    this.#isInString = isInString;
    this.#isEscaped = isEscaped;
    return i;
  }

  /** Returns the start of the next row, which is open then, or the end of the bytes. */
  #scanRest(bytes: Buffer, from: number): number {
    for (let i = from; i < bytes.length; i += 1) {
      const byte = bytes[i] ?? 0;
      if (this.#isInString) this.#readString(byte);
      else if (byte === QUOTE) {
        this.#isInString = true;
        this.#string = '';
      } else if (byte === COLON) this.#readKey();
      else if (byte === OPEN_OBJECT && this.#isAtRow()) {
        this.#rowDepth = this.#depth;
        return i;
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        this.#depth += 1;
        if (this.#depth <= MAX_LIST_DEPTH) this.#opened[this.#depth - 1] = byte;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#depth -= 1;
    }
    return bytes.length;
  }

  #readString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#isInString = false;
    if (this.#isInString && this.#string.length < MAX_KEY_LENGTH) this.#string += String.fromCharCode(byte);
  }

  #readKey(): void {
    if (this.#depth >= 1 && this.#depth <= MAX_LIST_DEPTH) this.#keys[this.#depth - 1] = this.#string;
  }

  /** Returns true if an object that begins here is a row. */
  #isAtRow(): boolean {
    if (this.#depth === 1) return this.#isInList(1);
    return this.#depth === 2 && this.#opened[0] === OPEN_OBJECT && this.#keys[0] === 'data' && this.#isInList(2);
  }

  #isInList(depth: number): boolean {
    return this.#opened[depth - 1] === OPEN_LIST || /^[0-9]+$/.test(this.#keys[depth - 1] ?? '');
  }

  #endRow(): void {
    const bytes = this.#row.take();
    const { text, assumedCharset } = decode(bytes, this.options.contentType);
    this.#assumedCharset ??= assumedCharset;
    const row = this.options.parse(text);
    if (isObject(row)) this.rows.add(row);
    this.#rest.append(isObject(row) ? PLACEHOLDER : bytes);
  }
}

/** Depth of the deepest list of rows: the one in an envelope. */
const MAX_LIST_DEPTH = 2;

/** Keys are `data` or the number of a row. A longer one is cut, and is still a number or none. */
const MAX_KEY_LENGTH = 16;

const PLACEHOLDER = Buffer.from('null');

/** Bytes that grow at the end. */
class ByteBuffer {
  #bytes = Buffer.alloc(0);
  length = 0;

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const needed = this.length + bytes.length;
    if (needed > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], 2 * needed);
    this.#bytes.set(bytes, this.length);
    this.length = needed;
  }

  /** Removes the bytes and returns them. They are overwritten by the next `append`. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }
}
