import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import {
  as,
  audits,
  behave,
  conflict,
  CONFIRMED,
  COUNT,
  countOf,
  listed,
  NAME,
  on,
  onRead,
  refused,
  ROUTER,
  sent,
  STOPPED,
  UNKNOWN,
  USUAL_READ,
  withCampaign,
} from '../support/campaign-mutations.js';
import { closing } from '../support/closing.js';
import { requestThatHangsUp } from '../support/hanging-up.js';
import { scrape } from '../support/metrics.js';
import { unprocessedRows } from '../support/mutation-rows.js';
import { startProduct, TOKEN } from '../support/product.js';
import { queued } from '../support/queued.js';
import { startUpstream } from '../support/upstream.js';
import { until } from '../support/until.js';

const start = withCampaign;
const starts = (simulator: Simulator): number => countOf(simulator, 'start');

const onStart = on('start');
const NOT_STARTED = 'The campaign has not been started, please validate the data';
const TURN_OFF = 'You must turn off a predictive before starting this one, you currently have 3 active predictives';
const CAMPAIGN = { name: NAME, status: 'STARTED' };
const SUCCESS = { __typename: 'StartCampaignSuccess', campaign: CAMPAIGN };
const STARTED_NOW = { ...SUCCESS, changed: true, message: expect.stringContaining('has been started successfully') };
const FOUND = { ...SUCCESS, changed: true, message: expect.stringContaining('The response from wolkvox was lost') };
const NOTHING = {
  __typename: 'WolkvoxUnavailable',
  code: 'UNREACHABLE',
  retryable: true,
  hint: expect.stringContaining('the campaign was not started'),
};
interface Row {
  readonly what: string;
  readonly campaign?: object;
  readonly confirm?: object;
  readonly variables?: Record<string, string>;
  readonly behaviours?: readonly Behaviour[];
  readonly result: object;
  /** The calls, in order. */
  readonly calls: readonly string[];
  /** Status in wolkvox afterwards. @default Started */
  readonly status?: 'Started' | 'Stopped';
}

