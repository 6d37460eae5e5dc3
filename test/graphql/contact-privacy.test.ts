import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { ContactInput } from '../../client/src/generated/graphql.js';
import { audits, sent, withCampaign } from '../support/campaign-mutations.js';
import { closing, type Defer } from '../support/closing.js';
import { startCollector } from '../support/collector.js';
import { contacts } from '../support/contacts.js';
import { contentOf, makeDataDir } from '../support/data-dir.js';
import { startKnownRedis } from '../support/known-redis.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';
import { describeWithRedis } from '../support/redis.js';
import { startUpstream, type Scripted, type Upstream } from '../support/upstream.js';

/** Part of every value of the contact. */
const CANARY = 'Canario7';
const PERSON: ContactInput = {
  customerId: `${CANARY}-id`,
  firstName: `${CANARY} Ana`,
  lastName: `${CANARY} Rojas`,
  address: `Calle ${CANARY} 10`,
  phones: [`9300${CANARY}`, '930012345678'],
  optionalFields: [`${CANARY} Saldo`],
  email: `${CANARY}@example.com`,
  extraPhone: '930099988877',
};
const SECRET = /canario7|930012345678|930099988877/i;

const LIST: Scripted = {
  status: 200,
  body: {
    code: 200,
    error: null,
    msg: '1 records were found',
    data: [
      { campaign_id: '7', campaign_name: 'Cobranza', type_campaign: 'predictive', status: 'stopped', records: '0' },
    ],
  },
};

/** Responses to an upload that quote what was sent. `body`: the sent records. */
const ECHOES: readonly (readonly [string, (body: string) => Scripted])[] = [
  [
    'a success',
    (body) => ({ status: 201, body: { code: 201, error: null, msg: body, data: [{ total_registers: '1' }] } }),
  ],
  ['a refusal', (body) => ({ status: 400, body: { code: 400, error: body, msg: `invalid: ${body}` } })],
  ['a refusal without a text', (body) => ({ status: 404, body: { code: 404, error: body, msg: '' } })],
  [
    'a rejected contact',
    (body) => ({
      status: 404,
      body: {
        ...{ code: 404, error: 'Error', msg: `0 records has been added: ${body.toUpperCase()}` },
        data: [{ total_success: '0', total_errors: '1', array_errors: [{ error: 'object position 0', msg: body }] }],
      },
    }),
  ],
  ['an error of the server', (body) => ({ status: 500, body: { code: 500, error: body, msg: body } })],
  ['a page', (body) => ({ status: 200, body: `<html>${body}</html>` })],
];

const isUpload = (url: string): boolean => url.includes('api=add_record');

/** Sends the contact to each of these responses, with keys, and invalid variables that contain its values. */
async function sendAll(product: Product, upstream: Upstream): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const [name, answer] of ECHOES) {
    upstream.answer = ({ url, body }) => (isUpload(url) ? answer(body) : LIST);
    const input = { campaignId: 'default:7', contacts: [PERSON], idempotencyKey: name };
    for (let n = 0; n < 2; n += 1) texts.push((await product.mutate('AddContacts', input)).text);
  }
  const bad = [
    { ...PERSON, address: `${CANARY}\n` },
    { ...PERSON, customerId: ' ' },
    { ...PERSON, agentId: CANARY },
  ];
  for (const onInvalid of ['REJECT_ALL', 'REJECT_ROWS'])
    texts.push(
      (await product.mutate('AddContacts', { campaignId: 'default:7', contacts: bad, onInvalid })).text,
      (await product.mutate('AddContacts', { campaignId: 'default:7', contacts: [{ ...PERSON, age: { x: CANARY } }] }))
        .text,
      (await product.mutate('AddContacts', { campaignId: 'default:7', contacts: CANARY, onInvalid: CANARY })).text,
    );
  expect(upstream.seen.filter(({ url }) => isUpload(url)).length).toBeGreaterThanOrEqual(ECHOES.length);
  expect(upstream.seen.find(({ url }) => isUpload(url))?.body).toContain(`${CANARY}-id`);
  return texts;
}

