import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

/** Body of the example of the specification, with every value empty. */
const EXAMPLE_BODY = {
  campaign_name: '',
  campaign_description: '',
  start_time: '',
  end_time: '',
  skill_id: '',
  opt1: '',
  opt2: '',
  opt3: '',
  opt4: '',
  opt5: '',
  opt6: '',
  opt7: '',
  opt8: '',
  opt9: '',
  opt10: '',
  opt11: '',
  opt12: '',
  enable_edition: '',
};

describe('createCampaign with the simulator', () => {
  let simulator: Simulator;
  let product: Product;

  beforeAll(async () => {
    simulator = await startSimulator({ token: TOKEN });
    product = await startProduct(simulator.url);
  });
  beforeEach(() => simulator.reset());
  afterAll(() => Promise.all([product.close(), simulator.close()]));

  it('returns the campaign with the id of wolkvox', async () => {
    const { status, data, errors } = await product.create(PREDICTIVE);
    const [stored] = simulator.campaigns();
    expect(errors).toBeUndefined();
    expect(status).toBe(200);
    expect(data).toEqual({
      createCampaign: {
        __typename: 'CreateCampaignSuccess',
        message: 'The # campaign_id has been created successfully',
        replayed: false,
        campaign: {
          id: `default:${stored?.campaign_id}`,
          campaignId: stored?.campaign_id,
          name: 'Cobranza noviembre',
          type: 'PREDICTIVE',
          operation: { id: 'default', timeZone: 'America/Bogota' },
        },
      },
    });
  });

  it('sends exactly the keys of the specification, in its order', async () => {
    await product.create(PREVIEW);
    const [request] = simulator.requests();
    expect(request).toMatchObject({
      method: 'POST',
      path: '/api/v2/campaign.php',
      query: { api: 'create_campaign', type_campaign: 'preview' },
      headers: { 'wolkvox-token': 'valid', 'content-type': 'application/json' },
    });
    expect(Object.keys(request?.body as object)).toEqual(Object.keys(EXAMPLE_BODY));
    expect(request?.body).toEqual({
      ...EXAMPLE_BODY,
      campaign_name: 'Encuesta de servicio',
      skill_id: '4021',
      enable_edition: 'no',
    });
  });

  it('sends every field of a predictive campaign with the names and values of wolkvox', async () => {
    await product.create({
      ...PREDICTIVE,
      description: 'Clientes con saldo',
      optionalFields: ['Saldo', null, 'Ciudad', '', 'a5', 'a6', 'a7', 'a8', 'a9', 'a10', 'a11', 'a12'],
      amd: 'COL',
      enableEdition: true,
    });
    expect(simulator.requests()[0]?.query).toEqual({ api: 'create_campaign', type_campaign: 'predictive' });
    expect(simulator.requests()[0]?.body).toEqual({
      campaign_name: 'Cobranza noviembre',
      campaign_description: 'Clientes con saldo',
      start_time: '20261123080000',
      end_time: '20261123180000',
      skill_id: '4021',
      opt1: 'Saldo',
      opt2: '',
      opt3: 'Ciudad',
      opt4: '',
      opt5: 'a5',
      opt6: 'a6',
      opt7: 'a7',
      opt8: 'a8',
      opt9: 'a9',
      opt10: 'a10',
      opt11: 'a11',
      opt12: 'a12',
      amd: 'COL',
      enable_edition: 'yes',
    });
  });

  it('accepts literals in the document like variables, including a number as skill id', async () => {
    const { data } = await product.query(
      'mutation { createCampaign(input: { type: PREVIEW, name: "x", skillId: 77, enableEdition: null }) { __typename } }',
    );
    expect(data).toEqual({ createCampaign: { __typename: 'CreateCampaignSuccess' } });
    expect(simulator.requests()[0]?.body).toMatchObject({ skill_id: '77', enable_edition: 'no' });
  });

  it('creates two campaigns with two calls for two aliases', async () => {
    const { data } = await product.query(
      `mutation($a: CreateCampaignInput!, $b: CreateCampaignInput!) {
        a: createCampaign(input: $a) { __typename }
        b: createCampaign(input: $b) { __typename }
      }`,
      { a: PREVIEW, b: PREDICTIVE },
    );
    expect(data).toEqual({
      a: { __typename: 'CreateCampaignSuccess' },
      b: { __typename: 'CreateCampaignSuccess' },
    });
    expect(simulator.campaigns().map((campaign) => campaign.type_campaign)).toEqual(['preview', 'predictive']);
  });

  it('never exceeds two concurrent calls of a token, and completes forty creations', async () => {
    simulator.behave({ delayMs: 25, times: 'always' });
    const answers = await Promise.all(Array.from({ length: 40 }, () => product.create(PREVIEW)));
    expect(answers.map(({ data }) => data?.createCampaign?.__typename)).toEqual(
      Array.from({ length: 40 }, () => 'CreateCampaignSuccess'),
    );
    expect(Math.max(...simulator.requests().map(({ inFlight }) => inFlight))).toBe(2);
    expect(simulator.campaigns()).toHaveLength(40);
  });

  it('returns the rejection of a token by wolkvox as an error', async () => {
    simulator.behave({ preset: 'invalid-token' });
    const { data: none, errors } = await product.create(PREVIEW);
    expect(none).toEqual({ createCampaign: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_AUTHENTICATION' });
  });

  it('returns OUTCOME_UNKNOWN if the response is lost, although the campaign exists', async () => {
    simulator.behave({ preset: 'lost-answer' });
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({
      __typename: 'WolkvoxOutcomeUnknown',
      retryable: false,
      candidates: [],
    });
    expect(simulator.campaigns()).toHaveLength(1);
    expect(simulator.requests()).toHaveLength(1);
  });

  // The last test, because the exhausted quota lasts until the day ends.
  it('returns an exhausted quota of wolkvox as data', async () => {
    simulator.behave({ preset: 'quota-exhausted' });
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ __typename: 'WolkvoxQuotaExhausted', code: 'QUOTA_EXHAUSTED' });
  });
});

