import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { answered, campaign, CREATE, create, LIST, listJson, send, TOKEN, type Envelope } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const PREDICTIVE = CREATE.replace('preview', 'predictive');

describe('a creation', () => {
  it("responds 201 with exactly the envelope of the specification's example", async () => {
    const { status, headers, text } = answered(await create(simulator.url));
    expect(status).toBe(201);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const id = simulator.campaigns()[0]?.campaign_id;
    expect(id).toMatch(/^\d{4}$/);
    expect(text).toBe(
      `{"code":201,"error":null,"msg":"The # campaign_id has been created successfully",` +
        `"data":[{"id_campaign":"${id}","name_campaign":"Bienvenida"}]}`,
    );
  });

  it('stores the campaign with its type and every key unchanged, also unknown ones', async () => {
    const body = campaign({
      start_time: '080000',
      end_time: '180000',
      amd: 'COL',
      colour: 7,
      type_campaign: 'preview',
    });
    await create(simulator.url, { path: PREDICTIVE, body });
    expect(simulator.campaigns()).toEqual([
      { ...JSON.parse(body), campaign_id: expect.any(String), type_campaign: 'predictive' },
    ]);
  });

  it('assigns increasing ids that are not reused after a reset', async () => {
    const ids: number[] = [];
    while (ids.length < 3) {
      await create(simulator.url);
      ids.push(Number(simulator.campaigns()[0]?.campaign_id));
      simulator.reset();
    }
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  });

  it('preserves characters beyond ASCII', async () => {
    await create(simulator.url, { body: campaign({ campaign_name: 'Campaña ☎ 你好' }) });
    expect(simulator.campaigns()[0]?.campaign_name).toBe('Campaña ☎ 你好');
  });
});

const UNKNOWN_API = [400, 'Bad Request', 'THE API YOU WANT TO CONSULT DOES NOT EXIST'] as const;
const NO_TOKEN = [401, 'Unauthorized', 'PLEASE ENTER THE WOLKVOX-TOKEN'] as const;
const BAD_TOKEN = [403, 'Forbidden', 'PLEASE VALIDATE TOKEN'] as const;
const WRONG_VERB = [405, 'Method Not Allowed', 'METHOD NOT ALLOWED'] as const;
const MISSING = [400, 'Bad Request', 'SOME PARAMETERS ARE REQUIRED'] as const;
const HOURS = { start_time: '080000', end_time: '180000' };

describe('a rejection', () => {
  it.each([
    { why: 'a missing token', sending: { headers: {} }, refusal: NO_TOKEN },
    { why: 'an empty token', sending: { headers: { 'wolkvox-token': '' } }, refusal: NO_TOKEN },
    { why: 'a wrong token', sending: { headers: { 'wolkvox-token': 'nonsense' } }, refusal: BAD_TOKEN },
    {
      why: 'a wrong token for an unknown api',
      sending: { headers: { 'wolkvox-token': 'x' }, path: '/api/v2/a.php' },
      refusal: BAD_TOKEN,
    },
    {
      why: 'an unknown file',
      sending: { path: CREATE.replace('campaign.php', 'campaigns.php') },
      refusal: UNKNOWN_API,
    },
    { why: 'an unknown api', sending: { path: CREATE.replace('create_campaign', 'make') }, refusal: UNKNOWN_API },
    { why: 'no api', sending: { path: '/api/v2/campaign.php' }, refusal: UNKNOWN_API },
    {
      why: 'an unknown api by the wrong verb',
      sending: { path: '/api/v2/x.php', method: 'GET', body: '' },
      refusal: UNKNOWN_API,
    },
    { why: 'the verb GET', sending: { method: 'GET', body: '' }, refusal: WRONG_VERB },
    { why: 'the verb PUT without parameters', sending: { method: 'PUT', body: '{}' }, refusal: WRONG_VERB },
    { why: 'no type_campaign', sending: { path: CREATE.replace('&type_campaign=preview', '') }, refusal: MISSING },
    { why: 'an unknown type_campaign', sending: { path: CREATE.replace('preview', 'Preview') }, refusal: MISSING },
    { why: 'an empty body', sending: { body: '' }, refusal: MISSING },
    { why: 'a body that is not JSON', sending: { body: 'campaign_name=Bienvenida' }, refusal: MISSING },
    { why: 'an array', sending: { body: `[${campaign()}]` }, refusal: MISSING },
    { why: 'null', sending: { body: 'null' }, refusal: MISSING },
    {
      why: 'a missing description',
      sending: { body: campaign({ campaign_description: undefined }) },
      refusal: MISSING,
    },
    { why: 'a missing opt12', sending: { body: campaign({ opt12: undefined }) }, refusal: MISSING },
    { why: 'a missing enable_edition', sending: { body: campaign({ enable_edition: undefined }) }, refusal: MISSING },
    { why: 'a skill as a number', sending: { body: campaign({ skill_id: 17 }) }, refusal: MISSING },
    { why: 'a null title', sending: { body: campaign({ opt3: null }) }, refusal: MISSING },
    { why: 'a null amd', sending: { body: campaign({ amd: null }) }, refusal: MISSING },
    { why: 'an empty name', sending: { body: campaign({ campaign_name: '' }) }, refusal: MISSING },
    { why: 'an empty skill', sending: { body: campaign({ skill_id: '' }) }, refusal: MISSING },
    { why: 'an enable_edition of Yes', sending: { body: campaign({ enable_edition: 'Yes' }) }, refusal: MISSING },
    { why: 'a predictive without hours', sending: { path: PREDICTIVE }, refusal: MISSING },
    {
      why: 'a predictive without end',
      sending: { path: PREDICTIVE, body: campaign({ ...HOURS, end_time: '' }) },
      refusal: MISSING,
    },
    {
      why: 'a predictive without start',
      sending: { path: PREDICTIVE, body: campaign({ ...HOURS, start_time: '' }) },
      refusal: MISSING,
    },
  ])(
    'of $why has the documented code and text, and creates nothing',
    async ({ sending, refusal: [code, error, msg] }) => {
      const { status, text, headers } = answered(await create(simulator.url, sending));
      expect(status).toBe(code);
      expect(JSON.parse(text)).toEqual({ code, error, msg });
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(simulator.campaigns()).toEqual([]);
    },
  );
});

