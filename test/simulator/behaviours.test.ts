import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import { openRawClient } from '../support/raw-client.js';
import { until } from '../support/until.js';
import { answered, campaign, CREATE, create, createJson, list, send, TOKEN } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

async function statuses(count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) seen.push(answered(await create(simulator.url)).status);
  return seen;
}

describe('the behaviour queue', () => {
  it.each<{ claim: string; behaviours: Behaviour[]; seen: number[] }>([
    { claim: 'a behaviour serves one request', behaviours: [{ preset: 'unavailable' }], seen: [503, 201] },
    { claim: 'times serves as many', behaviours: [{ preset: 'unavailable', times: 2 }], seen: [503, 503, 201] },
    {
      claim: 'always does not end',
      behaviours: [{ preset: 'unavailable', times: 'always' }],
      seen: [503, 503, 503, 503],
    },
    {
      claim: 'a new behaviour replaces',
      behaviours: [{ preset: 'unavailable', times: 3 }, { preset: 'maintenance' }],
      seen: [403, 201],
    },
    {
      claim: 'queue waits behind what was asked before',
      behaviours: [
        { preset: 'unavailable' },
        { preset: 'maintenance', times: 2, queue: true },
        { preset: 'no-rows', queue: true },
      ],
      seen: [503, 403, 403, 404, 201],
    },
    {
      claim: 'always ends at the next behave, queued or not',
      behaviours: [
        { preset: 'no-rows' },
        { preset: 'unavailable', times: 'always', queue: true },
        { preset: 'maintenance', queue: true },
      ],
      seen: [404, 403, 201],
    },
    {
      claim: 'a behaviour without a treatment is the usual',
      behaviours: [{}, { preset: 'no-rows', queue: true }],
      seen: [201, 404, 201],
    },
  ])('$claim', async ({ behaviours, seen }) => {
    for (const behaviour of behaviours) simulator.behave(behaviour);
    expect(await statuses(seen.length)).toEqual(seen);
  });

  it('is cleared by a reset, with requests and campaigns', async () => {
    simulator.behave({ preset: 'created-with-200', times: 'always' });
    await create(simulator.url);
    simulator.reset();
    expect([simulator.requests(), simulator.campaigns()]).toEqual([[], []]);
    expect(await statuses(1)).toEqual([201]);
  });

  it('is used up in order of arrival, also by a rejected request', async () => {
    simulator.behave({ delayMs: 1 });
    simulator.behave({ preset: 'no-rows', queue: true });
    expect(answered(await create(simulator.url, { headers: {} })).status).toBe(401);
    expect(await statuses(2)).toEqual([404, 201]);
  });

  it('is not used up by control calls', async () => {
    simulator.behave({ preset: 'no-rows' });
    await send(`${simulator.url}/control/requests`);
    expect(await statuses(1)).toEqual([404]);
  });
});

describe('a behaviour for one api', () => {
  it('waits for its api while other requests get the usual answers', async () => {
    simulator.behave({ preset: 'unavailable', api: 'create_campaign' });
    simulator.addCampaign({ name: 'Antigua', type: 'preview' });
    expect(answered(await list(simulator.url)).status).toBe(200);
    expect(await statuses(2)).toEqual([503, 201]);
  });

  it('lets a list contain the campaign of a lost answer', async () => {
    simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
    expect(await create(simulator.url)).toMatchObject({ brokenOff: true });
    const { data } = JSON.parse(answered(await list(simulator.url)).text) as { data: object[] };
    expect(data).toMatchObject([{ campaign_name: 'Bienvenida' }]);
  });

  it('does not block one behind it that matches', async () => {
    simulator.behave({ preset: 'unavailable', api: 'create_campaign', times: 2 });
    simulator.behave({ preset: 'bad-gateway', api: 'campaigns', queue: true });
    simulator.behave({ preset: 'maintenance', queue: true });
    expect(answered(await list(simulator.url)).status).toBe(502);
    expect(answered(await list(simulator.url)).status).toBe(403);
    expect(await statuses(3)).toEqual([503, 503, 201]);
  });

  it('applies to an api that the simulator does not know', async () => {
    simulator.behave({ api: 'agents', answer: { status: 200, body: 'known' } });
    expect(await statuses(1)).toEqual([201]);
    expect(answered(await send(`${simulator.url}/api/v2/information.php?api=agents`)).text).toBe('known');
  });
});

