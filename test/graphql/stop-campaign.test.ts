import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Behaviour, type Simulator } from '../../packages/simulator/src/simulator.js';
import { audits, behave, countOf, NAME, on, sent, withCampaign } from '../support/campaign-mutations.js';
import { closing, type Defer } from '../support/closing.js';
import { scrape } from '../support/metrics.js';
import { unprocessedRows } from '../support/mutation-rows.js';
import { PREVIEW, startProduct, TOKEN } from '../support/product.js';
import { startUpstream } from '../support/upstream.js';
import { until } from '../support/until.js';

const STARTED = { name: NAME, type: 'predictive', status: 'Started', records: '3925', skillId: '4022' } as const;

/** Stops of lost calls take up to a second each, so the tests run at the same time. */
const start = (defer: Defer, variables: Record<string, string> = {}, campaign: object = {}) =>
  withCampaign(defer, { WOLKVOX_SLOT_LEASE_MS: '5000', ...variables }, { ...STARTED, ...campaign });

const stops = (simulator: Simulator): number => countOf(simulator, 'stop');

/** The stop itself is answered, or broken off, in this way. */
const stop = on('stop');
const UNEXPLAINED = {
  status: 404,
  body: { code: 404, error: 'Not Found', msg: 'The campaign has not been stopped, please validate the data' },
};
const LOST = stop({ breakOff: 'before-answer', create: false });

const SUCCESS = { __typename: 'StopCampaignSuccess', campaign: { name: NAME, status: 'STOPPED' } };
const found = expect.stringContaining('The response from wolkvox was lost');

interface Row {
  readonly what: string;
  readonly campaign?: object;
  readonly variables?: Record<string, string>;
  readonly behaviours?: readonly Behaviour[];
  readonly result: object;
  /** The calls, in order. */
  readonly calls: readonly string[];
  /** Status in wolkvox afterwards. @default Stopped */
  readonly status?: 'Started' | 'Stopped';
}

const ROWS: readonly Row[] = [
  {
    what: 'a running campaign with one read and one call',
    result: { ...SUCCESS, changed: true, message: expect.stringContaining('has been stopped successfully') },
    calls: ['campaigns', 'stop'],
  },
  {
    what: 'a stopped campaign without a change',
    campaign: { status: 'Stopped' },
    result: { ...SUCCESS, changed: false },
    calls: ['campaigns', 'stop'],
  },
  {
    what: 'a stopped campaign although wolkvox rejects it without a reason',
    campaign: { status: 'Stopped' },
    behaviours: [stop({ answer: UNEXPLAINED })],
    result: { ...SUCCESS, changed: false, message: expect.stringContaining('wolkvox rejected the request') },
    calls: ['campaigns', 'stop', 'campaigns'],
  },
  {
    what: 'no running campaign that wolkvox rejects, and returns the rejection',
    behaviours: [stop({ answer: UNEXPLAINED })],
    result: { __typename: 'WolkvoxRejected', code: 'REJECTED', upstreamMessage: UNEXPLAINED.body.msg },
    calls: ['campaigns', 'stop', 'campaigns'],
    status: 'Started',
  },
  {
    what: 'a campaign again if the connection was reset before wolkvox stopped it',
    behaviours: [LOST],
    result: { ...SUCCESS, changed: true, message: expect.stringContaining('has been stopped successfully') },
    calls: ['campaigns', 'stop', 'campaigns', 'stop'],
  },
  {
    what: 'a campaign once if the connection was reset after wolkvox stopped it',
    behaviours: [stop({ preset: 'lost-answer' })],
    result: { ...SUCCESS, changed: true, message: found },
    calls: ['campaigns', 'stop', 'campaigns'],
  },
  {
    what: 'a campaign again if wolkvox did not respond in time',
    variables: { WOLKVOX_TIMEOUT_MS: '1000' },
    behaviours: [stop({ preset: 'hang' })],
    result: { ...SUCCESS, changed: true },
    calls: ['campaigns', 'stop', 'campaigns', 'stop'],
  },
  {
    what: 'a campaign again if the response is 202 without an envelope',
    behaviours: [stop({ answer: { status: 202, body: '<html>' } })],
    result: { ...SUCCESS, changed: true },
    calls: ['campaigns', 'stop', 'campaigns', 'stop'],
  },
  {
    what: 'a campaign again after 500, 502 and an unreadable status',
    behaviours: [
      stop({ preset: 'internal-error' }),
      stop({ preset: 'bad-gateway' }),
      { api: 'campaigns', delayMs: 0 },
      { api: 'campaigns', preset: 'html' },
    ],
    result: { ...SUCCESS, changed: true },
    calls: ['campaigns', 'stop', 'campaigns', 'stop', 'campaigns', 'stop'],
  },
  {
    what: 'a campaign although a repeated stop is rejected, because the status is STOPPED then',
    behaviours: [LOST, stop({ answer: UNEXPLAINED, create: true })],
    result: { ...SUCCESS, changed: true, message: found },
    calls: ['campaigns', 'stop', 'campaigns', 'stop', 'campaigns'],
  },
  ...unprocessedRows('nothing', stop, { calls: ['campaigns', 'stop'], status: 'Started' } as const),
  {
    what: 'a campaign after wolkvox was busy, as often as any call is retried',
    variables: { WOLKVOX_MAX_RETRIES: '2' },
    behaviours: [stop({ preset: 'too-many-requests-at-once', times: 2 })],
    result: { ...SUCCESS, changed: true },
    calls: ['campaigns', 'stop', 'stop', 'stop'],
  },
  {
    what: 'a campaign in the only slot, without a read before it',
    variables: { WOLKVOX_MAX_IN_FLIGHT: '1' },
    result: { ...SUCCESS, changed: true },
    calls: ['stop', 'campaigns'],
  },
];