const ROWS: readonly Row[] = [
  {
    what: 'a stopped campaign with one read and one call',
    result: STARTED_NOW,
    calls: ['campaigns', 'start'],
  },
  {
    what: 'a PREVIEW campaign',
    campaign: { type: 'preview' },
    result: STARTED_NOW,
    calls: ['campaigns', 'start'],
  },
  {
    what: 'no started campaign, and reports that nothing changed',
    campaign: { status: 'Started' },
    result: { ...SUCCESS, changed: false, message: 'The campaign was already started. Nothing was sent.' },
    calls: ['campaigns'],
  },
  // Confirmation.
  {
    what: 'no campaign of another name',
    confirm: { name: 'Cobranza Octubre' },
    result: conflict('CONFIRMATION_MISMATCH'),
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no campaign whose name differs by a space',
    confirm: { name: `${NAME} ` },
    result: conflict('CONFIRMATION_MISMATCH'),
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no campaign with one contact more',
    campaign: { records: '3926' },
    result: conflict('CONFIRMATION_MISMATCH', { contactCount: 3926 }),
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no started campaign that differs',
    campaign: { status: 'Started', records: '1' },
    result: conflict('CONFIRMATION_MISMATCH', { contactCount: 1, status: 'STARTED' }),
    calls: ['campaigns'],
  },
  {
    what: 'no campaign whose number of contacts is not readable',
    behaviours: [onRead({ answer: listed({ records: '3.925' }) })],
    result: conflict('CONFIRMATION_MISMATCH', { contactCount: null }),
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no campaign that was emptied after the confirmation, which is a mismatch',
    campaign: { records: '0' },
    result: conflict('CONFIRMATION_MISMATCH', { contactCount: 0 }),
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no empty campaign',
    campaign: { records: '0' },
    confirm: { contactCount: 0 },
    result: conflict('CAMPAIGN_EMPTY', { contactCount: 0 }),
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no empty campaign that was confirmed as empty under another name',
    campaign: { records: '0' },
    confirm: { name: 'x', contactCount: 0 },
    result: conflict('CAMPAIGN_EMPTY', { contactCount: 0 }),
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no campaign that was confirmed as empty and has contacts now',
    confirm: { contactCount: 0 },
    result: conflict('CONFIRMATION_MISMATCH'),
    calls: ['campaigns'],
    status: 'Stopped',
  },
  // Reads before the start.
  {
    what: 'no campaign that cannot be read',
    behaviours: [onRead({ preset: 'html' })],
    result: { __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' },
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no campaign whose read was broken off',
    behaviours: [onRead({ breakOff: 'mid-body' })],
    result: { __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' },
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no campaign of a list without rows, which is no proof',
    behaviours: [onRead({ preset: 'no-rows' })],
    result: { __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' },
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no campaign of an empty list',
    behaviours: [onRead({ answer: refused(404, 'No records were found') })],
    result: { __typename: 'WolkvoxRejected', code: 'NOT_FOUND' },
    calls: ['campaigns'],
    status: 'Stopped',
  },
  {
    what: 'nothing if wolkvox is busy before the start',
    behaviours: [onRead({ preset: 'too-many-requests-at-once' })],
    result: { __typename: 'WolkvoxBusy', code: 'BUSY', retryable: true },
    calls: ['campaigns'],
    status: 'Stopped',
  },
  // Refusals.
  ...(
    [
      ['other predictive campaigns run', { preset: 'predictive-already-active' }, 'CAPACITY_EXCEEDED', TURN_OFF, false],
      ['wolkvox names no reason', { preset: 'campaign-not-started' }, 'STATE_CONFLICT', NOT_STARTED, true],
      ['the licences do not suffice', { preset: 'licence-capacity' }, 'CAPACITY_EXCEEDED', '9000', false],
      ['the campaign was deleted meanwhile', { preset: 'unknown-campaign' }, 'NOT_FOUND', 'does not exist', false],
      ['a value is invalid', { preset: 'invalid-value' }, 'REJECTED', 'invalid', false],
      ['wolkvox rejects it inside 200', { preset: 'error-inside-200' }, 'REJECTED', 'REQUIRED', false],
      ['the verb is rejected', { preset: 'method-not-allowed' }, 'REJECTED', 'METHOD', false],
    ] as const
  ).map(([why, behaviour, code, text, isRead]): Row => ({
    what: `no campaign if ${why}, and returns the message of wolkvox`,
    behaviours: [onStart(behaviour)],
    result: { __typename: 'WolkvoxRejected', code, upstreamMessage: expect.stringContaining(text) },
    calls: ['campaigns', 'start', ...(isRead ? ['campaigns'] : [])],
    status: 'Stopped',
  })),
  {
    what: 'a campaign that wolkvox refused to start because it runs already',
    behaviours: [onStart({ answer: refused(404, NOT_STARTED), create: true })],
    result: { ...SUCCESS, changed: false, message: expect.stringContaining('wolkvox rejected the request') },
    calls: ['campaigns', 'start', 'campaigns'],
  },
  {
    what: 'no campaign that wolkvox refused to start, which is unknown if the status cannot be read then',
    behaviours: [USUAL_READ, onStart({ preset: 'campaign-not-started' }), onRead({ preset: 'html' })],
    result: UNKNOWN,
    calls: ['campaigns', 'start', 'campaigns'],
    status: 'Stopped',
  },
  ...unprocessedRows('nothing', onStart, { calls: ['campaigns', 'start'], status: 'Stopped' } as const),
  {
    what: 'a campaign after wolkvox was busy, as often as any call is retried',
    variables: { WOLKVOX_MAX_RETRIES: '2' },
    behaviours: [onStart({ preset: 'too-many-requests-at-once', times: 2 })],
    result: STARTED_NOW,
    calls: ['campaigns', 'start', 'start', 'start'],
  },
  {
    what: 'nothing if the read used the last call of the day',
    variables: { WOLKVOX_DAILY_QUOTA: '1' },
    result: { __typename: 'WolkvoxQuotaExhausted', code: 'QUOTA_EXHAUSTED' },
    calls: ['campaigns'],
    status: 'Stopped',
  },
  // Lost responses with the effect.
  ...(
    [
      ['was reset before the response', { preset: 'lost-answer' }],
      ['was broken off within the head of the response', { breakOff: 'mid-headers', create: true }],
      ['was broken off within the body of the response', { preset: 'cut-short' }],
    ] as const
  ).map(([how, behaviour]): Row => ({
    what: `a campaign once if the connection ${how}, after wolkvox started it`,
    behaviours: [onStart(behaviour)],
    result: FOUND,
    calls: ['campaigns', 'start', 'campaigns'],
  })),
  {
    what: 'a campaign once if the response is 500 around a success',
    behaviours: [onStart({ preset: 'success-inside-500' })],
    result: FOUND,
    calls: ['campaigns', 'start', 'campaigns'],
  },
  {
    what: 'a campaign once if the response is 202 without an envelope',
    behaviours: [onStart({ answer: { status: 202, body: '<html>' }, create: true })],
    result: FOUND,
    calls: ['campaigns', 'start', 'campaigns'],
  },
  {
    what: 'a campaign once if the status was not readable at first',
    behaviours: [USUAL_READ, onRead({ preset: 'html' }), onStart({ preset: 'lost-answer' })],
    result: FOUND,
    calls: ['campaigns', 'start', 'campaigns', 'campaigns'],
  },
  // Lost responses without the effect: the status is read at once, and when wolkvox must have finished.
  {
    what: 'a campaign again if the connection was reset before wolkvox started it',
    behaviours: [onStart({ preset: 'reset' })],
    result: STARTED_NOW,
    calls: ['campaigns', 'start', 'campaigns', 'campaigns', 'start'],
  },
  {
    what: 'a campaign again if wolkvox did not respond in time',
    variables: { WOLKVOX_TIMEOUT_MS: '1000' },
    behaviours: [onStart({ preset: 'hang' })],
    result: STARTED_NOW,
    calls: ['campaigns', 'start', 'campaigns', 'start'],
  },
  {
    what: 'a campaign again after 500',
    behaviours: [onStart({ preset: 'internal-error' })],
    result: STARTED_NOW,
    calls: ['campaigns', 'start', 'campaigns', 'campaigns', 'start'],
  },
  {
    what: 'no campaign again if wolkvox refuses the repeated start',
    behaviours: [onStart({ preset: 'reset' }), onStart({ preset: 'licence-capacity' })],
    result: { __typename: 'WolkvoxRejected', code: 'CAPACITY_EXCEEDED' },
    calls: ['campaigns', 'start', 'campaigns', 'campaigns', 'start'],
    status: 'Stopped',
  },
  {
    what: 'a campaign although wolkvox refuses the repeated start, because it runs then',
    behaviours: [onStart({ preset: 'reset' }), onStart({ answer: refused(404, NOT_STARTED), create: true })],
    result: { ...SUCCESS, changed: true, message: expect.stringContaining('wolkvox rejected the request') },
    calls: ['campaigns', 'start', 'campaigns', 'campaigns', 'start', 'campaigns'],
  },
  {
    what: 'no campaign a fourth time',
    behaviours: [onStart({ preset: 'reset', times: 'always' })],
    result: NOTHING,
    calls: ['campaigns', ...Array.from({ length: 3 }, () => ['start', 'campaigns', 'campaigns']).flat()],
    status: 'Stopped',
  },
  // Doubts.
  {
    what: 'no campaign again if the response was a success that cannot be read, and the status is STOPPED',
    behaviours: [onStart({ answer: { status: 202, body: '<html>' } })],
    result: UNKNOWN,
    calls: ['campaigns', 'start', 'campaigns', 'campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no campaign again if no status can be read',
    behaviours: [USUAL_READ, onStart({ preset: 'reset' }), onRead({ preset: 'html', times: 'always' })],
    result: UNKNOWN,
    calls: ['campaigns', 'start', 'campaigns', 'campaigns'],
    status: 'Stopped',
  },
  {
    what: 'no campaign again if it does not exist any more',
    behaviours: [USUAL_READ, onStart({ preset: 'reset' }), onRead({ preset: 'unknown-campaign', times: 2 })],
    result: UNKNOWN,
    calls: ['campaigns', 'start', 'campaigns', 'campaigns'],
    status: 'Stopped',
  },
];

describe('startCampaign starts', () => {
  it.concurrent.each(ROWS)(
    '$what',
    closing(async (defer, { campaign, confirm, variables, behaviours = [], result, calls, status }: Row) => {
      const { simulator, product, number, id } = await start(defer, variables, campaign);
      behave(simulator, behaviours);
      const { data, errors } = await product.start({ campaignId: id, confirm: { ...CONFIRMED, ...confirm } });
      expect(errors).toBeUndefined();
      expect(data?.startCampaign).toMatchObject(result);
      expect(sent(simulator)).toEqual(calls);
      expect(simulator.statusOf(number)).toBe(status ?? 'Started');
      expect(simulator.mostInFlight()).toBe(1);
    }),
  );

  it.concurrent(
    'a campaign with PUT and its number, without a body',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      await product.start({ campaignId: id, confirm: CONFIRMED });
      expect(simulator.requests()).toMatchObject([
        { method: 'GET', path: '/api/v2/information.php', query: { api: 'campaigns', campaign: number } },
        { method: 'PUT', path: '/api/v2/campaign.php', query: { api: 'start', campaign_id: number }, rawBody: '' },
      ]);
      expect(Object.keys(simulator.requests()[1]?.query ?? {})).toEqual(['api', 'campaign_id']);
    }),
  );

  it.concurrent(
    'no campaign from a cached list, and later lists show a started one',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      const list = '{ campaigns { nodes { status contactCount } } }';
      await product.query(list);
      await product.start({ campaignId: id, confirm: CONFIRMED });
      expect(sent(simulator)).toEqual(['campaigns', 'campaigns', 'start']);
      expect(simulator.requests()[1]?.query).toMatchObject({ campaign: number });
      expect((await product.query(list)).data).toEqual({
        campaigns: { nodes: [{ status: 'STARTED', contactCount: COUNT }] },
      });
    }),
  );

  it.concurrent(
    'no campaign that does not exist, and returns NOT_FOUND',
    closing(async (defer) => {
      const { simulator, product } = await start(defer);
      const { data } = await product.start({ campaignId: 'default:1', confirm: CONFIRMED });
      expect(data?.startCampaign).toMatchObject({
        __typename: 'WolkvoxRejected',
        code: 'NOT_FOUND',
        upstreamMessage: 'Campaign_id 1 does not exist in your operation.',
      });
      expect(sent(simulator)).toEqual(['campaigns']);
    }),
  );

  it.concurrent(
    'one campaign of a list that the server returns whole, and none that the list lacks',
    closing(async (defer) => {
      const rows = [
        { campaign_id: '12', campaign_name: 'twelve', status: 'Stopped', records: '12' },
        { campaign_id: '1', campaign_name: 'one', status: 'Stopped', records: '1' },
      ];
      const puts: string[] = [];
      const upstream = await startUpstream(({ method, url }) => {
        if (method !== 'PUT')
          return { status: 200, body: { code: '200', error: null, msg: '2 records were found', data: rows } };
        puts.push(url);
        return { status: 202, body: { code: '202', error: null, msg: 'The campaign has been started successfully' } };
      });
      defer(() => upstream.close());
      const product = await startProduct(upstream.url);
      defer(() => product.close());
      const run = async (number: string, name: string, contactCount: number) =>
        (await product.start({ campaignId: `default:${number}`, confirm: { name, contactCount } })).data?.startCampaign;
      expect(await run('001', 'one', 1)).toMatchObject({ campaign: { campaignId: '1', name: 'one' }, changed: true });
      expect(await run('2', 'twelve', 12)).toMatchObject({ code: 'NOT_FOUND', upstreamCode: 404, upstreamMessage: '' });
      expect(puts).toHaveLength(1);
    }),
  );

  it.concurrent(
    'a campaign once for concurrent requests, of which the other reports no change',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      // Both reads are answered before the first start is sent.
      simulator.behave({ api: 'campaigns', delayMs: 200, times: 2 });
      const answers = await Promise.all([1, 2].map(() => product.start({ campaignId: id, confirm: CONFIRMED })));
      const changed = answers.map(({ data }) =>
        data?.startCampaign?.__typename === 'StartCampaignSuccess' ? data.startCampaign.changed : undefined,
      );
      expect(changed.sort()).toEqual([false, true]);
      expect(simulator.mostInFlight()).toBeLessThanOrEqual(2);
    }),
  );
});

