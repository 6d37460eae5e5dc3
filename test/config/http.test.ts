import { describe, expect, it } from '@jest/globals';

import { readConfig } from '../../src/config/config.js';
import type { Environment } from '../../src/config/env.js';
import { configProblems } from '../support/config-problems.js';

const CANARY = 'canary-9a2e';
const LOOPBACK = ['localhost', '*.localhost', '127.0.0.0/8', '::1'].map((name) => ({ name, port: undefined }));
const MINIMUM = { WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: CANARY };

const problemsOf = (env: Environment): readonly string[] => configProblems({ ...MINIMUM, ...env });

describe('the HTTP settings', () => {
  it('have default limits and allow no origin and no proxy', () => {
    const { http, shutdownDelayMs } = readConfig(MINIMUM);
    expect(http).toEqual({
      corsOrigins: [],
      // Default with AUTH_MODE=none.
      allowedHosts: LOOPBACK,
      trustedProxies: [],
      bodyBytes: 393_216,
      uploadBytes: 17_825_792,
      inFlightBytes: undefined,
      headersMs: 10_000,
      requestMs: 30_000,
      keepAliveMs: 72_000,
      requestsPerMinute: undefined,
      subscriptions: 2000,
      subscriptionsPerCaller: 1000,
      heartbeatMs: 15_000,
    });
    expect(shutdownDelayMs).toBe(3000);
  });

  it('accept every variable', () => {
    const { http, shutdownDelayMs } = readConfig({
      ...MINIMUM,
      CORS_ORIGINS: 'https://crm.example.com, http://localhost:3000',
      TRUST_PROXY: '10.0.0.0/8,192.0.2.1 , 2001:db8::/32,::1',
      ALLOWED_HOSTS: 'graphql.example.com, crm.example.com:4000',
      LIMIT_BODY_BYTES: '2048',
      LIMIT_UPLOAD_BYTES: '4096',
      LIMIT_INFLIGHT_BYTES: '1048576',
      LIMIT_REQUEST_MS: '5000',
      KEEP_ALIVE_MS: '620000',
      LIMIT_REQUESTS_PER_MINUTE: '600',
      LIMIT_SUBSCRIPTIONS: '301',
      HEARTBEAT_MS: '5000',
      SHUTDOWN_DELAY_MS: '0',
    });
    expect(http).toEqual({
      corsOrigins: ['https://crm.example.com', 'http://localhost:3000'],
      allowedHosts: [
        { name: 'graphql.example.com', port: undefined },
        { name: 'crm.example.com', port: 4000 },
      ],
      trustedProxies: ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32', '::1'],
      bodyBytes: 2048,
      uploadBytes: 4096,
      inFlightBytes: 1_048_576,
      // Headers are part of a request.
      headersMs: 5000,
      requestMs: 5000,
      keepAliveMs: 620_000,
      requestsPerMinute: 600,
      subscriptions: 301,
      subscriptionsPerCaller: 151,
      heartbeatMs: 5000,
    });
    expect(shutdownDelayMs).toBe(0);
  });

  it('report all invalid variables together', () => {
    const wrong = {
      CORS_ORIGINS: 'crm.example.com',
      TRUST_PROXY: 'loopback',
      ALLOWED_HOSTS: 'https://crm.example.com',
      LIMIT_BODY_BYTES: '1MB',
      LIMIT_HEADERS_MS: '0',
      LIMIT_REQUEST_MS: '10s',
      KEEP_ALIVE_MS: '72s',
      LIMIT_REQUESTS_PER_MINUTE: '0',
      SHUTDOWN_DELAY_MS: '-1',
      PORT: 'http',
    };
    const named = problemsOf(wrong).map((problem) => problem.split(' ')[0]);
    expect([...named].sort()).toEqual(Object.keys(wrong).sort());
  });

  it.each([
    ['every origin', '*', 'without *, because any page'],
    ['every origin after a valid one', `https://${CANARY}.example,*`, 'without *, because any page'],
    ['a path', `https://${CANARY}.example/`, 'must be a list of origins such as'],
    [
      'capital letters, which browsers never send',
      `https://${CANARY.toUpperCase()}.example`,
      'must be a list of origins',
    ],
    ['another scheme', `ftp://${CANARY}.example`, 'must be a list of origins'],
    ['a pattern', `https://*.${CANARY}.example`, 'without *, because any page'],
    ['the origin null', 'null', 'must be a list of origins'],
    ['an empty entry', `https://${CANARY}.example,`, 'must be a list of origins'],
  ])('reject CORS_ORIGINS with %s and omit the value', (_name, value, expected) => {
    const problems = problemsOf({ CORS_ORIGINS: value });
    expect(problems).toEqual([expect.stringMatching(/^CORS_ORIGINS /)]);
    expect(problems[0]).toContain(expected);
    expect(problems[0]).not.toContain(CANARY);
  });

  it.each([
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0/8',
    '10.0.0.0/8/8',
    '10.0.0.1,',
    '10.0.0.0/255.0.0.0',
    'fe80::1%eth0',
    'proxy.example',
    '10.0.0.1:8080',
    '[::1]:8080',
    '"10.0.0.1"',
    '::ffff:0:0/96',
    '::ffff:10.0.0.0/90',
    '10.0.0.1,proxy.example,also.example',
  ])('reject TRUST_PROXY=%s', (value) => {
    expect(problemsOf({ TRUST_PROXY: value })).toEqual([
      expect.stringMatching(/^TRUST_PROXY must (?:be a list|not be in quotation marks)/),
    ]);
  });

  it.each([
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::FFFF:0A00:0001', '10.0.0.1'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['[2001:DB8:0:0::1]', '2001:db8::1'],
    ['2001:DB8:0:0::/32', '2001:db8::/32'],
    ['fd00:0::/8', 'fd00::/8'],
  ])('normalize the proxy %s to %s', (value, expected) => {
    expect(readConfig({ ...MINIMUM, TRUST_PROXY: value }).http.trustedProxies).toEqual([expected]);
  });
});

