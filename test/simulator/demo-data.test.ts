import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import { DEMO_DATA } from '../../packages/simulator/src/demo-data.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';
import { answered, send, type Envelope } from './support.js';

describe('the demo data', () => {
  const orders: (Behaviour | null)[] = [];
  let simulator: Simulator;
  let product: Product;
  beforeAll(async () => {
    simulator = await startSimulator({ ...DEMO_DATA, token: TOKEN, onOrder: (order) => void orders.push(order) });
    product = await startProduct(simulator.url);
  });
  afterAll(() => Promise.all([product.close(), simulator.close()]));

  it('has campaigns of both types, running, stopped and never used, with known values only', async () => {
    const { data } = await product.query(
      '{ campaigns { nodes { name type status contactCount lastUsedAt skill { name } } } }',
    );
    const { nodes } = (data as { campaigns: { nodes: Record<string, unknown>[] } }).campaigns;
    expect(nodes).toHaveLength(DEMO_DATA.campaigns.length);
    const kinds = new Set(nodes.map(({ type, status }) => `${String(type)} ${String(status)}`));
    expect([...kinds].sort()).toEqual([
      'PREDICTIVE STARTED',
      'PREDICTIVE STOPPED',
      'PREVIEW STARTED',
      'PREVIEW STOPPED',
    ]);
    expect(nodes.some(({ lastUsedAt }) => lastUsedAt === null)).toBe(true);
    for (const { skill, contactCount } of nodes) expect([skill, contactCount]).not.toContain(null);
    expect(product.logs().filter(({ msg }) => msg === 'unrecognized value in wolkvox column')).toEqual([]);
  });

  it('has a large running campaign with results of every day of the last weeks, and a small new one', async () => {
    const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const window = `&date_ini=${day(25)}000000&date_end=${day(0)}235959`.replaceAll('-', '');
    const [large, small] = simulator
      .campaigns()
      .filter(({ type_campaign: type }) => type === 'predictive')
      .map(({ campaign_id: id }) => id)
      .filter((id) => simulator.statusOf(id) === 'Started');
    const detail = async (id = ''): Promise<Record<string, unknown>[]> => {
      const path = `/api/v2/campaign.php?api=detail&type_campaign=predictive&campaign_id=${id}${window}`;
      const answer = await send(simulator.url + path, { headers: { 'wolkvox-token': TOKEN } });
      return (JSON.parse(answered(answer).text) as Envelope).data ?? [];
    };
    const rows = await detail(large);
    expect(new Set(rows.map(({ date }) => String(date).slice(0, 10))).size).toBe(20);
    expect(rows.length).toBeLessThan(simulator.contactsOf(String(large)).length);
    expect(rows.some(({ result, agent_id: agent }) => result === 'ANSWER' && agent !== '')).toBe(true);
    expect(new Set(rows.map(({ customer_id }) => customer_id)).size).toBe(rows.length);
    expect(await detail(small)).toEqual([]);
    expect(simulator.contactsOf(String(small))).toHaveLength(60);
    expect(simulator.dial()).toBe(2);
  });

  it('has no campaign with the name of the sample input, so that a lost one can be identified', () => {
    const { name } = SAMPLE_OPERATION.variables.input as { name: string };
    expect(DEMO_DATA.campaigns.map((campaign) => campaign.name)).not.toContain(name);
  });

  it('is restored by a reset, and onOrder receives each order', async () => {
    const post = (call: string, body = ''): Promise<unknown> =>
      send(`${simulator.url}/control/${call}`, { method: 'POST', body });
    simulator.addCampaign({ name: 'Otra', type: 'preview' });
    await post('behave', '{"preset":"quota-exhausted"}');
    await post('behave', '{"preset":"nothing"}');
    await post('normal');
    await post('reset');
    expect(orders).toEqual([{ preset: 'quota-exhausted' }, null, null]);
    expect(simulator.campaigns().map(({ campaign_name }) => campaign_name)).toEqual(
      DEMO_DATA.campaigns.map(({ name }) => name),
    );
    expect(simulator.skills()).toHaveLength(DEMO_DATA.skills.length);
  });
});
