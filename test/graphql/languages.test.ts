import { readdirSync, readFileSync } from 'node:fs';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type * as typescript from 'typescript';

import { FAILURES, OPERATOR_HINTS, type FailureCode } from '../../src/domain/failure.js';
import { INPUT_RULES, WHOLE_INPUT, type InputRule } from '../../src/domain/input-rules.js';
import { LOCALES, type Locale } from '../../src/shared/i18n.js';
import { internalError } from '../../src/graphql/errors/localized-error.js';
import { localeOf, Localizer } from '../../src/shared/localizer.js';
import { RECONCILED_MESSAGE } from '../../src/services/creation-reconciler.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { OUTCOME_RULES } from '../../src/wolkvox/outcome-rules.js';
import { writeOperations } from '../attacks/support.js';
import { importBuilt } from '../support/built.js';
import { closing, type Defer } from '../support/closing.js';
import { startKnownRedis } from '../support/known-redis.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN, type Answer, type Product } from '../support/product.js';
import { openRawClient, rawPost, sendRaw } from '../support/raw-client.js';
import { describeWithRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

/** Accept-Language headers and the selected language. */
const HEADERS: readonly (readonly [string | undefined, Locale])[] = [
  [undefined, 'en'],
  ['en', 'en'],
  ['es', 'es'],
  ['ES', 'es'],
  ['es-CO', 'es'],
  ['es-419', 'es'],
  ['es-Latn-MX', 'es'],
  ['es-CO,en;q=0.5', 'es'],
  ['es-CO, en', 'es'],
  ['en, es-CO', 'en'],
  ['es-CO,es-419;q=0.9,es;q=0.8,en-US;q=0.7,en;q=0.6', 'es'],
  ['en;q=0.5, es-AR', 'es'],
  ['es;q=0.5, en', 'en'],
  ['es;q=0.5, en-GB;q=0.6', 'en'],
  ['fr, de;q=0.8, es;q=0.1', 'es'],
  ['fr', 'en'],
  ['*', 'en'],
  ['en;q=0, *', 'es'],
  ['es;q=0, *', 'en'],
  ['es;q=0', 'en'],
  ['est, eng', 'en'],
  ['esperanto', 'en'],
  ['es_CO', 'en'],
  ['es;q=many', 'en'],
  [',;=-', 'en'],
];
const ASKED = HEADERS.filter(([header]) => [undefined, 'es', 'en', 'es-CO,en;q=0.5'].includes(header));

const accept = (header: string | undefined): Record<string, string> =>
  header === undefined ? {} : { 'accept-language': header };
const [EN, ES] = [accept('en'), accept('es')];

/** Headers of a localized response. */
const saysIn = ({ headers }: Answer, language: Locale): void => {
  expect(headers.get('content-language')).toBe(language);
  expect(headers.get('vary')).toBe('Accept, Accept-Language');
};
const saysNothing = ({ headers }: Answer): void => {
  expect(headers.get('content-language')).toBeNull();
  expect(headers.get('vary')).toBe('Accept');
};

const open: { close: () => Promise<unknown> }[] = [];
const opened = <T extends { close: () => Promise<unknown> }>(one: T): T => {
  open.push(one);
  return one;
};
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
const start = async (url: string, variables: Record<string, string> = {}): Promise<Product> =>
  opened(await startProduct(url, variables));
const simulate = async (): Promise<Simulator> => opened(await startSimulator({ token: TOKEN }));

describe('Accept-Language', () => {
  let upstream: Upstream;
  let product: Product;
  beforeAll(async () => {
    upstream = await startUpstream(() => created());
    product = await startProduct(upstream.url);
  });
  afterAll(() => Promise.all([product.close(), upstream.close()]));

  it.each(HEADERS)('of %j selects %s', async (header, language) => {
    const answer = await product.create({ ...PREVIEW, name: '' }, accept(header));
    expect(answer.data?.createCampaign).toMatchObject({
      code: 'INVALID_INPUT',
      message: FAILURES.INVALID_INPUT.message[language],
      issues: [{ path: ['name'], rule: 'NOT_BLANK', message: `name ${INPUT_RULES.NOT_BLANK[language]}.` }],
    });
    saysIn(answer, language);
  });

  it('that is repeated is read as one list', async () => {
    const body = JSON.stringify({ query: '{ campaigns(first: -1) { totalCount } }' });
    const { headers } = await sendRaw(
      product.url,
      rawPost(body, { 'accept-language': 'fr\r\naccept-language: es', connection: 'close' }),
    );
    expect(headers['content-language']).toBe('es');
  });

  it('of any text selects one language, always the same', () => {
    const part = fc.constantFrom('es', 'en', '-', ',', ';', 'q', '=', '0', '.', '5', '*', ' ', 'CO', '"', '(', '\\');
    const header = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(header, (text) => {
        expect(LOCALES).toContain(localeOf(text));
        expect(localeOf(text)).toBe(localeOf(text));
      }),
    );
  });

  it('that is longer than any browser sends is ignored', async () => {
    const answer = await product.create({ ...PREVIEW, name: '' }, accept(`es,${'es-CO;q=0.5,'.repeat(300)}`));
    saysIn(answer, 'en');
  });

  it('changes neither body nor headers of a response without localized text', async () => {
    const answers = [await product.create(PREVIEW, EN), await product.create(PREVIEW, ES)];
    expect(answers[1]?.text).toBe(answers[0]?.text);
    expect(answers[0]?.data?.createCampaign).toMatchObject({ message: (created().body as { msg: string }).msg });
    answers.forEach(saysNothing);
  });
});

