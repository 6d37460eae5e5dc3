import { mkdir } from 'node:fs/promises';

import type { ClassicLevel } from 'classic-level';

import { DataDirError } from './data-dir-error.js';

/** Database of one directory. One process at a time can open it. */
export type Engine = ClassicLevel;

/**
 * Opens the database, and creates it if it does not exist. Rejects with DataDirError.
 *
 * LevelDB locks the directory with a lock of the kernel, which ends with the process, also after a kill.
 */
export async function openEngine(directory: string): Promise<Engine> {
  try {
    // Readable for this user only, because stored results contain names of campaigns.
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const { ClassicLevel } = await import('classic-level');
    // Not compressed, so that the files can be searched. All records are in memory, so a cache would be useless.
    const engine = new ClassicLevel(directory, { compression: false, cacheSize: 0 });
    await engine.open();
    return engine;
  } catch (error) {
    const code = codeOf(error);
    const reason = code === 'LEVEL_LOCKED' ? 'in-use' : code === 'LEVEL_CORRUPTION' ? 'damaged' : 'unusable';
    throw new DataDirError(reason, code);
  }
}

/** Texts of strerror that LevelDB reports instead of a code. */
const SYSTEM_ERRORS: readonly (readonly [string, string])[] = [
  ['No space left on device', 'ENOSPC'],
  ['Disk quota exceeded', 'EDQUOT'],
  ['Read-only file system', 'EROFS'],
  ['Permission denied', 'EACCES'],
  ['Operation not permitted', 'EPERM'],
  ['Input/output error', 'EIO'],
  ['File too large', 'EFBIG'],
  ['Too many open files', 'EMFILE'],
  ['No locks available', 'ENOLCK'],
  ['No such file or directory', 'ENOENT'],
  ['Not a directory', 'ENOTDIR'],
];

/** Returns the code of an error of the system or of LevelDB. The message is not used, because it contains the path. */
export function codeOf(error: unknown): string {
  const causes: { readonly code?: unknown; readonly message: string }[] = [];
  for (let next = error; next instanceof Error; next = next.cause) causes.unshift(next);
  for (const { message } of causes) {
    const found = SYSTEM_ERRORS.find(([text]) => message.endsWith(text));
    if (found !== undefined) return found[1];
  }
  const code = causes.map((cause) => cause.code).find((each) => typeof each === 'string');
  return typeof code === 'string' ? code : 'UNKNOWN';
}
