import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  startSimulator,
  type Readings,
  type ReportWindow,
  type ResultFields,
  type Simulator,
} from '../../packages/simulator/src/simulator.js';
import { answered, callCampaign, record, sendCampaign, TOKEN, type Envelope } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN, reportCap: 4 });
});
afterAll(() => simulator.close());

let id: string;
beforeEach(() => {
  simulator.reset();
  id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
});

const OCTOBER = { date_ini: '20261001000000', date_end: '20261031235959' };

function detail(query: Record<string, string> = {}): Promise<{ status: number; json: Envelope }> {
  const usual = { api: 'detail', type_campaign: 'predictive', campaign_id: id, ...OCTOBER };
  return callCampaign(simulator.url, 'GET', { ...usual, ...query });
}

async function idsOf(query: Record<string, string> = {}): Promise<unknown[]> {
  const { json } = await detail(query);
  return (json.data ?? []).map(({ customer_id }) => customer_id);
}

/** A result on a day of October 2026. */
function result(customerId: string, day: string, changes: Partial<ResultFields> = {}): ResultFields {
  return { customer_id: customerId, date: `2026-10-${day}`, ...changes };
}

describe('detail', () => {
  it('shows the fields of a record and the columns of its last call as text', async () => {
    const call = { telephone: '9573001', calls: '3', result: 'BUSY', cod_act: 'A', agent_id: '1001', conn_id: 'c-1' };
    simulator.addResults(id, [result('7', '05 10:00:00', { ...record('7', { tel1: '9573001', age: 40 }), ...call })]);
    const { status, json } = await detail();
    const hidden = { tel_extra: undefined, email: undefined, recall_date: undefined, recall_telephone: undefined };
    const columns = { ...call, date: '2026-10-05 10:00:00', cod_act_2: '', comment: '' };
    expect([status, json.msg, json.code]).toEqual([200, '1 records were found', 200]);
    expect(json.data).toEqual([{ ...record('7', { ...hidden, tel1: '9573001', age: '40' }), ...columns }]);
  });

  it('shows an answered call if a result has no columns', async () => {
    simulator.addResults(id, [result('7', '05 10:00:00')]);
    const { json } = await detail();
    expect(json.data).toMatchObject([{ customer_id: '7', calls: '1', result: 'ANSWER', conn_id: '7-1', tel1: '' }]);
  });

  it('shows the contacts that were called, with the number of the last call, and no others', async () => {
    simulator.addContacts(id, [
      record('1', { tel2: '9573002', tel3: '9573003', result: 'NO-ANSWER' }),
      record('2', { tel1: '9573004' }),
    ]);
    simulator.setResult(id, '1', 'ANSWER');
    const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'America/Bogota' });
    const days = { date_ini: `${today}000000`, date_end: `${today}235959` };
    const digits = Object.fromEntries(Object.entries(days).map(([name, text]) => [name, text.replaceAll('-', '')]));
    const { json } = await detail(digits);
    const date = expect.stringMatching(new RegExp(`^${today} \\d\\d:\\d\\d:\\d\\d$`)) as unknown;
    const call = { telephone: '9573002', calls: '2', result: 'ANSWER', conn_id: '1-2', date };
    expect(json.data).toEqual([expect.objectContaining({ customer_id: '1', tel3: '9573003', ...call })]);
  });

  it('shows only tel1 to tel3 of a preview campaign', async () => {
    id = simulator.addCampaign({ name: 'Citas', type: 'preview' });
    simulator.addResults(id, [result('7', '05 10:00:00', { tel3: '9573003', tel4: '9573004', tel10: '9573010' })]);
    const { json } = await detail({ type_campaign: 'preview' });
    expect(Object.keys(json.data?.[0] ?? {}).filter((key) => /^tel\d/.test(key))).toEqual(['tel1', 'tel2', 'tel3']);
    expect(json.data?.[0]).toMatchObject({ tel3: '9573003' });
  });

  it('shows rows without a conn_id only with detail=all', async () => {
    simulator.addResults(id, [result('1', '05 10:00:00'), result('2', '06 10:00:00', { conn_id: '' })]);
    expect(await idsOf()).toEqual(['1']);
    expect(await idsOf({ detail: 'default' })).toEqual(['1']);
    expect(await idsOf({ detail: 'all' })).toEqual(['1', '2']);
  });

  it('shows the rows of its window, from its first second', async () => {
    simulator.addResults(id, [
      result('1', '04 23:59:59'),
      result('2', '05 00:00:00'),
      result('3', '05 23:59:59'),
      result('4', '06 00:00:00'),
    ]);
    expect(await idsOf({ date_ini: '20261005000000', date_end: '20261005235959' })).toEqual(['2', '3']);
  });

  it('cuts the rows beyond the limit without notice', async () => {
    simulator.addResults(
      id,
      ['5', '3', '1', '4', '2'].map((day) => result(day, `0${day} 10:00:00`)),
    );
    const { status, json } = await detail();
    expect([status, json.msg]).toEqual([200, '4 records were found']);
    expect(await idsOf()).toEqual(['1', '2', '3', '4']);
    simulator.setReadings({ reportOrder: 'newest' });
    expect(await idsOf()).toEqual(['5', '4', '3', '2']);
  });

  it('asks a function for the rows of each window, and drops those outside of it', async () => {
    const windows: ReportWindow[] = [];
    simulator.addResults(id, (window) => {
      windows.push(window);
      return [result('1', '01 00:00:00'), { customer_id: '2', date: '2026-11-01 00:00:00' }];
    });
    simulator.addResults(id, [result('3', '02 00:00:00')]);
    expect(await idsOf()).toEqual(['1', '3']);
    expect(await idsOf({ date_ini: '20261002000000' })).toEqual(['3']);
    const to = '2026-10-31 23:59:59';
    expect(windows).toEqual([
      { from: '2026-10-01 00:00:00', to },
      { from: '2026-10-02 00:00:00', to },
    ]);
  });
});

