import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { callCampaign, listed, listJson, record, TOKEN } from './support.js';

const BOARD = '/api/v2/real_time.php?api=campaigns';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

function running(count: number, changes: { speed?: string } = {}): string {
  const contacts = Array.from({ length: count }, (_, index) => record(`c${index}`, { tel1: `9573${index}` }));
  return simulator.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started', contacts, ...changes });
}

function callsOf(id: string): unknown[] {
  return simulator.contactsOf(id).map(({ calls }) => calls);
}

describe('dial', () => {
  it('calls the next contacts in order of addition, each once, and returns the number of calls', () => {
    const id = running(5);
    expect(simulator.dial()).toBe(1);
    expect(callsOf(id)).toEqual(['1', '0', '0', '0', '0']);
    expect(simulator.dial(3)).toBe(3);
    expect(callsOf(id)).toEqual(['1', '1', '1', '1', '0']);
    expect([simulator.dial(3), simulator.dial(3)]).toEqual([1, 0]);
    expect(callsOf(id)).toEqual(['1', '1', '1', '1', '1']);
  });

  it('calls no contact that was called before', () => {
    const id = running(0);
    simulator.addContacts(id, [record('1', { result: 'BUSY' }), record('2')]);
    expect(simulator.dial(9)).toBe(1);
    expect(callsOf(id)).toEqual(['1', '1']);
  });

  it('calls a contact again when its result is set to CLEAN, as recall_records does', () => {
    const id = running(2);
    simulator.dial(2);
    simulator.setResult(id, 'c0', 'CLEAN');
    expect([simulator.dial(9), simulator.dial(9)]).toEqual([1, 0]);
    expect(callsOf(id)).toEqual(['3', '1']);
  });

  it('calls only contacts of running predictive campaigns', () => {
    const stopped = simulator.addCampaign({ name: 'Parada', type: 'predictive', contacts: [record('1')] });
    const preview = { name: 'Citas', type: 'preview', status: 'Started', contacts: [record('1')] } as const;
    const ids = [stopped, simulator.addCampaign(preview)];
    expect(simulator.dial()).toBe(0);
    const two = [running(1), running(2)];
    expect(simulator.dial(2)).toBe(3);
    expect([...ids, ...two].map(callsOf)).toEqual([['0'], ['0'], ['1'], ['1', '1']]);
  });

  it('follows a start and a stop, and leaves a campaign started when nothing is left', async () => {
    const id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', contacts: [record('1'), record('2')] });
    const put = (api: string): Promise<unknown> => callCampaign(simulator.url, 'PUT', { api, campaign_id: id });
    await put('start');
    expect(simulator.dial()).toBe(1);
    await put('stop');
    expect(simulator.dial()).toBe(0);
    await put('start');
    expect([simulator.dial(), simulator.dial()]).toEqual([1, 0]);
    expect(await listed(simulator.url, id)).toEqual(['2', 'Started']);
  });

  it('calls contacts of an upload, and none that were removed', async () => {
    const id = running(0);
    const target = { type_campaign: 'predictive', campaign_id: id };
    const upload = { api: 'add_record', ...target, campaign_status: 'start' };
    await callCampaign(simulator.url, 'POST', upload, [record('1'), record('2'), record('3')]);
    await callCampaign(simulator.url, 'DELETE', { api: 'remove_record', ...target }, { customer_id: '2' });
    expect(simulator.dial(9)).toBe(2);
    expect(simulator.contactsOf(id).map(({ customer_id, calls }) => [customer_id, calls])).toEqual([
      ['1', '1'],
      ['3', '1'],
    ]);
  });

  it('moves the counts of the board with the contacts, until nothing is pending', async () => {
    const id = running(40);
    const row = async (): Promise<Record<string, unknown>> =>
      (await listJson(simulator.url, { path: `${BOARD}&campaign_id=${id}` })).json.data?.[0] ?? {};
    for (const [clean, dial, penetration] of [
      ['40', '0', '0.0%'],
      ['28', '12', '30.0%'],
      ['16', '24', '60.0%'],
      ['4', '36', '90.0%'],
      ['0', '40', '100.0%'],
    ]) {
      const shown = await row();
      expect(shown).toMatchObject({ records: '40', clean, dial, penetration_day: penetration, status: 'started' });
      const outcomes = ['answer', 'no_answer', 'busy/congestion/failed', 'answer_machine'];
      expect(String(outcomes.reduce((sum, column) => sum + Number(shown[column]), 0))).toBe(dial);
      simulator.dial(12);
    }
  });

  it('has results of several kinds, which depend on the campaign and the contact only', () => {
    const id = running(200);
    simulator.dial(200);
    const results = simulator.contactsOf(id).map(({ result }) => result);
    expect(new Set(results)).toEqual(
      new Set(['ANSWER', 'NO-ANSWER', 'BUSY', 'ANSWER-MACHINE', 'CONGESTION', 'FAILED', 'ABANDON']),
    );
    const noPhone = running(0);
    simulator.addContacts(noPhone, [record('1')]);
    simulator.dial();
    expect(simulator.contactsOf(noPhone)).toMatchObject([{ result: 'FAILED', calls: '1' }]);
  });

  it('stores the results, with an agent and a code for answered calls only', async () => {
    const id = running(30);
    simulator.dial(30);
    const day = new Date().toLocaleDateString('sv-SE', { timeZone: 'America/Bogota' }).replaceAll('-', '');
    const window = { date_ini: `${day}000000`, date_end: `${day}235959` };
    const query = { api: 'detail', type_campaign: 'predictive', campaign_id: id, ...window };
    const { data = [] } = (await callCampaign(simulator.url, 'GET', query)).json;
    const stored = simulator.contactsOf(id);
    expect(
      data.map(({ customer_id, telephone, result, conn_id }) => [customer_id, telephone, result, conn_id]),
    ).toEqual(stored.map(({ customer_id, tel1, result, conn_id }) => [customer_id, tel1, result, conn_id]));
    for (const { result, agent_id: agent, cod_act: code } of data)
      expect([agent !== '', code !== '']).toEqual([result === 'ANSWER', result === 'ANSWER']);
    expect(data.filter(({ result }) => result === 'ANSWER').length).toBeGreaterThan(0);
  });

  it.each([0, 1.5, -1, NaN])('rejects %p calls', (count) => {
    expect(() => simulator.dial(count)).toThrow(new RangeError('The number of calls must be a whole number from 1.'));
  });
});

