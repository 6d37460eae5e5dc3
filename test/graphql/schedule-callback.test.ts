import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import {
  audits,
  behave,
  brokenRules,
  countOf,
  listed,
  NAME,
  on,
  onRead,
  sent,
  STOPPED,
  UNKNOWN,
  withCampaign,
} from '../support/campaign-mutations.js';
import { closing, type Defer } from '../support/closing.js';
import { requestThatHangsUp } from '../support/hanging-up.js';
import { scrape } from '../support/metrics.js';
import { REFUSALS, refusalRows, unprocessedRows, unreadableRows } from '../support/mutation-rows.js';
import { startProduct, TOKEN } from '../support/product.js';
import { until } from '../support/until.js';

/** Data of a contact, which nothing may log. */
const CUSTOMER = 'C-1032456789';
const PHONE = '95712345678';
const AT = '2030-11-22T15:30:00';
const CONTACT = { customer_id: CUSTOMER, tel1: '95799999999' };
const CALLBACK = { customerId: CUSTOMER, phone: PHONE, at: AT };

const start = (defer: Defer, variables: Record<string, string> = {}, campaign: object = {}) =>
  withCampaign(defer, variables, { contacts: [CONTACT], ...campaign });

/** What wolkvox stores of the callback. */
const storedIn = (simulator: Simulator, number: string): readonly unknown[] =>
  simulator.contactsOf(number).flatMap(({ recall_date, recall_telephone }) => {
    return recall_date === undefined ? [] : [recall_date, recall_telephone];
  });
const STORED = ['20301122153000', PHONE];

const onRecall = on('recall');
const SCHEDULED = {
  __typename: 'ScheduleCallbackSuccess',
  campaign: { name: NAME, type: 'PREDICTIVE', status: 'STOPPED' },
  message: expect.stringContaining('successfully'),
};

interface Row {
  readonly what: string;
  readonly campaign?: object;
  readonly variables?: Record<string, string>;
  readonly behaviours?: readonly Behaviour[];
  readonly result: object;
  /** The calls, in order. */
  readonly calls: readonly string[];
  /** True if wolkvox has the callback afterwards. */
  readonly isStored: boolean;
}

const NOT_STORED = { calls: ['campaigns', 'recall'], isStored: false };

const ROWS: readonly Row[] = [
  { what: 'with one read and one call', result: SCHEDULED, calls: ['campaigns', 'recall'], isStored: true },
  {
    what: 'in a started campaign',
    campaign: { status: 'Started' },
    result: { ...SCHEDULED, campaign: { status: 'STARTED' } },
    calls: ['campaigns', 'recall'],
    isStored: true,
  },
  {
    what: 'not in a PREVIEW campaign',
    campaign: { type: 'preview' },
    result: {
      __typename: 'WolkvoxInvalidInput',
      issues: [
        { path: ['campaignId'], rule: 'PREDICTIVE_CAMPAIGN', message: 'campaignId must name a PREDICTIVE campaign.' },
      ],
    },
    calls: ['campaigns'],
    isStored: false,
  },
  {
    what: 'not in a campaign whose type is not readable',
    behaviours: [onRead({ answer: listed({ type_campaign: 'whatsapp' }) })],
    result: {
      __typename: 'WolkvoxUnavailable',
      code: 'UNREACHABLE',
      hint: expect.stringContaining('cannot be parsed'),
    },
    calls: ['campaigns'],
    isStored: false,
  },
  // Reads before it.
  ...unreadableRows('not in a campaign that', { calls: ['campaigns'], isStored: false }),
  // Refusals.
  ...refusalRows(
    onRecall,
    [['the contact is unknown', { preset: 'unknown-contact' }, 'REJECTED', 'does not exist'], ...REFUSALS],
    NOT_STORED,
  ),
  ...unprocessedRows('not', onRecall, NOT_STORED),
  {
    what: 'after wolkvox was busy, as often as any call is retried',
    variables: { WOLKVOX_MAX_RETRIES: '2' },
    behaviours: [onRecall({ preset: 'too-many-requests-at-once', times: 2 })],
    result: SCHEDULED,
    calls: ['campaigns', 'recall', 'recall', 'recall'],
    isStored: true,
  },
  // Lost responses. Nothing shows a callback, so each outcome is unknown.
  ...(
    [
      ['the connection was reset before wolkvox stored it', { preset: 'reset' }, false],
      ['the connection was reset after wolkvox stored it', { preset: 'lost-answer' }, true],
      ['the response was broken off within its head', { breakOff: 'mid-headers', create: true }, true],
      ['the response was broken off within its body', { preset: 'cut-short' }, true],
      ['wolkvox responded 500', { preset: 'internal-error' }, false],
      ['a proxy responded 502', { preset: 'bad-gateway' }, false],
      ['the response is 500 around a success', { preset: 'success-inside-500' }, true],
      ['the response is 202 without an envelope', { answer: { status: 202, body: '<html>' }, create: true }, true],
      ['the response is an error page', { preset: 'html' }, false],
    ] as const
  ).map(([how, behaviour, isStored]): Row => ({
    what: `once, with an unknown outcome, if ${how}`,
    variables: { WOLKVOX_MAX_RETRIES: '2' },
    behaviours: [onRecall(behaviour)],
    result: UNKNOWN,
    calls: ['campaigns', 'recall'],
    isStored,
  })),
  {
    what: 'once, with an unknown outcome, if wolkvox did not respond in time',
    variables: { WOLKVOX_TIMEOUT_MS: '1000', WOLKVOX_MAX_RETRIES: '2' },
    behaviours: [onRecall({ preset: 'done-silently' })],
    result: UNKNOWN,
    calls: ['campaigns', 'recall'],
    isStored: true,
  },
];

