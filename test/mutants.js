// Runs the property test of concurrent creations against one broken version of the limiter after another, and the test of the
// stores against one broken rule after another, and checks that they fail. It takes minutes, so it is not part of `npm test`:
// `npm run mutants`, or `npm run mutants -- TEXT` for the mutants with this text in their name.
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
    "mayHaveHappened(outcome) ? 'store'",
    "mayHaveHappened(outcome) ? 'share'",
  ],
  ['a call that may have been sent costs nothing', LIMITER, "=== 'unsent'", "!== 'answer'"],
  ['calls are not counted', 'src/state/memory/quota.ts', 'used: used + 1', 'used: used + 0'],
  ['a lost creation is sent again', 'src/wolkvox/client.ts', '(endpoint.safe && ', '('],
];

const MEMORY = ['in this process', 'in DATA_DIR'];
const EVERYWHERE = [...MEMORY, 'in Redis'];
const MEMORY_QUOTA = 'src/state/memory/quota.ts';
const REDIS_QUOTA = 'src/state/redis/scripts/quota.lua';
const MEMORY_KEYS = 'src/state/memory/idempotency.ts';
const REDIS_KEYS = 'src/state/redis/scripts/idempotency.lua';
const MEMORY_IDS = 'src/state/memory/campaign-ids.ts';
const REDIS_IDS = 'src/state/redis/scripts/campaign-ids.lua';
const REDIS_SNAPSHOTS = 'src/state/redis/scripts/snapshots.lua';
/**
 * A rule of a store that is broken in all its implementations at once: name, stores in each of which the test must fail, and
 * file, original text and replacement of each implementation. The state in DATA_DIR decides with the files in memory/, so the
 * test must fail there for the same text.
 */
const RULES = [
  [
    'store: one slot too many',
    EVERYWHERE,
    [MEMORY_SLOTS, 'this.#slots.size < pool.maxInFlight', 'this.#slots.size <= pool.maxInFlight'],
    [REDIS_SLOTS, "redis.call('ZCARD', slots) < a.maxInFlight", "redis.call('ZCARD', slots) <= a.maxInFlight"],
  ],
  [
    'store: the newest first',
    EVERYWHERE,
    [MEMORY_SLOTS, 'this.#queue.shift()', 'this.#queue.pop()'],
    [REDIS_SLOTS, "redis.call('ZRANGE', queue,", "redis.call('ZREVRANGE', queue,"],
  ],
  [
    'store: callers do not take turns',
    EVERYWHERE,
    [MEMORY_SLOTS, '?? this.#round) + 1', '?? this.#round) + 0'],
    [REDIS_SLOTS, 'rounds, a.caller) or 0)) + 1', 'rounds, a.caller) or 0)) + 0'],
  ],
  [
    'store: rounds continue after the queue was empty',
    EVERYWHERE,
    [MEMORY_SLOTS, 'this.#rounds.clear();', ''],
    [REDIS_SLOTS, "if redis.call('EXISTS', queue) == 0 then", 'if false then'],
  ],
  [
    'store: no share of a caller',
    EVERYWHERE,
    ['src/state/slot-store.ts', 'own < maxQueue - waiting', 'own < maxQueue'],
    [REDIS_SLOTS, '>= a.maxQueue - waiting', '>= a.maxQueue'],
  ],
  [
    'store: calls are not counted',
    EVERYWHERE,
    [MEMORY_QUOTA, 'used: used + 1', 'used: used + 0'],
    [REDIS_SLOTS, "'spent', 1)", "'spent', 0)"],
  ],
  [
    'store: a call of yesterday is taken back today',
    EVERYWHERE,
    [MEMORY_QUOTA, 'if (endsAt === this.#day.endsAt)', ''],
    [REDIS_QUOTA, "if currentDay() == a.endsAt then redis.call('HINCRBY'", "if true then redis.call('HINCRBY'"],
  ],
  [
    'store: a used-up quota is ignored',
    EVERYWHERE,
    [MEMORY_QUOTA, 'exhausted ||', 'false ||'],
    [REDIS_SLOTS, "redis.call('HEXISTS', day, 'exhausted') == 1", 'false'],
  ],
  [
    'store: no new day',
    EVERYWHERE,
    [MEMORY_QUOTA, 'this.#day.endsAt < endsAt ||', 'this.#day.endsAt === 0 ||'],
    [REDIS_QUOTA, 'current <= now and current < endsAt', 'current == 0'],
  ],
  [
    'store: a claimed key can be claimed again',
    EVERYWHERE,
    [MEMORY_KEYS, 'if (record === undefined) {', 'if (record?.value === undefined) {'],
    [REDIS_KEYS, 'if not exists then\n    redis', "if not exists or state ~= 'done' then\n    redis"],
  ],
  [
    'store: another input receives the result',
    EVERYWHERE,
    [MEMORY_KEYS, 'record.fingerprint !== fingerprint', 'false'],
    [REDIS_KEYS, 'local same = fingerprint == a.fingerprint', 'local same = true'],
  ],
  [
    'store: a key is never released',
    EVERYWHERE,
    ['src/state/memory/memory-state.ts', 'keys.delete(key);', ''],
    [REDIS_KEYS, "redis.call('DEL', subject)", "redis.call('EXISTS', subject)"],
  ],
  [
    'store: a number is assigned twice',
    EVERYWHERE,
    [MEMORY_IDS, 'if (this.isClaimed(number)) return false;', ''],
    [REDIS_IDS, "1, 'NX', 'PX'", "1, 'PX'"],
  ],
  [
    'store: the last number counts as the highest',
    EVERYWHERE,
    [MEMORY_IDS, 'number <= this.#highest', 'number === this.#highest'],
    [REDIS_IDS, 'math.max(a.number, highest() or 0)', 'a.number'],
  ],
  [
    'store: attempts are not counted',
    EVERYWHERE,
    [MEMORY_IDS, 'this.countAttempts(name) + 1', '1'],
    [REDIS_IDS, 'attempts() + 1', '1'],
  ],
  [
    'store: a write does not raise the version',
    EVERYWHERE,
    ['src/state/memory/memory-state.ts', '(versions.get(list) ?? 0) + 1', 'versions.get(list) ?? 0'],
    [REDIS_SNAPSHOTS, 'math.max(now, version() + 1)', 'version()'],
  ],
  // Only a shared state has snapshots and refresh locks.
  [
    'store: an older reading replaces a snapshot',
    ['in Redis'],
    [REDIS_SNAPSHOTS, "if isNewer or typeOf(subject .. ':text') ~= 'string'", 'if true'],
  ],
  ['store: two processes refresh a list', ['in Redis'], [REDIS_SNAPSHOTS, 'leader ~= a.process and', 'false and']],
];