describe('a behaviour with its own options', () => {
  it('sends the set answer for any request and stores nothing', async () => {
    simulator.behave({ answer: { status: 418, body: { tea: true }, headers: { 'x-pot': 'short' } } });
    const answer = answered(await send(`${simulator.url}/api/v2/any.php`));
    expect([answer.status, answer.text, answer.headers['x-pot']]).toEqual([418, '{"tea":true}', 'short']);
  });

  it('stores the campaign if create is true and passes it to an answer function', async () => {
    simulator.behave({ create: true, answer: ({ campaign_id }) => ({ status: 200, body: `id ${campaign_id}` }) });
    const { text } = answered(await create(simulator.url));
    expect(text).toBe(`id ${simulator.campaigns()[0]?.campaign_id}`);
  });

  it('carries out the write later, although it has been answered', async () => {
    simulator.behave({ writeAfterMs: 50 });
    expect(await createJson(simulator.url)).toMatchObject({ code: 201 });
    expect(simulator.campaigns()).toEqual([]);
    await until(() => simulator.campaigns().length === 1, 'the campaign exists');
  });

  it('sends the usual answer without storing if create is false', async () => {
    simulator.behave({ create: false });
    expect(await createJson(simulator.url)).toMatchObject({ code: 201 });
    expect(simulator.campaigns()).toEqual([]);
  });

  it('stores the campaign at once, holds its slot and answers after the delay', async () => {
    simulator.behave({ delayMs: 200 });
    const slow = create(simulator.url);
    await until(() => simulator.campaigns().length === 1, 'the campaign exists');
    await create(simulator.url);
    expect(simulator.requests()).toMatchObject([{ answered: null }, { inFlight: 2, answered: 201 }]);
    expect(answered(await slow).status).toBe(201);
  });

  it('delays from the arrival of the request, not of its body', async () => {
    simulator.behave({ delayMs: 300, times: 2 });
    simulator.behave({ delayMs: 100, queue: true });
    const slowBody = await openRawClient(simulator.url);
    const body = campaign();
    const headers = `host: localhost\r\nwolkvox-token: ${TOKEN}\r\ncontent-length: ${Buffer.byteLength(body)}`;
    slowBody.send(`POST ${CREATE} HTTP/1.1\r\n${headers}\r\n\r\n`);
    await until(() => simulator.requests().length === 1, 'the headers have arrived');
    // It arrives later, so it ends after the delay of the first.
    await create(simulator.url);
    slowBody.send(body);
    const another = create(simulator.url);
    const first = await Promise.race([slowBody.answers(1).then(() => 'slow body'), another.then(() => 'another')]);
    slowBody.socket.destroy();
    expect(first).toBe('slow body');
  });

  it('does not skip the checks of arrival if it only delays', async () => {
    simulator.behave({ delayMs: 2_000_000 });
    expect(await createJson(simulator.url, { headers: {} })).toMatchObject({ code: 401 });
  });

  it('skips the checks of arrival if it has an answer or a break-off', async () => {
    simulator.behave({ answer: { status: 200, body: 'hello' } });
    expect(answered(await create(simulator.url, { headers: {} })).text).toBe('hello');
    simulator.behave({ breakOff: 'before-answer' });
    expect(await create(simulator.url, { headers: {} })).toMatchObject({ brokenOff: true });
  });

  it.each<{ behaviour: Behaviour; began: boolean; campaigns: number }>([
    { behaviour: { breakOff: 'before-answer', delayMs: 1 }, began: false, campaigns: 1 },
    { behaviour: { breakOff: 'mid-headers' }, began: false, campaigns: 1 },
    { behaviour: { breakOff: 'mid-body' }, began: true, campaigns: 1 },
    { behaviour: { breakOff: 'mid-body', create: false }, began: true, campaigns: 0 },
    { behaviour: { breakOff: 'mid-body', answer: { status: 200, body: '' } }, began: true, campaigns: 0 },
    { behaviour: { breakOff: 'mid-headers', answer: { status: 503, body: {} } }, began: false, campaigns: 0 },
  ])('breaks off: $behaviour', async ({ behaviour, began, campaigns }) => {
    simulator.behave(behaviour);
    expect(await create(simulator.url)).toMatchObject({ brokenOff: true, began });
    expect(simulator.campaigns()).toHaveLength(campaigns);
    expect(simulator.requests()[0]?.answered).toBeNull();
  });

  it('sends exactly half of the body before a mid-body break-off', async () => {
    simulator.behave({ breakOff: 'mid-body', answer: { status: 200, body: 'abcdefgh' } });
    const response = await fetch(`${simulator.url}/api/v2/any.php`);
    expect(response.headers.get('content-length')).toBe('8');
    const first = await response.body?.getReader().read();
    expect(new TextDecoder().decode(first?.value as Uint8Array)).toBe('abcd');
  });

  it('responds 500 with a message if an answer function throws', async () => {
    simulator.behave({
      answer: () => {
        throw new Error('oh');
      },
    });
    expect(await createJson(simulator.url, { body: campaign() })).toEqual({
      error: 'The simulator itself failed: Error: oh',
    });
  });
});
