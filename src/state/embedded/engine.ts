import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import type { ClassicLevel } from 'classic-level';

import { isObject } from '../../shared/json.js';
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
    await makeFolder(resolve(directory));
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

/**
 * Creates the folder and its parents. It is readable for this user only, because stored results contain names of campaigns. The
 * option `recursive` of mkdir is not used, because it reports ENOENT for a read-only disk.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o700 });
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
  const causes: Readonly<Record<string, unknown>>[] = [];
  // Not `instanceof`, because the native part may create its errors in another realm.
  for (let next = error; isObject(next); next = next.cause) causes.unshift(next);
  for (const { message } of causes) {
    const found = SYSTEM_ERRORS.find(([text]) => String(message).endsWith(text));
    if (found !== undefined) return found[1];
  }
  const code = causes.map((cause) => cause.code).find((each) => typeof each === 'string');
  return typeof code === 'string' ? code : 'UNKNOWN';
}
