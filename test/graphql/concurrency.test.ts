import { request as httpRequest } from 'node:http';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { until } from '../support/until.js';

let simulator: Simulator;
let product: Product;
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterEach(async () => {
  await product.close();
  await simulator.close();
});

const start = async (variables: Record<string, string>): Promise<void> => {
  product = await startProduct(simulator.url, variables);
};
const created = (api = 'create_campaign') => simulator.requests().filter(({ query }) => query.api === api);
const limits = async () => {
  const { data } = await product.query(
    '{ operation { limits { maxInFlight inFlight queued dailyQuota usedToday resetsAt } } }',
  );
  return (data as { operation: { limits: Record<string, unknown> } }).operation.limits;
};

/** Creation whose client can disconnect with a TCP reset. Connections of one address are one caller. */
function hangingUp(name: string, localAddress = '127.0.0.1') {
  const { port } = new URL(product.url);
  const query = `mutation { createCampaign(input: { type: PREVIEW, name: "${name}", skillId: 1 }) { __typename } }`;
  const outgoing = httpRequest({
    port,
    host: '127.0.0.1',
    localAddress,
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
  });
  const ended = new Promise<string>((resolve) => {
    outgoing.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    });
    outgoing.on('error', () => resolve('disconnected'));
  });
  outgoing.end(JSON.stringify({ query }));
  return { hangUp: () => outgoing.socket?.resetAndDestroy(), ended };
}

describe('rejection that proves that nothing happened', () => {
  it.each([
    ['a third request in flight', { preset: 'too-many-requests-at-once' as const }],
    ['maintenance', { preset: 'maintenance' as const }],
  ])('is retried until the call succeeds: %s', async (_what, behaviour) => {
    await start({ WOLKVOX_MAX_RETRIES: '3' });
    simulator.behave({ ...behaviour, times: 2 });
    const { data } = await product.create(PREDICTIVE);
    expect(data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect(created().map(({ answered }) => answered)).toEqual([403, 403, 201]);
    expect(new Set(created().map(({ rawBody }) => rawBody)).size).toBe(1);
    expect(simulator.campaigns()).toHaveLength(1);
    expect((await limits()).usedToday).toBe(3);
  });

  it('is returned when the retries are used up', async () => {
    await start({ WOLKVOX_MAX_RETRIES: '1' });
    simulator.behave({ preset: 'maintenance', times: 'always' });
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ __typename: 'WolkvoxUnavailable', code: 'MAINTENANCE' });
    expect(created()).toHaveLength(2);
  });

  it('is returned at once if the deadline is before the next attempt', async () => {
    await start({ WOLKVOX_MAX_RETRIES: '5', WOLKVOX_QUEUE_TIMEOUT_MS: '50' });
    simulator.behave({ preset: 'maintenance', times: 'always' });
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ code: 'MAINTENANCE' });
    expect(created()).toHaveLength(1);
  });

  it('holds no slot during the backoff, so another call proceeds', async () => {
    await start({ WOLKVOX_MAX_RETRIES: '3', WOLKVOX_MAX_IN_FLIGHT: '1' });
    simulator.behave({ preset: 'maintenance', times: 1 });
    const repeated = product.create({ ...PREVIEW, name: 'first' });
    await until(() => created().length === 1);
    const other = await product.create({ ...PREVIEW, name: 'second' });
    expect(other.data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect((await repeated).data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect(simulator.campaigns().map(({ campaign_name }) => campaign_name)).toEqual(['second', 'first']);
  });

  it.each(['before-answer', 'mid-body'] as const)(
    'differs from a lost response (%s): a create is never sent again',
    async (breakOff) => {
      await start({ WOLKVOX_MAX_RETRIES: '5' });
      simulator.behave({ breakOff });
      const { data } = await product.create(PREVIEW);
      expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
      expect(created()).toHaveLength(1);
    },
  );
});

