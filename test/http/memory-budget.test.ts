import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { MemoryBudget, type Reservation } from '../../src/shared/memory-budget.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Answer, type Product } from '../support/product.js';
import { openRawClient, rawPost } from '../support/raw-client.js';
import { until } from '../support/until.js';

const MEBIBYTE = 1024 * 1024;

describe('memory budget for requests', () => {
  it('is never over-allocated and returns to full capacity', () => {
    const steps = fc.array(fc.record({ who: fc.nat(7), bytes: fc.nat(MEBIBYTE / 2), shares: fc.option(fc.nat(2)) }));
    const documents = [{}, {}, {}];
    fc.assert(
      fc.property(steps, (taken) => {
        const room = new MemoryBudget(MEBIBYTE);
        const stays = new Map<number, { stay: Reservation; bytes: number; documents: Set<number> }>();
        const shared = (): Set<number> => new Set([...stays.values()].flatMap(({ documents }) => [...documents]));
        for (const { who, bytes, shares } of taken) {
          const known = stays.get(who);
          if (known === undefined) {
            const reservation = room.reserve(bytes);
            if (reservation !== undefined) stays.set(who, { stay: reservation, bytes, documents: new Set() });
          } else if (shares === null || known.documents.has(shares)) {
            known.stay.release();
            known.stay.release();
            stays.delete(who);
          } else if (known.stay.addShared(documents[shares] ?? {}, (shares + 1) * 100_000)) known.documents.add(shares);
          const own = [...stays.values()].reduce((sum, each) => sum + each.bytes, 0);
          const common = [...shared()].reduce((sum, nth) => sum + (nth + 1) * 100_000, 0);
          expect(own + common).toBeLessThanOrEqual(MEBIBYTE);
        }
        for (const { stay } of stays.values()) stay.release();
        expect(room.reserve(MEBIBYTE - 16 * 1024)).toBeDefined();
        expect(room.reserve(0)).toBeUndefined();
      }),
    );
  });
});

describe('memory budget for responses', () => {
  const OWN = 16 * 1024;

  it('is exceeded by at most one response, and returns to full capacity', () => {
    const answers = fc.array(fc.record({ who: fc.nat(9), bytes: fc.nat(MEBIBYTE) }), { maxLength: 60 });
    fc.assert(
      fc.property(answers, (taken) => {
        const room = new MemoryBudget(MEBIBYTE);
        const held = new Map<number, { stay: Reservation; bytes: number }>();
        const sum = (): number => [...held.values()].reduce((total, { bytes }) => total + OWN + bytes, 0);
        for (const { who, bytes } of taken) {
          const known = held.get(who);
          if (known !== undefined) {
            known.stay.release();
            held.delete(who);
            continue;
          }
          const reservation = room.reserve(0);
          // Only the reserved bytes count.
          expect(reservation !== undefined).toBe(sum() + OWN <= MEBIBYTE);
          if (reservation === undefined) continue;
          const reservedByOthers = sum();
          expect(reservation.replaceWithResponse(bytes)).toBe(reservedByOthers < MEBIBYTE);
          held.set(who, { stay: reservation, bytes });
          expect(sum()).toBeLessThanOrEqual(MEBIBYTE + OWN + bytes);
        }
        for (const { stay } of held.values()) stay.release();
        expect(room.reserveBytes(MEBIBYTE)).toBeDefined();
      }),
    );
  });

  it('rejects a read and accepts a mutation if it is exhausted', () => {
    const room = new MemoryBudget(MEBIBYTE);
    const [large, read, mutation] = [room.reserve(0), room.reserve(0), room.reserve(0)];
    expect(large?.replaceWithResponse(2 * MEBIBYTE)).toBe(true);
    expect(read?.replaceWithResponse(1)).toBe(false);
    mutation?.alwaysAllowResponse();
    expect(mutation?.replaceWithResponse(MEBIBYTE)).toBe(true);
    for (const reservation of [large, read, mutation]) reservation?.release();
    expect(room.reserveBytes(MEBIBYTE)).toBeDefined();
  });

  it('counts unconditional reservations and releases each once', () => {
    const room = new MemoryBudget(MEBIBYTE);
    const release = room.addUnconditionally(2 * MEBIBYTE);
    expect(room.reserveBytes(1)).toBeUndefined();
    release();
    release();
    expect(room.reserveBytes(MEBIBYTE + 1)).toBeUndefined();
    const reserved = room.reserveBytes(MEBIBYTE);
    expect(room.reserveBytes(1)).toBeUndefined();
    reserved?.();
    reserved?.();
    expect(room.reserveBytes(MEBIBYTE + 1)).toBeUndefined();
  });
});

