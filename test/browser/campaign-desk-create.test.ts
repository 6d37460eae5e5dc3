import { expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

import type { CreateCampaignInput } from '../../client/src/generated/graphql.js';
import type { InputRule } from '../../src/domain/input-rules.js';
import type { PresetName } from '../../packages/simulator/src/simulator.js';
import { describeInBrowser, picture } from '../support/browser.js';
import { inputsOf, useDesk } from '../support/desk-session.js';

describeInBrowser('the form of the desk', () => {
  const session = useDesk();
  const { serve, allowErrors } = session;
  const look = (locale?: 'en' | 'es') => session.look('#/new', locale);
  const open = async (variables?: Record<string, string | undefined>): Promise<Page> => {
    await serve(variables);
    const page = await look();
    // The form appears when its options have loaded.
    await page.getByRole('option', { name: 'Ventas (4021)' }).or(field(page, 'Operation')).first().waitFor({
      state: 'attached',
    });
    return page;
  };
  const mutationResults = () => session.simulator.requests().filter(({ query }) => query.api === 'create_campaign');
  const whole = (page: Page) => ({ of: page.getByRole('main') });

  it('labels every control and lists the skills', async () => {
    const page = await open();
    await picture(page, 'form-empty', whole(page));
    expect(await field(page, 'Skill').getByRole('option').allTextContents()).toEqual([
      'Choose a skill',
      'Ventas (4021)',
      'Cobranza (4022)',
      'Encuestas de satisfacción (4023)',
    ]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  it('creates a campaign with every field, then another one', async () => {
    const page = await open();
    const sent = inputsOf<CreateCampaignInput>(page, 'CreateCampaign');
    await fill(page);
    await field(page, 'Description').fill('Clientes con saldo');
    await field(page, 'Answering-machine detection').selectOption({ label: 'Colombia' });
    for (const [nth, title] of ['Saldo', '', 'Ciudad', ''].entries()) {
      await page.getByRole('button', { name: 'Add a field' }).click();
      await field(page, `Title ${nth + 1}`).fill(title);
    }
    await field(page, 'May be edited in wolkvox afterwards').check();
    await create(page);
    await page.getByRole('heading', { name: 'The campaign exists' }).waitFor();
    await picture(page, 'form-success', whole(page));
    expect(await page.getByRole('status').textContent()).toContain('5801');
    expect(mutationResults().map(({ query, body }) => ({ type: query.type_campaign, body }))).toEqual([
      {
        type: 'predictive',
        body: {
          campaign_name: 'Cobranza noviembre',
          campaign_description: 'Clientes con saldo',
          start_time: '20261123080000',
          end_time: '20261123180000',
          skill_id: '4021',
          ...{ opt1: 'Saldo', opt2: '', opt3: 'Ciudad', opt4: '', opt5: '', opt6: '' },
          ...{ opt7: '', opt8: '', opt9: '', opt10: '', opt11: '', opt12: '' },
          amd: 'COL',
          enable_edition: 'yes',
        },
      },
    ]);

    await page.getByRole('button', { name: 'Create another' }).click();
    expect(await field(page, 'Name').inputValue()).toBe('');
    await fill(page);
    await create(page);
    await page.getByText('5802').waitFor();
    expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
  });

  it('hides hours and detection for a preview campaign and does not send their earlier values', async () => {
    const page = await open();
    const sent = inputsOf<CreateCampaignInput>(page, 'CreateCampaign');
    await fill(page);
    await page.getByLabel(/^Preview/).check();
    for (const label of ['Start', 'End', 'Answering-machine detection'])
      expect(await field(page, label).count()).toBe(0);
    await create(page);
    await page.getByRole('heading', { name: 'The campaign exists' }).waitFor();
    expect(Object.keys(sent[0] ?? {})).not.toEqual(expect.arrayContaining(['startTime']));
    expect(session.simulator.campaigns()).toMatchObject([{ type_campaign: 'preview' }]);
  });

  it('allows twelve titles and drops a removed one', async () => {
    const page = await open();
    const add = page.getByRole('button', { name: 'Add a field' });
    for (let nth = 1; nth <= 12; nth += 1) await add.click();
    expect(await add.isDisabled()).toBe(true);
    await field(page, 'Title 12').fill('last');
    await page.getByRole('button', { name: 'Remove title 1', exact: true }).click();
    expect(await field(page, 'Title 11').inputValue()).toBe('last');
    expect(await add.isDisabled()).toBe(false);
  });

  /** How a user breaks a rule, or why the form prevents it. */
  interface Broken {
    readonly variables?: Record<string, string>;
    readonly several?: readonly string[];
    readonly how: (page: Page) => Promise<unknown>;
    readonly beside: string;
    readonly message: string | RegExp;
  }

  const RULES: Readonly<Record<InputRule, readonly Broken[] | string>> = {
    NOT_BLANK: [
      { how: (page) => field(page, 'Name').fill(''), beside: 'Name', message: 'Enter a name.' },
      {
        how: (page) => field(page, 'Name').fill('  '),
        beside: 'Name',
        message: 'Enter at least one visible character.',
      },
    ],
    NO_CONTROL_CHARACTERS: [
      { how: (page) => field(page, 'Name').fill('a\tb'), beside: 'Name', message: 'Leave out line breaks and tabs.' },
      {
        how: (page) => field(page, 'Description').fill('a\tb'),
        beside: 'Description',
        message: 'Leave out line breaks and tabs.',
      },
      {
        how: async (page) => {
          for (const title of ['Saldo', 'a\tb']) {
            await page.getByRole('button', { name: 'Add a field' }).click();
            await page
              .getByLabel(/^Title/)
              .last()
              .fill(title);
          }
        },
        beside: 'Title 2',
        message: 'Leave out line breaks and tabs.',
      },
    ],
    WELL_FORMED_TEXT: 'no keyboard and no clipboard has half a character',
    MAX_TEXT_LENGTH: [
      {
        how: (page) => field(page, 'Name').fill('x'.repeat(4_001)),
        beside: 'Name',
        message: /at most 4000 characters/,
      },
    ],
    NUMERIC_ID: [{ how: (page) => field(page, 'Skill').selectOption(''), beside: 'Skill', message: 'Choose a skill.' }],
    CAMPAIGN_ID: 'the form names no campaign',
    SPEED: 'the form changes no campaign',
    CHANGE_REQUIRED: 'the form changes no campaign',
    SELECTABLE_RESULT: 'the form removes no contacts',
    NO_COMMA: 'the form has no contacts',
    NO_OUTER_SPACE: 'the form has no contacts',
    MAX_CONTACT_TEXT_LENGTH: 'the form has no contacts',
    MAX_PHONE_LENGTH: 'the form has no contacts',
    PREDICTIVE_CAMPAIGN: 'the form has no callbacks',
    CALLBACK_LEAD: 'the form has no callbacks',
    CONTACT_COUNT: 'the form has no contacts',
    UNIQUE_CUSTOMER_ID: 'the form has no contacts',
    MAX_PHONES: 'the form has no contacts',
    OPTIONAL_VALUE_LENGTH: 'the form has no contacts',
    NOT_ON_PREDICTIVE: 'the form has no contacts',
    MAX_OPTIONAL_FIELDS: 'there is room for twelve',
    MAX_KEY_LENGTH: 'the key is not typed',
    REQUIRED_ON_PREDICTIVE: [
      { how: (page) => field(page, 'Start').fill(''), beside: 'Start', message: 'Enter when dialling may start.' },
      { how: (page) => field(page, 'End').fill(''), beside: 'End', message: 'Enter when dialling must end.' },
    ],
    NOT_ON_PREVIEW: 'the fields are not there on PREVIEW',
    CAMPAIGN_TIME: [
      {
        // Clocks skip this hour.
        variables: { WOLKVOX_TIME_ZONE: 'Europe/Madrid' },
        how: async (page) => {
          await field(page, 'Start').fill('2027-03-28T02:30');
          await field(page, 'End').fill('2027-03-28T18:00');
        },
        beside: 'Start',
        message: 'This time does not exist in the zone of the operation.',
      },
    ],
    DATE_REQUIRED: 'the fields have a date',
    SAME_DAY: [
      {
        variables: { WOLKVOX_TIME_FORMAT: 'hhiiss' },
        how: (page) => field(page, 'End').fill('2026-11-24T18:00'),
        beside: 'End',
        message: 'In this operation, start and end must be on the same day.',
      },
    ],
    AFTER_START: [
      {
        how: (page) => field(page, 'End').fill('2026-11-23T07:00'),
        beside: 'End',
        message: 'The end must be after the start.',
      },
    ],
    OUTSIDE_CALLING_HOURS: [
      {
        variables: { WOLKVOX_CALLING_HOURS: 'CO' },
        how: (page) => field(page, 'Start').fill('2026-11-23T06:30'),
        beside: 'Start',
        message: 'The operation allows no calls at this time.',
      },
    ],
    KNOWN_OPERATION: [
      {
        several: ['norte', 'sur'],
        how: async (page) => {
          await serve(session.operations('norte', 'este'));
          await field(page, 'Name').focus();
        },
        beside: 'Operation',
        message: /configured operation/,
      },
    ],
    OPERATION_REQUIRED: [
      {
        several: ['norte', 'sur'],
        how: (page) => field(page, 'Operation').selectOption(''),
        beside: 'Operation',
        message: 'Choose an operation.',
      },
    ],
  };
  const BROKEN = Object.entries(RULES).flatMap(([rule, ways]) =>
    typeof ways === 'string' ? [] : ways.map((way) => ({ rule, ...way })),
  );

  it.each(BROKEN)('shows the error for $rule beside the field: $beside', async ({ how, beside, message, ...row }) => {
    const page = await open(row.several ? session.operations(...row.several) : row.variables);
    if (row.several) await field(page, 'Operation').selectOption('sur');
    await fill(page);
    await how(page);
    await create(page);
    await page.getByRole('alert').waitFor();
    const control = field(page, beside);
    expect(await control.getAttribute('aria-invalid')).toBe('true');
    expect(await descriptionOf(control)).toMatch(message);
    expect(mutationResults()).toEqual([]);
  });

  it('shows all errors at once, focuses the first and clears an edited one', async () => {
    const page = await open();
    await field(page, 'Start').fill('2026-11-23T18:00');
    await field(page, 'End').fill('2026-11-23T08:00');
    await field(page, 'Description').fill('a\tb');
    await create(page);
    await page.getByRole('alert').waitFor();
    const name = field(page, 'Name');
    await name.and(page.locator(':focus')).waitFor();
    await picture(page, 'form-field-errors', whole(page));
    await name.fill('Cobranza');
    expect(await name.getAttribute('aria-invalid')).toBe('false');
    expect(await page.locator('[aria-invalid=true]').count()).toBe(3);
    expect(mutationResults()).toEqual([]);
  });

  it('shows errors without a field at the top', async () => {
    const page = await open();
    await page.route('**/graphql', (route, request) => {
      const body = request.postDataJSON() as { variables: { input: CreateCampaignInput } };
      body.variables.input.idempotencyKey = 'x'.repeat(256);
      return route.continue({ postData: body });
    });
    await fill(page);
    await create(page);
    expect(await page.getByRole('alert').textContent()).toContain('idempotencyKey');
    await page.getByRole('alert').and(page.locator(':focus')).waitFor();
  });

  it('counts down while wolkvox is busy, then enables the button', async () => {
    const page = await open();
    await fill(page);
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    session.simulator.behave({ preset: 'too-many-requests-at-once', api: 'create_campaign' });
    await create(page);
    const waiting = page.getByRole('button', { name: 'Create campaign (in 1 s)' });
    await waiting.waitFor();
    expect(await waiting.isDisabled()).toBe(true);
    await picture(page, 'form-busy', whole(page));
    await page.clock.runFor(1_000);
    await create(page);
    await page.getByRole('heading', { name: 'The campaign exists' }).waitFor();
    expect(session.simulator.campaigns()).toHaveLength(1);
  });

  it('shows that the calls of today are used up and the reset time', async () => {
    const page = await open();
    await fill(page);
    session.simulator.behave({ preset: 'quota-exhausted', api: 'create_campaign' });
    await create(page);
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/ \([A-Z]\w+\/\w+\)\.$/);
    await picture(page, 'form-quota', { ...whole(page), varying: [[/from .* at 12:00/g, 'from (tomorrow) at 12:00']] });
  });

  interface Refused {
    readonly preset: PresetName;
    readonly title: string;
    readonly small: RegExp;
  }
  const REFUSED: readonly Refused[] = [
    {
      preset: 'invalid-value',
      title: 'wolkvox rejected this campaign',
      small: /Message from wolkvox: The value entered is invalid/,
    },
    {
      preset: 'unknown-campaign',
      title: 'wolkvox does not find what the campaign refers to',
      small: /Message from wolkvox: Campaign_id/,
    },
    {
      preset: 'licence-capacity',
      title: 'Your licences do not allow this',
      small: /Message from wolkvox: You are uploading/,
    },
    {
      preset: 'campaign-not-started',
      title: 'wolkvox does not allow this now',
      small: /Message from wolkvox: The campaign has not been started/,
    },
    { preset: 'maintenance', title: 'wolkvox is under maintenance', small: /For support: .*backed up/ },
    { preset: 'invalid-token', title: 'Only support can fix this', small: /Error id: [0-9a-f-]{36}/ },
    { preset: 'unknown-api', title: 'Only support can fix this', small: /Error id: [0-9a-f-]{36}/ },
  ];

  it('explains why nothing was created and reuses the key for the next try', async () => {
    const page = await open();
    const sent = inputsOf<CreateCampaignInput>(page, 'CreateCampaign');
    await fill(page);
    for (const { preset, title, small } of REFUSED) {
      session.simulator.behave({ preset, api: 'create_campaign' });
      await create(page);
      const alert = page.getByRole('alert').filter({ has: page.getByRole('heading', { name: title }) });
      expect({ preset, message: await alert.textContent() }).toEqual({ preset, message: expect.stringMatching(small) });
      expect(await alert.textContent()).toContain('Nothing was created');
    }
    await create(page);
    await page.getByRole('heading', { name: 'The campaign exists' }).waitFor();
    expect(sent).toHaveLength(REFUSED.length + 1);
    expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(session.simulator.campaigns()).toHaveLength(1);
  });

  it('does not repeat a creation with an unknown outcome, but searches and lets the user confirm', async () => {
    const page = await open();
    const sent = inputsOf<CreateCampaignInput>(page, 'CreateCampaign');
    await fill(page);
    session.simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
    await create(page);
    const unknown = page.getByRole('alert').filter({ hasText: 'The campaign may or may not exist' });
    await unknown.waitFor();
    expect(await field(page, 'Name').isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Create campaign' }).count()).toBe(0);

    // The same key would return the stored answer for a day.
    expect(await page.getByRole('button', { name: 'Ask again' }).count()).toBe(0);

    await page.getByRole('button', { name: 'Check in wolkvox' }).click();
    await page.getByText('default:5801').waitFor();
    await picture(page, 'form-unknown-outcome', { ...whole(page), varying: [[/\d+:\d\d:\d\d\s[AP]M/g, '(now)']] });
    await page.getByRole('button', { name: 'It does not exist, back to the form' }).click();
    expect(await field(page, 'Name').inputValue()).toBe('Cobranza noviembre');
    await field(page, 'Name').fill('Cobranza diciembre');
    await create(page);
    await page.getByRole('heading', { name: 'The campaign exists' }).waitFor();
    expect(sent).toHaveLength(2);
    expect(sent[1]?.idempotencyKey).not.toBe(sent[0]?.idempotencyKey);
    expect(mutationResults()).toHaveLength(2);
  });

  /** Loses the server's response to the next creation. */
  const loseAnswer = (page: Page): Promise<unknown> => {
    allowErrors(/ERR_FAILED/);
    return page.route(
      '**/graphql',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
  };

  it('does not offer a repeat after a campaign of that name was found, because a restarted server loses keys', async () => {
    const page = await open();
    await fill(page);
    await loseAnswer(page);
    await create(page);
    const again = page.getByRole('button', { name: 'Ask again' });
    await again.waitFor();
    await serve();
    await page.getByRole('button', { name: 'Check in wolkvox' }).click();
    await page.getByText(/One campaign with this name in wolkvox’s list, read at .* or later:/).waitFor();
    expect(await again.count()).toBe(0);
    // A later failed search does not change the result.
    await page.route('**/graphql', (route) => route.abort(), { times: 1 });
    await page.getByRole('button', { name: 'Check in wolkvox' }).click();
    await page.getByText('wolkvox could not be reached now. Try again later.').waitFor();
    expect(await again.count()).toBe(0);
    expect(mutationResults()).toHaveLength(1);
  });

  it('shows the refresh interval if the search finds nothing, and no list if there is none', async () => {
    const page = await open();
    allowErrors(/ERR_FAILED/);
    await fill(page);
    await page.route('**/graphql', (route) => route.abort(), { times: 2 });
    await create(page);
    const look = page.getByRole('button', { name: 'Check in wolkvox' });
    await look.click();
    await page.getByText('wolkvox could not be reached now. Try again later.').waitFor();
    expect(await page.getByText('this list').count()).toBe(0);
    await look.click();
    await page.getByText(/this list is usually refreshed every 5 minutes/).waitFor();
    expect(await page.getByRole('button', { name: 'Ask again' }).count()).toBe(1);
  });

  it('moves the focus to the next control after a search, a return to the form and a change of titles', async () => {
    const page = await open();
    const focused = (locator: Locator): Promise<void> => locator.and(page.locator(':focus')).waitFor();
    const press = async (name: string): Promise<void> => {
      await page.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
    };
    await press('Add a field');
    await focused(field(page, 'Title 1'));
    await press('Add a field');
    await focused(field(page, 'Title 2'));
    await press('Remove title 1');
    await focused(field(page, 'Title 1'));
    await press('Remove title 1');
    await focused(page.getByRole('button', { name: 'Add a field' }));

    await fill(page);
    await loseAnswer(page);
    await press('Create campaign');
    await focused(page.getByRole('alert'));
    await press('Check in wolkvox');
    await page.getByText('One campaign with this name').waitFor();
    await focused(page.getByRole('button', { name: 'Check in wolkvox' }));
    await press('It does not exist, back to the form');
    await focused(page.getByLabel(/^Predictive/));
    await press('Create campaign');
    await focused(page.getByRole('status').filter({ hasText: 'The campaign exists' }));
    await press('Create another');
    await focused(page.getByLabel(/^Predictive/));
  });

  it('asks for confirmation before leaving only while a campaign is sent or may exist', async () => {
    const page = await open();
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await fill(page);
    await page.reload();
    await field(page, 'Skill').and(page.locator(':enabled')).waitFor();
    expect(asked).toEqual([]);

    const leave = async (): Promise<void> => {
      const dialog = page.waitForEvent('dialog');
      // Dismissed, so the page stays and the wait for another page times out.
      void page.reload({ timeout: 1_000 }).catch(() => undefined);
      await dialog;
    };
    await fill(page);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    allowErrors(/ERR_FAILED/);
    await page.route('**/graphql', async (route) => {
      await released;
      await route.abort();
    });
    await create(page);
    await page.getByRole('button', { name: 'Creating…' }).waitFor();
    await leave();
    expect(asked).toEqual(['beforeunload']);
    release();
    await page.getByRole('heading', { name: 'The connection was lost' }).waitFor();
    await leave();
    expect(asked).toEqual(['beforeunload', 'beforeunload']);
  });

  it('returns the campaign under the same key after the network lost the response', async () => {
    const page = await open();
    const sent = inputsOf<CreateCampaignInput>(page, 'CreateCampaign');
    await fill(page);
    await loseAnswer(page);
    await create(page);
    await page.getByRole('heading', { name: 'The connection was lost' }).waitFor();
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByText('An earlier request created it').waitFor();
    expect(sent[1]).toEqual(sent[0]);
    expect(mutationResults()).toHaveLength(1);
  });

  it('keeps the outcome unknown if a repeat fails', async () => {
    const page = await open();
    allowErrors(/ERR_FAILED/);
    await fill(page);
    await page.route('**/graphql', (route) => route.abort(), { times: 1 });
    await create(page);
    session.simulator.behave({ preset: 'maintenance', api: 'create_campaign' });
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByText('It is still unknown if the first one created the campaign').waitFor();
    await page.getByRole('button', { name: 'It exists, done' }).click();
    expect(await field(page, 'Name').inputValue()).toBe('');
  });

  it('sends one request for two clicks and is disabled while it is in flight', async () => {
    const page = await open();
    const sent = inputsOf<CreateCampaignInput>(page, 'CreateCampaign');
    await fill(page);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/graphql', async (route) => {
      await released;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Create campaign' }).evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
    const waiting = page.getByRole('button', { name: 'Creating…' });
    await waiting.waitFor();
    expect(await waiting.isDisabled()).toBe(true);
    expect(await field(page, 'Name').isDisabled()).toBe(true);
    release();
    await page.getByRole('heading', { name: 'The campaign exists' }).waitFor();
    expect(sent).toHaveLength(1);
    expect(mutationResults()).toHaveLength(1);
  });

  it('shows that the skills failed and loads them after a retry', async () => {
    session.simulator.behave({ preset: 'maintenance', api: 'skills' });
    await serve();
    const page = await look();
    await page.getByText('The skills could not be loaded.').waitFor();
    // The server caches a failure; another process has not seen it.
    await serve();
    await page.getByRole('button', { name: 'Try again' }).click();
    await field(page, 'Skill').and(page.locator(':focus')).waitFor();
    await field(page, 'Skill').selectOption('4021');
  });

  it('shows the error id of skills that only support can fix', async () => {
    session.simulator.behave({ preset: 'invalid-token', api: 'skills' });
    await serve();
    const page = await look();
    await page.getByText(/^Error id: [0-9a-f-]{36}$/).waitFor();
  });

  it('shows that the skills are outdated if they cannot be refreshed', async () => {
    const page = await open({ CACHE_TTL_MS: '0' });
    session.simulator.behave({ preset: 'maintenance', api: 'skills' });
    await page.reload();
    await page.getByText(/These are the skills of .*, because wolkvox could not be reached again/).waitFor();
    await field(page, 'Skill').selectOption('4021');
  });

  it('shows that the server is unreachable and loads after a retry', async () => {
    allowErrors(/status of 502/);
    const page = await look();
    await page.getByRole('heading', { name: 'The form could not be loaded' }).waitFor();
    await serve();
    await page.getByRole('button', { name: 'Try again' }).click();
    await field(page, 'Skill').selectOption('4021');
  });

  it('uses Spanish for Spanish users and requests it from the server', async () => {
    await serve();
    const page = await look('es');
    const languages = new Set<string | undefined>();
    page.on('request', (request) => languages.add(request.headers()['accept-language']));
    await page.getByRole('option', { name: 'Ventas (4021)' }).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Crear campaña' }).click();
    await page.getByText('Póngale un nombre a la campaña.').waitFor();
    await picture(page, 'form-es', whole(page));
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    expect([...languages]).toEqual(['es']);
  });
});

/** Returns the control with this label. */
const field = (page: Page, label: string): Locator => page.getByLabel(new RegExp(`^${label}( \\(optional\\))?$`));

/** Fills in the required fields of a campaign. */
async function fill(page: Page): Promise<void> {
  await field(page, 'Name').fill('Cobranza noviembre');
  await field(page, 'Skill').selectOption('4021');
  await field(page, 'Start').fill('2026-11-23T08:00');
  await field(page, 'End').fill('2026-11-23T18:00');
}

const create = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Create campaign', exact: true }).click();

/** Text that a screen reader reads after the name of a control. */
const descriptionOf = (control: Locator): Promise<string> =>
  control.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' '),
  );