describe('the allowed hosts', () => {
  const allowed = (env: Environment) => readConfig({ ...MINIMUM, ...env }).http.allowedHosts;

  it('are loopback and HOST with AUTH_MODE=none', () => {
    expect(allowed({})).toEqual(LOOPBACK);
    expect(allowed({ HOST: '0.0.0.0' })).toEqual(LOOPBACK);
    expect(allowed({ HOST: '::' })).toEqual(LOOPBACK);
    expect(allowed({ HOST: '192.0.2.1' })).toEqual([...LOOPBACK, { name: '192.0.2.1', port: undefined }]);
    expect(allowed({ HOST: 'GraphQL.internal' })).toEqual([...LOOPBACK, { name: 'graphql.internal', port: undefined }]);
  });

  it('are unrestricted with authentication by default, and with *', () => {
    const router = { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: 'x'.repeat(16) };
    expect(allowed(router)).toBeNull();
    expect(allowed({ ...router, ALLOWED_HOSTS: 'graphql.example.com' })).toHaveLength(1);
    expect(allowed({ ALLOWED_HOSTS: ' * ' })).toBeNull();
  });

  it.each([
    ['GraphQL.Example.com.', { name: 'graphql.example.com', port: undefined }],
    ['*.example.com:443', { name: '*.example.com', port: 443 }],
    ['192.0.2.1:4000', { name: '192.0.2.1', port: 4000 }],
    ['[2001:DB8:0::1]:4000', { name: '2001:db8::1', port: 4000 }],
    ['2001:db8::1', { name: '2001:db8::1', port: undefined }],
    ['[::ffff:192.0.2.1]', { name: '192.0.2.1', port: undefined }],
    ['10.0.0.0/8', { name: '10.0.0.0/8', port: undefined }],
  ])('are normalized: %s', (value, expected) => {
    expect(allowed({ ALLOWED_HOSTS: value })).toEqual([expected]);
  });

  it.each([
    ['a scheme', `https://${CANARY}.example`],
    ['a path', `${CANARY}.example/graphql`],
    ['a user', `a@${CANARY}.example`],
    ['an empty entry', `${CANARY}.example,`],
    ['an invalid port', `${CANARY}.example:99999`],
    ['a wildcard inside a name', `${CANARY}.*.example`],
    ['subdomains of an address', '*.192.0.2.1'],
    ['a letter outside ASCII', `${CANARY}ñ.example`],
    ['two wrong entries', `${CANARY} a,${CANARY} b`],
  ])('are rejected with %s and the value is omitted', (_case, value) => {
    const problems = problemsOf({ ALLOWED_HOSTS: value });
    expect(problems).toEqual([expect.stringMatching(/^ALLOWED_HOSTS must be \* or a list of hosts/)]);
    expect(problems[0]).not.toContain(CANARY);
  });
});

describe('the HTTP timeouts', () => {
  it.each(['0', '999', '7200001', '72s', '1e4', '60000.5', '-72000', 'Infinity', '72 000'])(
    'reject KEEP_ALIVE_MS=%s',
    (value) => {
      expect(problemsOf({ KEEP_ALIVE_MS: value })).toEqual([
        'KEEP_ALIVE_MS must be a whole number from 1000 to 7200000.',
      ]);
    },
  );

  it.each(['1000', '72000', '620000', '7200000'])('accept KEEP_ALIVE_MS=%s', (value) => {
    expect(readConfig({ ...MINIMUM, KEEP_ALIVE_MS: value }).http.keepAliveMs).toBe(Number(value));
  });

  it('report a misspelt variable', () => {
    expect(readConfig({ ...MINIMUM, KEEP_ALIVE_S: '72' }).unknownVariables).toEqual(['KEEP_ALIVE_S']);
  });

  it('reject LIMIT_HEADERS_MS greater than LIMIT_REQUEST_MS', () => {
    expect(problemsOf({ LIMIT_HEADERS_MS: '6000', LIMIT_REQUEST_MS: '5000' })).toEqual([
      expect.stringMatching(/^LIMIT_HEADERS_MS must not be greater than LIMIT_REQUEST_MS/),
    ]);
  });
});
