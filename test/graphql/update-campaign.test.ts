import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import {
  audits,
  behave,
  brokenRules,
  COUNT,
  countOf,
  listed,
  NAME,
  NOT_CHANGED,
  on,
  onRead,
  refused,
  rowOf,
  sent,
  STOPPED,
  UNKNOWN,
  USUAL_READ,
  withCampaign,
} from '../support/campaign-mutations.js';
import { closing, type Defer } from '../support/closing.js';
import { requestThatHangsUp } from '../support/hanging-up.js';
import { scrape } from '../support/metrics.js';
import { REFUSALS, refusalRows, unprocessedRows, unreadableRows } from '../support/mutation-rows.js';
import { PREVIEW, startProduct, TOKEN } from '../support/product.js';
import { until } from '../support/until.js';

const NEW_NAME = 'Ventas de enero';
const BEFORE = { description: 'Mora', turboDial: 'no' } as const;
const start = (defer: Defer, variables: Record<string, string> = {}, campaign: object = {}) =>
  withCampaign(defer, variables, { ...BEFORE, ...campaign });
const edits = (simulator: Simulator): number => countOf(simulator, 'edit_campaign');

const onEdit = on('edit_campaign');
const SUCCESS = { __typename: 'UpdateCampaignSuccess', campaign: { name: NEW_NAME, status: 'STOPPED' } };
const EDITED = { ...SUCCESS, message: expect.stringContaining('successfully') };
const FOUND = { ...SUCCESS, message: expect.stringContaining('The response from wolkvox was lost') };
const NAMED = { name: NEW_NAME };
const OLD = { campaign_name: NAME, campaign_description: 'Mora', turbo_dial: 'no' };

interface Row {
  readonly what: string;
  readonly campaign?: object;
  readonly variables?: Record<string, string>;
  readonly behaviours?: readonly Behaviour[];
  /** The new values. @default the new name */
  readonly input?: object;
  readonly result: object;
  /** The calls, in order. */
  readonly calls: readonly string[];
  /** Values in the list of wolkvox afterwards. @default the new name */
  readonly row?: object;
}

const REFUSED_CALLS = { calls: ['campaigns', 'edit_campaign'], row: OLD };
const LOST_CALLS = ['campaigns', 'edit_campaign', 'campaigns', 'campaigns'];