const GOVERNED = 'test/services/governed-creations';
const STORES = 'test/state/stores';
const selected = process.argv[2] ?? '';
/** Name, test, stores in each of which the test must fail (none: in any), changes. */
const all = [
  ...MUTANTS.map(([name, ...change]) => ({ name, test: GOVERNED, stores: [], changes: [change] })),
  ...RULES.map(([name, stores, ...changes]) => ({ name, test: STORES, stores, changes })),
].filter(({ name }) => name.includes(selected));
if (all.length === 0) throw new Error(`No mutant has "${selected}" in its name.`);

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'mutants-'));
let undetected = 0;
try {
  for (const name of ['src', 'test', 'packages', 'schema', 'package.json', 'tsconfig.json', 'jest.config.js'])
    cpSync(join(root, name), join(scratch, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  // The test compiles the sources itself and needs no build.
  writeFileSync(join(scratch, 'test/support/global-setup.js'), 'export default () => undefined;\n');

  for (const test of new Set(all.map(({ test }) => test))) expectOf(run(test), true, [], `no mutant, ${test}`);
  for (const { name, test, stores, changes } of all) {
    const sources = changes.map(([file, original, replacement]) => {
      const path = join(scratch, file);
      const source = readFileSync(path, 'utf8');
      const mutated = source.replaceAll(original, replacement);
      if (mutated === source) throw new Error(`${file} does not contain "${original}".`);
      writeFileSync(path, mutated);
      return [path, source];
    });
    expectOf(run(test), false, stores, name);
    for (const [path, source] of sources.reverse()) writeFileSync(path, source);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
process.exitCode = undetected > 0 ? 1 : 0;

function run(test) {
  const args = ['run', '-s', 'jest', '--', test, '--silent'];
  // Of the usual twenty runs, one mutant in twenty was not detected if two processes must use one key.
  const env = { ...process.env, GOVERNED_RUNS: '80' };
  return spawnSync('npm', args, { cwd: scratch, env, encoding: 'utf8', timeout: 300_000 });
}

/** Throws if the test could not start. */
function expectOf({ status, stderr }, passes, stores, name) {
  const ran = /Tests: +(?:\d+ failed, )?/.test(stderr) && !/Tests: +0 total|failed to run/.test(stderr);
  if (!ran) throw new Error(`${name}: the test did not run.\n${stderr}`);
  const passing = stores.filter((store) => !stderr.includes(`● a model of the state ${store} › `));
  const expected = (status === 0) === passes && passing.length === 0;
  if (!expected) undetected += 1;
  const result = status === 0 ? 'not detected' : ['detected', ...passing.map((store) => `not ${store}`)].join(', ');
  console.log(`${expected ? 'ok  ' : 'FAIL'} ${name}: ${result}`);
}