describe('stopCampaign stops', () => {
  it.concurrent.each(ROWS)(
    '$what',
    closing(async (defer, { campaign, variables, behaviours = [], result, calls, status = 'Stopped' }: Row) => {
      const { simulator, product, number, id } = await start(defer, variables, campaign);
      behave(simulator, behaviours);
      const { data, errors } = await product.stop(id);
      expect(errors).toBeUndefined();
      expect(data?.stopCampaign).toMatchObject(result);
      expect(sent(simulator)).toEqual(calls);
      expect(simulator.statusOf(number)).toBe(status);
    }),
  );

  it.concurrent(
    'a campaign with PUT and its number, without a body',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      await product.stop(id);
      expect(simulator.requests()).toMatchObject([
        { method: 'GET', path: '/api/v2/information.php', query: { api: 'campaigns', campaign: number } },
        { method: 'PUT', path: '/api/v2/campaign.php', query: { api: 'stop', campaign_id: number }, rawBody: '' },
      ]);
      expect(Object.keys(simulator.requests()[1]?.query ?? {})).toEqual(['api', 'campaign_id']);
    }),
  );

  it.concurrent(
    'a campaign with the last call of the day, which no read uses up',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer, { WOLKVOX_DAILY_QUOTA: '1' });
      const { data } = await product.query(
        'mutation($input: StopCampaignInput!) { stopCampaign(input: $input) { __typename ... on StopCampaignSuccess { changed } } }',
        { input: { campaignId: id } },
      );
      expect(data).toEqual({ stopCampaign: { __typename: 'StopCampaignSuccess', changed: true } });
      expect([sent(simulator), simulator.statusOf(number)]).toEqual([['stop'], 'Stopped']);
    }),
  );

  it.concurrent.each([
    ['this server has counted every call of the day', 'a creation', undefined],
    ['wolkvox has reported that no calls are left', 'a refused creation', 'quota-exhausted'],
  ] as const)(
    'a campaign although %s, because only wolkvox may refuse it',
    closing(async (defer, _why: string, _how: string, preset: 'quota-exhausted' | undefined) => {
      const { simulator, product, number, id } = await start(defer, { WOLKVOX_DAILY_QUOTA: '1' });
      await product.query('{ operations { id } }');
      if (preset !== undefined) simulator.behave({ preset, api: 'create_campaign' });
      await product.create(PREVIEW);
      expect((await product.create(PREVIEW)).data?.createCampaign).toMatchObject({ code: 'QUOTA_EXHAUSTED' });
      const { data } = await product.query(
        'mutation($id: ID!) { stopCampaign(input: { campaignId: $id }) { __typename } }',
        { id },
      );
      expect(data).toEqual({ stopCampaign: { __typename: 'StopCampaignSuccess' } });
      expect([sent(simulator), simulator.statusOf(number)]).toEqual([['create_campaign', 'stop'], 'Stopped']);
    }),
  );

  it.concurrent(
    'no campaign that does not exist, and returns NOT_FOUND',
    closing(async (defer) => {
      const { simulator, product } = await start(defer);
      const { data } = await product.stop('default:1');
      expect(data?.stopCampaign).toMatchObject({
        __typename: 'WolkvoxRejected',
        code: 'NOT_FOUND',
        upstreamMessage: 'Campaign_id 1 does not exist in your operation.',
      });
      expect(sent(simulator)).toEqual(['campaigns', 'stop']);
    }),
  );

  it.concurrent(
    'a campaign after two seconds if its status is not returned, and the next ones meanwhile',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      simulator.behave({ preset: 'hang', api: 'campaigns' });
      const { data } = await product.stop(id);
      // The read still holds its slot, so no status is read now.
      expect(data?.stopCampaign).toMatchObject({ __typename: 'StopCampaignSuccess', changed: true });
      expect([stops(simulator), simulator.statusOf(number)]).toEqual([1, 'Stopped']);
    }),
  );

  it.concurrent(
    'a campaign whose status cannot be read with the values of the last list',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      await product.query('{ campaigns { totalCount } }');
      simulator.behave({ preset: 'html', api: 'campaigns', times: 'always' });
      const { data, errors } = await product.query(
        `mutation { stopCampaign(input: { campaignId: "${id}" }) {
          ... on StopCampaignSuccess { changed campaign { name status contactCount skill { skillId } } } } }`,
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        stopCampaign: {
          changed: true,
          campaign: { name: NAME, status: 'STOPPED', contactCount: 3925, skill: { skillId: '4022' } },
        },
      });
    }),
  );

  it.concurrent(
    'a campaign that was just created, before any list has it',
    closing(async (defer) => {
      const { simulator, product } = await start(defer);
      await product.create(PREVIEW);
      const created = simulator.campaigns().at(-1)?.campaign_id ?? '';
      simulator.behave({ preset: 'html', api: 'campaigns', times: 'always' });
      const { data } = await product.stop(`default:${created}`);
      expect(data?.stopCampaign).toMatchObject({
        campaign: { name: PREVIEW.name, type: 'PREVIEW', status: 'STOPPED' },
      });
    }),
  );

  it.concurrent(
    'a campaign whose name no response contains, and reports the success beside the error',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      simulator.behave({ preset: 'html', api: 'campaigns', times: 'always' });
      const { data, errors } = await product.stop(id);
      expect(data).toEqual({ stopCampaign: null });
      expect(errors).toMatchObject([
        {
          message: 'The campaign was stopped, but its name could not be read from wolkvox.',
          path: ['stopCampaign', 'campaign'],
          extensions: { code: 'UNREACHABLE', mutation: { field: 'stopCampaign', outcome: 'success', id } },
        },
      ]);
      expect(simulator.statusOf(number)).toBe('Stopped');
    }),
  );

  it.concurrent(
    'one campaign of a list that the server returns whole',
    closing(async (defer) => {
      const rows = [
        { campaign_id: '12', campaign_name: 'twelve', status: 'Started' },
        { campaign_id: '1', campaign_name: 'one', status: 'Stopped' },
      ];
      const upstream = await startUpstream(({ method }) =>
        method === 'PUT'
          ? { status: 202, body: { code: '202', error: null, msg: 'The 1 campaign_id has been stopped successfully' } }
          : { status: 200, body: { code: '200', error: null, msg: '2 records were found', data: rows } },
      );
      defer(() => upstream.close());
      const product = await startProduct(upstream.url);
      defer(() => product.close());
      for (const [number, name, changed] of [
        ['1', 'one', false],
        ['12', 'twelve', true],
      ] as const)
        expect((await product.stop(`default:${number}`)).data?.stopCampaign).toMatchObject({
          campaign: { campaignId: number, name },
          changed,
        });
    }),
  );

  it.concurrent(
    'the campaigns of two aliases, and later lists show it',
    closing(async (defer) => {
      const { simulator, product, id } = await start(defer);
      const other = `default:${simulator.addCampaign(STARTED)}`;
      const list = '{ campaigns { nodes { status } } }';
      expect((await product.query(list)).data).toEqual({
        campaigns: { nodes: [{ status: 'STARTED' }, { status: 'STARTED' }] },
      });
      const alias = (name: string, campaignId: string): string =>
        `${name}: stopCampaign(input: { campaignId: "${campaignId}" }) { __typename }`;
      const { data } = await product.query(`mutation { ${alias('a', id)} ${alias('b', other)} }`);
      expect(data).toEqual({ a: { __typename: SUCCESS.__typename }, b: { __typename: SUCCESS.__typename } });
      expect((await product.query(list)).data).toEqual({
        campaigns: { nodes: [{ status: 'STOPPED' }, { status: 'STOPPED' }] },
      });
    }),
  );
});

