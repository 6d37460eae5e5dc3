import { afterEach, describe, expect, it } from '@jest/globals';

import { PAGE_READINGS } from '../../packages/simulator/src/page/readings.js';
import { SWITCHES, switchOf, type Switch, type SwitchName } from '../../packages/simulator/src/page/switches.js';
import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { QUICK, resultOf } from '../support/switch-mutations.js';
import { send } from './support.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(): Promise<{ simulator: Simulator; product: Product }> {
  const simulator = await startSimulator({ token: TOKEN });
  closers.push(() => simulator.close());
  const product = await startProduct(simulator.url, QUICK);
  closers.push(() => product.close());
  return { simulator, product };
}

/** As the page sends it, but without the delay. */
const asked = ({ behaviour }: Switch): string =>
  JSON.stringify({ ...behaviour, ...('delayMs' in behaviour && { delayMs: 20 }), times: 'always' });

const order = (simulator: Simulator, call: string, body = ''): Promise<unknown> =>
  send(`${simulator.url}/control/${call}`, { method: 'POST', body });

describe('a switch of the control page', () => {
  it.each(Object.keys(SWITCHES) as SwitchName[])(
    'has the result that the page states, and normal clears it: %s',
    async (name) => {
      const { simulator, product } = await start();
      await order(simulator, 'behave', asked(SWITCHES[name]));
      expect(simulator.behaviours()).toMatchObject([{ left: 'always', met: 0 }]);
      expect(await resultOf(SWITCHES[name], simulator, product)).toEqual(SWITCHES[name].result);
      expect(simulator.behaviours()[0]?.met).toBeGreaterThan(0);
      expect(simulator.behaviours().map(switchOf)).toEqual([name]);

      await order(simulator, 'normal');
      expect(simulator.behaviours()).toEqual([]);
      const after = await product.create({ ...PREVIEW, name: 'Otra' });
      // The server assumes an exhausted quota for the day; the demo restarts it (test/process/demo.test.ts).
      expect(after.data?.createCampaign?.__typename).toBe(
        name === 'quota' ? 'WolkvoxQuotaExhausted' : 'CreateCampaignSuccess',
      );
    },
  );

  it('lost-answer lists the possible campaign, and a unique name leads to a success', async () => {
    const { simulator, product } = await start();
    await order(simulator, 'behave', asked(SWITCHES['lost-answer']));
    const first = await product.create(PREVIEW);
    expect(first.data?.createCampaign).toMatchObject({ candidates: [{ name: PREVIEW.name }] });
    await order(simulator, 'normal');
    await product.create({ ...PREVIEW, name: 'Otra' });
    await order(simulator, 'behave', asked(SWITCHES['lost-answer']));
    const second = await product.create({ ...PREVIEW, name: 'Tercera' });
    expect(second.data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
  });
});

describe('the readings of the control page', () => {
  it('are those of the simulator, with their values, in its order', async () => {
    const { simulator } = await start();
    const readings = simulator.readings();
    expect(Object.keys(PAGE_READINGS)).toEqual(Object.keys(readings));
    for (const [name, { values }] of Object.entries(PAGE_READINGS)) {
      expect(values?.[0] ?? 0).toBe(readings[name as keyof typeof readings]);
      for (const value of values ?? [7]) {
        await order(simulator, 'readings', JSON.stringify({ [name]: value }));
        expect(simulator.readings()).toMatchObject({ [name]: value });
      }
    }
  });
});

describe('the active switch', () => {
  it.each<{ behaviour: Behaviour; is: SwitchName | null }>([
    { behaviour: { delayMs: 9_000 }, is: 'slow' },
    { behaviour: { preset: 'slow' }, is: 'slow' },
    { behaviour: { delayMs: 9_000, api: 'skills' }, is: null },
    { behaviour: { delayMs: 9_000, breakOff: 'mid-body' }, is: null },
    { behaviour: { delayMs: 9_000, answer: { status: 503, body: '' } }, is: null },
    { behaviour: { delayMs: 9_000, create: false }, is: null },
    { behaviour: { delayMs: 9_000, create: 'half' }, is: null },
    { behaviour: { delayMs: 9_000, writeAfterMs: 1 }, is: null },
    { behaviour: { preset: 'lost-answer' }, is: null },
    { behaviour: { preset: 'lost-answer', api: 'create_campaign', times: 3 }, is: 'lost-answer' },
    { behaviour: { preset: 'no-rows' }, is: null },
  ])('of $behaviour is $is', async ({ behaviour, is }) => {
    const { simulator } = await start();
    simulator.behave(behaviour);
    expect(simulator.behaviours().map(switchOf)).toEqual([is]);
  });
});