/** Response of an upstream for every code that a rejection may become. */
const REFUSED = new Map<FailureCode, { status: number; body: object }>();
for (const { on, failure, example } of OUTCOME_RULES)
  if (on === 'refusal' && !REFUSED.has(failure))
    REFUSED.set(failure, {
      status: example.code,
      body: { code: String(example.code), error: 'Not Found', msg: example.msg },
    });

type Ask = (headers: Record<string, string>) => Promise<Answer>;

/** Preparations for the other codes. */
const OTHERWISE: Partial<Record<FailureCode, () => Promise<Ask>>> = {
  INVALID_INPUT: async () => {
    const product = await start((await simulate()).url);
    return (headers) => product.create({ ...PREVIEW, skillId: 'x' }, headers);
  },
  UNREACHABLE: async () => {
    const gone = await startUpstream(() => created());
    await gone.close();
    const product = await start(gone.url);
    return (headers) => product.create(PREVIEW, headers);
  },
  IDEMPOTENCY_CONFLICT: async () => {
    const product = await start((await simulate()).url);
    await product.create({ ...PREVIEW, idempotencyKey: 'one' });
    return (headers) => product.create({ ...PREVIEW, name: 'other', idempotencyKey: 'one' }, headers);
  },
};
/** Only a second process can exceed the maximum wait. */
const OVER_REDIS: readonly FailureCode[] = ['IN_PROGRESS'];

/** Message of a failure: in a union member or in errors[]. */
const failureIn = ({ data, errors }: Answer): { code: unknown; message: unknown; retryable: unknown } => {
  const [error] = errors ?? [];
  const member = (data as { createCampaign?: Record<string, unknown> | null } | null)?.createCampaign ?? undefined;
  if (error !== undefined) return { code: error.extensions.code, message: error.message, retryable: undefined };
  return { code: member?.code, message: member?.message, retryable: member?.retryable };
};

const expectLocalized = async (code: FailureCode, ask: Ask): Promise<void> => {
  for (const one of ASKED) await expectLocalizedIn(one, code, ask);
};
const expectLocalizedIn = async (
  [header, language]: (typeof ASKED)[number],
  code: FailureCode,
  ask: Ask,
): Promise<void> => {
  const { message, retry, exposedAs } = FAILURES[code];
  const answer = await ask(accept(header));
  const retryable = exposedAs === 'error' ? undefined : retry === 'later';
  expect(failureIn(answer)).toEqual({ code, message: message[language], retryable });
  saysIn(answer, language);
};

describe('failure', () => {
  const codes = (Object.keys(FAILURES) as FailureCode[]).filter((code) => !OVER_REDIS.includes(code));
  it.each(codes)('%s has a localized message and a fixed code', async (code) => {
    const otherwise = OTHERWISE[code];
    if (otherwise !== undefined) {
      await expectLocalized(code, await otherwise());
      return;
    }
    const answer = REFUSED.get(code);
    if (answer === undefined) throw new Error(`Nothing here comes to ${code}: it needs a row in OTHERWISE.`);
    const upstream = opened(await startUpstream(() => answer));
    const product = await start(upstream.url);
    await expectLocalized(code, (headers) => product.create(PREVIEW, headers));
  });

  it('contains the message of wolkvox unchanged', async () => {
    const msg = 'Un texto que nadie ha escrito';
    const upstream = opened(await startUpstream(() => ({ status: 404, body: { code: '404', error: 'No', msg } })));
    const product = await start(upstream.url);
    for (const headers of [EN, ES])
      expect((await product.create(PREVIEW, headers)).data?.createCampaign).toMatchObject({ upstreamMessage: msg });
  });

  it('has a localized hint, in a result and in errors[]', async () => {
    const gone = await startUpstream(() => created());
    await gone.close();
    const product = await start(gone.url);
    for (const language of LOCALES) {
      const headers = accept(language);
      const { data } = await product.create(PREVIEW, headers);
      const read = await product.query('{ skills { id } }', {}, headers);
      const hint = OPERATOR_HINTS.NO_CONNECTION[language];
      expect(data?.createCampaign).toMatchObject({ hint });
      expect(read.errors).toMatchObject([
        { message: FAILURES.UNREACHABLE.message[language], extensions: { code: 'UNREACHABLE', retryable: true, hint } },
      ]);
      saysIn(read, language);
    }
  });
});