describe('a queued start', () => {
  it.concurrent(
    'leaves the queue if a stop of the same campaign arrives, and nothing was sent',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer, { WOLKVOX_MAX_IN_FLIGHT: '1' });
      behave(simulator, [onRead({ delayMs: 200 }), { api: 'skills', delayMs: 1_500 }]);
      const answer = product.start({ campaignId: id, confirm: CONFIRMED });
      await until(() => sent(simulator).length === 1, 'the campaign is read');
      // It takes the only slot after the read, so the start is queued.
      const reading = product.query('{ skills { id } }');
      await until(() => sent(simulator).length === 2, 'the skills are read');
      await until(async () => (await queued(product)) === 1, 'the start is queued');
      // The same campaign with another spelling of its number.
      const stopping = product.stop(`default:0${number}`);
      expect((await answer).data?.startCampaign).toMatchObject({ __typename: 'WolkvoxBusy', code: 'BUSY' });
      await Promise.all([reading, stopping]);
      expect([starts(simulator), simulator.statusOf(number)]).toEqual([0, 'Stopped']);
    }),
  );
});

it.concurrent(
  'a start is BUSY while a stop of the campaign is in progress, and nothing is sent',
  closing(async (defer) => {
    const { simulator, product, id } = await start(defer);
    simulator.behave({ api: 'stop', delayMs: 1_000 });
    const stopping = product.stop(id);
    await until(() => countOf(simulator, 'stop') === 1, 'the stop has been sent');
    const { data } = await product.start({ campaignId: id, confirm: CONFIRMED });
    expect(data?.startCampaign).toMatchObject({ __typename: 'WolkvoxBusy', code: 'BUSY', retryable: true });
    expect((await stopping).data?.stopCampaign).toMatchObject({ __typename: 'StopCampaignSuccess' });
    expect(starts(simulator)).toBe(0);
  }),
);

