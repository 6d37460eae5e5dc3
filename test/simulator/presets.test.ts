import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PRESETS, startSimulator, type PresetName, type Simulator } from '../../packages/simulator/src/simulator.js';
import { until } from '../support/until.js';
import {
  answered,
  callCampaign,
  create,
  list,
  record,
  send,
  TOKEN,
  type Answered,
  type Broken,
  type Envelope,
} from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const LICENCES =
  'You are uploading (9000) records to the system. According to quantity active licenses, You can upload 5000 records. Try again.';
const PREDICTIVES = 'You must turn off a predictive before starting this one, you currently have 3 active predictives';
const BAD_ROW = {
  total_registers: '1',
  total_success: '0',
  total_errors: '1',
  array_errors: [{ error: 'Error in object position 0', msg: 'customer_id is required' }],
};

const refusals: { preset: PresetName; status: number; error: string | null; msg: string; data?: object[] }[] = [
  { preset: 'unknown-api', status: 400, error: 'Bad Request', msg: 'THE API YOU WANT TO CONSULT DOES NOT EXIST' },
  { preset: 'missing-parameters', status: 400, error: 'Bad Request', msg: 'SOME PARAMETERS ARE REQUIRED' },
  { preset: 'missing-token', status: 401, error: 'Unauthorized', msg: 'PLEASE ENTER THE WOLKVOX-TOKEN' },
  { preset: 'invalid-token', status: 403, error: 'Forbidden', msg: 'PLEASE VALIDATE TOKEN' },
  { preset: 'quota-exhausted', status: 403, error: 'Forbidden', msg: 'TOKEN LIMIT EXCEEDED' },
  {
    preset: 'too-many-requests-at-once',
    status: 403,
    error: 'Forbidden',
    msg: 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)',
  },
  {
    preset: 'maintenance',
    status: 403,
    error: 'Forbidden',
    msg: 'THE API IS DISABLED WHILE THE SERVER BACKUP IS RUNNING',
  },
  { preset: 'no-rows', status: 404, error: 'Not Found', msg: 'Validate dates entered' },
  { preset: 'range-too-long', status: 404, error: 'Not Found', msg: 'The date range must not exceed 31 days' },
  {
    preset: 'unknown-campaign',
    status: 404,
    error: 'Not Found',
    msg: 'Campaign_id 4242 does not exist in your operation.',
  },
  {
    preset: 'no-records-added',
    status: 404,
    error: 'Not Found',
    msg: '0 records has been added, please validate the data',
    data: [BAD_ROW],
  },
  { preset: 'licence-capacity', status: 404, error: 'Not Found', msg: LICENCES },
  { preset: 'predictive-already-active', status: 404, error: 'Not Found', msg: PREDICTIVES },
  {
    preset: 'campaign-not-started',
    status: 404,
    error: 'Not Found',
    msg: 'The campaign has not been started, please validate the data',
  },
  {
    preset: 'nothing-to-remove',
    status: 404,
    error: 'Not Found',
    msg: 'The 4242 campaign_id has no records to delete, please validate the data',
  },
  { preset: 'invalid-field', status: 400, error: 'Bad Request', msg: 'The field campaign_name is invalid' },
  {
    preset: 'unknown-contact',
    status: 404,
    error: 'Not Found',
    msg: 'Customer_id 4242 does not exist in the campaign.',
  },
  {
    preset: 'nothing-deleted',
    status: 200,
    error: null,
    msg: '0 campaigns deleted successfully. 1 operations failed.',
  },
  { preset: 'invalid-value', status: 406, error: 'Not Acceptable', msg: 'The value entered is invalid' },
  { preset: 'method-not-allowed', status: 405, error: 'Method Not Allowed', msg: 'METHOD NOT ALLOWED' },
  { preset: 'precondition-failed', status: 412, error: 'Precondition Failed', msg: 'Precondition Failed' },
  { preset: 'range-not-satisfiable', status: 416, error: 'Range Not Satisfiable', msg: 'Range Not Satisfiable' },
  { preset: 'expectation-failed', status: 417, error: 'Expectation Failed', msg: 'Expectation Failed' },
  { preset: 'too-many-requests', status: 429, error: 'Too Many Requests', msg: 'Too Many Requests' },
  { preset: 'internal-error', status: 500, error: 'Internal Server Error', msg: 'Internal Server Error' },
  { preset: 'unavailable', status: 503, error: 'Service Unavailable', msg: 'Service Unavailable' },
];

