import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { readConfig } from '../../src/config.js';
import type { Environment } from '../../src/config/rules.js';
import { jwk, keyPair, pem } from '../support/tokens.js';
import { configProblems } from '../support/config-problems.js';

const CANARY = 'canary-5f0e-secret';
const MINIMUM = { WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: 'a-token-of-wolkvox' };

const folder = mkdtempSync(join(tmpdir(), 'wolkvox-config-auth-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const problemsOf = (env: Environment): readonly string[] => configProblems({ ...MINIMUM, ...env });

const ours = keyPair('ours');
const JWT = {
  AUTH_MODE: 'jwt',
  AUTH_JWT_KEY_FILE: file('key.pem', pem(ours)),
  AUTH_JWT_ISSUER: 'https://id.example/',
  AUTH_JWT_AUDIENCE: 'wolkvox',
};
const ROUTER = { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: CANARY };
const KEY_RULE = 'AUTH_JWT_KEY_FILE must hold a public key or certificate in PEM, a JWK or a JWKS, and no private key.';
const ONE_OF_KEYS = 'AUTH_JWT_JWKS_URL or AUTH_JWT_KEY_FILE is required, and not both.';

describe('who may come in', () => {
  it('takes the three modes', () => {
    expect(readConfig(MINIMUM).auth).toEqual({ mode: 'none' });
    expect(readConfig({ ...MINIMUM, ...JWT }).auth).toMatchObject({
      mode: 'jwt',
      issuer: 'https://id.example/',
      audience: 'wolkvox',
      scopeClaim: 'scope',
      operationsClaim: undefined,
      scopes: { read: 'campaigns:read', create: 'campaigns:create' },
    });
    const secretFile = file('secret', `${CANARY}\n`);
    const fromFile = readConfig({ ...MINIMUM, AUTH_MODE: 'router', AUTH_ROUTER_SECRET_FILE: secretFile }).auth;
    expect(fromFile).toMatchObject({
      mode: 'router',
      secretHeader: 'router-authorization',
      callerHeader: 'x-caller-id',
    });
    expect(fromFile.mode === 'router' && fromFile.secret.reveal()).toBe(CANARY);
  });

  it.each<[string, Environment, string[]]>([
    ['an unknown mode', { AUTH_MODE: CANARY }, ['AUTH_MODE must be one of none, jwt, router.']],
    [
      'nobody in production',
      { NODE_ENV: 'production' },
      [
        'AUTH_MODE is none: in production this needs AUTH_ALLOW_ANONYMOUS=true, and something in front that lets only the right people in.',
      ],
    ],
    ['another word for allowed', { AUTH_ALLOW_ANONYMOUS: 'yes' }, ['AUTH_ALLOW_ANONYMOUS must be one of true, false.']],
    [
      'tokens without a word about them',
      { AUTH_MODE: 'jwt' },
      [
        'AUTH_JWT_ISSUER is required: the `iss` of good tokens.',
        'AUTH_JWT_AUDIENCE is required: the `aud` of tokens that are meant for this layer.',
        ONE_OF_KEYS,
      ],
    ],
    ['two sources of keys', { ...JWT, AUTH_JWT_JWKS_URL: 'https://id.example/jwks' }, [ONE_OF_KEYS]],
    [
      'keys over plain http',
      { ...JWT, AUTH_JWT_KEY_FILE: undefined, AUTH_JWT_JWKS_URL: `http://${CANARY}.example/jwks` },
      ['AUTH_JWT_JWKS_URL must be an https address, or http on loopback.'],
    ],
    [
      'a password in the address of the keys',
      { ...JWT, AUTH_JWT_KEY_FILE: undefined, AUTH_JWT_JWKS_URL: `https://user:${CANARY}@id.example/jwks` },
      ['AUTH_JWT_JWKS_URL must hold no user name and no password.'],
    ],
    [
      'keys that would never expire',
      { ...JWT, AUTH_JWT_KEYS_MAX_AGE_MS: '0' },
      ['AUTH_JWT_KEYS_MAX_AGE_MS must be a whole number from 1000 to 604800000.'],
    ],
    [
      'keys that would be used for months',
      { ...JWT, AUTH_JWT_KEYS_MAX_AGE_MS: '2592000000' },
      ['AUTH_JWT_KEYS_MAX_AGE_MS must be a whole number from 1000 to 604800000.'],
    ],
    [
      'a key file that is not there',
      { ...JWT, AUTH_JWT_KEY_FILE: join(folder, 'none') },
      ['AUTH_JWT_KEY_FILE cannot be read.'],
    ],
    ['a key file with something else', { ...JWT, AUTH_JWT_KEY_FILE: file('else', CANARY) }, [KEY_RULE]],
    [
      'a key file with a shared secret',
      { ...JWT, AUTH_JWT_KEY_FILE: file('oct', '{"kty":"oct","k":"c2VjcmV0"}') },
      [KEY_RULE],
    ],
    [
      'a private key',
      {
        ...JWT,
        AUTH_JWT_KEY_FILE: file('private', ours.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
      },
      [KEY_RULE],
    ],
    ['no key at all', { ...JWT, AUTH_JWT_KEY_FILE: file('empty', '{"keys":[]}') }, [KEY_RULE]],
    [
      'a scope of two words',
      { ...JWT, AUTH_SCOPE_READ: 'a b' },
      ['AUTH_SCOPE_READ must be one word of visible ASCII characters.'],
    ],
    [
      'a router without a secret',
      { AUTH_MODE: 'router' },
      ['AUTH_ROUTER_SECRET is required, or AUTH_ROUTER_SECRET_FILE.'],
    ],
    [
      'a router with two',
      { ...ROUTER, AUTH_ROUTER_SECRET_FILE: file('other', CANARY) },
      ['AUTH_ROUTER_SECRET_FILE must be unset where AUTH_ROUTER_SECRET is given.'],
    ],
    [
      'a secret that can be guessed',
      { ...ROUTER, AUTH_ROUTER_SECRET: 'too-short' },
      ['AUTH_ROUTER_SECRET must be at least 16 visible ASCII characters.'],
    ],
    [
      'a header that is none',
      { ...ROUTER, AUTH_ROUTER_CALLER_HEADER: 'x caller' },
      ['AUTH_ROUTER_CALLER_HEADER must be the name of a header.'],
    ],
    [
      'one header for two things, whatever its case',
      { ...ROUTER, AUTH_ROUTER_CALLER_HEADER: 'Router-Authorization' },
      ['AUTH_ROUTER_SECRET_HEADER and the other headers must differ: one cannot say two things.'],
    ],
    [
      'what another mode is told by',
      { AUTH_JWT_ISSUER: CANARY, AUTH_ROUTER_SECRET: CANARY },
      [
        'AUTH_JWT_ISSUER must be unset: it is not for AUTH_MODE=none.',
        'AUTH_ROUTER_SECRET must be unset: it is not for AUTH_MODE=none.',
      ],
    ],
  ])('refuses %s', (_what, env, problems) => {
    expect(problemsOf(env)).toEqual(problems);
    expect(problems.join()).not.toContain(CANARY);
  });

  it.each(
    ['SECRET', 'CALLER', 'SCOPES', 'OPERATIONS'].flatMap((of) =>
      [
        'Host',
        'Connection',
        'Content-Length',
        'transfer-encoding',
        'te',
        'cookie',
        'authorization',
        'x-request-id',
        'Baggage',
        'sentry-trace',
        'traceparent',
      ].map((header) => [`AUTH_ROUTER_${of}_HEADER`, header]),
    ),
  )('refuses as %s a header that means something else: %s', (name, header) => {
    expect(problemsOf({ ...ROUTER, [name]: header })).toEqual([
      `${name} must be a header that has no other meaning, such as x-caller-id.`,
    ]);
  });

  it.each(['x-forwarded-user', 'X-Host', 'hosts', 'x-content-owner', 'remote-user', 'tea', 'x-baggage'])(
    'takes a header whose name only looks like such a one: %s',
    (header) => {
      expect(problemsOf({ ...ROUTER, AUTH_ROUTER_CALLER_HEADER: header })).toEqual([]);
    },
  );

  it('takes a JWK and a JWKS', async () => {
    const key = JSON.stringify(await jwk(ours));
    for (const content of [key, `{"keys":[${key}]}`])
      expect(problemsOf({ ...JWT, AUTH_JWT_KEY_FILE: file('keys.json', content) })).toEqual([]);
  });
});
