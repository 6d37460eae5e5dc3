import { afterEach, describe, expect, it } from '@jest/globals';

import { describeWithRedis, startRedis, type Redis } from '../support/redis.js';
import { PREVIEW, startProduct, type CreateCampaignAnswer, type Product } from '../support/product.js';
import { httpAnswer, startRawUpstream, type Exchange, type RawUpstream } from '../support/raw-upstream.js';
import { until } from '../support/until.js';

const TIME_LIMIT_MS = 90_000;

let upstream: RawUpstream | undefined;
let product: Product | undefined;
let redis: Redis | undefined;
afterEach(async () => {
  await product?.close();
  await upstream?.close();
  await redis?.stop();
  product = upstream = redis = undefined;
});

/** Upstream that holds every call until it is released, and a product with the default queue of 1,000. */
async function start(redisUrl: string | undefined): Promise<{ server: Product; release: () => void }> {
  const held: Exchange[] = [];
  let released = false;
  let lastId = 5_800;
  const answer = ({ socket }: Exchange): void => {
    const data = [{ id_campaign: String((lastId += 1)) }];
    socket.write(httpAnswer(JSON.stringify({ code: 201, error: null, msg: 'created', data })));
  };
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
const wordOf = ({ data }: CreateCampaignAnswer): string => {
  const result = data?.createCampaign;
  return result && 'code' in result ? result.code : String(result?.__typename);
};
const queued = async (server: Product): Promise<unknown> =>
  (await server.query('{ operation { limits { queued } } }')).data?.operation;

async function oneCallerBesideOthers(redisUrl: string | undefined): Promise<void> {
  const { server, release } = await start(redisUrl);
  const greedy = create(server, '203.0.113.1', 1_010);
  let refused = 0;
  for (const answer of greedy) void answer.then((it) => (refused += wordOf(it) === 'BUSY' ? 1 : 0));
  // Two are in flight, and half of the queue belongs to the caller.
  await until(() => refused === 1_010 - 2 - 500);
  const otherCallers = ['203.0.113.2', '203.0.113.3', '203.0.113.4'].flatMap((caller) => create(server, caller, 80));
  await until(async () => JSON.stringify(await queued(server)) === JSON.stringify({ limits: { queued: 740 } }));
  expect(upstream?.requests).toHaveLength(2);
  release();
  expect(new Set((await Promise.all(otherCallers)).map(wordOf))).toEqual(new Set(['CreateCampaignSuccess']));
  expect((await Promise.all(greedy)).filter((answer) => wordOf(answer) === 'CreateCampaignSuccess')).toHaveLength(502);
}

describe('a thousand and ten creations of one caller', () => {
  it(
    'take half of the queue, and eighty creations of each other caller succeed',
    () => oneCallerBesideOthers(undefined),
    TIME_LIMIT_MS,
  );
});

describeWithRedis('a thousand and ten creations of one caller, over Redis', () => {
  it(
    'one caller takes half of the queue, and eighty creations of each other caller succeed',
    async () => {
      redis = await startRedis();
      await oneCallerBesideOthers(redis.url);
    },
    TIME_LIMIT_MS,
  );
});