describe('queued callers', () => {
  it('leave the queue when they disconnect, and nothing is sent for them', async () => {
    await start({ WOLKVOX_MAX_IN_FLIGHT: '1' });
    simulator.behave({ delayMs: 300 });
    const running = product.create({ ...PREVIEW, name: 'running' });
    await until(() => created().length === 1);
    const gone = hangingUp('gone');
    await until(async () => (await limits()).queued === 1);
    gone.hangUp();
    await until(async () => (await limits()).queued === 0);
    await running;
    await product.create({ ...PREVIEW, name: 'after' });
    expect(simulator.campaigns().map(({ campaign_name }) => campaign_name)).toEqual(['running', 'after']);
  });

  it('take turns: a hundred calls of one caller do not delay a single call of another', async () => {
    await start({ WOLKVOX_MAX_IN_FLIGHT: '1' });
    simulator.behave({ delayMs: 4_000 });
    const many = Array.from({ length: 100 }, (_, i) => hangingUp(`many-${i}`, '127.0.0.1'));
    await until(async () => Number((await limits()).queued) === 99);
    const single = hangingUp('single', '127.0.0.2');
    expect(await single.ended).toContain('CreateCampaignSuccess');
    expect(simulator.campaigns().findIndex(({ campaign_name }) => campaign_name === 'single')).toBeLessThanOrEqual(2);
    for (const one of many) expect(await one.ended).toContain('CreateCampaignSuccess');
    expect(simulator.mostInFlight()).toBe(1);
  });

  it('receive retryAfterMs if the queue is full', async () => {
    await start({ WOLKVOX_MAX_IN_FLIGHT: '1', WOLKVOX_MAX_QUEUE: '0' });
    simulator.behave({ delayMs: 200 });
    const running = product.create(PREVIEW);
    await until(() => created().length === 1);
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ __typename: 'WolkvoxBusy', code: 'BUSY', retryable: true });
    await running;
    expect(created()).toHaveLength(1);
  });
});

describe('timed-out call', () => {
  it('holds its slot until wolkvox has surely finished', async () => {
    await start({ WOLKVOX_MAX_IN_FLIGHT: '1', WOLKVOX_TIMEOUT_MS: '100', WOLKVOX_SLOT_LEASE_MS: '600' });
    simulator.behave({ delayMs: 400 });
    const { data } = await product.create({ ...PREVIEW, name: 'slow' });
    expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await limits()).toMatchObject({ inFlight: 1, queued: 0 });
    const next = await product.create({ ...PREVIEW, name: 'next' });
    expect(next.data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect(simulator.mostInFlight()).toBe(1);
    expect(await limits()).toMatchObject({ inFlight: 0, usedToday: 2 });
  });
});

describe('limits of an operation', () => {
  it('return the configured limits and their use', async () => {
    await start({ WOLKVOX_DAILY_QUOTA: '3' });
    await product.create(PREVIEW);
    expect(await limits()).toEqual({
      maxInFlight: 2,
      inFlight: 0,
      queued: 0,
      dailyQuota: 3,
      usedToday: 1,
      resetsAt: expect.stringMatching(/T05:00:00/),
    });
  });

  it('count the quota as exhausted when wolkvox reports it, and send no further call', async () => {
    await start({});
    simulator.behave({ preset: 'quota-exhausted', times: 1 });
    for (let i = 0; i < 3; i += 1)
      expect((await product.create(PREVIEW)).data?.createCampaign).toMatchObject({ code: 'QUOTA_EXHAUSTED' });
    expect(created()).toHaveLength(1);
  });
});

