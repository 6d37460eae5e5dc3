import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type InputType, type ZlibOptions } from 'node:zlib';

type Unpacker = (packed: InputType, options: ZlibOptions) => Promise<Buffer>;

const unzip: Unpacker = promisify(gunzip);
const unzlib: Unpacker = promisify(inflate);
const unraw: Unpacker = promisify(inflateRaw);

/**
 * The low half of the first byte of a zlib stream names its method, and the first two bytes are a multiple of 31 (RFC 1950,
 * section 2.2). Other deflate is raw: servers send it by mistake (RFC 9110, section 8.4.1.2).
 */
const isZlib = (packed: Buffer): boolean =>
  packed.length >= 2 && (packed.readUInt8(0) & 0x0f) === 8 && packed.readUInt16BE(0) % 31 === 0;

/** A raw stream may begin like one of zlib, so what cannot be read as that is read as raw. */
const undeflate: Unpacker = async (packed, options) => {
  if (!isZlib(packed as Buffer)) return unraw(packed, options);
  try {
    return await unzlib(packed, options);
  } catch (error) {
    if (isTooLarge(error)) throw error;
    return unraw(packed, options);
  }
};

const UNPACKERS = new Map<string, Unpacker>([
  ['gzip', unzip],
  ['deflate', undeflate],
  ['br', promisify(brotliDecompress)],
]);

/** Another name that RFC 9110, section 8.4.1.3, asks recipients to know. */
const ALIASES: Readonly<Record<string, string>> = { 'x-gzip': 'gzip' };

/** For the header Accept-Encoding. */
export const ENCODINGS = [...UNPACKERS.keys()].join(', ');

/**
 * The bytes as they were before they were packed, or why they cannot be read. `encoding`: the header Content-Encoding, which
 * lists what was applied, in its order. What it names and nobody knows is taken for a mistake: the bytes are left as they are.
 */
export async function unpack(
  packed: Buffer,
  encoding: string,
  maxBytes: number,
): Promise<Buffer | 'too-large' | 'other'> {
  // An answer without a body has none to unpack.
  if (packed.length === 0) return packed;
  let bytes = packed;
  try {
    for (const name of encoding.toLowerCase().split(',').reverse()) {
      const unpacker = UNPACKERS.get(ALIASES[name.trim()] ?? name.trim());
      if (unpacker !== undefined) bytes = await unpacker(bytes, { maxOutputLength: maxBytes });
    }
    return bytes;
  } catch (error) {
    return isTooLarge(error) ? 'too-large' : 'other';
  }
}

const isTooLarge = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