describe('a preset that rejects', () => {
  it.each(refusals)('$preset responds $status "$msg" and creates nothing', async ({ preset, status, ...rest }) => {
    simulator.behave({ preset });
    const answer = answered(await create(simulator.url));
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({ code: status, ...rest });
    expect(answer.headers['retry-after']).toBeUndefined();
    expect(simulator.campaigns()).toEqual([]);
    expect(simulator.requests()[0]?.answered).toBe(status);
  });
});

const MSG = 'The # campaign_id has been created successfully';
const successes: { preset: PresetName; status: number; body: (id: string) => object }[] = [
  { preset: 'created-with-200', status: 200, body: (id) => ({ code: 200, error: null, msg: MSG, data: [row(id)] }) },
  { preset: 'created-with-202', status: 202, body: (id) => ({ code: 202, error: null, msg: MSG, data: [row(id)] }) },
  { preset: 'success-inside-500', status: 500, body: (id) => ({ code: 201, error: null, msg: MSG, data: [row(id)] }) },
  { preset: 'no-data', status: 201, body: () => ({ code: 201, error: null, msg: MSG }) },
  { preset: 'code-as-string', status: 201, body: (id) => ({ code: '201', error: null, msg: MSG, data: [row(id)] }) },
  {
    preset: 'misspelt-id',
    status: 201,
    body: (id) => ({ code: 201, error: null, msg: MSG, data: [{ id_campaing: id, name_campaing: 'Bienvenida' }] }),
  },
  {
    preset: 'number-id',
    status: 201,
    body: (id) => ({ code: 201, error: null, msg: MSG, data: [{ ...row(id), id_campaign: Number(id) }] }),
  },
];

function row(id: string): object {
  return { id_campaign: id, name_campaign: 'Bienvenida' };
}

describe('a preset that creates', () => {
  it.each(successes)('$preset responds HTTP $status with the stored campaign', async ({ preset, status, body }) => {
    simulator.behave({ preset });
    const answer = answered(await create(simulator.url));
    expect(answer.status).toBe(status);
    const [stored, ...others] = simulator.campaigns();
    expect(others).toEqual([]);
    expect(JSON.parse(answer.text)).toEqual(body(String(stored?.campaign_id)));
  });

  it.each([...successes.map(({ preset }) => preset)])('%s rejects an invalid creation as usual', async (preset) => {
    simulator.behave({ preset });
    const answer = answered(await create(simulator.url, { body: '{}' }));
    expect(JSON.parse(answer.text)).toEqual({ code: 400, error: 'Bad Request', msg: 'SOME PARAMETERS ARE REQUIRED' });
    expect(simulator.campaigns()).toEqual([]);
  });
});

const malformed: { preset: PresetName; status: number; type: string; shows: (answer: Answered) => void }[] = [
  {
    preset: 'bad-gateway',
    status: 502,
    type: 'text/html; charset=UTF-8',
    shows: ({ text }) => expect(text).toMatch(/^<html>/),
  },
  {
    preset: 'html',
    status: 200,
    type: 'text/html; charset=UTF-8',
    shows: ({ text }) => expect(text).toContain('Fatal error'),
  },
  { preset: 'empty', status: 200, type: 'application/json; charset=utf-8', shows: ({ text }) => expect(text).toBe('') },
  {
    preset: 'not-json',
    status: 200,
    type: 'application/json; charset=utf-8',
    shows: ({ text }) => expect(() => void JSON.parse(text)).toThrow(SyntaxError),
  },
  {
    preset: 'too-large',
    status: 200,
    type: 'application/json; charset=utf-8',
    shows: ({ text }) => {
      expect(text.length).toBeGreaterThan(1024 * 1024);
      expect(JSON.parse(text)).toMatchObject({ code: 200 });
    },
  },
  {
    preset: 'error-inside-200',
    status: 200,
    type: 'application/json; charset=utf-8',
    shows: ({ text }) =>
      expect(JSON.parse(text)).toEqual({ code: 400, error: 'Bad Request', msg: 'SOME PARAMETERS ARE REQUIRED' }),
  },
  {
    preset: 'redirect',
    status: 302,
    type: 'application/json; charset=utf-8',
    shows: ({ headers }) => expect(headers.location).toBe('/api/v2/elsewhere.php'),
  },
];

