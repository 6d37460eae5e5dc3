import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startProduct, type Product } from '../support/product.js';
import { AUDIENCE, ISSUER, keyPair, startKeyServer, type KeyServer } from '../support/tokens.js';
import { startUpstream, type Upstream } from '../support/upstream.js';

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-encoding': 'gzip, deflate, br' };

let upstream: Upstream;
let keys: KeyServer;
const products: Record<string, Product> = {};
beforeAll(async () => {
  upstream = await startUpstream(() => ({ status: 500, body: '' }));
  keys = await startKeyServer(keyPair('ours'));
  const jwt = { AUTH_MODE: 'jwt', AUTH_JWT_ISSUER: ISSUER, AUTH_JWT_AUDIENCE: AUDIENCE, AUTH_JWT_JWKS_URL: keys.url };
  const router = { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: 'a-secret-of-the-router-0123456789abcdef' };
  const modes = { none: {}, jwt, router, production: { NODE_ENV: 'production', AUTH_ALLOW_ANONYMOUS: 'true' } };
  for (const [mode, variables] of Object.entries(modes))
    products[mode] = await startProduct(upstream.url, { EXPLORER: 'graphiql', ...variables });
});
afterAll(async () => {
  for (const product of Object.values(products)) await product.close();
  await upstream.close();
  await keys.close();
});

/** The raw body, because fetch would decompress it. */
function get(
  mode: string,
  headers: Record<string, string>,
  path = '/graphql',
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(`${products[mode]?.url ?? ''}${path}`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('EXPLORER=graphiql', () => {
  it.each(['none', 'jwt', 'router', 'production'])(
    'serves its page to every request for one, with AUTH_MODE or NODE_ENV %s, and nothing else',
    async (mode) => {
      const { status, headers, body } = await get(mode, BROWSER, '/graphql?query={operations{id}}');
      expect([status, headers['content-type'], headers['content-encoding']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'gzip',
      ]);
      const html = gunzipSync(body).toString();
      expect(html).toContain('<title>wolkvox-graphql</title>');
      // An unauthenticated client is rejected; others get the error about the missing CSRF header.
      const data = await get(mode, { accept: 'application/json' }, '/graphql?query={__typename}');
      expect(data.status).toBe(mode === 'jwt' || mode === 'router' ? 401 : 400);
    },
  );

  it('allows the one script of its page, which may connect to this server only', async () => {
    const { headers, body } = await get('none', BROWSER);
    const html = gunzipSync(body).toString();
    const scripts = html.slice(html.indexOf('<script>', html.indexOf('<div id="root">')));
    // The page itself contains such texts.
    const script = scripts.slice('<script>'.length, scripts.lastIndexOf('</script>'));
    const hash = createHash('sha256').update(script).digest('base64');
    const policy = Object.fromEntries(
      String(headers['content-security-policy'])
        .split('; ')
        .map((directive): [string, string] => {
          const [name = '', ...sources] = directive.split(' ');
          return [name, sources.join(' ')];
        }),
    );
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': `'sha256-${hash}'`,
      'style-src': "'unsafe-inline'",
      'font-src': 'data:',
      'img-src': "'self' data:",
      'worker-src': 'blob:',
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
  });

  it('sends its page once to a browser with a cache, and compressed only to clients that accept it', async () => {
    const first = await get('none', BROWSER);
    expect(first.headers).toMatchObject({ 'cache-control': 'no-cache', vary: 'Accept, accept-encoding' });
    const again = await get('none', { ...BROWSER, 'if-none-match': String(first.headers.etag) });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, first.headers.etag]);
    expect((await get('none', { ...BROWSER, 'if-none-match': 'W/"another"' })).status).toBe(200);
    const plain = await get('none', { accept: 'text/html' });
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(plain.body.equals(gunzipSync(first.body))).toBe(true);
  });

  it('does not serve its page for a POST', async () => {
    const answer = await products.none?.post('{"query":"{__typename}"}', { accept: 'text/html' });
    expect(answer).toMatchObject({ status: 200, data: { __typename: 'Query' } });
  });
});
