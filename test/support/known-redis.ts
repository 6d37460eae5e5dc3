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

/** Key and value. Servers do not use a Redis that has just started or lost its data for some seconds. With this they do. */
const KNOWN = ['{wolkvox}:epoch', '1'] as const;

export const markAsKnown = (admin: RedisAdmin): Promise<unknown> => admin.set(...KNOWN);

/** Empties a Redis that servers go on using. In one step, because they may notice an empty one. */
export const emptyKnownRedis = (admin: RedisAdmin): Promise<unknown> =>
  admin
    .multi()
    .flushAll()
    .set(...KNOWN)
    .exec();

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
