import { execFileSync } from 'node:child_process';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startBuiltServer, type BuiltServer } from '../support/built-server.js';
import { closing, type Defer } from '../support/closing.js';
import { canMount, contentOf, makeDataDir, mountDisk } from '../support/data-dir.js';
import { PREVIEW, TOKEN } from '../support/product.js';
import { until } from '../support/until.js';

interface Server {
  readonly server: BuiltServer;
  /** Creates a campaign. Rejects if the server dies. */
  readonly create: (input?: object) => Promise<Record<string, unknown>>;
  readonly usedToday: () => Promise<number>;
  readonly readyz: () => Promise<unknown>;
  readonly kill: () => Promise<unknown>;
}

async function start(defer: Defer, simulator: Simulator, directory: string): Promise<Server> {
  const server = startBuiltServer({
    PORT: '0',
    HOST: '127.0.0.1',
    SHUTDOWN_DELAY_MS: '0',
    WOLKVOX_BASE_URL: simulator.url,
    WOLKVOX_TOKEN: TOKEN,
    WOLKVOX_RECONCILE: 'off',
    WOLKVOX_MAX_RETRIES: '0',
    DATA_DIR: directory,
  });
  const kill = (): Promise<unknown> => {
    server.process.kill('SIGKILL');
    return server.ended;
  };
  defer(kill);
  const url = await server.url;
  const query = async (document: string, variables: object = {}): Promise<Record<string, unknown>> => {
    const body = JSON.stringify({ query: document, variables });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    return ((await response.json()) as { data: Record<string, unknown> }).data;
  };
  return {
    server,
    create: async (input = {}) =>
      (await query(SAMPLE_OPERATION.document, { input: { ...PREVIEW, ...input } })).createCampaign as Record<
        string,
        unknown
      >,
    usedToday: async () => {
      const { operation } = await query('{ operation { limits { usedToday } } }');
      return (operation as { limits: { usedToday: number } }).limits.usedToday;
    },
    readyz: async () => (await fetch(`${url}/readyz`)).json() as Promise<unknown>,
    kill,
  };
}

async function startUpstream(defer: Defer) {
  const simulator = await startSimulator({ token: TOKEN });
  defer(() => simulator.close());
  const sent = (): number => simulator.requests().filter(({ query }) => query.api === 'create_campaign').length;
  return { simulator, sent };
}

