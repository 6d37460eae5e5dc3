import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import {
  callCampaign,
  campaign,
  create,
  CREATE,
  listJson,
  LIST,
  sendCampaign,
  TOKEN,
  type Envelope,
} from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());

let id: string;
beforeEach(async () => {
  simulator.reset();
  const path = CREATE.replace('preview', 'predictive');
  const hours = { start_time: '20261130080000', end_time: '20261130180000', skill_id: '4021', opt1: 'Deuda' };
  await create(simulator.url, { path, body: campaign(hours) });
  id = String(simulator.campaigns()[0]?.campaign_id);
  simulator.addContacts(id, [{ customer_id: '1' }, { customer_id: '2' }]);
});

type Called = Promise<{ status: number; json: Envelope }>;

const put = (api: string, body: unknown, campaignId = id): Called =>
  callCampaign(simulator.url, 'PUT', { api, campaign_id: campaignId }, body);

async function row(): Promise<Record<string, unknown> | undefined> {
  return (await listJson(simulator.url, { path: `${LIST}&campaign=${id}` })).json.data?.[0];
}

const RECALL = { recall_date: '20261130150000', recall_telephone: '9573001112233', customer_id: '2' };

describe('speed', () => {
  it.each(['0', '7', '99', '100'])('becomes %s with 202 without data, and the list shows it', async (speed) => {
    expect(await put('speed', { speed })).toEqual({
      status: 202,
      json: { code: 202, error: null, msg: `The speed of the ${id} campaign_id has been changed successfully` },
    });
    expect(await row()).toMatchObject({ speed, status: 'Stopped', records: '2' });
  });

  it.each(['101', '-1', '1.5', '', 'fast'])('of "%s" is a 406, and nothing changes', async (speed) => {
    expect((await put('speed', { speed })).status).toBe(406);
    expect(await row()).toMatchObject({ speed: '0' });
  });
});

const FIELDS = {
  campaign_name: 'Bienvenida',
  campaign_description: '',
  type_camp: 'Predictive',
  enable_edition: 'yes',
  start_time: '08:00:00',
  end_time: '18:00:00',
  skill_id: '4021',
  amd_conf: 'default',
  turbo_dial: 'no',
  routing_recall: 'no',
  optional_labels: {
    ...{ opt0: '', opt1: 'Deuda', opt2: '', opt3: '', opt4: '', opt5: '', opt6: '' },
    ...{ opt7: '', opt8: '', opt9: '', opt10: '', opt11: '', opt12: '' },
  },
};