describe('a campaign that is added with results', () => {
  it.each([[[result('1', '05 10:00:00')]], [() => [result('1', '05 10:00:00')]]])('shows them: %p', async (results) => {
    id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', results });
    expect(await idsOf()).toEqual(['1']);
  });
});

describe('a reading of detail', () => {
  const ROWS = [result('1', '03 10:00:00'), result('2', '01 10:00:00'), result('3', '02 10:00:00')];
  it.each<{ readings: Partial<Readings>; end: string; shows: string[] }>([
    { readings: {}, end: '20261003100000', shows: ['2', '3', '1'] },
    { readings: { reportOrder: 'newest' }, end: '20261003100000', shows: ['1', '3', '2'] },
    { readings: { reportEnd: 'inclusive' }, end: '20261003100000', shows: ['2', '3', '1'] },
    { readings: { reportEnd: 'exclusive' }, end: '20261003100000', shows: ['2', '3'] },
    { readings: { reportEnd: 'exclusive' }, end: '20261003100001', shows: ['2', '3', '1'] },
  ])('$readings until $end', async ({ readings, end, shows }) => {
    simulator.addResults(id, ROWS);
    simulator.setReadings(readings);
    expect(await idsOf({ date_end: end })).toEqual(shows);
  });

  it('reportOrder none has neither order, and always the same', async () => {
    const days = Array.from({ length: 4 }, (_, index) => String(index + 10));
    simulator.addResults(
      id,
      days.map((day) => result(day, `${day} 10:00:00`)),
    );
    simulator.setReadings({ reportOrder: 'none' });
    const shown = await idsOf();
    expect(shown).not.toEqual(days);
    expect(shown).not.toEqual([...days].reverse());
    expect([...shown].sort()).toEqual(days);
    expect(await idsOf()).toEqual(shown);
  });

  it.each<{ reportEmpty: 404 | 200; answer: object }>([
    { reportEmpty: 404, answer: { code: 404, error: 'Not Found', msg: 'Validate dates entered' } },
    { reportEmpty: 200, answer: { code: 200, error: null, msg: '0 records were found', data: [] } },
  ])('reportEmpty $reportEmpty', async ({ reportEmpty, answer }) => {
    simulator.setReadings({ reportEmpty });
    expect(await detail()).toEqual({ status: reportEmpty, json: answer });
  });
});

describe('detail rejects', () => {
  it.each<{ query: Record<string, string>; status: number; msg: string }>([
    { query: { date_end: '20261101000000' }, status: 200, msg: '1 records were found' },
    { query: { date_end: '20261101000001' }, status: 404, msg: 'The date range must not exceed 31 days' },
    { query: { date_ini: '20261031235960' }, status: 404, msg: 'Validate dates entered' },
    { query: { date_end: '20260931000000' }, status: 404, msg: 'Validate dates entered' },
    { query: { date_ini: '2026-10-01 00:00:00' }, status: 404, msg: 'Validate dates entered' },
    { query: { date_end: '20260930235959' }, status: 404, msg: 'Validate dates entered' },
    { query: { date_end: '' }, status: 400, msg: 'SOME PARAMETERS ARE REQUIRED' },
    { query: { date_ini: '' }, status: 400, msg: 'SOME PARAMETERS ARE REQUIRED' },
    { query: { campaign_id: '' }, status: 400, msg: 'SOME PARAMETERS ARE REQUIRED' },
    { query: { type_campaign: 'manual' }, status: 400, msg: 'SOME PARAMETERS ARE REQUIRED' },
    { query: { campaign_id: '1' }, status: 404, msg: 'Campaign_id 1 does not exist in your operation.' },
  ])('$query with $status or not', async ({ query, status, msg }) => {
    simulator.addResults(id, [result('1', '05 10:00:00')]);
    const { status: got, json } = await detail(query);
    expect([got, json.msg]).toEqual([status, msg]);
  });

  it('another verb, and a campaign of the other type', async () => {
    expect((await detail({ type_campaign: 'preview' })).json.msg).toBe(
      `Campaign_id ${id} does not exist in your operation.`,
    );
    const query = { api: 'detail', type_campaign: 'predictive', campaign_id: id, ...OCTOBER };
    expect(answered(await sendCampaign(simulator.url, 'POST', query)).status).toBe(405);
  });
});

