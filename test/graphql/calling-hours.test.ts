import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator } from '../../packages/simulator/src/simulator.js';
import {
  audits,
  behave,
  conflict,
  CONFIRMED,
  countOf,
  NAME,
  on,
  onRead,
  sent,
  USUAL_READ,
  withCampaign,
} from '../support/campaign-mutations.js';
import { closing } from '../support/closing.js';
import { scrape } from '../support/metrics.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { queued } from '../support/queued.js';
import { until } from '../support/until.js';
import { takeWallClock, type WallClock } from '../support/wall-clock.js';

const COLOMBIA = { WOLKVOX_CALLING_HOURS: 'CO' };
const START = 'startTime OUTSIDE_CALLING_HOURS';
const END = 'endTime OUTSIDE_CALLING_HOURS';

describe('createCampaign with calling hours', () => {
  /** Sends one creation and returns the broken rules, the result and the calls. */
  const createWith = async (variables: Record<string, string | undefined>, input: object) => {
    const simulator = await startSimulator({ token: TOKEN });
    const product = await startProduct(simulator.url, variables);
    try {
      const { data, errors } = await product.create(input);
      const result = data?.createCampaign;
      const issues =
        result?.__typename === 'WolkvoxInvalidInput'
          ? result.issues.map(({ path, rule }) => `${path.join('.')} ${rule}`)
          : [];
      return { errors, type: result?.__typename, issues, calls: sent(simulator), campaigns: simulator.campaigns() };
    } finally {
      await product.close();
      await simulator.close();
    }
  };
  const hours = (startTime: string, endTime: string) => ({ ...PREDICTIVE, startTime, endTime });

  it.concurrent.each<[string, Record<string, string>, object, readonly string[]]>([
    ['start too early', COLOMBIA, hours('2026-11-23T06:59:59', '2026-11-23T19:00:00'), [START]],
    ['end too late', COLOMBIA, hours('2026-11-23T07:00:00', '2026-11-23T19:00:01'), [END]],
    ['are on a Sunday', COLOMBIA, hours('2026-11-29T08:00:00', '2026-11-29T10:00:00'), [START, END]],
    ['are on a public holiday', COLOMBIA, hours('2026-12-08T08:00:00', '2026-12-08T10:00:00'), [START, END]],
    ['are too late on a Saturday', COLOMBIA, hours('2026-11-28T08:00:00', '2026-11-28T15:00:01'), [END]],
    ['are inside only in UTC', COLOMBIA, hours('2026-11-23T09:00:00Z', '2026-11-23T18:00:00Z'), [START]],
    [
      'have other mistakes too',
      COLOMBIA,
      { ...hours('2026-11-29T08:00', '2026-11-30T10:00'), name: '' },
      [START, 'name NOT_BLANK'],
    ],
    [
      'are outside the windows of a variable in JSON',
      { WOLKVOX_CALLING_HOURS: '{"monday":["09:00-12:00"]}' },
      hours('2026-11-23T09:00:00', '2026-11-23T12:00:01'),
      [END],
    ],
    [
      'are not in the hours of Saturday, in a format without dates',
      { ...COLOMBIA, WOLKVOX_TIME_FORMAT: 'hhiiss' },
      hours('07:00', '15:00'),
      [START],
    ],
  ])('rejects hours that %s, and sends nothing', async (_what, variables, input, issues) => {
    const { type, issues: found, calls } = await createWith(variables, input);
    expect(type).toBe('WolkvoxInvalidInput');
    expect(found.toSorted()).toEqual([...issues].toSorted());
    expect(calls).toEqual([]);
  });

  it.concurrent.each<[string, Record<string, string>, object, object]>([
    [
      'hours that fill a window',
      COLOMBIA,
      hours('2026-11-23T07:00:00', '2026-11-23T19:00:00'),
      { start_time: '20261123070000', end_time: '20261123190000' },
    ],
    [
      'a holiday if the configuration has none',
      { WOLKVOX_CALLING_HOURS: '{"tuesday":["07:00-19:00"]}' },
      hours('2026-12-08T08:00:00', '2026-12-08T10:00:00'),
      { start_time: '20261208080000', end_time: '20261208100000' },
    ],
    [
      'hours that every weekday has, in a format without dates',
      { ...COLOMBIA, WOLKVOX_TIME_FORMAT: 'hhiiss' },
      hours('08:00', '15:00'),
      { start_time: '080000', end_time: '150000' },
    ],
    ['a PREVIEW campaign, which has no hours', COLOMBIA, PREVIEW, {}],
    [
      'any hours without calling hours',
      {},
      hours('2026-11-29T01:00:00', '2026-11-29T23:00:00'),
      { start_time: '20261129010000', end_time: '20261129230000' },
    ],
  ])('creates %s', async (_what, variables, input, body) => {
    const { errors, type, calls, campaigns } = await createWith(variables, input);
    expect(errors).toBeUndefined();
    expect(type).toBe('CreateCampaignSuccess');
    expect(calls).toEqual(['create_campaign']);
    expect(campaigns).toMatchObject([body]);
  });

  it('checks the hours of each operation by its own windows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wolkvox-hours-'));
    const file = join(folder, 'operations.json');
    const common = { server: '0013', token: TOKEN };
    const operations = [
      { id: 'bogota', ...common, callingHours: 'CO' },
      { id: 'night', ...common, callingHours: { sunday: ['22:00-24:00'] } },
      { id: 'always', ...common },
    ];
    writeFileSync(file, JSON.stringify(operations));
    const night = hours('2026-11-29T22:00:00', '2026-11-29T23:59:59');
    for (const [operationId, issues] of [
      ['bogota', [START, END]],
      ['night', []],
      ['always', []],
    ] as const) {
      const variables = { WOLKVOX_OPERATIONS_FILE: file, WOLKVOX_TOKEN: undefined };
      expect((await createWith(variables, { ...night, operationId })).issues).toEqual(issues);
    }
    rmSync(folder, { recursive: true });
  });
});