describe('edit_campaign', () => {
  it.each<{ body: Record<string, unknown>; fields: object; listed: object; stored: object }>([
    { body: {}, fields: {}, listed: { campaign_name: 'Bienvenida' }, stored: { start_time: '20261130080000' } },
    {
      body: { campaign_name: 'Otra', campaign_description: 'Mora' },
      fields: { campaign_name: 'Otra', campaign_description: 'Mora' },
      listed: { campaign_name: 'Otra', campaign_description: 'Mora' },
      stored: { campaign_name: 'Otra', opt1: 'Deuda' },
    },
    {
      body: { start_time: '09:30:00', end_time: '17:00:00' },
      fields: { start_time: '09:30:00', end_time: '17:00:00' },
      listed: {},
      stored: { start_time: '09:30:00', end_time: '17:00:00' },
    },
    { body: { skill_id: '4022' }, fields: { skill_id: '4022' }, listed: { skill_id: '4022' }, stored: {} },
    { body: { skill_id: 'VAGENT' }, fields: { skill_id: 'VAGENT' }, listed: { skill_id: 'VAGENT' }, stored: {} },
    { body: { amd_conf: 'COL' }, fields: { amd_conf: 'COL' }, listed: {}, stored: { amd: 'COL' } },
    { body: { turbo_dial: 'yes' }, fields: { turbo_dial: 'yes' }, listed: { turbo_dial: 'yes' }, stored: {} },
    {
      body: { type_camp: 'Preview' },
      fields: { type_camp: 'Preview' },
      listed: { type_campaign: 'preview' },
      stored: {},
    },
    {
      body: { enable_edition: 'no', routing_recall: 'yes', camp_dial_order: 'random' },
      fields: { enable_edition: 'no', routing_recall: 'yes' },
      listed: {},
      stored: { enable_edition: 'no', camp_dial_order: 'random' },
    },
    {
      body: { optional_labels: { opt0: 'Cero', opt12: 'Doce' } },
      fields: { optional_labels: { ...FIELDS.optional_labels, opt0: 'Cero', opt12: 'Doce' } },
      listed: {},
      stored: { opt1: 'Deuda', opt12: 'Doce' },
    },
  ])('of $body changes only that, and returns all fields', async ({ body, fields, listed, stored }) => {
    expect(await put('edit_campaign', body)).toEqual({
      status: 200,
      json: {
        code: 200,
        error: null,
        msg: `The ${id} campaign_id has been edited successfully`,
        data: [{ ...FIELDS, ...fields }],
      },
    });
    const before = { campaign_name: 'Bienvenida', type_campaign: 'predictive', skill_id: '4021', turbo_dial: 'no' };
    expect(await row()).toMatchObject({ ...before, ...listed, status: 'Stopped', records: '2' });
    expect(simulator.campaigns()).toMatchObject([{ campaign_id: id, ...stored }]);
    // An edit is the basis of the next one.
    expect((await put('edit_campaign', {})).json.data).toEqual([{ ...FIELDS, ...fields }]);
  });

  it.each<{ body: Record<string, unknown>; field: string }>([
    { body: { colour: 'red' }, field: 'colour' },
    { body: { toString: 'x' }, field: 'toString' },
    { body: { campaign_name: '' }, field: 'campaign_name' },
    { body: { campaign_name: 7 }, field: 'campaign_name' },
    { body: { type_camp: 'predictive' }, field: 'type_camp' },
    { body: { enable_edition: 'Yes' }, field: 'enable_edition' },
    { body: { turbo_dial: true }, field: 'turbo_dial' },
    { body: { start_time: '080000' }, field: 'start_time' },
    { body: { start_time: '24:00:00' }, field: 'start_time' },
    { body: { end_time: '08:00:00' }, field: 'end_time' },
    { body: { start_time: '18:00:01' }, field: 'end_time' },
    { body: { skill_id: '9' }, field: 'skill_id' },
    { body: { skill_id: '' }, field: 'skill_id' },
    { body: { amd_conf: 'BRA' }, field: 'amd_conf' },
    { body: { camp_dial_order: 'up' }, field: 'camp_dial_order' },
    { body: { optional_labels: { opt13: 'x' } }, field: 'optional_labels' },
    { body: { optional_labels: ['x'] }, field: 'optional_labels' },
    { body: { campaign_description: 'Mora', skill_id: '9' }, field: 'skill_id' },
  ])('of $body is a 400, and nothing changes', async ({ body, field }) => {
    const { status, json } = await put('edit_campaign', body);
    expect([status, json.msg]).toEqual([400, `The field ${field} is invalid`]);
    expect((await put('edit_campaign', {})).json.data).toEqual([FIELDS]);
  });

  it.each([
    ['half', ['Otra', '4021']],
    ['second-half', ['Bienvenida', '4022']],
  ] as const)('of two fields may change the %s before its answer is lost', async (create, changed) => {
    simulator.behave({ create, breakOff: 'before-answer', api: 'edit_campaign' });
    const body = { campaign_name: 'Otra', skill_id: '4022' };
    await sendCampaign(simulator.url, 'PUT', { api: 'edit_campaign', campaign_id: id }, body);
    const { campaign_name, skill_id } = (await row()) ?? {};
    expect([campaign_name, skill_id]).toEqual(changed);
  });

  it('is counted in the memory', async () => {
    const one = await startSimulator({ token: TOKEN, campaignBytes: 4_000 });
    const campaignId = one.addCampaign({ name: 'Cobranza', type: 'predictive' });
    const edit = (campaign_description: string): Called =>
      callCampaign(one.url, 'PUT', { api: 'edit_campaign', campaign_id: campaignId }, { campaign_description });
    expect((await edit('x'.repeat(2_000))).status).toBe(507);
    for (const size of [500, 1, 500, 1, 500]) expect((await edit('x'.repeat(size))).status).toBe(200);
    await one.close();
  });
});

