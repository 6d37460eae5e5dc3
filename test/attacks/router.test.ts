import { afterAll, beforeAll, expect, it } from '@jest/globals';

import {
  expectRefusal,
  leavesNothingInTheLog,
  startTarget,
  writeOperations,
  type Reply,
  type Target,
  clientView,
} from './support.js';

/** Requests that bypass the router, or that contain more about the caller than the router sends. */
const SECRET = 'router-secret-94bd7e1c60aa';
const CALLER = {
  'x-caller-id': 'somebody',
  'x-caller-scopes': 'campaigns:read campaigns:create',
};
const IDENTITY = { ...CALLER, 'x-caller-operations': 'default second' };
const ROUTER = { 'router-authorization': SECRET };
const QUERY = '{"query":"{ operations { id } }"}';
let target: Target;
let authFailure: Reply;

beforeAll(async () => {
  const variables = {
    AUTH_MODE: 'router',
    AUTH_ROUTER_SECRET: SECRET,
    AUTH_ROUTER_OPERATIONS_HEADER: 'x-caller-operations',
    WOLKVOX_OPERATIONS_FILE: await writeOperations(['default', 'second']),
  };
  target = await startTarget(variables, { ...ROUTER, ...IDENTITY });
  authFailure = await target.send({ body: QUERY });
});
afterAll(() => target.close());

it.each([
  ['a field', QUERY],
  ['_service', '{"query":"{ _service { sdl } }"}'],
  [
    '_entities',
    '{"query":"{ _entities(representations: [{ __typename: \\"WolkvoxOperation\\", id: \\"default\\" }]) { __typename } }"}',
  ],
  ['__typename', '{"query":"{ __typename }"}'],
  ['introspection', '{"query":"{ __schema { types { name } } }"}'],
  [
    'a creation',
    '{"query":"mutation { createCampaign(input: { type: PREVIEW, name: \\"a\\", skillId: 1 }) { __typename } }"}',
  ],
  ['a document that is none', '{"query":"{"}'],
  ['a body that is none', '{'],
])('%s without the secret is rejected, whatever source it claims', async (_what, body) => {
  for (const headers of [{}, IDENTITY]) {
    const reply = await target.send({ headers, body });
    expectRefusal(reply, 401, 'UNAUTHENTICATED');
    expect(clientView(reply)).toEqual(clientView(authFailure));
  }
  expect(target.upstream.seen).toEqual([]);
});

it.each([
  ['another secret', { 'router-authorization': 'router-secret-000000000000' }],
  ['an empty one', { 'router-authorization': '' }],
  ['its beginning', { 'router-authorization': SECRET.slice(0, -1) }],
  ['more than it', { 'router-authorization': `${SECRET}x` }],
  ['capitals', { 'router-authorization': SECRET.toUpperCase() }],
  ['a scheme before it', { 'router-authorization': `Bearer ${SECRET}` }],
  ['quotes', { 'router-authorization': `"${SECRET}"` }],
  ['it as a list', { 'router-authorization': `${SECRET},${SECRET}` }],
  ['it twice', { 'router-authorization': [SECRET, SECRET] }],
  ['a wrong one and it', { 'router-authorization': ['wrong', SECRET] }],
  [
    'another header',
    { authorization: SECRET, 'x-router-authorization': SECRET, cookie: `router-authorization=${SECRET}` },
  ],
  ['14 kB', { 'router-authorization': 'x'.repeat(14_000) }],
])('instead of the secret %s', async (_what, headers) => {
  const reply = await target.send({ headers: { ...IDENTITY, ...headers }, body: QUERY });
  expect(clientView(reply)).toEqual(clientView(authFailure));
});

it('the secret in the URL or in the body is ignored', async () => {
  const body = JSON.stringify({
    query: '{ operations { id } }',
    'router-authorization': SECRET,
    extensions: { SECRET },
  });
  const reply = await target.send({ path: `/graphql?router-authorization=${SECRET}`, headers: IDENTITY, body });
  expect(clientView(reply)).toEqual(clientView(authFailure));
});

it('unauthenticated health checks return only the health', async () => {
  for (const path of ['/livez', '/readyz']) {
    const reply = await target.send({ method: 'GET', path });
    expect(reply.status).toBe(200);
    expect(reply.text.length).toBeLessThan(100);
  }
});

it.each([
  ['no scopes', {}],
  ['an empty one', { 'x-caller-scopes': '' }],
  ['scopes with commas', { 'x-caller-scopes': 'campaigns:read,campaigns:create' }],
  ['scopes in capitals', { 'x-caller-scopes': 'CAMPAIGNS:READ CAMPAIGNS:CREATE' }],
  ['stars', { 'x-caller-scopes': 'campaigns:* *' }],
])('a router that sends %s: the schema is served, and every field is forbidden', async (_what, scopes) => {
  const headers = { ...ROUTER, 'x-caller-id': 'somebody', 'x-caller-operations': 'default', ...scopes };
  const served = await target.send({ headers, body: '{"query":"{ _service { sdl } }"}' });
  expect(served).toMatchObject({ status: 200, codes: [] });
  expect(served.text).toContain('createCampaign');
  for (const field of [
    '{ operations { id } }',
    '{ campaigns { totalCount } }',
    '{ skill(id: \\"default:1\\") { id } }',
  ])
    expect(await target.send({ headers, body: `{"query":"${field}"}` })).toMatchObject({
      status: 200,
      codes: ['FORBIDDEN'],
    });
  expect(target.upstream.seen).toEqual([]);
});

it.each([
  ['none', undefined],
  ['an empty list', ''],
  ['another', 'second'],
  ['another with a comma', 'second,default'],
  ['a star', '*'],
  ['capitals', 'DEFAULT'],
  ['a key of every object', 'constructor __proto__'],
])('with the operations %s the default operation is forbidden', async (_what, operations) => {
  const headers = { ...ROUTER, ...CALLER, ...(operations !== undefined && { 'x-caller-operations': operations }) };
  for (const field of [
    '{ operation(id: \\"default\\") { id } }',
    '{ campaigns(operationId: \\"default\\") { totalCount } }',
  ])
    expect(await target.send({ headers, body: `{"query":"${field}"}` })).toMatchObject({
      status: 200,
      codes: ['FORBIDDEN'],
    });
  expect(target.upstream.seen).toEqual([]);
});

it('the real router is served afterwards', () => target.serves());

leavesNothingInTheLog(() => target);

it('the secret is in no log line', () => {
  expect(target.server.output().toLowerCase()).not.toContain(SECRET);
});