describe('requests that wait for wolkvox', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function start(): Promise<{ simulator: Simulator; product: Product }> {
    const simulator = await startSimulator({ token: TOKEN });
    closers.push(() => simulator.close());
    const product = await startProduct(simulator.url, { LIMIT_INFLIGHT_BYTES: String(MEBIBYTE) });
    closers.push(() => product.close());
    return { simulator, product };
  }

  const OVERLOADED = { code: 'OVERLOADED', retryAfterMs: 1_000 };
  const refusedOf = (answers: readonly Answer[]): readonly Answer[] => answers.filter(({ status }) => status === 503);

  it('respond 503 OVERLOADED when the memory budget is exhausted, send nothing, and recover', async () => {
    const { simulator, product } = await start();
    simulator.behave({ delayMs: 300, times: 'always' });
    const optionalFields = Array.from({ length: 12 }, () => 'x'.repeat(4_000));
    const send = (nth: number) => product.create({ ...PREVIEW, name: `Encuesta ${nth}`, optionalFields });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, nth) => send(nth)));
    const refused = refusedOf(answers);
    expect(refused.length).toBeGreaterThan(15);
    for (const { errors, data } of refused)
      expect([data, errors]).toEqual([undefined, [{ message: expect.any(String), extensions: OVERLOADED }]]);
    const made = answers.filter(({ data }) => data?.createCampaign?.__typename === 'CreateCampaignSuccess');
    expect(made).toHaveLength(answers.length - refused.length);
    expect(simulator.campaigns()).toHaveLength(made.length);

    simulator.reset();
    await until(async () => (await send(30)).status === 200, 'the memory is released');
    for (let nth = 31; nth < 60; nth += 1) expect((await send(nth)).status).toBe(200);
  });

  it('count a shared document once and each unique document', async () => {
    const { simulator, product } = await start();
    simulator.behave({ delayMs: 300, times: 'always' });
    const input = { ...PREVIEW };
    const send = (document: string) => product.query(document, { input });
    const same = await Promise.all(Array.from({ length: 20 }, () => send(SAMPLE_OPERATION.document)));
    expect(refusedOf(same)).toEqual([]);

    const own = (nth: number) => SAMPLE_OPERATION.document.replace('mutation CreateCampaign', `mutation Own${nth}`);
    const each = refusedOf(await Promise.all(Array.from({ length: 20 }, (_, nth) => send(own(nth)))));
    expect(each.length).toBeGreaterThan(5);
    for (const { errors } of each) expect(errors?.map(({ extensions }) => extensions)).toEqual([OVERLOADED]);
  });

  it('are rejected above the maximum number of values', async () => {
    const { simulator, product } = await start();
    const variables = { input: PREVIEW, more: Array.from({ length: 20_000 }, () => ({})) };
    const { status, errors } = await product.query(SAMPLE_OPERATION.document, variables);
    expect([status, errors?.[0]?.message]).toEqual([400, 'The request has more than 20000 values.']);
    expect(simulator.requests()).toEqual([]);
  });
});

describe('bodies that still arrive', () => {
  const BODY_BYTES = 390_000;
  let product: Product;
  beforeEach(async () => {
    // No call is made, because no document here needs wolkvox.
    product = await startProduct('http://127.0.0.1:1', { LIMIT_INFLIGHT_BYTES: String(MEBIBYTE) });
  });
  afterEach(() => product.close());

  const padded = (bytes: number): string => JSON.stringify({ query: '{ __typename }' }).padEnd(bytes);
  const ask = (bytes: number) => product.post(padded(bytes));
  /** A whole request except the end of its body. */
  const stall = async (headers: Record<string, string>, piece: string) => {
    const client = await openRawClient(product.url);
    client.send(rawPost('', headers), piece);
    return client;
  };
  const long = padded(BODY_BYTES - 1_000);
  const LENGTH: [Record<string, string>, string] = [{ 'content-length': String(BODY_BYTES) }, long];
  const CHUNKED: [Record<string, string>, string] = [
    { 'content-length': '', 'transfer-encoding': 'chunked' },
    `${long.length.toString(16)}\r\n${long}\r\n`,
  ];

  it.each([
    ['a length', LENGTH],
    ['no length', CHUNKED],
  ])('hold memory, and further requests are rejected until it is released: with %s', async (_what, request) => {
    for (let round = 0; round < 3; round += 1) {
      const clients = await Promise.all(Array.from({ length: 6 }, () => stall(...request)));
      // Two fit into the budget.
      const refused: number[] = [];
      await new Promise<void>((resolve) => {
        for (const client of clients)
          void client.answers(1).then(([answer]) => {
            expect(JSON.parse(answer?.body ?? '')).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
            if (refused.push(answer?.status ?? 0) === 4) resolve();
          });
      });
      expect(refused).toEqual([503, 503, 503, 503]);
      expect((await ask(300_000)).status).toBe(503);
      expect((await ask(1_000)).status).toBe(200);
      for (const { socket } of clients) socket.destroy();
      await until(async () => (await ask(300_000)).status === 200, 'the memory is released');
    }
  });

  it('hold memory behind another request of their connection, and release it when that breaks', async () => {
    const [headers, piece] = LENGTH;
    const clients = await Promise.all([0, 1].map(() => stall(headers, piece)));
    for (const client of clients) client.send(' '.repeat(1_000), rawPost('', headers), piece);
    await Promise.all(clients.map((client) => client.answers(1)));
    await until(async () => (await ask(300_000)).status === 503, 'the memory is used up');
    for (const { socket } of clients) socket.destroy();
    await until(async () => (await ask(300_000)).status === 200, 'the memory is released');
  });

  it('release their memory exactly once, however the request ends', async () => {
    const json = (body: string, headers: Record<string, string> = {}) => product.post(body, headers);
    const statuses = new Set<number>();
    for (let nth = 0; nth < 8; nth += 1)
      for (const answer of [
        await ask(300_000),
        await json('x'.repeat(300_000)),
        await json('x'.repeat(400_000)),
        await json(padded(300_000), { 'content-type': 'a/b' }),
      ])
        statuses.add(answer.status);
    expect([...statuses].sort()).toEqual([200, 400, 413, 415]);
    // Released only once: still only two fit.
    const clients = await Promise.all([0, 1, 2].map(() => stall(...LENGTH)));
    const [answer] = await Promise.race(clients.map((client) => client.answers(1)));
    expect(answer?.status).toBe(503);
    for (const { socket } of clients) socket.destroy();
  });
});