describe('a preset with a malformed answer', () => {
  it.each(malformed)('$preset responds HTTP $status and creates nothing', async ({ preset, status, type, shows }) => {
    simulator.behave({ preset });
    const answer = answered(await create(simulator.url));
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(type);
    shows(answer);
    expect(simulator.campaigns()).toEqual([]);
  });

  it('redirect records a client that follows it', async () => {
    simulator.behave({ preset: 'redirect' });
    const answer = answered(await create(simulator.url));
    await send(simulator.url + String(answer.headers.location), { headers: { 'wolkvox-token': TOKEN } });
    expect(simulator.requests()[1]).toMatchObject({
      path: '/api/v2/elsewhere.php',
      headers: { 'wolkvox-token': 'valid' },
    });
  });
});

const RESET: Broken = { brokenOff: true, began: false, code: 'ECONNRESET', syscall: 'read' };
const broken: { preset: PresetName; breaks: Broken; campaigns: number }[] = [
  { preset: 'reset', breaks: RESET, campaigns: 0 },
  { preset: 'lost-answer', breaks: RESET, campaigns: 1 },
  { preset: 'cut-short', breaks: { ...RESET, began: true, syscall: undefined }, campaigns: 1 },
  { preset: 'half-done', breaks: RESET, campaigns: 0 },
  { preset: 'second-half-done', breaks: RESET, campaigns: 1 },
];

describe('a preset that breaks off', () => {
  it.each(broken)('$preset leaves $campaigns campaigns and no status', async ({ preset, breaks, campaigns }) => {
    simulator.behave({ preset });
    expect(await create(simulator.url)).toEqual(breaks);
    expect(simulator.campaigns()).toHaveLength(campaigns);
    expect(simulator.requests()).toMatchObject([{ rawBody: expect.stringContaining('Bienvenida'), answered: null }]);
    expect(answered(await create(simulator.url)).status).toBe(201);
    expect(simulator.requests()[1]?.inFlight).toBe(1);
  });

  it.each([
    ['hang', 0],
    ['done-silently', 1],
  ] as const)('%s never responds, and leaves %d campaigns', async (preset, campaigns) => {
    simulator.behave({ preset });
    const client = new AbortController();
    const hanging = create(simulator.url, { signal: client.signal });
    await until(() => simulator.requests()[0]?.body != null, 'the request has been read');
    expect(simulator.requests()).toMatchObject([{ inFlight: 1, answered: null }]);
    expect(simulator.campaigns()).toHaveLength(campaigns);
    client.abort();
    expect(await hanging).toMatchObject({ brokenOff: true, began: false });
  });
});

describe('a preset of a half upload', () => {
  const upload = async (preset: PresetName, ids: string[]): Promise<[number, Envelope, unknown[]]> => {
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    simulator.behave({ preset, api: 'add_record' });
    const query = { api: 'add_record', type_campaign: 'predictive', campaign_id: id, campaign_status: 'stop' };
    const records = ids.map((customerId) => record(customerId));
    const { status, json } = await callCampaign(simulator.url, 'POST', query, records);
    return [status, json, simulator.contactsOf(id).map(({ customer_id }) => customer_id)];
  };

  it.each([
    ['half-added', 201, null],
    ['half-added-404', 404, 'Not Found'],
  ] as const)('%s stores the first half, and rejects the others with %d', async (preset, code, error) => {
    const msg = 'The value is invalid';
    expect(await upload(preset, ['1', '2', '3'])).toEqual([
      code,
      {
        code,
        error,
        msg: '1 records has been added, please validate the data',
        data: [
          {
            total_registers: '3',
            total_success: '1',
            total_errors: '2',
            array_errors: [
              { error: 'Error in object position 1', msg },
              { error: 'Error in object position 2', msg },
            ],
          },
        ],
      },
      ['1'],
    ]);
  });

  it('leaves the answer to invalid records unchanged', async () => {
    const [status, { data }] = await upload('half-added', ['']);
    expect([status, data]).toMatchObject([404, [{ total_registers: '1', total_errors: '1' }]]);
  });

  it('leaves the answer to another call unchanged', async () => {
    simulator.behave({ preset: 'half-added' });
    expect(answered(await create(simulator.url)).status).toBe(201);
  });
});

