import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  startSimulator,
  type Behaviour,
  type Readings,
  type Simulator,
} from '../../packages/simulator/src/simulator.js';
import { callCampaign, listed, record, sendCampaign, type Envelope, TOKEN } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

type Added = Promise<{ status: number; json: Envelope }>;

/** Query without campaign_status. */
const statusless = (id: string, type = 'predictive'): Record<string, string> => ({
  api: 'add_record',
  type_campaign: type,
  campaign_id: id,
});

const query = (id: string, changes: Record<string, string> = {}): Record<string, string> => ({
  ...statusless(id),
  campaign_status: 'stop',
  ...changes,
});

const add = (id: string, body: unknown, changes: Record<string, string> = {}): Added =>
  callCampaign(simulator.url, 'POST', query(id, changes), body);

const predictive = (records = '0'): string => simulator.addCampaign({ name: 'Cobranza', type: 'predictive', records });

const idsOf = (id: string): unknown[] => simulator.contactsOf(id).map(({ customer_id }) => customer_id);

describe('add_record', () => {
  it('stores every record unchanged, counts it, and responds 201 with the number', async () => {
    const id = predictive('40');
    const records = [record('1'), record('2', { opt1: 'Mora', tel1: '9573001112233', extra: 'x' })];
    expect(await add(id, records)).toEqual({
      status: 201,
      json: {
        code: 201,
        error: null,
        msg: 'All records has been added successfully',
        data: [{ total_registers: '2' }],
      },
    });
    const added = { result: 'CLEAN', calls: '0', conn_id: '' };
    expect(simulator.contactsOf(id)).toEqual(records.map((fields) => ({ ...fields, ...added })));
    expect(await listed(simulator.url, id)).toEqual(['42', 'Stopped']);
    const [request] = simulator.requests();
    expect(request).toMatchObject({ method: 'POST', query: query(id), rawBody: JSON.stringify(records) });
  });

  it('takes a preview campaign without a status, which changes nothing', async () => {
    const id = simulator.addCampaign({ name: 'Citas', type: 'preview' });
    const body = [record('1', { agent_id: '1001' })];
    expect((await callCampaign(simulator.url, 'POST', statusless(id, 'preview'), body)).status).toBe(201);
    expect(await listed(simulator.url, id)).toEqual(['1', 'Stopped']);
  });

  it('takes 10,000 records, and rejects one more', async () => {
    const id = predictive();
    const records = Array.from({ length: 10_000 }, (_, index) => ({ customer_id: String(index) }));
    expect((await add(id, [...records, { customer_id: 'x' }])).status).toBe(400);
    expect(simulator.contactsOf(id)).toEqual([]);
    expect((await add(id, records)).json.data).toEqual([{ total_registers: '10000' }]);
    expect(idsOf(id)).toHaveLength(10_000);
  });

  const MISSING = [400, 'SOME PARAMETERS ARE REQUIRED'];
  it.each<{ why: string; changes?: Record<string, string>; body?: unknown; refusal: unknown[] }>([
    { why: 'no type', changes: { type_campaign: '' }, refusal: MISSING },
    { why: 'an unknown type', changes: { type_campaign: 'Predictive' }, refusal: MISSING },
    { why: 'no campaign', changes: { campaign_id: '' }, refusal: MISSING },
    { why: 'a single object', body: record('1'), refusal: MISSING },
    { why: 'an empty array', body: [], refusal: MISSING },
    { why: 'an array of texts', body: ['1'], refusal: MISSING },
    { why: 'a body that is not JSON', body: '[{', refusal: MISSING },
    {
      why: 'an unknown campaign',
      changes: { campaign_id: '1' },
      refusal: [404, 'Campaign_id 1 does not exist in your operation.'],
    },
    {
      why: 'another type',
      changes: { type_campaign: 'preview' },
      refusal: [404, expect.stringContaining('not exist')],
    },
  ])('rejects $why, and stores nothing', async ({ changes = {}, body = [record('1')], refusal }) => {
    const id = predictive();
    const { status, json } = await add(id, body, changes);
    expect([status, json.msg]).toEqual(refusal);
    expect(json.code).toBe(status);
    expect(simulator.contactsOf(id)).toEqual([]);
  });

  it('rejects a request by the wrong verb', async () => {
    expect((await callCampaign(simulator.url, 'PUT', query(predictive()), [record('1')])).status).toBe(405);
  });
});