describe('scheduleCallback schedules a call', () => {
  it.concurrent.each(ROWS)(
    '$what',
    closing(async (defer, { campaign, variables, behaviours = [], result, calls, isStored }: Row) => {
      const { simulator, product, number, id } = await start(defer, variables, campaign);
      behave(simulator, behaviours);
      const answer = await product.mutate('ScheduleCallback', { campaignId: id, ...CALLBACK });
      expect(answer.errors).toBeUndefined();
      expect(answer.result).toMatchObject(result);
      for (const value of [CUSTOMER, PHONE]) expect(answer.text).not.toContain(value);
      expect(sent(simulator)).toEqual(calls);
      expect(storedIn(simulator, number)).toEqual(isStored ? STORED : []);
      expect(simulator.mostInFlight()).toBe(1);
      const logs = JSON.stringify(product.logs());
      for (const value of [CUSTOMER, PHONE, NAME, '20301122153000']) expect(logs).not.toContain(value);
      const { text } = await scrape(product.metricsUrl);
      for (const value of [CUSTOMER, PHONE, NAME]) expect(text).not.toContain(value);
    }),
  );

  it.concurrent(
    'with PUT, the number of the campaign, and its values unchanged',
    closing(async (defer) => {
      const customerId = ' Ñ-42/"ü" ';
      const phone = '9 +57 (1) 234';
      const { simulator, product, number, id } = await start(defer, {}, { contacts: [{ customer_id: customerId }] });
      const { result } = await product.mutate('ScheduleCallback', {
        campaignId: id,
        ...{ customerId, phone, at: '2030-11-22T20:30:00Z' },
      });
      expect(result).toMatchObject(SCHEDULED);
      const [, request] = simulator.requests();
      expect(request).toMatchObject({ method: 'PUT', path: '/api/v2/campaign.php' });
      expect(request?.query).toEqual({ api: 'recall', campaign_id: number });
      expect(request?.body).toEqual({
        recall_date: '20301122153000',
        recall_telephone: phone,
        customer_id: customerId,
      });
    }),
  );

  it.concurrent(
    'also for a contact whose id is a number in JSON',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer, {}, { contacts: [{ customer_id: '42' }] });
      const input = { campaignId: id, ...CALLBACK, customerId: 42 };
      expect((await product.mutate('ScheduleCallback', input)).result).toMatchObject(SCHEDULED);
      expect(simulator.requests()[1]?.body).toMatchObject({ customer_id: '42' });
    }),
  );

  it.concurrent.each([
    ['a blank customer id', { customerId: ' \u00a0' }, [['customerId', 'NOT_BLANK']]],
    ['a control character', { customerId: 'a\nb' }, [['customerId', 'NO_CONTROL_CHARACTERS']]],
    ['a long customer id', { customerId: 'x'.repeat(256) }, [['customerId', 'MAX_CONTACT_TEXT_LENGTH']]],
    ['an empty phone', { phone: '' }, [['phone', 'NOT_BLANK']]],
    ['a phone with NUL', { phone: '1\u0000' }, [['phone', 'NO_CONTROL_CHARACTERS']]],
    ['a phone with half of a character', { phone: '1\ud83d' }, [['phone', 'WELL_FORMED_TEXT']]],
    ['a long phone', { phone: '1'.repeat(51) }, [['phone', 'MAX_PHONE_LENGTH']]],
    ['a time without a date', { at: '15:30' }, [['at', 'CAMPAIGN_TIME']]],
    ['a time in the past', { at: '2026-01-01T00:00:00' }, [['at', 'CALLBACK_LEAD']]],
    [
      'everything wrong at once',
      { campaignId: '5801', customerId: '', phone: '\u0001', at: 'soon' },
      [
        ['campaignId', 'CAMPAIGN_ID'],
        ['customerId', 'NOT_BLANK'],
        ['phone', 'NOT_BLANK'],
        ['phone', 'NO_CONTROL_CHARACTERS'],
        ['at', 'CAMPAIGN_TIME'],
      ],
    ],
    [
      'a time in the past and an empty phone',
      { at: '2026-01-01T00:00:00', phone: '' },
      [
        ['phone', 'NOT_BLANK'],
        ['at', 'CALLBACK_LEAD'],
      ],
    ],
  ] as const)(
    'not with %s, and sends nothing',
    closing(async (defer, _what: string, change: object, issues: readonly (readonly string[])[]) => {
      const { simulator, product, id } = await start(defer);
      const { result, text } = await product.mutate('ScheduleCallback', { campaignId: id, ...CALLBACK, ...change });
      expect([...brokenRules(result)].sort()).toEqual([...issues].sort());
      expect(text).not.toContain(CUSTOMER);
      expect(sent(simulator)).toEqual([]);
    }),
  );

  it.concurrent(
    'not outside the calling hours of the operation',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer, { WOLKVOX_CALLING_HOURS: 'CO' });
      const run = async (at: string) =>
        (await product.mutate('ScheduleCallback', { campaignId: id, ...CALLBACK, at })).result;
      // A Friday evening, and Christmas.
      for (const at of ['2030-11-22T19:00:00', '2030-12-25T10:00:00'])
        expect(await run(at)).toMatchObject({ issues: [{ path: ['at'], rule: 'OUTSIDE_CALLING_HOURS' }] });
      expect(sent(simulator)).toEqual([]);
      expect(await run(AT)).toMatchObject(SCHEDULED);
    }),
  );

  it.concurrent(
    'not less than 30 minutes ahead of the clock of the server',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      // Bogotá has no summer time.
      const inMinutes = (minutes: number): string =>
        new Date(Date.now() + (minutes - 300) * 60_000).toISOString().slice(0, 19);
      const run = async (at: string) =>
        (await product.mutate('ScheduleCallback', { campaignId: id, ...CALLBACK, at })).result;
      expect(await run(inMinutes(29))).toMatchObject({
        issues: [{ path: ['at'], rule: 'CALLBACK_LEAD', message: 'at must be at least 30 minutes from now.' }],
      });
      expect(sent(simulator)).toEqual([]);
      expect(await run(inMinutes(31))).toMatchObject(SCHEDULED);
    }),
  );
});

