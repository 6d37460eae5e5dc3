import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from '@jest/globals';

import { EXPLORERS, readConfig } from '../../src/config/config.js';
import type { Environment } from '../../src/config/env.js';
import { startProduct } from '../support/product.js';
import { configProblems } from '../support/config-problems.js';

const CANARY = 'canary-5f0e-secret';
const MINIMUM = { WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: CANARY };
const PRODUCTION = { NODE_ENV: 'production', AUTH_ALLOW_ANONYMOUS: 'true' };

const folder = mkdtempSync(join(tmpdir(), 'wolkvox-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('the configuration of one operation from variables', () => {
  it('has documented defaults', () => {
    const config = readConfig(MINIMUM);
    expect(config).toMatchObject({
      port: 4000,
      host: '0.0.0.0',
      timeoutMs: 65_000,
      queueTimeoutMs: 30_000,
      maxQueue: 1000,
      explorer: 'sandbox',
      introspection: true,
      logLevel: 'info',
    });
    expect(config.operations).toHaveLength(1);
    expect(config.operations[0]).toMatchObject({
      id: 'default',
      timeZone: 'America/Bogota',
      timeFormat: 'YYYYmmddhhiiss',
      maxInFlight: 2,
      dailyQuota: undefined,
    });
    expect(config.operations[0]?.baseUrl.href).toBe('https://wv0013.wolkvox.com/');
    expect(config.operations[0]?.token.reveal()).toBe(CANARY);
  });

  it('uses the values of variables', () => {
    const config = readConfig({
      ...MINIMUM,
      PORT: '80',
      WOLKVOX_TIME_ZONE: 'America/Lima',
      WOLKVOX_TIME_FORMAT: 'hhiiss',
      WOLKVOX_MAX_IN_FLIGHT: '1',
      WOLKVOX_DAILY_QUOTA: '5000',
      WOLKVOX_TIMEOUT_MS: '1000',
      LOG_LEVEL: 'warn',
    });
    expect(config).toMatchObject({ port: 80, timeoutMs: 1000, logLevel: 'warn' });
    expect(config.operations[0]).toMatchObject({
      timeZone: 'America/Lima',
      timeFormat: 'hhiiss',
      maxInFlight: 1,
      dailyQuota: 5000,
    });
  });

  it('treats an empty variable as unset', () => {
    expect(readConfig({ ...MINIMUM, PORT: '', WOLKVOX_OPERATIONS_FILE: '', REDIS_URL: ' ' }).port).toBe(4000);
  });

  it('reads the token from a file without the trailing line break', () => {
    const config = readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN_FILE: file('token', `${CANARY}\n`) });
    expect(config.operations[0]?.token.reveal()).toBe(CANARY);
  });

  it('requires no server if a base URL is set', () => {
    const config = readConfig({ WOLKVOX_TOKEN: CANARY, WOLKVOX_BASE_URL: 'http://127.0.0.1:4001' });
    expect(config.operations[0]?.baseUrl.href).toBe('http://127.0.0.1:4001/');
  });

  it.each([
    ['sandbox', {}, 'sandbox'],
    ['graphiql', {}, 'graphiql'],
    ['none', {}, 'none'],
    ['', {}, 'sandbox'],
    ['', PRODUCTION, 'none'],
    ['graphiql', PRODUCTION, 'graphiql'],
    ['sandbox', PRODUCTION, 'sandbox'],
  ])('reads EXPLORER=%s with %o as %s', (EXPLORER, variables, explorer) => {
    expect(readConfig({ ...MINIMUM, ...variables, EXPLORER })).toMatchObject({ explorer });
  });

  it.each(['GraphiQL', 'playground', 'true'])('rejects EXPLORER=%s and lists the accepted values', (EXPLORER) => {
    const [problem, ...rest] = configProblems({ ...MINIMUM, EXPLORER });
    expect(rest).toEqual([]);
    for (const term of ['EXPLORER', ...EXPLORERS]) expect(problem).toContain(term);
    expect(problem).not.toContain(EXPLORER);
  });

  it('disables the explorer and introspection in production, and requires AUTH_ALLOW_ANONYMOUS', () => {
    expect(configProblems({ ...MINIMUM, NODE_ENV: 'production' })).toEqual([
      expect.stringMatching(/^AUTH_MODE .*AUTH_ALLOW_ANONYMOUS=true/),
    ]);
    const config = readConfig({ ...MINIMUM, ...PRODUCTION });
    expect(config).toMatchObject({ explorer: 'none', introspection: false });
  });
});

