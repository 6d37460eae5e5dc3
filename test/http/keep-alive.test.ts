import { afterEach, describe, expect, it } from '@jest/globals';

import { openRawClient, type RawClient } from '../support/raw-client.js';
import { startProduct, type Product } from '../support/product.js';

/** No request is sent on it. */
const UPSTREAM = 'http://127.0.0.1:9';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;

const products: Product[] = [];
const clients: RawClient[] = [];
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy();
  await Promise.all(products.splice(0).map((product) => product.close()));
});

async function start(keepAliveMs: string | undefined, variables: Record<string, string> = {}): Promise<Product> {
  const product = await startProduct(UPSTREAM, { KEEP_ALIVE_MS: keepAliveMs, ...variables });
  products.push(product);
  return product;
}

/** Connection that has received one response. */
async function openIdle(url: string, path: string): Promise<RawClient & { readonly keepAlive: string | undefined }> {
  const client = await openRawClient(url);
  clients.push(client);
  client.send(get(path));
  const [answer] = await client.answers(1);
  return { ...client, keepAlive: answer?.headers['keep-alive'] };
}

describe('idle connection', () => {
  it('is closed after KEEP_ALIVE_MS, or later for a longer value, whatever was sent last', async () => {
    const variables = { METRICS_PORT: '0' };
    const [short, long] = await Promise.all([start('1000', variables), start('3000', variables)]);
    const closed: Record<string, (string | undefined)[]> = {};
    const close = async (path: string, { url, metricsUrl }: Product): Promise<void> => {
      const idle = await openIdle(path === '/metrics' ? metricsUrl : url, path);
      await idle.closed;
      (closed[path] ??= []).push(idle.keepAlive);
    };
    const paths = ['/graphql?query={__typename}', '/livez', '/nowhere', '/metrics'];
    await Promise.all(paths.flatMap((path) => [close(path, long), close(path, short)]));
    const order = ['timeout=1', 'timeout=3'];
    expect(closed).toEqual(Object.fromEntries(paths.map((path) => [path, order])));
  });

  it('serves the next request after a server with a shorter value closed its connection', async () => {
    const [short, long] = await Promise.all([start('1000'), start('620000')]);
    const idle = await openIdle(long.url, '/livez');
    await (
      await openIdle(short.url, '/livez')
    ).closed;
    idle.send(get('/livez'));
    expect((await idle.answers(2)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it.each([
    [undefined, 'timeout=72'],
    ['1000', 'timeout=1'],
    ['61999', 'timeout=61'],
    ['620000', 'timeout=620'],
    ['7200000', 'timeout=7200'],
  ])('has Keep-Alive in whole seconds: KEEP_ALIVE_MS=%s', async (keepAliveMs, promised) => {
    const product = await start(keepAliveMs, { METRICS_PORT: '0' });
    const answers = [
      await openIdle(product.url, '/graphql?query={__typename}'),
      await openIdle(product.url, '/readyz'),
      await openIdle(product.metricsUrl, '/metrics'),
    ];
    expect(answers.map(({ keepAlive }) => keepAlive)).toEqual([promised, promised, promised]);
  });
});