describe('a lost stop', () => {
  it.concurrent(
    'ends as OUTCOME_UNKNOWN if its effect stays unknown, after at least one more try',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer, { WOLKVOX_SLOT_LEASE_MS: '300' });
      simulator.behave({ ...LOST, times: 'always' });
      const { data } = await product.stop(id);
      expect(data?.stopCampaign).toMatchObject({
        __typename: 'WolkvoxOutcomeUnknown',
        code: 'OUTCOME_UNKNOWN',
        candidates: [],
      });
      expect(stops(simulator)).toBeGreaterThan(1);
      expect(stops(simulator)).toBeLessThanOrEqual(5);
      expect(audits(product)).toMatchObject([
        { mutation: 'stopCampaign', outcome: 'OUTCOME_UNKNOWN', campaignId: number },
      ]);
      expect((await scrape(product.metricsUrl)).value('wolkvox_graphql_unknown_outcomes_total')).toBe(1);
    }),
  );

  it.concurrent.each([
    ['rejects the token', 'invalid-token'],
    ['has no calls left', 'quota-exhausted'],
  ] as const)(
    'ends as OUTCOME_UNKNOWN at once if wolkvox then %s',
    closing(async (defer, _what: string, preset: 'invalid-token' | 'quota-exhausted') => {
      const { simulator, product, id } = await start(defer);
      behave(simulator, [LOST, stop({ preset })]);
      const { data } = await product.stop(id);
      expect(data?.stopCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
      expect(stops(simulator)).toBe(2);
    }),
  );

  it.concurrent(
    'is sent again although its client disconnected',
    closing(async (defer) => {
      const { simulator, product, number, id } = await start(defer);
      simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 100, api: 'stop' });
      const left = new AbortController();
      const answer = fetch(`${product.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: `mutation { stopCampaign(input: { campaignId: "${id}" }) { __typename } }` }),
        signal: left.signal,
      }).catch(() => 'disconnected');
      await until(() => stops(simulator) === 1, 'the stop has been sent');
      left.abort();
      expect(await answer).toBe('disconnected');
      await until(() => simulator.statusOf(number) === 'Stopped', 'the campaign is stopped');
      await until(() => audits(product).length > 0, 'the result is in the audit log');
      expect(audits(product)).toMatchObject([{ mutation: 'stopCampaign', outcome: 'success', campaignId: number }]);
    }),
  );

  /** What wolkvox may do with a stop, and whether it may be lost. */
  const anyStop = fc.constantFrom<Behaviour>(
    { delayMs: 0 },
    { breakOff: 'before-answer', create: false },
    { breakOff: 'before-answer', create: true },
    { breakOff: 'mid-headers', create: false },
    { breakOff: 'mid-body', create: true },
    { preset: 'html' },
    { preset: 'bad-gateway' },
    { preset: 'success-inside-500' },
    { preset: 'unavailable' },
    { preset: 'too-many-requests-at-once' },
    { preset: 'maintenance' },
    { preset: 'invalid-token' },
    { preset: 'unknown-campaign' },
    { answer: UNEXPLAINED },
    { answer: UNEXPLAINED, create: true },
  );
  const anyRead = fc.constantFrom<Behaviour>(
    { delayMs: 0 },
    { preset: 'html' },
    { preset: 'bad-gateway' },
    { preset: 'no-rows' },
    { breakOff: 'before-answer' },
  );

  it('ends stopped with a success, or as OUTCOME_UNKNOWN, for every sequence of responses', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    const product = await startProduct(simulator.url, { WOLKVOX_SLOT_LEASE_MS: '100' });
    const sequence = <Value>(any: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> => fc.array(any, { maxLength: 5 });
    try {
      await fc.assert(
        fc.asyncProperty(sequence(anyStop), sequence(anyRead), async (stopping, reading) => {
          simulator.reset();
          const number = simulator.addCampaign(STARTED);
          // The status is read before the first stop, and then once after each.
          behave(simulator, [
            LOST,
            ...stopping.map(stop),
            { api: 'campaigns', delayMs: 0 },
            ...reading.map((behaviour): Behaviour => ({ ...behaviour, api: 'campaigns' })),
          ]);
          const { data, errors } = await product.stop(`default:${number}`);
          expect(errors).toBeUndefined();
          const result = data?.stopCampaign;
          expect(['StopCampaignSuccess', 'WolkvoxOutcomeUnknown']).toContain(result?.__typename);
          if (result?.__typename === 'StopCampaignSuccess')
            expect([simulator.statusOf(number), result.changed]).toEqual(['Stopped', true]);
        }),
        { numRuns: RUNS },
      );
    } finally {
      await product.close();
      await simulator.close();
    }
  }, 120_000);
});

const RUNS = 25;
