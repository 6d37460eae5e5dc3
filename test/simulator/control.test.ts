import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PRESETS, startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import { answered, callCampaign, campaign, create, listed, listJson, send, TOKEN } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

async function control(method: string, path: string, body = ''): Promise<{ status: number; json: unknown }> {
  const { status, text } = answered(await send(`${simulator.url}/control${path}`, { method, body }));
  return { status, json: JSON.parse(text) };
}

describe('the control calls', () => {
  it('explain themselves and every preset', async () => {
    const { status, json } = await control('GET', '');
    expect(status).toBe(200);
    const { calls, presets, readings } = json as Record<'calls' | 'presets' | 'readings', Record<string, string>>;
    expect(Object.keys(calls)).toEqual([
      'GET /control',
      'GET /control/requests',
      'GET /control/campaigns',
      'POST /control/campaigns',
      'GET /control/contacts',
      'POST /control/contacts',
      'POST /control/results',
      'POST /control/board',
      'POST /control/dial',
      'GET /control/skills',
      'POST /control/skills',
      'GET /control/counts',
      'GET /control/now',
      'GET /control/readings',
      'POST /control/readings',
      'POST /control/behave',
      'POST /control/normal',
      'POST /control/reset',
    ]);
    expect(Object.keys(presets)).toEqual(Object.keys(PRESETS));
    expect(Object.keys(readings)).toEqual(Object.keys(simulator.readings()));
    for (const sentence of [calls, presets, readings].flatMap(Object.values)) expect(sentence).toMatch(/\.$|\}\.$/);
  });

  it('return the requests and campaigns of the simulator, and are not recorded as requests', async () => {
    await create(simulator.url);
    expect(await control('GET', '/requests')).toEqual({ status: 200, json: simulator.requests() });
    expect(await control('GET', '/campaigns/')).toEqual({ status: 200, json: simulator.campaigns() });
    expect(simulator.requests()).toHaveLength(1);
  });

  it('add campaigns, and return the counts of the simulator', async () => {
    const added = await control('POST', '/campaigns', '{"name":"Antigua","type":"predictive"}');
    const [campaign] = simulator.campaigns();
    expect(campaign).toMatchObject({ campaign_name: 'Antigua', type_campaign: 'predictive' });
    expect(added).toEqual({ status: 200, json: { campaign_id: campaign?.campaign_id } });
    await create(simulator.url);
    expect(await control('GET', '/counts')).toEqual({ status: 200, json: { mostInFlight: 1, spent: 1 } });
  });

  it('add contacts, and return those of every campaign', async () => {
    const empty = simulator.addCampaign({ name: 'Vacía', type: 'preview' });
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    const body = JSON.stringify({
      campaignId: id,
      contacts: [{ customer_id: '1' }, { customer_id: '2', result: 'BUSY' }],
    });
    expect(await control('POST', '/contacts', body)).toEqual({ status: 200, json: { records: 2 } });
    expect(simulator.contactsOf(id)).toMatchObject([
      { customer_id: '1', result: 'CLEAN', calls: '0' },
      { customer_id: '2', result: 'BUSY', calls: '1' },
    ]);
    const { json } = await control('GET', '/contacts');
    expect(json).toEqual({ [empty]: [], [id]: simulator.contactsOf(id) });
  });

  it.each<{ body: string; says: string }>([
    {
      body: '[]',
      says: 'The body must be as in {"campaignId":"5801","contacts":[{"customer_id":"1001","result":"BUSY"}]}.',
    },
    { body: '{"campaignId":"1","contacts":[]}', says: 'There is no campaign 1.' },
    {
      body: '{"campaignId":"ID"}',
      says: 'Contacts must be an array, for example [{"customer_id":"1001","result":"BUSY"}].',
    },
    { body: '{"campaignId":"ID","contacts":["1"]}', says: 'A contact must be an object' },
    { body: '{"campaignId":"ID","contacts":[{"customer_id":7}]}', says: 'customer_id must be a string.' },
    { body: '{"campaignId":"ID","contacts":[{"customer_id":"7","result":1}]}', says: 'result must be a string.' },
    { body: '{"campaignId":"ID","contacts":[{"customer_id":"7","call":"BUSY"}]}', says: 'call must be an object' },
    { body: '{"campaignId":"ID","contacts":[{"customer_id":"7","call":{}}]}', says: 'result must be a string.' },
    {
      body: '{"campaignId":"ID","contacts":[{"customer_id":"7","call":{"result":"BUSY","date":"yesterday"}}]}',
      says: 'date must be a time such as "2026-10-30 17:58:41".',
    },
    {
      body: '{"campaignId":"ID","contacts":[{"customer_id":"7","call":{"result":"BUSY","agent":"1"}}]}',
      says: 'A call has no agent; it may have result, date, telephone, agentId, activityCode.',
    },
  ])('respond 400 to contacts that cannot be added: $body', async ({ body, says }) => {
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    const { status, json } = await control('POST', '/contacts', body.replace('ID', id));
    expect([status, json]).toEqual([400, { error: expect.stringContaining(says) }]);
    expect(simulator.contactsOf(id)).toEqual([]);
  });

  it('set the result of every contact with a customer_id', async () => {
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    simulator.addContacts(id, [{ customer_id: '1' }, { customer_id: '2' }, { customer_id: '1' }]);
    const body = (customerId: string): string => JSON.stringify({ campaignId: id, customerId, result: 'BUSY' });
    expect((await control('POST', '/results', body('1'))).status).toBe(200);
    expect(simulator.contactsOf(id).map(({ result, calls }) => [result, calls])).toEqual([
      ['BUSY', '1'],
      ['CLEAN', '0'],
      ['BUSY', '1'],
    ]);
    expect(await control('POST', '/results', body('3'))).toEqual({
      status: 400,
      json: { error: `Campaign ${id} has no contact 3.` },
    });
    const example = '{"campaignId":"5801","customerId":"1001","result":"BUSY"}';
    for (const wrong of ['[]', '{"campaignId":"5801","customerId":"1001"}']) {
      const { json } = await control('POST', '/results', wrong);
      expect(json).toEqual({ error: `The body must be as in ${example}.` });
    }
  });

  it('add results, change the row of the board, and call contacts', async () => {
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started' });
    const post = (path: string, body: object): Promise<unknown> =>
      control('POST', path, JSON.stringify({ campaignId: id, ...body }));
    const results = ['1', '2'].map((customer_id) => ({ customer_id, date: '2026-10-30 17:58:41' }));
    expect(await post('/results', { results })).toEqual({ status: 200, json: { results: 2 } });
    const window = { date_ini: '20261030000000', date_end: '20261031000000' };
    const query = { api: 'detail', type_campaign: 'predictive', campaign_id: id, ...window };
    expect((await callCampaign(simulator.url, 'GET', query)).json.data).toMatchObject(results);

    expect(await post('/contacts', { contacts: ['7', '8', '9'].map((customer_id) => ({ customer_id })) })).toEqual({
      status: 200,
      json: { records: 3 },
    });
    expect(await control('POST', '/dial')).toEqual({ status: 200, json: { calls: 1 } });
    expect(await control('POST', '/dial', '{"count":9}')).toEqual({ status: 200, json: { calls: 2 } });

    expect(await post('/board', { row: { values: { dial: 'many' } } })).toMatchObject({ status: 200 });
    const { json } = await listJson(simulator.url, { path: '/api/v2/real_time.php?api=campaigns' });
    expect(json.data).toMatchObject([{ records: '3', clean: '0', dial: 'many' }]);
  });

  it.each<{ path: string; body: string; says: string }>([
    {
      path: '/results',
      body: '{"campaignId":"ID","results":{}}',
      says: 'The body must be as in {"campaignId":"5801","results":',
    },
    { path: '/results', body: '{"results":[]}', says: 'The body must be as in {"campaignId":"5801","results":' },
    { path: '/results', body: '{"campaignId":"ID","results":[{}]}', says: 'customer_id must be a string.' },
    { path: '/board', body: '{"row":{}}', says: 'The body must be as in {"campaignId":"5801","row":' },
    { path: '/board', body: '{"campaignId":"ID"}', says: 'The row must be an object' },
    { path: '/board', body: '{"campaignId":"1","row":{}}', says: 'There is no campaign 1.' },
    { path: '/dial', body: '{"count":0}', says: 'The number of calls must be a whole number from 1.' },
    { path: '/dial', body: '[]', says: 'The body must be as in {"count":10}.' },
  ])('respond 400 to $path with $body', async ({ path, body, says }) => {
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    const { status, json } = await control('POST', path, body.replace('ID', id));
    expect([status, json]).toEqual([400, { error: expect.stringContaining(says) }]);
  });

  it('change readings until a reset', async () => {
    const usual = simulator.readings();
    expect(await control('GET', '/readings')).toEqual({ status: 200, json: usual });
    const changed = { ...usual, duplicates: 'update', countLagReads: 2 };
    expect(await control('POST', '/readings', '{"duplicates":"update","countLagReads":2}')).toEqual({
      status: 200,
      json: changed,
    });
    expect(simulator.readings()).toEqual(changed);
    await control('POST', '/reset');
    expect(simulator.readings()).toEqual(usual);
  });

  it.each<{ body: string; says: string }>([
    { body: '["duplicates"]', says: 'Readings must be an object, for example {"duplicates":"update"}.' },
    { body: '{"toString":1}', says: 'There is no reading toString; there are duplicates, campaignStatus, ' },
    { body: '{"duplicates":"ignore"}', says: 'duplicates does not take "ignore". One of add, update; default add.' },
    { body: '{"countLagMs":-1}', says: 'countLagMs does not take -1. A whole number from 0; default 0.' },
    { body: '{"countLagMs":1.5,"duplicates":"update"}', says: 'countLagMs does not take 1.5.' },
  ])('respond 400 to invalid readings, and change none: $body', async ({ body, says }) => {
    const usual = simulator.readings();
    const { status, json } = await control('POST', '/readings', body);
    expect([status, json]).toEqual([400, { error: expect.stringContaining(says) }]);
    expect(simulator.readings()).toEqual(usual);
  });

  it('return the skills of the simulator, and add one', async () => {
    const added = await control('POST', '/skills', '{"name":"Soporte","lastUse":"2025-03-10 08:00:00"}');
    const skills = simulator.skills();
    expect(added).toEqual({ status: 200, json: { skill_id: skills.at(-1)?.skill_id } });
    expect(skills.at(-1)).toMatchObject({ skill_name: 'Soporte', last_use: '2025-03-10 08:00:00' });
    expect(await control('GET', '/skills')).toEqual({ status: 200, json: skills });
    expect(await control('POST', '/skills', '{"name":"Soporte","skillId":"4021"}')).toEqual({
      status: 400,
      json: { error: 'There is a skill 4021 already.' },
    });
    expect([simulator.requests(), simulator.spent()]).toEqual([[], 0]);
  });

  it('return the queued behaviours and the last twenty requests, newest first, without headers', async () => {
    await Promise.all(Array.from({ length: 22 }, () => create(simulator.url)));
    simulator.behave({ preset: 'no-rows' });
    const refused = answered(await create(simulator.url));
    simulator.behave({ preset: 'cut-short' });
    await create(simulator.url);
    simulator.behave({ preset: 'slow', times: 3, api: 'skills' });
    const { json } = await control('GET', '/now');
    const { behaviours, requests } = json as { behaviours: object[]; requests: Record<string, unknown>[] };
    expect(behaviours).toEqual([
      { preset: 'slow', delayMs: 5_000, usual: true, api: 'skills', left: 3, met: 0, switch: null },
    ]);
    expect(requests.map(({ nth }) => nth)).toEqual(Array.from({ length: 20 }, (_, index) => 24 - index));
    expect(requests[0]).toMatchObject({ answered: null, answer: null, brokenOff: 'mid-body', finished: true });
    expect(requests[1]).toEqual({
      nth: 23,
      arrivedAt: expect.any(String),
      method: 'POST',
      path: '/api/v2/campaign.php',
      query: { api: 'create_campaign', type_campaign: 'preview' },
      body: campaign(),
      answered: 404,
      answer: refused.text,
      brokenOff: null,
      finished: true,
    });
  });

  it('return the ten newest campaigns with their contacts, without counting as a list', async () => {
    simulator.setReadings({ countLagReads: 1 });
    const ids = Array.from({ length: 12 }, () =>
      simulator.addCampaign({ name: 'x'.repeat(101), type: 'preview', records: '5', status: 'Started' }),
    );
    const query = { api: 'clear_campaign', type_campaign: 'preview', campaign_id: String(ids[11]) };
    await callCampaign(simulator.url, 'DELETE', query);
    simulator.addContacts(String(ids[10]), [{ customer_id: '1', result: 'BUSY' }]);
    const now = async (): Promise<Record<string, unknown>> =>
      (await control('GET', '/now')).json as Record<string, unknown>;
    const { campaigns, campaignCount, readings } = await now();
    expect([campaignCount, readings]).toEqual([12, simulator.readings()]);
    const newest = ids.slice(2).reverse();
    expect(campaigns).toEqual(
      newest.map((id, nth) => {
        const counts = [
          { contacts: 0, called: 0 },
          { contacts: 6, called: 1 },
        ][nth] ?? { contacts: 5, called: 0 };
        return { id, name: 'x'.repeat(100), type: 'preview', status: 'Started', ...counts };
      }),
    );
    expect(await now()).toMatchObject({ campaigns });
    expect(await listed(simulator.url, query.campaign_id)).toEqual(['5', 'Started']);
    expect(await listed(simulator.url, query.campaign_id)).toEqual(['0', 'Started']);
  });

  it('truncate a long answer', async () => {
    simulator.behave({ preset: 'too-large' });
    const { text } = answered(await create(simulator.url));
    expect(simulator.requests()[0]?.answer).toBe(text.slice(0, 1000));
  });

  it('clear behaviours with normal, and nothing else', async () => {
    await create(simulator.url);
    simulator.behave({ preset: 'no-rows', times: 'always' });
    expect((await control('POST', '/normal')).status).toBe(200);
    expect(simulator.behaviours()).toEqual([]);
    expect(answered(await create(simulator.url)).status).toBe(201);
    expect([simulator.requests().length, simulator.campaigns().length, simulator.spent()]).toEqual([2, 2, 2]);
  });

  it('set behaviours and reset', async () => {
    expect((await control('POST', '/behave', '{"preset":"no-rows","times":"always"}')).status).toBe(200);
    expect(answered(await create(simulator.url)).status).toBe(404);
    expect((await control('POST', '/behave', '{"answer":{"status":503,"body":"<b>"}}')).status).toBe(200);
    expect(answered(await create(simulator.url)).text).toBe('<b>');
    expect((await control('POST', '/behave', '{"preset":"no-rows"}')).status).toBe(200);
    expect((await control('POST', '/reset')).status).toBe(200);
    expect(simulator.requests()).toEqual([]);
    expect(answered(await create(simulator.url)).status).toBe(201);
  });

  it.each([
    { call: 'DELETE /control', method: 'DELETE', path: '' },
    { call: 'GET /control/behave', method: 'GET', path: '/behave' },
    { call: 'POST /control/nothing', method: 'POST', path: '/nothing' },
  ])('respond 400 with the list of calls to $call', async ({ call, method, path }) => {
    expect(await control(method, path)).toEqual({
      status: 400,
      json: { error: expect.stringMatching(new RegExp(`^There is no call ${call}; there are GET /control, .*\\.$`)) },
    });
  });

  it.each([
    { path: '/behave', example: '{"preset":"slow"}' },
    { path: '/campaigns', example: '{"name":"Encuesta","type":"preview"}' },
    { path: '/skills', example: '{"name":"Ventas"}' },
    { path: '/readings', example: '{"duplicates":"update"}' },
    { path: '/contacts', example: '{"campaignId":"5801","contacts":[{"customer_id":"1001","result":"BUSY"}]}' },
  ])('respond 400 with an example to a body that is not JSON: $path', async ({ path, example }) => {
    expect(await control('POST', path, 'slow')).toEqual({
      status: 400,
      json: { error: `The body must be JSON, for example ${example}.` },
    });
  });
});

