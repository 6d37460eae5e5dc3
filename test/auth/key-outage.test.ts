import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { scrape } from '../support/metrics.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';
import {
  AUDIENCE,
  ISSUER,
  jwk,
  keyPair,
  sign,
  startKeyServer,
  type KeyAnswer,
  type KeyServer,
} from '../support/tokens.js';
import { until } from '../support/until.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Time without a second fetch, whatever tokens arrive. */
const PAUSE_MS = 2_000;

const known = keyPair('known');
const second = keyPair('second');

/** Advances the clocks of the server; its timers do not change. */
const clock = { monotonicMs: 0, wallMs: 0 };
const pass = (ms: number): void => {
  clock.monotonicMs += ms;
  clock.wallMs += ms;
};

let simulator: Simulator;
let keyServer: KeyServer;
const products: Product[] = [];
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(async () => {
  keyServer = await startKeyServer(known);
  const monotonic = performance.now.bind(performance);
  const wall = Date.now.bind(Date);
  Object.assign(clock, { monotonicMs: 0, wallMs: 0 });
  jest.spyOn(performance, 'now').mockImplementation(() => monotonic() + clock.monotonicMs);
  jest.spyOn(Date, 'now').mockImplementation(() => wall() + clock.wallMs);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(products.splice(0).map((product) => product.close()));
  await keyServer.close();
});

async function start(variables: Record<string, string> = {}): Promise<Product> {
  const product = await startProduct(simulator.url, {
    AUTH_MODE: 'jwt',
    AUTH_JWT_ISSUER: ISSUER,
    AUTH_JWT_AUDIENCE: AUDIENCE,
    AUTH_JWT_JWKS_URL: keyServer.url,
    ...variables,
  });
  products.push(product);
  return product;
}

/** Token that does not expire in a test. */
const lasting = (pair = known, claims: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  sign(pair, { exp: Math.floor(Date.now() / 1000) + 10 * 86_400, ...claims });
const ask = async (product: Product, token: string): Promise<number> =>
  (await product.query('{ __typename }', {}, { authorization: `Bearer ${token}` })).status;
let unknownKeys = 0;
const unknownToken = (): Promise<string> => lasting(keyPair(`unknown-${(unknownKeys += 1)}`));
const readyz = async ({ url }: Product): Promise<[number, unknown]> => {
  const response = await fetch(`${url}/readyz`);
  return [response.status, await response.json()];
};
const lines = (product: Product, level: number): unknown[] =>
  product
    .logs()
    .flatMap((line) => (line.level === level && String(line.msg).startsWith('JWKS ') ? [line.reason ?? line.msg] : []));

const encryptionOnly = async (): Promise<KeyAnswer> => ({
  status: 200,
  body: JSON.stringify({ keys: [{ ...(await jwk(known)), use: 'enc' }] }),
});
const json = (body: unknown): KeyAnswer => ({ status: 200, body: JSON.stringify(body) });
/** Responses that are no JWKS, and their reason in the log. */
const NO_KEYS: [string, string, () => KeyAnswer | Promise<KeyAnswer>][] = [
  ['an error', 'status-500', () => ({ status: 500, body: '{"keys":[]}' })],
  ['that there is nothing', 'status-404', () => ({ status: 404, body: 'Not Found' })],
  ['a redirect', 'status-302', () => ({ status: 302, body: '', headers: { location: 'http://127.0.0.1:1/jwks' } })],
  [
    'a page',
    'not-json',
    () => ({ status: 200, body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } }),
  ],
  ['nothing at all', 'not-json', () => ({ status: 200, body: '' })],
  ['half of the set', 'not-json', () => ({ status: 200, body: '{"keys":[{"kty":"EC","cr' })],
  ['the discovery document', 'not-a-jwks', () => json({ issuer: ISSUER, jwks_uri: 'https://id.example/jwks' })],
  ['keys that are no list', 'not-a-jwks', () => json({ keys: {} })],
  ['an empty set', 'no-usable-key', () => json({ keys: [] })],
  [
    'keys of unknown types',
    'no-usable-key',
    () => json({ keys: [{ kty: 'AKP', kid: 'known', pub: 'AAAA' }, null, 7, 'key'] }),
  ],
  ['keys that are for encryption', 'no-usable-key', encryptionOnly],
  ['a shared secret', 'no-usable-key', () => json({ keys: [{ kty: 'oct', kid: 'known', k: 'c2VjcmV0' }] })],
  ['a set of megabytes', 'too-large', async () => json({ keys: [await jwk(known)], filler: 'x'.repeat(2_000_000) })],
];

