import { readFileSync } from 'node:fs';

import { utf16Mark } from '../wolkvox/charset.js';

/**
 * The text of a file, without its byte order mark. Windows editors write one; PowerShell's `>` writes UTF-16, which is told by
 * its mark. Throws as readFileSync does.
 */
export function readTextFile(file: string): string {
  const bytes = readFileSync(file);
  return new TextDecoder(utf16Mark(bytes) ?? 'utf-8').decode(bytes);
}
