import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import { callCampaign, listed, sendCampaign, TOKEN, type Envelope } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());

let id: string;
let other: string;
beforeEach(() => {
  simulator.reset();
  id = simulator.addCampaign({ name: 'Cobranza', type: 'predictive', records: '10' });
  other = simulator.addCampaign({ name: 'Citas', type: 'preview', records: '5' });
  simulator.addContacts(id, [
    { customer_id: '1', result: 'BUSY' },
    { customer_id: '2' },
    { customer_id: '1', result: 'ANSWER' },
    { customer_id: '3', result: 'BUSY' },
  ]);
});

type Called = Promise<{ status: number; json: Envelope }>;
type Query = Record<string, string>;

const query = (api: string, changes: Query = {}): Query => ({
  api,
  type_campaign: 'predictive',
  campaign_id: id,
  ...changes,
});

const remove = (api: string, changes: Query = {}, body: unknown = ''): Called =>
  callCampaign(simulator.url, 'DELETE', query(api, changes), body);

const idsOf = (): unknown[] => simulator.contactsOf(id).map(({ customer_id }) => customer_id);

const NO_RECORDS = (campaign: string): string =>
  `The ${campaign} campaign_id has no records to delete, please validate the data`;

describe('clear_campaign', () => {
  it('removes every contact, also the unknown ones, and responds 202 without data', async () => {
    expect(await remove('clear_campaign')).toEqual({
      status: 202,
      json: { code: 202, error: null, msg: `The ${id} campaign_id has been cleared successfully` },
    });
    expect([idsOf(), await listed(simulator.url, id)]).toEqual([[], ['0', 'Stopped']]);
    expect(await listed(simulator.url, other)).toEqual(['5', 'Stopped']);
  });

  it('of an empty campaign is a 404', async () => {
    await remove('clear_campaign');
    const { status, json } = await remove('clear_campaign');
    expect([status, json.msg]).toEqual([404, NO_RECORDS(id)]);
  });

  it.each<{ result: string; unknownResult: 'nothing' | 'everything'; status: number; left: string }>([
    { result: 'BUSY', unknownResult: 'nothing', status: 202, left: '12' },
    { result: 'BUSY', unknownResult: 'everything', status: 202, left: '12' },
    { result: 'NO-ANSWER', unknownResult: 'everything', status: 404, left: '14' },
    { result: 'busy', unknownResult: 'nothing', status: 404, left: '14' },
    { result: 'busy', unknownResult: 'everything', status: 202, left: '0' },
    { result: '', unknownResult: 'nothing', status: 404, left: '14' },
    { result: '', unknownResult: 'everything', status: 202, left: '0' },
  ])('with the result "$result", unknown ones removing $unknownResult, leaves $left', async (row) => {
    simulator.setReadings({ unknownResult: row.unknownResult });
    expect((await remove('clear_campaign', { result: row.result })).status).toBe(row.status);
    expect(await listed(simulator.url, id)).toEqual([row.left, 'Stopped']);
  });

  it('shows the old count during the lag', async () => {
    simulator.setReadings({ countLagReads: 1 });
    await remove('clear_campaign');
    expect([await listed(simulator.url, id), await listed(simulator.url, id)]).toEqual([
      ['14', 'Stopped'],
      ['0', 'Stopped'],
    ]);
  });
});

describe('remove_record', () => {
  it.each<{ ids: string; named: string; left: string[]; query?: Query }>([
    { ids: '1', named: '1', left: ['2', '3'] },
    { ids: '9,2,3', named: '2', left: ['1', '1'] },
    { ids: '1,2', query: { result: 'ANSWER' }, named: '1', left: ['1', '2', '3'] },
  ])('of "$ids" removes their records, and names one id', async ({ ids, query: changes, named, left }) => {
    expect(await remove('remove_record', changes, { customer_id: ids })).toEqual({
      status: 202,
      json: { code: 202, error: null, msg: `The ${named} customer_id has been removed successfully` },
    });
    expect(idsOf()).toEqual(left);
    expect(await listed(simulator.url, id)).toEqual([String(10 + left.length), 'Stopped']);
  });

  it.each<{ ids: string; query?: Query }>([{ ids: '9' }, { ids: '1', query: { result: 'NO-ANSWER' } }])(
    'without a match is a 404: $ids',
    async ({ ids, query: changes }) => {
      const { status, json } = await remove('remove_record', changes, { customer_id: ids });
      expect([status, json.msg]).toEqual([404, NO_RECORDS(id)]);
      expect(idsOf()).toHaveLength(4);
    },
  );

  it('removes contacts that were uploaded again', async () => {
    await remove('remove_record', {}, { customer_id: '2' });
    simulator.addContacts(id, [{ customer_id: '2', result: 'BUSY' }]);
    await remove('clear_campaign', { result: 'BUSY' });
    expect(idsOf()).toEqual(['1']);
  });
});