/** A Monday in Bogota. */
const AT_NOON = '2026-11-23T12:00:00-05:00';
const BEFORE_CLOSING = '2026-11-23T18:59:59-05:00';
const CLOSED = '2026-11-23T19:00:05-05:00';
const OUTSIDE = conflict('OUTSIDE_CALLING_HOURS');
const STARTED = { __typename: 'StartCampaignSuccess', changed: true };

describe('startCampaign with calling hours', () => {
  let clock: WallClock;
  beforeEach(() => {
    clock = takeWallClock();
    clock.set(AT_NOON);
  });
  afterEach(() => clock.restore());

  const onStart = on('start');

  it.each<[string, string, object | undefined]>([
    ['at noon', AT_NOON, undefined],
    ['in the last second of a window', BEFORE_CLOSING, undefined],
    ['at the end of a window', '2026-11-23T19:00:00-05:00', OUTSIDE],
    ['before the window', '2026-11-23T06:59:59-05:00', OUTSIDE],
    ['on a Saturday afternoon', '2026-11-28T15:00:00-05:00', OUTSIDE],
    ['on a Sunday', '2026-11-29T12:00:00-05:00', OUTSIDE],
    ['on a public holiday', '2026-12-08T12:00:00-05:00', OUTSIDE],
  ])(
    'sends a start %s only if calls are allowed then',
    closing(async (defer, _when: string, now: string, result: object | undefined) => {
      const { simulator, product, number, id } = await withCampaign(defer, COLOMBIA);
      clock.set(now);
      const { data, errors } = await product.start({ campaignId: id, confirm: CONFIRMED });
      expect(errors).toBeUndefined();
      expect(data?.startCampaign).toMatchObject(result ?? STARTED);
      expect(sent(simulator)).toEqual(result === undefined ? ['campaigns', 'start'] : ['campaigns']);
      expect(simulator.statusOf(number)).toBe(result === undefined ? 'Started' : 'Stopped');
    }),
  );

  it.each<[string, string, string]>([
    ['before summer time begins', '2027-03-28T00:59:59Z', 'WolkvoxStateConflict'],
    ['when summer time begins', '2027-03-28T01:00:00Z', 'StartCampaignSuccess'],
    ['in the second hour of 02:00 when summer time ends', '2027-10-31T01:30:00Z', 'StartCampaignSuccess'],
    ['after it', '2027-10-31T03:00:00Z', 'WolkvoxStateConflict'],
  ])(
    'uses the wall clock of the operation %s',
    closing(async (defer, _when: string, now: string, type: string) => {
      const variables = { WOLKVOX_TIME_ZONE: 'Europe/Madrid', WOLKVOX_CALLING_HOURS: '{"sunday":["02:00-04:00"]}' };
      const { product, id } = await withCampaign(defer, variables);
      clock.set(now);
      const { data } = await product.start({ campaignId: id, confirm: CONFIRMED });
      expect(data?.startCampaign?.__typename).toBe(type);
    }),
  );

  it.each<[string, object, object, object]>([
    ['a mismatch', {}, { name: 'otra' }, conflict('CONFIRMATION_MISMATCH')],
    ['an empty campaign', { records: '0' }, { contactCount: 0 }, conflict('CAMPAIGN_EMPTY', { contactCount: 0 })],
    [
      'nothing else, also if the campaign runs',
      { status: 'Started' },
      {},
      conflict('OUTSIDE_CALLING_HOURS', { status: 'STARTED' }),
    ],
  ])(
    'reports %s before the hours',
    closing(async (defer, _what: string, campaign: object, confirm: object, result: object) => {
      const { simulator, product, id } = await withCampaign(defer, COLOMBIA, campaign);
      clock.set(CLOSED);
      const { data } = await product.start({ campaignId: id, confirm: { ...CONFIRMED, ...confirm } });
      expect(data?.startCampaign).toMatchObject(result);
      expect(sent(simulator)).toEqual(['campaigns']);
    }),
  );

  it(
    'is counted and audited as STATE_CONFLICT, and localized; the same request succeeds later',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer, COLOMBIA);
      clock.set(CLOSED);
      const input = { campaignId: id, confirm: CONFIRMED };
      const { data } = await product.start(input, { 'accept-language': 'es' });
      expect(data?.startCampaign).toMatchObject({
        reason: 'OUTSIDE_CALLING_HOURS',
        message:
          'La operación no permite llamadas a esta hora; no se envió nada. Inicie la campaña dentro de su horario de llamadas.',
      });
      const labels = { operation: 'default', mutation: 'startCampaign', outcome: 'STATE_CONFLICT' };
      expect((await scrape(product.metricsUrl)).value('wolkvox_graphql_mutations_total', labels)).toBe(1);
      expect(audits(product)).toMatchObject([{ outcome: 'STATE_CONFLICT', campaignId: null }]);
      expect(JSON.stringify(product.logs())).not.toContain(NAME);
      clock.set('2026-11-24T07:00:00-05:00');
      expect((await product.start(input)).data?.startCampaign).toMatchObject(STARTED);
      expect(simulator.statusOf(number)).toBe('Started');
    }),
  );

  it(
    'does not gate a stop',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer, COLOMBIA, { status: 'Started' });
      clock.set(CLOSED);
      expect((await product.stop(id)).data?.stopCampaign).toMatchObject({ __typename: 'StopCampaignSuccess' });
      expect(simulator.statusOf(number)).toBe('Stopped');
    }),
  );

  /** Resolves when this many calls wait for a slot. */
  const untilQueued = (product: Product, count: number): Promise<void> =>
    until(async () => (await queued(product)) === count, `${count} calls are queued`);

  it(
    'sends no start that was still queued when the hours ended, and does not count it',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer, { ...COLOMBIA, WOLKVOX_MAX_IN_FLIGHT: '1' });
      behave(simulator, [onRead({ delayMs: 300 })]);
      simulator.behave({ api: 'skills', delayMs: 1_000, queue: true });
      clock.set(BEFORE_CLOSING);
      const starting = product.start({ campaignId: id, confirm: CONFIRMED });
      await until(() => countOf(simulator, 'campaigns') === 1, 'the campaign is being read');
      const skills = product.query('{ skills { id } }');
      await until(() => countOf(simulator, 'skills') === 1, 'the skills are being read');
      await untilQueued(product, 1);
      clock.set(CLOSED);
      expect((await starting).data?.startCampaign).toMatchObject(OUTSIDE);
      await skills;
      expect(sent(simulator)).toEqual(['campaigns', 'skills']);
      expect(simulator.statusOf(number)).toBe('Stopped');
      const { data } = await product.query('{ operation { limits { usedToday inFlight queued } } }');
      expect(data).toEqual({ operation: { limits: { usedToday: 2, inFlight: 0, queued: 0 } } });
    }),
  );

  const NOTHING = {
    __typename: 'WolkvoxUnavailable',
    code: 'UNREACHABLE',
    hint: expect.stringContaining('the campaign was not started'),
  };

  it(
    'sends no start again after a lost response if the hours have ended',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer, COLOMBIA);
      behave(simulator, [onStart({ preset: 'reset' })]);
      const starting = product.start({ campaignId: id, confirm: CONFIRMED });
      await until(() => countOf(simulator, 'start') === 1, 'the start is sent');
      clock.set(CLOSED);
      expect((await starting).data?.startCampaign).toMatchObject(NOTHING);
      expect(sent(simulator)).toEqual(['campaigns', 'start', 'campaigns', 'campaigns']);
      expect(simulator.statusOf(number)).toBe('Stopped');
    }),
  );

  it(
    'reports a campaign as started that started before the hours ended, although the response was lost',
    closing(async (defer) => {
      const { simulator, product, id } = await withCampaign(defer, COLOMBIA);
      behave(simulator, [onStart({ preset: 'lost-answer' })]);
      const starting = product.start({ campaignId: id, confirm: CONFIRMED });
      await until(() => countOf(simulator, 'start') === 1, 'the start is sent');
      clock.set(CLOSED);
      expect((await starting).data?.startCampaign).toMatchObject(STARTED);
      expect(countOf(simulator, 'start')).toBe(1);
    }),
  );

  it(
    'sends no repeated start that was still queued when the hours ended',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer, { ...COLOMBIA, WOLKVOX_MAX_IN_FLIGHT: '1' });
      behave(simulator, [USUAL_READ, USUAL_READ, onRead({ delayMs: 300 }), onStart({ preset: 'reset' })]);
      simulator.behave({ api: 'skills', delayMs: 1_000, queue: true });
      const starting = product.start({ campaignId: id, confirm: CONFIRMED });
      await until(() => countOf(simulator, 'campaigns') === 3, 'the campaign is being read for the last time');
      const skills = product.query('{ skills { id } }');
      await until(() => countOf(simulator, 'skills') === 1, 'the skills are being read');
      await untilQueued(product, 1);
      clock.set(CLOSED);
      expect((await starting).data?.startCampaign).toMatchObject(NOTHING);
      await skills;
      expect(countOf(simulator, 'start')).toBe(1);
      expect(simulator.statusOf(number)).toBe('Stopped');
    }),
  );

  it(
    'sends no start again after wolkvox was busy if the hours have ended',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer, { ...COLOMBIA, WOLKVOX_MAX_RETRIES: '2' });
      behave(simulator, [onStart({ preset: 'too-many-requests-at-once' })]);
      const starting = product.start({ campaignId: id, confirm: CONFIRMED });
      await until(() => countOf(simulator, 'start') === 1, 'the start is sent');
      clock.set(CLOSED);
      expect((await starting).data?.startCampaign).toMatchObject({ __typename: 'WolkvoxBusy', code: 'BUSY' });
      expect(countOf(simulator, 'start')).toBe(1);
      expect(simulator.statusOf(number)).toBe('Stopped');
    }),
  );
});
