import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startBoardUpstream, type BoardUpstream } from '../support/board-upstream.js';
import { openEventStream, type EventStream } from '../support/event-stream.js';
import { startProduct, type Product } from '../support/product.js';
import { until } from '../support/until.js';

const WATCH = `subscription ($id: ID!) { campaignProgress(id: $id) { status dialed pending finished readAt } }`;
const PROGRESS_TTL_MS = '5000';

let upstream: BoardUpstream;
const products: Product[] = [];
const streams: EventStream[] = [];
beforeEach(async () => {
  upstream = await startBoardUpstream();
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await Promise.all(products.splice(0).map((product) => product.close()));
  await upstream.close();
});

async function start(variables: Record<string, string | undefined> = {}): Promise<Product> {
  const product = await startProduct(upstream.url, { PROGRESS_TTL_MS, ...variables });
  products.push(product);
  return product;
}

async function watch({ url }: Product, id = 'default:1', query = WATCH): Promise<EventStream> {
  const stream = await openEventStream(url, { query, variables: { id } });
  streams.push(stream);
  return stream;
}

/** The progress of the next event without its time. */
async function nextProgress(stream: EventStream): Promise<Record<string, unknown> | undefined> {
  const { data, errors } = await stream.result();
  expect(errors).toBeUndefined();
  const { readAt, ...progress } = (data as { campaignProgress: Record<string, unknown> }).campaignProgress;
  expect(Date.parse(String(readAt))).toBeLessThanOrEqual(Date.now());
  return progress;
}

/** The entries of `errors[]` of the next event, without data. */
async function nextErrors(stream: EventStream): Promise<unknown[]> {
  const { data, errors = [] } = await stream.result();
  expect(data ?? null).toBeNull();
  return errors.map(({ path, extensions }) => ({ path, code: extensions.code }));
}

describe('Subscription.campaignProgress', () => {
  it('sends the progress at once, from one reading for all campaigns, and again only when it changed', async () => {
    const product = await start();
    const one = await watch(product);
    expect(await nextProgress(one)).toEqual({ status: 'STARTED', dialed: 0, pending: 10, finished: false });
    const [two, again] = [await watch(product, 'default:2'), await watch(product)];
    expect(await nextProgress(two)).toEqual({ status: 'STARTED', dialed: 0, pending: 10, finished: false });
    await nextProgress(again);
    expect([upstream.boardReads(), upstream.listReads()]).toEqual([1, 0]);

    upstream.board.set('2', { status: 'started', records: '10', dial: '10', clean: '0' });
    expect(await nextProgress(two)).toEqual({ status: 'STARTED', dialed: 10, pending: 0, finished: true });
    expect(upstream.boardReads()).toBe(2);

    upstream.board.set('1', { status: 'stopped', records: '10', dial: '4', clean: '6' });
    expect(await nextProgress(one)).toEqual({ status: 'STOPPED', dialed: 4, pending: 6, finished: false });
    expect(upstream.boardReads()).toBe(3);
    // One event per change, although the board was read three times.
    const events = (stream: EventStream): number => stream.text().split('event: next').length - 1;
    expect([events(one), events(two)]).toEqual([2, 2]);
  }, 30_000);

  it('sends an event with errors[] once while the board cannot be read, and goes on after it', async () => {
    const product = await start();
    upstream.failure = { status: 500, body: '<html>no</html>' };
    const stream = await watch(product);
    expect(await nextErrors(stream)).toEqual([{ path: ['campaignProgress'], code: 'UNREACHABLE' }]);
    await until(() => upstream.boardReads() === 2, 'the board was read again');
    upstream.failure = undefined;
    expect(await nextProgress(stream)).toEqual({ status: 'STARTED', dialed: 0, pending: 10, finished: false });
    expect(stream.text().split('event: next')).toHaveLength(3);
    expect(stream.text()).not.toContain('complete');
  }, 30_000);

  it.each([
    ['a campaign that does not exist', 'default:99', 'NOT_FOUND'],
    ['an operation that does not exist', 'other:1', 'BAD_USER_INPUT'],
    ['an id in another format', '1', 'BAD_USER_INPUT'],
  ])('ends with an error for %s', async (_what, id, code) => {
    const stream = await watch(await start(), id);
    expect([stream.status, await nextErrors(stream)]).toEqual([200, [{ path: ['campaignProgress'], code }]]);
    expect(await stream.next()).toEqual({ event: 'complete', data: '' });
    expect(await stream.ended).toBe('end');
  });

  it('waits for a campaign of the list that the board does not show yet', async () => {
    upstream.campaigns.add('4');
    const stream = await watch(await start(), 'default:4');
    await until(() => upstream.listReads() === 1, 'the list was read');
    upstream.board.set('4', { status: 'started', records: '1', dial: '0', clean: '1' });
    expect(await nextProgress(stream)).toEqual({ status: 'STARTED', dialed: 0, pending: 1, finished: false });
    expect(upstream.listReads()).toBe(1);
  }, 30_000);

  it('ends when a campaign leaves the board and the list', async () => {
    const stream = await watch(await start({ CACHE_TTL_MS: '0' }));
    await nextProgress(stream);
    upstream.board.delete('1');
    upstream.campaigns.delete('1');
    expect(await nextErrors(stream)).toEqual([{ path: ['campaignProgress'], code: 'NOT_FOUND' }]);
    expect((await stream.next())?.event).toBe('complete');
  }, 30_000);

  it('reads the campaign only if it is selected', async () => {
    const product = await start();
    const query = 'subscription { campaignProgress(id: "default:2") { campaign { id name } } }';
    const { data } = await (await watch(product, '', query)).result();
    expect(data).toEqual({ campaignProgress: { campaign: { id: 'default:2', name: 'c' } } });
    expect([upstream.boardReads(), upstream.listReads()]).toEqual([1, 1]);
  });

  it('shares its reading with queries', async () => {
    const product = await start();
    await nextProgress(await watch(product));
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => product.query('{ campaigns { nodes { progress { pending } } } }')),
    );
    for (const { errors } of answers) expect(errors).toBeUndefined();
    expect(upstream.boardReads()).toBe(1);
  });

  it('stops reading when the last client has left', async () => {
    const product = await start({ HEARTBEAT_MS: '100' });
    const [one, other] = [await watch(product), await watch(product)];
    await Promise.all([nextProgress(one), nextProgress(other)]);
    one.close();
    other.close();
    await until(() => product.logs().filter(({ aborted }) => aborted === true).length === 2, 'both requests ended');
    const later = await start();
    await nextProgress(await watch(later));
    const reads = ({ logs }: Product): number => logs().filter(({ msg }) => msg === 'list refreshed').length;
    // Its board is fresh for longer than that of the first server.
    await until(() => reads(later) === 2, 'the other server read the board again');
    expect(reads(product)).toBe(1);
  }, 30_000);
});