/** Callback in a PREVIEW campaign. */
const CALLBACK = { campaignId: 'default:5801', customerId: '42', phone: '95712345678', at: '2030-11-22T15:30:00' };

/** Removal of contacts with these ids. */
const removal = (customerIds: readonly string[]) => ({
  campaignId: 'default:5801',
  customerIds,
  confirm: { name: 'x', contactCount: 1 },
});

/** Input that breaks each rule, of CreateCampaign unless `of` names another operation; `elsewhere`: in a product with these settings. */
const BROKEN: Record<
  InputRule,
  { readonly of?: string; readonly input: object; readonly elsewhere?: () => Promise<Record<string, string>> }
> = {
  NOT_BLANK: { input: { ...PREVIEW, name: '' } },
  NO_CONTROL_CHARACTERS: { input: { ...PREVIEW, name: 'a\u0000' } },
  WELL_FORMED_TEXT: { input: { ...PREVIEW, name: 'a\ud83d' } },
  MAX_TEXT_LENGTH: { input: { ...PREVIEW, name: 'x'.repeat(4_001) } },
  NUMERIC_ID: { input: { ...PREVIEW, skillId: 'x' } },
  CAMPAIGN_ID: { of: 'StopCampaign', input: { campaignId: '5801' } },
  CONTACT_COUNT: { of: 'AddContacts', input: { campaignId: 'default:5802', contacts: [] } },
  UNIQUE_CUSTOMER_ID: {
    of: 'AddContacts',
    input: { campaignId: 'default:5802', contacts: [{ customerId: '1' }, { customerId: '1' }] },
  },
  MAX_PHONES: {
    of: 'AddContacts',
    input: {
      campaignId: 'default:5801',
      contacts: [{ customerId: '1', phones: Array.from({ length: 11 }, () => '9') }],
    },
  },
  OPTIONAL_VALUE_LENGTH: {
    of: 'AddContacts',
    input: { campaignId: 'default:5802', contacts: [{ customerId: '1', optionalFields: ['x'.repeat(101)] }] },
  },
  NOT_ON_PREDICTIVE: {
    of: 'AddContacts',
    input: { campaignId: 'default:5802', contacts: [{ customerId: '1', agentId: '1001' }] },
  },
  MAX_OPTIONAL_FIELDS: { input: { ...PREVIEW, optionalFields: Array.from({ length: 13 }, () => null) } },
  MAX_KEY_LENGTH: { input: { ...PREVIEW, idempotencyKey: 'x'.repeat(256) } },
  REQUIRED_ON_PREDICTIVE: { input: { ...PREDICTIVE, startTime: null } },
  NOT_ON_PREVIEW: { input: { ...PREVIEW, amd: 'COL' } },
  CAMPAIGN_TIME: { input: { ...PREDICTIVE, startTime: 'tomorrow' } },
  DATE_REQUIRED: { input: { ...PREDICTIVE, startTime: '08:00' } },
  SAME_DAY: {
    input: { ...PREDICTIVE, endTime: '2026-11-24T18:00:00' },
    elsewhere: () => Promise.resolve({ WOLKVOX_TIME_FORMAT: 'hhiiss' }),
  },
  AFTER_START: { input: { ...PREDICTIVE, endTime: PREDICTIVE.startTime } },
  MAX_CONTACT_TEXT_LENGTH: { of: 'ScheduleCallback', input: { ...CALLBACK, customerId: 'x'.repeat(256) } },
  MAX_PHONE_LENGTH: { of: 'ScheduleCallback', input: { ...CALLBACK, phone: '1'.repeat(51) } },
  PREDICTIVE_CAMPAIGN: { of: 'ScheduleCallback', input: CALLBACK },
  CALLBACK_LEAD: { of: 'ScheduleCallback', input: { ...CALLBACK, at: '2020-01-01T00:00:00' } },
  CHANGE_REQUIRED: { of: 'UpdateCampaign', input: { campaignId: 'default:5801' } },
  SPEED: { of: 'SetCampaignSpeed', input: { campaignId: 'default:1', speed: 101 } },
  OUTSIDE_CALLING_HOURS: {
    input: { ...PREDICTIVE, startTime: '2026-11-23T06:59:59' },
    elsewhere: () => Promise.resolve({ WOLKVOX_CALLING_HOURS: 'CO' }),
  },
  NO_COMMA: { of: 'RemoveContacts', input: removal(['1,2']) },
  NO_OUTER_SPACE: { of: 'RemoveContacts', input: removal(['1 ']) },
  SELECTABLE_RESULT: {
    of: 'ClearCampaign',
    input: { campaignId: 'default:5801', confirm: { name: 'x', contactCount: 1 }, withResult: 'CONGESTION' },
  },
  KNOWN_OPERATION: { input: { ...PREVIEW, operationId: 'nowhere' } },
  OPERATION_REQUIRED: {
    input: PREVIEW,
    elsewhere: async () => ({ WOLKVOX_OPERATIONS_FILE: await writeOperations(['north', 'south']) }),
  },
};

