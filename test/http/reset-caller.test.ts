import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { openRawClient, rawPost } from '../support/raw-client.js';
import { until } from '../support/until.js';

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
  product = await startProduct(simulator.url, { TRUST_PROXY: '127.0.0.2' });
});
afterAll(async () => {
  await product.close();
  await simulator.close();
});
beforeEach(() => simulator.reset());

const creation = (input: object): string =>
  JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: { ...PREVIEW, ...input } } });

/**
 * Sends the pieces at once and resets the connection. The server reads them after the system has processed the reset.
 */
async function sendAndReset({ url }: Product, ...pieces: readonly (string | Buffer)[]): Promise<void> {
  const client = await openRawClient(url);
  // The system refuses a connection that the server has not accepted yet.
  client.send('GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await client.answers(1);
  client.send(Buffer.concat(pieces.map((piece) => Buffer.from(piece))));
  client.socket.resetAndDestroy();
  await client.closed;
}

describe('client that resets its connection after the request', () => {
  it.each<[string, (body: string) => readonly (string | Buffer)[]]>([
    ['a request', (body) => [rawPost(body)]],
    ['a request behind another one', (body) => ['GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n', rawPost(body)]],
    [
      'a request of a client that writes X-Forwarded-For',
      (body) => [rawPost(body, { 'x-forwarded-for': '203.0.113.7' })],
    ],
    ['a request with a broken one behind it', (body) => [rawPost(body), 'no HTTP\r\n\r\n']],
  ])('is the same caller when it retries with its key: %s', async (name, pieces) => {
    const input = { idempotencyKey: name };
    await sendAndReset(product, ...pieces(creation(input)));
    await until(() => simulator.campaigns().length === 1, 'the campaign exists');
    const { data } = await product.create({ ...PREVIEW, ...input });
    expect(data?.createCampaign).toMatchObject({ __typename: 'CreateCampaignSuccess' });
    expect(simulator.campaigns()).toHaveLength(1);
  });

  it('counts against the same rate limit', async () => {
    const limited = await startProduct(simulator.url, { LIMIT_REQUESTS_PER_MINUTE: '3' });
    try {
      const status = async (): Promise<number> => (await limited.query('{ __typename }')).status;
      expect(await status()).toBe(200);
      await sendAndReset(limited, rawPost('{"query":"{ __typename }"}'));
      await until(
        () => limited.logs().filter(({ route }) => route === '/graphql').length === 2,
        'both requests are logged',
      );
      expect([await status(), await status()]).toEqual([200, 429]);
    } finally {
      await limited.close();
    }
  });
});
