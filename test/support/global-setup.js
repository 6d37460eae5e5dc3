// jest's globalSetup: what tests need, once for all of them.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { installPrograms } from './install-programs.js';

const BUILD = fileURLToPath(new URL('../../tools/build-if-changed.js', import.meta.url));

export default async function setUp() {
  execFileSync(process.execPath, [BUILD], { stdio: 'inherit' });
  await installPrograms();
}
