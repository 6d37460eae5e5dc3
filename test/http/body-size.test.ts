import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { BODY_BYTES, UPLOAD_BYTES } from '../../src/config/http.js';
import {
  MAX_CONTACT_TEXT_LENGTH,
  MAX_CONTACTS,
  MAX_OPTIONAL_FIELDS,
  MAX_PHONE_LENGTH,
  MAX_PHONES,
  MAX_TEXT_LENGTH,
  optionalValueLength,
} from '../../src/domain/input-rules.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { as, ROUTER } from '../support/campaign-mutations.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { openRawClient, rawPost } from '../support/raw-client.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

let upstream: Upstream;
let simulator: Simulator;
let product: Product;
/** A product whose callers have scopes. */
let restricted: Product;
let id: string;
beforeAll(async () => {
  upstream = await startUpstream(() => created());
  simulator = await startSimulator({ token: TOKEN });
  id = `default:${simulator.addCampaign({ name: 'Cobranza', type: 'predictive' })}`;
  product = await startProduct(simulator.url);
  restricted = await startProduct(simulator.url, ROUTER);
});
afterAll(() => Promise.all([product.close(), restricted.close(), upstream.close(), simulator.close()]));

const ADD = readFileSync(new URL('../../schema/operations/AddContacts.graphql', import.meta.url), 'utf8');
const write = (query: string, input: object): string => JSON.stringify({ query, variables: { input } });

const text = '\u00f1'.repeat(MAX_TEXT_LENGTH);
const LARGEST = {
  ...PREVIEW,
  name: text,
  description: text,
  optionalFields: Array.from({ length: MAX_OPTIONAL_FIELDS }, () => text),
};

it('the largest creation is accepted, even if its client escapes every character', async () => {
  const creating = await startProduct(upstream.url);
  try {
    const body = write(SAMPLE_OPERATION.document, LARGEST).replaceAll('\u00f1', '\\u00f1');
    const room = BODY_BYTES - body.length;
    // Otherwise the limit would be higher than necessary.
    expect(room).toBeLessThan(BODY_BYTES / 5);

    const { data } = await creating.post(body);
    expect(data?.createCampaign).toMatchObject({ __typename: 'CreateCampaignSuccess' });
    expect(JSON.parse(upstream.seen[0]?.body ?? '')).toMatchObject({ campaign_name: text, opt12: text });
  } finally {
    await creating.close();
  }
});

const full = (index: number): Record<string, unknown> => {
  const short = '\u00f1'.repeat(MAX_CONTACT_TEXT_LENGTH);
  const phone = '\u00f1'.repeat(MAX_PHONE_LENGTH);
  const names = ['firstName', 'lastName', 'idType', 'age', 'gender', 'country', 'state', 'city', 'zone', 'address'];
  return {
    customerId: String(index).padStart(4, '0') + short.slice(4),
    ...Object.fromEntries(names.map((name) => [name, short])),
    phones: Array.from({ length: MAX_PHONES }, () => phone),
    optionalFields: Array.from({ length: MAX_OPTIONAL_FIELDS }, (_, i) => '\u00f1'.repeat(optionalValueLength(i))),
    extraPhone: phone,
    email: short,
    callbackAt: '2026-11-30T15:00:00-05:00',
    callbackPhone: phone,
    agentId: null,
  };
};