describe('input rule', () => {
  let simulator: Simulator;
  let usual: Product;
  beforeAll(async () => {
    simulator = await startSimulator({ token: TOKEN });
    simulator.addCampaign({ name: 'Encuesta', type: 'preview' });
    usual = await startProduct(simulator.url);
    simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
  });
  afterAll(() => Promise.all([usual.close(), simulator.close()]));

  it.each(Object.keys(INPUT_RULES) as InputRule[])('%s has a localized message', async (rule) => {
    const { of = 'CreateCampaign', input, elsewhere } = BROKEN[rule];
    const variables = await elsewhere?.();
    const product =
      variables === undefined
        ? usual
        : await start(simulator.url, {
            ...('WOLKVOX_OPERATIONS_FILE' in variables && { WOLKVOX_TOKEN: undefined as unknown as string }),
            ...variables,
          });
    for (const [header, language] of ASKED) {
      const { result } = await product.mutate(of, input, accept(header));
      if (result?.__typename !== 'WolkvoxInvalidInput') throw new Error(`Unexpected ${result?.__typename}`);
      const all = result.issues as readonly {
        readonly path: readonly string[];
        readonly rule: string;
        readonly message: string;
      }[];
      const issues = all.filter((issue) => issue.rule === rule);
      expect(issues).not.toEqual([]);
      for (const { path, message } of issues) {
        const subject = path.length === 0 ? WHOLE_INPUT[language] : path.join('.');
        expect(message).toBe(`${subject} ${INPUT_RULES[rule][language]}.`);
      }
    }
  });
});

const SECRET = 'a-secret-of-the-router';
const ROUTER = { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: SECRET };

