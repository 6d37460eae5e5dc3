import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import { until } from '../support/until.js';
import { answered, create, list, TOKEN } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

/** Sends a creation with this behaviour, and disconnects once it has been read. */
async function abandoned(behaviour: Behaviour): Promise<void> {
  simulator.behave(behaviour);
  const client = new AbortController();
  const before = simulator.requests().length;
  const creation = create(simulator.url, { signal: client.signal });
  await until(() => simulator.requests()[before]?.body != null, 'the creation has been read');
  client.abort();
  expect(await creation).toMatchObject({ brokenOff: true });
}

describe('a request whose client has disconnected', () => {
  it('stays in flight and counts against the limit during its delay', async () => {
    await abandoned({ delayMs: 2_000_000 });
    await abandoned({ delayMs: 2_000_000 });
    // Long enough for the simulator to notice both disconnections.
    for (let call = 0; call < 20; call += 1) expect(answered(await list(simulator.url)).status).toBe(403);
    expect(simulator.mostInFlight()).toBe(3);
    expect(simulator.campaigns()).toHaveLength(2);
  });

  it.each<{ behaviour: Behaviour }>([
    { behaviour: { delayMs: 50 } },
    { behaviour: { delayMs: 50, breakOff: 'mid-body' } },
    { behaviour: { delayMs: 50, breakOff: 'hang' } },
    { behaviour: { breakOff: 'hang' } },
  ])('is released after its delay, without an answer: $behaviour', async ({ behaviour }) => {
    await abandoned(behaviour);
    // The end of a connection and the next request may reach the simulator in either order.
    do await create(simulator.url);
    while (simulator.requests().at(-1)?.inFlight !== 1);
    expect(simulator.requests()[0]?.answered).toBeNull();
  });

  it('is released by a reset', async () => {
    await abandoned({ delayMs: 2_000_000 });
    simulator.reset();
    do await create(simulator.url);
    while (simulator.requests().at(-1)?.inFlight !== 1);
    simulator.reset();
    expect(simulator.mostInFlight()).toBe(0);
  });

  it('does not prevent the simulator from closing', async () => {
    const other = await startSimulator({ token: TOKEN });
    other.behave({ delayMs: 2_000_000 });
    const client = new AbortController();
    const creation = create(other.url, { signal: client.signal });
    await until(() => other.campaigns().length === 1, 'the campaign exists');
    client.abort();
    await creation;
    await other.close();
    // A reset counts requests that are still in flight.
    other.reset();
    expect(other.mostInFlight()).toBe(0);
  });
});

describe('the peak of requests in flight', () => {
  it('is that of one token, including rejected requests and wrong tokens', async () => {
    expect(simulator.mostInFlight()).toBe(0);
    await create(simulator.url);
    await create(simulator.url);
    expect(simulator.mostInFlight()).toBe(1);
    simulator.behave({ delayMs: 200, times: 3 });
    await Promise.all([create(simulator.url), list(simulator.url), list(simulator.url, { headers: {} })]);
    await create(simulator.url);
    expect(simulator.mostInFlight()).toBe(2);
  });

  it('starts after a reset with the requests whose clients are still connected', async () => {
    simulator.behave({ delayMs: 200, times: 2 });
    const waiting = [create(simulator.url), create(simulator.url)];
    await until(() => simulator.campaigns().length === 2, 'both campaigns exist');
    simulator.reset();
    expect(simulator.mostInFlight()).toBe(2);
    for (const outcome of await Promise.all(waiting)) expect(answered(outcome).status).toBe(201);
    simulator.reset();
    expect(simulator.mostInFlight()).toBe(0);
  });
});

describe('the used quota', () => {
  it('counts all calls with the valid token, whatever their result', async () => {
    await create(simulator.url);
    await create(simulator.url, { body: '{}' });
    await create(simulator.url, { headers: {} });
    await create(simulator.url, { headers: { 'wolkvox-token': 'x' } });
    simulator.behave({ preset: 'reset' });
    await create(simulator.url);
    simulator.behave({ preset: 'too-many-requests-at-once' });
    await create(simulator.url);
    await list(simulator.url);
    expect(simulator.spent()).toBe(5);
  });
});
