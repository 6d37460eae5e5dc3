import { request } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startProduct, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

const SECRET = 'zq9privatevalue';

let upstream: Upstream;
let product: Product;
beforeAll(async () => {
  upstream = await startUpstream(() => created());
  product = await startProduct(upstream.url);
});
afterAll(() => Promise.all([product.close(), upstream.close()]));

/** Accepts the media type whose responses have a status for rejected GraphQL requests. */
const AS_GRAPHQL = { accept: 'application/graphql-response+json' };

const CREATE = 'mutation($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename } }';

describe('error messages name the field and the expected type, never the value', () => {
  it.each([
    [
      'a word that is no enum value, in a variable',
      { query: CREATE, variables: { input: { type: SECRET, name: 'x', skillId: 1 } } },
      'Variable "$input" is invalid at "input.type": expected CampaignType!, one of PREVIEW, PREDICTIVE.',
    ],
    [
      'an object where a text belongs, in a variable',
      { query: CREATE, variables: { input: { type: 'PREVIEW', name: { deep: SECRET }, skillId: 1 } } },
      'Variable "$input" is invalid at "input.name": expected String!.',
    ],
    [
      'a number in a list of texts',
      {
        query: CREATE,
        variables: { input: { type: 'PREVIEW', name: 'x', skillId: 1, optionalFields: ['a', [SECRET]] } },
      },
      'Variable "$input" is invalid at "input.optionalFields.1": expected String.',
    ],
    [
      'a time that is no text',
      { query: CREATE, variables: { input: { type: 'PREVIEW', name: 'x', skillId: 1, startTime: { at: SECRET } } } },
      'Variable "$input" is invalid at "input.startTime": expected CampaignTime.',
    ],
    [
      'a text where an input object belongs',
      { query: CREATE, variables: { input: SECRET } },
      'Variable "$input" is invalid at "input": Expected type "CreateCampaignInput" to be an object.',
    ],
    [
      'a missing field',
      { query: CREATE, variables: { input: { type: 'PREVIEW', description: SECRET, skillId: 1 } } },
      'Variable "$input" is invalid at "input": Field "name" of required type "String!" was not provided.',
    ],
    [
      'a field that does not exist',
      { query: CREATE, variables: { input: { type: 'PREVIEW', name: 'x', skillId: 1, colour: SECRET } } },
      'Variable "$input" is invalid at "input": Field "colour" is not defined by type "CreateCampaignInput".',
    ],
    [
      'a missing variable',
      { query: CREATE, variables: {} },
      'Variable "$input" of required type "CreateCampaignInput!" was not provided.',
    ],
    [
      'a word that is no enum value, in the document',
      { query: `mutation { createCampaign(input: { type: ${SECRET}, name: "x", skillId: 1 }) { __typename } }` },
      'The value of "type" is invalid: expected CampaignType!, one of PREVIEW, PREDICTIVE.',
    ],
    [
      'a text where an enum belongs, in the document',
      {
        query: `mutation { createCampaign(input: { type: PREVIEW, amd: "${SECRET}", name: "x", skillId: 1 }) { __typename } }`,
      },
      'The value of "amd" is invalid: expected AmdCountry, one of ARG, CHL, COL, CRI, ECU, ESP, GTM, HND, ITA, MEX, NIC, PAN, PER.',
    ],
    [
      'an enum word in a list of texts, in the document',
      {
        query: `mutation { createCampaign(input: { type: PREVIEW, optionalFields: [${SECRET}], name: "x", skillId: 1 }) { __typename } }`,
      },
      'The value of "optionalFields" is invalid: expected String.',
    ],
    [
      'a text where an input object belongs, in the document',
      { query: `mutation { createCampaign(input: "${SECRET}") { __typename } }` },
      'The value of "input" is invalid: expected CreateCampaignInput!.',
    ],
    [
      'a document that is none',
      { query: `mutation { "${SECRET}" }` },
      'The document is not valid GraphQL syntax at the location in `locations`.',
    ],
    [
      'an operation the document does not hold',
      { query: 'query A { __typename }', operationName: SECRET },
      'The request must name one operation of the document.',
    ],
  ])('%s', async (_name, body, message) => {
    const { status, text, errors } = await product.post(JSON.stringify(body));
    expect(status).toBe(200);
    expect(await product.post(JSON.stringify(body), AS_GRAPHQL)).toMatchObject({ status: 400, text });
    expect(errors?.map((error) => error.message)).toEqual([message]);
    expect(text).not.toContain(SECRET);
    expect(JSON.stringify(product.logs())).not.toContain(SECRET);
    expect(upstream.seen).toEqual([]);
  });

  it('report every invalid variable of a request at its path', async () => {
    const { errors } = await product.post(
      JSON.stringify({ query: CREATE, variables: { input: { type: SECRET, name: 7, skillId: true, extra: 1 } } }),
    );
    expect(errors?.map(({ message }) => /at "([^"]+)"/.exec(message)?.[1])).toEqual([
      'input.type',
      'input.name',
      'input.skillId',
      'input',
    ]);
  });

  it('have code BAD_USER_INPUT for any number of problems', async () => {
    const optionalFields = Array.from({ length: 200 }, () => ({ value: SECRET }));
    const body = JSON.stringify({
      query: CREATE,
      variables: { input: { type: 'PREVIEW', name: 'x', skillId: 1, optionalFields } },
    });
    const { status, errors, text } = await product.post(body);
    expect(status).toBe(200);
    expect(await product.post(body, AS_GRAPHQL)).toMatchObject({ status: 400, text });
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(text).not.toContain(SECRET);
  });
});

