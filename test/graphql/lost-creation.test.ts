import { describe, expect, it } from '@jest/globals';

import { startSimulator } from '../../packages/simulator/src/simulator.js';
import { closing, type Defer } from '../support/closing.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN } from '../support/product.js';
import { until } from '../support/until.js';

/** A lost creation is searched for the better part of a second, so the tests run at the same time. */
async function start(defer: Defer, variables: Record<string, string> = {}) {
  const simulator = await startSimulator({ token: TOKEN });
  defer(() => simulator.close());
  const product = await startProduct(simulator.url, {
    WOLKVOX_RECONCILE: 'on',
    WOLKVOX_SLOT_LEASE_MS: '300',
    ...variables,
  });
  defer(() => product.close());
  const created = (api = 'create_campaign') => simulator.requests().filter(({ query }) => query.api === api);
  /** Resolves when this many creations have been sent. */
  const sent = (count: number): Promise<void> =>
    until(() => created().length === count, `${count} creations have been sent`);
  return { simulator, product, created, sent };
}

describe('lost creation', () => {
  it.concurrent(
    'succeeds if the list has it as the only new campaign',
    closing(async (defer) => {
      const { simulator, product, created } = await start(defer);
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
    }),
  );

  it.concurrent(
    'did not happen if the list lacks it after wolkvox has surely finished',
    closing(async (defer) => {
      const { simulator, product, created } = await start(defer);
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
    }),
  );

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
  it.concurrent.each(BEHIND)(
    'stays unknown if the list is %s, and its key is not released',
    closing(async (defer, _what: string, answer: (typeof BEHIND)[number][1]) => {
      const { simulator, product, created } = await start(defer);
      await product.create({ ...PREVIEW, name: 'known' });
      simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
      simulator.behave({ answer, api: 'campaigns', times: 'always', queue: true });
      for (let times = 0; times < 2; times += 1) {
        const { data } = await product.create({ ...PREVIEW, idempotencyKey: 'one' });
        expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: false });
      }
      expect(created()).toHaveLength(2);
    }),
  );

  it.concurrent.each<[string, boolean]>([
    ['a list was read before', true],
    ['nothing is known of what was there before', false],
  ])(
    'stays unknown if wolkvox truncated its name and %s',
    closing(async (defer, _what: string, read: boolean) => {
      const { simulator, product, sent } = await start(defer);
      simulator.addCampaign({ name: 'another', type: 'preview' });
      if (read) await product.query('{ campaigns { totalCount } }');
      simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 100, api: 'create_campaign' });
      const answer = product.create({ ...PREVIEW, name: 'Encuesta de satisfacción' });
      await sent(1);
      const id = simulator.addCampaign({ name: 'Encuesta de satisf', type: 'preview', skillId: PREVIEW.skillId });
      expect((await answer).data?.createCampaign).toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        candidates: [{ id: `default:${id}` }],
      });
    }),
  );

  it.concurrent(
    'succeeds if an earlier list proves that the campaign is new',
    closing(async (defer) => {
      const { simulator, product } = await start(defer);
      simulator.addCampaign({ name: 'another', type: 'preview' });
      await product.query('{ campaigns { totalCount } }');
      simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
      const { data } = await product.create(PREVIEW);
      expect(data?.createCampaign).toMatchObject({
        __typename: 'CreateCampaignSuccess',
        campaign: { campaignId: simulator.campaigns().at(-1)?.campaign_id },
      });
      expect(simulator.campaigns()).toHaveLength(2);
    }),
  );

  it.concurrent(
    'stays unknown if wolkvox confirmed it without an id, even if the list lacks it',
    closing(async (defer) => {
      const { simulator, product, created } = await start(defer);
      await product.create({ ...PREVIEW, name: 'known' });
      const body = { code: 201, error: null, msg: 'The # campaign_id has been created successfully' };
      simulator.behave({ answer: { status: 201, body }, api: 'create_campaign' });
      for (let times = 0; times < 2; times += 1) {
        const { data } = await product.create({ ...PREVIEW, idempotencyKey: 'one' });
        expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN', candidates: [] });
      }
      expect(created()).toHaveLength(2);
    }),
  );

  it(
    'is found if it appears in the list late',
    closing(async (defer) => {
      const { simulator, product, created } = await start(defer, { WOLKVOX_TIMEOUT_MS: '100' });
      await product.create({ ...PREVIEW, name: 'known' });
      simulator.behave({ breakOff: 'before-answer', create: false, api: 'create_campaign' });
      const answer = product.create(PREVIEW);
      await until(() => created('campaigns').length === 1, 'the list was read');
      const { name, skillId } = PREVIEW;
      const late = simulator.addCampaign({ name, type: 'preview', skillId });
      expect((await answer).data?.createCampaign).toMatchObject({ campaign: { campaignId: late } });
    }),
  );

  it.concurrent.each<[string, boolean, number]>([
    ['nothing is known of what was there before', false, 1],
    ['two new ones are alike', true, 2],
  ])(
    'stays unknown with its candidates if %s',
    closing(async (defer, _why: string, known: boolean, alike: number) => {
      const { simulator, product, created } = await start(defer);
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
    }),
  );

  it.concurrent.each<[string, { name: string; description?: string }]>([
    ['one of its name that is not as it was sent', { name: PREVIEW.name, description: 'by another hand' }],
    ['one of another name, which may be what wolkvox made of it', { name: 'Encuesta &amp; more' }],
  ])(
    'stays unknown if %s is new',
    closing(async (defer, _what: string, campaign: { name: string }) => {
      const { simulator, product, created, sent } = await start(defer);
      await product.create({ ...PREVIEW, name: 'known' });
      simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 100, api: 'create_campaign' });
      const answer = product.create(PREVIEW);
      await sent(2);
      const id = simulator.addCampaign({ type: 'preview', skillId: PREVIEW.skillId, ...campaign });
      expect((await answer).data?.createCampaign).toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        candidates: [{ id: `default:${id}` }],
      });
      expect(created()).toHaveLength(2);
    }),
  );

  it.concurrent(
    'stays unknown while the only new campaign may belong to another lost creation',
    closing(async (defer) => {
      const { simulator, product, sent } = await start(defer);
      await product.create({ ...PREVIEW, name: 'known' });
      simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 100, api: 'create_campaign', times: 2 });
      const answers = ['one', 'two'].map((name) => product.create({ ...PREVIEW, name }));
      await sent(3);
      const id = simulator.addCampaign({ type: 'preview', skillId: PREVIEW.skillId, name: 'of one of them' });
      for (const { data } of await Promise.all(answers))
        expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN', candidates: [{ id: `default:${id}` }] });
    }),
  );

  it(
    'is reconciled after the list read waited for the slot of the lost call',
    closing(async (defer) => {
      const { simulator, product, created } = await start(defer, {
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
    }),
  );

  it.concurrent(
    'stays unknown if the list cannot be read',
    closing(async (defer) => {
      const { simulator, product, created } = await start(defer, { WOLKVOX_MAX_RETRIES: '1' });
      simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
      simulator.behave({ answer: { status: 500, body: 'oops' }, api: 'campaigns', times: 'always', queue: true });
      const { data } = await product.create(PREVIEW);
      expect(data?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN', candidates: [] });
      expect(created('campaigns')).toHaveLength(2);
    }),
  );

  it.concurrent(
    'is not matched with the campaign of another successful creation',
    closing(async (defer) => {
      const { simulator, product, sent } = await start(defer);
      await product.create({ ...PREVIEW, name: 'known' });
      simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 50, api: 'create_campaign' });
      const lost = product.create(PREVIEW);
      await sent(2);
      const twin = await product.create(PREVIEW);
      expect(twin.data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
      expect((await lost).data?.createCampaign?.__typename).not.toBe('CreateCampaignSuccess');
      expect(simulator.campaigns()).toHaveLength(2);
    }),
  );

  it.concurrent(
    'is stored under its key even if its client disconnected',
    closing(async (defer) => {
      const { simulator, product, created, sent } = await start(defer);
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
      await sent(2);
      hungUp.abort();
      await first;
      const { data } = await product.create(input);
      expect(data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
      expect(created()).toHaveLength(2);
    }),
  );
});