describe('a server with DATA_DIR', () => {
  it(
    'replays results, has unknown outcomes and the calls of the day after kill -9',
    closing(async (defer) => {
      const { simulator, sent } = await startUpstream(defer);
      const directory = makeDataDir(defer);
      const first = await start(defer, simulator, directory);
      const created = await first.create({ idempotencyKey: 'done' });
      expect(created).toMatchObject({ __typename: 'CreateCampaignSuccess', replayed: false });
      simulator.behave({ api: 'create_campaign', breakOff: 'hang', times: 1 });
      const lost = first.create({ idempotencyKey: 'sent' }).catch(() => 'no response');
      await until(() => sent() === 2, 'the second creation is sent');
      await first.kill();
      expect(await lost).toBe('no response');

      const second = await start(defer, simulator, directory);
      expect(await second.create({ idempotencyKey: 'done' })).toEqual({ ...created, replayed: true });
      expect(await second.create({ idempotencyKey: 'done', name: 'Another' })).toMatchObject({
        code: 'IDEMPOTENCY_CONFLICT',
      });
      expect(await second.create({ idempotencyKey: 'sent' })).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
      expect(sent()).toBe(2);
      expect(await second.usedToday()).toBe(2);
      // It counts the next call on top.
      expect(await second.create({ idempotencyKey: 'new' })).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      expect(await second.usedToday()).toBe(3);
    }),
    30_000,
  );

  it(
    'has its key free again after a failure that created nothing, and kill -9',
    closing(async (defer) => {
      const { simulator, sent } = await startUpstream(defer);
      const directory = makeDataDir(defer);
      const first = await start(defer, simulator, directory);
      simulator.behave({ preset: 'invalid-value', times: 1 });
      expect(await first.create({ idempotencyKey: 'key' })).toMatchObject({ code: 'REJECTED' });
      await first.kill();

      const second = await start(defer, simulator, directory);
      expect(await second.create({ idempotencyKey: 'key' })).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      expect(sent()).toBe(2);
    }),
    30_000,
  );

  it(
    'has no token in its files',
    closing(async (defer) => {
      const { simulator } = await startUpstream(defer);
      const directory = makeDataDir(defer);
      const first = await start(defer, simulator, directory);
      for (const idempotencyKey of ['a', 'b', null]) await first.create({ idempotencyKey });
      await first.kill();
      // Its start writes the records of the log into a table.
      await start(defer, simulator, directory);
      const content = contentOf(directory);
      // Its files are those that were searched.
      expect(content).toContain('fingerprint');
      // The third creation was counted before it was sent. Its own record may not be written when the process is killed.
      expect(content).toContain('"used":2,"exhausted":false,"ahead":1');
      expect(content).not.toContain(TOKEN);
      expect(content).not.toContain(Buffer.from(TOKEN).toString('base64').replace(/=+$/, ''));
      expect(statSync(directory).mode & 0o077).toBe(0);
    }),
    30_000,
  );

  it(
    'does not start while another process uses it',
    closing(async (defer) => {
      const { simulator } = await startUpstream(defer);
      const directory = makeDataDir(defer);
      const first = await start(defer, simulator, directory);
      const second = await failedStart(directory);
      expect(second).toContain('DATA_DIR is in use by another process.');
      expect(second).not.toContain(directory);
      expect(await first.create()).toMatchObject({ __typename: 'CreateCampaignSuccess' });
    }),
    30_000,
  );

  it(
    'does not start if the folder cannot be created',
    closing(async (defer) => {
      const file = join(makeDataDir(defer), 'file');
      writeFileSync(file, '');
      for (const directory of [file, join(file, 'below')])
        expect(await failedStart(directory)).toMatch(
          /DATA_DIR cannot be written \((?:EEXIST|ENOTDIR)\)\. Use a writable/,
        );
    }),
    30_000,
  );

  it(
    'does not start in a folder of another user',
    closing(async (defer) => {
      const directory = makeDataDir(defer);
      chmodSync(directory, 0o555);
      // root may write everywhere.
      const isRoot = process.getuid?.() === 0;
      const nobody = 65_534;
      const asNobody = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] as const;
      expect(await failedStart(directory, isRoot ? asNobody : undefined)).toContain(
        'DATA_DIR cannot be written (EACCES).',
      );
    }),
    30_000,
  );

  it(
    'sends nothing while a write fails, is degraded, and continues when writes succeed',
    closing(async (defer) => {
      const { simulator, sent } = await startUpstream(defer);
      const { server, create, readyz } = await start(defer, simulator, makeDataDir(defer));
      // Files of this process may not grow: a write fails with EFBIG.
      const limitFiles = (bytes: string): unknown =>
        execFileSync('prlimit', ['--pid', String(server.process.pid), `--fsize=${bytes}`]);
      expect(await create({ idempotencyKey: 'before' })).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      limitFiles('1:unlimited');
      const failure = await create({ idempotencyKey: 'key' });
      expect(failure).toMatchObject({ code: 'UNREACHABLE', hint: expect.stringContaining('its data folder') });
      expect(await create()).toMatchObject({ code: 'UNREACHABLE' });
      expect(sent()).toBe(1);
      expect(await readyz()).toEqual({ status: 'ready', degraded: ['data-dir-unavailable'] });
      expect(await server.line(({ msg }) => String(msg).startsWith('DATA_DIR unavailable'))).toMatchObject({
        level: 50,
        code: 'EFBIG',
      });
      // A stored result needs no write.
      expect(await create({ idempotencyKey: 'before' })).toMatchObject({ replayed: true });
      limitFiles('unlimited');
      await server.line(({ msg }) => msg === 'DATA_DIR available');
      expect(await create({ idempotencyKey: 'key' })).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      expect(await readyz()).toEqual({ status: 'ready' });
    }),
    30_000,
  );

  it(
    'reports the result of a sent creation although it cannot be stored, and never sends it again',
    closing(async (defer) => {
      const { simulator, sent } = await startUpstream(defer);
      const directory = makeDataDir(defer);
      const first = await start(defer, simulator, directory);
      simulator.behave({ api: 'create_campaign', delayMs: 500, times: 1 });
      const creating = first.create({ idempotencyKey: 'key' });
      await until(() => sent() === 1, 'the creation is sent');
      execFileSync('prlimit', ['--pid', String(first.server.process.pid), '--fsize=1:unlimited']);
      expect(await creating).toMatchObject({ __typename: 'CreateCampaignSuccess', replayed: false });
      expect(await first.create({ idempotencyKey: 'key' })).toMatchObject({ replayed: true });
      await first.kill();

      const second = await start(defer, simulator, directory);
      expect(await second.create({ idempotencyKey: 'key' })).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
      expect(sent()).toBe(1);
    }),
    30_000,
  );

  it(
    'stores what it could not write, when writes succeed',
    closing(async (defer) => {
      const { simulator, sent } = await startUpstream(defer);
      const directory = makeDataDir(defer);
      const first = await start(defer, simulator, directory);
      const limitFiles = (bytes: string): unknown =>
        execFileSync('prlimit', ['--pid', String(first.server.process.pid), `--fsize=${bytes}`]);
      simulator.behave({ api: 'create_campaign', delayMs: 500, times: 1 });
      const creating = first.create({ idempotencyKey: 'key' });
      await until(() => sent() === 1, 'the creation is sent');
      limitFiles('1:unlimited');
      expect(await creating).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      limitFiles('unlimited');
      await first.server.line(({ msg }) => msg === 'DATA_DIR available');
      await first.kill();

      const second = await start(defer, simulator, directory);
      expect(await second.create({ idempotencyKey: 'key' })).toMatchObject({ replayed: true });
      expect(sent()).toBe(1);
    }),
    30_000,
  );

  (canMount ? it : it.skip)(
    'sends nothing if the disk is full, and continues when it has space',
    closing(async (defer) => {
      const { simulator, sent } = await startUpstream(defer);
      const disk = mountDisk(defer, 'size=512k');
      const { server, create } = await start(defer, simulator, join(disk, 'data'));
      const fill = join(disk, 'fill');
      // Its result is larger than the free part of the last page.
      const key = 'key-'.repeat(20);
      writeFull(fill);
      const results = [];
      // The last page of the file has space for a few records.
      do results.push((await create({ idempotencyKey: `${key}${results.length}` })).code);
      while (results.at(-1) !== 'UNREACHABLE' && results.length < 100);
      expect(results.at(-1)).toBe('UNREACHABLE');
      const sentBefore = sent();
      expect(await create({ idempotencyKey: 'more' })).toMatchObject({ code: 'UNREACHABLE' });
      expect(sent()).toBe(sentBefore);
      expect(await server.line(({ code }) => code === 'ENOSPC')).toMatchObject({ msg: 'DATA_DIR unavailable: ENOSPC' });
      writeFileSync(fill, '');
      await server.line(({ msg }) => msg === 'DATA_DIR available');
      expect(await create({ idempotencyKey: 'more' })).toMatchObject({ __typename: 'CreateCampaignSuccess' });
    }),
    30_000,
  );

  (canMount ? it : it.skip)(
    'does not start on a full disk or on a read-only one',
    closing(async (defer) => {
      const full = mountDisk(defer, 'size=512k');
      writeFull(join(full, 'fill'));
      expect(await failedStart(join(full, 'data'))).toContain('DATA_DIR cannot be written (ENOSPC).');
      expect(await failedStart(join(mountDisk(defer, 'ro'), 'data'))).toContain('DATA_DIR cannot be written (EROFS).');
    }),
    30_000,
  );
});

describe('a server with DATA_DIR=none', () => {
  it(
    'logs what a restart forgets',
    closing(async (defer) => {
      const { simulator } = await startUpstream(defer);
      const { server } = await start(defer, simulator, 'none');
      expect(server.output()).toContain(
        'state is in memory (DATA_DIR=none): a restart forgets idempotency keys, the quota used and campaign ids',
      );
    }),
  );
});

/** Fills a disk to the last byte. */
function writeFull(file: string): void {
  for (const bytes of [65_536, 4_096, 1])
    try {
      for (;;) writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      // There is no space of this size left.
    }
}

/** Starts a server that must not start. Resolves with its output. */
async function failedStart(directory: string, command: readonly string[] = []): Promise<string> {
  const args = [...command, process.execPath, 'dist/main.js'];
  const server = startBuiltServer(
    {
      PORT: '0',
      HOST: '127.0.0.1',
      WOLKVOX_BASE_URL: 'http://127.0.0.1:9',
      WOLKVOX_TOKEN: TOKEN,
      DATA_DIR: directory,
    },
    args as [string, ...string[]],
  );
  expect(await server.ended).toBe(1);
  return server.output();
}
