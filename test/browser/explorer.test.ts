import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { describeInBrowser, picture, startBrowser, visit, type Visit } from '../support/browser.js';
import { startBuiltServer } from '../support/built-server.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';
import { AUDIENCE, ISSUER, keyPair, sign, startKeyServer } from '../support/tokens.js';
import { until } from '../support/until.js';
import { startUpstream } from '../support/upstream.js';

const TABS = [
  'CreateCampaign',
  'AddContacts',
  'CampaignResults',
  'ClearCampaign',
  'DeleteCampaign',
  'FindContacts',
  'GetCampaign',
  'GetCampaignProgress',
  'GetSkill',
  'ListCampaignProgress',
  'ListCampaigns',
  'ListOperations',
  'ListSkills',
  'RemoveContacts',
  'ScheduleCallback',
  'SetCampaignSpeed',
  'StartCampaign',
  'StopCampaign',
  'TokenUsage',
  'UpdateCampaign',
  'WatchCampaign',
];
const DEMO = fileURLToPath(new URL('../../packages/demo/dist/main.js', import.meta.url));

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startGraphiql(
  variables: Record<string, string> = {},
): Promise<{ simulator: Simulator; product: Product; url: string }> {
  const simulator = await startSimulator({ token: TOKEN });
  closers.push(() => simulator.close());
  const product = await startProduct(simulator.url, { EXPLORER: 'graphiql', ...variables });
  closers.push(() => product.close());
  return { simulator, product, url: product.url };
}

