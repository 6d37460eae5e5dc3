import { readFileSync } from 'node:fs';

import { utf16Mark } from '../wolkvox/charset.js';

/**
 * Returns the text of a file, without its byte order mark. UTF-16 is detected by its mark, because PowerShell's `>` writes it.
 * Throws the errors of readFileSync.
 */
export function readTextFile(file: string): string {
  const bytes = readFileSync(file);
  return new TextDecoder(utf16Mark(bytes) ?? 'utf-8').decode(bytes);
}