describe('JWKS outage', () => {
  it.each(NO_KEYS)(
    'tokens of cached keys are accepted for two hours while the address responds with %s',
    async (_what, reason, answer) => {
      const product = await start();
      const token = await lasting();
      expect(await ask(product, token)).toBe(200);
      keyServer.answer = answer;
      for (let passed = 0; passed < 2 * HOUR_MS; passed += 30 * MINUTE_MS) {
        pass(30 * MINUTE_MS);
        const before = keyServer.asked();
        // A token with another key causes another fetch, which fails.
        expect(await ask(product, await unknownToken())).toBe(503);
        expect(keyServer.asked()).toBe(before + 1);
        expect([await ask(product, token), await ask(product, await lasting(known, { sub: 'luis' }))]).toEqual([
          200, 200,
        ]);
      }
      expect(lines(product, 50)).toEqual([reason]);
      expect(await readyz(product)).toEqual([200, { status: 'ready', degraded: ['jwks-unavailable'] }]);

      await keyServer.serve(known, second);
      pass(PAUSE_MS);
      expect(await ask(product, await lasting(second))).toBe(200);
      expect(lines(product, 40)).toEqual(['JWKS fetch recovered']);
      expect(await readyz(product)).toEqual([200, { status: 'ready' }]);
    },
  );

  it('tokens of cached keys are accepted for two hours while the address refuses connections', async () => {
    const product = await start();
    const token = await lasting();
    expect(await ask(product, token)).toBe(200);
    await keyServer.close();
    pass(2 * HOUR_MS);
    expect(await ask(product, await unknownToken())).toBe(503);
    expect(await ask(product, token)).toBe(200);
    expect(lines(product, 50)).toEqual([expect.stringMatching(/^(?:ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET)$/)]);
  });

  it('tokens of cached keys do not wait while the address stalls', async () => {
    const product = await start();
    const token = await lasting();
    expect(await ask(product, token)).toBe(200);
    let isStalled = false;
    let release: (answer: KeyAnswer) => void = () => undefined;
    keyServer.answer = () =>
      new Promise((resolve) => {
        isStalled = true;
        release = resolve;
      });
    pass(2 * HOUR_MS);
    const waiting = ask(product, await unknownToken());
    await until(() => isStalled, 'the key server has received the request');
    expect(await ask(product, token)).toBe(200);
    expect(await ask(product, await lasting(known, { sub: 'luis' }))).toBe(200);
    release({ status: 500, body: '' });
    expect(await waiting).toBe(503);
  });

  it.each([
    ['', 24 * HOUR_MS],
    ['3600000', HOUR_MS],
    ['172800000', 48 * HOUR_MS],
    ['60000', MINUTE_MS],
  ])('no token is accepted after AUTH_JWT_KEYS_MAX_AGE_MS (%s) until the keys are fetched', async (value, maxAgeMs) => {
    const product = await start({ AUTH_JWT_KEYS_MAX_AGE_MS: value });
    const token = await lasting();
    expect(await ask(product, token)).toBe(200);
    keyServer.answer = () => ({ status: 500, body: '' });
    pass(maxAgeMs - 10_000);
    expect([await ask(product, await unknownToken()), await ask(product, token)]).toEqual([503, 200]);
    pass(20_000);
    expect([await ask(product, token), await ask(product, await lasting(known, { sub: 'luis' }))]).toEqual([503, 503]);
    expect(await readyz(product)).toEqual([200, { status: 'ready', degraded: ['jwks-unavailable'] }]);
    expect(product.logs().filter(({ msg }) => String(msg).includes('JWKS keys expired'))).toHaveLength(1);
    await keyServer.serve(known);
    pass(PAUSE_MS);
    expect(await ask(product, token)).toBe(200);
  });

  it.each([
    ['two hours on', 2 * HOUR_MS],
    ['two days on', 48 * HOUR_MS],
    ['two hours back', -2 * HOUR_MS],
  ])('tokens of cached keys are accepted if the wall clock is set %s', async (_how, ms) => {
    const product = await start();
    const token = await lasting();
    expect(await ask(product, token)).toBe(200);
    keyServer.answer = () => ({ status: 500, body: '' });
    clock.wallMs += ms;
    expect([await ask(product, token), await ask(product, await lasting(known, { sub: 'luis' }))]).toEqual([200, 200]);
  });

  it('metrics have the age and the maximum age of the keys', async () => {
    const product = await start({ AUTH_JWT_KEYS_MAX_AGE_MS: '7200000' });
    keyServer.answer = () => ({ status: 500, body: '' });
    pass(HOUR_MS);
    const samples = await scrape(product.metricsUrl);
    const age = samples.value('wolkvox_graphql_jwks_age_seconds');
    expect(age).toBeGreaterThanOrEqual(3_600);
    expect(age).toBeLessThan(7_200);
    expect(samples.value('wolkvox_graphql_jwks_max_age_seconds')).toBe(7_200);
    expect(samples.value('wolkvox_graphql_ready')).toBe(1);
  });
});