describeInBrowser('GraphiQL in a browser without internet', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  const open = async (url: string): Promise<Visit> => {
    const visited = await visit(browser, url);
    closers.push(visited.close);
    return visited;
  };

  it('opens with the sample operations, whatever another GraphiQL has stored, and creates a campaign with one click', async () => {
    const { simulator, url } = await startGraphiql();
    const { page, strayed, broken } = await open(`${url}/livez`);
    await page.evaluate(() => {
      const tab = { id: '1', title: 'Theirs', query: 'query Theirs { a }', variables: null, headers: null };
      const kept = { tabs: [{ ...tab, operationName: 'Theirs', response: null }], activeTabIndex: 0 };
      localStorage.setItem('graphiql:tabState', JSON.stringify(kept));
      localStorage.setItem('graphiql:query', tab.query);
    });
    await page.goto(`${url}/graphql`);
    await run(page);
    await answerHas(page, 'default:5801');
    expect(await tabs(page)).toEqual(TABS);
    expect(simulator.requests().map(({ query }) => query.api)).toEqual(['create_campaign']);
    expect(simulator.campaigns()).toMatchObject([{ campaign_name: 'Cobranza noviembre' }]);
    // Until it is highlighted, a line is one text node.
    for (const word of ['mutation', '"input"']) await page.getByText(word, { exact: true }).waitFor();
    await picture(page, 'explorer', { textOf: page.getByRole('tablist') });

    // Opens another tab.
    await openTab(page, 'ListSkills');
    await page.getByRole('region', { name: 'Variables' }).getByText('operationId').waitFor();
    // For a tenth of a second GraphiQL would still run the operation of the previous tab.
    await tabIsStored(page, 'ListSkills');
    await run(page);
    await answerHas(page, 'skillId');
    expect(page.url()).toBe(`${url}/graphql`);
    // Stops the campaign of the sample variables.
    const running = simulator.addCampaign({ name: 'Cobranza octubre', type: 'predictive', status: 'Started' });
    await openTab(page, 'StopCampaign');
    await tabIsStored(page, 'StopCampaign');
    await run(page);
    await answerHas(page, 'StopCampaignSuccess');
    await answerHas(page, `default:${running}`);
    expect(simulator.statusOf(running)).toBe('Stopped');
    // The sample variables confirm another campaign than the created one.
    await openTab(page, 'StartCampaign');
    await tabIsStored(page, 'StartCampaign');
    await run(page);
    await answerHas(page, 'CONFIRMATION_MISMATCH');
    expect(simulator.requests().map(({ query }) => query.api)).not.toContain('start');
    await openTab(page, 'ListSkills');
    await tabIsStored(page, 'ListSkills');
    await page.reload();
    await page.getByRole('tab', { name: 'ListSkills', selected: true }).waitFor();
    expect(await tabs(page)).toEqual(TABS);
    expect(simulator.campaigns()).toHaveLength(2);
    expect({ strayed, broken }).toEqual({ strayed: [], broken: [] });
  });

  it('runs the whole day of a campaign: create, add contacts, start, change, stop, clear and delete', async () => {
    const { simulator, url } = await startGraphiql();
    const { page, strayed, broken } = await open(`${url}/graphql`);
    await run(page);
    await answerHas(page, 'default:5801');
    const campaignId = 'default:5801';
    const name = 'Cobranza noviembre';
    const confirm = { name, contactCount: 2 };
    const contacts = ['79001', '79002'].map((customerId) => ({ customerId, phones: ['9573001112233'] }));
    const at = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);
    const status = (): string | undefined => simulator.statusOf('5801');
    const steps: readonly (readonly [tab: string, input: object, answer: string, seen: () => unknown, is: unknown])[] =
      [
        ['AddContacts', { contacts }, 'AddContactsSuccess', () => simulator.contactsOf('5801').length, 2],
        ['StartCampaign', { confirm: { name, contactCount: 1 } }, 'CONFIRMATION_MISMATCH', status, 'Stopped'],
        ['StartCampaign', { confirm }, 'StartCampaignSuccess', status, 'Started'],
        ['AddContacts', { contacts }, 'CAMPAIGN_STARTED', () => simulator.contactsOf('5801').length, 2],
        ['SetCampaignSpeed', { speed: 40 }, 'SetCampaignSpeedSuccess', status, 'Started'],
        ['ScheduleCallback', { customerId: '79001', phone: '9573001112233', at }, 'CallbackSuccess', status, 'Started'],
        ['ClearCampaign', { confirm }, 'CAMPAIGN_STARTED', () => simulator.contactsOf('5801').length, 2],
        ['StopCampaign', {}, 'StopCampaignSuccess', status, 'Stopped'],
        ['UpdateCampaign', { description: 'Mora' }, 'UpdateCampaignSuccess', status, 'Stopped'],
        ['RemoveContacts', { confirm, customerIds: ['79001'] }, 'RemoveContactsSuccess', status, 'Stopped'],
        ['ClearCampaign', { confirm: { name, contactCount: 1 } }, 'ClearCampaignSuccess', status, 'Stopped'],
        ['DeleteCampaign', { confirm: { name, contactCount: 0 } }, 'DeleteCampaignSuccess', status, undefined],
      ];
    for (const [tab, input, answer, seen, is] of steps) {
      await openTab(page, tab);
      await tabIsStored(page, tab);
      await setVariables(page, { input: { campaignId, ...input } });
      await run(page);
      await answerHas(page, answer);
      expect([tab, seen()]).toEqual([tab, is]);
    }
    expect({ strayed, broken }).toEqual({ strayed: [], broken: [] });
  });

  it('shows the progress of a campaign as it changes, until the user stops the subscription', async () => {
    const { simulator, product, url } = await startGraphiql({ PROGRESS_TTL_MS: '5000' });
    const id = simulator.addCampaign({ name: 'Cobranza octubre', type: 'predictive', status: 'Started' });
    simulator.addContacts(id, [{ customer_id: '79001' }, { customer_id: '79002' }]);
    const { page, strayed, broken } = await open(`${url}/graphql`);
    await openTab(page, 'WatchCampaign');
    await tabIsStored(page, 'WatchCampaign');
    await setVariables(page, { id: `default:${id}` });
    await run(page);
    await answerHas(page, '"pending": 2');
    simulator.dial(1);
    await answerHas(page, '"pending": 1');
    const streams = (): unknown[] =>
      product.logs().filter(({ msg, route, aborted }) => msg === 'request' && route === '/graphql' && aborted === true);
    expect(streams()).toEqual([]);
    await page.getByRole('button', { name: 'Stop query' }).click();
    await until(() => streams().length === 1, 'the stream ended');
    expect({ strayed, broken }).toEqual({ strayed: [], broken: [] });
  }, 40_000);

  it('accepts a pasted token as a header with AUTH_MODE=jwt and does not store it', async () => {
    const ours = keyPair('ours');
    const keys = await startKeyServer(ours);
    closers.push(() => keys.close());
    const { simulator, url } = await startGraphiql({
      AUTH_MODE: 'jwt',
      AUTH_JWT_ISSUER: ISSUER,
      AUTH_JWT_AUDIENCE: AUDIENCE,
      AUTH_JWT_JWKS_URL: keys.url,
    });
    const { page, strayed, broken } = await open(`${url}/graphql`);
    await run(page);
    await answerHas(page, 'UNAUTHENTICATED');
    expect(simulator.requests()).toEqual([]);
    const token = await sign(ours);
    await page.getByRole('button', { name: 'Headers' }).click();
    await page.getByRole('region', { name: 'Headers' }).getByRole('textbox').focus();
    await page.keyboard.insertText(JSON.stringify({ authorization: `Bearer ${token}` }));
    await run(page);
    await answerHas(page, 'default:5801');
    expect(simulator.campaigns()).toHaveLength(1);
    await openTab(page, 'ListSkills');
    await tabIsStored(page, 'ListSkills');
    const stored = () => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]);
    expect(await page.evaluate(stored)).not.toContain(token);
    expect(strayed).toEqual([]);
    for (const problem of broken) expect(problem).toMatch(/status of 401/);
  });

  it('is the explorer of the demo behind a captive portal, with the reason', async () => {
    const portal = await startUpstream(() => ({ status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }));
    closers.push(() => portal.close());
    const demo = startBuiltServer({ DEMO_PROBE: portal.url }, [process.execPath, DEMO]);
    closers.push(async () => {
      demo.process.kill('SIGKILL');
      await demo.ended;
    });
    const url = await demo.says(/^Explorer +(http:.+)\/graphql$/);
    await demo.says(/^ +(GraphiQL .*): Apollo Sandbox cannot be loaded from the internet here\.$/);
    const simulator = await demo.says(/^Control page +(http:.+)\/$/);
    const { page, strayed, broken } = await open(`${url}/graphql`);
    await run(page);
    await answerHas(page, 'CreateCampaignSuccess');
    expect(
      (await (await fetch(`${simulator}/control/requests`)).text()).match(/"api": *"create_campaign"/g),
    ).toHaveLength(1);
    expect({ strayed, broken }).toEqual({ strayed: [], broken: [] });
  });
});

