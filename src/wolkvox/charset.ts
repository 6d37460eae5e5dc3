import iconv from 'iconv-lite';

/** Decoded text. `assumedCharset` is set if the bytes are not valid UTF-8 and no declared charset fits. */
export interface Decoded {
  readonly text: string;
  readonly assumedCharset?: 'windows-1252' | 'utf-8';
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const LENIENT_UTF8 = new TextDecoder('utf-8');
/**
 * Charset of PHP servers that declare none, and of servers that declare ISO-8859-1 (WHATWG Encoding, section 4.2). TextDecoder of
 * Node 20 decodes it as ISO-8859-1, so its quotes and its euro sign would become control characters.
 */
const WINDOWS_1252 = { decode: (bytes: Buffer): string => iconv.decode(bytes, 'windows-1252') };

/**
 * Decodes the bytes of a response. Byte order marks of UTF-8 before and after the text are dropped, because each file of PHP may
 * add one. The charset is the first of these that fits.
 * 1. UTF-16, if the bytes begin with its mark.
 * 2. UTF-8, if the bytes are valid, because servers declare charsets that they do not use.
 * 3. The charset of `contentType`.
 * 4. UTF-8 with damaged letters, as after `substr` of PHP, because one cut name must not change all names.
 * 5. windows-1252.
 */
export function decode(bytes: Buffer, contentType: string): Decoded {
  const utf16 = utf16Mark(bytes);
  if (utf16 !== undefined) return { text: new TextDecoder(utf16).decode(bytes) };
  const content = withoutMarks(bytes);
  const text = tryDecode(UTF8, content) ?? tryDecode(declaredDecoder(contentType), content);
  if (text !== undefined) return { text };
  const damaged = LENIENT_UTF8.decode(content);
  return isMostlyUtf8(damaged)
    ? { text: damaged, assumedCharset: 'utf-8' }
    : { text: WINDOWS_1252.decode(content), assumedCharset: 'windows-1252' };
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

/** Returns true if more letters beyond ASCII were decoded than replaced. */
function isMostlyUtf8(text: string): boolean {
  let balance = 0;
  for (const letter of text) {
    if (letter === '\u{fffd}') balance -= 1;
    else if (letter > '\u{7f}') balance += 1;
  }
  return balance > 0;
}

/** Undefined if no charset is declared, if it is unknown, and if it is UTF-8, because the bytes are not UTF-8. */
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

/** Returns the kind of UTF-16 that the byte order mark shows; undefined if there is none. UTF-8 contains neither pair of bytes. */
export const utf16Mark = (bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  if (bytes.length < 2) return undefined;
  const first = bytes.readUInt16BE(0);
  return first === 0xfffe ? 'utf-16le' : first === 0xfeff ? 'utf-16be' : undefined;
};

const MARK = Buffer.from('\u{feff}');

/** Removes the marks, because a mark would become three letters in another charset. */
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