describe('recall', () => {
  it('sets the date and the telephone of the contact, with 202 without data', async () => {
    expect(await put('recall', RECALL)).toEqual({
      status: 202,
      json: { code: 202, error: null, msg: 'The recall of the 2 customer_id has been added successfully' },
    });
    expect(simulator.contactsOf(id)).toMatchObject([{ customer_id: '1' }, RECALL]);
    expect(simulator.contactsOf(id)[0]).not.toHaveProperty('recall_date');
  });

  it('of an unknown contact, or in a preview campaign, is a 404', async () => {
    const preview = simulator.addCampaign({ name: 'Citas', type: 'preview' });
    simulator.addContacts(preview, [{ customer_id: '2' }]);
    const refusals = [await put('recall', { ...RECALL, customer_id: '3' }), await put('recall', RECALL, preview)];
    expect(refusals.map(({ status, json }) => [status, json.msg])).toEqual([
      [404, 'Customer_id 3 does not exist in the campaign.'],
      [404, `Campaign_id ${preview} does not exist in your operation.`],
    ]);
  });
});

describe('a change that is not valid', () => {
  const MISSING = [400, 'SOME PARAMETERS ARE REQUIRED'];
  it.each<{ api: string; body: unknown; campaignId?: string; refusal?: unknown[] }>([
    { api: 'speed', body: '' },
    { api: 'speed', body: { speed: 5 } },
    { api: 'speed', body: { speed: '5' }, campaignId: '' },
    { api: 'edit_campaign', body: '' },
    { api: 'edit_campaign', body: [] },
    { api: 'edit_campaign', body: {}, campaignId: '' },
    { api: 'recall', body: { ...RECALL, recall_date: '2026-11-30' } },
    { api: 'recall', body: { ...RECALL, recall_telephone: '' } },
    { api: 'recall', body: { ...RECALL, customer_id: '' } },
    { api: 'recall', body: [RECALL] },
    { api: 'recall', body: RECALL, campaignId: '' },
    ...['speed', 'edit_campaign', 'recall'].map((api) => ({
      api,
      body: { speed: { speed: '5' }, edit_campaign: {}, recall: RECALL }[api],
      campaignId: '1',
      refusal: [404, 'Campaign_id 1 does not exist in your operation.'],
    })),
  ])('is rejected: $api $body of the campaign "$campaignId"', async ({ api, body, campaignId, refusal = MISSING }) => {
    const { status, json } = await put(api, body, campaignId);
    expect([status, json.msg]).toEqual(refusal);
    expect((await callCampaign(simulator.url, 'POST', { api, campaign_id: id }, body)).status).toBe(405);
  });
});

describe('a behaviour of a change', () => {
  const lost = { breakOff: 'before-answer' } as const;
  const BODIES = { speed: { speed: '9' }, edit_campaign: { campaign_name: 'Otra' }, recall: RECALL };
  const cases = Object.keys(BODIES).flatMap((api) => [
    { api, behaviour: { ...lost, create: false }, changed: false },
    { api, behaviour: { ...lost, create: 'half' }, changed: false },
    { api, behaviour: { preset: 'lost-answer' }, changed: true },
    { api, behaviour: { preset: 'success-inside-500' }, changed: true },
    { api, behaviour: { preset: 'unavailable' }, changed: false },
  ]) as { api: keyof typeof BODIES; behaviour: Behaviour; changed: boolean }[];

  it.each(cases)('carries out its part: $api $behaviour', async ({ api, behaviour, changed }) => {
    simulator.behave({ ...behaviour, api });
    await sendCampaign(simulator.url, 'PUT', { api, campaign_id: id }, BODIES[api]);
    const { speed, campaign_name } = (await row()) ?? {};
    const recall = simulator.contactsOf(id)[1]?.recall_date;
    expect({ speed: speed === '9', edit_campaign: campaign_name === 'Otra', recall: recall !== undefined }).toEqual({
      speed: false,
      edit_campaign: false,
      recall: false,
      [api]: changed,
    });
  });
});
