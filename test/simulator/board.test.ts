import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  startSimulator,
  type Behaviour,
  type Readings,
  type Simulator,
} from '../../packages/simulator/src/simulator.js';
import { answered, callCampaign, list, listJson, record, TOKEN, TOKEN_INFO } from './support.js';

const BOARD = '/api/v2/real_time.php?api=campaigns';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());

let id: string;
beforeEach(() => {
  simulator.reset();
  id = simulator.addCampaign({
    name: 'Cobranza',
    type: 'predictive',
    status: 'Started',
    skillId: '4022',
    recycled: '2',
  });
});

type Row = Record<string, unknown>;

async function board(query = ''): Promise<Row[]> {
  const { json } = await listJson(simulator.url, { path: BOARD + query });
  return json.data ?? [];
}

async function rowOf(campaignId: string): Promise<Row | undefined> {
  return (await board()).find(({ campaign }) => String(campaign).startsWith(`${campaignId} - `));
}

const contacts = (results: readonly (string | undefined)[]): object[] =>
  results.map((result, index) => record(String(index + 1), result === undefined ? {} : { result }));

function add(results: readonly (string | undefined)[]): void {
  simulator.addContacts(id, contacts(results) as Row[]);
}

describe('the board', () => {
  it('has a row for every campaign with all columns as text', async () => {
    add(['ANSWER', 'ANSWER', 'NO-ANSWER', 'ABANDON', 'BUSY', 'CONGESTION', 'FAILED', 'ANSWER-MACHINE', undefined]);
    const other = simulator.addCampaign({ name: 'Citas', type: 'preview', records: '7', speed: '3' });
    const { status, json } = await listJson(simulator.url, { path: BOARD });
    expect([status, json.msg]).toEqual([200, '2 records were found']);
    expect(json.data).toEqual([
      {
        campaign: `${id} - Cobranza - Strategy (Predictive (Linear))`,
        speed: '0',
        status: 'started',
        skill_id: '4022',
        records: '9',
        clean: '1',
        dial: '8',
        answer: '2',
        no_answer: '2',
        'busy/congestion/failed': '3',
        answer_machine: '1',
        penetration_day: '88.9%',
        penetration_now: '88.9%',
        hits: '2',
        calls_x_min: '0',
        recycled: '2',
      },
      {
        ...{ campaign: `${other} - Citas - Strategy (Preview)`, speed: '3', status: 'stopped', skill_id: '1' },
        ...{ records: '7', clean: '7', dial: '0', answer: '0', no_answer: '0', 'busy/congestion/failed': '0' },
        ...{ answer_machine: '0', penetration_day: '0.0%', penetration_now: '0.0%', hits: '0', calls_x_min: '0' },
        recycled: '0',
      },
    ]);
  });

  it('counts the calls, not the contacts, and moves a contact to its last result', async () => {
    add(['BUSY', undefined]);
    simulator.setResult(id, '1', 'ANSWER');
    expect(await rowOf(id)).toMatchObject({ clean: '1', dial: '2', answer: '1', 'busy/congestion/failed': '0' });
  });

  it('counts what is left when contacts are removed', async () => {
    add(['BUSY', 'ANSWER', undefined]);
    const query = { api: 'remove_record', type_campaign: 'predictive', campaign_id: id };
    expect((await callCampaign(simulator.url, 'DELETE', query, { customer_id: '1' })).status).toBe(202);
    const counts = { records: '2', clean: '1', dial: '1', answer: '1', 'busy/congestion/failed': '0' };
    expect(await rowOf(id)).toMatchObject(counts);
  });

  it('counts the calls of the last minute', async () => {
    add([undefined, undefined, undefined]);
    jest.useFakeTimers({ doNotFake: EVERYTHING_BUT_DATE, now: new Date('2026-10-30T15:00:00Z') });
    try {
      simulator.dial(2);
      jest.setSystemTime(new Date('2026-10-30T15:00:59Z'));
      simulator.dial();
      expect(await rowOf(id)).toMatchObject({ calls_x_min: '3', clean: '0', dial: '3' });
      jest.setSystemTime(new Date('2026-10-30T15:01:01Z'));
      expect(await rowOf(id)).toMatchObject({ calls_x_min: '1', dial: '3' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('shows one campaign with campaign_id, and none of another one', async () => {
    simulator.addCampaign({ name: 'Citas', type: 'preview' });
    expect(await board(`&campaign_id=${id}`)).toMatchObject([{ campaign: expect.stringMatching(`^${id} - `) }]);
    const { status, json } = await listJson(simulator.url, { path: `${BOARD}&campaign_id=${id}0` });
    expect([status, json.msg, json.data]).toEqual([404, 'No records were found', undefined]);
  });

  it('rejects another verb and a missing token, and counts a call', async () => {
    const statuses = [await list(simulator.url, { path: BOARD, method: 'PUT' })];
    statuses.push(await list(simulator.url, { path: BOARD, headers: {} }), await list(simulator.url, { path: BOARD }));
    expect(statuses.map((answer) => answered(answer).status)).toEqual([405, 401, 200]);
    expect(simulator.spent()).toBe(2);
  });
});

describe('a reading of the board', () => {
  it.each<{ readings: Partial<Readings>; shows: Row }>([
    { readings: { boardLabel: 'plain' }, shows: { campaign: 'ID - Cobranza', penetration_day: '33.3%' } },
    { readings: { boardCounts: 'number' }, shows: { records: 3, clean: 2, dial: 1, answer: 1, speed: '0', hits: 1 } },
    { readings: { boardPercent: 'plain' }, shows: { penetration_day: '33.3', penetration_now: '33.3' } },
    { readings: { boardPercent: 'comma' }, shows: { penetration_day: '33,3%', penetration_now: '33,3%' } },
  ])('$readings', async ({ readings, shows }) => {
    add(['ANSWER', undefined, undefined]);
    simulator.setReadings(readings);
    const [row] = await board();
    expect({ ...row, campaign: String(row?.campaign).replace(id, 'ID') }).toMatchObject(shows);
  });

  it('array answers the rows without an envelope, also if there are none', async () => {
    simulator.setReadings({ boardShape: 'array' });
    const rows = (): Promise<unknown> =>
      list(simulator.url, { path: BOARD }).then((answer) => JSON.parse(answered(answer).text) as unknown);
    expect(await rows()).toMatchObject([{ campaign: expect.stringMatching(`^${id} - `), dial: '0' }]);
    simulator.setBoard(id, { shown: false });
    expect(await rows()).toEqual([]);
  });

  it('boardLagReads shows old calls after a reload, beside the new records', async () => {
    add(['ANSWER', 'BUSY']);
    simulator.setReadings({ boardLagReads: 1 });
    const target = { type_campaign: 'predictive', campaign_id: id };
    expect((await callCampaign(simulator.url, 'DELETE', { api: 'clear_campaign', ...target })).status).toBe(202);
    const added = { api: 'add_record', ...target, campaign_status: 'start' };
    expect((await callCampaign(simulator.url, 'POST', added, [record('9')])).status).toBe(201);
    expect(await rowOf(id)).toMatchObject({ records: '1', clean: '1', dial: '2', answer: '1' });
    expect(await rowOf(id)).toMatchObject({ records: '1', clean: '1', dial: '0', answer: '0' });
  });
});

describe('a changed row of the board', () => {
  it('is missing, has other values, or lacks columns, until it is restored or the simulator is reset', async () => {
    const usual = await rowOf(id);
    simulator.setBoard(id, { shown: false });
    expect(await board()).toEqual([]);
    simulator.setBoard(id, { values: { dial: 'many', campaign: 'Cobranza' }, without: ['clean'] });
    expect(await board()).toEqual([{ ...usual, clean: undefined, dial: 'many', campaign: 'Cobranza' }]);
    simulator.setBoard(id, {});
    expect(await board()).toEqual([usual]);
  });

  it.each<{ row: unknown; says: string }>([
    { row: [], says: 'The row must be an object, for example {"values":{"dial":"many"}}.' },
    { row: { hidden: true }, says: 'The row has no hidden; it may have shown, values, without.' },
    { row: { shown: 'no' }, says: 'shown must be true or false.' },
    { row: { values: 'many' }, says: 'values must be an object, for example {"dial":"many"}.' },
    { row: { without: 'clean' }, says: 'without must be an array of columns, for example ["clean"].' },
    { row: { without: [1] }, says: 'without must be an array of columns, for example ["clean"].' },
  ])('rejects $row', ({ row, says }) => {
    expect(() => simulator.setBoard(id, row as object)).toThrow(new RangeError(says));
    expect(() => simulator.setBoard('1', {})).toThrow('There is no campaign 1.');
  });
});

describe('a preset of the board', () => {
  it.each<{ preset: Behaviour['preset']; shows: Row; lacks: string[] }>([
    { preset: 'board-words', shows: { status: 'paused', dial: 'many', clean: 'N/A', records: '2' }, lacks: [] },
    { preset: 'board-missing-keys', shows: { records: '2' }, lacks: ['status', 'clean', 'dial', 'penetration_day'] },
    { preset: 'board-other-labels', shows: { campaign: 'Cobranza - Strategy (Predictive (Linear))' }, lacks: [] },
  ])('$preset changes the rows of the board only', async ({ preset, shows, lacks }) => {
    add(['ANSWER', undefined]);
    const usual = Object.keys((await rowOf(id)) ?? {});
    simulator.behave({ preset, times: 'always' } as Behaviour);
    for (const shape of ['envelope', 'array'] as const) {
      simulator.setReadings({ boardShape: shape });
      const text = answered(await list(simulator.url, { path: BOARD })).text;
      const body = JSON.parse(text) as { data: Row[] } | Row[];
      const [row] = Array.isArray(body) ? body : body.data;
      expect(row).toMatchObject(shows);
      expect(usual.filter((column) => !Object.hasOwn(row ?? {}, column))).toEqual(lacks);
    }
    const { json } = await listJson(simulator.url);
    expect(json.data).toMatchObject([{ campaign_id: id, status: 'Started', records: '2' }]);
    expect((await listJson(simulator.url, { path: TOKEN_INFO })).status).toBe(200);
    simulator.setBoard(id, { shown: false });
    simulator.setReadings({ boardShape: 'envelope' });
    expect((await listJson(simulator.url, { path: BOARD })).status).toBe(404);
  });

  it('can be set for the board without the campaign list, which has the same api', async () => {
    simulator.behave({ preset: 'internal-error', api: 'real_time.php?api=campaigns' });
    expect((await listJson(simulator.url)).status).toBe(200);
    expect((await listJson(simulator.url, { path: BOARD })).status).toBe(500);
    expect((await listJson(simulator.url, { path: BOARD })).status).toBe(200);
    simulator.behave({ preset: 'html', api: 'campaigns', times: 2 });
    for (const path of [BOARD, '/api/v2/information.php?api=campaigns'])
      expect(answered(await list(simulator.url, { path })).text).toContain('Fatal error');
  });
});

const EVERYTHING_BUT_DATE = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];