describe('a record that is not valid', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['an empty customer_id', { customer_id: ' ' }, 'customer_id is required'],
    ['no customer_id', { customer_id: undefined }, 'customer_id is required'],
    ['a null customer_id', { customer_id: null }, 'customer_id is required'],
    ['a nested value', { city: {} }, 'The value is invalid'],
    ['a long opt6', { opt6: 'x'.repeat(101) }, 'opt6 exceeds 100 characters'],
    ['a long opt7', { opt7: 'x'.repeat(201) }, 'opt7 exceeds 200 characters'],
    ['a date with hyphens', { recall_date: '2026-11-30' }, 'recall_date is invalid'],
  ])('with %s is rejected with its position, and all with 404', async (_why, changes, msg) => {
    const id = predictive();
    expect(await add(id, [record('1', changes)])).toEqual({
      status: 404,
      json: {
        code: 404,
        error: 'Not Found',
        msg: '0 records has been added, please validate the data',
        data: [
          {
            total_registers: '1',
            total_success: '0',
            total_errors: '1',
            array_errors: [{ error: 'Error in object position 0', msg }],
          },
        ],
      },
    });
    expect(await listed(simulator.url, id)).toEqual(['0', 'Stopped']);
  });

  it.each([201, 404] as const)('leaves the others stored, and the answer has the status %d', async (partialSuccess) => {
    simulator.setReadings({ partialSuccess });
    const id = predictive();
    const { status, json } = await add(id, [record('1'), record(''), record('3'), record('')]);
    expect([status, json.code, json.msg]).toEqual([
      partialSuccess,
      partialSuccess,
      '2 records has been added, please validate the data',
    ]);
    expect(json.data).toMatchObject([
      {
        total_registers: '4',
        total_success: '2',
        total_errors: '2',
        array_errors: [{ error: 'Error in object position 1' }, { error: 'Error in object position 3' }],
      },
    ]);
    expect(idsOf(id)).toEqual(['1', '3']);
  });

  it.each<{ reading: Partial<Readings>; changes: Record<string, unknown>; ids: string[] }>([
    { reading: {}, changes: { email: undefined }, ids: ['1'] },
    { reading: { missingKeys: 'reject' }, changes: { email: undefined }, ids: [] },
    { reading: { missingKeys: 'reject' }, changes: {}, ids: ['1'] },
    { reading: {}, changes: { customer_name: 'Ana 😀' }, ids: ['1'] },
    { reading: { fourByteCharacters: 'reject' }, changes: { customer_name: 'Ana 😀' }, ids: [] },
    { reading: { fourByteCharacters: 'reject' }, changes: { customer_name: 'Añá ☎' }, ids: ['1'] },
  ])('depends on the reading $reading: $changes', async ({ reading, changes, ids }) => {
    simulator.setReadings(reading);
    const id = predictive();
    await add(id, [record('1', changes)]);
    expect(idsOf(id)).toEqual(ids);
  });
});

describe('a known customer_id', () => {
  it.each<[Readings['duplicates'], string[][]]>([
    [
      'add',
      [
        ['1', 'old'],
        ['2', ''],
        ['1', 'new'],
        ['1', 'newer'],
      ],
    ],
    [
      'update',
      [
        ['1', 'newer'],
        ['2', ''],
      ],
    ],
  ])('under the reading %s', async (duplicates, stored) => {
    simulator.setReadings({ duplicates });
    const id = predictive();
    await add(id, [record('1', { opt1: 'old' }), record('2')]);
    const { json } = await add(id, [record('1', { opt1: 'new' }), record('1', { opt1: 'newer' })]);
    expect(json.msg).toBe('All records has been added successfully');
    expect(simulator.contactsOf(id).map(({ customer_id, opt1 }) => [customer_id, opt1])).toEqual(stored);
    expect(await listed(simulator.url, id)).toEqual([String(stored.length), 'Stopped']);
  });
});

describe('campaign_status', () => {
  const S = 'Started' as const;
  const P = 'Stopped' as const;
  it.each<[Readings['campaignStatus'], string | undefined, 'Started' | 'Stopped', 'Started' | 'Stopped']>([
    ['desired', 'start', P, S],
    ['desired', '1', P, S],
    ['desired', 'start', S, S],
    ['desired', 'stop', S, P],
    ['desired', 'stopped', S, P],
    ['desired', 'stop', P, P],
    ['desired', undefined, P, S],
    ['present', 'start', P, P],
    ['present', 'stop', S, S],
    ['present', undefined, P, P],
  ])('under the reading %s, %s of a campaign that is %s leaves it %s', async (campaignStatus, value, before, after) => {
    simulator.setReadings({ campaignStatus });
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: before });
    const sent = { ...statusless(id), ...(value !== undefined && { campaign_status: value }) };
    expect((await callCampaign(simulator.url, 'POST', sent, [record('1')])).status).toBe(201);
    expect(simulator.statusOf(id)).toBe(after);
  });

  it('changes nothing if every record is rejected', async () => {
    const id = predictive();
    await add(id, [record('')], { campaign_status: 'start' });
    expect(simulator.statusOf(id)).toBe('Stopped');
  });
});