const run = (page: Page): Promise<void> => page.getByRole('button', { name: 'Execute query' }).click();

const answerHas = (page: Page, text: string): Promise<void> =>
  page.getByRole('region', { name: 'Result Window' }).getByText(text).first().waitFor();

/** Replaces the variables of the open tab. */
async function setVariables(page: Page, variables: object): Promise<void> {
  await page.getByRole('region', { name: 'Variables' }).getByRole('textbox').focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(JSON.stringify(variables));
  // The editor adds closing brackets and quotes.
  await page.keyboard.press('ControlOrMeta+Shift+End');
  await page.keyboard.press('Delete');
}

const openTab = (page: Page, name: string): Promise<void> =>
  page.getByRole('tab', { name }).getByRole('button', { name, exact: true }).click();

/** Resolves when the page has stored that this tab is open, which is delayed. */
const tabIsStored = (page: Page, tab: string): Promise<void> =>
  until(async () => {
    const { origins } = await page.context().storageState();
    const [state] = origins[0]?.localStorage.filter(({ name }) => /^wolkvox-graphql .*:tabState$/.test(name)) ?? [];
    if (state === undefined) return false;
    const { tabs, activeTabIndex } = JSON.parse(state.value) as { tabs: { title: string }[]; activeTabIndex: number };
    return tabs[activeTabIndex]?.title === tab;
  }, `the page has stored the tab ${tab}`);

const tabs = (page: Page): Promise<string[]> => page.getByRole('tab').allInnerTexts();