describe('the slot lease', () => {
  const REDIS = { ...MINIMUM, REDIS_URL: 'redis://127.0.0.1:6379' };

  it.each(['100', '1000', '1999', '2999'])('of %s ms is rejected with Redis and both variables are named', (limit) => {
    const problems = configProblems({ ...REDIS, WOLKVOX_SLOT_LEASE_MS: limit });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^WOLKVOX_SLOT_LEASE_MS must be at least 3000 with REDIS_URL: /);
  });

  it('is reported together with other problems', () => {
    const problems = configProblems({ ...REDIS, WOLKVOX_SLOT_LEASE_MS: '2500', PORT: 'http' });
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(['PORT', 'WOLKVOX_SLOT_LEASE_MS']);
  });

  it.each([
    [{ ...REDIS, WOLKVOX_SLOT_LEASE_MS: '3000' }, 3_000],
    [{ ...REDIS }, 60_000],
    [{ ...MINIMUM, WOLKVOX_SLOT_LEASE_MS: '100' }, 100],
    [{ ...MINIMUM, WOLKVOX_SLOT_LEASE_MS: '2000', REDIS_URL: '' }, 2_000],
  ])('is accepted otherwise: %j', (environment, limit) => {
    expect(readConfig(environment).slotLeaseMs).toBe(limit);
  });
});

describe('an invalid configuration', () => {
  it('reports all invalid variables together', () => {
    const wrong = {
      PORT: 'http',
      WOLKVOX_SERVER: 'wv13',
      WOLKVOX_TOKEN: 'two words',
      WOLKVOX_TIME_ZONE: 'Bogota',
      WOLKVOX_TIME_FORMAT: 'HH:mm',
      WOLKVOX_MAX_IN_FLIGHT: '3',
      WOLKVOX_DAILY_QUOTA: '-1',
      WOLKVOX_TIMEOUT_MS: '0',
      WOLKVOX_QUEUE_TIMEOUT_MS: '1.5',
      WOLKVOX_MAX_QUEUE: 'many',
      WOLKVOX_BASE_URL: 'http://example.com',
      CACHE_TTL_MS: 'never',
      AUTH_MODE: 'basic',
      EXPLORER: 'playground',
      INTROSPECTION: 'maybe',
      LOG_LEVEL: 'loud',
      REDIS_URL: 'localhost:6379',
      WOLKVOX_SLOT_LEASE_MS: '60s',
      WOLKVOX_MAX_RETRIES: '-1',
      WOLKVOX_RECONCILE: 'perhaps',
      LIMIT_TOKENS: '0',
      LIMIT_DEPTH: 'deep',
      LIMIT_ALIASES: '-1',
      LIMIT_DIRECTIVES: '1.5',
      LIMIT_ROOT_MUTATIONS: 'all',
      LIMIT_UPSTREAM_CALLS: '1001',
      LIMIT_RESPONSE_FIELDS: '0',
      TRUSTED_DOCUMENTS_FILE: join(folder, 'no-manifest.json'),
    };
    const named = configProblems(wrong).map((problem) => problem.split(' ')[0]);
    expect(new Set(named)).toEqual(new Set(Object.keys(wrong)));
  });

  it.each<[string, Environment, string]>([
    ['no variable', {}, 'WOLKVOX_SERVER is required'],
    ['no token', { WOLKVOX_SERVER: '0013' }, 'WOLKVOX_TOKEN is required, or WOLKVOX_TOKEN_FILE'],
    [
      'a host instead of a server number',
      { ...MINIMUM, WOLKVOX_SERVER: '0013.evil.example' },
      'WOLKVOX_SERVER must be the four digits',
    ],
    ['a token with a line break', { ...MINIMUM, WOLKVOX_TOKEN: `${CANARY}\nx` }, 'WOLKVOX_TOKEN must be a token'],
    ['a token and a token file', { ...MINIMUM, WOLKVOX_TOKEN_FILE: 'x' }, 'WOLKVOX_TOKEN_FILE must be unset'],
    [
      'a missing token file',
      { WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN_FILE: join(folder, 'no') },
      'WOLKVOX_TOKEN_FILE cannot be read',
    ],
    [
      'plain http to a host',
      { ...MINIMUM, WOLKVOX_BASE_URL: `http://${CANARY}.example` },
      'WOLKVOX_BASE_URL must be an https address',
    ],
    ['an unknown AUTH_MODE', { ...MINIMUM, AUTH_MODE: 'basic' }, 'AUTH_MODE must be one of none, jwt, router.'],
  ])('is reported without its value: %s', (_name, env, expected) => {
    const problems = configProblems(env);
    expect(problems.join('\n')).toContain(expected);
    expect(problems.join('\n')).not.toContain(CANARY);
  });
});

