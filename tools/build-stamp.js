// What dist was built from, as one hash in dist itself. `node tools/build-stamp.js` writes it; it is the last step of `npm run build`.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../', import.meta.url);
const STAMP = new URL('dist/.built-from', ROOT);
/** The lock file stands for the versions of compiler and explorer. */
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const FOLDERS = ['src/', 'schema/operations/'];

/** A hash of every file that a build reads. */
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

/** The hash that dist was built from; undefined if there is no whole build. */
export function readStamp() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(STAMP, stampOfSources());
