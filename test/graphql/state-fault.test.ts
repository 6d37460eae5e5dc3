import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';

import { Secret } from '../../src/shared/secret.js';
import { startKnownRedis, type RedisAdmin } from '../support/known-redis.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { describeWithRedis } from '../support/redis.js';
import { until } from '../support/until.js';

describeWithRedis('a Redis key with a foreign value', () => {
  const SLOTS = `{wolkvox}:token:${new Secret(TOKEN).fingerprint}:slots`;
  let admin: RedisAdmin;
  let stopRedis: () => Promise<void>;
  let upstream: Server;
  let product: Product;
  let sent = 0;
  const spoil = (): Promise<unknown> => admin.set(SLOTS, 'not a set');
  beforeAll(async () => {
    const known = await startKnownRedis();
    ({ admin, stop: stopRedis } = known);
    // Accepts every call; then both the response and the key are lost.
    upstream = createServer((request) => {
      sent += 1;
      void spoil().then(() => request.socket.destroy());
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    product = await startProduct(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, {
      REDIS_URL: known.redis.url,
      WOLKVOX_RECONCILE: 'on',
    });
    await until(async () => (await fetch(`${product.url}/readyz`)).status === 200, 'the server is ready');
  });
  beforeEach(async () => {
    sent = 0;
    await admin.del(SLOTS);
  });
  afterAll(async () => {
    await product.close();
    upstream.close();
    await stopRedis();
  });

  it.each([{}, { idempotencyKey: 'key' }])(
    'a creation fails with a logged internal error and nothing is sent: %j',
    async (more) => {
      await spoil();
      const { data, errors } = await product.create({ ...PREVIEW, ...more });
      expect(data?.createCampaign).toBeNull();
      const extensions = errors?.[0]?.extensions;
      expect(extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
      expect(sent).toBe(0);
      const line = product.logs().find(({ errorId }) => errorId === extensions?.errorId);
      expect(line).toMatchObject({ msg: 'internal error', error: 'StateCommandError' });
      expect(product.logs().map(({ msg }) => msg)).toContain('Redis command failed at acquire: WRONGTYPE');
      expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
    },
  );

  it.each([{}, { idempotencyKey: 'other key' }])('a creation that was already sent is unknown: %j', async (more) => {
    const { data } = await product.create({ ...PREVIEW, ...more });
    expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN', candidates: [] });
    expect(sent).toBe(1);
  });
});
