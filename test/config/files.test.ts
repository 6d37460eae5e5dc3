import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { readConfig } from '../../src/config/config.js';
import type { Environment } from '../../src/config/env.js';
import { configProblems } from '../support/config-problems.js';
import { TOKEN } from '../support/wolkvox-token.js';

const MINIMUM = { WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN };
const JWT = { AUTH_MODE: 'jwt', AUTH_JWT_ISSUER: 'https://id.example/', AUTH_JWT_AUDIENCE: 'campaigns' };
const ROUTER = { AUTH_MODE: 'router' };

const folder = mkdtempSync(join(tmpdir(), 'wolkvox-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(content: Buffer): string {
  const path = join(folder, String((files += 1)));
  writeFileSync(path, content);
  return path;
}

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
/** Encodings of editors and shells. */
const ENCODINGS: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['in UTF-8', (text) => Buffer.from(text)],
  ['with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['with a byte order mark and CRLF', (text) => Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}\r\n`)],
  ['in UTF-16LE', utf16],
  ['in UTF-16BE', (text) => utf16(text).swap16()],
];

describe.each(ENCODINGS)('a file %s', (_encoding, write) => {
  it('is read as WOLKVOX_OPERATIONS_FILE', () => {
    const operations = [{ id: 'cali', server: '0013', token: TOKEN }];
    const config = readConfig({ WOLKVOX_OPERATIONS_FILE: file(write(JSON.stringify(operations, null, 2))) });
    expect(config.operations.map(({ id, token }) => [id, token.reveal()])).toEqual([['cali', TOKEN]]);
  });

  it('is read as WOLKVOX_TOKEN_FILE', () => {
    const config = readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN_FILE: file(write(`${TOKEN}\n`)) });
    expect(config.operations[0]?.token.reveal()).toBe(TOKEN);
  });

  it('is read as TRUSTED_DOCUMENTS_FILE', () => {
    const documents = { hash: '{ campaigns { totalCount } }' };
    const config = readConfig({ ...MINIMUM, TRUSTED_DOCUMENTS_FILE: file(write(JSON.stringify(documents))) });
    expect(config.trustedDocuments).toEqual(new Map(Object.entries(documents)));
  });

  it.each(['pem', 'jwk'] as const)('is read as AUTH_JWT_KEY_FILE: %s', (format) => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key =
      format === 'pem'
        ? String(publicKey.export({ type: 'spki', format: 'pem' }))
        : JSON.stringify(publicKey.export({ format: 'jwk' }));
    expect(configProblems({ ...MINIMUM, ...JWT, AUTH_JWT_KEY_FILE: file(write(key)) })).toEqual([]);
  });

  it('is read as AUTH_ROUTER_SECRET_FILE', () => {
    const secret = 's'.repeat(20);
    const config = readConfig({ ...MINIMUM, ...ROUTER, AUTH_ROUTER_SECRET_FILE: file(write(secret)) });
    expect(config.auth.mode === 'router' && config.auth.secret.reveal()).toBe(secret);
  });
});

describe('a value in quotation marks', () => {
  const RULE =
    'must not be in quotation marks, because `docker run --env-file` and secret files include them in the value.';

  it.each<[string, Environment]>([
    ['WOLKVOX_TOKEN', { WOLKVOX_TOKEN: `"${TOKEN}"` }],
    ['WOLKVOX_TOKEN', { WOLKVOX_TOKEN: `'${TOKEN}'` }],
    ['WOLKVOX_TOKEN', { WOLKVOX_TOKEN: `"${TOKEN}` }],
    ['WOLKVOX_TOKEN', { WOLKVOX_TOKEN: `${TOKEN}'` }],
    ['WOLKVOX_SERVER', { WOLKVOX_SERVER: '"0013"' }],
    ['PORT', { PORT: '"4000"' }],
    ['WOLKVOX_TIME_ZONE', { WOLKVOX_TIME_ZONE: "'America/Bogota'" }],
    ['HOST', { HOST: '"0.0.0.0"' }],
    ['REDIS_URL', { REDIS_URL: '"redis://redis:6379"' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: '"https://crm.example.com"' }],
    ['AUTH_MODE', { AUTH_MODE: '"none"' }],
    [
      'AUTH_JWT_ISSUER',
      { ...JWT, AUTH_JWT_JWKS_URL: 'https://id.example/keys', AUTH_JWT_ISSUER: '"https://id.example/"' },
    ],
    ['AUTH_ROUTER_SECRET', { ...ROUTER, AUTH_ROUTER_SECRET: `"${'s'.repeat(20)}"` }],
    [
      'WOLKVOX_OPERATIONS_FILE',
      { WOLKVOX_SERVER: '', WOLKVOX_TOKEN: '', WOLKVOX_OPERATIONS_FILE: '"/operations.json"' },
    ],
    ['OTEL_SERVICE_NAME', { OTEL_SERVICE_NAME: '"campaigns"' }],
  ])('is rejected in the variable %s', (name, variables) => {
    expect(configProblems({ ...MINIMUM, ...variables })).toEqual([`${name} ${RULE}`]);
  });

  it.each(['"', "'"])('is rejected in a secret file: %s', (mark) => {
    const path = file(Buffer.from(`${mark}${TOKEN}${mark}\n`));
    expect(configProblems({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN_FILE: path })).toEqual([
      `WOLKVOX_TOKEN_FILE ${RULE}`,
    ]);
    const secret = file(Buffer.from(`${mark}${'s'.repeat(20)}${mark}`));
    expect(configProblems({ ...MINIMUM, ...ROUTER, AUTH_ROUTER_SECRET_FILE: secret })).toEqual([
      `AUTH_ROUTER_SECRET_FILE ${RULE}`,
    ]);
  });

  it('is rejected in WOLKVOX_OPERATIONS_FILE', () => {
    const operations = [
      { id: 'cali', server: '0013', token: `"${TOKEN}"` },
      { id: 'lima', server: '0013', token: `'${TOKEN}'` },
    ];
    expect(configProblems({ WOLKVOX_OPERATIONS_FILE: file(Buffer.from(JSON.stringify(operations))) })).toEqual([
      `WOLKVOX_OPERATIONS_FILE: operation 1: token ${RULE}`,
      `WOLKVOX_OPERATIONS_FILE: operation 2: token ${RULE}`,
    ]);
  });

  it('is accepted if the quotation marks are inside the value', () => {
    const secret = `${'s'.repeat(16)}"'s`;
    expect(configProblems({ ...MINIMUM, ...ROUTER, AUTH_ROUTER_SECRET: secret })).toEqual([]);
  });
});