describe('createCampaign with another upstream that follows the specification', () => {
  let upstream: Upstream;
  let product: Product;

  beforeAll(async () => {
    upstream = await startUpstream(() => created());
    product = await startProduct(upstream.url);
  });
  beforeEach(() => {
    upstream.seen.length = 0;
    upstream.answer = () => created();
  });
  afterAll(() => Promise.all([product.close(), upstream.close()]));

  it('sends the URL, the token and the body of the specification', async () => {
    await product.create(PREVIEW);
    const [seen] = upstream.seen;
    expect(seen?.method).toBe('POST');
    expect(seen?.url).toBe('/api/v2/campaign.php?api=create_campaign&type_campaign=preview');
    expect(seen?.headers).toMatchObject({ 'wolkvox-token': TOKEN, 'content-type': 'application/json' });
    expect(Object.keys(JSON.parse(seen?.body ?? '') as object)).toEqual(Object.keys(EXAMPLE_BODY));
  });

  it('returns the name of the input if the name in the response is empty, as in the example of the specification', async () => {
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ campaign: { id: 'default:1287', name: PREVIEW.name } });
  });

  it('returns the name of wolkvox if the response has one', async () => {
    upstream.answer = () => created(1287, 'Encuesta de servicio (2)');
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ campaign: { campaignId: '1287', name: 'Encuesta de servicio (2)' } });
  });

  it('supports a base URL with a path prefix', async () => {
    const prefixed = await startProduct(`${upstream.url}/gateway/`);
    await prefixed.create(PREVIEW);
    await prefixed.close();
    expect(upstream.seen[0]?.url).toMatch(/^\/gateway\/api\/v2\/campaign\.php\?/);
  });

  it('masks the token if the upstream repeats it, in a rejection or in a success', async () => {
    upstream.answer = () => ({ status: 404, body: { code: 404, error: 'Not Found', msg: `no ${TOKEN} here` } });
    const refused = await product.create(PREVIEW);
    expect(refused.data?.createCampaign).toMatchObject({ upstreamMessage: 'no [secret] here' });
    upstream.answer = () => created(1287, TOKEN.toUpperCase());
    const success = await product.create(PREVIEW);
    expect(success.data?.createCampaign).toMatchObject({ campaign: { name: '[secret]' } });
    expect((refused.text + success.text).toLowerCase()).not.toContain(TOKEN);
  });
});
