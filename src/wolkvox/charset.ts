import iconv from 'iconv-lite';

/** A text, and the charset that was assumed for it, if the bytes are not UTF-8 and the answer declares none that fits. */
export interface Decoded {
  readonly text: string;
  readonly assumedCharset?: 'windows-1252' | 'utf-8';
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const DAMAGED_UTF8 = new TextDecoder('utf-8');
/**
 * PHP back ends without a charset of their own write it, and so do those that declare ISO-8859-1 (WHATWG Encoding, section 4.2).
 * TextDecoder of Node 20 has its name and decodes ISO-8859-1: its quotes and its euro would become control characters.
 */
const WINDOWS_1252 = { decode: (bytes: Buffer): string => iconv.decode(bytes, 'windows-1252') };

/**
 * Reads the bytes of an answer as text: as UTF-8 if they are valid UTF-8, whatever the answer says, since servers declare
 * charsets that they do not write; else by the charset that `contentType` names; else as windows-1252. Text that is UTF-8 but
 * for a few bytes, as after a `substr` of PHP, stays UTF-8: one name that was cut must not change all others. Byte order marks
 * of UTF-8 before and behind the text are dropped: each file of PHP may add one.
 */
export function decode(bytes: Buffer, contentType: string): Decoded {
  const utf16 = utf16Mark(bytes);
  if (utf16 !== undefined) return { text: new TextDecoder(utf16).decode(bytes) };
  const own = withoutMarks(bytes);
  const text = tryDecode(UTF8, own) ?? tryDecode(declaredDecoder(contentType), own);
  if (text !== undefined) return { text };
  const damaged = DAMAGED_UTF8.decode(own);
  return isMostlyUtf8(damaged)
    ? { text: damaged, assumedCharset: 'utf-8' }
    : { text: WINDOWS_1252.decode(own), assumedCharset: 'windows-1252' };
}

interface Decoder {
  decode(bytes: Buffer): string;
}

/** Undefined if the bytes are not text of that charset. */
function tryDecode(decoder: Decoder | undefined, bytes: Buffer): string | undefined {
  try {
    return decoder?.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether more letters beyond ASCII could be read than not. */
function isMostlyUtf8(text: string): boolean {
  let balance = 0;
  for (const letter of text) {
    if (letter === '\u{fffd}') balance -= 1;
    else if (letter > '\u{7f}') balance += 1;
  }
  return balance > 0;
}

/** Undefined if none is declared, if it is not known, and if it is UTF-8, which the bytes are not. */
function declaredDecoder(contentType: string): Decoder | undefined {
  const [, label] = CHARSET.exec(contentType) ?? [];
  if (label === undefined) return undefined;
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    if (decoder.encoding === 'windows-1252') return WINDOWS_1252;
    return decoder.encoding === 'utf-8' ? undefined : decoder;
  } catch {
    return undefined;
  }
}

const CHARSET = /;\s*charset\s*=\s*["']?([^\s;"']+)/i;

/** UTF-16, told by its byte order mark: neither pair of bytes occurs in UTF-8. Undefined if there is none. */
export const utf16Mark = (bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  if (bytes.length < 2) return undefined;
  const first = bytes.readUInt16BE(0);
  return first === 0xfffe ? 'utf-16le' : first === 0xfeff ? 'utf-16be' : undefined;
};

const MARK = Buffer.from('\u{feff}');

/** In another charset a mark would become three letters. */
function withoutMarks(bytes: Buffer): Buffer {
  let start = 0;
  let end = bytes.length;
  for (;;) {
    while (start < end && isBlank(bytes[start])) start += 1;
    if (!bytes.subarray(start, end).subarray(0, MARK.length).equals(MARK)) break;
    start += MARK.length;
  }
  for (;;) {
    while (end > start && isBlank(bytes[end - 1])) end -= 1;
    if (!bytes.subarray(start, end).subarray(-MARK.length).equals(MARK)) break;
    end -= MARK.length;
  }
  return bytes.subarray(start, end);
}

/** Tab, line feed, vertical tab, form feed, carriage return, blank. */
const isBlank = (byte = 0): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
