/** Many subscribers and readers of progress at two replicas with one Redis: wolkvox is called once for all of them. */
import { expect, it } from '@jest/globals';

import { startSimulator } from '../../packages/simulator/src/simulator.js';
import { closing } from '../support/closing.js';
import { openEventStream, type EventStream } from '../support/event-stream.js';
import { startKnownRedis } from '../support/known-redis.js';
import { startProduct, TOKEN, type Answer, type Product } from '../support/product.js';
import { queued } from '../support/queued.js';
import { describeWithRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const SUBSCRIBERS = 1_000;
const REQUESTS = 10_000;
const CAMPAIGNS = 10;
/** Fewer than a listener's queue of new connections. */
const AT_ONCE = 100;

const WATCH = 'subscription ($id: ID!) { campaignProgress(id: $id) { contactCount dialed } }';
const READ = 'query ($id: ID!) { campaign(id: $id) { progress { contactCount dialed } } }';

/** Runs tasks with the numbers 0 to `count`, in groups. */
async function inGroups<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  while (results.length < count) {
    const size = Math.min(AT_ONCE, count - results.length);
    const from = results.length;
    results.push(...(await Promise.all(Array.from({ length: size }, (_, i) => run(from + i)))));
  }
  return results;
}

describeWithRedis('two replicas with one Redis', () => {
  it(
    'call real_time.php once for 1,000 subscribers and 10,000 requests for progress',
    closing(async (defer) => {
      const { redis, stop } = await startKnownRedis();
      defer(stop);
      const simulator = await startSimulator({ token: TOKEN });
      defer(() => simulator.close());
      const ids = Array.from({ length: CAMPAIGNS }, (_, i) => {
        const id = simulator.addCampaign({ name: `c${i}`, type: 'predictive', status: 'Started' });
        simulator.addContacts(
          id,
          Array.from({ length: i + 1 }, (_contact, n) => ({ customer_id: `${i}${n}` })),
        );
        return `default:${id}`;
      });
      // Each campaign has as many contacts as its place in the list, so that no progress is that of another one.
      const progressOf = (index: number): object => ({ contactCount: index + 1, dialed: 0 });
      const replicas: Product[] = [];
      for (let i = 0; i < 2; i += 1) {
        const replica = await startProduct(simulator.url, { REDIS_URL: redis.url });
        defer(() => replica.close());
        await until(async () => (await queued(replica)) !== undefined, 'the replica uses Redis');
        replicas.push(replica);
      }
      const replicaOf = (index: number): Product => {
        const replica = replicas[index % replicas.length];
        if (replica === undefined) throw new Error('There is no replica.');
        return replica;
      };
      const campaignOf = (index: number): number => Math.floor(index / replicas.length) % CAMPAIGNS;

      const streams = await inGroups(SUBSCRIBERS, async (i): Promise<EventStream> => {
        const stream = await openEventStream(replicaOf(i).url, {
          query: WATCH,
          variables: { id: ids[campaignOf(i)] },
        });
        defer(() => stream.close());
        return stream;
      });
      const results = await Promise.all(streams.map((stream) => stream.result()));
      expect(results).toEqual(results.map((_, i) => ({ data: { campaignProgress: progressOf(campaignOf(i)) } })));

      const answers = await inGroups(REQUESTS, (i): Promise<Answer> =>
        replicaOf(i).query(READ, { id: ids[campaignOf(i)] }),
      );
      expect(answers.map(({ data, errors }) => ({ data, errors }))).toEqual(
        answers.map((_, i) => ({ data: { campaign: { progress: progressOf(campaignOf(i)) } }, errors: undefined })),
      );

      const calls = simulator.requests().map(({ path, query }) => `${path} ${query.api}`);
      expect(calls.filter((call) => call.includes('real_time'))).toHaveLength(1);
      // The other one is the list of campaigns.
      expect(calls).toHaveLength(2);
      const open = streams.filter((stream) => stream.text().split('event: next').length === 2);
      expect(open).toHaveLength(SUBSCRIBERS);
    }),
    120_000,
  );
});