const SHORT = { WOLKVOX_SLOT_LEASE_MS: '100', WOLKVOX_TIMEOUT_MS: '5000' };

async function startEcho(defer: Defer): Promise<Upstream> {
  const upstream = await startUpstream(() => LIST);
  defer(() => upstream.close());
  return upstream;
}

it(
  'no value of a contact is in a response, a log line, a metric, a trace or a file, even if wolkvox quotes it',
  closing(async (defer) => {
    const upstream = await startEcho(defer);
    const collector = await startCollector();
    defer(() => collector.close());
    const folder = makeDataDir(defer);
    const product = await startProduct(upstream.url, {
      ...SHORT,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      DATA_DIR: folder,
      LOG_LEVEL: 'debug',
    });
    const texts = await sendAll(product, upstream);
    for (const text of texts) expect(text).not.toMatch(SECRET);
    expect(await (await fetch(product.metricsUrl)).text()).not.toMatch(SECRET);
    await product.close();
    expect(audits(product).length).toBe(texts.length - 4);
    expect(JSON.stringify(product.logs())).not.toMatch(SECRET);
    expect(collector.spans.length).toBeGreaterThan(texts.length);
    expect(JSON.stringify(collector.requests)).not.toMatch(SECRET);
    expect(contentOf(folder)).not.toMatch(SECRET);
  }),
  60_000,
);

describeWithRedis('with Redis', () => {
  let redis: Awaited<ReturnType<typeof startKnownRedis>>;
  beforeAll(async () => {
    redis = await startKnownRedis();
  });
  afterAll(() => redis.stop());

  const startOn = async (defer: Defer, url: string, variables: Record<string, string> = {}): Promise<Product> => {
    const product = await startProduct(url, {
      WOLKVOX_SLOT_LEASE_MS: '3000',
      WOLKVOX_TIMEOUT_MS: '5000',
      REDIS_URL: redis.redis.url,
      ...variables,
    });
    defer(() => product.close());
    return product;
  };

  it(
    'no value of a contact is in a key or a value',
    closing(async (defer) => {
      const upstream = await startEcho(defer);
      const product = await startOn(defer, upstream.url);
      await sendAll(product, upstream);
      const keys = await redis.admin.keys('*');
      expect(keys.length).toBeGreaterThan(ECHOES.length / 2);
      expect(keys.join('\n')).not.toMatch(SECRET);
      for (const key of keys) {
        const value = await redis.admin.sendCommand<unknown>(['DUMP', key]);
        expect(String(value)).not.toMatch(SECRET);
        if ((await redis.admin.type(key)) === 'string') expect(await redis.admin.get(key)).not.toMatch(SECRET);
        if ((await redis.admin.type(key)) === 'hash')
          expect(JSON.stringify(await redis.admin.hGetAll(key))).not.toMatch(SECRET);
      }
    }),
    120_000,
  );

  it(
    'two servers send one upload for one key, and both return its result',
    closing(async (defer) => {
      const { simulator, number, id } = await withCampaign(defer);
      const servers = [await startOn(defer, simulator.url), await startOn(defer, simulator.url)];
      const input = { campaignId: id, contacts: contacts(3), idempotencyKey: 'two-servers' };
      const all = servers.flatMap((server) => Array.from({ length: 20 }, () => server.mutate('AddContacts', input)));
      const results = (await Promise.all(all)).map(({ result }) => ({ ...result, replayed: undefined }));
      expect(sent(simulator)).toEqual(['campaigns', 'add_record']);
      expect(simulator.contactsOf(number)).toHaveLength(3);
      expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
      expect(results[0]).toMatchObject({ __typename: 'AddContactsSuccess', accepted: 3 });
      const other = await servers[1]?.mutate('AddContacts', { ...input, contacts: contacts(1) });
      expect(other?.result).toMatchObject({ __typename: 'WolkvoxIdempotencyConflict' });
      expect(JSON.stringify(servers.map((server) => server.logs()))).not.toContain(TOKEN);
    }),
    60_000,
  );
});
