import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { READY_OPERATION } from '../../src/explorer/ready-operation.js';
import { startSimulator, type Behaviour, type Simulator } from '../../src/simulator/simulator.js';
import { STORY } from '../../src/simulator/story.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';
import { send } from './support.js';

describe('the story of the demo', () => {
  const orders: (Behaviour | null)[] = [];
  let simulator: Simulator;
  let product: Product;
  beforeAll(async () => {
    simulator = await startSimulator({ ...STORY, token: TOKEN, onOrder: (order) => void orders.push(order) });
    product = await startProduct(simulator.url);
  });
  afterAll(() => Promise.all([product.close(), simulator.close()]));

  it('has campaigns of both types, running, stopped and never used, all of whose words are known', async () => {
    const { data } = await product.query(
      '{ campaigns { nodes { name type status records lastUsedAt skill { name } } } }',
    );
    const { nodes } = (data as { campaigns: { nodes: Record<string, unknown>[] } }).campaigns;
    expect(nodes).toHaveLength(STORY.campaigns.length);
    const kinds = new Set(nodes.map(({ type, status }) => `${String(type)} ${String(status)}`));
    expect([...kinds].sort()).toEqual([
      'PREDICTIVE STARTED',
      'PREDICTIVE STOPPED',
      'PREVIEW STARTED',
      'PREVIEW STOPPED',
    ]);
    expect(nodes.some(({ lastUsedAt }) => lastUsedAt === null)).toBe(true);
    for (const { skill, records } of nodes) expect([skill, records]).not.toContain(null);
    expect(product.logs().filter(({ msg }) => msg === 'a word that is not known')).toEqual([]);
  });

  it('has no campaign by the name that is ready to be created, so that a lost one can be told', () => {
    const { name } = READY_OPERATION.variables.input as { name: string };
    expect(STORY.campaigns.map((campaign) => campaign.name)).not.toContain(name);
  });

  it('begins anew with a reset, and whoever started it is told of each order', async () => {
    const post = (call: string, body = ''): Promise<unknown> =>
      send(`${simulator.url}/control/${call}`, { method: 'POST', body });
    simulator.addCampaign({ name: 'Otra', type: 'preview' });
    await post('behave', '{"preset":"quota-exhausted"}');
    await post('behave', '{"preset":"nothing"}');
    await post('normal');
    await post('reset');
    expect(orders).toEqual([{ preset: 'quota-exhausted' }, null, null]);
    expect(simulator.campaigns().map(({ campaign_name }) => campaign_name)).toEqual(
      STORY.campaigns.map(({ name }) => name),
    );
    expect(simulator.skills()).toHaveLength(STORY.skills.length);
  });
});
