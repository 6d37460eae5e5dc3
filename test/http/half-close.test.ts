import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { openRawClient, rawPost, type RawAnswer } from '../support/raw-client.js';
import { httpAnswer, startRawUpstream } from '../support/raw-upstream.js';
import { queued } from '../support/queued.js';
import { until } from '../support/until.js';

const QUERY = rawPost(JSON.stringify({ query: '{ __typename }' }));
const creation = (name: string, headers: Record<string, string> = {}): Buffer =>
  rawPost(JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: { ...PREVIEW, name } } }), headers);
const get = (path: string, version = '1.1'): string => `GET ${path} HTTP/${version}\r\nhost: localhost\r\n\r\n`;

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());

const products: Product[] = [];
afterEach(async () => {
  for (const product of products.splice(0)) await product.close();
  simulator.reset();
});
async function start(variables: Record<string, string> = {}): Promise<Product> {
  const product = await startProduct(simulator.url, variables);
  products.push(product);
  return product;
}

/**
 * Sends, closes its half of the connection, and resolves with all received bytes when the server closes the other half.
 */
async function sendAndClose(url: string, ...pieces: readonly (string | Buffer)[]): Promise<readonly RawAnswer[]> {
  const client = await openRawClient(url);
  client.send(...pieces);
  client.socket.end();
  return client.closed;
}
const names = (): string[] => simulator.campaigns().map(({ campaign_name }) => campaign_name);

