import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { OUTCOME_RULES } from '../../src/wolkvox/outcome-rules.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { created, startUpstream, type Scripted, type Upstream } from '../support/upstream.js';

/** Envelope whose code and HTTP status are equal, as in every recorded response of wolkvox. */
const envelope = (code: number, msg: string, error = 'Not Found'): Scripted => ({
  status: code,
  body: { code: String(code), error, msg },
});
const creation = created().body as Record<string, unknown>;

const UNKNOWN = { __typename: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN', retryable: false, candidates: [] };
const rejected = (code: string, upstreamCode: number, upstreamMessage: string) => ({
  __typename: 'WolkvoxRejected',
  code,
  retryable: false,
  upstreamCode,
  upstreamMessage,
});
const refusal = (code: number, msg: string, word = 'REJECTED') =>
  [`${code} ${msg}`, envelope(code, msg), rejected(word, code, msg)] as const;

/** Response codes of the reference: the response of the upstream and the result for the frontend. */
const AS_DATA: readonly (readonly [string, Scripted, object])[] = [
  refusal(400, 'SOME PARAMETERS ARE REQUIRED'),
  refusal(400, 'anything else'),
  [
    '403 quota',
    envelope(403, 'TOKEN LIMIT EXCEEDED'),
    { __typename: 'WolkvoxQuotaExhausted', code: 'QUOTA_EXHAUSTED', retryable: true },
  ],
  [
    '403 a third request',
    envelope(403, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)'),
    { __typename: 'WolkvoxBusy', code: 'BUSY', retryable: true, retryAfterMs: 1000 },
  ],
  [
    '403 maintenance, in English',
    envelope(403, 'Service under maintenance'),
    { __typename: 'WolkvoxUnavailable', code: 'MAINTENANCE', retryable: true },
  ],
  [
    '403 maintenance, in Spanish',
    envelope(403, 'API no disponible: copia de seguridad en curso'),
    { __typename: 'WolkvoxUnavailable', code: 'MAINTENANCE', retryable: true },
  ],
  refusal(403, 'An unknown text'),
  refusal(404, 'Validate dates entered', 'NOT_FOUND'),
  refusal(404, 'Campaign_id 12 does not exist in your operation.', 'NOT_FOUND'),
  refusal(404, '0 records has been added, please validate the data'),
  refusal(
    404,
    'You are uploading (900) records to the system. According to quantity active licenses, You can upload 500 records. Try again.',
    'CAPACITY_EXCEEDED',
  ),
  refusal(
    404,
    'You must turn off a predictive before starting this one, you currently have 3 active predictives',
    'CAPACITY_EXCEEDED',
  ),
  refusal(404, 'The campaign has not been started, please validate the data', 'STATE_CONFLICT'),
  refusal(404, 'The skill does not exist'),
  refusal(405, 'METHOD NOT ALLOWED'),
  refusal(406, 'invalid ip'),
  refusal(412, 'PRECONDITION FAILED'),
  refusal(416, 'RANGE'),
  refusal(417, 'EXPECTATION'),
  ['429', envelope(429, 'TOO MANY REQUESTS'), { __typename: 'WolkvoxBusy', code: 'BUSY', retryable: true }],
  ...[408, 499].map((code) => [`${code}`, envelope(code, 'TIMED OUT'), UNKNOWN] as const),
  ...[500, 501, 502, 503, 504].map((code) => [`${code}`, envelope(code, 'SERVER ERROR'), UNKNOWN] as const),
  [
    'a refusal inside HTTP 200',
    { status: 200, body: { code: 404, error: 'NOT FOUND', msg: 'The skill does not exist' } },
    rejected('REJECTED', 404, 'The skill does not exist'),
  ],
  [
    'a refusal whose text is in error alone',
    { status: 404, body: { code: 404, error: 'Not Found' } },
    rejected('REJECTED', 404, 'Not Found'),
  ],
  ['a success inside HTTP 500', { status: 500, body: creation }, UNKNOWN],
  ['a success inside HTTP 404', { status: 404, body: creation }, UNKNOWN],
  ['a refusal that shows the campaign it made', { status: 200, body: { ...creation, code: 404 } }, UNKNOWN],
  [
    'a success with two rows',
    { status: 201, body: { ...creation, data: [{ id_campaign: 1 }, { id_campaign: 2 }] } },
    UNKNOWN,
  ],
  ['a success whose id is a word', created('null'), UNKNOWN],
  ['an error phrase beside a success code', { status: 200, body: { ...creation, error: 'Not Found' } }, UNKNOWN],
  ['HTML', { status: 200, body: '<html><body>Fatal error</body></html>' }, UNKNOWN],
  ['HTML with an HTTP error', { status: 403, body: '<html>403 Forbidden</html>' }, UNKNOWN],
  ['an empty body', { status: 201, body: '' }, UNKNOWN],
  ['a body of spaces', { status: 201, body: ' \n' }, UNKNOWN],
  ['JSON cut short', { status: 201, body: JSON.stringify(creation).slice(0, -9) }, UNKNOWN],
  ['JSON that is no envelope', { status: 201, body: '[]' }, UNKNOWN],
  ['JSON null', { status: 201, body: 'null' }, UNKNOWN],
  ['an envelope without a code', { status: 201, body: { msg: 'hello' } }, UNKNOWN],
  ['more than 1 MiB', { status: 201, body: { ...creation, more: 'x'.repeat(1024 * 1024) } }, UNKNOWN],
  ['a success without data', { status: 201, body: { code: 201, error: null, msg: 'created' } }, UNKNOWN],
  ['a success with empty data', { status: 201, body: { ...creation, data: [] } }, UNKNOWN],
  ['a success with an empty id', created(''), UNKNOWN],
  [
    'a success with an id that has lost digits',
    { status: 201, body: JSON.stringify(creation).replace('"1287"', '9007199254740993') },
    UNKNOWN,
  ],
  ['a redirect', { status: 302, body: '', headers: { location: '/elsewhere' } }, UNKNOWN],
];

const SUCCESS = { __typename: 'CreateCampaignSuccess', campaign: { id: 'default:1287' } };
const SUCCESSES: readonly (readonly [string, Scripted])[] = [
  ['code as a number', created()],
  ['code as a string', { status: 201, body: { ...creation, code: '201' } }],
  ['HTTP 200 and code 200', { status: 200, body: { ...creation, code: 200 } }],
  ['HTTP 202 and code 202', { status: 202, body: { ...creation, code: '202' } }],
  ['error "null"', { status: 201, body: { ...creation, error: 'null' } }],
  ['error ""', { status: 201, body: { ...creation, error: '' } }],
  ['no error at all', { status: 201, body: { ...creation, error: undefined } }],
  ['the misspelt keys', { status: 201, body: { ...creation, data: [{ id_campaing: '1287', name_campaing: 'x' }] } }],
  ['an id as a number', created(1287)],
  ['data as an object', { status: 201, body: { ...creation, data: { id_campaign: '1287' } } }],
  ['a byte order mark', { status: 201, body: `\ufeff${JSON.stringify(creation)}` }],
  ['another content type', { ...created(), headers: { 'content-type': 'text/html' } }],
];

const AS_ERROR: readonly (readonly [string, Scripted, string])[] = [
  ['400 unknown api', envelope(400, 'THE API YOU WANT TO CONSULT DOES NOT EXIST'), 'UPSTREAM_CONTRACT'],
  ['401 token missing', envelope(401, 'PLEASE ENTER THE WOLKVOX-TOKEN'), 'UPSTREAM_AUTHENTICATION'],
  ['403 token invalid', envelope(403, 'PLEASE VALIDATE TOKEN'), 'UPSTREAM_AUTHENTICATION'],
  ['403 token invalid, in lower case', envelope(403, 'please validate token'), 'UPSTREAM_AUTHENTICATION'],
];

describe('wolkvox responses', () => {
  let upstream: Upstream;
  let product: Product;

  // Each with its own usage, because an exhausted quota is stored.
  beforeEach(async () => {
    upstream = await startUpstream(() => created());
    product = await startProduct(upstream.url);
  });
  afterEach(() => Promise.all([product.close(), upstream.close()]));

  it.each(AS_DATA)('a failure response becomes a union member after one call: %s', async (_name, answer, expected) => {
    upstream.answer = () => answer;
    const { data, errors, status } = await product.create(PREVIEW);
    expect(errors).toBeUndefined();
    expect(status).toBe(200);
    expect(data?.createCampaign).toMatchObject(expected);
    expect(upstream.seen).toHaveLength(1);
  });

  it.each(SUCCESSES)('a success response becomes a success: %s', async (_name, answer) => {
    upstream.answer = () => answer;
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject(SUCCESS);
    expect(upstream.seen).toHaveLength(1);
  });

  it.each(AS_ERROR)('a failure for operators becomes an error with an id: %s', async (_name, answer, code) => {
    upstream.answer = () => answer;
    const { data, errors } = await product.create(PREVIEW);
    const errorId = errors?.[0]?.extensions.errorId;
    expect(data).toEqual({ createCampaign: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['createCampaign'], extensions: { code } });
    expect(product.logs()).toContainEqual(expect.objectContaining({ level: 50, code, errorId }));
    expect(upstream.seen).toHaveLength(1);
  });

  it('a failing alias does not remove the campaign of another alias', async () => {
    upstream.answer = ({ body }) => (body.includes('first') ? created() : envelope(403, 'PLEASE VALIDATE TOKEN'));
    const { data, errors } = await product.query(
      `mutation {
        a: createCampaign(input: { type: PREVIEW, name: "first", skillId: 1 }) { __typename }
        b: createCampaign(input: { type: PREVIEW, name: "second", skillId: 1 }) { __typename }
      }`,
    );
    expect(data).toEqual({ a: { __typename: 'CreateCampaignSuccess' }, b: null });
    expect(errors).toHaveLength(1);
  });

  it('an exhausted quota returns the next midnight of the operation', async () => {
    upstream.answer = () => envelope(403, 'TOKEN LIMIT EXCEEDED');
    const { data } = await product.create(PREVIEW);
    const result = data?.createCampaign;
    if (result?.__typename !== 'WolkvoxQuotaExhausted') throw new Error(`Unexpected ${result?.__typename}`);
    // Bogotá has no daylight saving time: its midnight is 05:00 UTC.
    expect(result.resetsAt).toMatch(/T05:00:00/);
    expect(Date.parse(result.resetsAt)).toBeGreaterThan(Date.now());
  });

  it('a call is logged with its outcome rule, without input or upstream text', async () => {
    upstream.answer = () => envelope(404, 'zq-upstream-text');
    await product.create({ ...PREVIEW, name: 'zq-input-name' });
    const line = product.logs().at(-1);
    expect(line).toMatchObject({
      method: 'POST',
      route: '/graphql',
      status: 200,
      upstream: [{ api: 'create_campaign', operation: 'default', status: 404, outcome: 'rejected-for-another-reason' }],
    });
    expect(JSON.stringify(product.logs())).not.toMatch(/zq-/);
    expect(JSON.stringify(product.logs())).not.toContain(TOKEN);
  });

  it('every failure of the outcome rules has a case in this file', () => {
    const covered = [
      ...AS_DATA.map(([, , { code }]: readonly [string, Scripted, { code?: string }]) => code),
      ...AS_ERROR.map(([, , code]) => code),
    ];
    const unsent = 'UNREACHABLE';
    expect(new Set([...covered, unsent])).toEqual(new Set(OUTCOME_RULES.map(({ failure }) => failure)));
  });
});
