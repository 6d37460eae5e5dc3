import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import {
  audits,
  behave,
  COUNT,
  countOf,
  listed,
  NAME,
  NOT_CHANGED,
  on,
  onRead,
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
import { startProduct, TOKEN } from '../support/product.js';
import { queued } from '../support/queued.js';
import { until } from '../support/until.js';

const BEFORE = 20;
const SPEED = 60;
const start = (defer: Defer, variables: Record<string, string> = {}, campaign: object = {}) =>
  withCampaign(defer, variables, { speed: String(BEFORE), ...campaign });
const speeds = (simulator: Simulator): number => countOf(simulator, 'speed');

const onSpeed = on('speed');
/** List with the campaign and this speed, as wolkvox returns it. */
const withSpeed = (speed: unknown): Behaviour => ({ answer: listed({ type_campaign: 'predictive', speed }) });
const SUCCESS = { __typename: 'SetCampaignSpeedSuccess', campaign: { name: NAME, status: 'STOPPED', speed: SPEED } };
const SET = { ...SUCCESS, message: expect.stringContaining('successfully') };
const FOUND = { ...SUCCESS, message: expect.stringContaining('The response from wolkvox was lost') };

interface Row {
  readonly what: string;
  readonly campaign?: object;
  readonly variables?: Record<string, string>;
  readonly behaviours?: readonly Behaviour[];
  readonly result: object;
  /** The calls, in order. */
  readonly calls: readonly string[];
  /** Speed in wolkvox afterwards. @default 60 */
  readonly speed?: number;
}

const REFUSED_CALLS = { calls: ['campaigns', 'speed'], speed: BEFORE };

const ROWS: readonly Row[] = [
  { what: 'with one read and one call', result: SET, calls: ['campaigns', 'speed'] },
  {
    what: 'of a started campaign, which stays started',
    campaign: { status: 'Started' },
    result: { ...SET, campaign: { status: 'STARTED', speed: SPEED } },
    calls: ['campaigns', 'speed'],
  },
  { what: 'of a PREVIEW campaign', campaign: { type: 'preview' }, result: SET, calls: ['campaigns', 'speed'] },
  {
    what: 'that the campaign has already',
    campaign: { speed: String(SPEED) },
    result: SET,
    calls: ['campaigns', 'speed'],
  },
  {
    what: 'of a campaign whose speed is not readable',
    behaviours: [onRead(withSpeed('fast'))],
    result: SET,
    calls: ['campaigns', 'speed'],
  },
  // Reads before it.
  ...unreadableRows('of no campaign that', { calls: ['campaigns'], speed: BEFORE }),
  // Refusals.
  ...refusalRows(onSpeed, REFUSALS, REFUSED_CALLS),
  ...unprocessedRows('not', onSpeed, REFUSED_CALLS),
  {
    what: 'after wolkvox was busy, as often as any call is retried',
    variables: { WOLKVOX_MAX_RETRIES: '2' },
    behaviours: [onSpeed({ preset: 'too-many-requests-at-once', times: 2 })],
    result: SET,
    calls: ['campaigns', 'speed', 'speed', 'speed'],
  },
  // Lost responses with the effect.
  ...(
    [
      ['the connection was reset before the response', { preset: 'lost-answer' }],
      ['the response was broken off within its head', { breakOff: 'mid-headers', create: true }],
      ['the response was broken off within its body', { preset: 'cut-short' }],
      ['the response is 500 around a success', { preset: 'success-inside-500' }],
      ['the response is 202 without an envelope', { answer: { status: 202, body: '<html>' }, create: true }],
    ] as const
  ).map(([how, behaviour]): Row => ({
    what: `once if wolkvox set it and ${how}`,
    behaviours: [onSpeed(behaviour)],
    result: FOUND,
    calls: ['campaigns', 'speed', 'campaigns'],
  })),
  {
    what: 'twice if wolkvox set it and the list was not readable at first',
    behaviours: [USUAL_READ, onRead({ preset: 'html' }), onSpeed({ preset: 'lost-answer' })],
    result: SET,
    calls: ['campaigns', 'speed', 'campaigns', 'speed'],
  },
  // Lost responses without the effect.
  ...(
    [
      ['the connection was reset', { preset: 'reset' }],
      ['wolkvox responded 500', { preset: 'internal-error' }],
      ['a proxy responded 502', { preset: 'bad-gateway' }],
    ] as const
  ).map(([how, behaviour]): Row => ({
    what: `again if ${how} before wolkvox set it`,
    behaviours: [onSpeed(behaviour)],
    result: SET,
    calls: ['campaigns', 'speed', 'campaigns', 'speed'],
  })),
  {
    what: 'again if wolkvox did not respond in time',
    variables: { WOLKVOX_TIMEOUT_MS: '1000' },
    behaviours: [onSpeed({ preset: 'hang' })],
    result: SET,
    calls: ['campaigns', 'speed', 'campaigns', 'speed'],
  },
  {
    what: 'again if wolkvox set it only after the connection was lost',
    variables: { WOLKVOX_SLOT_LEASE_MS: '3000' },
    behaviours: [onSpeed({ preset: 'done-late' })],
    result: SET,
    calls: ['campaigns', 'speed', 'campaigns', 'speed'],
  },
  {
    what: 'again if the list never shows a speed',
    behaviours: [onRead({ ...withSpeed(''), times: 'always' }), onSpeed({ preset: 'reset' })],
    result: SET,
    calls: ['campaigns', 'speed', 'campaigns', 'speed'],
  },
  {
    what: 'three times at most, and proves that nothing changed',
    behaviours: [onSpeed({ preset: 'reset', times: 'always' })],
    result: NOT_CHANGED,
    calls: ['campaigns', ...Array.from({ length: 3 }, () => ['speed', 'campaigns']).flat(), 'campaigns'],
    speed: BEFORE,
  },
  {
    what: 'not if wolkvox refuses the repeated call, and the list shows that nothing changed',
    behaviours: [onSpeed({ preset: 'reset' }), onSpeed({ preset: 'invalid-value' })],
    result: { __typename: 'WolkvoxRejected', code: 'REJECTED', upstreamMessage: expect.stringContaining('invalid') },
    calls: ['campaigns', 'speed', 'campaigns', 'speed', 'campaigns', 'campaigns'],
    speed: BEFORE,
  },
  {
    what: 'once although wolkvox refuses the repeated call, because the list shows it then',
    behaviours: [USUAL_READ, onRead({ preset: 'html' }), onSpeed({ preset: 'lost-answer' })].concat(
      onSpeed({ preset: 'invalid-value' }),
    ),
    result: FOUND,
    calls: ['campaigns', 'speed', 'campaigns', 'speed', 'campaigns'],
  },
  // Doubts.
  {
    what: 'not again if the list shows a third speed, which may be newer',
    behaviours: [USUAL_READ, onSpeed({ preset: 'reset' }), onRead(withSpeed('35'))],
    result: UNKNOWN,
    calls: ['campaigns', 'speed', 'campaigns'],
    speed: BEFORE,
  },
  {
    what: 'not again if the list shows a speed, and did not before',
    behaviours: [onRead(withSpeed('')), onSpeed({ preset: 'reset' })],
    result: UNKNOWN,
    calls: ['campaigns', 'speed', 'campaigns'],
    speed: BEFORE,
  },
  {
    what: 'not again if the response was a success that cannot be read, and the list shows the earlier speed',
    behaviours: [onSpeed({ answer: { status: 202, body: '<html>' } })],
    result: UNKNOWN,
    calls: ['campaigns', 'speed', 'campaigns', 'campaigns'],
    speed: BEFORE,
  },
  {
    what: 'without a proof if the campaign cannot be read any more',
    behaviours: [USUAL_READ, onSpeed({ preset: 'reset', times: 3 }), onRead({ preset: 'unknown-campaign', times: 4 })],
    result: UNKNOWN,
    calls: ['campaigns', ...Array.from({ length: 3 }, () => ['speed', 'campaigns']).flat(), 'campaigns'],
    speed: BEFORE,
  },
  {
    what: 'without a proof if wolkvox refuses the repeated call, and the list cannot be read',
    behaviours: [
      USUAL_READ,
      onSpeed({ preset: 'lost-answer' }),
      onSpeed({ preset: 'invalid-value' }),
      onRead({ preset: 'html', times: 3 }),
    ],
    result: UNKNOWN,
    calls: ['campaigns', 'speed', 'campaigns', 'speed', 'campaigns', 'campaigns'],
  },
];

describe('setCampaignSpeed sets a speed', () => {
  it.concurrent.each(ROWS)(
    '$what',
    closing(async (defer, { campaign, variables, behaviours = [], result, calls, speed }: Row) => {
      const { simulator, product, number, id } = await start(defer, variables, campaign);
      behave(simulator, behaviours);
      const answer = await product.mutate('SetCampaignSpeed', { campaignId: id, speed: SPEED });
      expect(answer.errors).toBeUndefined();
      expect(answer.result).toMatchObject(result);
      expect(sent(simulator)).toEqual(calls);
      expect(simulator.mostInFlight()).toBe(1);
      simulator.normal();
      expect((await rowOf(simulator, number)).speed).toBe(String(speed ?? SPEED));
    }),
  );

  it.concurrent(
    'with PUT, the number of the campaign, and the speed as text',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      for (const speed of [0, 100]) await product.mutate('SetCampaignSpeed', { campaignId: id, speed });
      const [, first, , second] = simulator.requests();
      expect(first).toMatchObject({ method: 'PUT', path: '/api/v2/campaign.php', rawBody: '{"speed":"0"}' });
      expect(first?.query).toEqual({ api: 'speed', campaign_id: number });
      expect(second?.rawBody).toBe('{"speed":"100"}');
    }),
  );

  it.concurrent(
    'that later lists show, and from no cached list',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      const list = '{ campaigns { nodes { speed contactCount } } }';
      expect((await product.query(list)).data).toMatchObject({ campaigns: { nodes: [{ speed: BEFORE }] } });
      await product.mutate('SetCampaignSpeed', { campaignId: id, speed: SPEED });
      expect(sent(simulator)).toEqual(['campaigns', 'campaigns', 'speed']);
      expect((await product.query(list)).data).toEqual({
        campaigns: { nodes: [{ speed: SPEED, contactCount: COUNT }] },
      });
    }),
  );

  it.concurrent.each([-1, 101, 1_000])(
    'not outside 0 to 100: %s',
    closing(async (defer, speed: number) => {
      const { simulator, product, id } = await start(defer);
      const { result } = await product.mutate('SetCampaignSpeed', { campaignId: id, speed });
      expect(result).toMatchObject({
        __typename: 'WolkvoxInvalidInput',
        issues: [{ path: ['speed'], rule: 'SPEED', message: 'speed must be a whole number from 0 to 100.' }],
      });
      expect(sent(simulator)).toEqual([]);
    }),
  );

  it.concurrent(
    'not with a speed that is no whole number',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      for (const speed of [null, 1.5, '60', undefined])
        expect((await product.mutate('SetCampaignSpeed', { campaignId: id, speed })).errors).toMatchObject([
          { extensions: { code: 'BAD_USER_INPUT' } },
        ]);
      expect(sent(simulator)).toEqual([]);
    }),
  );
});

