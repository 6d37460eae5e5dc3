import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { created } from '../support/upstream.js';
import {
  expectNothingTold,
  leavesNothingInTheLog,
  startTarget,
  TOKEN,
  writeOperations,
  type Reply,
  type Target,
} from './support.js';
import { bearer, CREATE, newKeys, READ, RUN, tokenOf, trusting } from './tokens.js';

/** Callers with a valid token that request more than it permits. */
const keys = newKeys();
const CALLERS = {
  reader: tokenOf(keys, { sub: 'reader', scope: READ }),
  creator: tokenOf(keys, { sub: 'creator', scope: CREATE }),
  noScope: tokenOf(keys, { sub: 'noScope', scope: undefined }),
  elsewhere: tokenOf(keys, { sub: 'elsewhere', operations: ['second'] }),
  nowhere: tokenOf(keys, { sub: 'nowhere', operations: undefined }),
  // Scopes and operations in an invalid format.
  commas: tokenOf(keys, { sub: 'commas', scope: [READ, CREATE, RUN].join(',') }),
  capitals: tokenOf(keys, { sub: 'capitals', scope: [READ, CREATE, RUN].join(' ').toUpperCase() }),
  stars: tokenOf(keys, { sub: 'stars', scope: 'campaigns:* * admin campaigns', operations: ['*', '', 'DEFAULT'] }),
  poisoned: tokenOf(keys, { sub: 'poisoned', scope: { [READ]: true }, operations: { default: true } }),
} as const;
type Caller = keyof typeof CALLERS;

let target: Target;
beforeAll(async () => {
  const operations = await writeOperations(['default', 'second']);
  const settings = { ...(await trusting(keys)), WOLKVOX_OPERATIONS_FILE: operations, WOLKVOX_RECONCILE: 'off' };
  target = await startTarget(settings, bearer(tokenOf(keys)));
});
afterAll(() => target.close());

const ask = (caller: Caller, document: string, variables = {}): Promise<Reply> =>
  target.graphql(document, variables, bearer(CALLERS[caller]));
const list = {
  status: 200,
  body: { code: 200, error: null, msg: '', data: [{ campaign_id: '7', campaign_name: 'x' }] },
};
const ENTITY = (typename: string, id: string): string =>
  `{ _entities(representations: [{ __typename: "${typename}", id: "${id}" }]) { __typename } }`;
const CREATION = (operation: string): string =>
  `mutation { createCampaign(input: { ${operation} type: PREVIEW, name: "a", skillId: 1 }) { __typename } }`;
const START = (operation: string): string =>
  `mutation { startCampaign(input: { campaignId: "${operation}:7", confirm: { name: "x", contactCount: 1 } }) { __typename } }`;
const CALLBACK = (operation: string): string =>
  `mutation { scheduleCallback(input: { campaignId: "${operation}:7", customerId: 1, phone: "1", at: "2030-11-22T15:30:00" }) { __typename } }`;
const UPDATE = (operation: string): string =>
  `mutation { updateCampaign(input: { campaignId: "${operation}:7", turboDial: true }) { __typename } }`;
const SPEED = (operation: string): string =>
  `mutation { setCampaignSpeed(input: { campaignId: "${operation}:7", speed: 9 }) { __typename } }`;
const CLEAR = (operation: string): string =>
  `mutation { clearCampaign(input: { campaignId: "${operation}:7", confirm: { name: "x", contactCount: 1 } }) { __typename } }`;
const DELETE = (operation: string): string => CLEAR(operation).replace('clearCampaign', 'deleteCampaign');
const ADD = (operation: string): string =>
  `mutation { addContacts(input: { campaignId: "${operation}:7", contacts: [{ customerId: "1" }] }) { __typename } }`;
const REMOVE = (operation: string): string =>
  `mutation { removeContacts(input: { campaignId: "${operation}:7", customerIds: ["1"], confirm: { name: "x", contactCount: 1 } }) { __typename } }`;