describe('removed key', () => {
  it.each([
    ['beside one that stays', [known, second], [second]],
    ['for another one', [known], [second]],
    ['and put back under its name with other contents', [known, second], [keyPair('known'), second]],
  ])('%s is not accepted after the next fetch, not even in a verified token', async (_how, before, after) => {
    await keyServer.serve(...before);
    const product = await start();
    const token = await lasting();
    expect(await ask(product, token)).toBe(200);
    await keyServer.serve(...after);
    pass(PAUSE_MS);
    expect(await ask(product, await unknownToken())).toBe(401);
    expect(await ask(product, token)).toBe(401);
    expect(await ask(product, await lasting(second))).toBe(200);
  });

  it('a removed key is not accepted after the background refresh, even without another token', async () => {
    await keyServer.serve(known, second);
    // The set is fetched again after half of that time.
    const product = await start({ AUTH_JWT_KEYS_MAX_AGE_MS: '2000' });
    const token = await lasting();
    await until(async () => (await ask(product, token)) === 200, 'the token is accepted');
    await keyServer.serve(second);
    await until(async () => (await ask(product, token)) === 401, 'the token is rejected');
  });
});

describe('added key', () => {
  it.each([
    ['beside the one before', async () => keyServer.serve(known, second), () => lasting(second)],
    ['in place of the one before', async () => keyServer.serve(second), () => lasting(second)],
    [
      'with keys of unknown types beside it',
      async () => {
        const keys = [{ kty: 'AKP', kid: 'x' }, null, await jwk(second)];
        keyServer.answer = () => json({ keys });
      },
      () => lasting(second),
    ],
    [
      'in a set whose keys have no names',
      async () => {
        const nameless = { ...(await jwk(second)), kid: undefined };
        keyServer.answer = () => json({ keys: [nameless] });
      },
      () => lasting({ ...second, kid: undefined as unknown as string }),
    ],
  ])('%s is accepted with the first token if the last fetch was over 2 s ago', async (_how, rotate, token) => {
    const product = await start();
    expect(await ask(product, await lasting())).toBe(200);
    await rotate();
    pass(PAUSE_MS);
    const before = keyServer.asked();
    expect(await ask(product, await token())).toBe(200);
    expect(keyServer.asked()).toBe(before + 1);
  });

  it('an added key is accepted 2 s after a fetch, even without another token', async () => {
    const product = await start();
    await keyServer.serve(known, second);
    const token = await lasting(second);
    const before = keyServer.asked();
    expect(await ask(product, token)).toBe(401);
    await until(() => keyServer.asked() > before, 'the key server has received a request');
    await until(async () => (await ask(product, token)) === 200, 'the token is accepted');
    expect(keyServer.asked()).toBe(before + 1);
  });
});

