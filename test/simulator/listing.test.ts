import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type ExistingCampaign, type Simulator } from '../../src/simulator/simulator.js';
import { answered, campaign, CREATE, create, LIST, list, TOKEN, until, type Sending } from './support.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

interface Envelope {
  code: number;
  error: string | null;
  msg: string;
  data?: Record<string, unknown>[];
}

async function listJson(sending: Sending & { path?: string } = {}): Promise<{ status: number; json: Envelope }> {
  const { status, text } = answered(await list(simulator.url, sending));
  return { status, json: JSON.parse(text) as Envelope };
}

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
  it('shows what was created, in order of creation, every value as text and no key beyond the documented ones', async () => {
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
    expect(await listJson()).toEqual({
      status: 200,
      json: {
        code: 200,
        error: null,
        msg: '2 records were found',
        data: [ROW, { ...ROW, campaign_name: 'Otra', campaign_description: 'ñ', type_campaign: 'predictive' }],
      },
    });
  });

  it('shows no campaign that was refused, or answered without being stored', async () => {
    await create(simulator.url, { body: '{}' });
    simulator.behave({ create: false });
    await create(simulator.url);
    expect(await listJson()).toMatchObject({ status: 404 });
  });

  it('answers 404 with code 404 when there is none', async () => {
    expect(await listJson()).toEqual({
      status: 404,
      json: { code: 404, error: 'Not Found', msg: 'No records were found' },
    });
  });

  it('shows the one that is asked for', async () => {
    simulator.addCampaign({ name: 'Antigua', type: 'preview' });
    const id = simulator.addCampaign({ name: 'Reciente', type: 'preview' });
    const { status, json } = await listJson({ path: `${LIST}&campaign=${id}` });
    expect([status, json.msg]).toEqual([200, '1 records were found']);
    expect(json.data).toMatchObject([{ campaign_id: id, campaign_name: 'Reciente' }]);
    expect((await listJson({ path: `${LIST}&campaign=` })).json.data).toHaveLength(2);
  });

  it('answers 404 naming the campaign that does not exist', async () => {
    await create(simulator.url);
    expect(await listJson({ path: `${LIST}&campaign=9` })).toEqual({
      status: 404,
      json: { code: 404, error: 'Not Found', msg: 'Campaign_id 9 does not exist in your operation.' },
    });
  });

  it.each([
    { why: 'no token', sending: { headers: {} }, code: 401, msg: 'PLEASE ENTER THE WOLKVOX-TOKEN' },
    { why: 'a wrong token', sending: { headers: { 'wolkvox-token': 'x' } }, code: 403, msg: 'PLEASE VALIDATE TOKEN' },
    { why: 'the verb POST', sending: { method: 'POST', body: '{}' }, code: 405, msg: 'METHOD NOT ALLOWED' },
    {
      why: 'another file',
      sending: { path: LIST.replace('information', 'campaign') },
      code: 400,
      msg: 'THE API YOU WANT TO CONSULT DOES NOT EXIST',
    },
  ])('refuses $why as a creation is refused', async ({ sending, code, msg }) => {
    expect(await listJson(sending)).toMatchObject({ status: code, json: { code, msg } });
  });

  it('costs a unit of the quota and takes a slot', async () => {
    simulator.behave({ breakOff: 'hang', times: 2 });
    const client = new AbortController();
    const hanging = [list(simulator.url, { signal: client.signal }), create(simulator.url, { signal: client.signal })];
    await until(() => simulator.requests().length === 2);
    const tooMany = { status: 403, json: { msg: 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)' } };
    expect(await listJson()).toMatchObject(tooMany);
    expect([simulator.spent(), simulator.mostInFlight()]).toEqual([3, 3]);
    client.abort();
    await Promise.all(hanging);
  });

  it('is treated as a behaviour says, and as usual where only a creation has a campaign to answer with', async () => {
    simulator.addCampaign({ name: 'Antigua', type: 'preview' });
    simulator.behave({ preset: 'maintenance' });
    expect(await listJson()).toMatchObject({ status: 403 });
    simulator.behave({ preset: 'cut-short' });
    expect(await list(simulator.url)).toMatchObject({ brokenOff: true, began: true });
    simulator.behave({ preset: 'created-with-202' });
    expect(await listJson()).toMatchObject({ status: 200, json: { msg: '1 records were found' } });
  });
});

describe('a campaign that is added', () => {
  it('has an id between those of the creations before and after it, and all that was said of it', async () => {
    await create(simulator.url);
    const more = { description: 'de antes', skillId: '4021', status: 'Started', records: '250' } as const;
    const id = simulator.addCampaign({ name: 'Antigua', type: 'predictive', ...more });
    await create(simulator.url);
    const ids = simulator.campaigns().map(({ campaign_id }) => Number(campaign_id));
    expect(ids).toEqual([Number(id) - 1, Number(id), Number(id) + 1]);
    expect((await listJson()).json.data?.[1]).toEqual({
      ...ROW,
      campaign_id: id,
      campaign_name: 'Antigua',
      campaign_description: 'de antes',
      type_campaign: 'predictive',
      status: 'Started',
      records: '250',
      skill_id: '4021',
    });
  });

  it('is no request, and is forgotten by a reset', () => {
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
  ])('is refused with a sentence when it is not valid: $input', ({ input, says }) => {
    expect(() => simulator.addCampaign(input as ExistingCampaign)).toThrow(RangeError);
    expect(() => simulator.addCampaign(input as ExistingCampaign)).toThrow(says);
    expect(simulator.campaigns()).toEqual([]);
  });
});
