// Builds dist, unless it was built from the very files that are there now. `npm run demo`, `npm run example`, `npm run simulator`.
import { spawnSync } from 'node:child_process';
import { readStamp, stampOfSources } from './build-stamp.js';

if (readStamp() !== stampOfSources()) {
  console.error('wolkvox-graphql: building, which takes some 20 seconds ...');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
