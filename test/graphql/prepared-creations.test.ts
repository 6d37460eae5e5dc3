import { afterEach, describe, expect, it } from '@jest/globals';

import { hangingUp } from '../support/hanging-up.js';
import { startKnownRedis } from '../support/known-redis.js';
import { PREVIEW, startProduct, type CreateCampaignAnswer, type Product } from '../support/product.js';
import { rawCreated } from '../support/raw-created.js';
import { startRawUpstream, type Exchange, type RawUpstream } from '../support/raw-upstream.js';
import { describeWithRedis } from '../support/redis.js';

let upstream: RawUpstream;
let product: Product;
let held: Exchange[] = [];
let stopRedis: (() => Promise<void>) | undefined;
afterEach(async () => {
  await product.close();
  await upstream.close();
  await stopRedis?.();
  held = [];
  stopRedis = undefined;
});

/** Starts a server with two slots, and an upstream that holds every call until `answerAll`. */
async function start(variables: Record<string, string> = {}): Promise<void> {
  upstream = await startRawUpstream((exchange) => void held.push(exchange));
  product = await startProduct(upstream.url, { WOLKVOX_MAX_IN_FLIGHT: '2', ...variables });
}

const create = (count: number): Promise<CreateCampaignAnswer[]> =>
  Promise.all(Array.from({ length: count }, () => product.create(PREVIEW)));

/** Answers the calls until the upstream has received `count` in all. Returns the client port of each. */
async function answerAll(count: number): Promise<unknown[]> {
  const ports: unknown[] = [];
  while (ports.length < count) {
    await upstream.until(() => upstream.requests.length > ports.length);
    expect(held.length).toBeLessThanOrEqual(2);
    for (const { socket, nth } of held.splice(0)) {
      ports.push(socket.remotePort);
      socket.write(rawCreated(nth));
    }
  }
  return ports;
}

async function opensTheConnectionsOfTheNextTwo(variables?: Record<string, string>): Promise<void> {
  await start(variables);
  const results = create(6);
  await upstream.until(() => upstream.requests.length === 2 && upstream.connections().open === 4);
  expect(upstream.requests).toHaveLength(2);
  expect(new Set(await answerAll(6)).size).toBe(6);
  expect((await results).map(({ data }) => data?.createCampaign?.__typename)).toEqual(
    Array(6).fill('CreateCampaignSuccess'),
  );
  expect(upstream.requests).toHaveLength(6);
  await upstream.until(() => upstream.connections().open === 0);
}

describe('creations that wait for a slot', () => {
  it('have an open connection of their own before they are sent, as many as there are slots', () =>
    opensTheConnectionsOfTheNextTwo());

  describeWithRedis('with Redis', () => {
    it('have one too', async () => {
      const { redis, stop } = await startKnownRedis();
      stopRedis = stop;
      await opensTheConnectionsOfTheNextTwo({ REDIS_URL: redis.url });
    });
  });

  it('close their connections when their clients disconnect', async () => {
    await start();
    const results = create(2);
    await upstream.until(() => upstream.requests.length === 2);
    const waiting = ['one', 'two'].map((name) => hangingUp(product, name));
    await upstream.until(() => upstream.connections().open === 4);
    for (const { hangUp } of waiting) hangUp();
    await upstream.until(() => upstream.connections().open === 2);
    await answerAll(2);
    await results;
    expect(upstream.requests).toHaveLength(2);
  });

  it('are sent although the server has closed their connections', async () => {
    await start();
    const results = create(4);
    await upstream.until(() => upstream.requests.length === 2 && upstream.connections().open === 4);
    const used = new Set(held.map(({ socket }) => socket.remotePort));
    upstream.endConnections((socket) => !used.has(socket.remotePort));
    await upstream.until(() => upstream.connections().open === 2);
    await answerAll(4);
    expect((await results).map(({ data }) => data?.createCampaign?.__typename)).toEqual(
      Array(4).fill('CreateCampaignSuccess'),
    );
    expect(upstream.requests).toHaveLength(4);
  });

  it('leave reads without a connection, because these reuse open ones', async () => {
    await start();
    const results = create(2);
    await upstream.until(() => upstream.requests.length === 2);
    const read = product.query('{ skills { id } }');
    const creation = create(1);
    await upstream.until(() => upstream.connections().open === 3);
    expect(upstream.requests).toHaveLength(2);
    await answerAll(4);
    await Promise.all([results, read, creation]);
    expect(upstream.requests.map(({ method }) => method).sort()).toEqual(['GET', 'POST', 'POST', 'POST']);
    expect(upstream.connections().opened).toBe(4);
  });
});