describe('two speeds of one campaign', () => {
  it.concurrent(
    'leave the newer one, if the older one waits for a slot',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer, { WOLKVOX_MAX_IN_FLIGHT: '1' });
      simulator.behave({ api: 'skills', delayMs: 700 });
      const reading = product.query('{ skills { id } }');
      await until(() => sent(simulator).length === 1, 'the skills are read');
      const older = product.mutate('SetCampaignSpeed', { campaignId: id, speed: 90 });
      await until(async () => (await queued(product)) === 1, 'the older speed is queued');
      const newer = product.mutate('SetCampaignSpeed', { campaignId: id, speed: 10 });
      expect((await older).result).toMatchObject({ __typename: 'WolkvoxBusy', code: 'BUSY' });
      expect((await newer).result).toMatchObject({ campaign: { speed: 10 } });
      await reading;
      expect(speeds(simulator)).toBe(1);
      expect((await rowOf(simulator, number)).speed).toBe('10');
    }),
  );

  it.concurrent(
    'leave the newer one, if the older one is lost and would be sent again',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      // The older one is lost, and its first reading is slow, so that the newer one arrives meanwhile.
      behave(simulator, [onSpeed({ preset: 'reset' }), USUAL_READ, onRead({ delayMs: 500 })]);
      const older = product.mutate('SetCampaignSpeed', { campaignId: id, speed: 90 });
      await until(() => sent(simulator).length === 3, 'the lost speed is read');
      expect((await product.mutate('SetCampaignSpeed', { campaignId: id, speed: 10 })).result).toMatchObject({
        campaign: { speed: 10 },
      });
      expect((await older).result).toMatchObject(UNKNOWN);
      expect(speeds(simulator)).toBe(2);
      expect((await rowOf(simulator, number)).speed).toBe('10');
    }),
  );

  it.concurrent(
    'do not prove that the older one changed nothing, if the newer one is the earlier speed',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      behave(simulator, [
        onSpeed({ preset: 'lost-answer' }),
        USUAL_READ,
        onRead({ delayMs: 500, answer: { status: 200, body: '<html>' } }),
      ]);
      const older = product.mutate('SetCampaignSpeed', { campaignId: id, speed: 90 });
      await until(() => sent(simulator).length === 3, 'the lost speed is read');
      await product.mutate('SetCampaignSpeed', { campaignId: id, speed: BEFORE });
      expect((await older).result).toMatchObject(UNKNOWN);
    }),
  );
});