describe('errors[] and HTTP errors', () => {
  const query = (text: string) => JSON.stringify({ query: text });
  const zeros = (count: number) => Array.from({ length: count }, () => 0);
  const FILTER = 'query($text: String) { campaigns(filter: { nameContains: $text }) { totalCount } }';
  type Row = readonly [string, string, Record<string, string>, Record<string, string>];
  const PROTOCOL: readonly Row[] = [
    ['a body that is no JSON', '{', {}, {}],
    ['a body that is too large', query('x'.repeat(5_000)), {}, { LIMIT_BODY_BYTES: '2000' }],
    ['a body that is of another kind', 'x', { 'content-type': 'application/xml' }, {}],
    ['a body with an encoding', 'x', { 'content-encoding': 'gzip' }, {}],
    ['a body that is nested deeply', `{"variables":${'['.repeat(70)}${']'.repeat(70)}}`, {}, {}],
    ['a body of too many values', JSON.stringify({ variables: { a: zeros(20_001) } }), {}, {}],
  ];
  const POSTED: readonly Row[] = [
    [
      'more than there is memory for',
      JSON.stringify({ query: '{ __typename }', variables: { a: zeros(5_000) } }),
      {},
      { LIMIT_INFLIGHT_BYTES: '1048576' },
    ],
    ['too many comments', query(`${'#\n'.repeat(201)}{ __typename }`), {}, {}],
    ['a filter that breaks a rule', JSON.stringify({ query: FILTER, variables: { text: 'x'.repeat(4_001) } }), {}, {}],
    ['a document that is none', query('{'), {}, {}],
    ['an operation that is not there', JSON.stringify({ query: 'query A { __typename }', operationName: 'B' }), {}, {}],
    ['introspection', query('{ __schema { types { name } } }'), {}, { INTROSPECTION: 'off' }],
    ['an argument that breaks a rule', query('{ campaigns(first: -1) { totalCount } }'), {}, {}],
    ['a cursor that is none', query('{ campaigns(after: "x") { totalCount } }'), {}, {}],
    ['an operation that is not configured', query('{ skills(operationId: "x") { id } }'), {}, {}],
    ['a reference to no entity', query('{ _entities(representations: [{}]) { __typename } }'), {}, {}],
    ['too many tokens', query(`{ ${'__typename '.repeat(200)} }`), {}, { LIMIT_TOKENS: '100' }],
    ['too many levels', query('{ campaigns { nodes { skill { operation { id } } } } }'), {}, { LIMIT_DEPTH: '3' }],
    ['no mutation', query('mutation { createCampaign(input: {}) { __typename } }'), {}, { LIMIT_ROOT_MUTATIONS: '0' }],
    ['too many aliases', query('{ a: __typename b: __typename }'), {}, { LIMIT_ALIASES: '1' }],
    [
      'too many calls to wolkvox',
      query('{ campaigns { totalCount } skills { id } }'),
      {},
      { LIMIT_UPSTREAM_CALLS: '1' },
    ],
    ['too large an answer', query('{ skills { id name } }'), {}, { LIMIT_RESPONSE_FIELDS: '2' }],
    ['an unauthenticated caller', query('{ campaigns { totalCount } }'), {}, ROUTER],
    [
      'a caller without the scope',
      query('{ campaigns { totalCount } }'),
      { 'router-authorization': SECRET, 'x-caller-id': 'ana' },
      ROUTER,
    ],
  ];

  it.each(PROTOCOL)(
    'are in English if the request violates a protocol: %s',
    async (_what, body, headers, variables) => {
      const product = await start((await simulate()).url, variables);
      await inEnglishOnly((more) => product.post(body, { ...headers, ...more }));
    },
  );

  it.each(POSTED)('have localized messages: %s', async (_what, body, headers, variables) => {
    const product = await start((await simulate()).url, variables);
    await inBoth((more) => product.post(body, { ...headers, ...more }));
  });

  it('have a localized message for omitted errors', async () => {
    const simulator = await simulate();
    for (let i = 0; i < 120; i += 1) simulator.addCampaign({ name: `${i}`, type: 'preview', skillId: '4021' });
    simulator.behave({ preset: 'maintenance', api: 'skills', times: 'always' });
    const product = await start(simulator.url);
    await inBoth((headers) => product.query('{ campaigns(first: 120) { nodes { skill { name } } } }', {}, headers));
    const { errors } = await product.query('{ campaigns(first: 120) { nodes { skill { name } } } }', {}, ES);
    expect(errors?.at(-1)).toMatchObject({ message: expect.stringContaining('20 errores') });
  });

  it('have a localized message for the rate limit', async () => {
    const product = await start((await simulate()).url, { LIMIT_REQUESTS_PER_MINUTE: '1' });
    await product.query('{ __typename }');
    await inBoth((headers) => product.query('{ __typename }', {}, headers));
  });

  it.each(['/nothing', '/%zz'])('are in English for an unknown or invalid URL: %s', async (path) => {
    const product = await start((await simulate()).url);
    await inEnglishOnly(async (headers) => {
      const response = await fetch(`${product.url}${path}`, { headers });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, ...(JSON.parse(text) as object) };
    });
  });

  it('have a localized message for a document that is not on the safelist', async () => {
    const file = new URL('../../client/src/generated/persisted-documents.json', import.meta.url);
    const product = await start((await simulate()).url, { TRUSTED_DOCUMENTS_FILE: file.pathname });
    await inBoth((headers) => product.query('{ __typename }', {}, headers));
  });

  it('are in English for malformed HTTP', async () => {
    const product = await start((await simulate()).url);
    const expecting = await sendRaw(product.url, rawPost('{}', { expect: 'cake', 'accept-language': 'es' }));
    expect(JSON.parse(expecting.body)).toEqual({
      errors: [{ message: 'The only supported expectation is 100-continue.', extensions: { code: 'BAD_REQUEST' } }],
    });
    // Its headers have arrived, its body is malformed.
    const client = await openRawClient(product.url);
    const headers =
      'host: localhost\r\ncontent-type: application/json\r\naccept-language: es\r\ntransfer-encoding: chunked';
    client.send(`POST /graphql HTTP/1.1\r\n${headers}\r\n\r\n`, 'no chunk');
    const [answer] = await client.closed;
    expect([expecting.status, answer?.status]).toEqual([417, 400]);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ errors: [{ message: 'The request is not valid HTTP.' }] });
    for (const sent of [expecting.headers, answer?.headers ?? {}]) {
      expect(sent['content-language']).toBeUndefined();
      expect(sent.vary).toBeUndefined();
    }
  });

  it('have a localized message for an internal error', () => {
    const [inEnglish, inSpanish] = [internalError(new Localizer('en')), internalError(new Localizer('es'))];
    expect(inSpanish.extensions.code).toBe(inEnglish.extensions.code);
    expect(inSpanish.message).not.toBe(inEnglish.message);
  });

  it('have the values of CORS in Vary', async () => {
    const origin = 'https://crm.example.com';
    const product = await start((await simulate()).url, { CORS_ORIGINS: origin });
    const varyOf = async (body: string) => (await product.post(body, { origin, ...ES })).headers.get('vary');
    expect(await varyOf('{')).toBe('Origin, Accept');
    expect(await varyOf(query('{ campaigns(first: -1) { totalCount } }'))).toBe('Origin, Accept, Accept-Language');
  });
});

