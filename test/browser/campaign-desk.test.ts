import { expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

import type { AddContactsInput, StartCampaignInput, StopCampaignInput } from '../../client/src/generated/graphql.js';
import { DEMO_DATA } from '../../packages/simulator/src/demo-data.js';
import type { PresetName } from '../../packages/simulator/src/simulator.js';
import { expectAccessible } from '../support/axe.js';
import { describeInBrowser, picture } from '../support/browser.js';
import { inputsOf, useDesk } from '../support/desk-session.js';
import { TOKEN } from '../support/product.js';

/** Texts of the desk, as a person reads them. */
const TEXTS = {
  en: {
    brand: 'Campaign desk',
    results: 'Results',
    show: 'Show results',
    shown: '3 results, newest first.',
    contacts: 'Add contacts',
    newCampaign: 'New campaign',
    create: 'Create campaign',
    open: 'Open the campaign',
    name: 'Name',
    skill: 'Skill',
    start: 'Start',
    end: 'End',
    paste: 'Paste from a spreadsheet',
    titles: 'Id\tName\tSurname\tPhone',
    taken: '3 rows were taken into the table.',
    add: 'Add 3 contacts',
    added: '3 contacts are in the campaign now',
    ask: 'Start…',
    question: 'Start “Cobranza noviembre”: 3 people will be called',
    startNow: 'Start now',
    running: '“Cobranza noviembre” is running.',
    progressOf: 'Progress of Cobranza noviembre',
    some: '2 of 3 contacts dialled',
    all: '3 of 3 contacts dialled',
    finished: 'Finished: every contact was dialled.',
    stop: 'Stop',
    stopped: '“Cobranza noviembre” is stopped. No more people are called.',
    stoppedRow: /^Cobranza noviembre.* Stopped /,
    campaigns: 'Campaigns',
  },
  es: {
    brand: 'Panel de campañas',
    results: 'Resultados',
    show: 'Ver resultados',
    shown: '3 resultados, los más recientes primero.',
    contacts: 'Agregar contactos',
    newCampaign: 'Nueva campaña',
    create: 'Crear campaña',
    open: 'Abrir la campaña',
    name: 'Nombre',
    skill: 'Skill',
    start: 'Inicio',
    end: 'Fin',
    paste: 'Pegar desde una hoja de cálculo',
    titles: 'Id\tNombre\tApellido\tTeléfono',
    taken: 'Se pasaron 3 filas a la tabla.',
    add: 'Agregar 3 contactos',
    added: '3 contactos ya están en la campaña',
    ask: 'Iniciar…',
    question: 'Iniciar «Cobranza noviembre»: se llamará a 3 personas',
    startNow: 'Iniciar ahora',
    running: '«Cobranza noviembre» está en marcha.',
    progressOf: 'Avance de Cobranza noviembre',
    some: '2 de 3 contactos marcados',
    all: '3 de 3 contactos marcados',
    finished: 'Terminada: se marcaron todos los contactos.',
    stop: 'Detener',
    stopped: '«Cobranza noviembre» quedó detenida. No se llama a nadie más.',
    stoppedRow: /^Cobranza noviembre.* Detenida /,
    campaigns: 'Campañas',
  },
} as const;

/** The board may be read again soon, so that a test sees it move. */
const LIVE = { PROGRESS_TTL_MS: '5000', WOLKVOX_TIME_ZONE: 'America/Bogota' };

/** Rows at which the simulator cuts a report, so that few rows are enough. */
const CAP = 60;

/** Times of the day, which differ between runs. */
const CLOCK = [
  [/\d{1,2}:\d\d:\d\d\s([AP]M|[ap]\.\s?m\.)/g, '(time)'],
  [/(\w+ \d{1,2}, \d{4}|\d{1,2} de \w+ de \d{4}|\d{1,2}\/\d{2}\/\d{4}), \d{1,2}:\d\d\s([AP]M|[ap]\.\s?m\.)/g, '(date)'],
] as const;

const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string): Locator => page.getByRole('heading', { name, exact: true });
const focused = (locator: Locator, page: Page): Promise<void> => locator.and(page.locator(':focus')).waitFor();
const bar = (page: Page): Locator => page.getByRole('progressbar');

