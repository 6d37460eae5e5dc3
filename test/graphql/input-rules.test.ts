import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { INPUT_HINTS, INPUT_RULES, type InputRule } from '../../src/domain/input-rules.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREDICTIVE, PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';

/** Value that no response may repeat. */
const SECRET = 'zq9-private-value';

interface Case {
  readonly claim: string;
  readonly input: object;
  /** Field and rule of each issue. */
  readonly issues: readonly (readonly [string, InputRule])[];
}

const CASES: readonly Case[] = [
  { claim: 'a name of spaces only', input: { ...PREVIEW, name: ' \u00a0\u200b' }, issues: [['name', 'NOT_BLANK']] },
  { claim: 'an empty name', input: { ...PREVIEW, name: '' }, issues: [['name', 'NOT_BLANK']] },
  {
    claim: 'a name with a control character',
    input: { ...PREVIEW, name: `${SECRET}\u0007` },
    issues: [['name', 'NO_CONTROL_CHARACTERS']],
  },
  {
    claim: 'a description with a line break',
    input: { ...PREVIEW, description: `${SECRET}\n` },
    issues: [['description', 'NO_CONTROL_CHARACTERS']],
  },
  {
    claim: 'a name with half a surrogate pair',
    input: { ...PREVIEW, name: `${SECRET}\ud83d` },
    issues: [['name', 'WELL_FORMED_TEXT']],
  },
  {
    claim: 'a skill id with a letter',
    input: { ...PREVIEW, skillId: `${SECRET}1` },
    issues: [['skillId', 'NUMERIC_ID']],
  },
  { claim: 'a negative skill id', input: { ...PREVIEW, skillId: -4021 }, issues: [['skillId', 'NUMERIC_ID']] },
  { claim: 'an empty skill id', input: { ...PREVIEW, skillId: '' }, issues: [['skillId', 'NUMERIC_ID']] },
  {
    claim: 'thirteen titles',
    input: { ...PREVIEW, optionalFields: Array.from({ length: 13 }, () => null) },
    issues: [['optionalFields', 'MAX_OPTIONAL_FIELDS']],
  },
  {
    claim: 'texts above the maximum length',
    input: {
      ...PREVIEW,
      name: SECRET.padEnd(4_001, 'x'),
      description: SECRET.padEnd(4_001, 'ñ'),
      optionalFields: ['x'.repeat(4_000), SECRET.padEnd(4_001, 'x')],
    },
    issues: [
      ['name', 'MAX_TEXT_LENGTH'],
      ['description', 'MAX_TEXT_LENGTH'],
      ['optionalFields.1', 'MAX_TEXT_LENGTH'],
    ],
  },
  {
    claim: 'an idempotency key that is longer than a word',
    input: { ...PREVIEW, idempotencyKey: SECRET.padEnd(256, 'x') },
    issues: [['idempotencyKey', 'MAX_KEY_LENGTH']],
  },
  {
    claim: 'a blank idempotency key',
    input: { ...PREVIEW, idempotencyKey: ' ' },
    issues: [['idempotencyKey', 'NOT_BLANK']],
  },
  {
    claim: 'titles with control characters, each by its place',
    input: { ...PREVIEW, optionalFields: ['ok', 'a\u0000', null, `${SECRET}\u007f`, 'b\ud800'] },
    issues: [
      ['optionalFields.1', 'NO_CONTROL_CHARACTERS'],
      ['optionalFields.3', 'NO_CONTROL_CHARACTERS'],
      ['optionalFields.4', 'WELL_FORMED_TEXT'],
    ],
  },
  {
    claim: 'hours and amd on PREVIEW, each by itself',
    input: { ...PREVIEW, startTime: '2026-11-23T08:00', endTime: SECRET, amd: 'COL' },
    issues: [
      ['startTime', 'NOT_ON_PREVIEW'],
      ['endTime', 'NOT_ON_PREVIEW'],
      ['amd', 'NOT_ON_PREVIEW'],
    ],
  },
  {
    claim: 'PREDICTIVE without hours',
    input: { ...PREDICTIVE, startTime: null, endTime: undefined },
    issues: [
      ['startTime', 'REQUIRED_ON_PREDICTIVE'],
      ['endTime', 'REQUIRED_ON_PREDICTIVE'],
    ],
  },
  {
    claim: 'hours that are none',
    input: { ...PREDICTIVE, startTime: '2026-02-30T08:00:00', endTime: SECRET },
    issues: [
      ['startTime', 'CAMPAIGN_TIME'],
      ['endTime', 'CAMPAIGN_TIME'],
    ],
  },
  {
    claim: 'a fraction of a second, which the wire cannot carry',
    input: { ...PREDICTIVE, endTime: '2026-11-23T18:00:00.5Z' },
    issues: [['endTime', 'CAMPAIGN_TIME']],
  },
  {
    claim: 'a bare time where the time format has a date',
    input: { ...PREDICTIVE, startTime: '08:00' },
    issues: [['startTime', 'DATE_REQUIRED']],
  },
  {
    claim: 'an end that is the start',
    input: { ...PREDICTIVE, endTime: PREDICTIVE.startTime },
    issues: [['endTime', 'AFTER_START']],
  },
  {
    claim: 'an end before the start once offsets are converted',
    input: { ...PREDICTIVE, startTime: '2026-11-23T08:00:00', endTime: '2026-11-23T12:59:59Z' },
    issues: [['endTime', 'AFTER_START']],
  },
  {
    claim: 'an operation that is not configured',
    input: { ...PREVIEW, operationId: SECRET },
    issues: [['operationId', 'KNOWN_OPERATION']],
  },
  {
    claim: 'everything that is wrong at once',
    input: {
      type: 'PREDICTIVE',
      operationId: 'nowhere',
      name: '',
      description: 'a\tb',
      skillId: 'x',
      startTime: SECRET,
      optionalFields: [...Array.from({ length: 12 }, () => null), '\u0001'],
    },
    issues: [
      ['operationId', 'KNOWN_OPERATION'],
      ['name', 'NOT_BLANK'],
      ['description', 'NO_CONTROL_CHARACTERS'],
      ['skillId', 'NUMERIC_ID'],
      ['optionalFields', 'MAX_OPTIONAL_FIELDS'],
      ['optionalFields.12', 'NO_CONTROL_CHARACTERS'],
      ['startTime', 'CAMPAIGN_TIME'],
      ['endTime', 'REQUIRED_ON_PREDICTIVE'],
    ],
  },
];