describe('delete_campaign', () => {
  const done = (deleted: number, failed: number): Envelope => ({
    code: 200,
    error: null,
    msg: `${deleted} campaigns deleted successfully. ${failed} operations failed.`,
  });

  it('deletes the campaigns of the body, and counts the others as failed', async () => {
    const third = simulator.addCampaign({ name: 'Tercera', type: 'predictive', status: 'Started' });
    const body = { campaign_ids: [id, other, third, '1'] };
    const byType = { api: 'delete_campaign', type_campaign: 'predictive' };
    expect(await callCampaign(simulator.url, 'DELETE', byType, body)).toEqual({ status: 200, json: done(2, 2) });
    expect(simulator.campaigns().map(({ campaign_id }) => campaign_id)).toEqual([other]);
    expect([simulator.contactsOf(id), simulator.statusOf(id)]).toEqual([[], undefined]);
    expect(await listed(simulator.url, id)).toBeUndefined();
  });

  it('deletes the campaign of the query, as older servers do', async () => {
    expect(await remove('delete_campaign')).toEqual({ status: 200, json: done(1, 0) });
    expect(simulator.statusOf(id)).toBeUndefined();
  });

  it.each([200, 404] as const)('of no known campaign responds %d', async (deleteNothing) => {
    simulator.setReadings({ deleteNothing });
    const { status, json } = await remove('delete_campaign', { campaign_id: '1' });
    expect([status, json.code, json.msg]).toEqual([deleteNothing, deleteNothing, done(0, 1).msg]);
  });

  it('frees the memory of the campaign and of its contacts', async () => {
    const one = await startSimulator({ token: TOKEN, campaignBytes: 5_000 });
    for (let round = 0; round < 20; round += 1) {
      const campaign = one.addCampaign({ name: 'Cobranza', type: 'predictive' });
      one.addContacts(campaign, [{ customer_id: '1' }, { customer_id: '2' }, { customer_id: '3' }]);
      if (round % 2 === 0) await callCampaign(one.url, 'DELETE', query('clear_campaign', { campaign_id: campaign }));
      await callCampaign(one.url, 'DELETE', query('delete_campaign', { campaign_id: campaign }));
    }
    expect(one.campaigns()).toEqual([]);
    await one.close();
  });
});

describe('a removal that is not valid', () => {
  const MISSING = [400, 'SOME PARAMETERS ARE REQUIRED'];
  const UNKNOWN = [404, expect.stringMatching(/^Campaign_id \d+ does not exist in your operation\.$/)];
  it.each<{ api: string; changes?: Query; body?: unknown; refusal: unknown[] }>([
    { api: 'clear_campaign', changes: { type_campaign: '' }, refusal: MISSING },
    { api: 'clear_campaign', changes: { campaign_id: '' }, refusal: MISSING },
    { api: 'clear_campaign', changes: { campaign_id: '1' }, refusal: UNKNOWN },
    { api: 'clear_campaign', changes: { type_campaign: 'preview' }, refusal: UNKNOWN },
    { api: 'remove_record', changes: { type_campaign: '' }, body: { customer_id: '1' }, refusal: MISSING },
    { api: 'remove_record', changes: { campaign_id: '' }, body: { customer_id: '1' }, refusal: MISSING },
    { api: 'remove_record', refusal: MISSING },
    { api: 'remove_record', body: { customer_id: '' }, refusal: MISSING },
    { api: 'remove_record', body: { customer_id: ['1'] }, refusal: MISSING },
    { api: 'remove_record', changes: { campaign_id: '1' }, body: { customer_id: '1' }, refusal: UNKNOWN },
    { api: 'delete_campaign', changes: { type_campaign: 'x' }, refusal: MISSING },
    { api: 'delete_campaign', changes: { campaign_id: '' }, body: { campaign_ids: [] }, refusal: MISSING },
    { api: 'delete_campaign', changes: { campaign_id: '' }, body: { campaign_ids: '1' }, refusal: MISSING },
  ])('is rejected, and removes nothing: $api $changes $body', async ({ api, changes, body, refusal }) => {
    const { status, json } = await remove(api, changes, body);
    expect([status, json.msg]).toEqual(refusal);
    expect([simulator.campaigns().length, idsOf().length]).toEqual([2, 4]);
    expect((await callCampaign(simulator.url, 'POST', query(api, changes), body)).status).toBe(405);
  });
});