describe('the preset done-late', () => {
  it('carries out the write 2 seconds after the connection was lost', async () => {
    jest.useFakeTimers({ doNotFake: EVERYTHING_BUT_TIMEOUTS });
    try {
      simulator.behave({ preset: 'done-late' });
      expect(await create(simulator.url)).toEqual(RESET);
      jest.advanceTimersByTime(1_999);
      expect(simulator.campaigns()).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(simulator.campaigns()).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('carries out nothing after a reset', async () => {
    jest.useFakeTimers({ doNotFake: EVERYTHING_BUT_TIMEOUTS });
    try {
      simulator.behave({ preset: 'done-late' });
      await create(simulator.url);
      simulator.reset();
      jest.advanceTimersByTime(2_000);
      expect(simulator.campaigns()).toEqual([]);
    } finally {
      jest.useRealTimers();
    }
  });
});

/** A delay counts from the arrival on the clock of `performance`, which stands still with the timeouts. */
const EVERYTHING_BUT_TIMEOUTS = [
  ...(['Date', 'hrtime', 'nextTick', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate'] as const),
];

describe('the preset slow', () => {
  it('sends the usual answer after 5 seconds, and not before', async () => {
    jest.useFakeTimers({
      doNotFake: EVERYTHING_BUT_TIMEOUTS,
    });
    try {
      simulator.behave({ preset: 'slow' });
      const answer = create(simulator.url);
      // The timers of `until` do not run now.
      while (jest.getTimerCount() !== 1) await new Promise((resolve) => setImmediate(resolve));
      jest.advanceTimersByTime(4_999);
      expect(simulator.requests()[0]?.answered).toBeNull();
      expect(jest.getTimerCount()).toBe(1);
      jest.advanceTimersByTime(1);
      expect(answered(await answer).status).toBe(201);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a preset for a report', () => {
  const REPORTS = ['/api/v2/real_time.php?api=campaigns', '/api/v2/campaign.php?api=detail'] as const;
  it.each(
    REPORTS.flatMap((path) =>
      (['html', 'empty', 'internal-error', 'cut-short'] as const).map((preset) => [preset, path] as const),
    ),
  )('%s answers %s once', async (preset, path) => {
    const id = simulator.addCampaign({
      ...{ name: 'Cobranza', type: 'predictive' },
      results: [{ customer_id: '1', date: '2026-10-05 10:00:00' }],
    });
    const query = `&type_campaign=predictive&campaign_id=${id}&date_ini=20261001000000&date_end=20261031000000`;
    const read = (): Promise<Answered | Broken> => list(simulator.url, { path: path + query });
    simulator.behave({ preset, api: path.replace(/^.*\//, '') });
    const outcome = await read();
    if (preset === 'cut-short') expect(outcome).toMatchObject({ brokenOff: true, began: true });
    else expect(answered(outcome)).toMatchObject(preset === 'internal-error' ? { status: 500 } : { status: 200 });
    if (preset === 'html') expect(answered(outcome).text).toContain('Fatal error');
    if (preset === 'empty') expect(answered(outcome).text).toBe('');
    expect(JSON.parse(answered(await read()).text)).toMatchObject({ msg: '1 records were found' });
  });
});

describe('the table of presets', () => {
  it('contains only tested presets, each with an explanation', () => {
    const tried = [...refusals, ...successes, ...malformed, ...broken].map(({ preset }) => preset);
    const elsewhere = ['hang', 'done-silently', 'slow', 'done-late', 'half-added', 'half-added-404'];
    const ofBoard = ['board-words', 'board-missing-keys', 'board-other-labels'];
    expect([...tried, ...elsewhere, ...ofBoard].sort()).toEqual(Object.keys(PRESETS).sort());
    for (const { explain } of Object.values(PRESETS)) expect(explain).toMatch(/\.$/);
  });
});
