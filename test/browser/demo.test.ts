import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { SWITCHES, type Switch } from '../../packages/simulator/src/page/switches.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { DEMO_DATA } from '../../packages/simulator/src/demo-data.js';
import { describeInBrowser, picture, startBrowser, visit, type Visit } from '../support/browser.js';
import { until } from '../support/until.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { QUICK, resultOf } from '../support/switch-mutations.js';

describeInBrowser('the control page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  type Closers = (() => Promise<unknown>)[];
  const closers: Closers = [];
  const kept: Closers = [];
  /** Resources opened here outlive the test. */
  const keep = (): void => void kept.push(...closers.splice(0));
  const closeAll = async (all: Closers): Promise<void> => {
    for (const close of all.splice(0).reverse()) await close();
  };
  afterEach(() => closeAll(closers));

  async function open(language: 'en' | 'es'): Promise<Visit & { simulator: Simulator }> {
    const simulator = await startSimulator({ ...DEMO_DATA, token: TOKEN });
    closers.push(() => simulator.close());
    const visited = await visit(browser, `${simulator.url}/`, language);
    closers.push(() => visited.close());
    return { ...visited, simulator };
  }

  /** Starts a server with empty caches and without retries, which take seconds. */
  async function serve(simulator: Simulator, reconcile = 'on'): Promise<Product> {
    const product = await startProduct(simulator.url, { ...QUICK, WOLKVOX_RECONCILE: reconcile });
    closers.push(() => product.close());
    return product;
  }

  const rows = Object.values(SWITCHES) as Switch[];
  const newest = (page: Page) =>
    page.getByRole('region', { name: 'What wolkvox received' }).getByRole('listitem').first();

  describe('a switch', () => {
    let visited: Awaited<ReturnType<typeof open>>;
    // One page for all, so that each starts from the state that the previous one left.
    beforeAll(async () => {
      visited = await open('en');
      await visited.page.getByLabel('Seconds', { exact: true }).fill('0.1');
      keep();
    });
    afterAll(() => closeAll(kept));

    it.each(rows.map((row) => ({ name: row.title.en, row })))(
      'turns on with one click, shows the result of the frontend, and turns off with another: $name',
      async ({ name, row }) => {
        const { page, simulator, strayed, broken } = visited;
        await page.getByRole('switch', { name, exact: true }).click();
        await page
          .getByRole('status')
          .filter({ hasText: `On now: ${name}` })
          .waitFor();
        await page.getByRole('switch', { name, exact: true, checked: true }).waitFor();
        expect(await page.getByRole('switch', { checked: true }).count()).toBe(1);

        const product = await serve(simulator);
        expect(await resultOf(row, simulator, product)).toEqual(row.result);

        await page.getByRole('switch', { name, exact: true }).click();
        await page.getByRole('status').filter({ hasText: 'Everything is as usual.' }).waitFor();
        expect([strayed, broken]).toEqual([[], []]);
      },
    );
  });

  it('updates with the requests and answers of wolkvox and inserts no HTML', async () => {
    const { page, simulator, strayed, broken } = await open('en');
    const product = await serve(simulator);
    await page.getByText('Nothing yet.').waitFor();
    const name = '<img src=x onerror=alert(1)> & "Cobranza"';
    await product.create({ ...PREVIEW, name });
    await newest(page).getByText('answered 201').waitFor();
    expect(await newest(page).innerText()).toContain('POST create_campaign');
    await newest(page).getByText('<img src=x').first().click();
    await newest(page)
      .getByText(`"campaign_name": ${JSON.stringify(name)}`)
      .waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.content()).not.toContain(TOKEN);

    await page.getByLabel('How long').selectOption({ label: 'the next call' });
    await page.getByRole('switch', { name: 'Invalid value', exact: true }).click();
    await page.getByText('On now: Invalid value · for 1 more').waitFor();
    await product.create(PREVIEW);
    await newest(page).getByText('answered 406').waitFor();
    await page.getByText('Everything is as usual.').waitFor();
    // An unfolded entry stays unfolded.
    expect(await page.getByText(`"campaign_name": ${JSON.stringify(name)}`).isVisible()).toBe(true);
    expect([strayed, broken]).toEqual([[], []]);
  });

  it('shows a call in progress and clears the behaviour with one button', async () => {
    const { page, simulator, strayed, broken } = await open('en');
    const product = await serve(simulator, 'off');
    simulator.behave({ breakOff: 'hang', create: false });
    simulator.behave({ preset: 'maintenance', times: 'always', queue: true });
    await page.getByText('a behaviour of its own · for 1 more').waitFor();
    const closing = product.create(PREVIEW);
    await newest(page).getByText('no answer: the connection was ended (hang)').waitFor();
    await page.getByRole('button', { name: 'Back to normal' }).click();
    await page.getByText('Everything is as usual.').waitFor();
    expect(simulator.behaviours()).toEqual([]);
    await simulator.close();
    await closing;
    await page.getByText('The simulator does not answer.').waitFor();
    expect(strayed).toEqual([]);
    expect(broken.filter((line) => !line.includes('net::ERR_'))).toEqual([]);
  });

  it('shows the newest campaigns with their status, their contacts and the share that was called', async () => {
    const { page, simulator, strayed, broken } = await open('en');
    const product = await serve(simulator);
    const campaigns = page.getByRole('region', { name: 'Campaigns in wolkvox' });
    await campaigns.getByText('The 8 newest of 8.').waitFor();
    const name = '<img src=x onerror=alert(1)>';
    const id = simulator.addCampaign({ name, type: 'predictive', records: '1200' });
    const row = campaigns.getByRole('row').nth(1);
    await row.getByText('1,200').waitFor();
    expect(await row.getByRole('cell').allInnerTexts()).toEqual([id, name, 'predictive', 'Stopped', '1,200', '0%']);
    expect(await page.locator('img').count()).toBe(0);

    const contacts = Array.from({ length: 800 }, (_, index) => ({ customer_id: String(index) }));
    simulator.addContacts(id, contacts);
    for (const { customer_id: customerId } of contacts.slice(0, 500)) simulator.setResult(id, customerId, 'BUSY');
    await product.mutate('StartCampaign', { campaignId: `default:${id}`, confirm: { name, contactCount: 2000 } });
    await row.getByText('Started').waitFor();
    expect((await row.getByRole('cell').allInnerTexts()).slice(3)).toEqual(['Started', '2,000', '25%']);
    for (let more = 0; more < 3; more += 1) simulator.addCampaign({ name: 'Más', type: 'preview' });
    await campaigns.getByText('The 10 newest of 12.').waitFor();
    expect(await campaigns.getByRole('row').count()).toBe(11);
    expect([strayed, broken]).toEqual([[], []]);
  });

  it('changes readings, and shows those that the API changed', async () => {
    const { page, simulator, strayed, broken } = await open('en');
    const duplicates = page.getByLabel('add_record of a known customer_id');
    const lag = page.getByLabel('Lists that still show the old number of contacts');
    await duplicates.selectOption('update');
    await until(() => simulator.readings().duplicates === 'update', 'the reading has changed');
    await page.getByLabel('HTTP status if only some records were added').selectOption('404');
    await lag.fill('3');
    await lag.press('Tab');
    await until(() => simulator.readings().countLagReads === 3, 'the reading has changed');
    expect(simulator.readings()).toMatchObject({ duplicates: 'update', partialSuccess: 404, countLagReads: 3 });
    simulator.reset();
    await until(async () => (await lag.inputValue()) === '0', 'the page shows the initial reading');
    expect(await duplicates.inputValue()).toBe('add');
    expect([strayed, broken]).toEqual([[], []]);
  });

  it('stops polling while it is hidden', async () => {
    const { page, strayed, broken } = await open('en');
    await page.getByText('Nothing yet.').waitFor();
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    let asked = 0;
    page.on('request', () => (asked += 1));
    await page.clock.install();
    await page.clock.runFor(10_000);
    expect(asked).toBe(0);
    const again = page.waitForRequest(/\/control\/now$/);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await again;
    expect([strayed, broken]).toEqual([[], []]);
  });

  it('uses Spanish for Spanish users', async () => {
    const { page, strayed, broken } = await open('es');
    await page.getByText('Todo funciona con normalidad.').waitFor();
    for (const { title } of rows) await page.getByRole('switch', { name: title.es, exact: true }).waitFor();
    await page.getByRole('switch', { name: 'Mantenimiento', exact: true }).click();
    await page.getByText('Activo ahora: Mantenimiento · hasta apagarlo').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    expect([strayed, broken]).toEqual([[], []]);
  });

  it('looks as in docs/guides/simulator.md', async () => {
    const { page, simulator, strayed, broken } = await open('en');
    const product = await serve(simulator);
    await product.query('{ skills { name } }');
    await product.create(PREDICTIVE);
    await page.getByRole('switch', { name: 'Lost answer', exact: true }).click();
    await product.create(PREDICTIVE);
    await page.getByText('calls so far: 1').waitFor();
    await newest(page).getByText('answered 200').waitFor();
    await page.getByText('{"campaign_name":"Cobranza noviembre"').first().click();
    await page.evaluate(() => scrollTo(0, 0));
    await picture(page, 'control-page', {
      of: page.getByRole('main'),
      varying: [[/\d\d:\d\d:\d\d/g, 'hh:mm:ss']],
    });
    expect([strayed, broken]).toEqual([[], []]);
  });
});
