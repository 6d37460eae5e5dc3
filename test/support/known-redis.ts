import { createClient } from '@redis/client';

import { startRedis, type Redis } from './redis.js';

export type RedisAdmin = ReturnType<typeof createClient>;

/** Connects a client of the test, which survives that Redis is away. */
export async function connectAdmin(url: string): Promise<RedisAdmin> {
  const admin: RedisAdmin = createClient({ url });
  admin.on('error', () => undefined);
  await admin.connect();
  return admin;
}

/** Servers do not use a Redis that has just started or lost its data for some seconds. After this they use it at once. */
export async function markAsKnown(admin: RedisAdmin): Promise<void> {
  await admin.set('wolkvox:epoch', '1');
}

/** A Redis that servers use at once, and a client of the test. `stop` ends both. */
export async function startKnownRedis(): Promise<{ redis: Redis; admin: RedisAdmin; stop: () => Promise<void> }> {
  const redis = await startRedis();
  const admin = await connectAdmin(redis.url);
  await markAsKnown(admin);
  const stop = async (): Promise<void> => {
    admin.destroy();
    await redis.stop();
  };
  return { redis, admin, stop };
}