describe('a lost start', () => {
  it.concurrent(
    'is not sent again if the campaign differs from the confirmation then',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      behave(simulator, [
        USUAL_READ,
        onStart({ preset: 'reset' }),
        onRead({ answer: listed({ records: '4000' }), times: 2 }),
      ]);
      const { data } = await product.start({ campaignId: id, confirm: CONFIRMED });
      expect(data?.startCampaign).toMatchObject(NOTHING);
      expect(starts(simulator)).toBe(1);
    }),
  );

  it.concurrent(
    'is not sent again after a stop of the same campaign, and is unknown',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer, { WOLKVOX_SLOT_LEASE_MS: '1500' });
      simulator.behave(onStart({ preset: 'reset' }));
      const answer = product.start({ campaignId: id, confirm: CONFIRMED });
      await until(() => sent(simulator).join() === 'campaigns,start,campaigns', 'the lost start was read');
      expect((await product.stop(id)).data?.stopCampaign).toMatchObject({ __typename: 'StopCampaignSuccess' });
      expect((await answer).data?.startCampaign).toMatchObject(UNKNOWN);
      expect([starts(simulator), simulator.statusOf(number)]).toEqual([1, 'Stopped']);
    }),
  );

  it.concurrent(
    'is not sent again after its client disconnected, and its result is in the audit log',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 100, api: 'start' });
      const confirm = `{ name: "${NAME}", contactCount: ${COUNT} }`;
      const { hangUp, ended } = requestThatHangsUp(
        product,
        `mutation { startCampaign(input: { campaignId: "${id}", confirm: ${confirm} }) { __typename } }`,
      );
      await until(() => starts(simulator) === 1, 'the start has been sent');
      hangUp();
      expect(await ended).toBe('disconnected');
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      expect(audits(product)).toMatchObject([{ mutation: 'startCampaign', outcome: 'UNREACHABLE' }]);
      expect(starts(simulator)).toBe(1);
    }),
  );

  it.concurrent(
    'with an unknown outcome is audited with its campaign, and counted',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      behave(simulator, [USUAL_READ, onStart({ preset: 'lost-answer' }), onRead({ preset: 'html', times: 'always' })]);
      const { data } = await product.start({ campaignId: id, confirm: CONFIRMED });
      expect(data?.startCampaign).toMatchObject(UNKNOWN);
      expect(audits(product)).toMatchObject([
        { mutation: 'startCampaign', outcome: 'OUTCOME_UNKNOWN', campaignId: number, confirmedContacts: COUNT },
      ]);
      expect((await scrape(product.metricsUrl)).value('wolkvox_graphql_unknown_outcomes_total')).toBe(1);
    }),
  );

  /** What wolkvox may do with a start. */
  const anyStart = fc.constantFrom<Behaviour>(
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
    { preset: 'campaign-not-started' },
    { answer: refused(404, NOT_STARTED), create: true },
    { preset: 'predictive-already-active' },
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
          fc.array(anyStart, { maxLength: 4 }),
          fc.array(anyRead, { maxLength: 7 }),
          async (starting, reading) => {
            simulator.reset();
            const number = simulator.addCampaign(STOPPED);
            behave(simulator, [
              USUAL_READ,
              ...starting.map(onStart),
              ...reading.map(onRead),
              // Without it the first behaviour would be replaced by none.
              onStart({ delayMs: 0 }),
            ]);
            const { data, errors } = await product.start({ campaignId: `default:${number}`, confirm: CONFIRMED });
            expect(errors).toBeUndefined();
            const result = data?.startCampaign;
            const isStarted = simulator.statusOf(number) === 'Started';
            if (result?.__typename === 'StartCampaignSuccess') expect(isStarted).toBe(true);
            else if (result?.__typename !== 'WolkvoxOutcomeUnknown') expect(isStarted).toBe(false);
            expect(starts(simulator)).toBeLessThanOrEqual(3);
            expect(simulator.mostInFlight()).toBe(1);
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

describe('startCampaign rejects', () => {
  it.concurrent(
    'a request without a confirmation',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      for (const input of [
        { campaignId: id },
        { campaignId: id, confirm: null },
        { campaignId: id, confirm: { name: NAME } },
        { campaignId: id, confirm: { name: NAME, contactCount: '3925' } },
      ]) {
        const { errors } = await product.start(input as never);
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      }
      expect(sent(simulator)).toEqual([]);
    }),
  );

  it.concurrent(
    'nothing in the language of the client only: the conflict is in Spanish',
    closing(async (defer) => {
      const { product, id } = await start(defer);
      const input = { campaignId: id, confirm: { name: 'otra', contactCount: COUNT } };
      const { data } = await product.start(input, { 'accept-language': 'es' });
      expect(data?.startCampaign).toMatchObject({
        message:
          'La campaña no coincide con lo que se confirmó; no se envió nada. Muestre campaign a una persona y confirme de nuevo.',
      });
    }),
  );
});

