import { afterEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';
import { describeWithRedis, startRedis } from '../support/redis.js';

let simulator: Simulator;
let product: Product;
afterEach(async () => {
  await product.close();
  await simulator.close();
});
async function start(variables: Record<string, string> = {}): Promise<void> {
  simulator = await startSimulator({ token: TOKEN });
  product = await startProduct(simulator.url, variables);
}
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${product.url}${path}`, { headers, redirect: 'manual' });

const JWT = {
  AUTH_MODE: 'jwt',
  AUTH_JWT_JWKS_URL: 'http://127.0.0.1:1/keys',
  AUTH_JWT_ISSUER: 'https://id.example/',
  AUTH_JWT_AUDIENCE: 'campaigns',
};

describe('/', () => {
  it.each<[string, Record<string, string>]>([
    ['Apollo Sandbox', { EXPLORER: 'sandbox' }],
    ['GraphiQL', { EXPLORER: 'graphiql' }],
    ['GraphiQL, with bearer tokens', { EXPLORER: 'graphiql', ...JWT }],
    ['the explorer of development', {}],
  ])('redirects to %s', async (_what, variables) => {
    await start(variables);
    const answer = await get('/', { accept: 'text/html' });
    expect(answer.status).toBe(302);
    expect(new URL(answer.headers.get('location') ?? '', `${product.url}/`).pathname).toBe('/graphql');
    const page = await fetch(`${product.url}/`, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')?.split(';')[0]]).toEqual([200, 'text/html']);
  });

  it.each<[string, Record<string, string>]>([
    ['there is no explorer', { EXPLORER: 'none' }],
    ['in production', { NODE_ENV: 'production', AUTH_ALLOW_ANONYMOUS: 'true' }],
    ['in production with bearer tokens', { NODE_ENV: 'production', ...JWT }],
  ])('returns the path of GraphQL if %s', async (_what, variables) => {
    await start(variables);
    for (const accept of ['text/html', '*/*']) {
      const answer = await get('/', { accept });
      expect([answer.status, await answer.json()]).toEqual([200, { name: 'wolkvox-graphql', graphql: '/graphql' }]);
    }
  });

  it('is rejected for a host that is not allowed', async () => {
    await start({ ALLOWED_HOSTS: 'graphql.example.com' });
    expect((await get('/')).status).toBe(421);
  });
});

describe('/favicon.ico', () => {
  it.each(['sandbox', 'graphiql', 'none'])('is an image that is cacheable for a day: EXPLORER=%s', async (explorer) => {
    await start({ EXPLORER: explorer });
    const answer = await get('/favicon.ico');
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'image/svg+xml',
      'max-age=86400',
    ]);
    expect(await answer.text()).toMatch(/^<svg .*<\/svg>$/);
  });
});

describe('probe', () => {
  const requests = () =>
    product
      .logs()
      .filter(({ msg }) => msg === 'request')
      .map(({ route, level }) => [route, level]);

  it.each(['/livez', '/readyz', '/metrics'])('of %s is logged only at debug', async (path) => {
    await start();
    expect((await get(path)).status).toBe(200);
    await product.query('{ __typename }');
    expect(requests()).toEqual([['/graphql', 30]]);
  });

  it('is logged at debug', async () => {
    await start({ LOG_LEVEL: 'debug' });
    for (const path of ['/livez', '/readyz', '/metrics', '/']) await get(path);
    expect(requests()).toEqual([
      ['/livez', 20],
      ['/readyz', 20],
      ['/metrics', 20],
      ['/', 30],
    ]);
  });
});

describeWithRedis('a start with Redis', () => {
  it('logs no warning, and logs that Redis is connected', async () => {
    const redis = await startRedis();
    try {
      await start({ REDIS_URL: redis.url });
      await product.query('{ campaigns { totalCount } }');
      expect(product.logs().filter(({ level }) => Number(level) >= 40)).toEqual([]);
      expect(product.logs()).toContainEqual(expect.objectContaining({ level: 30, msg: 'Redis connected' }));
    } finally {
      await redis.stop();
    }
  });
});