/** Identical responses except for the texts; English by default. */
async function inBoth(ask: Ask): Promise<void> {
  const [none, english, spanish] = [await ask({}), await ask(EN), await ask(ES)];
  const wordless = ({ status, errors }: Answer) => ({
    status,
    errors: errors?.map(({ message, extensions, ...rest }) => ({
      ...rest,
      message: typeof message,
      extensions: {
        ...extensions,
        errorId: typeof extensions.errorId,
        retryAfterMs: typeof extensions.retryAfterMs,
        hint: typeof extensions.hint,
      },
    })),
  });
  expect(english.errors?.length).toBeGreaterThan(0);
  expect(wordless(spanish)).toEqual(wordless(english));
  expect(none.errors?.map(({ message }) => message)).toEqual(english.errors?.map(({ message }) => message));
  for (const [nth, { message }] of (spanish.errors ?? []).entries())
    expect(message).not.toBe(english.errors?.[nth]?.message);
  expect([none, english, spanish].map(({ headers }) => headers.get('content-language'))).toEqual(['en', 'en', 'es']);
  for (const { headers } of [english, spanish]) expect(headers.get('vary')).toMatch(/(^|, )Accept-Language$/);
}

/** Identical responses, without a header for the language. */
async function inEnglishOnly(ask: Ask): Promise<void> {
  const [english, spanish] = [await ask(EN), await ask(ES)];
  expect([english.errors?.length, english.errors?.[0]?.extensions.code]).toEqual([1, 'BAD_REQUEST']);
  expect([spanish.status, spanish.text]).toEqual([english.status, english.text]);
  for (const { headers } of [english, spanish]) {
    expect(headers.get('content-language')).toBeNull();
    expect(headers.get('vary') ?? '').not.toContain('Accept-Language');
  }
}

