import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { until } from '../support/until.js';
import { answered, campaign, CREATE, create, createJson, TOKEN } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const WITH_TOKEN = { 'wolkvox-token': TOKEN };

describe('the concurrency limit', () => {
  const tooMany = { code: 403, error: 'Forbidden', msg: 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)' };

  it('rejects the third request in flight, and accepts one after another has ended', async () => {
    simulator.behave({ breakOff: 'hang', times: 2 });
    const [first, second] = [new AbortController(), new AbortController()];
    const hanging = [create(simulator.url, { signal: first.signal }), create(simulator.url, { signal: second.signal })];
    await until(() => simulator.requests().length === 2, 'the simulator has received two requests');
    expect(await createJson(simulator.url)).toEqual(tooMany);
    expect(simulator.requests().map(({ inFlight, answered: status }) => [inFlight, status])).toEqual([
      [1, null],
      [2, null],
      [3, 403],
    ]);

    first.abort();
    await hanging[0];
    let again = await create(simulator.url);
    // The end of a connection and the next request may reach the simulator in either order.
    while (answered(again).status === 403) again = await create(simulator.url);
    expect(answered(again).status).toBe(201);
    second.abort();
    await hanging[1];
  });

  it('releases the slot before the client receives its answer', async () => {
    // fetch reuses connections, so the next request follows its answer immediately.
    const oneAfterAnother = async (): Promise<void> => {
      for (let call = 0; call < 100; call += 1) {
        const answer = await fetch(simulator.url + CREATE, { method: 'POST', headers: WITH_TOKEN, body: campaign() });
        await answer.arrayBuffer();
      }
    };
    await Promise.all([oneAfterAnother(), oneAfterAnother()]);
    expect(simulator.requests().map(({ answered: status }) => status)).toEqual(Array(200).fill(201));
  });

  it('counts each token separately, and states its own limit', async () => {
    const single = await startSimulator({ token: TOKEN, maxInFlight: 1 });
    single.behave({ breakOff: 'hang' });
    void create(single.url);
    await until(() => single.requests().length === 1, 'the simulator has received a request');
    const other = await createJson(single.url, { headers: { 'wolkvox-token': 'other' } });
    expect(other).toEqual({ code: 403, error: 'Forbidden', msg: 'PLEASE VALIDATE TOKEN' });
    expect(single.requests()[1]?.inFlight).toBe(1);
    expect(await createJson(single.url)).toEqual({ ...tooMany, msg: tooMany.msg.replace('(2)', '(1)') });
    await single.close();
  });
});

describe('the daily quota', () => {
  const exhausted = { code: 403, error: 'Forbidden', msg: 'TOKEN LIMIT EXCEEDED' };

  it('rejects the call after licences × 1000 calls, whatever their results, until a reset', async () => {
    const one = await startSimulator({ token: TOKEN, licences: 1 });
    await Promise.all(Array.from({ length: 10 }, () => create(one.url)));
    for (let call = 10; call < 1000; call += 1) {
      const answer = await fetch(`${one.url}/api/v2/unknown.php`, { headers: WITH_TOKEN });
      await answer.arrayBuffer();
    }
    expect(one.requests().filter(({ answered: status }) => status === 400)).toHaveLength(990);
    expect(await createJson(one.url)).toEqual(exhausted);
    expect(one.spent()).toBe(1001);
    one.reset();
    expect(one.spent()).toBe(0);
    expect(answered(await create(one.url)).status).toBe(201);
    await one.close();
  });

  it('is not used by calls without the right token', async () => {
    const none = await startSimulator({ token: TOKEN, licences: 0 });
    expect(await createJson(none.url)).toEqual(exhausted);
    expect(await createJson(none.url, { headers: { 'wolkvox-token': 'x' } })).toMatchObject({
      msg: 'PLEASE VALIDATE TOKEN',
    });
    expect(none.spent()).toBe(1);
    await none.close();
  });
});