describe('a stop', () => {
  const STOP = '/api/v2/campaign.php?api=stop';
  const stop = async (query: string, method = 'PUT') =>
    answered(await send(simulator.url + STOP + query, { method, headers: { 'wolkvox-token': TOKEN } }));

  it.each(['Started', 'Stopped'] as const)(
    'stops a campaign that is %s and responds 202 without data',
    async (status) => {
      const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status });
      const other = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started' });
      const { status: code, text } = await stop(`&campaign_id=${id}`);
      expect([code, JSON.parse(text)]).toEqual([
        202,
        { code: 202, error: null, msg: `The ${id} campaign_id has been stopped successfully` },
      ]);
      expect([simulator.statusOf(id), simulator.statusOf(other)]).toEqual(['Stopped', 'Started']);
      const { json } = await listJson(simulator.url, { path: `${LIST}&campaign=${id}` });
      expect(json.data).toMatchObject([{ campaign_id: id, status: 'Stopped' }]);
    },
  );

  it('of an unknown campaign, without an id, or by POST is rejected', async () => {
    const refusals = [await stop('&campaign_id=1'), await stop(''), await stop('&campaign_id=1', 'POST')];
    expect(refusals.map(({ status, text }) => [status, (JSON.parse(text) as Envelope).msg])).toEqual([
      [404, 'Campaign_id 1 does not exist in your operation.'],
      [400, 'SOME PARAMETERS ARE REQUIRED'],
      [405, 'METHOD NOT ALLOWED'],
    ]);
  });

  it.each([
    [{ breakOff: 'before-answer', create: false }, 'Started'],
    [{ breakOff: 'before-answer', create: true }, 'Stopped'],
    [{ preset: 'lost-answer' }, 'Stopped'],
    [{ preset: 'reset' }, 'Started'],
    [{ preset: 'unavailable' }, 'Started'],
    [{ preset: 'success-inside-500' }, 'Stopped'],
  ] as const)('with the behaviour %j leaves the campaign %s', async (behaviour, status) => {
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started' });
    simulator.behave({ ...behaviour, api: 'stop' });
    await send(`${simulator.url}${STOP}&campaign_id=${id}`, { method: 'PUT', headers: { 'wolkvox-token': TOKEN } });
    expect(simulator.statusOf(id)).toBe(status);
  });
});

