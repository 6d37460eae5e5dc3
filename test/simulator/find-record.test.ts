import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { callCampaign, record, TOKEN, type Envelope } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());

let first: string;
let second: string;
beforeEach(() => {
  simulator.reset();
  first = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', records: '12' });
  second = simulator.addCampaign({ name: 'Citas', type: 'preview' });
  simulator.addContacts(first, [
    record('1', { tel1: '9573001', email: 'ana@example.org', opt12: 'a' }),
    record('2', { tel10: '9573002', tel_extra: '9573001', result: 'BUSY' }),
    record('1', { tel1: '9573003' }),
  ]);
  simulator.addContacts(second, [record('1', { tel2: '9573001' })]);
});

const find = (query: Record<string, string>, method = 'GET'): Promise<{ status: number; json: Envelope }> =>
  callCampaign(simulator.url, method, { api: 'find_record', ...query });

const nameOf = ({ campaign_id, customer_id }: Record<string, unknown>): string =>
  `${campaign_id === first ? 'first' : 'second'} ${String(customer_id)}`;

describe('find_record', () => {
  it('shows the fields of a record, its campaign and its calls, but no email and no recall', async () => {
    const { status, json } = await find({ campaign_id: first, customer_id: '2' });
    expect([status, json.msg]).toEqual([200, '1 records were found']);
    const hidden = { tel_extra: undefined, email: undefined, recall_date: undefined, recall_telephone: undefined };
    const shown = record('2', { ...hidden, tel10: '9573002' });
    expect(json.data).toEqual([
      { campaign_id: first, ...shown, calls: '1', result: 'BUSY', conn_id: expect.any(String) },
    ]);
  });

  it.each<{ query: (campaigns: [string, string]) => Record<string, string>; found: string[] }>([
    { query: ([a]) => ({ campaign_id: a }), found: ['first 1', 'first 2', 'first 1'] },
    { query: () => ({ customer_phone: '9573001' }), found: ['first 1', 'second 1'] },
    { query: () => ({ customer_phone: '9573002' }), found: ['first 2'] },
    { query: () => ({ customer_id: '1' }), found: ['first 1', 'first 1', 'second 1'] },
    { query: ([a]) => ({ campaign_id: a, customer_id: '1' }), found: ['first 1', 'first 1'] },
    { query: ([, b]) => ({ campaign_id: b, customer_phone: '9573001' }), found: ['second 1'] },
    { query: ([a]) => ({ campaign_id: a, customer_id: '1', customer_phone: '9573003' }), found: ['first 1'] },
  ])('finds $found', async ({ query, found }) => {
    const { json } = await find(query([first, second]));
    expect(json.data?.map(nameOf)).toEqual(found);
  });

  it.each<{ query: (campaigns: [string, string]) => Record<string, string>; found: string[] }>([
    {
      query: () => ({ customer_phone: '9573002', customer_id: '1' }),
      found: ['first 1', 'first 2', 'first 1', 'second 1'],
    },
    { query: ([, b]) => ({ campaign_id: b, customer_phone: '9573002' }), found: ['first 2', 'second 1'] },
    { query: ([, b]) => ({ campaign_id: b, customer_id: '2' }), found: ['first 2', 'second 1'] },
    { query: () => ({ customer_phone: '9573003' }), found: ['first 1'] },
    { query: () => ({ customer_id: '2' }), found: ['first 2'] },
  ])('finds what matches any parameter under the reading or: $found', async ({ query, found }) => {
    simulator.setReadings({ findRules: 'or' });
    const { json } = await find(query([first, second]));
    expect(json.data?.map(nameOf)).toEqual(found);
  });

  it('cuts the records beyond the limit without notice', async () => {
    const small = await startSimulator({ token: TOKEN, reportCap: 2 });
    try {
      const id = small.addCampaign({ name: 'Cobranza', type: 'predictive' });
      small.addContacts(id, [record('1'), record('2'), record('3')]);
      const { json } = await callCampaign(small.url, 'GET', { api: 'find_record', campaign_id: id });
      expect(json.data).toMatchObject([{ customer_id: '1' }, { customer_id: '2' }]);
    } finally {
      await small.close();
    }
  });

  it.each<{ findNothing: 200 | 404; answer: object }>([
    { findNothing: 404, answer: { code: 404, error: 'Not Found', msg: 'No records were found' } },
    { findNothing: 200, answer: { code: 200, error: null, msg: '0 records were found', data: [] } },
  ])('without a result responds $findNothing', async ({ findNothing, answer }) => {
    simulator.setReadings({ findNothing });
    expect(await find({ campaign_id: first, customer_id: '3' })).toEqual({ status: findNothing, json: answer });
    expect(await find({ customer_phone: '957' })).toEqual({ status: findNothing, json: answer });
  });

  it('rejects an unknown campaign, no parameter, and a wrong verb', async () => {
    const refusals = [await find({ campaign_id: '1', customer_id: '1' }), await find({}), await find({}, 'POST')];
    expect(refusals.map(({ status, json }) => [status, json.msg])).toEqual([
      [404, 'Campaign_id 1 does not exist in your operation.'],
      [400, 'SOME PARAMETERS ARE REQUIRED'],
      [405, 'METHOD NOT ALLOWED'],
    ]);
  });
});
