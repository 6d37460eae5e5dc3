import { afterAll, beforeAll, expect, it } from '@jest/globals';

import {
  expectRefusal,
  leavesNothingInTheLog,
  startTarget,
  writeOperations,
  type Reply,
  type Target,
  told,
} from './support.js';

/** Requests that pass by the router, or that say more of their caller than it would. */
const SECRET = 'router-secret-94bd7e1c60aa';
const CALLER = {
  'x-caller-id': 'somebody',
  'x-caller-scopes': 'campaigns:read campaigns:create',
};
const IDENTITY = { ...CALLER, 'x-caller-operations': 'default second' };
const ROUTER = { 'router-authorization': SECRET };
const QUERY = '{"query":"{ operations { id } }"}';
let target: Target;
let stranger: Reply;

beforeAll(async () => {
  const variables = {
    AUTH_MODE: 'router',
    AUTH_ROUTER_SECRET: SECRET,
    AUTH_ROUTER_OPERATIONS_HEADER: 'x-caller-operations',
    WOLKVOX_OPERATIONS_FILE: await writeOperations(['default', 'second']),
  };
  target = await startTarget(variables, { ...ROUTER, ...IDENTITY });
  stranger = await target.send({ body: QUERY });
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
])('%s without the secret is turned away, whoever it says that it comes from', async (_what, body) => {
  for (const headers of [{}, IDENTITY]) {
    const reply = await target.send({ headers, body });
    expectRefusal(reply, 401, 'UNAUTHENTICATED');
    expect(told(reply)).toEqual(told(stranger));
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
  expect(told(reply)).toEqual(told(stranger));
});

it('the secret in the address or in the body is none', async () => {
  const body = JSON.stringify({
    query: '{ operations { id } }',
    'router-authorization': SECRET,
    extensions: { SECRET },
  });
  const reply = await target.send({ path: `/graphql?router-authorization=${SECRET}`, headers: IDENTITY, body });
  expect(told(reply)).toEqual(told(stranger));
});

it('health tells a stranger whether it lives, and nothing else', async () => {
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
])('of the operations %s: the default one is forbidden', async (_what, operations) => {
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

it('the honest one is served after all of that', () => target.serves());

leavesNothingInTheLog(() => target);

it('the secret is in no log', () => {
  expect(target.server.output().toLowerCase()).not.toContain(SECRET);
});