describe('lost creation', () => {
  const RECONCILE = { WOLKVOX_RECONCILE: 'on', WOLKVOX_SLOT_LEASE_MS: '300' };

  it('succeeds if the list has it as the only new campaign', async () => {
    await start(RECONCILE);
    await product.create({ ...PREVIEW, name: 'known' });
    simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
    const { data } = await product.create(PREDICTIVE);
    const [, lost] = simulator.campaigns();
    expect(data?.createCampaign).toMatchObject({
      __typename: 'CreateCampaignSuccess',
      replayed: false,
      campaign: { campaignId: lost?.campaign_id, name: PREDICTIVE.name, type: 'PREDICTIVE' },
    });
    expect(simulator.campaigns()).toHaveLength(2);
    expect(created('campaigns')).toHaveLength(1);
  });

  it('did not happen if the list lacks it after wolkvox has surely finished', async () => {
    await start(RECONCILE);
    simulator.addCampaign({ name: 'another', type: 'preview' });
    simulator.behave({ breakOff: 'before-answer', create: false, api: 'create_campaign' });
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({
      __typename: 'WolkvoxUnavailable',
      code: 'UNREACHABLE',
      retryable: true,
    });
    expect(created()).toHaveLength(1);
    expect(created('campaigns')).toHaveLength(2);
  });

  /**
   * Lists that lack a campaign and prove nothing. Each test starts with the known number 5801, from its creation or a
   * list.
   */
  const BEHIND = [
    ['404', { status: 404, body: { code: 404, error: 'x', msg: 'The requested resource was not found' } }],
    ['empty', { status: 200, body: { code: 200, error: null, msg: '0 records were found', data: [] } }],
    [
      'without the one that is known',
      {
        status: 200,
        body: {
          code: 200,
          error: null,
          msg: '1 records were found',
          data: [{ campaign_id: '1', campaign_name: 'Old' }],
        },
      },
    ],
  ] as const;
  it.each(BEHIND)('stays unknown if the list is %s, and its key is not released', async (_what, answer) => {
    await start(RECONCILE);
    await product.create({ ...PREVIEW, name: 'known' });
    simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
    simulator.behave({ answer, api: 'campaigns', times: 'always', queue: true });
    for (let times = 0; times < 2; times += 1) {
      const { data } = await product.create({ ...PREVIEW, idempotencyKey: 'one' });
      expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: false });
    }
    expect(created()).toHaveLength(2);
  });

  it.each([
    ['a list was read before', true],
    ['nothing is known of what was there before', false],
  ])('stays unknown if wolkvox truncated its name and %s', async (_what, read) => {
    await start(RECONCILE);
    simulator.addCampaign({ name: 'another', type: 'preview' });
    if (read) await product.query('{ campaigns { totalCount } }');
    simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 100, api: 'create_campaign' });
    const answer = product.create({ ...PREVIEW, name: 'Encuesta de satisfacción' });
    await until(() => created().length === 1);
    const id = simulator.addCampaign({ name: 'Encuesta de satisf', type: 'preview', skillId: PREVIEW.skillId });
    expect((await answer).data?.createCampaign).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      candidates: [{ id: `default:${id}` }],
    });
  });

  it('succeeds if an earlier list proves that the campaign is new', async () => {
    await start(RECONCILE);
    simulator.addCampaign({ name: 'another', type: 'preview' });
    await product.query('{ campaigns { totalCount } }');
    simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({
      __typename: 'CreateCampaignSuccess',
      campaign: { campaignId: simulator.campaigns().at(-1)?.campaign_id },
    });
    expect(simulator.campaigns()).toHaveLength(2);
  });

  it('stays unknown if wolkvox confirmed it without an id, even if the list lacks it', async () => {
    await start(RECONCILE);
    await product.create({ ...PREVIEW, name: 'known' });
    const body = { code: 201, error: null, msg: 'The # campaign_id has been created successfully' };
    simulator.behave({ answer: { status: 201, body }, api: 'create_campaign' });
    for (let times = 0; times < 2; times += 1) {
      const { data } = await product.create({ ...PREVIEW, idempotencyKey: 'one' });
      expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN', candidates: [] });
    }
    expect(created()).toHaveLength(2);
  });

  it('is found if it appears in the list late', async () => {
    await start({ ...RECONCILE, WOLKVOX_TIMEOUT_MS: '100' });
    await product.create({ ...PREVIEW, name: 'known' });
    simulator.behave({ breakOff: 'before-answer', create: false, api: 'create_campaign' });
    const answer = product.create(PREVIEW);
    await until(() => created('campaigns').length === 1);
    const { name, skillId } = PREVIEW;
    const late = simulator.addCampaign({ name, type: 'preview', skillId });
    expect((await answer).data?.createCampaign).toMatchObject({ campaign: { campaignId: late } });
  });

  it.each([
    ['nothing is known of what was there before', false, 1],
    ['two new ones are alike', true, 2],
  ])('stays unknown with its candidates if %s', async (_why, known, alike) => {
    await start(RECONCILE);
    if (known) await product.create({ ...PREVIEW, name: 'known' });
    const otherCampaigns = Array.from({ length: alike - 1 }, () =>
      simulator.addCampaign({ name: PREVIEW.name, type: 'preview' }),
    );
    simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
    const { data } = await product.create(PREVIEW);
    const mine = simulator.campaigns().at(-1)?.campaign_id;
    const result = data?.createCampaign;
    if (result?.__typename !== 'WolkvoxOutcomeUnknown') throw new Error(`Unexpected ${result?.__typename}`);
    const ids = [...otherCampaigns, mine].map((id) => `default:${id}`);
    expect(result.candidates.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(created()).toHaveLength(known ? 2 : 1);
  });

  it.each([
    ['one of its name that is not as it was sent', { name: PREVIEW.name, description: 'by another hand' }],
    ['one of another name, which may be what wolkvox made of it', { name: 'Encuesta &amp; more' }],
  ])('stays unknown if %s is new', async (_what, campaign) => {
    await start(RECONCILE);
    await product.create({ ...PREVIEW, name: 'known' });
    simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 100, api: 'create_campaign' });
    const answer = product.create(PREVIEW);
    await until(() => created().length === 2);
    const id = simulator.addCampaign({ type: 'preview', skillId: PREVIEW.skillId, ...campaign });
    expect((await answer).data?.createCampaign).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      candidates: [{ id: `default:${id}` }],
    });
    expect(created()).toHaveLength(2);
  });

  it('stays unknown while the only new campaign may belong to another lost creation', async () => {
    await start(RECONCILE);
    await product.create({ ...PREVIEW, name: 'known' });
    simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 100, api: 'create_campaign', times: 2 });
    const answers = ['one', 'two'].map((name) => product.create({ ...PREVIEW, name }));
    await until(() => created().length === 3);
    const id = simulator.addCampaign({ type: 'preview', skillId: PREVIEW.skillId, name: 'of one of them' });
    for (const { data } of await Promise.all(answers))
      expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN', candidates: [{ id: `default:${id}` }] });
  });

  it('is reconciled after the list read waited for the slot of the lost call', async () => {
    await start({
      ...RECONCILE,
      WOLKVOX_MAX_IN_FLIGHT: '1',
      WOLKVOX_TIMEOUT_MS: '100',
      WOLKVOX_QUEUE_TIMEOUT_MS: '50',
    });
    await product.create({ ...PREVIEW, name: 'known' });
    simulator.behave({ delayMs: 250, api: 'create_campaign' });
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect(simulator.mostInFlight()).toBe(1);
    expect(created()).toHaveLength(2);
  });

  it('stays unknown if the list cannot be read', async () => {
    await start({ ...RECONCILE, WOLKVOX_MAX_RETRIES: '1' });
    simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
    simulator.behave({ answer: { status: 500, body: 'oops' }, api: 'campaigns', times: 'always', queue: true });
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN', candidates: [] });
    expect(created('campaigns')).toHaveLength(2);
  });

  it('is not matched with the campaign of another successful creation', async () => {
    await start({ ...RECONCILE });
    await product.create({ ...PREVIEW, name: 'known' });
    simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 50, api: 'create_campaign' });
    const lost = product.create(PREVIEW);
    await until(() => created().length === 2);
    const twin = await product.create(PREVIEW);
    expect(twin.data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect((await lost).data?.createCampaign?.__typename).not.toBe('CreateCampaignSuccess');
    expect(simulator.campaigns()).toHaveLength(2);
  });

  it('is stored under its key even if its client disconnected', async () => {
    await start(RECONCILE);
    await product.create({ ...PREVIEW, name: 'known' });
    simulator.behave({ breakOff: 'before-answer', delayMs: 100, api: 'create_campaign' });
    const hungUp = new AbortController();
    const input = { ...PREVIEW, idempotencyKey: 'one' };
    const query = 'mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename } }';
    const first = fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { input } }),
      signal: hungUp.signal,
    }).catch(() => 'disconnected');
    await until(() => created().length === 2);
    hungUp.abort();
    await first;
    const { data } = await product.create(input);
    expect(data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect(created()).toHaveLength(2);
  });
});

