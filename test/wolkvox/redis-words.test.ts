import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient, SimpleError } from '@redis/client';

import { startSimulator, type Simulator } from '../../src/simulator/simulator.js';
import { labelOf, meaningOf, OTHER_WORD, REDIS_WORDS, wordOf } from '../../src/wolkvox/governor/redis-words.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { until } from '../support/until.js';

describe('the word of an error reply', () => {
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
  ])('is its first, and says what to do: %s', (message, word, meaning) => {
    expect(wordOf(new SimpleError(message))).toBe(word);
    expect(meaningOf(word)).toBe(meaning);
  });

  it.each(['', 'hello secret', 'secret', 'Denied for user ana', '10.0.0.1:6379 said no', `${'A'.repeat(80)} x`])(
    'is `other` if it may hold anything: %j',
    (message) => {
      expect(wordOf(new SimpleError(message))).toBe('other');
    },
  );

  it('has a label only if it is listed, whatever a proxy invents', () => {
    const words = Array.from({ length: 1_000 }, (_, nth) => `WORD${nth}`);
    expect(new Set(words.map(labelOf))).toEqual(new Set(['other']));
    expect(labelOf('NOREPLICAS')).toBe('NOREPLICAS');
  });

  it('is explained in the runbook, as every word that is listed', () => {
    const runbook = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
    const table = runbook.slice(runbook.indexOf('### Error replies of Redis'), runbook.indexOf('## Metrics, audit'));
    const named = [...table.matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? []);
    expect(named.sort()).toEqual([...Object.keys(REDIS_WORDS), OTHER_WORD].sort());
  });

  it('is none for what is no reply', () => {
    expect(wordOf(new Error('OOM is no reply'))).toBeUndefined();
  });
});

describeWithRedis('a Redis that answers with errors', () => {
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
    // Goes on when the default user may do nothing any more.
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
  const words = (): unknown[] => product.logs().flatMap(({ word }) => (word === undefined ? [] : [word]));
  const counted = async (word: string): Promise<number> => {
    const text = await (await fetch(product.metricsUrl)).text();
    return Number(new RegExp(`^wolkvox_graphql_redis_errors_total\\{word="${word}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
  };
  const command = (...words: [string, ...string[]]) => admin.sendCommand(words);

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
      // Without `save` it could not be ended either.
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
    'sends nothing, names %s in the log and the metric, and goes on when it has passed',
    async (word, begin, end) => {
      await start();
      expect(await create()).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      await begin();
      // The first call may be what meets it.
      const answer = await create();
      expect(answer).toMatchObject({ code: 'UNREACHABLE' });
      expect(sent()).toBe(1);
      await until(() => words().includes(word));
      const lines = product.logs().filter((line) => line.word === word);
      for (const { msg } of lines) expect(msg).toMatch(new RegExp(`^Redis (?:is lost|fails at \\w+): ${word}$`));
      expect(await counted(word)).toBeGreaterThan(0);
      // Nothing else that the reply said.
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
  ])('starts with %s, says so, and sends nothing', async (word, urlOf) => {
    await admin.configSet({ requirepass: 'right' });
    await start(urlOf(redis.url));
    expect(words()).toContain(word);
    expect(await create()).toMatchObject({ code: 'UNREACHABLE' });
    await until(async () => (await counted(word)) > 0);
    expect(sent()).toBe(0);
    expect(JSON.stringify(product.logs())).not.toMatch(/wrong|right|index|username/);
  });

  it('says once that a command is unknown, as where it was renamed, and sends nothing', async () => {
    await start();
    // A user without SET, so that a script fails as one does whose commands were renamed.
    await command('ACL', 'SETUSER', 'default', '-set');
    expect((await product.create(PREVIEW)).errors?.[0]?.extensions.code ?? (await create())).toBeDefined();
    await until(() => words().length > 0);
    expect(words()).toEqual(expect.arrayContaining(['ERR']));
    expect(sent()).toBe(0);
  });
});
