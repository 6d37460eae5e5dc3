import { rm } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient, SimpleError } from '@redis/client';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { labelOf, meaningOf, OTHER_CODE, REDIS_ERROR_CODES, errorCodeOf } from '../../src/state/redis/error-replies.js';
import { read, rowsOf, section, words } from '../support/documents.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
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
    ['MOVED 3999 10.0.0.1:6381', 'MOVED', 'fault'],
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

describeWithRedis('creations while Redis responds with errors', () => {
  type Admin = ReturnType<typeof createClient>;
  let redis: Redis;
  let admin: Admin;
  let simulator: Simulator;
  let product: Product;
  beforeEach(async () => {
    redis = await startRedis();
    admin = createClient({ url: redis.url });
    admin.on('error', () => undefined);
    await admin.connect();
    await admin.set('wolkvox:epoch', '1');
    // Stays usable when the default user has no permissions.
    await admin.sendCommand(['ACL', 'SETUSER', 'admin', 'on', '>admin', '+@all', '~*', '&*']);
    await admin.sendCommand(['AUTH', 'admin', 'admin']);
    simulator = await startSimulator({ token: TOKEN });
  });
  afterEach(async () => {
    admin.destroy();
    await redis.stop();
    await product.close();
    await simulator.close();
  });

  const start = async (url = redis.url): Promise<void> => {
    product = await startProduct(simulator.url, { REDIS_URL: url });
  };
  const create = async () => (await product.create(PREVIEW)).data?.createCampaign;
  const sent = (): number => simulator.requests().filter(({ query }) => query.api === 'create_campaign').length;
  const codes = (): unknown[] =>
    product
      .logs()
      .filter(({ msg }) => String(msg).startsWith('Redis '))
      .flatMap(({ code }) => (code === undefined ? [] : [code]));
  const counted = async (code: string): Promise<number> => {
    const text = await (await fetch(product.metricsUrl)).text();
    return Number(
      new RegExp(`^wolkvox_graphql_redis_errors_total\\{error_code="${code}"\\} (\\d+)$`, 'm').exec(text)?.[1],
    );
  };
  const command = (...args: [string, ...string[]]) => admin.sendCommand(args);

  const conditions: readonly [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    ['OOM', () => admin.configSet({ maxmemory: '1' }), () => admin.configSet({ maxmemory: '0' })],
    ['READONLY', () => command('REPLICAOF', '127.0.0.1', '1'), () => command('REPLICAOF', 'NO', 'ONE')],
    [
      'MASTERDOWN',
      async () => {
        await admin.configSet({ 'replica-serve-stale-data': 'no' });
        await command('REPLICAOF', '127.0.0.1', '1');
      },
      () => command('REPLICAOF', 'NO', 'ONE'),
    ],
    [
      'NOREPLICAS',
      () => admin.configSet({ 'min-replicas-to-write': '1' }),
      () => admin.configSet({ 'min-replicas-to-write': '0' }),
    ],
    [
      'NOPERM',
      () => command('ACL', 'SETUSER', 'default', '-@scripting'),
      () => command('ACL', 'SETUSER', 'default', '+@scripting'),
    ],
    [
      'MISCONF',
      async () => {
        await admin.configSet({ save: '3600 1' });
        await rm((await admin.configGet('dir')).dir ?? '', { recursive: true });
        await command('BGSAVE');
        await until(async () => (await admin.info('persistence')).includes('rdb_last_bgsave_status:err'));
      },
      // Without an empty `save` Redis could not be stopped.
      () => admin.configSet({ 'stop-writes-on-bgsave-error': 'no', save: '' }),
    ],
    [
      'NOAUTH',
      async () => {
        await admin.configSet({ requirepass: 'secret' });
        await command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      },
      () => admin.configSet({ requirepass: '' }),
    ],
  ];

  it.each(conditions)(
    'send nothing, report %s in log and metric, and work again when the condition has passed',
    async (code, begin, end) => {
      await start();
      expect(await create()).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      await begin();
      // The first call may be the one that detects it.
      const result = await create();
      expect(result).toMatchObject({ code: 'UNREACHABLE' });
      expect(sent()).toBe(1);
      await until(() => codes().includes(code));
      const lines = product.logs().filter((line) => line.code === code);
      for (const { msg } of lines)
        expect(msg).toMatch(new RegExp(`^Redis (?:unavailable|command failed at \\w+): ${code}$`));
      expect(await counted(code)).toBeGreaterThan(0);
      // No other part of the reply.
      expect(JSON.stringify(product.logs())).not.toMatch(/maxmemory|permissions|secret|replica\b|evalsha/i);
      await end();
      await until(async () => (await create())?.__typename === 'CreateCampaignSuccess');
    },
    30_000,
  );

  it.each([
    ['WRONGPASS', (url: string) => url.replace('redis://', 'redis://:wrong@')],
    ['ERR', (url: string) => `${url.replace('redis://', 'redis://:right@')}/99`],
    ['NOAUTH', (url: string) => url],
    ['WRONGPASS', (url: string) => url.replace('redis://', 'redis://ana:wrong@')],
  ])('are not sent if Redis responds %s at the start, which is logged', async (code, urlOf) => {
    await admin.configSet({ requirepass: 'right' });
    await start(urlOf(redis.url));
    expect(codes()).toContain(code);
    expect(await create()).toMatchObject({ code: 'UNREACHABLE' });
    await until(async () => (await counted(code)) > 0);
    expect(sent()).toBe(0);
    expect(JSON.stringify(product.logs())).not.toMatch(/wrong|right|index|username/);
  });

  it('send nothing if a command is unknown, as after a rename, and it is logged once', async () => {
    await start();
    // A user without SET: the script fails as with a renamed command.
    await command('ACL', 'SETUSER', 'default', '-set');
    expect((await product.create(PREVIEW)).errors?.[0]?.extensions.code ?? (await create())).toBeDefined();
    await until(() => codes().length > 0);
    expect(codes()).toEqual(expect.arrayContaining(['ERR']));
    expect(sent()).toBe(0);
  });
});
