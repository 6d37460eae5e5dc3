import { isDeepStrictEqual } from 'node:util';

import { afterEach, describe, expect, it } from '@jest/globals';

import { startKnownRedis } from '../support/known-redis.js';
import { PREVIEW, startProduct, type CreateCampaignAnswer, type Product } from '../support/product.js';
import { rawCreated } from '../support/raw-created.js';
import { startRawUpstream, type Exchange, type RawUpstream } from '../support/raw-upstream.js';
import { describeWithRedis } from '../support/redis.js';
import { until } from '../support/until.js';

/** The default. */
const QUEUE = 1_000;
/** One caller may use half of the queue. */
const SHARE = QUEUE / 2;
const CREATIONS = QUEUE + 10;
/** Creations of each of three other callers, for which the other half has room. */
const EACH_OTHER = 80;
const IN_FLIGHT = 2;
const DEADLINE_MS = 60_000;

let upstream: RawUpstream | undefined;
let product: Product | undefined;
let stopRedis: (() => Promise<void>) | undefined;
afterEach(async () => {
  await product?.close();
  await upstream?.close();
  await stopRedis?.();
  product = upstream = stopRedis = undefined;
});

/** Upstream that holds every call until it is released, and its product. */
async function start(redisUrl: string | undefined): Promise<{ server: Product; release: () => void }> {
  const held: Exchange[] = [];
  let released = false;
  const answer = ({ socket, nth }: Exchange): void => void socket.write(rawCreated(nth));
  upstream = await startRawUpstream((exchange) => (released ? answer(exchange) : void held.push(exchange)));
  product = await startProduct(upstream.url, {
    TRUST_PROXY: '127.0.0.1',
    LIMIT_REQUESTS_PER_MINUTE: '100000',
    WOLKVOX_QUEUE_TIMEOUT_MS: '80000',
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
  });
  const release = (): void => {
    released = true;
    held.forEach(answer);
  };
  return { server: product, release };
}

const create = (server: Product, caller: string, count: number): Promise<CreateCampaignAnswer>[] =>
  Array.from({ length: count }, () => server.create(PREVIEW, { 'x-forwarded-for': caller }));
const codeOf = ({ data }: CreateCampaignAnswer): string => {
  const result = data?.createCampaign;
  return result && 'code' in result ? result.code : String(result?.__typename);
};
const queued = async (server: Product): Promise<unknown> =>
  (await server.query('{ operation { limits { queued } } }')).data?.operation;

async function oneCallerBesideOthers(redisUrl?: string): Promise<void> {
  const { server, release } = await start(redisUrl);
  const greedy = create(server, '203.0.113.1', CREATIONS);
  let refused = 0;
  for (const answer of greedy) void answer.then((it) => (refused += codeOf(it) === 'BUSY' ? 1 : 0));
  await until(() => refused === CREATIONS - IN_FLIGHT - SHARE, 'the share of the caller is used up', DEADLINE_MS);
  const otherCallers = ['203.0.113.2', '203.0.113.3', '203.0.113.4'].flatMap((caller) =>
    create(server, caller, EACH_OTHER),
  );
  const expected = { limits: { queued: SHARE + 3 * EACH_OTHER } };
  await until(
    async () => isDeepStrictEqual(await queued(server), expected),
    'the creations of the other callers are queued',
    DEADLINE_MS,
  );
  expect(upstream?.requests).toHaveLength(IN_FLIGHT);
  release();
  expect(new Set((await Promise.all(otherCallers)).map(codeOf))).toEqual(new Set(['CreateCampaignSuccess']));
  expect((await Promise.all(greedy)).filter((answer) => codeOf(answer) === 'CreateCampaignSuccess')).toHaveLength(
    IN_FLIGHT + SHARE,
  );
}

describe('more creations of one caller than the queue has places', () => {
  it(
    'take half of the queue, and the creations of each other caller succeed',
    () => oneCallerBesideOthers(),
    2 * DEADLINE_MS,
  );
});

describeWithRedis('more creations of one caller than the queue has places, over Redis', () => {
  it(
    'take half of the queue, and the creations of each other caller succeed',
    async () => {
      const known = await startKnownRedis();
      stopRedis = known.stop;
      await oneCallerBesideOthers(known.redis.url);
    },
    2 * DEADLINE_MS,
  );
});