it.concurrent(
  'a conflict has the fields of a created campaign and the status for a caller who may only run campaigns',
  closing(async (defer) => {
    const { simulator, product, number, id } = await start(defer, ROUTER);
    const { data, errors } = await product.query(
      `mutation { startCampaign(input: { campaignId: "${id}", confirm: { name: "otra", contactCount: ${COUNT} } }) {
        ... on WolkvoxStateConflict {
          reason campaign { id campaignId name type status operation { id } description contactCount } } } }`,
      {},
      as('campaigns:run'),
    );
    const campaign = { id, campaignId: number, name: NAME, type: 'PREDICTIVE', operation: { id: 'default' } };
    expect(data).toEqual({
      startCampaign: {
        reason: 'CONFIRMATION_MISMATCH',
        campaign: { ...campaign, status: 'STOPPED', description: null, contactCount: null },
      },
    });
    expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual([
      ['description', 'FORBIDDEN'],
      ['contactCount', 'FORBIDDEN'],
    ]);
    expect(sent(simulator)).toEqual(['campaigns']);
  }),
);

it.concurrent(
  'a conflict is counted, and audited with the confirmed number, but no name and no campaign',
  closing(async (defer) => {
    const { product, number, id } = await start(defer);
    await product.start({ campaignId: id, confirm: { ...CONFIRMED, contactCount: 1 } });
    await product.start({ campaignId: id, confirm: CONFIRMED });
    const labels = { operation: 'default', mutation: 'startCampaign', outcome: 'STATE_CONFLICT' };
    expect((await scrape(product.metricsUrl)).value('wolkvox_graphql_mutations_total', labels)).toBe(1);
    expect(audits(product)).toMatchObject([
      { operation: 'default', outcome: 'STATE_CONFLICT', campaignId: null, confirmedContacts: 1 },
      { operation: 'default', outcome: 'success', campaignId: number, confirmedContacts: COUNT, replayed: false },
    ]);
    expect(JSON.stringify(product.logs())).not.toContain(NAME);
  }),
);
