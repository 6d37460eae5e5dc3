import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type ExistingCampaign, type Simulator } from '../../packages/simulator/src/simulator.js';
import { campaign, CREATE, create, LIST, listJson, TOKEN } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const ROW = {
  campaign_id: expect.stringMatching(/^\d{4}$/),
  campaign_name: 'Bienvenida',
  campaign_description: '',
  type_campaign: 'preview',
  status: 'Stopped',
  records: '0',
  speed: '0',
  dial_mode: 'strategy',
  last_use: '',
  recycled: '0',
  turbo_dial: 'no',
  skill_id: '17',
};

describe('the list of campaigns', () => {
  it('contains created campaigns in order, with text values and only the documented keys', async () => {
    await create(simulator.url);
    const body = campaign({
      campaign_name: 'Otra',
      campaign_description: 'ñ',
      start_time: '080000',
      end_time: '180000',
      amd: 'COL',
      status: 'Started',
    });
    await create(simulator.url, { path: CREATE.replace('preview', 'predictive'), body });
    expect(await listJson(simulator.url)).toEqual({
      status: 200,
      json: {
        code: 200,
        error: null,
        msg: '2 records were found',
        data: [ROW, { ...ROW, campaign_name: 'Otra', campaign_description: 'ñ', type_campaign: 'predictive' }],
      },
    });
  });

  it('contains no campaign that was rejected, or answered without being stored', async () => {
    await create(simulator.url, { body: '{}' });
    simulator.behave({ create: false });
    await create(simulator.url);
    expect(await listJson(simulator.url)).toMatchObject({ status: 404 });
  });

  it('responds 404 with code 404 if it is empty', async () => {
    expect(await listJson(simulator.url)).toEqual({
      status: 404,
      json: { code: 404, error: 'Not Found', msg: 'No records were found' },
    });
  });

  it('contains only the requested campaign', async () => {
    simulator.addCampaign({ name: 'Antigua', type: 'preview' });
    const id = simulator.addCampaign({ name: 'Reciente', type: 'preview' });
    const { status, json } = await listJson(simulator.url, { path: `${LIST}&campaign=${id}` });
    expect([status, json.msg]).toEqual([200, '1 records were found']);
    expect(json.data).toMatchObject([{ campaign_id: id, campaign_name: 'Reciente' }]);
    expect((await listJson(simulator.url, { path: `${LIST}&campaign=` })).json.data).toHaveLength(2);
  });

  it('responds 404 with the id of a campaign that does not exist', async () => {
    await create(simulator.url);
    expect(await listJson(simulator.url, { path: `${LIST}&campaign=9` })).toEqual({
      status: 404,
      json: { code: 404, error: 'Not Found', msg: 'Campaign_id 9 does not exist in your operation.' },
    });
  });
});

describe('an added campaign', () => {
  it('has an id in order of addition, and all provided values', async () => {
    await create(simulator.url);
    const more = {
      description: 'de antes',
      skillId: '4021',
      status: 'Started',
      records: '250',
      speed: '8',
      dialMode: 'progressive',
      lastUse: '2025-03-10 17:42:05',
      recycled: '2',
      turboDial: 'yes',
    } as const;
    const id = simulator.addCampaign({ name: 'Antigua', type: 'predictive', ...more });
    await create(simulator.url);
    const ids = simulator.campaigns().map(({ campaign_id }) => Number(campaign_id));
    expect(ids).toEqual([Number(id) - 1, Number(id), Number(id) + 1]);
    expect((await listJson(simulator.url)).json.data?.[1]).toEqual({
      ...ROW,
      campaign_id: id,
      campaign_name: 'Antigua',
      campaign_description: 'de antes',
      type_campaign: 'predictive',
      status: 'Started',
      records: '250',
      speed: '8',
      dial_mode: 'progressive',
      last_use: '2025-03-10 17:42:05',
      recycled: '2',
      turbo_dial: 'yes',
      skill_id: '4021',
    });
  });

  it('can be one of 60,000, the maximum of one call', async () => {
    for (let added = 0; added < 60_000; added += 1)
      simulator.addCampaign({ name: `Campaña ${added}`, type: 'preview' });
    const { json } = await listJson(simulator.url);
    expect([json.msg, json.data?.length]).toEqual(['60000 records were found', 60_000]);
    expect(json.data?.at(-1)).toMatchObject({ campaign_name: 'Campaña 59999' });
  }, 60_000);

  it('is not a request, and is cleared by a reset', () => {
    simulator.addCampaign({ name: '', type: 'preview' });
    expect([simulator.requests(), simulator.spent()]).toEqual([[], 0]);
    simulator.reset();
    expect(simulator.campaigns()).toEqual([]);
  });

  it.each<{ input: unknown; says: string }>([
    { input: null, says: 'A campaign must be an object' },
    { input: { name: 'a', type: 'preview', id: '1' }, says: 'A campaign has no id; it may have name, type' },
    { input: { type: 'preview' }, says: 'name must be a string.' },
    { input: { name: 'a', type: 'Preview' }, says: 'type must be preview or predictive.' },
    { input: { name: 'a', type: 'preview', description: 1 }, says: 'description must be a string.' },
    { input: { name: 'a', type: 'preview', skillId: 'x' }, says: 'skillId must be a string of digits.' },
    { input: { name: 'a', type: 'preview', status: 'stopped' }, says: 'status must be Started or Stopped.' },
    { input: { name: 'a', type: 'preview', records: 3 }, says: 'records must be a string of digits.' },
    { input: { name: 'a', type: 'preview', speed: 8 }, says: 'speed must be a string.' },
    { input: { name: 'a', type: 'preview', dialMode: null }, says: 'dialMode must be a string.' },
    { input: { name: 'a', type: 'preview', lastUse: 0 }, says: 'lastUse must be a string.' },
    { input: { name: 'a', type: 'preview', recycled: true }, says: 'recycled must be a string.' },
    { input: { name: 'a', type: 'preview', turboDial: false }, says: 'turboDial must be a string.' },
    { input: { name: 'a', type: 'preview', contacts: {} }, says: 'contacts must be an array.' },
    { input: { name: 'a', type: 'preview', contacts: [{}] }, says: 'customer_id must be a string.' },
    { input: { name: 'a', type: 'preview', results: {} }, says: 'results must be an array.' },
    { input: { name: 'a', type: 'preview', results: [{}] }, says: 'customer_id must be a string.' },
  ])('is rejected with a message if it is invalid: $input', ({ input, says }) => {
    expect(() => simulator.addCampaign(input as ExistingCampaign)).toThrow(RangeError);
    expect(() => simulator.addCampaign(input as ExistingCampaign)).toThrow(says);
    expect(simulator.campaigns()).toEqual([]);
  });
});