describe('a start', () => {
  const START = '/api/v2/campaign.php?api=start';
  const start = async (query: string, method = 'PUT') =>
    answered(await send(simulator.url + START + query, { method, headers: { 'wolkvox-token': TOKEN } }));

  it('starts a stopped campaign and responds 202 without data', async () => {
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    const other = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    const { status, text } = await start(`&campaign_id=${id}`);
    expect([status, JSON.parse(text)]).toEqual([
      202,
      { code: 202, error: null, msg: `The ${id} campaign_id has been started successfully` },
    ]);
    expect([simulator.statusOf(id), simulator.statusOf(other)]).toEqual(['Started', 'Stopped']);
    const { json } = await listJson(simulator.url, { path: `${LIST}&campaign=${id}` });
    expect(json.data).toMatchObject([{ campaign_id: id, status: 'Started' }]);
  });

  it('of a running or unknown campaign, without an id, or by POST is rejected', async () => {
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started' });
    const refusals = [
      await start(`&campaign_id=${id}`),
      await start('&campaign_id=1'),
      await start(''),
      await start(`&campaign_id=${id}`, 'POST'),
    ];
    expect(refusals.map(({ status, text }) => [status, (JSON.parse(text) as Envelope).msg])).toEqual([
      [404, 'The campaign has not been started, please validate the data'],
      [404, 'Campaign_id 1 does not exist in your operation.'],
      [400, 'SOME PARAMETERS ARE REQUIRED'],
      [405, 'METHOD NOT ALLOWED'],
    ]);
  });

  it('of one more predictive than may run is rejected, but not of a preview', async () => {
    const predictive = (status: 'Started' | 'Stopped') =>
      simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status });
    // Five licences allow three.
    const running = ['', '', ''].map(() => predictive('Started'));
    const id = predictive('Stopped');
    const { status, text } = await start(`&campaign_id=${id}`);
    expect([status, (JSON.parse(text) as Envelope).msg]).toEqual([
      404,
      'You must turn off a predictive before starting this one, you currently have 3 active predictives',
    ]);
    expect(simulator.statusOf(id)).toBe('Stopped');
    const preview = simulator.addCampaign({ name: 'Citas', type: 'preview' });
    expect((await start(`&campaign_id=${preview}`)).status).toBe(202);
    await send(`${simulator.url}/api/v2/campaign.php?api=stop&campaign_id=${running[0]}`, {
      method: 'PUT',
      headers: { 'wolkvox-token': TOKEN },
    });
    expect((await start(`&campaign_id=${id}`)).status).toBe(202);
  });

  it.each([
    [{ licences: 1 }, 2],
    [{ licences: 11 }, 4],
    [{ licences: 143 }, 22],
    [{ licences: 143, activePredictives: 0 }, 0],
  ])('with %j, %d predictives may run', async (options, count) => {
    const one = await startSimulator({ token: TOKEN, ...options });
    const headers = { 'wolkvox-token': TOKEN };
    const statuses: number[] = [];
    for (let nth = 0; nth <= count; nth += 1) {
      const id = one.addCampaign({ name: 'Cobranza', type: 'predictive' });
      statuses.push(answered(await send(`${one.url}${START}&campaign_id=${id}`, { method: 'PUT', headers })).status);
    }
    expect(statuses).toEqual([...Array<number>(count).fill(202), 404]);
    await one.close();
  });

  it.each([
    [{ breakOff: 'before-answer', create: false }, 'Stopped'],
    [{ preset: 'lost-answer' }, 'Started'],
    [{ preset: 'cut-short' }, 'Started'],
    [{ preset: 'reset' }, 'Stopped'],
    [{ preset: 'predictive-already-active' }, 'Stopped'],
    [{ preset: 'campaign-not-started' }, 'Stopped'],
    [{ preset: 'success-inside-500' }, 'Started'],
  ] as const)('with the behaviour %j leaves the campaign %s', async (behaviour, status) => {
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    simulator.behave({ ...behaviour, api: 'start' });
    await send(`${simulator.url}${START}&campaign_id=${id}`, { method: 'PUT', headers: { 'wolkvox-token': TOKEN } });
    expect(simulator.statusOf(id)).toBe(status);
  });
});

describe('the record of a request', () => {
  it('contains the request and the answer, but never the token', async () => {
    const body = campaign();
    await send(`${simulator.url}${CREATE}&x=1&x=2`, {
      method: 'POST',
      headers: { 'Wolkvox-Token': TOKEN, 'X-Trace': 'abc' },
      body,
    });
    const [record] = simulator.requests();
    expect(record).toEqual({
      arrivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      method: 'POST',
      path: '/api/v2/campaign.php',
      query: { api: 'create_campaign', type_campaign: 'preview', x: '2' },
      headers: expect.objectContaining({ 'wolkvox-token': 'valid', 'x-trace': 'abc' }),
      body: JSON.parse(body) as unknown,
      rawBody: body,
      inFlight: 1,
      answered: 201,
      answer: expect.stringContaining('"code":201'),
      brokenOff: null,
      finished: true,
    });
    expect(JSON.stringify(record)).not.toContain(TOKEN);
  });

  it.each([
    { token: 'a wrong one', headers: { 'wolkvox-token': 'secret-nonsense' }, recorded: 'invalid' },
    { token: 'none', headers: {}, recorded: undefined },
  ])('contains $recorded if the token is $token', async ({ headers, recorded }) => {
    await create(simulator.url, { headers, body: 'not json' });
    expect(simulator.requests()[0]?.headers['wolkvox-token']).toBe(recorded);
    expect(simulator.requests()[0]).toMatchObject({ body: null, rawBody: 'not json' });
  });

  it('is not created for requests outside /api/v2/', async () => {
    expect(answered(await send(`${simulator.url}/elsewhere`)).status).toBe(404);
    expect(simulator.requests()).toEqual([]);
  });
});