describe('the limits of a GraphQL operation', () => {
  it('have defaults, and any document may run', () => {
    expect(readConfig(MINIMUM)).toMatchObject({
      limits: {
        tokens: 2000,
        depth: 10,
        aliases: 30,
        directives: 30,
        rootMutations: 10,
        upstreamCalls: 20,
        responseFields: 50_000,
      },
      trustedDocuments: null,
    });
  });

  it('may be 0 for mutations and upstream calls', () => {
    const { limits } = readConfig({
      ...MINIMUM,
      LIMIT_ROOT_MUTATIONS: '0',
      LIMIT_UPSTREAM_CALLS: '0',
      LIMIT_DEPTH: '3',
    });
    expect(limits).toMatchObject({ rootMutations: 0, upstreamCalls: 0, depth: 3 });
  });
});

describe('trusted documents', () => {
  const problemsWith = (content: unknown) =>
    configProblems({ ...MINIMUM, TRUSTED_DOCUMENTS_FILE: file('manifest.json', content) });

  it('are read from the manifest of codegen', () => {
    const manifest = fileURLToPath(new URL('../../client/src/generated/persisted-documents.json', import.meta.url));
    const { trustedDocuments } = readConfig({ ...MINIMUM, TRUSTED_DOCUMENTS_FILE: manifest });
    expect([...(trustedDocuments ?? [])].map(([hash]) => hash)).toContainEqual(
      expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    );
  });

  it.each<[string, unknown, string]>([
    ['invalid JSON', CANARY, 'TRUSTED_DOCUMENTS_FILE is not JSON.'],
    ['a list', [CANARY], 'TRUSTED_DOCUMENTS_FILE must contain an object'],
    ['an empty object', {}, 'TRUSTED_DOCUMENTS_FILE must contain an object with at least one document'],
    ['null', 'null', 'TRUSTED_DOCUMENTS_FILE must contain an object'],
    ['documents that are not texts', { [CANARY]: { body: CANARY } }, 'TRUSTED_DOCUMENTS_FILE must contain an object'],
    [
      'a manifest of another format',
      { format: CANARY, version: 1, operations: [] },
      'TRUSTED_DOCUMENTS_FILE must contain',
    ],
  ])('are rejected if the file contains %s', (_case, content, expected) => {
    const problems = problemsWith(content);
    expect(problems).toEqual([expect.stringContaining(expected)]);
    expect(problems.join('\n')).not.toContain(CANARY);
  });
});

