import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';
import { SimpleError } from '@redis/client';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { labelOf, meaningOf, OTHER_CODE, REDIS_ERROR_CODES } from '../../src/state/redis/error-replies.js';
import { errorCodeOf } from '../../src/state/redis/reply-code.js';
import { closing, type Defer } from '../support/closing.js';
import { read, rowsOf, section, words } from '../support/documents.js';
import { startKnownRedis, type RedisAdmin } from '../support/known-redis.js';
import { scrape } from '../support/metrics.js';
import { PREVIEW, startProduct, TOKEN } from '../support/product.js';
import { describeWithRedis } from '../support/redis.js';
import { until } from '../support/until.js';

describe('code of an error reply', () => {
  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'. script: 51f9, on @user_script:1.", 'OOM', 'unavailable'],
    [
      "ERR Error running script (call to f_51f9): @user_script:1: @user_script: 1: -OOM command not allowed when used memory > 'maxmemory'.",
      'OOM',
      'unavailable',
    ],
    ["READONLY You can't write against a read only replica.", 'READONLY', 'unavailable'],
    ["NOPERM this user has no permissions to run the 'evalsha' command", 'NOPERM', 'refused'],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'WRONGTYPE', 'fault'],
    ["ERR unknown command 'EVALSHA', with args beginning with: 'x'", 'ERR', 'fault'],
    ['MOVED 3999 10.0.0.1:6381', 'MOVED', 'unavailable'],
    ['BUSY Redis is busy running a script.', 'BUSY', 'unavailable'],
    ['TLSREQUIRED by a proxy', 'TLSREQUIRED', 'unavailable'],
  ])('is the first word of the reply and has a meaning: %s', (message, code, meaning) => {
    expect(errorCodeOf(new SimpleError(message))).toBe(code);
    expect(meaningOf(code)).toBe(meaning);
  });

  it.each(['', 'hello secret', 'secret', 'Denied for user ana', '10.0.0.1:6379 refused', `${'A'.repeat(80)} x`])(
    'is `other` if the reply may contain any text: %j',
    (message) => {
      expect(errorCodeOf(new SimpleError(message))).toBe('other');
    },
  );

  it('has a label only if it is listed, whatever a proxy sends', () => {
    const codes = Array.from({ length: 1_000 }, (_, nth) => `CODE${nth}`);
    expect(new Set(codes.map(labelOf))).toEqual(new Set(['other']));
    expect(labelOf('NOREPLICAS')).toBe('NOREPLICAS');
  });

  it('is explained in the runbook if it is listed', () => {
    const entry = section(read('docs/guides/runbook.md'), '## Redis returns errors');
    const named = rowsOf(entry).flatMap(([codes]) => words(codes));
    expect(named.sort()).toEqual([...Object.keys(REDIS_ERROR_CODES), OTHER_CODE].sort());
  });

  it('is undefined for an error that is not a reply', () => {
    expect(errorCodeOf(new Error('OOM is no reply'))).toBeUndefined();
  });
});

/** A Redis, and an administrator who stays connected when the default user has no permissions. */
async function startUpstreams(defer: Defer) {
  const { redis, admin, stop } = await startKnownRedis();
  defer(stop);
  await admin.sendCommand(['ACL', 'SETUSER', 'admin', 'on', '>admin', '+@all', '~*', '&*']);
  await admin.sendCommand(['AUTH', 'admin', 'admin']);
  const simulator = await startSimulator({ token: TOKEN });
  defer(() => simulator.close());
  const sent = (): number => simulator.requests().filter(({ query }) => query.api === 'create_campaign').length;
  return { redis, admin, simulator, sent };
}

async function start(defer: Defer, simulator: Simulator, redisUrl: string) {
  const product = await startProduct(simulator.url, { REDIS_URL: redisUrl });
  defer(() => product.close());
  return {
    product,
    create: async () => (await product.create(PREVIEW)).data?.createCampaign,
    codes: (): unknown[] =>
      product
        .logs()
        .filter(({ msg }) => String(msg).startsWith('Redis '))
        .flatMap(({ code }) => (code === undefined ? [] : [code])),
    counted: async (code: string): Promise<number> =>
      (await scrape(product.metricsUrl)).value('wolkvox_graphql_redis_errors_total', { error_code: code }),
  };
}

type Change = (admin: RedisAdmin) => Promise<unknown>;
const command =
  (...args: [string, ...string[]]): Change =>
  (admin) =>
    admin.sendCommand(args);

