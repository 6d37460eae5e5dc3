import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { judge, nameOf, type MadeRequest } from '../../bench/chaos/judge.js';
import { describeWithRedis } from '../support/redis.js';

const CHAOS = fileURLToPath(new URL('../../bench/chaos/main.js', import.meta.url));
const TIME_LIMIT_MS = 180_000;

/** Runs the chaos test with these variables. Resolves with its exit code and output. */
async function chaos(variables: Record<string, string>): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, [CHAOS], { env: { PATH: process.env.PATH, ...variables } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const overdue = setTimeout(() => child.kill(), TIME_LIMIT_MS - 5_000);
  const [code] = (await once(child, 'close')) as [number];
  clearTimeout(overdue);
  return { code, output };
}

const OK = [
  /campaigns per key, at most +1 +ok/,
  /false "nothing happened" +0 +ok/,
  /peak in flight per token +2 +ok/,
  /answers with a wrong id +0 +ok/,
  /internal errors +0 +ok/,
  /keys without an answer +0 +ok/,
];

const KILLS_OK = [
  /keys with two calls +0 +ok/,
  /keys sent again after a kill +0 +ok/,
  /results lost by a kill +0 +ok/,
  /kills, [^]*keys without an answer +0 +ok/,
];

let withoutRedis: ReturnType<typeof chaos>;
// Beside the run with Redis, because both mostly wait.
beforeAll(() => {
  withoutRedis = chaos({ CHAOS_RUNS: 'disk kills-disk', CHAOS_KEYS: '200', CHAOS_KILLS: '12', CHAOS_SEED: '14' });
});

describeWithRedis('npm run chaos with Redis', () => {
  it(
    'keeps every promise over kills, restarts, pauses and fail-overs',
    async () => {
      const { code, output } = await chaos({
        CHAOS_RUNS: 'redis kills-redis',
        CHAOS_KEYS: '300',
        CHAOS_KILLS: '6',
        CHAOS_SEED: '14',
      });
      for (const line of [...OK, ...KILLS_OK]) expect(output).toMatch(line);
      expect(code).toBe(0);
    },
    TIME_LIMIT_MS,
  );
});

describe('npm run chaos without Redis', () => {
  it(
    'keeps every promise',
    async () => {
      const { code, output } = await withoutRedis;
      for (const line of [...OK, ...KILLS_OK]) expect(output).toMatch(line);
      expect(code).toBe(0);
    },
    TIME_LIMIT_MS,
  );
});

describe('the judge of the chaos test', () => {
  const campaign = (arrivedAt: number, id = '5801') => ({ id, name: nameOf('k'), arrivedAt });
  const request = (word: string, parts: Partial<MadeRequest> = {}): MadeRequest => ({
    key: 'k',
    startedAt: 10,
    endedAt: 20,
    word,
    ...parts,
  });
  const broken = (campaigns: readonly ReturnType<typeof campaign>[], requests: readonly MadeRequest[], peak = 2) =>
    judge({ operations: [{ campaigns, peak }], requests, results: new Map([['k', requests.at(-1)?.word ?? '']]) })
      .checks.filter(({ value, most }) => value > most)
      .map(({ what }) => what);

  it.each([
    ['a success of its own campaign', [campaign(15)], [request('CreateCampaignSuccess', { id: '5801' })]],
    ['a refusal of which nothing came', [], [request('REJECTED')]],
    ['an unknown outcome, made', [campaign(15)], [request('OUTCOME_UNKNOWN')]],
    ['a refusal before the campaign was made', [campaign(30)], [request('BUSY')]],
    [
      'a full server after another request with the key',
      [campaign(5)],
      [request('OUTCOME_UNKNOWN', { startedAt: 1, endedAt: 9 }), request('OVERLOADED')],
    ],
    [
      'Redis unavailable beside another request with the key',
      [campaign(15)],
      [request('hung-up', { startedAt: 5, endedAt: Infinity }), request('UNREACHABLE', { hint: 'lost Redis' })],
    ],
  ])('accepts %s', (_what, campaigns, requests) => {
    expect(broken(campaigns, requests)).toEqual([]);
  });

  it.each([
    [
      'two campaigns of a key',
      [campaign(15), campaign(25, '5802')],
      [request('OUTCOME_UNKNOWN')],
      'campaigns per key, at most',
    ],
    ['nothing happened, and it did', [campaign(15)], [request('UNREACHABLE')], 'false "nothing happened"'],
    ['nothing happened, and it had', [campaign(5)], [request('UNREACHABLE')], 'false "nothing happened"'],
    [
      'the same with Redis unavailable, alone',
      [campaign(15)],
      [request('UNREACHABLE', { hint: 'lost Redis' })],
      'false "nothing happened"',
    ],
    [
      'an id of another campaign',
      [campaign(15)],
      [request('CreateCampaignSuccess', { id: '9' })],
      'answers with a wrong id',
    ],
    ['a fault', [], [request('INTERNAL_SERVER_ERROR')], 'internal errors'],
    ['no answer in the end', [], [request('gave up')], 'keys without an answer'],
  ])('detects %s', (_what, campaigns, requests, what) => {
    expect(broken(campaigns, requests)).toEqual([what]);
  });

  it('detects a third call in flight', () => {
    expect(broken([], [], 3)).toEqual(['peak in flight per token']);
  });
});