const ROWS: readonly Row[] = [
  { what: 'with one read and one call', result: EDITED, calls: ['campaigns', 'edit_campaign'] },
  {
    what: 'while it is started',
    campaign: { status: 'Started' },
    result: { ...EDITED, campaign: { name: NEW_NAME, status: 'STARTED' } },
    calls: ['campaigns', 'edit_campaign'],
  },
  {
    what: 'of the type PREVIEW',
    campaign: { type: 'preview' },
    result: { ...EDITED, campaign: { name: NEW_NAME, type: 'PREVIEW' } },
    calls: ['campaigns', 'edit_campaign'],
  },
  {
    what: 'of a type that is not readable, if the fields exist on every type',
    behaviours: [onRead({ answer: listed({ type_campaign: 'whatsapp' }) })],
    result: { ...EDITED, campaign: { name: NEW_NAME, type: null } },
    calls: ['campaigns', 'edit_campaign'],
  },
  {
    what: 'with hours',
    input: { startTime: '2026-11-23T08:00:00', endTime: '18:00' },
    result: { ...EDITED, campaign: { name: NAME } },
    calls: ['campaigns', 'edit_campaign'],
    row: OLD,
  },
  {
    what: 'not with hours and detection if it is of the type PREVIEW',
    campaign: { type: 'preview' },
    input: { ...NAMED, startTime: '08:00', endTime: '18:00', amd: 'COL' },
    result: {
      __typename: 'WolkvoxInvalidInput',
      issues: ['startTime', 'endTime', 'amd'].map((field) => ({ path: [field], rule: 'NOT_ON_PREVIEW' })),
    },
    calls: ['campaigns'],
    row: OLD,
  },
  {
    what: 'not with an hour if its type is not readable',
    input: { endTime: '18:00' },
    behaviours: [onRead({ answer: listed({ type_campaign: 'whatsapp' }) })],
    result: {
      __typename: 'WolkvoxUnavailable',
      code: 'UNREACHABLE',
      hint: expect.stringContaining('cannot be parsed'),
    },
    calls: ['campaigns'],
    row: OLD,
  },
  // Reads before it.
  ...unreadableRows('not if it', { calls: ['campaigns'], row: OLD }),
  // Refusals. The vendor documents a 400 for each kind of invalid field, without its text.
  ...refusalRows(
    onEdit,
    [
      ['a field is invalid', { preset: 'invalid-field' }, 'REJECTED', 'campaign_name'],
      ['an hour has another format', { answer: refused(400, 'start_time is invalid') }, 'REJECTED', 'start_time'],
      ...REFUSALS,
    ],
    REFUSED_CALLS,
  ),
  {
    what: 'not to an unknown skill',
    input: { ...NAMED, skillId: '999' },
    result: { __typename: 'WolkvoxRejected', code: 'REJECTED', upstreamMessage: expect.stringContaining('skill_id') },
    ...REFUSED_CALLS,
  },
  ...unprocessedRows('not', onEdit, REFUSED_CALLS),
  {
    what: 'after wolkvox was busy, as often as any call is retried',
    variables: { WOLKVOX_MAX_RETRIES: '2' },
    behaviours: [onEdit({ preset: 'too-many-requests-at-once', times: 2 })],
    result: EDITED,
    calls: ['campaigns', 'edit_campaign', 'edit_campaign', 'edit_campaign'],
  },
  // Lost responses with the effect.
  ...(
    [
      ['the connection was reset before the response', { preset: 'lost-answer' }],
      ['the response was broken off within its head', { breakOff: 'mid-headers', create: true }],
      ['the response was broken off within its body', { preset: 'cut-short' }],
      ['the response is 500 around a success', { preset: 'success-inside-500' }],
      ['the response is 200 without an envelope', { answer: { status: 200, body: '<html>' }, create: true }],
      ['a refusal returns the new values', { answer: echoing(404), create: true }],
    ] as const
  ).map(([how, behaviour]): Row => ({
    what: `once if ${how}`,
    behaviours: [onEdit(behaviour)],
    result: FOUND,
    calls: ['campaigns', 'edit_campaign', 'campaigns'],
  })),
  {
    what: 'once if the response was lost and the list was not readable at first',
    behaviours: [USUAL_READ, onRead({ preset: 'html' }), onEdit({ preset: 'lost-answer' })],
    result: FOUND,
    calls: LOST_CALLS,
  },
  {
    what: 'once if wolkvox did it after the connection was lost',
    variables: { WOLKVOX_SLOT_LEASE_MS: '3000' },
    behaviours: [onEdit({ preset: 'done-late' })],
    result: FOUND,
    calls: LOST_CALLS,
  },
  {
    what: 'once with several fields, if the response was lost',
    input: { ...NAMED, description: '', turboDial: true },
    behaviours: [onEdit({ preset: 'lost-answer' })],
    result: FOUND,
    calls: ['campaigns', 'edit_campaign', 'campaigns'],
    row: { campaign_name: NEW_NAME, campaign_description: '', turbo_dial: 'yes' },
  },
  // Lost responses without the effect.
  ...(
    [
      ['the connection was reset', { preset: 'reset' }],
      ['wolkvox responded 500', { preset: 'internal-error' }],
      ['a proxy responded 502', { preset: 'bad-gateway' }],
    ] as const
  ).map(([how, behaviour]): Row => ({
    what: `not again if ${how}, and the list proves that nothing changed`,
    behaviours: [onEdit(behaviour)],
    result: NOT_CHANGED,
    calls: LOST_CALLS,
    row: OLD,
  })),
  {
    what: 'not again if wolkvox did not respond in time, and nothing changed',
    variables: { WOLKVOX_TIMEOUT_MS: '1000' },
    behaviours: [onEdit({ preset: 'hang' })],
    result: NOT_CHANGED,
    calls: ['campaigns', 'edit_campaign', 'campaigns'],
    row: OLD,
  },
  // Half of an edit.
  ...(
    [
      ['the first half', 'half-done', { campaign_name: NEW_NAME, turbo_dial: 'no' }],
      ['the second half', 'second-half-done', { campaign_name: NAME, turbo_dial: 'yes' }],
    ] as const
  ).map(([which, preset, row]): Row => ({
    what: `not again if ${which} was done, with an unknown outcome`,
    input: { ...NAMED, turboDial: true },
    behaviours: [onEdit({ preset })],
    result: UNKNOWN,
    calls: LOST_CALLS,
    row,
  })),
  // Doubts.
  {
    what: 'with an unknown outcome if the response was lost and the list never shows one of the fields',
    input: { ...NAMED, startTime: '08:00' },
    behaviours: [onEdit({ preset: 'lost-answer' })],
    result: UNKNOWN,
    calls: ['campaigns', 'edit_campaign'],
  },
  ...(
    [
      ['enableEdition', true],
      ['amd', 'COL'],
      ['optionalFields', ['Saldo']],
    ] as const
  ).map(([field, value]): Row => ({
    what: `with an unknown outcome if the response was lost and only ${field} changes`,
    input: { [field]: value },
    behaviours: [onEdit({ preset: 'reset' })],
    result: UNKNOWN,
    calls: ['campaigns', 'edit_campaign'],
    row: OLD,
  })),
  {
    what: 'with an unknown outcome if the response was a success that cannot be read, and the list shows the old name',
    behaviours: [onEdit({ answer: { status: 200, body: '<html>' } })],
    result: UNKNOWN,
    calls: LOST_CALLS,
    row: OLD,
  },
  {
    what: 'with an unknown outcome if the list cannot be read',
    behaviours: [USUAL_READ, onEdit({ preset: 'reset' }), onRead({ preset: 'html', times: 2 })],
    result: UNKNOWN,
    calls: LOST_CALLS,
    row: OLD,
  },
  {
    what: 'with an unknown outcome if it does not exist any more',
    behaviours: [USUAL_READ, onEdit({ preset: 'reset' }), onRead({ preset: 'unknown-campaign', times: 2 })],
    result: UNKNOWN,
    calls: LOST_CALLS,
    row: OLD,
  },
  {
    what: 'with an unknown outcome if the list shows a third name',
    behaviours: [
      USUAL_READ,
      onEdit({ preset: 'reset' }),
      onRead({ answer: listed({ type_campaign: 'predictive', campaign_name: 'Otra' }), times: 2 }),
    ],
    result: UNKNOWN,
    calls: LOST_CALLS,
    row: OLD,
  },
  {
    what: 'with an unknown outcome if the old name may be the new one without its last space',
    input: { name: `${NAME} ` },
    behaviours: [onEdit({ preset: 'reset' })],
    result: UNKNOWN,
    calls: LOST_CALLS,
    row: OLD,
  },
];

