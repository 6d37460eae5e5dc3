// Installs the programs that tests need and npm does not provide, so that `npm test` is the only
// command.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

import { findProgram } from './find-program.js';

const run = promisify(execFile);

const TIME_LIMIT_MS = 3 * 60_000;
const APT_GET = '/usr/bin/apt-get';

/** Programs on PATH, and their Debian packages. */
const NEEDED = [
  { program: 'redis-server', fromPackages: ['redis-server'], otherwise: 'Install Redis 7.' },
  { program: 'promtool', fromPackages: ['prometheus'], otherwise: 'Install Prometheus 2.42 or later.' },
  { program: 'chromium', fromPackages: ['chromium', 'fonts-liberation'], otherwise: 'Install Chromium.' },
];

/** Installs missing programs if possible; otherwise reports them and continues without. */
export async function installPrograms() {
  for (const needed of NEEDED) if (findProgram(needed.program) === undefined) await get(needed);
}

async function get({ program, fromPackages, otherwise }) {
  if (process.getuid?.() !== 0 || !existsSync(APT_GET)) {
    say(`There is no ${program} on PATH, and only root on Debian gets it installed here. ${otherwise}`);
    return;
  }
  say(`There is no ${program} on PATH: installing it with apt-get, for three minutes at most.`);
  try {
    await install(fromPackages, Date.now() + TIME_LIMIT_MS);
    say(
      findProgram(program) === undefined
        ? `apt-get is done, but ${program} is still not on PATH.`
        : `${program} is there.`,
    );
  } catch (error) {
    say(`${program} could not be installed: ${error.killed ? 'the time was up' : error.message.trim()}`);
  }
}

async function install(packages, endsAt) {
  // The package lists may be missing or outdated.
  const installed = await aptGet(endsAt, 'install', '-y', '--no-install-recommends', ...packages).then(
    () => true,
    () => false,
  );
  if (installed) return;
  await aptGet(endsAt, 'update');
  await aptGet(endsAt, 'install', '-y', '--no-install-recommends', ...packages);
}

/** Throws if apt-get fails or the time is up. */
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
