import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { readConfig } from '../../src/config/config.js';
import { startSimulator } from '../../packages/simulator/src/simulator.js';
import { read } from '../support/documents.js';
import { freePort } from '../support/free-port.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { describeWithRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { composeServices } from './compose.js';
import { deployment } from './manifests.js';

const PASSWORD = 'canary-5c2d8f1a9e7b4036';
const VARIABLES = {
  WOLKVOX_SERVER: '0013',
  WOLKVOX_TOKEN_FILE: './wolkvox.token',
  REDIS_PASSWORD: PASSWORD,
  AUTH_ALLOW_ANONYMOUS: 'true',
};
const services = composeServices(VARIABLES);
const { redis } = services;
if (redis === undefined) throw new Error('There is no Redis.');
const servers = Object.entries(services).filter(([, { build }]) => build !== undefined);

const MEBIBYTES: Readonly<Record<string, number>> = { m: 1, mb: 1, Mi: 1, g: 1024, gb: 1024, Gi: 1024 };
const mebibytes = (text = ''): number => {
  const [, count, unit = ''] = /^(\d+)(\w+)$/.exec(text) ?? [];
  return Number(count) * (MEBIBYTES[unit] ?? NaN);
};

describe('every service of compose.yaml', () => {
  it('is one of two servers and a Redis', () => {
    expect(Object.keys(services).sort()).toEqual(['redis', 'server-1', 'server-2']);
    expect(servers.map(([name]) => name)).toEqual(['server-1', 'server-2']);
  });

  it.each(Object.entries(services))('has only the required rights: %s', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      user: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/),
    });
    const forbidden = ['privileged', 'cap_add', 'network_mode', 'pid', 'ipc', 'devices'];
    expect(Object.keys(service).filter((key) => forbidden.includes(key))).toEqual([]);
  });

  it.each(Object.entries(services))('has a memory limit: %s', (_name, { mem_limit: limit }) => {
    expect(mebibytes(limit)).toBeGreaterThan(0);
  });

  it.each(Object.entries(services))('publishes ports on loopback at most: %s', (_name, { ports = [] }) => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it.each(Object.entries(services))('has a health check with a program of its image: %s', (name, service) => {
    const dockerfile = /^HEALTHCHECK [^[]*CMD (\[.*\])$/m.exec(read('Dockerfile').replaceAll('\\\n', ''))?.[1];
    const test = service.healthcheck?.test ?? ['CMD', ...(JSON.parse(dockerfile ?? '[]') as string[])];
    expect(test.slice(0, 2)).toEqual(['CMD', name === 'redis' ? 'redis-cli' : 'node']);
    expect(test.join(' ')).not.toMatch(/\b(?:npm|npx|wget|curl)\b/);
  });

  it.each(['REDIS_PASSWORD', 'WOLKVOX_SERVER'])('does not start without %s, and the error names it', (name) => {
    for (const variables of [{ [name]: '' }, { [name]: undefined }]) {
      const given = Object.fromEntries(Object.entries({ ...VARIABLES, ...variables }).filter(([, value]) => value));
      expect(() => composeServices(given as Record<string, string>)).toThrow(`${name} is missing a value: is required`);
    }
  });
});

describe('the servers of compose.yaml', () => {
  const pod = deployment.spec?.template.spec;

  it.each(servers)('run with the same settings and memory as the pods of Kubernetes: %s', (_name, service) => {
    const { runAsUser, runAsGroup } = pod?.securityContext ?? {};
    expect(service.user).toBe(`${String(runAsUser)}:${String(runAsGroup)}`);
    expect(mebibytes(service.mem_limit)).toBe(mebibytes(pod?.containers[0]?.resources?.limits?.memory));
  });

  it.each(servers)('leave the heap size to node, which reads the limit of the container: %s', (_name, service) => {
    expect(JSON.stringify([service, read('Dockerfile')])).not.toMatch(/max-old-space-size|max_old_space_size/);
  });

  it.each(servers)('have no calling hours unless they are set: %s', (name, { environment }) => {
    const callingHoursOf = (variables: object | undefined) =>
      readConfig({ ...variables, WOLKVOX_TOKEN_FILE: undefined, WOLKVOX_TOKEN: TOKEN }).operations[0]?.callingHours;
    expect(callingHoursOf(environment)).toBeUndefined();
    const hours = { ...VARIABLES, WOLKVOX_CALLING_HOURS: 'CO' };
    expect(callingHoursOf(composeServices(hours)[name]?.environment)).toMatchObject({ holidays: 'CO' });
  });

  it.each(servers)('have only variables that they read, and the password of Redis: %s', (_name, { environment }) => {
    const production = { WOLKVOX_TOKEN_FILE: undefined, WOLKVOX_TOKEN: TOKEN, NODE_ENV: 'production' };
    const config = readConfig({ ...environment, ...production });
    expect(config.unknownVariables).toEqual([]);
    expect(config.redisUrl?.reveal()).toBe(`redis://:${PASSWORD}@redis:6379`);
  });
});