/** Pastes a text into the focused element, as the clipboard of a spreadsheet does. */
async function paste(into: Locator, text: string): Promise<void> {
  await into.focus();
  await into.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

const THREE = '\n1001\tAna\tRojas\t93001234567\n1002\tLuis\tGil\t93001234568\n1003\tEva\tDíaz\t93001234569';

describeInBrowser('the desk', () => {
  const session = useDesk({ reportCap: CAP });
  const { serve, look } = session;

  /** Opens the page of a new campaign with contacts. */
  const openCampaign = async (
    contacts: number,
    campaign: { readonly status?: 'Started' } = {},
    variables: Record<string, string | undefined> = LIVE,
  ): Promise<{ readonly page: Page; readonly id: string }> => {
    const number = session.simulator.addCampaign({
      name: 'Cobranza',
      type: 'predictive',
      skillId: '4021',
      ...campaign,
    });
    session.simulator.addContacts(
      number,
      Array.from({ length: contacts }, (_, nth) => ({ customer_id: `100${nth}`, tel1: `9300123456${nth}` })),
    );
    await serve(variables);
    const page = await look(`#/campaigns/default:${number}`);
    await heading(page, 'Cobranza').waitFor();
    return { page, id: number };
  };
  const calls = (api: string) => session.simulator.requests().filter(({ query }) => query.api === api);

  it.each(['en', 'es'] as const)('runs a campaign from its creation to its results: %s', async (locale) => {
    const t = TEXTS[locale];
    const suffix = locale === 'es' ? '-es' : '';
    session.simulator.addCampaign({ name: 'Encuesta de servicio', type: 'preview', skillId: '4023', records: '318' });
    await serve(LIVE);
    const page = await look('', locale);
    const starts = inputsOf<StartCampaignInput>(page, 'StartCampaign');

    await page.getByRole('link', { name: t.newCampaign }).first().click();
    await page.getByLabel(t.name, { exact: true }).fill('Cobranza noviembre');
    await page.getByLabel(t.skill).selectOption('4021');
    await page.getByLabel(t.start, { exact: true }).fill('2026-11-23T08:00');
    await page.getByLabel(t.end, { exact: true }).fill('2026-11-23T18:00');
    await expectAccessible(page);
    await button(page, t.create).click();
    await page.getByRole('link', { name: t.open }).click();
    await focused(heading(page, 'Cobranza noviembre'), page);

    await paste(page.getByLabel(t.paste), t.titles + THREE);
    await page.getByText(t.taken).waitFor();
    await picture(page, `desk-contacts${suffix}`, { of: page.getByRole('region', { name: t.contacts }) });
    await button(page, t.add).click();
    await heading(page, t.added).waitFor();
    expect(session.simulator.contactsOf('5802')).toMatchObject([
      { customer_id: '1001', customer_name: 'Ana', customer_last_name: 'Rojas', tel1: '93001234567' },
      { customer_id: '1002', customer_name: 'Luis', customer_last_name: 'Gil', tel1: '93001234568' },
      { customer_id: '1003', customer_name: 'Eva', customer_last_name: 'Díaz', tel1: '93001234569' },
    ]);

    await button(page, t.ask).click();
    await page.getByRole('dialog', { name: t.question }).waitFor();
    await expectAccessible(page);
    await picture(page, `desk-start${suffix}`, { textOf: page.getByRole('dialog') });
    await button(page, t.startNow).click();
    await heading(page, t.running).waitFor();
    expect(starts).toEqual([{ campaignId: 'default:5802', confirm: { name: 'Cobranza noviembre', contactCount: 3 } }]);
    expect(session.simulator.statusOf('5802')).toBe('Started');

    // One call at a time, so that no two results are of the same second.
    const progress = page.getByRole('progressbar', { name: t.progressOf });
    for (const percent of [0, 33, 66]) {
      if (percent > 0) session.simulator.dial(1);
      await progress.and(page.locator(`[aria-valuenow="${percent}"]`)).waitFor();
    }
    expect(await progress.getAttribute('aria-valuetext')).toBe(t.some);
    await page.getByRole('status').filter({ hasText: t.some }).waitFor({ state: 'attached' });
    await page.evaluate(() => scrollTo(0, 0));
    await picture(page, `desk-campaign${suffix}`, { textOf: page.getByRole('main'), varying: CLOCK });
    session.simulator.dial(1);
    await page.locator('[role=progressbar][aria-valuenow="100"]').waitFor();
    await page.getByText(t.finished).first().waitFor();

    await button(page, t.stop).click();
    await heading(page, t.stopped).waitFor();
    expect(session.simulator.statusOf('5802')).toBe('Stopped');

    await button(page, t.show).click();
    await page.getByText(t.shown).waitFor();
    await expectAccessible(page);
    await picture(page, `desk-results${suffix}`, {
      of: page.getByRole('region', { name: t.results }),
      varying: [...CLOCK, [/\d{4}-\d\d-\d\d/g, '(day)']],
    });

    await page.getByRole('link', { name: t.campaigns, exact: true }).click();
    const listed = page.getByRole('progressbar', { name: t.progressOf });
    await listed.waitFor();
    expect(await listed.getAttribute('aria-valuetext')).toBe(t.all);
    await page.getByRole('row', { name: t.stoppedRow }).waitFor();
    await expectAccessible(page);
    expect(await page.title()).toBe(`${t.campaigns} · ${t.brand}`);
  });

  it.each(['en', 'es'] as const)('lists campaigns with their status and progress: %s', async (locale) => {
    for (const skill of DEMO_DATA.skills.slice(3)) session.simulator.addSkill(skill);
    for (const campaign of DEMO_DATA.campaigns) session.simulator.addCampaign(campaign);
    const dialled = { '5801': 4180, '5802': 2570, '5803': 315, '5806': 1394 };
    for (const [id, dial] of Object.entries(dialled)) {
      const clean = Number(DEMO_DATA.campaigns[Number(id) - 5801]?.records) - dial;
      session.simulator.setBoard(id, { values: { dial: String(dial), clean: String(clean) } });
    }
    await serve();
    const page = await look('', locale);
    await bar(page).first().waitFor();
    const shares = await bar(page).evaluateAll((bars) => bars.map((each) => each.getAttribute('aria-valuenow')));
    // The last campaign has no contacts, so it has no bar.
    expect(shares).toEqual(['100', '65', '25', '0', '0', '68', '0']);
    await expectAccessible(page);
    await picture(page, `desk-list${locale === 'es' ? '-es' : ''}`, {
      of: page.locator('body'),
      textOf: page.getByRole('main'),
      varying: CLOCK,
    });
  });

  it('starts and stops with the keyboard: the dialog has the safe choice first, and returns the focus', async () => {
    const { page, id } = await openCampaign(2);
    await button(page, 'Start…').focus();
    await page.keyboard.press('Enter');
    await focused(button(page, 'Do not start'), page);
    await page.keyboard.press('Escape');
    await focused(button(page, 'Start…'), page);
    expect(await page.getByRole('dialog').count()).toBe(0);

    await page.keyboard.press('Space');
    await focused(button(page, 'Do not start'), page);
    await page.keyboard.press('Tab');
    await focused(button(page, 'Start now'), page);
    await page.keyboard.press('Enter');
    await heading(page, '“Cobranza” is running.').waitFor();
    await focused(button(page, 'Start…'), page);
    expect(session.simulator.statusOf(id)).toBe('Started');

    await page.keyboard.press('Tab');
    await focused(button(page, 'Stop'), page);
    await page.keyboard.press('Enter');
    await heading(page, '“Cobranza” is stopped. No more people are called.').waitFor();
    expect(session.simulator.statusOf(id)).toBe('Stopped');
  });

  it('asks again with the new figures if the campaign has changed, and starts only what was confirmed', async () => {
    const { page, id } = await openCampaign(2);
    const starts = inputsOf<StartCampaignInput>(page, 'StartCampaign');
    await button(page, 'Start…').click();
    await page.getByRole('dialog', { name: 'Start “Cobranza”: 2 people will be called' }).waitFor();
    session.simulator.addContacts(id, [{ customer_id: '2001', tel1: '93001234599' }]);
    await button(page, 'Start now').click();
    const again = page.getByRole('dialog', { name: 'Start “Cobranza”: 3 people will be called' });
    await again.getByText('2 people before, 3 people now. Nothing was started.').waitFor();
    expect(calls('start')).toEqual([]);
    await expectAccessible(page);
    await button(page, 'Start now').click();
    await heading(page, '“Cobranza” is running.').waitFor();
    expect(starts.map(({ confirm }) => confirm)).toEqual([
      { name: 'Cobranza', contactCount: 2 },
      { name: 'Cobranza', contactCount: 3 },
    ]);
    expect(calls('start')).toHaveLength(1);
  });

  it('asks for a start with the contacts that were just added, also if wolkvox shows them late', async () => {
    const t = TEXTS.en;
    const { page } = await openCampaign(0);
    session.simulator.behave({ api: 'campaigns', delayMs: 1_500, times: 'always' });
    await paste(page.getByLabel(t.paste), t.titles + THREE);
    await button(page, t.add).click();
    await heading(page, t.added).waitFor();
    await button(page, t.ask).click();
    await page.getByText('Reading the campaign…').waitFor();
    await page.getByRole('dialog', { name: 'Start “Cobranza”: 3 people will be called' }).waitFor();
    expect(calls('start')).toEqual([]);
  });

  it('does not ask about a campaign without contacts, but explains what is missing', async () => {
    const { page } = await openCampaign(0);
    const starts = inputsOf<StartCampaignInput>(page, 'StartCampaign');
    await button(page, 'Start…').click();
    await heading(page, 'The campaign has no contacts').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(starts).toEqual([]);
  });

  it('sends a stop while a start is in flight, and shows the newer of the two', async () => {
    const { page, id } = await openCampaign(2);
    const stops = inputsOf<StopCampaignInput>(page, 'StopCampaign');
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/graphql', async (route, request) => {
      const { operationName } = request.postDataJSON() as { operationName: string };
      if (operationName === 'StartCampaign') await released;
      await route.continue();
    });
    await button(page, 'Start…').click();
    await button(page, 'Start now').click();
    await button(page, 'Starting…').waitFor();
    expect(await button(page, 'Stop').isEnabled()).toBe(true);
    await button(page, 'Stop').dblclick();
    await heading(page, '“Cobranza” was stopped already.').waitFor();
    const start = page.waitForResponse((response) => response.request().postData()?.includes('StartCampaign') === true);
    release();
    await start;
    await button(page, 'Start…').waitFor();
    // The start was sent after all, so the page must not claim that the campaign is stopped.
    await page.getByText('Running', { exact: true }).waitFor();
    expect(session.simulator.statusOf(id)).toBe('Started');
    expect(stops).toEqual([{ campaignId: `default:${id}` }]);
  });

  it('holds the stop in view on a small screen, and no page is wider than it', async () => {
    const { page } = await openCampaign(2);
    await page.setViewportSize({ width: 360, height: 640 });
    await button(page, 'Add contacts').scrollIntoViewIfNeeded();
    const box = await button(page, 'Stop').boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect(box?.y).toBeLessThan(320);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBe(360);
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await page.getByRole('table').waitFor();
    expect(await width()).toBe(360);
  });

  interface Refused {
    readonly preset: PresetName;
    readonly title: string;
    readonly text: RegExp;
  }
  const START_FAILURES: readonly Refused[] = [
    {
      preset: 'predictive-already-active',
      title: 'Your licences do not allow another running campaign',
      text: /Message from wolkvox: /,
    },
    { preset: 'campaign-not-started', title: 'wolkvox does not allow a start now', text: /Message from wolkvox: / },
    { preset: 'unknown-campaign', title: 'wolkvox has no such campaign', text: /may have been deleted/ },
    { preset: 'invalid-value', title: 'wolkvox did not start the campaign', text: /Message from wolkvox: / },
    { preset: 'too-many-requests-at-once', title: 'wolkvox is busy', text: /You can try again in 1 second/ },
    { preset: 'maintenance', title: 'wolkvox is under maintenance', text: /Try again later/ },
    { preset: 'invalid-token', title: 'Only support can fix this', text: /Error id: [0-9a-f-]{36}/ },
    { preset: 'quota-exhausted', title: 'Today’s calls are used up', text: /should accept calls again from/ },
  ];
  it('explains every failure of a start in words', async () => {
    const { page } = await openCampaign(2);
    for (const { preset, title, text } of START_FAILURES) {
      session.simulator.behave({ preset, api: 'start' });
      await button(page, 'Start…').click();
      await button(page, 'Start now').click();
      const alert = page.getByRole('alert').filter({ has: heading(page, title) });
      expect({ preset, shows: await alert.textContent() }).toEqual({ preset, shows: expect.stringMatching(text) });
      session.simulator.normal();
    }
    await expectAccessible(page);
  });

  it('explains that a campaign may be running if the connection was lost during a start', async () => {
    const { page } = await openCampaign(2);
    session.allowErrors(/ERR_FAILED/);
    await page.route('**/graphql', (route, request) =>
      request.postData()?.includes('StartCampaign') === true ? route.abort() : route.continue(),
    );
    await button(page, 'Start…').click();
    await button(page, 'Start now').click();
    const alert = page.getByRole('alert').filter({ has: heading(page, 'The connection was lost') });
    expect(await alert.textContent()).toContain('the campaign may be running. If you do not want that, press Stop.');
  });

  it('shows that a stop failed, and that the next press sends it again', async () => {
    const { page, id } = await openCampaign(2, { status: 'Started' });
    await page.clock.install();
    session.simulator.behave({ preset: 'invalid-value', api: 'stop' });
    await button(page, 'Stop').click();
    const alert = page.getByRole('alert').filter({ has: heading(page, 'wolkvox did not stop the campaign') });
    expect(await alert.textContent()).toContain('The campaign may still be running. Press Stop again');
    // Two presses within a second are one.
    await page.clock.runFor(1_000);
    await button(page, 'Stop').click();
    await heading(page, '“Cobranza” is stopped. No more people are called.').waitFor();
    expect(session.simulator.statusOf(id)).toBe('Stopped');
  });

  it('names the rows that have to be corrected, sends nothing, and then sends all', async () => {
    const { page, id } = await openCampaign(0);
    const sent = inputsOf<AddContactsInput>(page, 'AddContacts');
    await button(page, 'Add contacts').click();
    await heading(page, 'The table is empty. Type or paste a contact first.').waitFor();
    await paste(
      page.getByLabel('Paste from a spreadsheet'),
      'Id;Nombre;Saldo;Tel1\n1001;Ana;10;93001234567\n;Luis;20;93001234568\n1001;Eva;30;',
    );
    await page.getByText('Not used, because the title is not known: Saldo.').waitFor();
    await button(page, 'Add 3 contacts').click();
    await page.getByText('Row 2: Enter the id of the person.').waitFor();
    await page.getByText('Row 3: This id is in row 1 too. Enter a phone, or an e-mail.').waitFor();
    await focused(page.getByLabel('Id, row 2'), page);
    expect(await page.getByLabel('Id, row 2').getAttribute('aria-invalid')).toBe('true');
    await expectAccessible(page);
    await page
      .getByRole('region', { name: 'Add contacts' })
      .evaluate((region) => region.scrollIntoView({ block: 'end' }));
    await picture(page, 'desk-contacts-errors', { of: page.getByRole('region', { name: 'Add contacts' }) });
    await page.getByLabel('Id, row 2').fill('1002');
    await page.getByLabel('Id, row 3').fill('1003');
    await page.getByLabel('Phone 1, row 3').fill(' 93001234569 ');
    expect(await page.getByText(/^Row \d:/).count()).toBe(0);
    expect(sent).toEqual([]);
    await button(page, 'Add 3 contacts').click();
    await heading(page, '3 contacts are in the campaign now').waitFor();
    expect(sent[0]).toMatchObject({
      campaignId: `default:${id}`,
      allowRunning: false,
      contacts: [
        { customerId: '1001', firstName: 'Ana', phones: ['93001234567'] },
        { customerId: '1002', firstName: 'Luis', phones: ['93001234568'] },
        { customerId: '1003', firstName: 'Eva', phones: ['93001234569'] },
      ],
    });
    await page.getByText('3 people', { exact: true }).waitFor();
  });

  it('shows rules of the server and rejections of wolkvox at their rows, which stay in the table', async () => {
    const { page, id } = await openCampaign(0);
    session.simulator.setReadings({ fourByteCharacters: 'reject' });
    await paste(page.getByLabel('Paste from a spreadsheet'), `id\ttel1\n1001\t93001234567\n1002\t${'9'.repeat(51)}`);
    await button(page, 'Add 2 contacts').click();
    await page.getByText(/^Row 2: .*50/).waitFor();
    await focused(page.getByLabel('Phone 1, row 2'), page);
    expect(calls('add_record')).toEqual([]);
    await page.getByLabel('Phone 1, row 2').fill('93001234568');
    await page.getByLabel('Name, row 2', { exact: true }).fill('Eva 🙂');
    await button(page, 'Add 2 contacts').click();
    await heading(page, '1 contact is in the campaign now').waitFor();
    await page.getByText('One contact was not added. It is still in the table, with the reason.').waitFor();
    await page.getByText(/^Row 1: /).waitFor();
    expect(await page.getByLabel('Name, row 1', { exact: true }).inputValue()).toBe('Eva 🙂');
    await page.getByLabel('Name, row 1', { exact: true }).fill('Eva');
    await button(page, 'Add 1 contact').click();
    await page.getByLabel('Name, row 1', { exact: true }).and(page.locator('[value=""]')).waitFor();
    expect(session.simulator.contactsOf(id).map(({ customer_id }) => customer_id)).toEqual(['1001', '1002']);
  });

  it('asks before it adds to a running campaign, and adds nothing if the answer is no', async () => {
    const { page, id } = await openCampaign(1, { status: 'Started' });
    const sent = inputsOf<AddContactsInput>(page, 'AddContacts');
    await page.getByLabel('Id, row 1').fill('2001');
    await page.getByLabel('Phone 1, row 1').fill('93001234567');
    await button(page, 'Add 1 contact').click();
    await page.getByRole('dialog', { name: '“Cobranza” is running: 1 person will be called now' }).waitFor();
    await button(page, 'Do not add').click();
    await focused(button(page, 'Add 1 contact'), page);
    expect(sent).toEqual([]);
    await button(page, 'Add 1 contact').click();
    await button(page, 'Add and call now').click();
    await heading(page, '1 contact is in the campaign now').waitFor();
    expect(sent.map(({ allowRunning }) => allowRunning)).toEqual([true]);
    expect(session.simulator.contactsOf(id)).toHaveLength(2);
  });

  it('asks before it adds if the campaign was started elsewhere meanwhile', async () => {
    const { page } = await openCampaign(0);
    const sent = inputsOf<AddContactsInput>(page, 'AddContacts');
    session.simulator.addCampaign({ name: 'Otra', type: 'predictive', skillId: '4021' });
    await page.getByLabel('Id, row 1').fill('2001');
    await page.getByLabel('Phone 1, row 1').fill('93001234567');
    // Another program starts it after the page was read.
    await startElsewhere(session.simulator.url, '5801');
    await button(page, 'Add 1 contact').click();
    await page.getByRole('dialog', { name: '“Cobranza” is running: 1 person will be called now' }).waitFor();
    await button(page, 'Add and call now').click();
    await heading(page, '1 contact is in the campaign now').waitFor();
    expect(sent.map(({ allowRunning }) => allowRunning)).toEqual([false, true]);
  });

  it('holds the contacts after a lost answer, and asks again with the same key', async () => {
    const { page, id } = await openCampaign(0);
    session.allowErrors(/ERR_FAILED/);
    const sent = inputsOf<AddContactsInput>(page, 'AddContacts');
    await page.getByLabel('Id, row 1').fill('2001');
    await page.getByLabel('Phone 1, row 1').fill('93001234567');
    let lost = 0;
    await page.route('**/graphql', async (route, request) => {
      const { operationName } = request.postDataJSON() as { operationName: string };
      if (operationName !== 'AddContacts' || (lost += 1) > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await button(page, 'Add 1 contact').click();
    await heading(page, 'The connection was lost').waitFor();
    expect(await page.getByLabel('Id, row 1').inputValue()).toBe('2001');
    expect(await page.getByLabel('Id, row 1').isDisabled()).toBe(true);
    await button(page, 'Ask again').click();
    await page.getByText('An earlier request added them. Nothing was added twice.').waitFor();
    expect(sent[1]).toEqual(sent[0]);
    expect(session.simulator.contactsOf(id)).toHaveLength(1);
  });

  it('looks for a contact in wolkvox if it is not known whether it was added', async () => {
    const { page, id } = await openCampaign(0);
    session.allowErrors(/ERR_FAILED/);
    await page.getByLabel('Id, row 1').fill('2001');
    await page.getByLabel('Phone 1, row 1').fill('93001234567');
    await page.route('**/graphql', (route, request) =>
      request.postData()?.includes('AddContacts') === true ? route.abort() : route.continue(),
    );
    await button(page, 'Add 1 contact').click();
    await button(page, 'Look for 2001 in wolkvox').click();
    await page.getByText('wolkvox does not find 2001 in this campaign now. It may still appear.').waitFor();
    session.simulator.addContacts(id, [{ customer_id: '2001', tel1: '93001234567' }]);
    await button(page, 'Look for 2001 in wolkvox').click();
    await page.getByText('wolkvox has 2001 in this campaign.').waitFor();
    await expectAccessible(page);
    await button(page, 'They are there, done').click();
    await page.getByLabel('Id, row 1').and(page.locator('[value=""]:enabled')).waitFor();
  });

  it('shows changes as events, without further queries, and reads them aloud at each tenth', async () => {
    const { page } = await openCampaign(4, { status: 'Started' });
    const polls: string[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('query GetCampaignProgress') === true) polls.push(request.url());
    });
    await page.getByText('Live', { exact: true }).waitFor();
    session.simulator.dial(1);
    await page.locator('[role=progressbar][aria-valuenow="25"]').waitFor();
    await page.getByRole('status').filter({ hasText: '1 of 4 contacts dialled' }).waitFor({ state: 'attached' });
    expect(polls).toEqual([]);
  });

  it('polls while the server sends no events', async () => {
    const number = session.simulator.addCampaign({
      name: 'Cobranza',
      type: 'predictive',
      skillId: '4021',
      status: 'Started',
    });
    session.simulator.addContacts(number, [
      { customer_id: '1', tel1: '1' },
      { customer_id: '2', tel1: '2' },
    ]);
    session.allowErrors(/ERR_FAILED/);
    await serve(LIVE);
    const page = await look('');
    await page.route('**/graphql', (route, request) =>
      request.headers().accept === 'text/event-stream' ? route.abort() : route.continue(),
    );
    await page.getByRole('link', { name: 'Cobranza' }).click();
    await page.getByText('Refreshed regularly', { exact: true }).waitFor();
    session.simulator.dial(1);
    await page.locator('[role=progressbar][aria-valuenow="50"]').waitFor();
  });

  /** Adds results with a minute between them, the newest at noon of yesterday. */
  const addResults = (id: string, count: number, minutes: number): void => {
    const noon = `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}T12:00:00Z`;
    session.simulator.addResults(
      id,
      Array.from({ length: count }, (_, nth) => ({
        customer_id: `c-${nth}`,
        date: new Date(Date.parse(noon) - nth * minutes * 60_000).toISOString().slice(0, 19).replace('T', ' '),
        result: nth % 4 === 0 ? 'ANSWER' : 'NO-ANSWER',
      })),
    );
  };
  const results = (page: Page): Locator => page.getByRole('region', { name: 'Results' });

  it('shows results page by page with a chart of those that are shown', async () => {
    const { page, id } = await openCampaign(0, {}, { ...LIVE, RESULTS_ROW_CAP: String(CAP) });
    addResults(id, 120, 20);
    await button(page, 'Show results').click();
    await page.getByText('50 results, newest first. There are more results.').waitFor();
    const rows = results(page).locator('tbody tr');
    expect(await rows.count()).toBe(50);
    expect(await results(page).getByRole('listitem').allTextContents()).toEqual([
      'No answer37 (74%)',
      'Answered13 (26%)',
    ]);
    await button(page, 'Show more').click();
    await page.getByText('100 results, newest first. There are more results.').waitFor();
    await button(page, 'Show more').click();
    await page.getByText(/^120 results, newest first\./).waitFor();
    const ids = await rows.getByRole('rowheader').allTextContents();
    expect(ids.map((text) => text.trim())).toEqual(Array.from({ length: 120 }, (_, nth) => `c-${nth}`));
    expect(await page.getByText('Some results are missing').count()).toBe(0);
    await expectAccessible(page);
  });

  it('explains in words that results are missing, or that there are none', async () => {
    const { page } = await openCampaign(0, {}, { ...LIVE, RESULTS_ROW_CAP: String(CAP) });
    await button(page, 'Show results').click();
    await page.getByText('No contact was handled in these days.').waitFor();
    // More than the cap in each part of an hour.
    const crowded = session.simulator.addCampaign({ name: 'Otra', type: 'predictive', skillId: '4021' });
    addResults(crowded, 4 * CAP, 0.25);
    await serve({ ...LIVE, RESULTS_ROW_CAP: String(CAP) });
    await page.evaluate((hash) => (location.hash = hash), `#/campaigns/default:${crowded}`);
    await heading(page, 'Otra').waitFor();
    await button(page, 'Show results').click();
    await heading(page, 'Some results are missing').waitFor();
    expect(await results(page).locator('tbody tr').count()).toBe(50);
  });

  it('holds the results of earlier pages if the next one fails, and goes on after a retry', async () => {
    const { page, id } = await openCampaign(0, {}, { ...LIVE, RESULTS_ROW_CAP: String(CAP) });
    addResults(id, 120, 20);
    await button(page, 'Show results').click();
    await page.getByText(/^50 results/).waitFor();
    session.simulator.behave({ preset: 'bad-gateway', api: 'detail', times: 'always' });
    const failed = page.getByRole('alert').filter({ has: heading(page, 'The results could not be loaded') });
    // Pages of the report that is still cached do not fail.
    while ((await failed.count()) === 0) {
      await button(page, 'Show more').click();
      await page.locator('form[aria-busy=false]').nth(1).waitFor();
    }
    expect(await failed.textContent()).toContain('wolkvox cannot be reached');
    session.simulator.normal();
    await failed.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(/^(?!50 )\d+ results/).waitFor();
  });

  it('shows which operation a list is of, and searches in it', async () => {
    session.simulator.addCampaign({ name: 'Cobranza octubre', type: 'predictive', skillId: '4021', status: 'Started' });
    session.simulator.addCampaign({ name: 'Encuesta', type: 'preview', skillId: '4021' });
    await serve(session.operations('norte', 'sur'));
    const page = await look('#/operations/sur');
    const names = page.getByRole('rowheader').getByRole('link');
    await names.first().waitFor();
    expect(await names.first().getAttribute('href')).toBe('#/campaigns/sur%3A5801');
    expect(await page.getByLabel('Operation').inputValue()).toBe('sur');
    await page.getByLabel('Search by name').fill('OCTUBRE');
    await page.getByText('1 of 1 campaigns').waitFor();
    expect(await names.allTextContents()).toEqual(['Cobranza octubre']);
    await page.getByLabel('Search by name').fill('');
    await page.getByLabel('Status').selectOption('STOPPED');
    await page.getByRole('link', { name: 'Cobranza octubre' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Encuesta' }).waitFor();
    expect(await names.allTextContents()).toEqual(['Encuesta']);
    await page.getByLabel('Search by name').fill('nothing of this name');
    await page.getByText('No campaign matches. Change the search.').waitFor();
    await page.getByLabel('Operation').selectOption('norte');
    await page.getByText('2 of 2 campaigns').waitFor();
    expect(new URL(page.url()).hash).toBe('#/operations/norte');
  });

  it('shows the list without the progress if the board cannot be read', async () => {
    session.simulator.addCampaign({ name: 'Cobranza', type: 'predictive', skillId: '4021' });
    session.simulator.behave({ preset: 'maintenance', api: 'real_time.php?api=campaigns', times: 'always' });
    await serve();
    const page = await look('');
    await page.getByRole('link', { name: 'Cobranza' }).waitFor();
    await page.getByText('Progress cannot be read now. The list is shown without it.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('explains why a campaign cannot be shown', async () => {
    await serve();
    const page = await look('#/campaigns/default:999');
    await heading(page, 'There is no such campaign').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: '← All campaigns' }).click();
    await page.getByText('There are no campaigns yet. Create the first one.').waitFor();
    await page.evaluate(() => (location.hash = '#/campaigns/999'));
    await heading(page, 'The campaign could not be loaded').waitFor();
    // The server's message names the format of an id.
    expect(await page.getByRole('alert').textContent()).toContain('operationId');
  });

  it.each([
    ['maintenance', 'wolkvox is under maintenance. Try again later.'],
    ['bad-gateway', 'wolkvox cannot be reached. Try again later.'],
    ['too-many-requests-at-once', 'wolkvox is busy. Try again in a moment.'],
    ['quota-exhausted', 'Today’s calls are used up. wolkvox should accept calls again from'],
    ['invalid-token', 'Only support can fix this. Send them the error id.'],
  ] as const)('explains in words why the list cannot be shown: %s', async (preset, text) => {
    session.simulator.behave({ preset, api: 'campaigns', times: 'always' });
    await serve();
    const page = await look('');
    const alert = page.getByRole('alert').filter({ has: heading(page, 'The campaigns could not be loaded') });
    expect(await alert.textContent()).toContain(text);
    await expectAccessible(page);
  });
});

/** Starts a campaign as another program with the same token does. */
async function startElsewhere(simulatorUrl: string, id: string): Promise<void> {
  const response = await fetch(`${simulatorUrl}/api/v2/campaign.php?api=start&campaign_id=${id}`, {
    method: 'PUT',
    headers: { 'wolkvox-token': TOKEN },
  });
  expect(response.status).toBe(202);
}
