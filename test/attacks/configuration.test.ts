import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { startBuiltServer } from '../support/built-server.js';
import { configProblems } from '../support/config-problems.js';
import { canary, expectNothingTold, temporaryFolder, TOKEN } from './support.js';

/** A single configuration value must not change where the token is sent, or the content of its header. */
const PRODUCTION = { NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1', AUTH_ALLOW_ANONYMOUS: 'true' };

/** Expects that the configuration is rejected. Returns the problems, which must contain no value. */
function problemsOf(variables: Record<string, string>): string {
  const problems = configProblems({ ...PRODUCTION, ...variables }).join('\n');
  expect(problems).not.toBe('');
  expectNothingTold(problems);
  return problems;
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

it('a server in the operations file never leads to another host, and values of other types are rejected', async () => {
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
  const written = problemsOf({ WOLKVOX_OPERATIONS_FILE: file });
  for (const n of servers.keys()) expect(written).toContain(`operation ${n + 1}: server must be`);
});

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

const PAIRS = Array.from(
  { length: Math.max(BASE_URLS.length, SERVERS.length) },
  (_, n) => [BASE_URLS[n % BASE_URLS.length] ?? '', SERVERS[n % SERVERS.length] ?? ''] as const,
);

it.each(PAIRS)('WOLKVOX_BASE_URL=%j and WOLKVOX_SERVER=%j are rejected', (url, server) => {
  const written = problemsOf({ WOLKVOX_BASE_URL: url, WOLKVOX_SERVER: server, WOLKVOX_TOKEN: TOKEN });
  expect(written).toContain('WOLKVOX_BASE_URL must be an https address, or an http address on loopback');
  expect(written).toContain('WOLKVOX_SERVER must be the four digits of a wolkvox server');
});

it('a token file with a character that could end a header is rejected', async () => {
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
  const written = problemsOf({ WOLKVOX_OPERATIONS_FILE: join(folder, 'operations.json') });
  for (const n of parts.keys()) expect(written).toContain(`operation ${n + 1}: tokenFile must be a token`);
});

it('a key of the operations file cannot change a prototype', async () => {
  const file = join(await temporaryFolder(), 'operations.json');
  await writeFile(file, `[{"id":"a","__proto__":{"server":"0013","token":"${TOKEN}","timeZone":"${canary('zone')}"}}]`);
  const written = problemsOf({ WOLKVOX_OPERATIONS_FILE: file });
  expect(written).toContain('operation 1: server is required');
});

it.each([
  { AUTH_ALLOW_ANONYMOUS: '' },
  { AUTH_ALLOW_ANONYMOUS: 'TRUE' },
  { AUTH_ALLOW_ANONYMOUS: '1' },
  { AUTH_MODE: 'none', AUTH_ALLOW_ANONYMOUS: 'yes' },
  { AUTH_MODE: `none ${canary('mode')}` },
  { AUTH_MODE: 'jwt' },
  { AUTH_MODE: 'router' },
  { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: 'x' },
  { AUTH_MODE: 'JWT', AUTH_JWT_ISSUER: canary('issuer') },
])('anonymous access is never enabled by mistake: %j', (variables) => {
  expect(problemsOf({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN, ...variables })).toContain('AUTH_');
});

it('the process prints the problems of the variables and of the operations file alone, and exits with 1', async () => {
  const file = join(await temporaryFolder(), 'operations.json');
  await writeFile(file, JSON.stringify([{ id: 'o', server: SERVERS[0], token: TOKEN }]));
  const value = canary('value');
  const rows: Record<string, string>[] = [
    { WOLKVOX_OPERATIONS_FILE: file },
    { WOLKVOX_BASE_URL: BASE_URLS[0] ?? '', WOLKVOX_SERVER: value, WOLKVOX_TOKEN: TOKEN, AUTH_MODE: value },
  ];
  for (const variables of rows) {
    const server = startBuiltServer({ ...PRODUCTION, ...variables });
    try {
      expect(await server.ended).toBe(1);
    } finally {
      server.process.kill('SIGKILL');
    }
    const printed = server.output();
    expectNothingTold(printed);
    for (const problem of configProblems({ ...PRODUCTION, ...variables })) expect(printed).toContain(`  ${problem}\n`);
    expect(printed).not.toMatch(/^\s+at /m);
    expect(printed).not.toContain('listening');
  }
});