describe('a callback', () => {
  it.concurrent(
    'is sent for each of two equal requests, because wolkvox keeps one per contact',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      const answers = await Promise.all(
        [1, 2].map(() => product.mutate('ScheduleCallback', { campaignId: id, ...CALLBACK })),
      );
      for (const { result } of answers) expect(result).toMatchObject(SCHEDULED);
      expect(countOf(simulator, 'recall')).toBe(2);
      expect(storedIn(simulator, number)).toEqual(STORED);
      expect(simulator.mostInFlight()).toBeLessThanOrEqual(2);
    }),
  );

  it.concurrent(
    'that waits for a slot is not sent if its client disconnects',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer, { WOLKVOX_MAX_IN_FLIGHT: '1' });
      behave(simulator, [onRead({ delayMs: 300 }), { api: 'skills', delayMs: 700 }]);
      const { hangUp, ended } = requestThatHangsUp(product, mutationFor(id));
      await until(() => sent(simulator).length === 1, 'the campaign is read');
      const reading = product.query('{ skills { id } }');
      await until(() => sent(simulator).length === 2, 'the skills are read');
      hangUp();
      expect(await ended).toBe('disconnected');
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      await reading;
      expect(audits(product)).toMatchObject([{ mutation: 'scheduleCallback', outcome: 'BUSY', campaignId: null }]);
      expect(storedIn(simulator, number)).toEqual([]);
    }),
  );

  it.concurrent(
    'that was sent is scheduled although its client disconnected, and its result is in the audit log',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      simulator.behave(onRecall({ delayMs: 300 }));
      const { hangUp, ended } = requestThatHangsUp(product, mutationFor(id));
      await until(() => countOf(simulator, 'recall') === 1, 'the callback has been sent');
      hangUp();
      expect(await ended).toBe('disconnected');
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      expect(audits(product)).toMatchObject([{ mutation: 'scheduleCallback', outcome: 'success', campaignId: number }]);
      expect(storedIn(simulator, number)).toEqual(STORED);
    }),
  );

  it.concurrent(
    'with an unknown outcome is audited with its campaign, and counted',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      simulator.behave(onRecall({ preset: 'lost-answer' }));
      const { result } = await product.mutate('ScheduleCallback', { campaignId: id, ...CALLBACK });
      expect(result).toMatchObject(UNKNOWN);
      expect(audits(product)).toMatchObject([
        { mutation: 'scheduleCallback', outcome: 'OUTCOME_UNKNOWN', campaignId: number },
      ]);
      expect((await scrape(product.metricsUrl)).value('wolkvox_graphql_unknown_outcomes_total')).toBe(1);
    }),
  );

  const anyRead = fc.constantFrom<Behaviour>({ delayMs: 0 }, { preset: 'html' }, { breakOff: 'before-answer' });
  /** What wolkvox may do with a callback. */
  const anyRecall = fc.constantFrom<Behaviour>(
    { delayMs: 0 },
    { preset: 'reset' },
    { preset: 'lost-answer' },
    { preset: 'cut-short' },
    { breakOff: 'mid-headers', create: false },
    { preset: 'html' },
    { preset: 'bad-gateway' },
    { preset: 'success-inside-500' },
    { preset: 'too-many-requests-at-once' },
    { preset: 'maintenance' },
    { preset: 'unknown-campaign' },
    { preset: 'unknown-contact' },
  );

  it('is reported as it happened or as unknown, and sent once, for every response', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    const product = await startProduct(simulator.url);
    try {
      await fc.assert(
        fc.asyncProperty(anyRead, anyRecall, async (reading, recalling) => {
          simulator.reset();
          const number = simulator.addCampaign(STOPPED);
          simulator.addContacts(number, [CONTACT]);
          behave(simulator, [onRead(reading), onRecall(recalling)]);
          const { result, errors } = await product.mutate('ScheduleCallback', {
            campaignId: `default:${number}`,
            ...CALLBACK,
          });
          expect(errors).toBeUndefined();
          const isStored = storedIn(simulator, number).length > 0;
          if (result?.__typename === 'ScheduleCallbackSuccess') expect(isStored).toBe(true);
          else if (result?.__typename !== 'WolkvoxOutcomeUnknown') expect(isStored).toBe(false);
          expect(countOf(simulator, 'recall')).toBeLessThanOrEqual(1);
        }),
        { numRuns: 60 },
      );
    } finally {
      await product.close();
      await simulator.close();
    }
  }, 60_000);
});

const mutationFor = (id: string): string =>
  `mutation { scheduleCallback(input: { campaignId: "${id}", customerId: "${CUSTOMER}", phone: "${PHONE}", at: "${AT}" }) { __typename } }`;
