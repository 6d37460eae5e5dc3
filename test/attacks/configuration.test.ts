import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { startBuiltServer } from '../support/built-server.js';
import { canary, expectNothingTold, temporaryFolder, TOKEN } from './support.js';

/** A single configuration value must not change where the token is sent, or the content of its header. */
const PRODUCTION = { NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1', AUTH_ALLOW_ANONYMOUS: 'true' };

/** Starts the server, expects exit code 1, and returns the output, which must contain no value and no stack trace. */
async function failedStart(variables: Record<string, string>): Promise<string> {
  const server = startBuiltServer({ ...PRODUCTION, ...variables });
  try {
    expect(await server.ended).toBe(1);
  } finally {
    server.process.kill('SIGKILL');
  }
  const written = server.output();
  expectNothingTold(written);
  expect(written).not.toMatch(/^\s+at /m);
  expect(written).not.toContain('listening');
  return written;
}

const SERVERS = [
  '0013.evil.example',
  '0013@evil.example',
  'x@evil.example/0013',
  '0013/../',
  '0013:443@evil.example',
  '٠٠١٣',
  '００１３',
  '0013#',
  '0013?',
  '0013%2eevil',
  '0013\\evil',
  '00 13',
  '0013\nevil',
  '0013\r\nx-injected: 1',
  '0013\t.evil',
  '13',
  '00013',
  '0x13',
  '-013',
  '1e03',
  'wv0013.wolkvox.com.evil.example',
  'https://wv0013.wolkvox.com.evil.example/',
  'https://wv0013.wolkvox.com@evil.example/',
  'https://evil.example/wv0013.wolkvox.com',
  'https://evil.example#wv0013.wolkvox.com',
  'http://wv0013.wolkvox.com',
  'https://wv0013.wolkvox.com:8443/',
  'wv0013.wolkvox.com\\@evil.example',
  'javascript:0013',
  '__proto__',
].map((server) => server.replace('evil', canary('server')));

it.concurrent(
  'a server in the operations file never leads to another host, and values of other types are rejected',
  async () => {
    const servers: unknown[] = [
      ...SERVERS,
      '0013\0',
      '0013\u2028\u2028a',
      ' ',
      13,
      ['0013'],
      { toString: '0013' },
      true,
      null,
    ];
    const file = join(await temporaryFolder(), 'operations.json');
    await writeFile(file, JSON.stringify(servers.map((server, n) => ({ id: `o${n}`, server, token: TOKEN }))));
    const written = await failedStart({ WOLKVOX_OPERATIONS_FILE: file });
    for (const n of servers.keys()) expect(written).toContain(`operation ${n + 1}: server must be`);
  },
);

const BASE_URLS = [
  'http://evil.example',
  'http://127.0.0.1.evil.example',
  'http://127.0.0.1@evil.example',
  'http://localhost.evil.example',
  'http://evil.example#127.0.0.1',
  'http://0.0.0.0',
  'http://169.254.169.254/latest',
  'https://user:evil@wv0013.wolkvox.com',
  'https://evil@wv0013.wolkvox.com',
  'https://wv0013.wolkvox.com?evil=1',
  'https://wv0013.wolkvox.com/#evil',
  'ftp://evil.example',
  'file:///etc/evil',
  'javascript:evil',
  '//evil.example',
  'evil',
].map((url) => url.replace('evil', canary('base')));

/** Several cases share a start, because it takes a second and reports all problems. */
const PAIRS = BASE_URLS.map((url, n) => [url, SERVERS[2 * n] ?? ''] as const).filter((_, n) => n % 2 === 0);

it.concurrent.each(PAIRS)('WOLKVOX_BASE_URL=%j and WOLKVOX_SERVER=%j are rejected', async (url, server) => {
  const written = await failedStart({ WOLKVOX_BASE_URL: url, WOLKVOX_SERVER: server, WOLKVOX_TOKEN: TOKEN });
  expect(written).toContain('WOLKVOX_BASE_URL must be an https address, or an http address on loopback');
  expect(written).toContain('WOLKVOX_SERVER must be the four digits of a wolkvox server');
});

it.concurrent('a token file with a character that could end a header is rejected', async () => {
  const folder = await temporaryFolder();
  const parts = [
    '\r\nx-injected: 1',
    '\n',
    '\r',
    '\0',
    '\t',
    ' ',
    'é',
    '\u0130',
    '\x7f',
    '\u2028',
    '\u{1f4de}',
    '\ufeff',
  ];
  const operations = parts.map((part, n) => ({ id: `o${n}`, server: '0013', tokenFile: `token-${n}` }));
  await Promise.all(parts.map((part, n) => writeFile(join(folder, `token-${n}`), `${TOKEN}${part}${canary('token')}`)));
  await writeFile(join(folder, 'operations.json'), JSON.stringify(operations));
  const written = await failedStart({ WOLKVOX_OPERATIONS_FILE: join(folder, 'operations.json') });
  for (const n of parts.keys()) expect(written).toContain(`operation ${n + 1}: tokenFile must be a token`);
});

it.concurrent('a key of the operations file cannot change a prototype', async () => {
  const file = join(await temporaryFolder(), 'operations.json');
  await writeFile(file, `[{"id":"a","__proto__":{"server":"0013","token":"${TOKEN}","timeZone":"${canary('zone')}"}}]`);
  const written = await failedStart({ WOLKVOX_OPERATIONS_FILE: file });
  expect(written).toContain('operation 1: server is required');
});

it.concurrent.each([
  { AUTH_ALLOW_ANONYMOUS: '' },
  { AUTH_ALLOW_ANONYMOUS: 'TRUE' },
  { AUTH_ALLOW_ANONYMOUS: '1' },
  { AUTH_MODE: 'none', AUTH_ALLOW_ANONYMOUS: 'yes' },
  { AUTH_MODE: `none ${canary('mode')}` },
  { AUTH_MODE: 'jwt' },
  { AUTH_MODE: 'router' },
  { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: 'x' },
  { AUTH_MODE: 'JWT', AUTH_JWT_ISSUER: canary('issuer') },
])('anonymous access is never enabled by mistake: %j', async (variables) => {
  expect(await failedStart({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN, ...variables })).toContain('AUTH_');
});