describe('a lost speed', () => {
  it.concurrent(
    'is not sent again after its client disconnected, and its result is in the audit log',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 100, api: 'speed' });
      const { hangUp, ended } = requestThatHangsUp(
        product,
        `mutation { setCampaignSpeed(input: { campaignId: "${id}", speed: ${SPEED} }) { __typename } }`,
      );
      await until(() => speeds(simulator) === 1, 'the speed has been sent');
      hangUp();
      expect(await ended).toBe('disconnected');
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      expect(audits(product)).toMatchObject([{ mutation: 'setCampaignSpeed', outcome: 'UNREACHABLE' }]);
      expect(speeds(simulator)).toBe(1);
      expect((await rowOf(simulator, number)).speed).toBe(String(BEFORE));
    }),
  );

  it.concurrent(
    'with an unknown outcome is audited with its campaign, and counted',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      behave(simulator, [
        USUAL_READ,
        onSpeed({ preset: 'lost-answer', times: 3 }),
        onRead({ preset: 'html', times: 4 }),
      ]);
      const { result } = await product.mutate('SetCampaignSpeed', { campaignId: id, speed: SPEED });
      expect(result).toMatchObject(UNKNOWN);
      expect(audits(product)).toMatchObject([
        { mutation: 'setCampaignSpeed', outcome: 'OUTCOME_UNKNOWN', campaignId: number },
      ]);
      expect((await scrape(product.metricsUrl)).value('wolkvox_graphql_unknown_outcomes_total')).toBe(1);
    }),
  );

  /** What wolkvox may do with a speed. */
  const anySpeed = fc.constantFrom<Behaviour>(
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
    { preset: 'invalid-value' },
  );
  const anyRead = fc.constantFrom<Behaviour>(
    { delayMs: 0 },
    { preset: 'html' },
    { preset: 'bad-gateway' },
    { preset: 'no-rows' },
    { breakOff: 'before-answer' },
  );

  it('reports what happened or that it is unknown, for every sequence of responses', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    const product = await startProduct(simulator.url, { WOLKVOX_SLOT_LEASE_MS: '100' });
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(anySpeed, { maxLength: 4 }),
          fc.array(anyRead, { maxLength: 7 }),
          async (setting, reading) => {
            simulator.reset();
            const number = simulator.addCampaign({ ...STOPPED, speed: String(BEFORE) });
            behave(simulator, [
              USUAL_READ,
              ...setting.map(onSpeed),
              ...reading.map(onRead),
              // Without it the first behaviour would be replaced by none.
              onSpeed({ delayMs: 0 }),
            ]);
            const campaignId = `default:${number}`;
            const { result, errors } = await product.mutate('SetCampaignSpeed', { campaignId, speed: SPEED });
            expect(errors).toBeUndefined();
            expect(speeds(simulator)).toBeLessThanOrEqual(3);
            expect(simulator.mostInFlight()).toBe(1);
            simulator.normal();
            const { speed } = await rowOf(simulator, number);
            if (result?.__typename === 'SetCampaignSpeedSuccess') expect(speed).toBe(String(SPEED));
            else if (result?.__typename !== 'WolkvoxOutcomeUnknown') expect(speed).toBe(String(BEFORE));
          },
        ),
        { numRuns: RUNS },
      );
    } finally {
      await product.close();
      await simulator.close();
    }
  }, 120_000);
});

const RUNS = 25;