describe('stored results are localized for the current request', () => {
  const LOST = FAILURES.OUTCOME_UNKNOWN.message;
  const messageOf = ({ data }: Answer): unknown =>
    (data as { createCampaign: { message: unknown } } | null)?.createCampaign.message;
  const RECONCILE = { WOLKVOX_RECONCILE: 'on', WOLKVOX_SLOT_LEASE_MS: '300' };
  const FIRST = { ...PREVIEW, name: 'known' };

  /** Sends three requests with one key: the first result is stored, the others return it. */
  async function replays(
    [first, second, third]: readonly [Product, Product, Product],
    input: object,
  ): Promise<unknown[]> {
    const answers = [await first.create(input, EN), await second.create(input, ES), await third.create(input)];
    answers.forEach((answer, nth) => saysIn(answer, nth === 1 ? 'es' : 'en'));
    return answers.map(messageOf);
  }

  it('an unknown outcome', async () => {
    const simulator = await simulate();
    const product = await start(simulator.url);
    simulator.behave({ preset: 'lost-answer' });
    const messages = await replays([product, product, product], { ...PREVIEW, idempotencyKey: 'one' });
    expect(messages).toEqual([LOST.en, LOST.es, LOST.en]);
    expect(simulator.requests()).toHaveLength(1);
  });

  it('a reconciled campaign', async () => {
    const simulator = await simulate();
    const product = await start(simulator.url, RECONCILE);
    await product.create(FIRST);
    simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
    const messages = await replays([product, product, product], { ...PREDICTIVE, idempotencyKey: 'one' });
    expect(messages).toEqual([RECONCILED_MESSAGE.en, RECONCILED_MESSAGE.es, RECONCILED_MESSAGE.en]);
    expect(simulator.campaigns()).toHaveLength(2);
  });

  it('a rejection that two requests waited for', async () => {
    const simulator = await simulate();
    const product = await start(simulator.url);
    const answer = REFUSED.get('MAINTENANCE');
    simulator.behave({ delayMs: 200, ...(answer && { answer }) });
    const input = { ...PREVIEW, idempotencyKey: 'one' };
    const answers = await Promise.all([product.create(input, EN), product.create(input, ES)]);
    expect(answers.map(messageOf)).toEqual(LOCALES.map((language) => FAILURES.MAINTENANCE.message[language]));
    expect(answers.map(({ data }) => data?.createCampaign)).toMatchObject(
      LOCALES.map((language) => ({ hint: OPERATOR_HINTS.SERVER_BACKUP[language] })),
    );
    expect(simulator.requests()).toHaveLength(1);
  });

  it('a failed list read that is cached for seconds', async () => {
    const simulator = await simulate();
    const product = await start(simulator.url);
    simulator.behave({ preset: 'maintenance', times: 'always' });
    const received: unknown[] = [];
    for (const language of [...LOCALES].reverse()) {
      const { errors } = await product.query('{ campaigns { totalCount } }', {}, accept(language));
      received.push([errors?.[0]?.message, errors?.[0]?.extensions.hint]);
    }
    expect(received).toEqual([
      [FAILURES.MAINTENANCE.message.es, OPERATOR_HINTS.SERVER_BACKUP.es],
      [FAILURES.MAINTENANCE.message.en, OPERATOR_HINTS.SERVER_BACKUP.en],
    ]);
    expect(simulator.requests()).toHaveLength(1);
  });

  it('a list without localized text is cached once for all languages', async () => {
    const simulator = await simulate();
    const product = await start(simulator.url);
    simulator.addCampaign({ name: 'Campaña', type: 'preview' });
    const answers: Answer[] = [];
    for (const headers of [ES, EN, {}])
      answers.push(await product.query('{ campaigns { nodes { name } } }', {}, headers));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    answers.forEach(saysNothing);
    expect(simulator.requests()).toHaveLength(1);
  });

  /** They mostly wait, so they run at the same time, each with its own Redis. */
  describeWithRedis('over replicas', () => {
    const startShared = async (defer: Defer, variables: Record<string, string> = {}) => {
      const { redis, stop } = await startKnownRedis();
      defer(stop);
      const simulator = await startSimulator({ token: TOKEN });
      defer(() => simulator.close());
      const startReplica = async (more: Record<string, string> = {}): Promise<Product> => {
        const replica = await startProduct(simulator.url, { REDIS_URL: redis.url, ...variables, ...more });
        defer(() => replica.close());
        return replica;
      };
      return { simulator, startReplica };
    };

    it.concurrent(
      'an unknown outcome',
      closing(async (defer) => {
        const { simulator, startReplica } = await startShared(defer);
        const [one, other] = [await startReplica(), await startReplica()];
        simulator.behave({ preset: 'lost-answer' });
        const messages = await replays([one, other, other], { ...PREVIEW, idempotencyKey: 'unknown' });
        expect(messages).toEqual([LOST.en, LOST.es, LOST.en]);
      }),
    );

    /** Minimum that is accepted with Redis. */
    const SHARED_RECONCILE = { ...RECONCILE, WOLKVOX_SLOT_LEASE_MS: '3000' };

    it.concurrent(
      'a reconciled campaign',
      closing(async (defer) => {
        const { simulator, startReplica } = await startShared(defer, SHARED_RECONCILE);
        const [one, other] = [await startReplica(), await startReplica()];
        await one.create(FIRST);
        simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
        const messages = await replays([one, other, one], { ...PREDICTIVE, idempotencyKey: 'found' });
        expect(messages).toEqual([RECONCILED_MESSAGE.en, RECONCILED_MESSAGE.es, RECONCILED_MESSAGE.en]);
      }),
    );

    it.concurrent(
      'a lost creation that did not happen, for two requests at two replicas',
      closing(async (defer) => {
        const { simulator, startReplica } = await startShared(defer, SHARED_RECONCILE);
        const [one, other] = [await startReplica(), await startReplica()];
        await one.create(FIRST);
        simulator.behave({ breakOff: 'before-answer', create: false, delayMs: 200, api: 'create_campaign' });
        const input = { ...PREVIEW, idempotencyKey: 'shared' };
        const first = one.create(input, EN);
        await until(() => simulator.requests().length === 2, 'the creation has been sent');
        const answers = [first, other.create(input, ES)];
        expect((await Promise.all(answers)).map(({ data }) => data?.createCampaign)).toMatchObject(
          LOCALES.map((language) => ({
            code: 'UNREACHABLE',
            message: FAILURES.UNREACHABLE.message[language],
            hint: OPERATOR_HINTS.NOT_CREATED[language],
          })),
        );
      }),
    );

    it.concurrent(
      'IN_PROGRESS, if the first request at another replica takes longer than the maximum wait',
      closing(async (defer) => {
        const { simulator, startReplica } = await startShared(defer);
        const first = await startReplica();
        const hasty = await startReplica({
          WOLKVOX_TIMEOUT_MS: '100',
          WOLKVOX_QUEUE_TIMEOUT_MS: '100',
          WOLKVOX_SLOT_LEASE_MS: '3000',
        });
        simulator.behave({ delayMs: 60_000 });
        const input = { ...PREVIEW, idempotencyKey: 'slow' };
        const leave = new AbortController();
        const left = fetch(`${first.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: CREATE, variables: { input } }),
          signal: leave.signal,
        }).catch(() => undefined);
        await until(() => simulator.requests().length === 1, 'the first request has been sent');
        await Promise.all(
          ASKED.map((one) => expectLocalizedIn(one, 'IN_PROGRESS', (headers) => hasty.create(input, headers))),
        );
        leave.abort();
        await left;
        // Otherwise the replica would wait for it.
        await simulator.close();
      }),
    );
  });
});

const CREATE = 'mutation($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename } }';

describe('docs/guides/languages.md', () => {
  it('contains a real response', async () => {
    const text = readFileSync(new URL('../../docs/guides/languages.md', import.meta.url), 'utf8');
    const [, language = '', body = ''] = /'accept-language: (.*?)'.* -d '(.*)'/.exec(text) ?? [];
    const [, json = ''] = /```json\n([^]*?)```/.exec(text) ?? [];
    const product = await start((await simulate()).url);
    const { data } = await product.post(body, accept(language));
    expect({ data }).toEqual(JSON.parse(json));
  });
});

/** Loaded once per worker, because it is large. */
const { default: ts } = await importBuilt<{ default: typeof typescript }>('node_modules/typescript/lib/typescript.js');

describe('localized texts', () => {
  const sentences = readdirSync(new URL('../../src/', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('simulator'))
    .flatMap((path) => sentencesIn(path));

  it('are found in the source', () => {
    const tables = [FAILURES, OPERATOR_HINTS, INPUT_RULES].flatMap((table) => Object.keys(table));
    expect(sentences.length).toBeGreaterThan(tables.length);
  });

  it.each(sentences)('have a Spanish translation with the same values: $en', ({ en, es }) => {
    expect(es).not.toBe(en);
    expect(figures(es)).toEqual(figures(en));
    expect(/[.?].$/.test(es)).toBe(/[.?].$/.test(en));
    // The texts use "usted".
    expect(es).not.toMatch(/\b(tú|tu|tus|vos|inténtalo)\b/i);
  });
});

/** Placeholders, and words that are identical in all languages. */
const figures = (text: string): string[] =>
  (text.match(/\$\{[^}]*\}|\b(Redis|JSON|UTF-8|PREDICTIVE|PREVIEW|startTime|resetsAt|upstreamMessage)\b/g) ?? [])
    .filter((word, nth, all) => all.indexOf(word) === nth)
    .sort();

/** Objects with a text in each language, as written in the source. */
function sentencesIn(path: string): { en: string; es: string }[] {
  const text = readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: { en: string; es: string }[] = [];
  const visit = (node: typescript.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const texts = Object.fromEntries(
        node.properties.flatMap((property) =>
          ts.isPropertyAssignment(property) ? [[property.name.getText(), property.initializer.getText()]] : [],
        ),
      );
      if (texts.en !== undefined && texts.es !== undefined && texts.en.length > '`${field} ${en}.`'.length)
        found.push({ en: texts.en, es: texts.es });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
