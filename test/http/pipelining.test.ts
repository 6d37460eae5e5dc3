import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { openRawClient, rawPost, type RawClient } from '../support/raw-client.js';
import { rawCreated } from '../support/raw-created.js';
import { startRawUpstream, type Exchange, type RawUpstream } from '../support/raw-upstream.js';
import { until } from '../support/until.js';

const MEBIBYTE = 1024 * 1024;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(upstreamUrl: string, variables: Record<string, string> = {}): Promise<Product> {
  const product = await startProduct(upstreamUrl, variables);
  closers.push(() => product.close());
  return product;
}

async function open(url: string): Promise<RawClient> {
  const client = await openRawClient(url);
  closers.push(() => client.socket.destroy());
  return client;
}

/** Statuses of the responses in order, including responses to HEAD and 100 (Continue). */
const statusesOf = (text: string): number[] => [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, code]) => Number(code));
const idsOf = (text: string): string[] => [...text.matchAll(/^x-request-id: (.*)\r$/gm)].map(([, id]) => id ?? '');
const times = <T>(count: number, make: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => make(nth));

describe('many small requests on one connection', () => {
  const get = (path: string, id: string, more = ''): string =>
    `GET ${path} HTTP/1.1\r\nhost: localhost\r\nx-request-id: ${id}\r\n${more}\r\n`;
  const QUERY = JSON.stringify({ query: '{ __typename }' });

  it.each<[string, number, number, (id: string) => string]>([
    ['/livez', 2000, 200, (id) => get('/livez', id)],
    ['/readyz', 2000, 200, (id) => get('/readyz', id)],
    ['HEAD /livez', 2000, 200, (id) => get('/livez', id).replace('GET', 'HEAD')],
    ['/metrics', 100, 200, (id) => get('/metrics', id)],
    ['an unknown path', 2000, 404, (id) => get('/unknown', id)],
    ['a method that is not served', 2000, 405, (id) => get('/graphql', id).replace('GET', 'PUT')],
    ['a query', 500, 200, (id) => rawPost(QUERY, { 'x-request-id': id }).toString()],
    [
      'a query that expects 100-continue',
      200,
      200,
      (id) => rawPost(QUERY, { 'x-request-id': id, expect: '100-continue' }).toString(),
    ],
    ['malformed JSON', 500, 400, (id) => rawPost('{', { 'x-request-id': id }).toString()],
    ['a request without a host', 500, 400, (id) => get('/livez', id).replace('host: localhost\r\n', '')],
  ])('do not delay another connection, and receive responses in order: %s', async (_what, count, status, write) => {
    const product = await start('http://127.0.0.1:9');
    const [client, other] = [await open(product.url), await open(product.url)];
    const ids = times(count, (nth) => `n${nth}`);
    client.send(ids.map(write).join(''), get('/livez', 'last', 'connection: close\r\n'));
    await once(client.socket, 'data');
    other.send(get('/livez', 'other'));
    await other.answers(1);
    expect(statusesOf(client.received()).filter((code) => code >= 200).length).toBeLessThan(count);
    await client.closed;
    expect(statusesOf(client.received()).filter((code) => code >= 200)).toEqual([...ids.map(() => status), 200]);
    expect(idsOf(client.received())).toEqual([...ids, 'last']);
  });

  it.each([
    ['scrapes', '/metrics', 200, 100],
    ['requests that are refused', '/unknown', 404, 2000],
  ])('do not delay another connection of the metrics listener: %s', async (_what, path, status, count) => {
    const product = await start('http://127.0.0.1:9', { METRICS_PORT: '0' });
    const [client, other] = [await open(product.metricsUrl), await open(product.metricsUrl)];
    client.send(get(path, 'any').repeat(count), get(path, 'any', 'connection: close\r\n'));
    await once(client.socket, 'data');
    other.send(get('/unknown', 'other'));
    await other.answers(1);
    expect(statusesOf(client.received()).length).toBeLessThan(count);
    await client.closed;
    expect(statusesOf(client.received())).toEqual(times(count + 1, () => status));
  });

  it('end the connection with 503 if the memory budget has no space for queued requests', async () => {
    const product = await start('http://127.0.0.1:9', { LIMIT_INFLIGHT_BYTES: String(MEBIBYTE) });
    const client = await open(product.url);
    // 1 MiB holds 512 of them, and few enough follow for a response.
    client.send(get('/livez', 'x').repeat(525));
    await client.closed;
    const statuses = statusesOf(client.received());
    expect(statuses.slice(0, -1).every((code) => code === 200)).toBe(true);
    expect(statuses.length).toBeGreaterThan(500);
    expect([statuses.at(-1), client.received().includes('"OVERLOADED"')]).toEqual([503, true]);
    expect(client.received()).toMatch(/connection: close\r\n/i);

    const flood = await open(product.url);
    flood.send(get('/livez', 'x').repeat(2000));
    await flood.closed;
    expect(statusesOf(flood.received()).length).toBeLessThan(600);
    // The full capacity is available again.
    for (let round = 0; round < 3; round += 1) {
      const again = await open(product.url);
      again.send(get('/livez', 'x').repeat(400), get('/livez', 'x', 'connection: close\r\n'));
      await again.closed;
      expect(statusesOf(again.received())).toEqual(times(401, () => 200));
    }
  });
});