describe('operations from a file', () => {
  const operation = (id: string, more: object = {}) => ({ id, server: 'wv0013', token: `${CANARY}-${id}`, ...more });

  it('use variables as defaults, and token files relative to the file', () => {
    file('sales.token', `${CANARY}-file`);
    const config = readConfig({
      WOLKVOX_TIME_ZONE: 'America/Lima',
      WOLKVOX_OPERATIONS_FILE: file('many.json', [
        operation('default'),
        {
          id: 'sales',
          server: 'https://wv0042.wolkvox.com/api/v2/',
          tokenFile: 'sales.token',
          timeZone: 'America/Santiago',
          maxInFlight: 1,
          dailyQuota: 3000,
          timeFormat: 'hhiiss',
        },
      ]),
    });
    expect(
      config.operations.map(({ id, timeZone, timeFormat, maxInFlight, dailyQuota, baseUrl }) => ({
        id,
        timeZone,
        timeFormat,
        maxInFlight,
        dailyQuota,
        host: baseUrl.host,
      })),
    ).toEqual([
      {
        id: 'default',
        timeZone: 'America/Lima',
        timeFormat: 'YYYYmmddhhiiss',
        maxInFlight: 2,
        dailyQuota: undefined,
        host: 'wv0013.wolkvox.com',
      },
      {
        id: 'sales',
        timeZone: 'America/Santiago',
        timeFormat: 'hhiiss',
        maxInFlight: 1,
        dailyQuota: 3000,
        host: 'wv0042.wolkvox.com',
      },
    ]);
    expect(config.operations[1]?.token.reveal()).toBe(`${CANARY}-file`);
  });

  it.each<[string, unknown, string]>([
    ['invalid JSON', `[{"token":"${CANARY}"`, 'is not JSON'],
    ['an object', { id: 'default' }, 'must contain a list'],
    ['an empty list', [], 'must contain a list of at least one'],
    ['an entry that is not an object', [CANARY], 'operation 1 must be an object'],
    ['an entry without an id', [{ server: '0013', token: CANARY }], 'operation 1: id'],
    ['an id with a colon', [operation(`${CANARY}:1`)], 'operation 1: id must be'],
    ['a duplicate id', [operation('a'), operation('a')], 'id a must be unique'],
    ['a misspelt key', [operation('a', { timezone: CANARY })], 'has an unknown key: timezone'],
    ['a wrong server', [operation('a', { server: 13 })], 'operation 1: server must be'],
    ['a missing token', [{ id: 'a', server: '0013' }], 'operation 1: token is required'],
    [
      'a wrong number',
      [operation('a', { maxInFlight: 9 })],
      'operation 1: maxInFlight must be a whole number from 1 to 2',
    ],
    [
      'one token with two limits',
      [operation('a', { token: CANARY }), operation('b', { token: CANARY, maxInFlight: 1 })],
      'maxInFlight of b and a must agree',
    ],
  ])('are rejected without their values: %s', (_name, content, expected) => {
    const problems = configProblems({ WOLKVOX_OPERATIONS_FILE: file('wrong.json', content) });
    expect(problems.join('\n')).toContain(expected);
    for (const problem of problems) expect(problem).toMatch(/^WOLKVOX_OPERATIONS_FILE/);
    expect(problems.join('\n')).not.toContain(CANARY);
  });

  it('are rejected by the name of the variable if the default is invalid', () => {
    const problems = configProblems({
      WOLKVOX_TIME_ZONE: 'Bogota',
      WOLKVOX_OPERATIONS_FILE: file('two.json', [operation('a'), operation('b')]),
    });
    expect(problems).toEqual([expect.stringMatching(/^WOLKVOX_TIME_ZONE must be an IANA time zone/)]);
  });

  it('are rejected if the file cannot be read, or if WOLKVOX_TOKEN is also set', () => {
    expect(configProblems({ WOLKVOX_OPERATIONS_FILE: join(folder, 'none.json') })).toEqual([
      'WOLKVOX_OPERATIONS_FILE cannot be read.',
    ]);
    expect(
      configProblems({ WOLKVOX_TOKEN: CANARY, WOLKVOX_OPERATIONS_FILE: file('one.json', [operation('a')]) }),
    ).toEqual([expect.stringMatching(/^WOLKVOX_TOKEN must be unset/)]);
  });
});