describe('invalid GraphQL request', () => {
  it.each([
    ['malformed JSON', `{"query": "${SECRET}`, 'application/json', 400],
    ['an empty body', '', 'application/json', 400],
    ['a body of another kind', SECRET, 'text/plain', 400],
    ['a body that is too large', JSON.stringify({ query: SECRET.repeat(100_000) }), 'application/json', 413],
    ['JSON without a query', JSON.stringify({ value: SECRET }), 'application/json', 400],
    ['a list of requests', JSON.stringify([{ query: '{ __typename }' }]), 'application/json', 400],
  ])('is rejected in JSON: %s', async (_name, body, contentType, status) => {
    const answer = await product.post(body, { 'content-type': contentType });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_REQUEST' });
    expect(answer.text).not.toContain(SECRET);
    expect(JSON.stringify(product.logs())).not.toContain(SECRET);
  });

  it('is rejected if it is not UTF-8, and no replacement character is sent', async () => {
    const query =
      'mutation { createCampaign(input: { type: PREVIEW, name: "Campa\u00f1a", skillId: 1 }) { __typename } }';
    const response = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ query }), 'latin1'),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('UTF-8');
    expect(upstream.seen).toEqual([]);
  });

  const withVariables = (query: string, variables: string): Promise<Response> =>
    fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{ "query": ${JSON.stringify(query)}, "variables": { ${variables} } }`,
    });

  it.each([
    ['the key __proto__', '"__proto__": {}'],
    ['an escaped spelling of it', '"__pr\\u006fto__": {}'],
    ['the key constructor with a prototype', '"constructor": { "prototype": {} }'],
    ['an escaped spelling of that', '"con\\u0073tructor": { "proto\\u0074ype": {} }'],
  ])('is rejected if the body has %s', async (_what, variables) => {
    const query = 'mutation { createCampaign(input: { type: PREVIEW, name: "x", skillId: 1 }) { __typename } }';
    expect((await withVariables(query, variables)).status).toBe(400);
    expect(upstream.seen).toEqual([]);
  });

  it('is accepted if such words are only in a value', async () => {
    const response = await withVariables('{ __typename }', '"name": "__proto__ constructor \\u00f1"');
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('is accepted with a byte order mark', async () => {
    const response = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `\ufeff${JSON.stringify({ query: '{ __typename }' })}`,
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('is rejected if its URL is invalid', async () => {
    const { port } = new URL(product.url);
    const body = await new Promise<string>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: `/%zz${SECRET}` }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(text));
      })
        .on('error', reject)
        .end();
    });
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(body).not.toContain(SECRET);
  });

  it('is rejected if it is a mutation by GET', async () => {
    const url = `${product.url}/graphql?query=${encodeURIComponent('mutation { createCampaign(input: { type: PREVIEW, name: "x", skillId: 1 }) { __typename } }')}`;
    const response = await fetch(url, { headers: { 'apollo-require-preflight': '1' } });
    expect(response.status).toBe(405);
    expect(upstream.seen).toEqual([]);
  });

  it('is rejected if it is a mutation from a form, which browsers send without a preflight', async () => {
    const response = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'query=mutation',
    });
    expect(response.status).toBe(415);
  });

  it('is logged without its query string, because that has the variables of a GET request', async () => {
    await fetch(`${product.url}/graphql?query={__typename}&variables={"a":"${SECRET}"}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(product.logs().at(-1)).toMatchObject({ method: 'GET', route: '/graphql', status: 200 });
    expect(JSON.stringify(product.logs())).not.toContain(SECRET);
  });

  it.each([
    ['refused as a host that is not allowed', {}, 421],
    ['served if any host is allowed', { ALLOWED_HOSTS: '*' }, 200],
  ])('is rejected if its Host header is %s', async (_what, variables, expected) => {
    const own = await startProduct(upstream.url, variables);
    const { port } = new URL(own.url);
    const headers = { host: 'no host at all', 'content-type': 'application/json' };
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end('{"query":"{__typename}"}');
    });
    await own.close();
    expect(status).toBe(expected);
  });
});

