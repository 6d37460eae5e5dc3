// Runs the property test of concurrent creations against one broken version of the limiter after another, and checks that it
// fails. It takes minutes, so it is not part of `npm test`: `npm run mutants`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MEMORY_SLOTS = 'src/state/memory/slots.ts';
const REDIS_SLOTS = 'src/state/redis/scripts/slots.lua';
const LIMITER = 'src/wolkvox/limiter/limiter.ts';
/** Name of the mutant, file, original text, replacement. */
const MUTANTS = [
  [
    'one slot too many in memory',
    MEMORY_SLOTS,
    'this.#slots.size < pool.maxInFlight',
    'this.#slots.size <= pool.maxInFlight',
  ],
  [
    'one slot too many in Redis',
    REDIS_SLOTS,
    "redis.call('ZCARD', slots) < a.maxInFlight",
    "redis.call('ZCARD', slots) <= a.maxInFlight",
  ],
  [
    'a grant is trusted without confirmation',
    REDIS_SLOTS,
    "if not redis.call('ZSCORE', slots, a.ticket) then",
    'if false then',
  ],
  ['no slot held after a timeout', LIMITER, 'slot.expireIn(stillRunningMs)', 'slot.release()'],
  ['slots never released', LIMITER, 'slot.release()', 'slot.expireIn(600_000)'],
  ['the newest first', MEMORY_SLOTS, 'this.#queue.shift()', 'this.#queue.pop()'],
  [
    'a claimed key can be claimed again in Redis',
    'src/state/redis/scripts/idempotency.lua',
    'if not exists then',
    "if not exists or state ~= 'done' then",
  ],
  [
    'a lost response frees its key',
    'src/services/execute-write.ts',
    "!nothingHappened ? 'store'",
    "!nothingHappened ? 'share'",
  ],
  ['a call that may have been sent costs nothing', LIMITER, "=== 'unsent'", "!== 'answer'"],
  ['calls are not counted', 'src/state/memory/quota.ts', 'used: used + 1', 'used: used + 0'],
  ['a lost creation is sent again', 'src/wolkvox/client.ts', '(endpoint.safe && ', '('],
];

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'mutants-'));
let undetected = 0;
try {
  for (const name of ['src', 'test', 'packages', 'schema', 'package.json', 'tsconfig.json', 'jest.config.js'])
    cpSync(join(root, name), join(scratch, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  // The test compiles the sources itself and needs no build.
  writeFileSync(join(scratch, 'test/support/global-setup.js'), 'export default () => undefined;\n');

  expectOf(run(), true, 'no mutant');
  for (const [name, file, original, replacement] of MUTANTS) {
    const path = join(scratch, file);
    const source = readFileSync(path, 'utf8');
    const mutated = source.replaceAll(original, replacement);
    if (mutated === source) throw new Error(`${file} does not contain "${original}".`);
    writeFileSync(path, mutated);
    expectOf(run(), false, name);
    writeFileSync(path, source);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
process.exitCode = undetected > 0 ? 1 : 0;

function run() {
  const args = ['run', '-s', 'jest', '--', 'test/services/governed-creations', '--silent'];
  // Of the usual twenty runs, one mutant in twenty was not detected if two processes must use one key.
  const env = { ...process.env, GOVERNED_RUNS: '80' };
  return spawnSync('npm', args, { cwd: scratch, env, encoding: 'utf8', timeout: 300_000 });
}

/** Throws if the test could not start. */
function expectOf({ status, stderr }, passes, name) {
  const ran = /Tests: +(?:\d+ failed, )?/.test(stderr) && !/Tests: +0 total|failed to run/.test(stderr);
  if (!ran) throw new Error(`${name}: the test did not run.\n${stderr}`);
  const expected = (status === 0) === passes;
  if (!expected) undetected += 1;
  console.log(`${expected ? 'ok  ' : 'FAIL'} ${name}: ${status === 0 ? 'not detected' : 'detected'}`);
}