const STOP = (operation: string): string =>
  `mutation { stopCampaign(input: { campaignId: "${operation}:7" }) { __typename } }`;

/** Mutations of a campaign that exists, of an operation. */
const CHANGES = [START, SPEED, STOP, CLEAR, DELETE, REMOVE, CALLBACK, ADD, UPDATE];

/** Every way to read this operation. */
const readsOf = (id: string): readonly string[] => [
  `{ campaign(id: "${id}:7") { id } }`,
  `{ campaigns(operationId: "${id}") { totalCount } }`,
  `{ skill(id: "${id}:7") { id } }`,
  `{ skills(operationId: "${id}") { id } }`,
  `{ operation(id: "${id}") { id } }`,
  `{ operation(id: "${id}") { limits { queued } tokenUsage { limit } capacity { licences } } }`,
  ENTITY('Campaign', `${id}:7`),
  ENTITY('Skill', `${id}:7`),
  ENTITY('WolkvoxOperation', id),
];

const FORBIDDEN: readonly (readonly [Caller, string])[] = [
  ...readsOf('default').flatMap((document) =>
    (['creator', 'noScope', 'elsewhere', 'nowhere', 'commas', 'capitals', 'stars', 'poisoned'] as const).map(
      (caller) => [caller, document] as const,
    ),
  ),
  ...['{ campaigns { totalCount } }', '{ skills { id } }', '{ operation { id } }', '{ operations { id } }'].flatMap(
    (document) =>
      (['creator', 'noScope', 'commas', 'capitals', 'stars', 'poisoned'] as const).map(
        (caller) => [caller, document] as const,
      ),
  ),
  ...['operationId: "default",', 'operationId: "second",', ''].flatMap((operation) =>
    (['reader', 'noScope', 'nowhere', 'commas', 'capitals', 'stars', 'poisoned'] as const).map(
      (caller) => [caller, CREATION(operation)] as const,
    ),
  ),
  ['elsewhere', CREATION('operationId: "default",')],
  ...CHANGES.flatMap((change) => [
    ...['default', 'second'].flatMap((operation) =>
      (['reader', 'creator', 'noScope', 'nowhere', 'commas', 'capitals', 'stars', 'poisoned'] as const).map(
        (caller) => [caller, change(operation)] as const,
      ),
    ),
    ['elsewhere', change('default')] as const,
  ]),
];

it.each(FORBIDDEN)('%s: %s is forbidden, and nothing is sent', async (caller, document) => {
  // The list is cached for another caller. It must not be returned to this one.
  target.upstream.answer = () => list;
  const before = target.upstream.seen.length;
  const reply = await ask(caller, document);
  expect(reply.status).toBe(200);
  expect(new Set(reply.codes)).toEqual(new Set(['FORBIDDEN']));
  expect(JSON.stringify(reply.body.data ?? null)).not.toMatch(
    /default|second|(?:Clear|Create|Delete|Start|Stop|Update)Campaign|SetCampaignSpeed|ScheduleCallback|(?:Add|Remove)Contacts|"7"/,
  );
  for (const { message } of reply.body.errors ?? []) expect(message).not.toMatch(/scope|campaigns:|operation/i);
  expect(target.upstream.seen.slice(before)).toEqual([]);
});

it('a cached response is not returned to a caller without the permission', async () => {
  target.upstream.answer = () => list;
  const document = '{ campaigns(operationId: "default") { totalCount nodes { name } } }';
  for (let n = 0; n < 3; n += 1) expect((await ask('reader', document)).codes).toEqual([]);
  for (const caller of ['creator', 'noScope', 'elsewhere', 'nowhere'] as const)
    expect((await ask(caller, document)).codes).toEqual(['FORBIDDEN']);
});

