import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { TurnLimit } from '../../src/http/turn-limit.js';
import { startProduct, type Product } from '../support/product.js';
import { openRawClient, rawPost } from '../support/raw-client.js';
import { turnOfTheLoop } from '../support/turn-of-the-loop.js';

const BURST = 100;

let product: Product;
beforeAll(async () => {
  product = await startProduct('http://127.0.0.1:9');
});
afterAll(() => product.close());

const CHECK = 'GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n';
/** A document that no request before it has, so that it is executed. */
const query = (n: number): Buffer => rawPost(JSON.stringify({ query: `{ burst${n}: __typename }` }));

describe('a burst of GraphQL requests', () => {
  it('does not delay a health check that arrives with it until all of it is executed', async () => {
    const clients = await Promise.all(Array.from({ length: BURST + 1 }, () => openRawClient(product.url)));
    for (const client of clients) {
      client.send(CHECK);
      // The server has accepted the connection.
      await client.answers(1);
    }
    const order: string[] = [];
    const answered = clients.map(async (client, n) => {
      const [what, request] = n === BURST ? ['health', CHECK] : ['query', query(n)];
      client.send(request);
      const [, answer] = await client.answers(2);
      order.push(what);
      return answer?.status;
    });
    expect(await Promise.all(answered)).toEqual(Array.from({ length: BURST + 1 }, () => 200));
    for (const { socket } of clients) socket.destroy();
    expect(order.indexOf('health')).toBeLessThan(BURST / 2);
  });
});

describe('the limit of requests per turn of the event loop', () => {
  it('lets four requests begin at once, and the others in order, four in each turn', async () => {
    const limit = new TurnLimit();
    const begun: number[] = [];
    const request = async (n: number): Promise<void> => {
      await limit.begin();
      begun.push(n);
    };
    const all = Promise.all(Array.from({ length: 11 }, (_, n) => request(n)));
    const counts: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      await Promise.resolve();
      await Promise.resolve();
      counts.push(begun.length);
      await turnOfTheLoop();
    }
    await all;
    expect(counts).toEqual([4, 8, 11, 11]);
    expect(begun).toEqual(Array.from({ length: 11 }, (_, n) => n));
  });

  it('counts the requests that waited in the turn in which they begin', async () => {
    const limit = new TurnLimit();
    const waits = Array.from({ length: 6 }, () => limit.begin());
    expect(waits.map((wait) => wait === undefined)).toEqual([true, true, true, true, false, false]);
    for (const wait of waits) await wait;
    // Two have begun in this turn, so two more may.
    expect([limit.begin(), limit.begin()]).toEqual([undefined, undefined]);
    expect(limit.begin()).toBeInstanceOf(Promise);
  });

  it('lets four requests begin again after a turn without requests', async () => {
    const limit = new TurnLimit();
    for (let n = 0; n < 4; n += 1) expect(limit.begin()).toBeUndefined();
    await turnOfTheLoop();
    await turnOfTheLoop();
    for (let n = 0; n < 4; n += 1) expect(limit.begin()).toBeUndefined();
  });
});
