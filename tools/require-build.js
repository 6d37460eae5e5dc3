// Runs before `npm start`, because Node's error for a missing file does not mention the build.
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../dist/main.js', import.meta.url))) {
  console.error(
    'dist/main.js is missing: run `npm run build` first, then `npm start`. `npm run demo` builds by itself.',
  );
  process.exitCode = 1;
}
