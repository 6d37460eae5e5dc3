// jest's globalSetup: some tests need a real redis-server, and `npm test` is to be all that anyone types.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

import { findRedis } from './find-redis.js';

const run = promisify(execFile);

const TIME_LIMIT_MS = 3 * 60_000;
const APT_GET = '/usr/bin/apt-get';

/** Installs redis-server where it is missing and can be installed; otherwise says so and lets the tests begin without it. */
export default async function installRedis() {
  if (findRedis() !== undefined) return;
  if (process.getuid?.() !== 0 || !existsSync(APT_GET)) {
    say('There is no redis-server on PATH, and only root on Debian gets it installed here. Install Redis 7.');
    return;
  }
  say('There is no redis-server on PATH: installing it with apt-get, for three minutes at most.');
  try {
    await install(Date.now() + TIME_LIMIT_MS);
    say(
      findRedis() === undefined ? 'apt-get is done, but redis-server is still not on PATH.' : 'redis-server is there.',
    );
  } catch (error) {
    say(`redis-server could not be installed: ${error.killed ? 'the time was up' : error.message.trim()}`);
  }
}

async function install(endsAt) {
  // The package lists may be missing or older than the packages.
  const installed = await aptGet(endsAt, 'install', '-y', '--no-install-recommends', 'redis-server').then(
    () => true,
    () => false,
  );
  if (installed) return;
  await aptGet(endsAt, 'update');
  await aptGet(endsAt, 'install', '-y', '--no-install-recommends', 'redis-server');
}

/** Throws where apt-get fails or the time is up. */
function aptGet(endsAt, ...args) {
  return run(APT_GET, ['-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    // Zero would mean no limit.
    timeout: Math.max(1, endsAt - Date.now()),
    maxBuffer: 64 * 1024 * 1024,
  });
}

function say(sentence) {
  process.stderr.write(`\n*** ${sentence}\n\n`);
}
