// Hash of the sources of dist, stored in dist. `node tools/build-stamp.js` writes it as the last step of `npm run
// build`.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../', import.meta.url);
const STAMP = new URL('dist/.built-from', ROOT);
/** The lock file represents the versions of compiler and explorer. */
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const FOLDERS = ['src/', 'packages/simulator/src/', 'packages/demo/src/', 'schema/operations/'];

/** Returns a hash of all source files of the build. */
export function stampOfSources() {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => fileURLToPath(new URL(`${entry.name}`, `file://${entry.parentPath}/`))),
  );
  const hash = createHash('sha256');
  for (const file of [...FILES.map((name) => fileURLToPath(new URL(name, ROOT))), ...inFolders.sort()])
    hash
      .update(file.slice(fileURLToPath(ROOT).length))
      .update('\0')
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

/** Returns the stored hash; undefined if there is no complete build. */
export function readStamp() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(STAMP, stampOfSources());