/** How each error begins and ends. */
const CONDITIONS: readonly (readonly [string, Change, Change])[] = [
  ['OOM', (admin) => admin.configSet({ maxmemory: '1' }), (admin) => admin.configSet({ maxmemory: '0' })],
  ['READONLY', command('REPLICAOF', '127.0.0.1', '1'), command('REPLICAOF', 'NO', 'ONE')],
  [
    'MASTERDOWN',
    async (admin) => {
      await admin.configSet({ 'replica-serve-stale-data': 'no' });
      await command('REPLICAOF', '127.0.0.1', '1')(admin);
    },
    command('REPLICAOF', 'NO', 'ONE'),
  ],
  [
    'NOREPLICAS',
    (admin) => admin.configSet({ 'min-replicas-to-write': '1' }),
    (admin) => admin.configSet({ 'min-replicas-to-write': '0' }),
  ],
  ['NOPERM', command('ACL', 'SETUSER', 'default', '-@scripting'), command('ACL', 'SETUSER', 'default', '+@scripting')],
  [
    'MISCONF',
    async (admin) => {
      await admin.configSet({ save: '3600 1' });
      await rm((await admin.configGet('dir')).dir ?? '', { recursive: true });
      await command('BGSAVE')(admin);
      await until(
        async () => (await admin.info('persistence')).includes('rdb_last_bgsave_status:err'),
        'Redis could not save',
      );
    },
    // Without an empty `save` Redis could not be stopped.
    (admin) => admin.configSet({ 'stop-writes-on-bgsave-error': 'no', save: '' }),
  ],
  [
    'NOAUTH',
    async (admin) => {
      await admin.configSet({ requirepass: 'secret' });
      await command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')(admin);
    },
    (admin) => admin.configSet({ requirepass: '' }),
  ],
];

/** The tests mostly wait, so they run at the same time. */
describeWithRedis('creations while Redis responds with errors', () => {
  it.concurrent.each(CONDITIONS)(
    'send nothing, report %s in log and metric, and work again when the condition has passed',
    closing(async (defer, code: string, begin: Change, end: Change) => {
      const { redis, admin, simulator, sent } = await startUpstreams(defer);
      const { product, create, codes, counted } = await start(defer, simulator, redis.url);
      expect(await create()).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      await begin(admin);
      // The first call may be the one that detects it.
      const result = await create();
      expect(result).toMatchObject({ code: 'UNREACHABLE' });
      expect(sent()).toBe(1);
      await until(() => codes().includes(code), `a log line has the code ${code}`);
      const lines = product.logs().filter((line) => line.code === code);
      for (const { msg } of lines)
        expect(msg).toMatch(new RegExp(`^Redis (?:unavailable|command failed at \\w+): ${code}$`));
      expect(await counted(code)).toBeGreaterThan(0);
      // No other part of the reply.
      expect(JSON.stringify(product.logs())).not.toMatch(/maxmemory|permissions|secret|replica\b|evalsha/i);
      await end(admin);
      await until(async () => {
        const isCreated = (await create())?.__typename === 'CreateCampaignSuccess';
        // It takes seconds.
        if (!isCreated) await sleep(50);
        return isCreated;
      }, 'a creation succeeds');
    }),
    30_000,
  );

  it.concurrent.each<[string, (url: string) => string]>([
    ['WRONGPASS', (url) => url.replace('redis://', 'redis://:wrong@')],
    ['ERR', (url) => `${url.replace('redis://', 'redis://:right@')}/99`],
    ['NOAUTH', (url) => url],
    ['WRONGPASS', (url) => url.replace('redis://', 'redis://ana:wrong@')],
  ])(
    'are not sent if Redis responds %s at the start, which is logged',
    closing(async (defer, code: string, urlOf: (url: string) => string) => {
      const { redis, admin, simulator, sent } = await startUpstreams(defer);
      await admin.configSet({ requirepass: 'right' });
      const { product, create, codes, counted } = await start(defer, simulator, urlOf(redis.url));
      expect(codes()).toContain(code);
      expect(await create()).toMatchObject({ code: 'UNREACHABLE' });
      await until(async () => (await counted(code)) > 0, `the metric counts ${code}`);
      expect(sent()).toBe(0);
      expect(JSON.stringify(product.logs())).not.toMatch(/wrong|right|index|username/);
    }),
  );

  it.concurrent(
    'send nothing if a command is unknown, as after a rename, and it is logged once',
    closing(async (defer) => {
      const { redis, admin, simulator, sent } = await startUpstreams(defer);
      const { product, create, codes } = await start(defer, simulator, redis.url);
      // A user without SET: the script fails as with a renamed command.
      await command('ACL', 'SETUSER', 'default', '-set')(admin);
      expect((await product.create(PREVIEW)).errors?.[0]?.extensions.code ?? (await create())).toBeDefined();
      await until(() => codes().length > 0, 'a log line has a code');
      expect(codes()).toEqual(expect.arrayContaining(['ERR']));
      expect(sent()).toBe(0);
    }),
  );
});