const ANSWER = { status: 200, body: '' };

describe('an invalid behaviour', () => {
  it.each<{ behaviour: unknown; says: string }>([
    { behaviour: null, says: 'A behaviour must be an object' },
    { behaviour: ['slow'], says: 'A behaviour must be an object' },
    { behaviour: 'slow', says: 'A behaviour must be an object' },
    { behaviour: { delay: 5 }, says: 'A behaviour has no delay; it may have preset, delayMs' },
    { behaviour: { preset: 'toString' }, says: 'There is no preset "toString"; there are unknown-api' },
    { behaviour: { preset: null }, says: 'There is no preset null' },
    { behaviour: { preset: 'slow', delayMs: 5 }, says: 'A preset takes times, queue and api only, not delayMs.' },
    { behaviour: { delayMs: -1 }, says: 'delayMs must be a whole number of milliseconds from 0 to 2147483647.' },
    { behaviour: { delayMs: 2 ** 31 }, says: 'delayMs must be' },
    { behaviour: { delayMs: '5' }, says: 'delayMs must be' },
    { behaviour: { create: 'yes' }, says: 'create must be one of true, half, second-half, false.' },
    {
      behaviour: { breakOff: 'constructor' },
      says: 'breakOff must be one of before-answer, mid-headers, mid-body, hang.',
    },
    {
      behaviour: { writeAfterMs: -1 },
      says: 'writeAfterMs must be a whole number of milliseconds from 0 to 2147483647.',
    },
    { behaviour: { times: 0 }, says: 'times must be a whole number from 1, or "always".' },
    { behaviour: { times: 1.5 }, says: 'times must be' },
    { behaviour: { queue: 1 }, says: 'queue must be true or false.' },
    { behaviour: { preset: 'slow', api: '' }, says: 'api must be the name of an api' },
    { behaviour: { api: 7 }, says: 'api must be the name of an api' },
    { behaviour: { answer: 'hello' }, says: 'answer must be an object with status and body.' },
    { behaviour: { answer: null }, says: 'answer must be an object with status and body.' },
    { behaviour: { answer: { ...ANSWER, code: 1 } }, says: 'An answer has no code' },
    {
      behaviour: { answer: { ...ANSWER, status: 100 } },
      says: 'answer.status must be an HTTP status from 200 to 599.',
    },
    { behaviour: { answer: { status: 200 } }, says: 'answer.body must be a string or an object.' },
    { behaviour: { answer: { ...ANSWER, headers: { 'x y': '1' } } }, says: 'answer.headers must be' },
    { behaviour: { answer: { ...ANSWER, headers: { x: 'a\nb' } } }, says: 'answer.headers must be' },
    { behaviour: { answer: { ...ANSWER, headers: { x: 1 } } }, says: 'answer.headers must be' },
  ])('is rejected with a message, in code and over HTTP: $behaviour', async ({ behaviour, says }) => {
    simulator.behave({ preset: 'no-rows' });
    expect(() => simulator.behave(behaviour as Behaviour)).toThrow(RangeError);
    expect(() => simulator.behave(behaviour as Behaviour)).toThrow(says);
    const { status, json } = await control('POST', '/behave', JSON.stringify(behaviour));
    expect([status, json]).toEqual([400, { error: expect.stringContaining(says) }]);
    // The previous behaviours still apply.
    expect(answered(await create(simulator.url)).status).toBe(404);
  });
});