describe('invalid input', () => {
  let simulator: Simulator;
  let product: Product;

  beforeAll(async () => {
    simulator = await startSimulator({ token: TOKEN });
    product = await startProduct(simulator.url);
  });
  beforeEach(() => simulator.reset());
  afterAll(() => Promise.all([product.close(), simulator.close()]));

  it.each(CASES)('is returned as issues and not sent: $claim', async ({ input, issues }) => {
    const { data, errors, text } = await product.create(input);
    const result = data?.createCampaign;
    expect(errors).toBeUndefined();
    if (result?.__typename !== 'WolkvoxInvalidInput') throw new Error(`Unexpected ${result?.__typename}`);
    expect(result).toMatchObject({ code: 'INVALID_INPUT', retryable: false });
    expect(sorted(result.issues.map(({ path, rule }) => [path.join('.'), rule]))).toEqual(sorted(issues));
    for (const { path, rule, message } of result.issues) {
      expect(message).toBe(`${path.join('.')} ${INPUT_RULES[rule as InputRule].en}.`);
    }
    expect(text).not.toContain(SECRET);
    expect(JSON.stringify(product.logs())).not.toContain(SECRET);
    expect(simulator.requests()).toEqual([]);
  });

  it.each([
    ['of the default operation', 'default:4021'],
    ['of another operation', 'north-1:77'],
    ['of an operation that is not configured', 'nowhere_2:1'],
    ['with a value that no response may repeat', `${SECRET}:9876543`],
  ])('has a hint for a global id %s', async (_what, skillId) => {
    const { NUMERIC_ID } = INPUT_RULES;
    const { GLOBAL_ID } = INPUT_HINTS;
    for (const language of ['en', 'es'] as const) {
      const { data, text } = await product.create({ ...PREVIEW, skillId }, { 'accept-language': language });
      expect(data?.createCampaign).toMatchObject({
        __typename: 'WolkvoxInvalidInput',
        issues: [
          {
            path: ['skillId'],
            rule: 'NUMERIC_ID',
            message: `skillId ${NUMERIC_ID[language]}. ${GLOBAL_ID[language]}.`,
          },
        ],
      });
      for (const part of [SECRET, '9876543', 'north-1', 'nowhere_2']) expect(text).not.toContain(part);
    }
    expect(GLOBAL_ID.en).toContain('the part after the colon');
    expect(GLOBAL_ID.es).toContain('la parte que sigue a los dos puntos');
    for (const sentence of Object.values(GLOBAL_ID)) expect(sentence).toContain('skillId');
    expect(JSON.stringify(product.logs())).not.toContain(SECRET);
    expect(simulator.requests()).toEqual([]);
  });

  it.each(['x', '', ':', 'default:', ':4021', 'default:abc', 'a:b:c', ' default:4021', '40 21', '4021:default'])(
    'has no hint for a skill id that is no global id either: %j',
    async (skillId) => {
      const { data } = await product.create({ ...PREVIEW, skillId });
      expect(data?.createCampaign).toMatchObject({
        issues: [{ rule: 'NUMERIC_ID', message: `skillId ${INPUT_RULES.NUMERIC_ID.en}.` }],
      });
    },
  );

  it('has at most twenty issues per list', async () => {
    const optionalFields = Array.from({ length: 10_000 }, () => '\u0001');
    const { data, text } = await product.create({ ...PREVIEW, optionalFields });
    const result = data?.createCampaign;
    if (result?.__typename !== 'WolkvoxInvalidInput') throw new Error(`Unexpected ${result?.__typename}`);
    expect(result.issues.map(({ path }) => path.join('.'))).toEqual([
      'optionalFields',
      ...Array.from({ length: 20 }, (_, nth) => `optionalFields.${nth}`),
    ]);
    expect(text.length).toBeLessThan(10_000);
  });

  it('has a case in this file for every rule of a creation in an operation with this time format', () => {
    const elsewhere: readonly InputRule[] = ['SAME_DAY', 'OPERATION_REQUIRED', 'OUTSIDE_CALLING_HOURS'];
    const ofOtherMutations: readonly InputRule[] = [
      ...(['CAMPAIGN_ID', 'CHANGE_REQUIRED', 'SPEED', 'SELECTABLE_RESULT', 'PREDICTIVE_CAMPAIGN'] as const),
      ...(['CALLBACK_LEAD', 'CONTACT_COUNT', 'UNIQUE_CUSTOMER_ID', 'OPTIONAL_VALUE_LENGTH'] as const),
      ...(['MAX_CONTACT_TEXT_LENGTH', 'MAX_PHONE_LENGTH', 'MAX_PHONES', 'NOT_ON_PREDICTIVE'] as const),
      ...(['NO_COMMA', 'NO_OUTER_SPACE'] as const),
    ];
    const covered = CASES.flatMap(({ issues }) => issues.map(([, rule]) => rule));
    expect(new Set([...covered, ...elsewhere, ...ofOtherMutations])).toEqual(new Set(Object.keys(INPUT_RULES)));
  });
});

