import { afterEach, describe, expect, it } from '@jest/globals';

import { SWITCHES, switchOf, type Switch, type SwitchName } from '../../src/simulator/page/switches.js';
import { startSimulator, type Behaviour, type Simulator } from '../../src/simulator/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { send } from './support.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** With the look for lost answers, as in the demo; without the repeats, which take seconds. */
async function start(): Promise<{ simulator: Simulator; product: Product }> {
  const simulator = await startSimulator({ token: TOKEN });
  closers.push(() => simulator.close());
  const product = await startProduct(simulator.url, { WOLKVOX_RECONCILE: 'on' });
  closers.push(() => product.close());
  return { simulator, product };
}

/** As the page asks for it, but for the delay, which a test need not wait for. */
const asked = ({ behaviour }: Switch): string =>
  JSON.stringify({ ...behaviour, ...('delayMs' in behaviour && { delayMs: 20 }), times: 'always' });

const order = (simulator: Simulator, call: string, body = ''): Promise<unknown> =>
  send(`${simulator.url}/control/${call}`, { method: 'POST', body });

describe('a switch of the control page', () => {
  it.each(Object.keys(SWITCHES) as SwitchName[])(
    'comes to what the page says, and back to normal ends it: %s',
    async (name) => {
      const { simulator, product } = await start();
      await order(simulator, 'behave', asked(SWITCHES[name]));
      expect(simulator.behaviours()).toMatchObject([{ left: 'always', met: 0 }]);
      const { data, errors } = await product.create(PREVIEW);
      const result = data?.createCampaign as { __typename: string; code?: string } | null | undefined;
      expect({
        member: result?.__typename ?? null,
        code: result?.code ?? errors?.[0]?.extensions.code ?? null,
      }).toEqual(SWITCHES[name].result);
      expect(simulator.behaviours()[0]?.met).toBeGreaterThan(0);
      expect(simulator.behaviours().map(switchOf)).toEqual([name]);

      await order(simulator, 'normal');
      expect(simulator.behaviours()).toEqual([]);
      const after = await product.create({ ...PREVIEW, name: 'Otra' });
      // The server believes for the day that no call is left; the demo starts it anew (test/process/demo.test.ts).
      expect(after.data?.createCampaign?.__typename).toBe(
        name === 'quota' ? 'WolkvoxQuotaExhausted' : 'CreateCampaignSuccess',
      );
    },
  );

  it('names, where the answer is lost, the campaign it may be, and no more where the list leaves no doubt', async () => {
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

describe('what is on', () => {
  it.each<{ behaviour: Behaviour; is: SwitchName | null }>([
    { behaviour: { delayMs: 9_000 }, is: 'slow' },
    { behaviour: { preset: 'slow' }, is: 'slow' },
    { behaviour: { delayMs: 9_000, api: 'skills' }, is: null },
    { behaviour: { delayMs: 9_000, breakOff: 'mid-body' }, is: null },
    { behaviour: { delayMs: 9_000, answer: { status: 503, body: '' } }, is: null },
    { behaviour: { delayMs: 9_000, create: false }, is: null },
    { behaviour: { preset: 'lost-answer' }, is: null },
    { behaviour: { preset: 'lost-answer', api: 'create_campaign', times: 3 }, is: 'lost-answer' },
    { behaviour: { preset: 'no-rows' }, is: null },
  ])('is the switch that $behaviour is the same as: $is', async ({ behaviour, is }) => {
    const { simulator } = await start();
    simulator.behave(behaviour);
    expect(simulator.behaviours().map(switchOf)).toEqual([is]);
  });
});