describe('a behaviour of a removal', () => {
  const lost = { breakOff: 'before-answer' } as const;
  it.each<{ api: string; body?: object; behaviour: Behaviour; left: string | undefined }>([
    { api: 'clear_campaign', behaviour: { ...lost, create: false }, left: '14' },
    { api: 'clear_campaign', behaviour: { ...lost, create: 'half' }, left: '7' },
    { api: 'clear_campaign', behaviour: { ...lost, create: 'second-half' }, left: '7' },
    { api: 'clear_campaign', behaviour: { preset: 'lost-answer' }, left: '0' },
    { api: 'clear_campaign', behaviour: { preset: 'unavailable' }, left: '14' },
    { api: 'remove_record', body: { customer_id: '1,2' }, behaviour: { ...lost, create: false }, left: '14' },
    { api: 'remove_record', body: { customer_id: '1,2' }, behaviour: { ...lost, create: 'half' }, left: '12' },
    { api: 'remove_record', body: { customer_id: '1,2' }, behaviour: { preset: 'cut-short' }, left: '11' },
    { api: 'delete_campaign', behaviour: { ...lost, create: false }, left: '14' },
    { api: 'delete_campaign', behaviour: { ...lost, create: 'half' }, left: '14' },
    { api: 'remove_record', body: { customer_id: '1,2' }, behaviour: { preset: 'second-half-done' }, left: '13' },
    { api: 'delete_campaign', behaviour: { preset: 'lost-answer' }, left: undefined },
  ])('carries out its part: $api $behaviour', async ({ api, body, behaviour, left }) => {
    simulator.behave({ ...behaviour, api });
    await sendCampaign(simulator.url, 'DELETE', query(api), body);
    const row = (await listed(simulator.url, id)) as string[] | undefined;
    expect(row?.[0]).toBe(left);
  });

  it('deletes the first half of the campaigns', async () => {
    const third = simulator.addCampaign({ name: 'Tercera', type: 'predictive' });
    simulator.behave({ create: 'half', breakOff: 'before-answer', api: 'delete_campaign' });
    await sendCampaign(simulator.url, 'DELETE', query('delete_campaign'), { campaign_ids: [id, third] });
    expect(simulator.campaigns().map(({ campaign_id }) => campaign_id)).toEqual([other, third]);
  });

  it('clears the unknown contacts before the known ones', async () => {
    simulator.behave({ create: 'half', breakOff: 'before-answer', api: 'clear_campaign' });
    await sendCampaign(simulator.url, 'DELETE', query('clear_campaign'));
    expect(idsOf()).toHaveLength(4);
    simulator.behave({ preset: 'half-done', api: 'clear_campaign' });
    await sendCampaign(simulator.url, 'DELETE', query('clear_campaign', { result: 'BUSY' }));
    expect(idsOf()).toEqual(['2', '1', '3']);
    simulator.behave({ preset: 'second-half-done', api: 'clear_campaign' });
    await sendCampaign(simulator.url, 'DELETE', query('clear_campaign'));
    // Three unknown contacts are left.
    expect(await listed(simulator.url, id)).toEqual(['3', 'Stopped']);
    expect(idsOf()).toEqual([]);
  });
});
