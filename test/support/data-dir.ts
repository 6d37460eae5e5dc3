/** Data directories for tests. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MachineClocks } from '../../src/state/embedded/age-clock.js';
import { createEmbeddedState } from '../../src/state/embedded/embedded-state.js';
import type { State } from '../../src/state/state.js';
import type { Defer } from './closing.js';

/** Creates a folder that is removed after the test. */
export function makeDataDir(defer: Defer): string {
  const folder = mkdtempSync(join(tmpdir(), 'data-dir-'));
  defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens the state of a folder in this process. */
export const openDataDir = (
  directory: string,
  clocks?: MachineClocks,
  report: (message: string) => void = () => undefined,
): Promise<State> => createEmbeddedState({ directory, report, ...(clocks && { clocks }) });

/** Returns the bytes of all files in a folder, as text of one byte per character. */
export const contentOf = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');

/** True if this process may mount file systems, which the tests of a full disk need. */
export const canMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

/** Mounts a file system of this size in memory, and removes it after the test. `options`: those of mount. */
export function mountDisk(defer: Defer, options: string): string {
  const folder = makeDataDir(defer);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  defer(() => execFileSync('umount', ['--lazy', folder]));
  return folder;
}