describe('the Redis of compose.yaml', () => {
  it('has no password in its command', () => {
    expect(JSON.stringify([redis.command, redis.healthcheck])).not.toContain(PASSWORD);
  });

  it('evicts nothing, and may use twice its data while it rewrites its file', () => {
    const [policy, most] = ['--maxmemory-policy', '--maxmemory'].map(
      (option) => redis.command?.[redis.command.indexOf(option) + 1],
    );
    expect(policy).toBe('noeviction');
    expect(2 * mebibytes(most)).toBeLessThanOrEqual(mebibytes(redis.mem_limit));
  });

  it('writes its data to a volume, and nothing elsewhere', () => {
    expect(redis.volumes).toEqual(['redis:/data']);
    expect(redis.command?.join(' ')).toContain('--appendonly yes');
  });
});

describeWithRedis('the Redis of compose.yaml, started with its command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compose-redis-'));
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the command of the service as its entrypoint does, with the test's port and data folder. */
  function run(password: string, port: number) {
    const [program = '', ...args] = redis?.command ?? [];
    const child = spawn(program, [...args, '--port', String(port), '--bind', '127.0.0.1', '--dir', folder], {
      env: { PATH: process.env.PATH, REDISCLI_AUTH: password },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => code as number | null);
    closers.push(async () => {
      child.kill('SIGTERM');
      await ended;
    });
    return { child, ended, output: () => output };
  }

  async function start() {
    const port = await freePort();
    const running = run(PASSWORD, port);
    await until(() => running.output().includes('Ready to accept connections'), 'Redis accepts connections');
    const [, ...healthcheck] = redis?.healthcheck?.test ?? [];
    const isHealthy = async (env: Record<string, string>): Promise<boolean> => {
      const [program = '', ...args] = healthcheck;
      const options = { env: { PATH: process.env.PATH, ...env } };
      return promisify(execFile)(program, ['-p', String(port), ...args], options).then(
        ({ stdout }) => stdout.trim() === 'PONG',
        () => false,
      );
    };
    return { ...running, port, isHealthy };
  }

  const startServer = async (redisUrl: string): Promise<Product> => {
    const simulator = await startSimulator({ token: TOKEN });
    const product = await startProduct(simulator.url, { REDIS_URL: redisUrl });
    closers.push(async () => {
      await product.close();
      await simulator.close();
    });
    return product;
  };
  /** The server variables of compose, with the test's port. */
  const addressOf = (port: number, password = PASSWORD): string =>
    (composeServices({ ...VARIABLES, REDIS_PASSWORD: password })['server-1']?.environment.REDIS_URL ?? '').replace(
      'redis:6379',
      `127.0.0.1:${port}`,
    );

  it('accepts a server with the address from compose', async () => {
    const { port } = await start();
    const { url, create } = await startServer(addressOf(port));
    await until(
      async () => (await (await fetch(`${url}/readyz`)).text()) === '{"status":"ready"}',
      'the server is ready',
    );
    const input = { ...PREVIEW, idempotencyKey: 'kept-in-redis' };
    const answers = [await create(input), await create(input)];
    expect(answers.map(({ data }) => data?.createCampaign)).toMatchObject([{ replayed: false }, { replayed: true }]);
  });

  it('rejects clients without the password or with a wrong one', async () => {
    const { port } = await start();
    const isRefused = async (address: string, code: string): Promise<void> => {
      const { url, logs } = await startServer(address);
      await until(() => logs().some((line) => line.code === code), `the log has ${code}`);
      expect((await fetch(`${url}/readyz`)).status).toBe(503);
    };
    await Promise.all([
      isRefused(`redis://127.0.0.1:${port}`, 'NOAUTH'),
      isRefused(addressOf(port, 'another-password-1234'), 'WRONGPASS'),
    ]);
  });

  it('passes the health check of compose, which fails without the password', async () => {
    const { isHealthy } = await start();
    expect(await isHealthy({ REDISCLI_AUTH: PASSWORD })).toBe(true);
    expect(await isHealthy({})).toBe(false);
    expect(await isHealthy({ REDISCLI_AUTH: 'another-password-1234' })).toBe(false);
  });

  it('has its password in no command line and no log line', async () => {
    const { child, output } = await start();
    const commandLine = readFileSync(`/proc/${String(child.pid)}/cmdline`, 'latin1');
    expect(commandLine).toContain('redis-server');
    expect(commandLine + output()).not.toContain(PASSWORD);
  });

  it('receives the stop signal and ends cleanly', async () => {
    const { child, ended, output } = await start();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output()).toContain('Redis is now ready to exit');
  });

  it.each([
    ['nothing', ''],
    ['a short one', 'abcdefgh1234567'],
    ['blanks', 'sixteen letters or more'],
    ['a second setting', 'abcdefgh12345678\nprotected-mode no'],
    ['quotes', '"abcdefgh12345678"'],
    ['what an address reads otherwise', 'abcdefgh@12345678/0'],
    ['percent signs', 'abcdefgh%4012345678'],
    ['letters that are no ASCII', 'contraseña-contraseña'],
  ])('does not start with a password of %s, and the error states the rule', async (_what, password) => {
    const { ended, output } = run(password, 1);
    expect(await ended).toBe(64);
    expect(output()).toBe('REDIS_PASSWORD must be 16 or more letters, digits, - and _.\n');
  });
});
