import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { until } from '../support/until.js';
import { answered, create, LIST, list, listJson, SKILLS, TOKEN, TOKEN_INFO } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.reset();
  simulator.addCampaign({ name: 'Antigua', type: 'preview' });
});

describe('token usage', () => {
  const use = (spent: string, left: string): object => ({
    description: 'Simulador',
    token_limit: '5000',
    token_use_today: spent,
    all_token_today: spent,
    available_consumption_options: left,
  });

  it('counts the calls of today, including itself, with text values', async () => {
    expect(await listJson(simulator.url, { path: TOKEN_INFO })).toEqual({
      status: 200,
      json: { code: 200, error: null, msg: '1 records were found', data: [use('1', '4999')] },
    });
    await create(simulator.url, { body: '{}' });
    await create(simulator.url, { headers: {} });
    expect((await listJson(simulator.url, { path: TOKEN_INFO })).json.data).toEqual([use('3', '4997')]);
    expect(simulator.spent()).toBe(3);
  });

  it('starts again after a reset', async () => {
    await create(simulator.url);
    simulator.reset();
    expect((await listJson(simulator.url, { path: TOKEN_INFO })).json.data).toEqual([use('1', '4999')]);
  });

  it('is rejected if the quota is exhausted, and never reports a negative remainder', async () => {
    const none = await startSimulator({ token: TOKEN, licences: 0 });
    const refused = await listJson(none.url, { path: TOKEN_INFO });
    expect(refused).toMatchObject({ status: 403, json: { msg: 'TOKEN LIMIT EXCEEDED' } });
    // A behaviour with an answer precedes the quota check; this one is for creations, so the read gets its usual
    // answer.
    none.behave({ preset: 'no-data' });
    const { json } = await listJson(none.url, { path: TOKEN_INFO });
    await none.close();
    expect(json.data).toMatchObject([{ token_limit: '0', token_use_today: '2', available_consumption_options: '0' }]);
  });
});

describe.each([
  { api: 'campaigns', path: LIST },
  { api: 'skills', path: SKILLS },
  { api: 'token_info', path: TOKEN_INFO },
])('the read $api', ({ api, path }) => {
  it.each([
    { why: 'no token', sending: { headers: {} }, code: 401, msg: 'PLEASE ENTER THE WOLKVOX-TOKEN' },
    { why: 'a wrong token', sending: { headers: { 'wolkvox-token': 'x' } }, code: 403, msg: 'PLEASE VALIDATE TOKEN' },
    { why: 'the verb POST', sending: { method: 'POST', body: '{}' }, code: 405, msg: 'METHOD NOT ALLOWED' },
    {
      why: 'another file',
      sending: { path: path.replace('information', 'campaign') },
      code: 400,
      msg: 'THE API YOU WANT TO CONSULT DOES NOT EXIST',
    },
  ])('rejects $why as a creation does', async ({ sending, code, msg }) => {
    expect(await listJson(simulator.url, { path, ...sending })).toMatchObject({ status: code, json: { code, msg } });
  });

  it('uses a unit of quota and a slot', async () => {
    simulator.behave({ breakOff: 'hang', times: 2, api });
    const client = new AbortController();
    const hanging = [1, 2].map(() => list(simulator.url, { path, signal: client.signal }));
    await until(() => simulator.requests().length === 2, 'the simulator has received two requests');
    const tooMany = { status: 403, json: { msg: 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)' } };
    expect(await listJson(simulator.url, { path })).toMatchObject(tooMany);
    expect([simulator.spent(), simulator.mostInFlight()]).toEqual([3, 3]);
    client.abort();
    await Promise.all(hanging);
  });

  it('uses up a behaviour for it, which other requests skip', async () => {
    simulator.behave({ preset: 'unavailable', api });
    expect(answered(await create(simulator.url)).status).toBe(201);
    expect(await listJson(simulator.url, { path })).toMatchObject({ status: 503 });
    expect(await listJson(simulator.url, { path })).toMatchObject({ status: 200 });
  });

  it('applies answers, delays and break-offs of behaviours', async () => {
    simulator.behave({ api, answer: { status: 404, body: 'played' } });
    expect(await list(simulator.url, { path })).toMatchObject({ status: 404, text: 'played' });
    simulator.behave({ api, delayMs: 50 });
    const began = Date.now();
    expect(await listJson(simulator.url, { path })).toMatchObject({ status: 200 });
    expect(Date.now() - began).toBeGreaterThanOrEqual(45);
    simulator.behave({ preset: 'cut-short', api });
    expect(await list(simulator.url, { path })).toMatchObject({ brokenOff: true, began: true });
  });

  it('sends its usual answer if a behaviour needs a created campaign', async () => {
    simulator.behave({ preset: 'created-with-202', api });
    expect(await listJson(simulator.url, { path })).toMatchObject({ status: 200, json: { code: 200 } });
    expect(simulator.campaigns()).toHaveLength(1);
  });
});