describe('addContacts', () => {
  const contacts = Array.from({ length: MAX_CONTACTS }, (_, index) => full(index));

  it('accepts 500 full contacts, even if its client escapes every character', async () => {
    const body = write(ADD, { campaignId: id, contacts }).replaceAll('\u00f1', '\\u00f1');
    const room = UPLOAD_BYTES - body.length;
    expect(room).toBeGreaterThan(0);
    // Otherwise the limit would be higher than necessary.
    expect(room).toBeLessThan(UPLOAD_BYTES / 10);
    const before = simulator.requests().length;
    const { data, errors } = await product.post(body);
    expect(errors).toBeUndefined();
    expect(data?.addContacts).toMatchObject({ accepted: MAX_CONTACTS, rejected: [] });
    const [, upload] = simulator.requests().slice(before);
    expect((JSON.parse(upload?.rawBody ?? '') as unknown[])[499]).toMatchObject({
      address: '\u00f1'.repeat(MAX_CONTACT_TEXT_LENGTH),
      opt12: '\u00f1'.repeat(200),
      tel10: '\u00f1'.repeat(MAX_PHONE_LENGTH),
    });
  }, 60_000);

  it('accepts more than 20,000 values in a small body', async () => {
    const people = contacts.map((_, index) => ({
      ...Object.fromEntries(Object.keys(full(0)).map((name) => [name, null])),
      customerId: `v${index}`,
      phones: Array<string>(MAX_PHONES).fill('9'),
      optionalFields: Array<string>(MAX_OPTIONAL_FIELDS).fill('x'),
    }));
    const body = write(ADD, { campaignId: id, contacts: people });
    expect(body.length).toBeLessThan(BODY_BYTES);
    const { data } = await product.post(body);
    expect(data?.addContacts).toMatchObject({ accepted: MAX_CONTACTS });
  });

  it('rejects a body with one byte more than LIMIT_UPLOAD_BYTES, before it is read', async () => {
    const client = await openRawClient(product.url);
    client.send(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${UPLOAD_BYTES + 1}\r\n\r\n`,
    );
    const [answer] = await client.answers(1);
    expect(answer).toMatchObject({ status: 413 });
    expect(answer?.body).toContain(`The body is larger than ${UPLOAD_BYTES} bytes (LIMIT_UPLOAD_BYTES).`);
    client.socket.destroy();
  });

  it('has the usual limit without a Content-Length', async () => {
    const input = { campaignId: id, contacts: contacts.slice(0, 20) };
    const body = write(ADD, input).replaceAll('\u00f1', '\\u00f1');
    expect(body.length).toBeGreaterThan(BODY_BYTES);
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const client = await openRawClient(product.url);
    const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
    client.send(
      `${head}transfer-encoding: chunked\r\n\r\n${chunk}`,
      rawPost(JSON.stringify({ query: '{ __typename }' })),
    );
    const [refused, next] = await client.answers(2);
    expect(refused).toMatchObject({ status: 413 });
    expect(refused?.body).toContain(`${BODY_BYTES} bytes (LIMIT_BODY_BYTES)`);
    expect(next).toMatchObject({ status: 200 });
    client.socket.destroy();
  });
});

describe('a body with more than LIMIT_BODY_BYTES', () => {
  const padding = 'x'.repeat(BODY_BYTES);
  const usual = { contacts: [{ customerId: '1' }] };
  const rows: readonly (readonly [string, string])[] = [
    ['is blank', ' '.repeat(BODY_BYTES + 1)],
    ['is no JSON', 'x'.repeat(BODY_BYTES + 1)],
    ['is no object', JSON.stringify([padding, padding])],
    ['creates a campaign', write(SAMPLE_OPERATION.document, { ...PREVIEW, description: padding })],
    ['is a query', JSON.stringify({ query: '{ skills { id } }', variables: { x: padding } })],
    [
      'adds contacts and stops a campaign',
      JSON.stringify({
        query:
          'mutation ($input: AddContactsInput!) { addContacts(input: $input) { __typename } ...Stop } fragment Stop on Mutation { stopCampaign(input: { campaignId: "default:1" }) { __typename } }',
        variables: { input: { ...usual, campaignId: 'default:1' }, x: padding },
      }),
    ],
    ['has a long document', write(`${ADD}${' '.repeat(BODY_BYTES)}`, { ...usual, campaignId: 'default:1' })],
  ];

  it.each(rows)('is rejected with 413 if it %s, and sends nothing', async (_what, body) => {
    const before = simulator.requests().length;
    const { status, errors } = await product.post(body);
    expect(status).toBe(413);
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining(`${BODY_BYTES} bytes (LIMIT_BODY_BYTES)`),
        extensions: { code: 'BAD_REQUEST' },
      },
    ]);
    expect(simulator.requests()).toHaveLength(before);
  });

  it('is rejected before it is read if the caller may not add contacts', async () => {
    const headers = Object.entries(as('campaigns:read campaigns:create campaigns:run'));
    const client = await openRawClient(restricted.url);
    client.send(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}content-length: ${BODY_BYTES + 1}\r\n\r\n`,
    );
    const [answer] = await client.answers(1);
    expect(answer).toMatchObject({ status: 413 });
    expect(answer?.body).toContain('LIMIT_BODY_BYTES');
    client.socket.destroy();
  });

  it('is accepted from a caller who may only add contacts', async () => {
    const input = { campaignId: id, contacts: Array.from({ length: 80 }, (_, index) => full(1_000 + index)) };
    const { data, errors } = await restricted.post(write(ADD, input), as('contacts:write'));
    expect(errors).toBeUndefined();
    expect(data?.addContacts).toMatchObject({ accepted: 80 });
  });

  it('or more than 20,000 values is rejected if the caller may not add contacts', async () => {
    const body = JSON.stringify({ query: '{ __typename }', variables: { x: Array<number>(20_001).fill(1) } });
    const reader = await restricted.post(body, as('campaigns:read'));
    expect([reader.status, reader.errors?.[0]?.message]).toEqual([400, 'The request has more than 20000 values.']);
    // The name of the operation is known only after the document is parsed.
    const named = body.replace('{ __typename }', 'mutation addContacts { __typename }');
    const adder = await restricted.post(named, as('contacts:write'));
    expect(adder.status).toBe(413);
  });
});
