import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { readConfig } from '../../src/config/config.js';
import type { Environment } from '../../src/config/env.js';
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
const KEY_RULE =
  'AUTH_JWT_KEY_FILE must contain a public key or certificate in PEM, a JWK or a JWKS, but no private key.';
const ONE_OF_KEYS = 'AUTH_JWT_JWKS_URL or AUTH_JWT_KEY_FILE is required, but not both.';

describe('the authentication settings', () => {
  it('accept the three modes', () => {
    expect(readConfig(MINIMUM).auth).toEqual({ mode: 'none', mayDial: true });
    const production = { ...MINIMUM, NODE_ENV: 'production', AUTH_ALLOW_ANONYMOUS: 'true' };
    for (const [AUTH_ALLOW_DIALING, mayDial] of [
      [undefined, false],
      ['', false],
      ['false', false],
      ['true', true],
    ] as const)
      expect(readConfig({ ...production, AUTH_ALLOW_DIALING }).auth).toEqual({ mode: 'none', mayDial });
    expect(readConfig({ ...MINIMUM, ...JWT }).auth).toMatchObject({
      mode: 'jwt',
      issuer: 'https://id.example/',
      audience: 'wolkvox',
      scopeClaim: 'scope',
      operationsClaim: undefined,
      scopes: {
        read: 'campaigns:read',
        create: 'campaigns:create',
        run: 'campaigns:run',
        edit: 'campaigns:edit',
        delete: 'campaigns:delete',
        contacts: 'contacts:write',
      },
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
      'anonymous access in production without AUTH_ALLOW_ANONYMOUS',
      { NODE_ENV: 'production' },
      [
        'AUTH_MODE is none, which is not allowed in production. Set AUTH_ALLOW_ANONYMOUS=true if only authorized clients can reach this server.',
      ],
    ],
    [
      'a value of AUTH_ALLOW_ANONYMOUS other than true and false',
      { AUTH_ALLOW_ANONYMOUS: 'yes' },
      ['AUTH_ALLOW_ANONYMOUS must be one of true, false.'],
    ],
    [
      'a value of AUTH_ALLOW_DIALING other than true and false',
      { AUTH_ALLOW_DIALING: '1' },
      ['AUTH_ALLOW_DIALING must be one of true, false.'],
    ],
    [
      'jwt without an issuer, an audience and keys',
      { AUTH_MODE: 'jwt' },
      [
        'AUTH_JWT_ISSUER is required: the `iss` of good tokens.',
        'AUTH_JWT_AUDIENCE is required: the `aud` of tokens that are meant for this layer.',
        ONE_OF_KEYS,
      ],
    ],
    ['two key sources', { ...JWT, AUTH_JWT_JWKS_URL: 'https://id.example/jwks' }, [ONE_OF_KEYS]],
    [
      'keys over plain http',
      { ...JWT, AUTH_JWT_KEY_FILE: undefined, AUTH_JWT_JWKS_URL: `http://${CANARY}.example/jwks` },
      ['AUTH_JWT_JWKS_URL must be an https address, or http on loopback.'],
    ],
    [
      'a password in the JWKS address',
      { ...JWT, AUTH_JWT_KEY_FILE: undefined, AUTH_JWT_JWKS_URL: `https://user:${CANARY}@id.example/jwks` },
      ['AUTH_JWT_JWKS_URL must hold no user name and no password.'],
    ],
    [
      'a maximum key age of 0',
      { ...JWT, AUTH_JWT_KEYS_MAX_AGE_MS: '0' },
      ['AUTH_JWT_KEYS_MAX_AGE_MS must be a whole number from 1000 to 604800000.'],
    ],
    [
      'a maximum key age of a month',
      { ...JWT, AUTH_JWT_KEYS_MAX_AGE_MS: '2592000000' },
      ['AUTH_JWT_KEYS_MAX_AGE_MS must be a whole number from 1000 to 604800000.'],
    ],
    ['a missing key file', { ...JWT, AUTH_JWT_KEY_FILE: join(folder, 'none') }, ['AUTH_JWT_KEY_FILE cannot be read.']],
    ['a key file without a key', { ...JWT, AUTH_JWT_KEY_FILE: file('else', CANARY) }, [KEY_RULE]],
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
    ['an empty JWKS', { ...JWT, AUTH_JWT_KEY_FILE: file('empty', '{"keys":[]}') }, [KEY_RULE]],
    [
      'a scope name with a space',
      { ...JWT, AUTH_SCOPE_READ: 'a b' },
      ['AUTH_SCOPE_READ must be one word of visible ASCII characters.'],
    ],
    [
      'a router without a secret',
      { AUTH_MODE: 'router' },
      ['AUTH_ROUTER_SECRET is required, or AUTH_ROUTER_SECRET_FILE.'],
    ],
    [
      'a router with a secret and a secret file',
      { ...ROUTER, AUTH_ROUTER_SECRET_FILE: file('other', CANARY) },
      ['AUTH_ROUTER_SECRET_FILE must be unset if AUTH_ROUTER_SECRET is set.'],
    ],
    [
      'a short secret',
      { ...ROUTER, AUTH_ROUTER_SECRET: 'too-short' },
      ['AUTH_ROUTER_SECRET must be at least 16 visible ASCII characters.'],
    ],
    [
      'an invalid header name',
      { ...ROUTER, AUTH_ROUTER_CALLER_HEADER: 'x caller' },
      ['AUTH_ROUTER_CALLER_HEADER must be the name of a header.'],
    ],
    [
      'one header for two purposes in different letter case',
      { ...ROUTER, AUTH_ROUTER_CALLER_HEADER: 'Router-Authorization' },
      ['AUTH_ROUTER_SECRET_HEADER and the other AUTH_ROUTER_*_HEADER variables must name different headers.'],
    ],
    [
      'variables of other modes',
      { AUTH_JWT_ISSUER: CANARY, AUTH_ROUTER_SECRET: CANARY },
      ['AUTH_JWT_ISSUER must be unset with AUTH_MODE=none.', 'AUTH_ROUTER_SECRET must be unset with AUTH_MODE=none.'],
    ],
  ])('reject %s', (_case, env, problems) => {
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
  )('reject for %s the reserved header %s', (name, header) => {
    expect(problemsOf({ ...ROUTER, [name]: header })).toEqual([
      `${name} must be a header that has no other meaning, such as x-caller-id.`,
    ]);
  });

  it.each(['x-forwarded-user', 'X-Host', 'hosts', 'x-content-owner', 'remote-user', 'tea', 'x-baggage'])(
    'accept the header %s, whose name resembles a reserved one',
    (header) => {
      expect(problemsOf({ ...ROUTER, AUTH_ROUTER_CALLER_HEADER: header })).toEqual([]);
    },
  );

  it('accept a JWK and a JWKS', async () => {
    const key = JSON.stringify(await jwk(ours));
    for (const content of [key, `{"keys":[${key}]}`])
      expect(problemsOf({ ...JWT, AUTH_JWT_KEY_FILE: file('keys.json', content) })).toEqual([]);
  });
});