describe('the capacity', () => {
  it.each([
    [{ licences: 2 }, 50_000],
    [{ licences: 5 }, 35_000],
    [{ licences: 5, contactsPerCampaign: 12 }, 12],
  ])('with %j is %d records', async (options, capacity) => {
    const one = await startSimulator({ token: TOKEN, ...options });
    const id = one.addCampaign({ name: 'Cobranza', type: 'predictive', records: String(capacity - 1) });
    const sent = async (...ids: string[]): Added =>
      callCampaign(
        one.url,
        'POST',
        query(id),
        ids.map((customerId) => record(customerId)),
      );
    const { status, json } = await sent('1', '2');
    expect([status, json.msg]).toEqual([
      404,
      `You are uploading (${capacity + 1}) records to the system. According to quantity active licenses, You can upload ${capacity} records. Try again.`,
    ]);
    expect(one.contactsOf(id)).toEqual([]);
    expect((await sent('1')).status).toBe(201);
    await one.close();
  });

  it.each<[Readings['capacityScope'], number]>([
    ['campaign', 201],
    ['operation', 404],
  ])('of the %s counts its records: %d', async (capacityScope, status) => {
    simulator.setReadings({ capacityScope });
    predictive('35000');
    expect((await add(predictive(), [record('1')])).status).toBe(status);
  });
});

const EVERYTHING_BUT_DATE = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

describe('the count of the list', () => {
  it('shows the count before the change for a number of lists', async () => {
    simulator.setReadings({ countLagReads: 2 });
    const id = predictive('7');
    await add(id, [record('1')]);
    const counts: unknown[] = [];
    while (counts.length < 4) counts.push(await listed(simulator.url, id));
    expect(counts.map((row) => (row as string[])[0])).toEqual(['7', '7', '8', '8']);
    expect(idsOf(id)).toEqual(['1']);
  });

  it('shows the count before two changes, if the second follows during the lag of the first', async () => {
    simulator.setReadings({ countLagReads: 1 });
    const id = predictive('7');
    await add(id, [record('1')]);
    await add(id, [record('2')]);
    expect([await listed(simulator.url, id), await listed(simulator.url, id)]).toEqual([
      ['7', 'Stopped'],
      ['9', 'Stopped'],
    ]);
  });

  it('shows the count before the change for a time', async () => {
    jest.useFakeTimers({ doNotFake: EVERYTHING_BUT_DATE, now: 1_000_000 });
    try {
      simulator.setReadings({ countLagMs: 500 });
      const id = predictive();
      await add(id, [record('1')]);
      jest.setSystemTime(1_000_499);
      expect(await listed(simulator.url, id)).toEqual(['0', 'Stopped']);
      jest.setSystemTime(1_000_500);
      expect(await listed(simulator.url, id)).toEqual(['1', 'Stopped']);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a behaviour of add_record', () => {
  it.each<{ behaviour: Behaviour; ids: string[]; status: string }>([
    { behaviour: { create: false, breakOff: 'before-answer' }, ids: [], status: 'Stopped' },
    { behaviour: { preset: 'reset' }, ids: [], status: 'Stopped' },
    { behaviour: { preset: 'lost-answer' }, ids: ['1', '2', '3'], status: 'Started' },
    { behaviour: { preset: 'cut-short' }, ids: ['1', '2', '3'], status: 'Started' },
    { behaviour: { create: 'half', breakOff: 'before-answer' }, ids: ['1'], status: 'Stopped' },
    { behaviour: { create: 'second-half', breakOff: 'before-answer' }, ids: ['2', '3'], status: 'Started' },
    { behaviour: { preset: 'half-done' }, ids: ['1'], status: 'Stopped' },
    { behaviour: { preset: 'licence-capacity' }, ids: [], status: 'Stopped' },
    { behaviour: { preset: 'success-inside-500' }, ids: ['1', '2', '3'], status: 'Started' },
  ])('stores what it says: $behaviour', async ({ behaviour, ids, status }) => {
    const id = predictive();
    simulator.behave({ ...behaviour, api: 'add_record' });
    const body = ['1', '2', '3'].map((customerId) => record(customerId));
    await sendCampaign(simulator.url, 'POST', query(id, { campaign_status: 'start' }), body);
    expect(idsOf(id)).toEqual(ids);
    expect(simulator.statusOf(id)).toBe(status);
  });

  it('may answer from the usual answer', async () => {
    simulator.behave({ preset: 'success-inside-500', api: 'add_record' });
    const { status, json } = await add(predictive(), [record('1')]);
    expect([status, json]).toMatchObject([500, { code: 201, data: [{ total_registers: '1' }] }]);
  });
});

describe('the memory', () => {
  it('rejects a contact beyond it with 507, and a reset frees it', async () => {
    const one = await startSimulator({ token: TOKEN, campaignBytes: 20_000 });
    const id = one.addCampaign({ name: 'Cobranza', type: 'predictive' });
    const body = Array.from({ length: 20 }, (_, index) => record(String(index)));
    expect(await sendCampaign(one.url, 'POST', query(id), body)).toMatchObject({ status: 507 });
    const kept = one.contactsOf(id).length;
    expect(kept).toBeGreaterThan(2);
    expect(kept).toBeLessThan(20);
    one.reset();
    const next = one.addCampaign({ name: 'Cobranza', type: 'predictive' });
    expect(await sendCampaign(one.url, 'POST', query(next), body.slice(0, 2))).toMatchObject({ status: 201 });
    await one.close();
  });
});