describe('idempotency key', () => {
  it('turns a thousand concurrent creations into one campaign and a thousand identical results', async () => {
    await start({});
    simulator.behave({ delayMs: 300 });
    const input = { ...PREDICTIVE, idempotencyKey: 'a-key' };
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => product.create(input)));
    const ids = answers.map(({ data }) =>
      data?.createCampaign?.__typename === 'CreateCampaignSuccess' ? data.createCampaign.campaign.id : 'none',
    );
    expect(new Set(ids)).toEqual(new Set([`default:${simulator.campaigns()[0]?.campaign_id}`]));
    expect(created()).toHaveLength(1);
  });

  it('returns the first result with replayed: true, and rejects a different input', async () => {
    await start({});
    const input = { ...PREVIEW, idempotencyKey: 'a-key' };
    const first = (await product.create(input)).data?.createCampaign;
    expect(first).toMatchObject({ __typename: 'CreateCampaignSuccess', replayed: false });
    expect((await product.create(input)).data?.createCampaign).toEqual({ ...first, replayed: true });
    expect((await product.create({ ...input, name: 'other' })).data?.createCampaign).toMatchObject({
      __typename: 'WolkvoxIdempotencyConflict',
      code: 'IDEMPOTENCY_CONFLICT',
      retryable: false,
    });
    expect(created()).toHaveLength(1);
  });

  it('is released after a rejection, and not after a lost response', async () => {
    await start({});
    const input = { ...PREVIEW, idempotencyKey: 'a-key' };
    simulator.behave({ answer: { status: 404, body: { code: 404, error: 'x', msg: 'The skill does not exist' } } });
    expect((await product.create(input)).data?.createCampaign).toMatchObject({ code: 'REJECTED' });
    simulator.behave({ breakOff: 'before-answer', create: false });
    expect((await product.create(input)).data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect((await product.create(input)).data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(created()).toHaveLength(2);
  });

  it.each([
    ['blank', ' ', 'NOT_BLANK'],
    ['too long', 'x'.repeat(256), 'MAX_KEY_LENGTH'],
  ])('that is %s is an issue of the input', async (_what, idempotencyKey, rule) => {
    await start({});
    const { data } = await product.create({ ...PREVIEW, idempotencyKey });
    expect(data?.createCampaign).toMatchObject({ issues: [{ path: ['idempotencyKey'], rule }] });
    expect(created()).toEqual([]);
  });
});