/** Refusal with the campaign as an edit returns it. */
function echoing(status: number): { status: number; body: object } {
  const data = [{ campaign_name: NEW_NAME, campaign_description: 'Mora', optional_labels: {} }];
  return { status, body: { code: status, error: 'Error', msg: 'Edited', data } };
}

describe('updateCampaign changes a campaign', () => {
  it.concurrent.each(ROWS)(
    '$what',
    closing(async (defer, { campaign, variables, behaviours = [], input = NAMED, result, calls, row }: Row) => {
      const { simulator, product, number, id } = await start(defer, variables, campaign);
      behave(simulator, behaviours);
      const answer = await product.mutate('UpdateCampaign', { campaignId: id, ...input });
      expect(answer.errors).toBeUndefined();
      expect(answer.result).toMatchObject(result);
      expect(sent(simulator)).toEqual(calls);
      expect(edits(simulator)).toBeLessThanOrEqual(variables?.WOLKVOX_MAX_RETRIES === undefined ? 1 : 3);
      expect(simulator.mostInFlight()).toBe(1);
      simulator.normal();
      expect(await rowOf(simulator, number)).toMatchObject(row ?? { ...OLD, campaign_name: NEW_NAME });
    }),
  );

  it.concurrent(
    'with PUT, its number, and only the given fields',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      simulator.addSkill({ skillId: '0042', name: 'Ventas' });
      const everything = {
        ...{ name: NEW_NAME, description: 'x', enableEdition: false, startTime: '2026-11-23T13:00:00Z' },
        ...{ endTime: '18:00', skillId: '0042', amd: 'COL', turboDial: true, optionalFields: ['Saldo', null, ''] },
      };
      await product.mutate('UpdateCampaign', { campaignId: id, ...everything });
      await product.mutate('UpdateCampaign', { campaignId: id, turboDial: false, name: null });
      const [, first, , second] = simulator.requests();
      expect(first).toMatchObject({ method: 'PUT', path: '/api/v2/campaign.php' });
      expect(first?.query).toEqual({ api: 'edit_campaign', campaign_id: number });
      expect(first?.body).toEqual({
        campaign_name: NEW_NAME,
        campaign_description: 'x',
        enable_edition: 'no',
        start_time: '08:00:00',
        end_time: '18:00:00',
        skill_id: '0042',
        amd_conf: 'COL',
        turbo_dial: 'yes',
        optional_labels: { opt1: 'Saldo', opt3: '' },
      });
      expect(second?.rawBody).toBe('{"turbo_dial":"no"}');
    }),
  );

  it.concurrent(
    'and returns its new values with the ones that did not change',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      const { data, errors } = await product.query(
        `mutation { updateCampaign(input: { campaignId: "${id}", name: "${NEW_NAME}", description: "", turboDial: true }) {
          ... on UpdateCampaignSuccess {
            campaign { name description turboDial contactCount skill { skillId } status type } } } }`,
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        updateCampaign: {
          campaign: {
            ...{ name: NEW_NAME, description: null, turboDial: true, contactCount: COUNT },
            ...{ skill: { skillId: '4022' }, status: 'STOPPED', type: 'PREDICTIVE' },
          },
        },
      });
      expect(sent(simulator)).toEqual(['campaigns', 'edit_campaign']);
    }),
  );

  it.concurrent(
    'that later lists show with its new name',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      const list = '{ campaigns { nodes { name } } }';
      expect((await product.query(list)).data).toEqual({ campaigns: { nodes: [{ name: NAME }] } });
      await product.mutate('UpdateCampaign', { campaignId: id, ...NAMED });
      expect(sent(simulator)).toEqual(['campaigns', 'campaigns', 'edit_campaign']);
      expect((await product.query(list)).data).toEqual({ campaigns: { nodes: [{ name: NEW_NAME }] } });
    }),
  );

  it.concurrent(
    'that was just created, and reads it by its new name before any list has it',
    closing(async (defer) => {
      const { simulator, product } = await start(defer);
      await product.create(PREVIEW);
      const id = `default:${simulator.campaigns().at(-1)?.campaign_id}`;
      await product.mutate('UpdateCampaign', { campaignId: id, ...NAMED });
      simulator.behave({ preset: 'html', api: 'campaigns', times: 'always' });
      expect((await product.query(`{ campaign(id: "${id}") { name type } }`)).data).toEqual({
        campaign: { name: NEW_NAME, type: 'PREVIEW' },
      });
    }),
  );

  it.concurrent.each([
    ['nothing to change', {}, [['', 'CHANGE_REQUIRED']]],
    ['only nulls', { name: null, startTime: null, optionalFields: [null] }, [['', 'CHANGE_REQUIRED']]],
    ['a blank name', { name: ' ' }, [['name', 'NOT_BLANK']]],
    ['a line break', { description: 'a\nb' }, [['description', 'NO_CONTROL_CHARACTERS']]],
    ['half of a character', { name: 'a\ud83d' }, [['name', 'WELL_FORMED_TEXT']]],
    ['a long text', { description: 'x'.repeat(4_001) }, [['description', 'MAX_TEXT_LENGTH']]],
    ['the virtual agent as its skill', { skillId: 'VAGENT' }, [['skillId', 'NUMERIC_ID']]],
    ['a global id as its skill', { skillId: 'default:4021' }, [['skillId', 'NUMERIC_ID']]],
    [
      'too many titles',
      { optionalFields: Array.from({ length: 13 }, () => 'x') },
      [['optionalFields', 'MAX_OPTIONAL_FIELDS']],
    ],
    ['a title with NUL', { optionalFields: [null, '\u0000'] }, [['optionalFields.1', 'NO_CONTROL_CHARACTERS']]],
    ['an end before its start', { startTime: '18:00', endTime: '08:00' }, [['endTime', 'AFTER_START']]],
    [
      'hours of two days',
      { startTime: '2026-11-23T08:00:00', endTime: '2026-11-24T18:00:00' },
      [['endTime', 'SAME_DAY']],
    ],
    [
      'everything wrong at once',
      { campaignId: '5801', name: '', startTime: 'soon', endTime: '99:00', skillId: 'x' },
      [
        ['campaignId', 'CAMPAIGN_ID'],
        ['endTime', 'CAMPAIGN_TIME'],
        ['name', 'NOT_BLANK'],
        ['skillId', 'NUMERIC_ID'],
        ['startTime', 'CAMPAIGN_TIME'],
      ],
    ],
  ] as const)(
    'not with %s, and sends nothing',
    closing(async (defer, _what: string, input: object, issues: readonly (readonly string[])[]) => {
      const { simulator, product, id } = await start(defer);
      const { result } = await product.mutate('UpdateCampaign', { campaignId: id, ...input });
      expect([...brokenRules(result)].sort()).toEqual(issues);
      expect(sent(simulator)).toEqual([]);
    }),
  );

  it.concurrent(
    'not outside the calling hours of the operation',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer, { WOLKVOX_CALLING_HOURS: 'CO' });
      const run = async (input: object) =>
        (await product.mutate('UpdateCampaign', { campaignId: id, ...input })).result;
      // On Saturdays the calls end at 15:00.
      expect(await run({ startTime: '08:00', endTime: '19:00' })).toMatchObject({
        issues: [{ path: ['endTime'], rule: 'OUTSIDE_CALLING_HOURS' }],
      });
      expect(sent(simulator)).toEqual([]);
      expect(await run({ startTime: '08:00', endTime: '15:00' })).toMatchObject({
        __typename: 'UpdateCampaignSuccess',
      });
    }),
  );
});