const sorted = (issues: readonly (readonly [string, string])[]): string[] =>
  issues.map(([path, rule]) => `${path} ${rule}`).sort();

describe('dialling hours', () => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await startSimulator({ token: TOKEN });
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.close());

  it.each([
    ['local to the operation', {}, '2026-11-23T08:00:00', '2026-11-24T18:30', '20261123080000', '20261124183000'],
    ['with an offset', {}, '2026-11-23T08:00:00-05:00', '2026-11-23T23:00:01Z', '20261123080000', '20261123180001'],
    [
      'as JavaScript prints them',
      {},
      '2026-11-23T13:00:00.000Z',
      '2026-11-24T04:59:59.000Z',
      '20261123080000',
      '20261123235959',
    ],
    [
      'in a zone with summer time',
      { WOLKVOX_TIME_ZONE: 'Europe/Madrid' },
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:30:00Z',
      '20260329013000',
      '20260329033000',
    ],
    ['bare', { WOLKVOX_TIME_FORMAT: 'hhiiss' }, '08:00', '18:30:15', '080000', '183015'],
    [
      'within one day',
      { WOLKVOX_TIME_FORMAT: 'hhiiss' },
      '2026-11-23T08:00:00',
      '2026-11-23T23:00:00Z',
      '080000',
      '180000',
    ],
  ])('%s are sent as local time of the operation', async (_claim, variables, startTime, endTime, start, end) => {
    const product = await startProduct(simulator.url, variables);
    const { data } = await product.create({ ...PREDICTIVE, startTime, endTime });
    await product.close();
    expect(data?.createCampaign?.__typename).toBe('CreateCampaignSuccess');
    expect(simulator.requests()[0]?.body).toMatchObject({ start_time: start, end_time: end });
  });

  it.each([
    ['that the clocks skip', '2026-03-08T02:30:00', '2026-03-08T05:00:00', [['startTime', 'CAMPAIGN_TIME']]],
    [
      'that end before they start, though the clock reads later',
      '2026-11-01T01:40:00-05:00',
      '2026-11-01T01:50:00-04:00',
      [['endTime', 'AFTER_START']],
    ],
  ])('%s are rejected in a time zone with daylight saving time', async (_claim, startTime, endTime, issues) => {
    const product = await startProduct(simulator.url, { WOLKVOX_TIME_ZONE: 'America/New_York' });
    const { data } = await product.create({ ...PREDICTIVE, startTime, endTime });
    await product.close();
    expect(data?.createCampaign).toMatchObject({ issues: issues.map(([field, rule]) => ({ path: [field], rule })) });
    expect(simulator.requests()).toEqual([]);
  });

  it('over several days are rejected if the time format has no date', async () => {
    const product = await startProduct(simulator.url, { WOLKVOX_TIME_FORMAT: 'hhiiss' });
    const { data } = await product.create({ ...PREDICTIVE, endTime: '2026-11-24T18:00:00' });
    await product.close();
    expect(data?.createCampaign).toMatchObject({ issues: [{ path: ['endTime'], rule: 'SAME_DAY' }] });
    expect(simulator.requests()).toEqual([]);
  });
});
