import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import {
  RequestFailed,
  watchCampaign,
  type FetchOptions,
  type WatchedProgress,
  type WatchOptions,
} from '../../client/src/index.js';
import { startBoardUpstream, type BoardUpstream } from '../support/board-upstream.js';
import { scrape } from '../support/metrics.js';
import { startProduct, type Product } from '../support/product.js';
import { AUDIENCE, ISSUER, keyPair, sign, startKeyServer } from '../support/tokens.js';
import { until } from '../support/until.js';

const ID = 'default:1';
const STARTED = { status: 'STARTED', contactCount: 10, dialed: 0, pending: 10, finished: false };

let upstream: BoardUpstream;
const products: Product[] = [];
const iterations: AsyncGenerator<WatchedProgress, void>[] = [];
beforeEach(async () => {
  upstream = await startBoardUpstream();
});
afterEach(async () => {
  await Promise.all(iterations.splice(0).map((iteration) => iteration.return()));
  await Promise.all(products.splice(0).map((product) => product.close()));
  await upstream.close();
});

async function start(variables: Record<string, string> = {}): Promise<Product> {
  const product = await startProduct(upstream.url, { PROGRESS_TTL_MS: '5000', ...variables });
  products.push(product);
  return product;
}

function watch(
  { url }: Pick<Product, 'url'>,
  id: string,
  options: Partial<FetchOptions> = {},
  watchOptions?: WatchOptions,
): AsyncGenerator<WatchedProgress, void> {
  const iteration = watchCampaign({ url: `${url}/graphql`, ...options }, id, watchOptions);
  iterations.push(iteration);
  return iteration;
}

/** Returns the failure of the first event. */
async function failureOf(iteration: AsyncGenerator<WatchedProgress, void>): Promise<RequestFailed> {
  const thrown: unknown = await iteration.next().catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(RequestFailed);
  return thrown as RequestFailed;
}

const streams = async ({ metricsUrl }: Product): Promise<number> =>
  (await scrape(metricsUrl)).value('wolkvox_graphql_subscriptions', { operation: 'default' });

describe('watchCampaign', () => {
  it('returns the progress at once and when it changes, and closes its stream on return()', async () => {
    const product = await start();
    const progress = watch(product, ID);
    expect(await progress.next()).toMatchObject({ done: false, value: STARTED });
    upstream.board.set('1', { status: 'started', records: '10', dial: '10', clean: '0' });
    expect(await progress.next()).toMatchObject({
      value: { status: 'STARTED', dialed: 10, pending: 0, finished: true },
    });
    expect(await streams(product)).toBe(1);
    expect(await progress.return()).toEqual({ done: true, value: undefined });
    await until(async () => (await streams(product)) === 0, 'the stream is closed');
    expect(await progress.next()).toEqual({ done: true, value: undefined });
  }, 20_000);

  it('ends without an error when the signal is aborted while no event arrives', async () => {
    const product = await start();
    const abort = new AbortController();
    const progress = watch(product, ID, {}, { signal: abort.signal });
    await progress.next();
    const ended = progress.next();
    abort.abort();
    expect(await ended).toEqual({ done: true, value: undefined });
    await until(async () => (await streams(product)) === 0, 'the stream is closed');
  });

  it.each([
    ['a campaign that does not exist', 'default:99', 'NOT_FOUND', /^wolkvox no encontró nada/],
    ['an operation that does not exist', 'other:1', 'BAD_USER_INPUT', /operaci/],
  ])('rejects for %s, in the language of the client', async (_what, id, code, text) => {
    const { message, ...failure } = await failureOf(watch(await start(), id, { language: 'es' }));
    expect(failure).toMatchObject({ code, errors: [{ path: ['campaignProgress'] }] });
    expect(message).toMatch(text);
  });

  it('rejects without a valid token, and calls the function of the headers for each connection', async () => {
    const ours = keyPair('ours');
    const keys = await startKeyServer(ours);
    try {
      const product = await start({
        AUTH_MODE: 'jwt',
        AUTH_JWT_ISSUER: ISSUER,
        AUTH_JWT_AUDIENCE: AUDIENCE,
        AUTH_JWT_JWKS_URL: keys.url,
      });
      expect(await failureOf(watch(product, ID))).toMatchObject({ code: 'UNAUTHENTICATED', httpStatus: 401 });
      const mayNotRead = { authorization: `Bearer ${await sign(ours, { scope: 'campaigns:create' })}` };
      expect(await failureOf(watch(product, ID, { headers: mayNotRead }))).toMatchObject({ code: 'FORBIDDEN' });
      expect(upstream.seen).toEqual([]);
      // The first connection ends with its token, which is accepted for 5 s after `exp`.
      const exp = Math.floor(Date.now() / 1000) - 3;
      const tokens = [await sign(ours, { exp }), await sign(ours)];
      let connections = 0;
      const headers = () => ({ authorization: `Bearer ${tokens[connections++]}` });
      const progress = watch(product, ID, { headers });
      expect(await progress.next()).toMatchObject({ value: STARTED });
      expect(await progress.next()).toMatchObject({ value: STARTED });
      expect(connections).toBe(2);
    } finally {
      await keys.close();
    }
  }, 20_000);

  it('reconnects to another server when the first one stops', async () => {
    const [first, second] = [await start(), await start()];
    const failures: RequestFailed[] = [];
    const asked: string[] = [];
    // As a load balancer does, each connection reaches the next server.
    const balanced: typeof fetch = (_url, init) => {
      const { url } = asked.length === 0 ? first : second;
      asked.push(url);
      return fetch(`${url}/graphql`, init);
    };
    const progress = watch(first, ID, { fetch: balanced }, { onFailure: (failure) => failures.push(failure) });
    await progress.next();
    const [event] = await Promise.all([progress.next(), first.close()]);
    expect(event).toMatchObject({ value: STARTED });
    // One end of a stream is normal, and is no failure.
    expect([asked, failures]).toEqual([[first.url, second.url], []]);
  });

  it('reports a board that cannot be read, and returns the progress after it', async () => {
    upstream.failure = { status: 500, body: '<html>no</html>' };
    const failures: RequestFailed[] = [];
    const onFailure = (failure: RequestFailed): void => {
      failures.push(failure);
      upstream.failure = undefined;
    };
    expect(await watch(await start(), ID, {}, { onFailure }).next()).toMatchObject({ done: false, value: STARTED });
    expect(failures.map(({ code }) => code)).toEqual(['UNREACHABLE']);
  }, 20_000);

  it('connects again after the time that a rejection states', async () => {
    const product = await start({ LIMIT_SUBSCRIPTIONS: '1', LIMIT_SUBSCRIPTIONS_PER_CALLER: '1' });
    const first = watch(product, ID);
    await first.next();
    const answers: { status: number; at: number }[] = [];
    const recorded: typeof fetch = async (url, init) => {
      const response = await fetch(url, init);
      answers.push({ status: response.status, at: performance.now() });
      return response;
    };
    const second = watch(product, ID, { fetch: recorded }).next();
    await until(() => answers.length === 1, 'the second one is rejected');
    await first.return();
    expect(await second).toMatchObject({ value: STARTED });
    expect(answers.map(({ status }) => status)).toEqual([503, 200]);
    // Retry-After is 5 s. Timers may fire a millisecond early.
    expect(Number(answers[1]?.at) - Number(answers[0]?.at)).toBeGreaterThan(4_990);
  }, 20_000);
});