describe('an update', () => {
  it.concurrent(
    'of one field does not undo a concurrent one of another field',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      const answers = await Promise.all(
        [NAMED, { turboDial: true }].map((input) => product.mutate('UpdateCampaign', { campaignId: id, ...input })),
      );
      for (const { result } of answers) expect(result).toMatchObject({ __typename: 'UpdateCampaignSuccess' });
      expect(simulator.mostInFlight()).toBeLessThanOrEqual(2);
      expect(await rowOf(simulator, number)).toMatchObject({ campaign_name: NEW_NAME, turbo_dial: 'yes' });
    }),
  );

  it.concurrent(
    'excludes a start, because that is confirmed with the name and reaches people with the settings',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      behave(simulator, [onEdit({ delayMs: 800 })]);
      const update = product.mutate('UpdateCampaign', { campaignId: id, ...NAMED });
      await until(() => edits(simulator) === 1, 'the update has been sent');
      const busy = { __typename: 'WolkvoxBusy', code: 'BUSY' };
      const confirm = { name: NAME, contactCount: COUNT };
      expect((await product.mutate('StartCampaign', { campaignId: id, confirm })).result).toMatchObject(busy);
      expect((await update).result).toMatchObject(SUCCESS);

      behave(simulator, [{ api: 'start', delayMs: 800 }]);
      const renamed = { name: NEW_NAME, contactCount: COUNT };
      const starting = product.mutate('StartCampaign', { campaignId: id, confirm: renamed });
      await until(() => countOf(simulator, 'start') === 1, 'the start has been sent');
      expect((await product.mutate('UpdateCampaign', { campaignId: id, name: 'x' })).result).toMatchObject(busy);
      expect((await starting).result).toMatchObject({ __typename: 'StartCampaignSuccess' });
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
      expect(audits(product)).toMatchObject([{ mutation: 'updateCampaign', outcome: 'BUSY', campaignId: null }]);
      expect(await rowOf(simulator, number)).toMatchObject(OLD);
    }),
  );

  it.concurrent(
    'that was lost is resolved although its client disconnected, and its result is in the audit log',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      simulator.behave({ breakOff: 'before-answer', create: true, delayMs: 100, api: 'edit_campaign' });
      const { hangUp, ended } = requestThatHangsUp(product, mutationFor(id));
      await until(() => edits(simulator) === 1, 'the edit has been sent');
      hangUp();
      expect(await ended).toBe('disconnected');
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      expect(audits(product)).toMatchObject([{ mutation: 'updateCampaign', outcome: 'success', campaignId: number }]);
      expect(JSON.stringify(product.logs())).not.toContain(NEW_NAME);
    }),
  );

  it.concurrent(
    'with an unknown outcome is audited with its campaign, and counted',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      simulator.behave(onEdit({ preset: 'lost-answer' }));
      const { result } = await product.mutate('UpdateCampaign', { campaignId: id, enableEdition: true });
      expect(result).toMatchObject(UNKNOWN);
      expect(audits(product)).toMatchObject([
        { mutation: 'updateCampaign', outcome: 'OUTCOME_UNKNOWN', campaignId: number },
      ]);
      expect((await scrape(product.metricsUrl)).value('wolkvox_graphql_unknown_outcomes_total')).toBe(1);
    }),
  );

  /** What wolkvox may do with an edit. */
  const anyEdit = fc.constantFrom<Behaviour>(
    { delayMs: 0 },
    { preset: 'reset' },
    { preset: 'lost-answer' },
    { preset: 'half-done' },
    { preset: 'second-half-done' },
    { preset: 'cut-short' },
    { breakOff: 'mid-headers', create: false },
    { preset: 'html' },
    { preset: 'bad-gateway' },
    { preset: 'success-inside-500' },
    { preset: 'too-many-requests-at-once' },
    { preset: 'maintenance' },
    { preset: 'invalid-field' },
  );
  const anyRead = fc.constantFrom<Behaviour>({ delayMs: 0 }, { preset: 'html' }, { breakOff: 'before-answer' });
  const anyInput = fc.record(
    {
      name: fc.constantFrom(NAME, NEW_NAME, `${NAME} `),
      description: fc.constantFrom('', 'Mora', 'Nueva'),
      turboDial: fc.boolean(),
      enableEdition: fc.boolean(),
    },
    { requiredKeys: ['name'] },
  );

  it('is reported as it happened or as unknown, and sent once, for every sequence of responses', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    const product = await startProduct(simulator.url, { WOLKVOX_SLOT_LEASE_MS: '100' });
    try {
      await fc.assert(
        fc.asyncProperty(anyInput, anyEdit, fc.array(anyRead, { maxLength: 2 }), async (input, editing, reading) => {
          simulator.reset();
          const number = simulator.addCampaign({ ...STOPPED, ...BEFORE });
          behave(simulator, [USUAL_READ, onEdit(editing), ...reading.map(onRead)]);
          const campaignId = `default:${number}`;
          const { result, errors } = await product.mutate('UpdateCampaign', { campaignId, ...input });
          expect(errors).toBeUndefined();
          expect(edits(simulator)).toBeLessThanOrEqual(1);
          simulator.normal();
          const row = await rowOf(simulator, number);
          const { name, description = 'Mora', turboDial = false } = input;
          const wanted = {
            campaign_name: name,
            campaign_description: description,
            turbo_dial: turboDial ? 'yes' : 'no',
          };
          if (result?.__typename === 'UpdateCampaignSuccess') expect(row).toMatchObject(wanted);
          else if (result?.__typename !== 'WolkvoxOutcomeUnknown') expect(row).toMatchObject(OLD);
        }),
        { numRuns: 40 },
      );
    } finally {
      await product.close();
      await simulator.close();
    }
  }, 120_000);
});

const mutationFor = (id: string): string =>
  `mutation { updateCampaign(input: { campaignId: "${id}", name: "${NEW_NAME}" }) { __typename } }`;
