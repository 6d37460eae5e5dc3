// In front of `npm start`: node's own words for a file that is not there help nobody who has just cloned.
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../dist/main.js', import.meta.url))) {
  console.error(
    'dist/main.js is missing: run `npm run build` first, then `npm start`. `npm run demo` builds by itself.',
  );
  process.exitCode = 1;
}