describe('dialIntervalMs', () => {
  it('calls contacts in each interval, more at a higher speed, until the simulator is closed', async () => {
    jest.useFakeTimers({ doNotFake: EVERYTHING_BUT_INTERVALS });
    try {
      const own = await startSimulator({ token: TOKEN, dialIntervalMs: 1_000 });
      const contacts = Array.from({ length: 20 }, (_, index) => record(String(index)));
      const ids = ['0', '35', '100', 'fast'].map((speed) =>
        own.addCampaign({ name: 'Cobranza', type: 'predictive', status: 'Started', contacts, speed }),
      );
      const called = (): number[] => ids.map((id) => own.contactsOf(id).filter(({ calls }) => calls === '1').length);
      jest.advanceTimersByTime(999);
      expect(called()).toEqual([0, 0, 0, 0]);
      jest.advanceTimersByTime(1);
      expect(called()).toEqual([1, 4, 11, 1]);
      jest.advanceTimersByTime(1_000);
      expect(called()).toEqual([2, 8, 20, 2]);
      await own.close();
      jest.advanceTimersByTime(5_000);
      expect(called()).toEqual([2, 8, 20, 2]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is off by default', () => {
    jest.useFakeTimers({ doNotFake: EVERYTHING_BUT_INTERVALS });
    try {
      const id = running(1);
      jest.advanceTimersByTime(3_600_000);
      expect(callsOf(id)).toEqual(['0']);
    } finally {
      jest.useRealTimers();
    }
  });

  it.each([-1, 0.5, 3_600_001])('does not take %p', async (dialIntervalMs) => {
    await expect(startSimulator({ token: TOKEN, dialIntervalMs })).rejects.toThrow(
      'dialIntervalMs (SIMULATOR_DIAL_INTERVAL_MS) must be a whole number from 0 to 3600000.',
    );
  });
});

const EVERYTHING_BUT_INTERVALS = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
];
