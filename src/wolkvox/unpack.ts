import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

const UNPACKERS = new Map([
  ['gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** For the header Accept-Encoding. */
export const ENCODINGS = [...UNPACKERS.keys()].join(', ');

/** The bytes as they were before they were packed for the way, or why they cannot be had. */
export async function unpack(
  packed: Buffer,
  encoding: string,
  maxBytes: number,
): Promise<Buffer | 'too-large' | 'other'> {
  const unpacker = UNPACKERS.get(encoding.trim().toLowerCase());
  // What was not asked for cannot be unpacked; `identity` need not be, nor an answer without a body.
  if (unpacker === undefined || packed.length === 0) return packed;
  try {
    return await unpacker(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'other';
  }
}