describe('flood of tokens with unknown keys', () => {
  it('causes one shared fetch, and tokens of cached keys do not wait', async () => {
    const product = await start();
    let release: (answer: KeyAnswer) => void = () => undefined;
    const served = await keyServer.answer();
    keyServer.answer = () => new Promise((resolve) => (release = resolve));
    pass(PAUSE_MS);
    const before = keyServer.asked();
    const flood = Array.from({ length: 100 }, async () => ask(product, await unknownToken()));
    await until(() => keyServer.asked() > before, 'the key server has received a request');
    for (let nth = 0; nth < 10; nth += 1) expect(await ask(product, await lasting(known, { nth }))).toBe(200);
    release(served);
    expect(new Set(await Promise.all(flood))).toEqual(new Set([401]));
    expect(keyServer.asked()).toBe(before + 1);
  });

  it.each([
    ['401 while the issuer answers', () => keyServer.answer, 401],
    ['503 while it does not', () => () => ({ status: 500, body: '' }), 503],
  ])('is rejected with %s and at most one fetch in 2 s', async (_what, answer, status) => {
    const product = await start();
    keyServer.answer = answer();
    for (let round = 1; round <= 3; round += 1) {
      pass(PAUSE_MS);
      const before = keyServer.asked();
      const startedAt = performance.now();
      for (let nth = 0; nth < 20; nth += 1) expect(await ask(product, await unknownToken())).toBe(status);
      // One at once, and one for each interval that a slow machine adds.
      expect(keyServer.asked() - before).toBeLessThanOrEqual(
        1 + Math.floor((performance.now() - startedAt) / PAUSE_MS),
      );
      expect(await ask(product, await lasting())).toBe(200);
    }
  });
});

describe('server that never fetched the keys', () => {
  const expectNotReady = async (product: Product): Promise<void> => {
    expect(await readyz(product)).toEqual([503, { status: 'starting', waitingFor: ['jwks-unavailable'] }]);
    expect((await fetch(`${product.url}/livez`)).status).toBe(200);
    expect((await scrape(product.metricsUrl)).value('wolkvox_graphql_ready')).toBe(0);
    const refused = await product.query('{ __typename }', {}, { authorization: `Bearer ${await lasting()}` });
    expect([refused.status, refused.errors?.map(({ extensions }) => extensions.code)]).toEqual([
      503,
      ['AUTHENTICATION_UNAVAILABLE'],
    ]);
  };

  it.each(NO_KEYS)(
    'listens, is not ready and reports why while the address responds with %s',
    async (_what, reason, answer) => {
      keyServer.answer = answer;
      const product = await start();
      await expectNotReady(product);
      expect(lines(product, 50)).toEqual([reason]);
      expect(product.logs()).toContainEqual(expect.objectContaining({ level: 40, waitingFor: ['jwks-unavailable'] }));
    },
  );

  it('listens, is not ready and reports why while the address refuses connections', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    const product = await start({ AUTH_JWT_JWKS_URL: `http://127.0.0.1:${port}/jwks` });
    await expectNotReady(product);
    expect(lines(product, 50)).toEqual(['ECONNREFUSED']);
  });

  it('listens while the address stalls, and is ready once it responds, without a token', async () => {
    const served = await keyServer.answer();
    let release: (answer: KeyAnswer) => void = () => undefined;
    keyServer.answer = () => new Promise((resolve) => (release = resolve));
    const product = await start();
    expect(await readyz(product)).toEqual([503, { status: 'starting', waitingFor: ['jwks-unavailable'] }]);
    release(served);
    await until(async () => (await readyz(product))[0] === 200, 'the server is ready');
    expect(product.logs()).toContainEqual(expect.objectContaining({ msg: 'ready: startup is complete' }));
    expect(await ask(product, await lasting())).toBe(200);
  });

  it('is ready once the address recovers, without a token', async () => {
    const { answer } = keyServer;
    keyServer.answer = () => ({ status: 500, body: '' });
    const product = await start();
    expect((await readyz(product))[0]).toBe(503);
    keyServer.answer = answer;
    await until(async () => (await readyz(product))[0] === 200, 'the server is ready');
    expect(await ask(product, await lasting())).toBe(200);
  });
});

describe('keys from a file', () => {
  it('have no age, and the server is ready at once', async () => {
    const product = await start({
      AUTH_MODE: 'none',
      AUTH_JWT_JWKS_URL: '',
      AUTH_JWT_ISSUER: '',
      AUTH_JWT_AUDIENCE: '',
    });
    const samples = await scrape(product.metricsUrl);
    expect(samples.has('wolkvox_graphql_jwks_age_seconds')).toBe(false);
    expect(samples.has('wolkvox_graphql_redis_up')).toBe(false);
    expect(await readyz(product)).toEqual([200, { status: 'ready' }]);
    expect(keyServer.asked()).toBe(0);
  });
});
