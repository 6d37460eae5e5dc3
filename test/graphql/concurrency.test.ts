import { setImmediate } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { hangingUp } from '../support/hanging-up.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { rawCreated } from '../support/raw-created.js';
import { startRawUpstream } from '../support/raw-upstream.js';
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
    await until(() => created().length === 1, 'a creation has been sent');
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
    await until(() => created().length === 1, 'a creation has been sent');
    const gone = hangingUp(product, 'gone');
    await until(async () => (await limits()).queued === 1, 'a call is queued');
    gone.hangUp();
    await until(async () => (await limits()).queued === 0, 'no call is queued');
    await running;
    await product.create({ ...PREVIEW, name: 'after' });
    expect(simulator.campaigns().map(({ campaign_name }) => campaign_name)).toEqual(['running', 'after']);
  });

  it('take turns: a hundred calls of one caller do not delay a single call of another', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let [inFlight, mostInFlight] = [0, 0];
    const upstream = await startRawUpstream(({ socket, nth }) => {
      mostInFlight = Math.max(mostInFlight, (inFlight += 1));
      void released
        .then(() => setImmediate())
        .then(() => {
          inFlight -= 1;
          socket.write(rawCreated(nth));
        });
    });
    try {
      product = await startProduct(upstream.url, { WOLKVOX_MAX_IN_FLIGHT: '1' });
      const many = Array.from({ length: 100 }, (_, i) => hangingUp(product, `many-${i}`, '127.0.0.1'));
      await until(async () => (await limits()).queued === 99, '99 calls are queued');
      const single = hangingUp(product, 'single', '127.0.0.2');
      await until(async () => (await limits()).queued === 100, 'the single call is queued');
      release();
      expect(await single.ended).toContain('CreateCampaignSuccess');
      for (const one of many) expect(await one.ended).toContain('CreateCampaignSuccess');
      const names = upstream.requests.map(
        ({ body }) => (JSON.parse(body.toString()) as { campaign_name: string }).campaign_name,
      );
      expect(names).toHaveLength(101);
      expect(names.indexOf('single')).toBeLessThanOrEqual(2);
      expect(mostInFlight).toBe(1);
    } finally {
      await upstream.close();
    }
  });

  it('receive retryAfterMs if the queue is full', async () => {
    await start({ WOLKVOX_MAX_IN_FLIGHT: '1', WOLKVOX_MAX_QUEUE: '0' });
    simulator.behave({ delayMs: 200 });
    const running = product.create(PREVIEW);
    await until(() => created().length === 1, 'a creation has been sent');
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
