import { readFileSync } from 'node:fs';

/**
 * The text of a file, without its byte order mark. Windows editors write one; PowerShell's `>` writes UTF-16, which is told by
 * its mark. Throws as readFileSync does.
 */
export function readTextFile(file: string): string {
  const bytes = readFileSync(file);
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === 0xfffe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === 0xfeff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}