describe('executed mutation', () => {
  const accepted = 'mutation { createCampaign(input: { type: PREVIEW, name: "x", skillId: 1 }) { __typename } }';

  it.each(['text/html', 'image/*', 'multipart/mixed', 'application/json;q=0', 'application/json; charset=latin1', ','])(
    'responds in JSON even if the client accepts none: %s',
    async (accept) => {
      upstream.seen.length = 0;
      const { status, data } = await product.post(JSON.stringify({ query: accepted }), { accept });
      expect([status, data]).toEqual([200, { createCampaign: { __typename: 'CreateCampaignSuccess' } }]);
      expect(upstream.seen).toHaveLength(1);
    },
  );

  it('responds with a result and its completion if the client accepts an event stream', async () => {
    upstream.seen.length = 0;
    const { status, text } = await product.post(JSON.stringify({ query: accepted }), { accept: 'text/event-stream' });
    const result = '{"data":{"createCampaign":{"__typename":"CreateCampaignSuccess"}}}';
    expect([status, text]).toEqual([200, `event: next\ndata: ${result}\n\nevent: complete\ndata:\n\n`]);
    expect(upstream.seen).toHaveLength(1);
  });

  it('responds with application/graphql-response+json if the client accepts it', async () => {
    const { headers } = await product.post(JSON.stringify({ query: accepted }), {
      accept: 'application/graphql-response+json, application/json;q=0.9',
    });
    expect(headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);
  });
});

describe('every response', () => {
  it('has the request id of its log line', async () => {
    const { headers } = await product.query('{ __typename }');
    const id = headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(product.logs().at(-1)).toMatchObject({ requestId: id });
  });

  it('returns a plain request id of the client, and replaces any other', async () => {
    const accepted = await product.post('{"query":"{__typename}"}', { 'x-request-id': 'trace-42' });
    expect(accepted.headers.get('x-request-id')).toBe('trace-42');
    const replaced = await product.post('{"query":"{__typename}"}', { 'x-request-id': `${SECRET} {"level":60}` });
    expect(replaced.headers.get('x-request-id')).not.toContain(SECRET);
    expect(JSON.stringify(product.logs())).not.toContain(SECRET);
  });
});