describe('pipelined creations', () => {
  let upstream: RawUpstream;
  const held: Exchange[] = [];
  /** Responds to all calls to wolkvox, including those that have arrived. */
  let isFree = false;
  const answer = ({ socket, nth }: Exchange): void => void socket.write(rawCreated(nth));
  const release = (): void => {
    isFree = true;
    for (const exchange of held.splice(0)) answer(exchange);
  };
  async function startHeld(variables: Record<string, string> = {}): Promise<Product> {
    isFree = false;
    held.length = 0;
    upstream = await startRawUpstream((exchange) => {
      if (isFree) answer(exchange);
      else held.push(exchange);
    });
    closers.push(() => upstream.close());
    return start(upstream.url, variables);
  }

  const DOCUMENT = 'mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename } }';
  const creation = (id: string, padding = 0): Buffer => {
    const variables = { input: { ...PREVIEW, name: id } };
    const body = JSON.stringify({ query: DOCUMENT, variables });
    return rawPost(body.padEnd(padding), { 'x-request-id': id });
  };
  /** Creations in progress: calls to wolkvox, and those in the queue. */
  const underWay = async (product: Product): Promise<number> => {
    const { data } = await product.query('{ operation { limits { inFlight queued } } }');
    const { inFlight, queued } = (data as { operation: { limits: Record<string, number> } }).operation.limits;
    return Number(inFlight) + Number(queued);
  };

  it.each([
    ['5 small ones', 5, 0],
    ['12 small ones', 12, 0],
    ['60 small ones', 60, 0],
    ['12 of 100 kB', 12, 100_000],
    ['30 of 30 kB', 30, 30_000],
  ])('run four at a time and receive responses in order: %s', async (_what, count, padding) => {
    const product = await startHeld();
    const client = await open(product.url);
    const ids = times(count, (nth) => `n${nth}`);
    client.send(...ids.map((id) => creation(id, padding)));
    await until(async () => (await underWay(product)) === 4, 'four creations run');
    expect(await underWay(product)).toBe(4);
    expect(upstream.requests).toHaveLength(2);
    // Another connection has its own four.
    const other = await open(product.url);
    other.send(creation('other'));
    await until(async () => (await underWay(product)) === 5, 'five creations run');
    release();
    const answers = await client.answers(count);
    expect(answers.map(({ headers }) => headers['x-request-id'])).toEqual(ids);
    for (const { body } of answers) expect(body).toContain('CreateCampaignSuccess');
    expect(upstream.requests).toHaveLength(count + 1);
  });

  it.each([
    ['where all of them have been read', 12],
    ['where the rest is unread', 60],
  ])('behind the running ones are not executed if the connection is reset, %s', async (_what, count) => {
    const product = await startHeld();
    const client = await open(product.url);
    client.send(...times(count, (nth) => creation(`n${nth}`)));
    await until(async () => (await underWay(product)) === 4, 'four creations run');
    client.socket.resetAndDestroy();
    if (count < 16) await until(async () => (await underWay(product)) === 2, 'only the sent creations run');
    release();
    await until(async () => (await underWay(product)) === 0, 'no creation runs');
    // From another connection: nothing more will arrive.
    expect((await product.create(PREVIEW)).data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect(upstream.requests.length).toBeLessThanOrEqual(count < 16 ? 3 : 5);
  });

  it('that run are completed when the server closes, and the next is rejected', async () => {
    const product = await startHeld();
    const client = await open(product.url);
    client.send(...times(12, (nth) => creation(`n${nth}`)));
    await until(async () => (await underWay(product)) === 4, 'four creations run');
    const closed = product.close();
    await until(
      () =>
        fetch(`${product.url}/livez`).then(
          () => false,
          () => true,
        ),
      'the server does not listen',
    );
    release();
    const answers = await client.closed;
    await closed;
    const results = answers.map(({ body }) => /CreateCampaignSuccess|SHUTTING_DOWN/.exec(body)?.[0]);
    // The connection ends with the first rejected request; those behind it have no effect.
    expect(results).toEqual([...times(4, () => 'CreateCampaignSuccess'), 'SHUTTING_DOWN']);
    expect(answers.at(-1)?.headers.connection).toBe('close');
    expect(upstream.requests).toHaveLength(4);
  });

  it('do not time out while the server does not read them', async () => {
    const product = await startHeld({ LIMIT_REQUEST_MS: '300', LIMIT_HEADERS_MS: '300' });
    const client = await open(product.url);
    const ids = times(40, (nth) => `n${nth}`);
    client.send(...ids.map((id) => creation(id, 60_000)));
    await upstream.until(() => upstream.requests.length === 2);
    // Longer than the request timeout and the interval of its checks.
    await sleep(1_000);
    release();
    const answers = await client.answers(40);
    expect(answers.map(({ status, headers }) => [status, headers['x-request-id']])).toEqual(ids.map((id) => [200, id]));
  });

  it.each([
    ['what is no HTTP', 'nonsense\r\n\r\n', 400],
    [
      'a chunk that is none',
      rawPost('', { 'content-length': '', 'transfer-encoding': 'chunked' }).toString() + 'zz\r\n',
      400,
    ],
    ['a length that is none', rawPost('', { 'content-length': 'x' }).toString(), 400],
    ['headers without end', `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
  ])('receive their responses before %s behind them is rejected', async (_what, bytes, status) => {
    const product = await startHeld();
    const client = await open(product.url);
    client.send(...times(6, (nth) => creation(`n${nth}`)), bytes);
    await until(async () => (await underWay(product)) === 4, 'four creations run');
    release();
    const answers = await client.closed;
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200, 200, 200, status]);
    for (const { body } of answers.slice(0, 6)) expect(body).toContain('CreateCampaignSuccess');
  });
});

describe('unread responses', () => {
  const PAGE = rawPost('{"query":"{ campaigns(first: 1000) { nodes { name } } }"}');
  let simulator: Simulator;
  /** Responses of 1.3 MiB, which some connections request and do not read. */
  async function stall(connections: number, requests: number, variables: Record<string, string> = {}) {
    simulator = await startSimulator({ token: TOKEN });
    closers.push(() => simulator.close());
    for (let n = 0; n < 1000; n += 1) simulator.addCampaign({ name: `${n} ${'x'.repeat(1_300)}`, type: 'preview' });
    const product = await start(simulator.url, { LIMIT_INFLIGHT_BYTES: String(MEBIBYTE), ...variables });
    expect((await page(product)).status).toBe(200);
    const clients = await Promise.all(times(connections, () => open(product.url)));
    for (const client of clients) {
      client.socket.pause();
      client.send(...times(requests, () => PAGE));
    }
    return { product, clients };
  }
  const page = (product: Product) => product.query('{ campaigns(first: 1000) { nodes { name } } }');

  it.each([
    [1, 20],
    [3, 20],
    [8, 12],
  ])(
    'hold their memory until they are read: %d connections of %d requests',
    async (connections, requests) => {
      const { product, clients } = await stall(connections, requests);
      await until(async () => (await page(product)).status === 503, 'the memory is used up');
      const { errors, status } = await page(product);
      expect([status, errors?.[0]?.extensions]).toEqual([503, { code: 'OVERLOADED', retryAfterMs: 1_000 }]);
      expect((await fetch(`${product.url}/livez`)).status).toBe(200);
      expect((await product.create(PREVIEW)).status).toBe(503);
      expect(simulator.campaigns()).toHaveLength(1000);
      // After they are read, memory is available again.
      for (const client of clients) client.socket.resume();
      await until(async () => (await page(product)).status === 200, 'the memory is released');
      for (const client of clients) {
        // Not before the last response: closing would lose responses that the client has not read yet.
        await until(
          () => client.socket.closed || statusesOf(client.received()).length === requests,
          'the last response has arrived',
        );
        client.send('GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
        await client.closed;
        const statuses = statusesOf(client.received());
        expect(statuses.every((code) => code === 200 || code === 503)).toBe(true);
        // A connection with a request above the memory budget ends with its 503.
        if (statuses.length <= requests) expect(statuses.at(-1)).toBe(503);
      }
    },
    60_000,
  );

  it.each(['reset', 'cut'])(
    'release their memory when their connection is %s',
    async (how) => {
      const { product, clients } = await stall(2, 30, how === 'cut' ? { LIMIT_REQUEST_MS: '1500' } : {});
      await until(async () => (await page(product)).status === 503, 'the memory is used up');
      if (how === 'reset') for (const { socket } of clients) socket.resetAndDestroy();
      await until(async () => (await page(product)).status === 200, 'the memory is released');
      const cut = product.logs().filter(({ msg }) => msg === 'connection closed: its response was not read in time');
      expect(cut.length > 0).toBe(how === 'cut');
    },
    60_000,
  );

  it('leave memory for the response of a mutation', async () => {
    const { product, clients } = await stall(0, 0);
    simulator.behave({ delayMs: 1_000, api: 'create_campaign' });
    const created = product.create(PREVIEW);
    await until(
      () => simulator.requests().some(({ query }) => query.api === 'create_campaign'),
      'the creation has been sent',
    );
    const client = await open(product.url);
    clients.push(client);
    client.socket.pause();
    client.send(...times(20, () => PAGE));
    await until(async () => (await page(product)).status === 503, 'the memory is used up');
    expect((await created).data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
  }, 60_000);

  it('are sent completely when the server closes meanwhile', async () => {
    const { product, clients } = await stall(1, 20, { LIMIT_INFLIGHT_BYTES: String(64 * MEBIBYTE) });
    const [client] = clients;
    if (client === undefined) throw new Error('There is a client.');
    // Read by the server, and more than the operating system buffers.
    await until(
      () => client.socket.bytesWritten > 0 && product.logs().filter(({ route }) => route === '/graphql').length > 1,
      'the server has read the requests',
    );
    const closed = product.close();
    await until(
      () =>
        fetch(`${product.url}/livez`).then(
          () => false,
          () => true,
        ),
      'the server does not listen',
    );
    client.socket.resume();
    await client.closed;
    await closed;
    const statuses = statusesOf(client.received());
    expect(statuses.length).toBeGreaterThan(4);
    expect(statuses).toEqual([...statuses.slice(1).map(() => 200), 503]);
  }, 60_000);
});
