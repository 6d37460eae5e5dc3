import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliDecompress,
  createBrotliDecompress,
  createUnzip,
  gunzip,
  inflate,
  inflateRaw,
  type InputType,
  type ZlibOptions,
} from 'node:zlib';

type Decompressor = (compressed: InputType, options: ZlibOptions) => Promise<Buffer>;

const decompressGzip: Decompressor = promisify(gunzip);
const decompressZlib: Decompressor = promisify(inflate);
const decompressRaw: Decompressor = promisify(inflateRaw);

/**
 * Returns true for a zlib stream (RFC 1950, section 2.2). The low half of its first byte is the method, and its first two bytes are
 * a multiple of 31. Other deflate is raw, which some servers send by mistake (RFC 9110, section 8.4.1.2).
 */
const isZlib = (compressed: Buffer): boolean =>
  compressed.length >= 2 && (compressed.readUInt8(0) & 0x0f) === 8 && compressed.readUInt16BE(0) % 31 === 0;

/** Decompresses zlib, else raw deflate, because a raw stream may begin like zlib. */
const decompressDeflate: Decompressor = async (compressed, options) => {
  if (!isZlib(compressed as Buffer)) return decompressRaw(compressed, options);
  try {
    return await decompressZlib(compressed, options);
  } catch (error) {
    if (isTooLarge(error)) throw error;
    return decompressRaw(compressed, options);
  }
};

const DECOMPRESSORS = new Map<string, Decompressor>([
  ['gzip', decompressGzip],
  // Another name that RFC 9110, section 8.4.1.3, asks recipients to accept.
  ['x-gzip', decompressGzip],
  ['deflate', decompressDeflate],
  ['br', promisify(brotliDecompress)],
]);

/**
 * Creates the streams that decompress a body while it arrives, in order. They do not read raw deflate, because it is recognized
 * only if the body is held.
 *
 * @param encoding See `decompress`.
 */
export function createDecompressors(encoding: string): readonly Transform[] {
  const names = encoding.toLowerCase().split(',').reverse();
  return names.map((name) => DECOMPRESSOR_STREAMS.get(name.trim())?.()).filter((stream) => stream !== undefined);
}

const DECOMPRESSOR_STREAMS = new Map<string, () => Transform>([
  ['gzip', createUnzip],
  ['x-gzip', createUnzip],
  ['deflate', createUnzip],
  ['br', createBrotliDecompress],
]);

/** Value of the header Accept-Encoding. */
export const ENCODINGS = 'gzip, deflate, br';

/**
 * Decompresses a response body, or returns the reason if it cannot.
 *
 * @param encoding The header Content-Encoding, which lists the encodings in the order of their application. An unknown one is
 *   taken for a mistake and ignored.
 * @param maxBytes Largest size after decompression.
 */
export async function decompress(
  compressed: Buffer,
  encoding: string,
  maxBytes: number,
): Promise<Buffer | 'too-large' | 'other'> {
  // A response without a body may still declare an encoding.
  if (compressed.length === 0) return compressed;
  let bytes = compressed;
  try {
    for (const name of encoding.toLowerCase().split(',').reverse()) {
      const decompressor = DECOMPRESSORS.get(name.trim());
      if (decompressor !== undefined) bytes = await decompressor(bytes, { maxOutputLength: maxBytes });
    }
    return bytes;
  } catch (error) {
    return isTooLarge(error) ? 'too-large' : 'other';
  }
}

const isTooLarge = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