describe('an unknown variable', () => {
  it('is logged without its value if its name has a prefix of this server', async () => {
    const unknown = { LIMIT_DEPHT: CANARY, WOLKVOX_SEVER: CANARY, AUTH_: CANARY, LIMIT_DEPTH: '5', CACHE_TTL: '' };
    const product = await startProduct('http://127.0.0.1:9', { ...unknown, REDIS_PORT: CANARY, PATH: CANARY });
    const lines = product.logs().filter(({ variables }) => variables !== undefined);
    expect(lines).toMatchObject([{ level: 40, variables: ['LIMIT_DEPHT', 'WOLKVOX_SEVER', 'AUTH_'] }]);
    expect(JSON.stringify(product.logs())).not.toContain(CANARY);
    await product.close();
  });

  it('is not logged if there is none', async () => {
    const product = await startProduct('http://127.0.0.1:9');
    expect(product.logs().filter(({ variables }) => variables !== undefined)).toEqual([]);
    await product.close();
  });
});

describe('metrics and traces settings', () => {
  it('serve metrics on PORT and send no traces by default', () => {
    expect(readConfig(MINIMUM)).toMatchObject({ metricsPort: undefined, traces: undefined });
  });

  it('prefer the endpoint of traces over the general endpoint', () => {
    const env = { ...MINIMUM, METRICS_PORT: '9464', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
    expect(readConfig(env)).toMatchObject({
      metricsPort: 9464,
      traces: { url: 'http://collector:4318/v1/traces', serviceName: 'wolkvox-graphql' },
    });
    const own = { ...env, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/otlp' };
    expect(readConfig(own).traces?.url).toBe('https://traces.example/otlp');
  });

  it('treat headers of the collector as secrets', () => {
    const { traces } = readConfig({
      ...MINIMUM,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_HEADERS: `X-Key=${CANARY}%20a,x-other=b`,
    });
    expect([...(traces?.headers ?? [])].map(([name, value]) => [name, value.reveal()])).toEqual([
      ['x-key', `${CANARY} a`],
      ['x-other', 'b'],
    ]);
    expect(JSON.stringify([...(traces?.headers ?? [])])).not.toContain(CANARY);
  });

  it.each([
    [
      { METRICS_PORT: '4000' },
      'METRICS_PORT must differ from PORT. To serve /metrics on PORT, leave METRICS_PORT unset.',
    ],
    [{ METRICS_PORT: 'x' }, 'METRICS_PORT must be a whole number from 0 to 65535.'],
    ...['ftp://x', 'collector', `http://${CANARY}@x`, `http://x/?key=${CANARY}`].map(
      (address) =>
        [
          { OTEL_EXPORTER_OTLP_ENDPOINT: address },
          'OTEL_EXPORTER_OTLP_ENDPOINT must be an http:// or https:// address without a password or a query.',
        ] as const,
    ),
    ...[CANARY, `${CANARY}=`, `x=%`, `x=%0a${CANARY}`, `a b=${CANARY}`].map(
      (headers) =>
        [
          { OTEL_EXPORTER_OTLP_HEADERS: headers },
          'OTEL_EXPORTER_OTLP_HEADERS must be a comma-separated list of name=value pairs.',
        ] as const,
    ),
    ...[CANARY, `${CANARY}=`, `x=%`, `a b=${CANARY}`, `=${CANARY}`].map(
      (attributes) =>
        [
          { OTEL_RESOURCE_ATTRIBUTES: attributes },
          'OTEL_RESOURCE_ATTRIBUTES must be a comma-separated list of name=value pairs.',
        ] as const,
    ),
    ...['console', 'otlp,zipkin', 'NONE'].map(
      (names) => [{ OTEL_TRACES_EXPORTER: names }, 'OTEL_TRACES_EXPORTER must be otlp or none.'] as const,
    ),
  ])('are rejected without their values: %j', (variables, problem) => {
    expect(configProblems({ ...MINIMUM, ...variables })).toEqual([problem]);
  });
});