describe('client that closes its half of the connection', () => {
  it.each<[string, number[], (string | Buffer)[]]>([
    ['a query', [200], [QUERY]],
    ['a query that is refused', [400], [rawPost('{')]],
    ['a sign of life', [200], [get('/livez')]],
    ['readiness, in HTTP/1.0', [200], [get('/readyz', '1.0')]],
    ['metrics', [200], [get('/metrics')]],
    ['an unknown path', [404], [get('/unknown')]],
    ['three requests', [200, 200, 200], [QUERY, get('/livez'), QUERY]],
    ['a hundred requests', Array.from({ length: 100 }, () => 200), [QUERY.toString().repeat(100)]],
    ['a request that asks to close', [200], [rawPost('{"query":"{ __typename }"}', { connection: 'close' })]],
  ])('receives its response before the connection is closed: %s', async (_what, statuses, pieces) => {
    const { url } = await start();
    expect((await sendAndClose(url, ...pieces)).map(({ status }) => status)).toEqual(statuses);
  });

  it.each([
    ['one creation', 1],
    ['three on one connection', 3],
    ['thirty on one connection', 30],
  ])('receives the campaigns that were created: %s', async (_what, count) => {
    const product = await start();
    simulator.behave({ delayMs: 20, times: 'always' });
    const all = Array.from({ length: count }, (_, nth) => `half ${nth}`);
    const answers = await sendAndClose(product.url, ...all.map((name) => creation(name)));
    expect(answers).toHaveLength(count);
    for (const { body } of answers) expect(body).toContain('CreateCampaignSuccess');
    expect(names().sort()).toEqual(all.sort());
    expect(product.logs().filter(({ aborted }) => aborted === true)).toEqual([]);
  });

  it('receives its response after waiting in the queue', async () => {
    const product = await start({ WOLKVOX_MAX_IN_FLIGHT: '1' });
    simulator.behave({ delayMs: 500 });
    const running = product.create({ ...PREVIEW, name: 'running' });
    await until(() => simulator.requests().length === 1, 'the simulator has received a request');
    const waiting = ['a', 'b', 'c'].map((name) => sendAndClose(product.url, creation(name)));
    await until(async () => (await queued(product)) === 3, 'three calls are queued');
    expect((await running).data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    for (const [answer] of await Promise.all(waiting)) expect(answer?.body).toContain('CreateCampaignSuccess');
    expect(names().sort()).toEqual(['a', 'b', 'c', 'running']);
  });

  it('receives its response from a server that is closing', async () => {
    const product = await start();
    simulator.behave({ delayMs: 500 });
    const answer = sendAndClose(product.url, creation('last'));
    await until(() => simulator.requests().length === 1, 'the simulator has received a request');
    await product.close();
    expect((await answer)[0]?.body).toContain('CreateCampaignSuccess');
  });

  it('receives a whole response that it reads late', async () => {
    for (let n = 0; n < 1000; n += 1) simulator.addCampaign({ name: `${n} ${'x'.repeat(8_000)}`, type: 'preview' });
    const { url } = await start();
    const client = await openRawClient(url);
    client.socket.pause();
    client.send(rawPost('{"query":"{ campaigns(first: 1000) { nodes { name } } }"}'));
    client.socket.end();
    await until(
      async () => (await fetch(`${url}/livez`)).ok && simulator.requests().length > 0,
      'the simulator has received a request',
    );
    client.socket.resume();
    const [answer] = await client.closed;
    expect(answer?.status).toBe(200);
    expect(answer?.body.length).toBeGreaterThan(8_000_000);
  });

  it('receives its response from the metrics listener', async () => {
    const { metricsUrl } = await start({ METRICS_PORT: '0' });
    const answers = await sendAndClose(metricsUrl, get('/metrics'), get('/unknown'));
    expect(answers.map(({ status }) => status)).toEqual([200, 404]);
  });

  it.each<[string, (string | Buffer)[]]>([
    ['a body without its end', [creation('never').subarray(0, -1)]],
    ['headers without their end', ['POST /graphql HTTP/1.1\r\nhost: localhost\r\n']],
    [
      'chunks without their end',
      [rawPost('', { 'content-length': '', 'transfer-encoding': 'chunked' }), '5\r\n{"que\r\n'],
    ],
    ['half a line', ['POST /gr']],
  ])('receives no response if its request is incomplete: %s', async (_what, pieces) => {
    const { url } = await start();
    const answers = await sendAndClose(url, ...pieces);
    expect(answers.every(({ status }) => status === 400)).toBe(true);
    expect(simulator.requests()).toEqual([]);
  });

  it.each([
    ['before it has sent anything', false],
    ['after an answer', true],
  ])('is disconnected at once if it waits for no response: %s', async (_when, asks) => {
    const { url } = await start();
    const client = await openRawClient(url);
    if (asks) {
      client.send(QUERY);
      await client.answers(1);
    }
    client.socket.end();
    expect(await client.closed).toHaveLength(asks ? 1 : 0);
  });
});

describe('client that resets its connection', () => {
  it.each([
    ['one creation', 1],
    ['two creations', 2],
    ['four creations', 4],
  ])('is not waited for, and its queued requests are not sent: %s', async (_what, count) => {
    let answerFirst: () => void = () => undefined;
    const upstream = await startRawUpstream(({ socket, nth }) => {
      const answer = { code: 201, error: null, msg: 'ok', data: [{ id_campaign: String(nth) }] };
      const send = (): void => void socket.write(httpAnswer(JSON.stringify(answer)));
      if (nth === 1) answerFirst = send;
      else send();
    });
    const product = await startProduct(upstream.url, { WOLKVOX_MAX_IN_FLIGHT: '1' });
    const running = product.create({ ...PREVIEW, name: 'running' });
    await upstream.until(() => upstream.requests.length === 1);
    const client = await openRawClient(product.url);
    client.send(...Array.from({ length: count }, () => creation('gone')));
    await until(async () => (await queued(product)) === count, 'all calls are queued');
    client.socket.resetAndDestroy();
    await until(async () => (await queued(product)) === 0, 'no call is queued');
    answerFirst();
    expect((await running).data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    await product.create({ ...PREVIEW, name: 'after' });
    const sent = upstream.requests.map(
      ({ body }) => (JSON.parse(body.toString()) as { campaign_name: string }).campaign_name,
    );
    expect(sent).toEqual(['running', 'after']);
    await product.close();
    await upstream.close();
  });
});
