import { afterEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { until } from '../support/until.js';
import { openRawClient, rawPost } from '../support/raw-client.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';

let simulator: Simulator;
let product: Product;
afterEach(async () => {
  await product.close();
  await simulator.close();
});

const CLOSE = { connection: 'close' };
const PAGE = JSON.stringify({ query: '{ campaigns(first: 1000) { nodes { name } } }' });
const creation = (name: string): string =>
  JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: { ...PREVIEW, name } } });

async function start(): Promise<void> {
  simulator = await startSimulator({ token: TOKEN });
  for (let n = 0; n < 1000; n += 1) simulator.addCampaign({ name: `${n} ${'x'.repeat(1_300)}`, type: 'preview' });
  product = await startProduct(simulator.url);
}

/** Sends everything, and reads nothing before all bytes are written. */
async function readLate(...pieces: readonly (string | Buffer)[]) {
  const client = await openRawClient(product.url);
  client.socket.pause();
  client.send(...pieces);
  // After the response to another request, the server has read as much as it reads of this one.
  await product.query('{ campaigns(first: 1) { totalCount } }');
  client.socket.resume();
  return client.closed;
}

describe('responses before the end of their connection arrive completely', () => {
  it.each([
    ['nothing', 0],
    ['one request', 1],
    ['fifty requests', 50],
    ['a thousand requests', 1_000],
  ])('with %s behind the last of them', async (_what, count) => {
    await start();
    const behind = Array.from({ length: count }, (_, nth) => rawPost(creation(`behind ${nth}`)));
    const answers = await readLate(rawPost(PAGE), rawPost(PAGE), rawPost(PAGE, CLOSE), ...behind);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const { body } of answers) expect(JSON.parse(body)).toHaveProperty('data.campaigns.nodes.length', 1000);
  });

  it('if they contain creations', async () => {
    await start();
    const behind = Array.from({ length: 5_000 }, () => rawPost(PAGE));
    const answers = await readLate(rawPost(PAGE), rawPost(creation('one')), rawPost(creation('two'), CLOSE), ...behind);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.slice(1).map(({ body }) => (JSON.parse(body) as { data: object }).data)).toEqual([
      { createCampaign: expect.objectContaining({ __typename: 'CreateCampaignSuccess' }) },
      { createCampaign: expect.objectContaining({ __typename: 'CreateCampaignSuccess' }) },
    ]);
  });

  it.each<[string, number, Record<string, string>, string]>([
    ['is too large', 413, CLOSE, PAGE + ' '.repeat(4 * 1024 * 1024)],
    ['is of another media type', 415, { ...CLOSE, 'content-type': 'text/csv' }, 'x'.repeat(3_000_000)],
    ['is for another host', 421, { ...CLOSE, host: 'evil.example' }, 'x'.repeat(3_000_000)],
  ])('if the request %s and is still being sent', async (_what, status, headers, body) => {
    await start();
    const answers = await readLate(rawPost(body, headers));
    expect(answers.map((answer) => answer.status)).toEqual([status]);
  });

  it('and the connection ends, even if the client continues to send', async () => {
    await start();
    const client = await openRawClient(product.url);
    client.socket.allowHalfOpen = true;
    client.send(rawPost(PAGE, CLOSE));
    const [answer] = await client.answers(1);
    expect(answer?.status).toBe(200);
    client.closed.catch(() => undefined);
    await until(() => {
      if (!client.socket.destroyed) client.send('more');
      return client.socket.destroyed;
    }, 'the connection has ended');
  });

  it.each<[string, number, string]>([
    ['is too large', 413, 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 20000000\r\n'],
    ['has another media type', 415, 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3000000\r\n'],
    ['has another method', 405, 'PUT /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3000000\r\n'],
    ['has another host', 421, 'POST /graphql HTTP/1.1\r\nhost: evil.example\r\ncontent-length: 3000000\r\n'],
    ['has an unknown path', 404, 'POST /nowhere HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3000000\r\n'],
  ])('and a request that %s does not delay the shutdown with the rest of its body', async (_what, status, head) => {
    await start();
    const type = status === 413 ? 'application/json' : 'text/csv';
    const client = await openRawClient(product.url);
    client.send(`${head}content-type: ${type}\r\n\r\n`, 'x'.repeat(1_000));
    expect((await client.answers(1)).map((answer) => answer.status)).toEqual([status]);
    // Node would wait for the body until its request timeout, a minute.
    await product.close();
    expect(await client.closed).toHaveLength(1);
  });
});