describe('removed contacts', () => {
  const remove = (query: Record<string, string>, body?: unknown): Promise<unknown> =>
    callCampaign(simulator.url, 'DELETE', { type_campaign: 'predictive', campaign_id: id, ...query }, body);
  const ALL = { date_ini: '20261030000000', date_end: '20261129000000' };
  beforeEach(() => {
    simulator.addContacts(id, [record('1'), record('2'), record('3')]);
    simulator.addResults(id, [
      result('1', '30 10:00:00', { result: 'ANSWER' }),
      result('2', '30 11:00:00', { result: 'BUSY' }),
      result('4', '30 12:00:00', { result: 'NO-ANSWER' }),
    ]);
  });

  it('lose their results, except answered calls', async () => {
    await remove({ api: 'remove_record' }, { customer_id: '1,2' });
    expect(await idsOf(ALL)).toEqual(['1', '4']);
  });

  it('lose all results when the campaign is cleared, except answered calls', async () => {
    await remove({ api: 'clear_campaign' });
    expect(await idsOf(ALL)).toEqual(['1']);
  });

  it('keep the result of an answered call to a stored contact', async () => {
    simulator.reset();
    id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    simulator.addContacts(id, [record('1', { result: 'ANSWER', tel1: '9573001' }), record('2', { result: 'BUSY' })]);
    const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'America/Bogota' }).replaceAll('-', '');
    const window = { date_ini: `${today}000000`, date_end: `${today}235959` };
    expect(await idsOf(window)).toEqual(['1', '2']);
    await remove({ api: 'clear_campaign' });
    expect((await detail(window)).json.data).toMatchObject([{ customer_id: '1', telephone: '9573001', calls: '1' }]);
  });
});

describe('addResults', () => {
  it.each<{ results: unknown; says: string }>([
    { results: {}, says: 'Results must be an array, for example [{"customer_id":"1001"' },
    { results: [7], says: 'A result must be an object, for example in [{' },
    { results: [{ date: '2026-10-30 17:58:41' }], says: 'customer_id must be a string.' },
    { results: [{ customer_id: '1' }], says: 'date must be a time such as "2026-10-30 17:58:41".' },
    { results: [{ customer_id: '1', date: '2026-02-30 17:58:41' }], says: 'date must be a time' },
    { results: [{ customer_id: '1', date: '20261030175841' }], says: 'date must be a time' },
    { results: [{ customer_id: '1', date: '2026-10-30 17:58:41', calls: 1 }], says: 'calls must be a string.' },
  ])('rejects $results', ({ results, says }) => {
    expect(() => simulator.addResults(id, results as ResultFields[])).toThrow(RangeError);
    expect(() => simulator.addResults(id, results as ResultFields[])).toThrow(says);
  });

  it('rejects an unknown campaign', () => {
    expect(() => simulator.addResults('1', [])).toThrow(new RangeError('There is no campaign 1.'));
  });

  it('rejects what does not fit in memory, stores none of it, and releases what is removed', async () => {
    const small = await startSimulator({ token: TOKEN, campaignBytes: 8_000 });
    try {
      const campaign = small.addCampaign({ name: 'Cobranza', type: 'predictive', records: '1' });
      const rows = Array.from({ length: 5 }, (_, index) => result(String(index), '05 10:00:00', { result: 'BUSY' }));
      small.addResults(campaign, rows);
      expect(() => small.addResults(campaign, [...rows, ...rows])).toThrow('The simulator has no memory');
      const query = { type_campaign: 'predictive', campaign_id: campaign };
      const shown = await callCampaign(small.url, 'GET', { api: 'detail', ...query, ...OCTOBER });
      expect(shown.json.msg).toBe('5 records were found');
      await callCampaign(small.url, 'DELETE', { api: 'clear_campaign', ...query });
      small.addResults(campaign, [...rows, ...rows]);
    } finally {
      await small.close();
    }
  });
});
