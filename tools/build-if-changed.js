// Builds dist if its sources have changed. Used by `npm run demo`, `npm run example` and `npm run simulator`.
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