it('another operation and a missing operation have the same error', async () => {
  for (const [n, document] of readsOf('default').entries()) {
    const [there, nowhere] = [await ask('elsewhere', document), await ask('elsewhere', readsOf('absent')[n] ?? '')];
    const column = (text: string): string => text.replaceAll(/"(column|line)":\d+/g, '');
    expect(column(nowhere.text)).toBe(column(there.text));
  }
});

it('operations lists only those of the token', async () => {
  expect((await ask('elsewhere', '{ operations { id } }')).body.data).toEqual({ operations: [{ id: 'second' }] });
  expect((await ask('nowhere', '{ operations { id } }')).text).not.toMatch(/default|second/);
});

it('an omitted operationId selects an operation of the token or none', async () => {
  target.upstream.answer = () => list;
  const before = target.upstream.seen.length;
  for (const document of [
    '{ campaigns { totalCount } }',
    '{ skills { id } }',
    '{ operation { tokenUsage { limit } } }',
    CREATION(''),
  ])
    await ask('elsewhere', document);
  for (const { headers } of target.upstream.seen.slice(before))
    expect(headers['wolkvox-token']).toBe(`${TOKEN}-second`);
});

it('a caller who may only create receives no list data through the created campaign', async () => {
  target.upstream.answer = () => created();
  const before = target.upstream.seen.length;
  const fields =
    'description status contactCount speed lastUsedAt skill { name } operation { limits { queued } tokenUsage { limit } }';
  const reply = await ask(
    'creator',
    `mutation { createCampaign(input: { type: PREVIEW, name: "a", skillId: 1 }) {
      ... on CreateCampaignSuccess { message campaign { campaignId ${fields} } } } }`,
  );
  expect(target.upstream.seen.slice(before).map(({ method }) => method)).toEqual(['POST']);
  expect(reply.codes.length).toBeGreaterThan(0);
  expect(new Set(reply.codes)).toEqual(new Set(['FORBIDDEN']));
});

it('a forbidden part of a mutation is never sent', async () => {
  target.upstream.answer = () => created();
  const before = target.upstream.seen.length;
  const input = (operation: string): string =>
    `input: { operationId: "${operation}", type: PREVIEW, name: "a", skillId: 1 }`;
  const reply = await ask(
    'elsewhere',
    `mutation { a: createCampaign(${input('default')}) { __typename } b: createCampaign(${input('second')}) { __typename } }`,
  );
  expect(reply.codes).toEqual(['FORBIDDEN']);
  expect(reply.body.data).toEqual({ a: null, b: { __typename: 'CreateCampaignSuccess' } });
  expect(target.upstream.seen.slice(before).map(({ headers }) => headers['wolkvox-token'])).toEqual([
    `${TOKEN}-second`,
  ]);
});

it('an idempotency key of another caller has no effect', async () => {
  target.upstream.answer = () => created();
  const before = target.upstream.seen.length;
  const input = { operationId: 'second', type: 'PREVIEW', name: 'a', skillId: '1', idempotencyKey: 'guessed' };
  const first = await target.graphql(SAMPLE_OPERATION.document, { input });
  const other = await ask('elsewhere', SAMPLE_OPERATION.document, { input: { ...input, name: 'b' } });
  for (const { body } of [first, other])
    expect(body.data).toMatchObject({ createCampaign: { __typename: 'CreateCampaignSuccess', replayed: false } });
  expect(target.upstream.seen.slice(before)).toHaveLength(2);
});

it('no response contains a valid token or a claim, and no log line contains a token', async () => {
  const { text } = await ask('reader', '{ operations { id } }');
  expectNothingTold(text);
  await target.serves();
});

leavesNothingInTheLog(() => target);

it('no part of a token is logged', () => {
  for (const token of Object.values(CALLERS)) {
    const [, claims = '', signature = ''] = token.split('.');
    expect(target.server.output()).not.toContain(claims.slice(0, 40));
    expect(target.server.output()).not.toContain(signature.slice(0, 40));
  }
});
