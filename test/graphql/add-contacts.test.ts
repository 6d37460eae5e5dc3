import { describe, expect, it } from '@jest/globals';

import type { ContactInput } from '../../client/src/generated/graphql.js';
import type { Behaviour, Readings, Simulator } from '../../packages/simulator/src/simulator.js';
import {
  audits,
  behave,
  conflict,
  COUNT,
  countOf,
  listed,
  NAME,
  on,
  onRead,
  refused,
  sent,
  UNKNOWN,
  USUAL_READ,
  withCampaign,
} from '../support/campaign-mutations.js';
import { closing } from '../support/closing.js';
import { COMPLETE, COMPLETE_RECORD, contacts, RECORD_KEYS, recordOf } from '../support/contacts.js';
import { requestThatHangsUp } from '../support/hanging-up.js';
import type { MutationAnswer, Product } from '../support/product.js';
import { queued } from '../support/queued.js';
import { until } from '../support/until.js';

const onAdd = on('add_record');
const onFind = on('find_record');

const add = (product: Product, id: string, people: readonly ContactInput[], input: object = {}) =>
  product.mutate('AddContacts', { campaignId: id, contacts: people, ...input });

/** Ids of the stored contacts, in order. */
const idsOf = (simulator: Simulator, number: string): unknown[] =>
  simulator.contactsOf(number).map(({ customer_id }) => customer_id);

const SUCCESS = {
  __typename: 'AddContactsSuccess',
  message: 'All records has been added successfully',
  accepted: 1,
  rejected: [],
  replayed: false,
  campaign: { name: NAME, type: 'PREDICTIVE', status: 'STOPPED', operation: { id: 'default' } },
};
const FOUND = { ...SUCCESS, message: expect.stringContaining('a later reading shows all contacts') };
const NOTHING = {
  __typename: 'WolkvoxUnavailable',
  code: 'UNREACHABLE',
  retryable: true,
  hint: 'The response was lost. A later reading shows that nothing was changed.',
};
const unavailable = { __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' };

const rejectedBy = (by: string, index: number, path: readonly string[], rule: string): object => ({
  index,
  by,
  path: ['contacts', String(index), ...path],
  rule,
  message: expect.stringContaining(`contacts.${index}`),
});

describe('addContacts sends', () => {
  it.concurrent.each([
    [
      'predictive',
      {
        extraPhone: '93009998877',
        email: 'ana@example.com',
        callbackAt: '2026-11-30T15:00:00',
        callbackPhone: '93007',
      },
      {
        tel_extra: '93009998877',
        email: 'ana@example.com',
        recall_date: '20261130150000',
        recall_telephone: '93007',
      },
    ],
    ['preview', { agentId: '1001' }, { agent_id: '1001' }],
  ] as const)(
    'every key of a %s record as a text, in one POST with the present status',
    closing(async (defer, type: 'predictive' | 'preview', own: object, ownRecord: Record<string, string>) => {
      const { simulator, product, number, id } = await withCampaign(defer, {}, { type });
      const { result, errors } = await add(product, id, [{ ...COMPLETE, ...own }, { customerId: '7' }]);
      expect(errors).toBeUndefined();
      expect(result).toMatchObject({ __typename: 'AddContactsSuccess', accepted: 2, rejected: [] });
      expect(simulator.requests()).toMatchObject([
        { method: 'GET', query: { api: 'campaigns', campaign: number } },
        { method: 'POST', path: '/api/v2/campaign.php', headers: { 'content-type': 'application/json' } },
      ]);
      const [, upload] = simulator.requests();
      expect(upload?.query).toEqual({
        api: 'add_record',
        type_campaign: type,
        campaign_id: number,
        campaign_status: 'stop',
      });
      const records = JSON.parse(upload?.rawBody ?? '') as Record<string, string>[];
      expect(records).toEqual([
        recordOf(type, { ...COMPLETE_RECORD, ...ownRecord }),
        recordOf(type, { customer_id: '7' }),
      ]);
      expect(records.map(Object.keys)).toEqual([RECORD_KEYS[type], RECORD_KEYS[type]]);
      expect(RECORD_KEYS[type]).toHaveLength(type === 'predictive' ? 37 : 34);
    }),
  );

  it.concurrent.each<[string, string]>([
    ['2026-11-30T15:00:00-05:00', '20261130150000'],
    ['2026-11-30T20:00Z', '20261130150000'],
  ])(
    'a callback at %s on the wall clock of the operation',
    closing(async (defer, callbackAt: string, recallDate: string) => {
      const { simulator, product, number, id } = await withCampaign(defer);
      await add(product, id, contacts(1, { callbackAt }));
      expect(simulator.contactsOf(number)).toMatchObject([{ recall_date: recallDate }]);
    }),
  );

  it.concurrent(
    '"start" to a started campaign that may run, which stays started in both readings of the status',
    closing(async (defer) => {
      for (const campaignStatus of ['desired', 'present'] as const) {
        const { simulator, product, number, id } = await withCampaign(defer, {}, { status: 'Started' });
        simulator.setReadings({ campaignStatus });
        const { result } = await add(product, id, contacts(1), { allowRunning: true });
        expect(result).toMatchObject({ ...SUCCESS, campaign: { status: 'STARTED' } });
        expect(simulator.requests()[1]?.query).toMatchObject({ campaign_status: 'start' });
        expect(simulator.statusOf(number)).toBe('Started');
      }
    }),
  );

  it.concurrent(
    '"stop" to a stopped campaign, which stays stopped in both readings, also if it may run',
    closing(async (defer) => {
      for (const campaignStatus of ['desired', 'present'] as const) {
        const { simulator, product, number, id } = await withCampaign(defer);
        simulator.setReadings({ campaignStatus });
        await add(product, id, contacts(1), { allowRunning: true });
        expect(simulator.requests()[1]?.query).toMatchObject({ campaign_status: 'stop' });
        expect(simulator.statusOf(number)).toBe('Stopped');
      }
    }),
  );

  it.concurrent(
    '500 contacts in one call',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer);
      const { result } = await add(product, id, contacts(500));
      expect(result).toMatchObject({ accepted: 500, rejected: [] });
      expect(sent(simulator)).toEqual(['campaigns', 'add_record']);
      expect(simulator.contactsOf(number)).toHaveLength(500);
    }),
  );
});

interface InvalidRow {
  readonly what: string;
  readonly contact: Partial<ContactInput>;
  readonly path: readonly string[];
  readonly rule: string;
  /** @default predictive */
  readonly type?: 'preview';
}

const long = (length: number): string => 'ñ'.repeat(length);
const INVALID: readonly InvalidRow[] = [
  { what: 'an empty id', contact: { customerId: '' }, path: ['customerId'], rule: 'NOT_BLANK' },
  { what: 'a blank id', contact: { customerId: ' \u200b' }, path: ['customerId'], rule: 'NOT_BLANK' },
  { what: 'a long id', contact: { customerId: long(256) }, path: ['customerId'], rule: 'MAX_CONTACT_TEXT_LENGTH' },
  ...(
    [
      'firstName',
      'lastName',
      'idType',
      'age',
      'gender',
      'country',
      'state',
      'city',
      'zone',
      'address',
      'email',
    ] as const
  ).map((field): InvalidRow => ({
    what: `a long ${field}`,
    contact: { [field]: long(256) },
    path: [field],
    rule: 'MAX_CONTACT_TEXT_LENGTH',
  })),
  { what: 'a line break', contact: { address: 'Calle 10\n20' }, path: ['address'], rule: 'NO_CONTROL_CHARACTERS' },
  { what: 'a tab in a phone', contact: { phones: ['9', '9\t'] }, path: ['phones', '1'], rule: 'NO_CONTROL_CHARACTERS' },
  { what: 'a lone surrogate', contact: { city: 'x\ud83d' }, path: ['city'], rule: 'WELL_FORMED_TEXT' },
  { what: 'eleven phones', contact: { phones: Array<string>(11).fill('9') }, path: ['phones'], rule: 'MAX_PHONES' },
  { what: 'a long phone', contact: { phones: [long(51)] }, path: ['phones', '0'], rule: 'MAX_PHONE_LENGTH' },
  { what: 'a long extra phone', contact: { extraPhone: long(51) }, path: ['extraPhone'], rule: 'MAX_PHONE_LENGTH' },
  {
    what: 'a long callback phone',
    contact: { callbackPhone: long(51) },
    path: ['callbackPhone'],
    rule: 'MAX_PHONE_LENGTH',
  },
  {
    what: 'thirteen optional fields',
    contact: { optionalFields: Array<string>(13).fill('x') },
    path: ['optionalFields'],
    rule: 'MAX_OPTIONAL_FIELDS',
  },
  {
    what: 'a sixth optional field of 101 characters',
    contact: { optionalFields: [...Array<null>(5).fill(null), long(101)] },
    path: ['optionalFields', '5'],
    rule: 'OPTIONAL_VALUE_LENGTH',
  },
  {
    what: 'a seventh optional field of 201 characters',
    contact: { optionalFields: [...Array<null>(6).fill(null), long(201)] },
    path: ['optionalFields', '6'],
    rule: 'OPTIONAL_VALUE_LENGTH',
  },
  { what: 'a callback without a date', contact: { callbackAt: '15:00' }, path: ['callbackAt'], rule: 'CAMPAIGN_TIME' },
  {
    what: 'a callback on a day that does not exist',
    contact: { callbackAt: '2026-02-30T15:00:00' },
    path: ['callbackAt'],
    rule: 'CAMPAIGN_TIME',
  },
  { what: 'an agent on PREDICTIVE', contact: { agentId: '1001' }, path: ['agentId'], rule: 'NOT_ON_PREDICTIVE' },
  ...(
    [
      { extraPhone: '9' },
      { email: 'a@example.com' },
      { callbackAt: '2026-11-30T15:00:00' },
      { callbackPhone: '9' },
    ] as const
  ).map((contact): InvalidRow => {
    const [field = ''] = Object.keys(contact);
    return { what: `${field} on PREVIEW`, contact, path: [field], rule: 'NOT_ON_PREVIEW', type: 'preview' };
  }),
];

describe('a contact with', () => {
  it.concurrent.each(INVALID)(
    '$what rejects the request, or with REJECT_ROWS only itself',
    closing(async (defer, { contact, path, rule, type }: InvalidRow) => {
      const { simulator, product, number, id } = await withCampaign(defer, {}, type && { type });
      const [good = { customerId: '' }, other = { customerId: '' }] = contacts(2);
      const people = [good, { ...other, ...contact }];
      const all = await add(product, id, people);
      expect(all.result).toMatchObject({
        __typename: 'WolkvoxInvalidInput',
        code: 'INVALID_INPUT',
        issues: [{ path: ['contacts', '1', ...path], rule, message: expect.stringContaining(`contacts.1.${path[0]}`) }],
      });
      expect(countOf(simulator, 'add_record')).toBe(0);

      const rows = await add(product, id, people, { onInvalid: 'REJECT_ROWS' });
      expect(rows.result).toMatchObject({
        __typename: 'AddContactsSuccess',
        accepted: 1,
        rejected: [rejectedBy('LAYER', 1, path, rule)],
      });
      expect(idsOf(simulator, number)).toEqual([good.customerId]);
    }),
  );

  it.concurrent(
    'the longest texts is accepted, with characters beyond the BMP counted once',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer);
      const optionalFields = Array.from({ length: 12 }, (_, i) => '😀'.repeat(i < 6 ? 100 : 200));
      const person = { customerId: long(255), firstName: '😀'.repeat(255), phones: [long(50)] };
      const { result } = await add(product, id, [person, { customerId: '2', optionalFields }]);
      // The simulator counts UTF-16 units of opt fields, so it rejects the second one.
      expect(result).toMatchObject({ accepted: 1, rejected: [{ index: 1, by: 'WOLKVOX' }] });
      expect(simulator.contactsOf(number)).toMatchObject([{ customer_id: long(255), customer_name: '😀'.repeat(255) }]);
    }),
  );

  it.concurrent(
    'empty texts for fields of the other type is accepted, because they are unset',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer);
      const { result } = await add(product, id, contacts(1, { agentId: '', callbackAt: '', email: null }));
      expect(result).toMatchObject(SUCCESS);
      expect(simulator.contactsOf(number)).toMatchObject([{ recall_date: '', email: '' }]);
    }),
  );
});

describe('contacts that repeat an id', () => {
  const people = ['1', '2', '1', '3', '2 '].map((customerId) => ({ customerId }));
  it.concurrent(
    'reject the request',
    closing(async (defer) => {
      const { simulator, product, id } = await withCampaign(defer);
      expect((await add(product, id, people)).result).toMatchObject({
        issues: [2, 4].map((index) => ({
          path: ['contacts', String(index), 'customerId'],
          rule: 'UNIQUE_CUSTOMER_ID',
        })),
      });
      expect(sent(simulator)).toEqual([]);
    }),
  );

  it.concurrent(
    'are sent once with REJECT_ROWS: the first valid one',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer);
      const bad = { customerId: '3', agentId: '1' };
      const { result } = await add(product, id, [bad, ...people], { onInvalid: 'REJECT_ROWS' });
      expect(result).toMatchObject({
        accepted: 3,
        rejected: [
          rejectedBy('LAYER', 0, ['agentId'], 'NOT_ON_PREDICTIVE'),
          rejectedBy('LAYER', 3, ['customerId'], 'UNIQUE_CUSTOMER_ID'),
          rejectedBy('LAYER', 5, ['customerId'], 'UNIQUE_CUSTOMER_ID'),
        ],
      });
      expect(idsOf(simulator, number)).toEqual(['1', '2', '3']);
    }),
  );
});

describe('addContacts rejects', () => {
  it.concurrent.each([0, 501])(
    '%i contacts in both modes, and sends nothing',
    closing(async (defer, count: number) => {
      const { simulator, product, id } = await withCampaign(defer);
      for (const onInvalid of ['REJECT_ALL', 'REJECT_ROWS'])
        expect((await add(product, id, contacts(count), { onInvalid })).result).toMatchObject({
          __typename: 'WolkvoxInvalidInput',
          issues: [{ path: ['contacts'], rule: 'CONTACT_COUNT' }],
        });
      expect(sent(simulator)).toEqual([]);
    }),
  );

  it.concurrent(
    'with at most 100 issues, all broken rules of a contact together',
    closing(async (defer) => {
      const { product, id } = await withCampaign(defer);
      const people = contacts(400, { city: 'x\n\ud83d', phones: ['\u0000'] });
      const { result } = await add(product, id, people);
      const issues = result?.issues as { path: string[]; rule: string }[];
      expect(issues).toHaveLength(100);
      expect(issues.slice(0, 3)).toMatchObject([
        { path: ['contacts', '0', 'city'], rule: 'NO_CONTROL_CHARACTERS' },
        { path: ['contacts', '0', 'city'], rule: 'WELL_FORMED_TEXT' },
        { path: ['contacts', '0', 'phones', '0'], rule: 'NO_CONTROL_CHARACTERS' },
      ]);
    }),
  );

  it.concurrent(
    'every contact with REJECT_ROWS if none is valid: a success with 0 accepted, and nothing is sent',
    closing(async (defer) => {
      const { simulator, product, id } = await withCampaign(defer);
      const people = contacts(2, { agentId: '1' });
      expect((await add(product, id, people, { onInvalid: 'REJECT_ROWS' })).result).toMatchObject({
        ...SUCCESS,
        accepted: 0,
        rejected: [0, 1].map((index) => rejectedBy('LAYER', index, ['agentId'], 'NOT_ON_PREDICTIVE')),
        message: 'No contact satisfies the rules. Nothing was sent.',
      });
      expect(sent(simulator)).toEqual(['campaigns']);
    }),
  );

  it.concurrent(
    'a started campaign without allowRunning, and sends nothing',
    closing(async (defer) => {
      const { simulator, product, id } = await withCampaign(defer, {}, { status: 'Started' });
      for (const allowRunning of [undefined, null, false])
        expect((await add(product, id, contacts(1), { allowRunning })).result).toMatchObject(
          conflict('CAMPAIGN_STARTED', { status: 'STARTED' }),
        );
      expect(new Set(sent(simulator))).toEqual(new Set(['campaigns']));
    }),
  );

  it.concurrent.each([
    ['status', { status: 'paused' }],
    ['status', { status: '' }],
    ['type', { status: 'Stopped', type_campaign: 'progressive' }],
  ])(
    'a campaign whose %s is not readable, also with allowRunning, because the call needs it',
    closing(async (defer, _what: string, row: object) => {
      const { simulator, product, id } = await withCampaign(defer);
      behave(simulator, [onRead({ answer: listed({ type_campaign: 'predictive', ...row }) })]);
      expect((await add(product, id, contacts(1), { allowRunning: true })).result).toMatchObject({
        ...unavailable,
        hint: 'wolkvox returned a response that cannot be parsed.',
      });
      expect(sent(simulator)).toEqual(['campaigns']);
    }),
  );
});

interface Row {
  readonly what: string;
  readonly people?: number;
  readonly input?: object;
  readonly campaign?: object;
  readonly variables?: Record<string, string>;
  readonly behaviours?: readonly Behaviour[];
  readonly readings?: Partial<Readings>;
  /** Contacts that the campaign has before. */
  readonly before?: readonly Record<string, string>[];
  readonly result: object;
  /** Calls in order. */
  readonly calls: readonly string[];
  /** Number of stored contacts afterwards. */
  readonly stored: number;
}

/** Response of wolkvox with figures. */
const block = (status: number, figures: object, msg = 'x'): { status: number; body: object } => ({
  status,
  body: { code: status, error: status < 300 ? null : 'Error', msg, data: [figures] },
});
const errorAt = (position: number | string, msg = 'invalid'): object => ({
  error: `Error in object position ${position}`,
  msg,
});
const byWolkvox = (index: number, ...path: string[]): object =>
  rejectedBy('WOLKVOX', index, path, 'REJECTED_BY_WOLKVOX');
const SENT = ['campaigns', 'add_record'];

const RESPONSES: readonly Row[] = [
  { what: 'a contact with one read and one call', result: SUCCESS, calls: SENT, stored: 1 },
  ...([201, 404] as const).map((partialSuccess): Row => ({
    what: `the good contacts of a partial success with ${partialSuccess}`,
    people: 3,
    input: { contacts: [{ customerId: '1' }, { customerId: '2', firstName: '😀' }, { customerId: '3' }] },
    readings: { partialSuccess, fourByteCharacters: 'reject' },
    result: {
      ...SUCCESS,
      message: '2 records has been added, please validate the data',
      accepted: 2,
      rejected: [byWolkvox(1)],
    },
    calls: SENT,
    stored: 2,
  })),
  {
    what: 'no contact if wolkvox rejects all of them, which is a success with 0 accepted',
    people: 2,
    input: { contacts: ['😀', '😁'].map((customerId) => ({ customerId })) },
    readings: { fourByteCharacters: 'reject' },
    result: {
      ...SUCCESS,
      message: '0 records has been added, please validate the data',
      accepted: 0,
      rejected: [byWolkvox(0), byWolkvox(1)],
    },
    calls: SENT,
    stored: 0,
  },
  {
    what: 'no contact if wolkvox states it without figures',
    people: 2,
    behaviours: [onAdd({ answer: refused(404, '0 records has been added, please validate the data') })],
    result: { ...SUCCESS, message: expect.any(String), accepted: 0, rejected: [byWolkvox(0), byWolkvox(1)] },
    calls: SENT,
    stored: 0,
  },
  ...(
    [
      [
        'counts as numbers',
        block(201, { total_registers: 3, total_success: 2, total_errors: 1, array_errors: [errorAt(1)] }),
      ],
      [
        'counts as texts',
        block(200, { total_registers: '2', total_success: '2', total_errors: '1', array_errors: [errorAt(1)] }),
      ],
      ['no number of errors', block(404, { total_success: '2', array_errors: [errorAt(1)] })],
      ['a PHP array', block(404, { total_success: '2', total_errors: '1', array_errors: { 4: errorAt(1) } })],
      ['two errors of one contact', block(404, { total_success: '2', array_errors: [errorAt(1), errorAt(1)] })],
    ] as const
  ).map(([how, answer]): Row => ({
    what: `the good contacts of a partial success with ${how}`,
    people: 3,
    behaviours: [onAdd({ answer, create: true })],
    result: { accepted: 2, rejected: [byWolkvox(1)] },
    calls: SENT,
    stored: 3,
  })),
  {
    what: 'contacts whose positions count after those that were not sent',
    input: {
      onInvalid: 'REJECT_ROWS',
      contacts: [
        { customerId: '' },
        { customerId: 'a' },
        { customerId: ' ' },
        { customerId: 'b' },
        { customerId: 'c' },
      ],
    },
    behaviours: [
      onAdd({
        answer: block(201, {
          total_success: 1,
          total_errors: 2,
          array_errors: [errorAt(2, 'customer_id exists'), errorAt(0, 'The tel3 is bad')],
        }),
      }),
    ],
    result: {
      accepted: 1,
      rejected: [
        rejectedBy('LAYER', 0, ['customerId'], 'NOT_BLANK'),
        byWolkvox(1, 'phones', '2'),
        rejectedBy('LAYER', 2, ['customerId'], 'NOT_BLANK'),
        byWolkvox(4, 'customerId'),
      ],
    },
    calls: SENT,
    stored: 0,
  },
  ...(
    [
      ['no position', [{ error: 'Error', msg: 'x' }]],
      ['a position beyond the upload', [errorAt(3)]],
      ['no list', undefined],
    ] as const
  ).map(([how, array_errors]): Row => ({
    what: `the good contacts of a partial success with ${how}, and tells the numbers`,
    people: 3,
    behaviours: [onAdd({ answer: block(201, { total_success: 2, total_errors: 1, array_errors }), create: true })],
    result: { accepted: 2, rejected: [], message: expect.stringContaining('rejected more contacts than') },
    calls: SENT,
    stored: 3,
  })),
  {
    what: 'all contacts of a success without data, whose text is the documented one',
    people: 2,
    behaviours: [
      onAdd({
        create: true,
        answer: { status: 201, body: { code: '201', error: null, msg: 'All records has been added successfully' } },
      }),
    ],
    result: { ...SUCCESS, accepted: 2 },
    calls: SENT,
    stored: 2,
  },
  // Refusals.
  ...(
    [
      ['the licences do not suffice', { preset: 'licence-capacity' }, 'CAPACITY_EXCEEDED', /9000.*5000/],
      ['the campaign was deleted meanwhile', { preset: 'unknown-campaign' }, 'NOT_FOUND', /does not exist/],
      ['a value is invalid', { preset: 'invalid-value' }, 'REJECTED', /invalid/],
      ['a parameter is missing', { preset: 'missing-parameters' }, 'REJECTED', /REQUIRED/],
      ['wolkvox rejects it inside 200', { preset: 'error-inside-200' }, 'REJECTED', /REQUIRED/],
    ] as const
  ).map(([why, behaviour, code, text]): Row => ({
    what: `no contact if ${why}, and returns the message of wolkvox`,
    behaviours: [onAdd(behaviour)],
    result: { __typename: 'WolkvoxRejected', code, upstreamMessage: expect.stringMatching(text) },
    calls: SENT,
    stored: 0,
  })),
  {
    what: 'no contact beyond the capacity of the licences',
    campaign: { records: '35000' },
    result: { code: 'CAPACITY_EXCEEDED', upstreamMessage: expect.stringContaining('35001') },
    calls: SENT,
    stored: 0,
  },
  {
    what: 'no contact if wolkvox is busy',
    behaviours: [onAdd({ preset: 'too-many-requests-at-once' })],
    result: { __typename: 'WolkvoxBusy', code: 'BUSY' },
    calls: SENT,
    stored: 0,
  },
  {
    what: 'a contact once after wolkvox was busy',
    variables: { WOLKVOX_MAX_RETRIES: '2' },
    behaviours: [onAdd({ preset: 'too-many-requests-at-once', times: 2 })],
    result: SUCCESS,
    calls: [...SENT, 'add_record', 'add_record'],
    stored: 1,
  },
  {
    what: 'no contact without calls of the day',
    behaviours: [onAdd({ preset: 'quota-exhausted' })],
    result: { __typename: 'WolkvoxQuotaExhausted' },
    calls: SENT,
    stored: 0,
  },
  {
    what: 'no contact during a backup',
    behaviours: [onAdd({ preset: 'maintenance' })],
    result: { __typename: 'WolkvoxUnavailable', code: 'MAINTENANCE' },
    calls: SENT,
    stored: 0,
  },
  // Reads before.
  {
    what: 'no contact to a campaign that cannot be read',
    behaviours: [onRead({ preset: 'html' })],
    result: unavailable,
    calls: ['campaigns'],
    stored: 0,
  },
  {
    what: 'no contact if the read used the last call of the day',
    variables: { WOLKVOX_DAILY_QUOTA: '1' },
    result: { __typename: 'WolkvoxQuotaExhausted' },
    calls: ['campaigns'],
    stored: 0,
  },
];

const EARLY = 'campaigns';
/** Readings after wolkvox must have finished: the number, and the contacts that are looked up. */
const lookUps = (found: number): string[] => Array<string>(found).fill('find_record');
const LOST = onAdd({ preset: 'lost-answer' });
const RESET = onAdd({ preset: 'reset' });
const HALF = onAdd({ create: 'half', breakOff: 'before-answer' });
const known = (count: number, values: Record<string, string> = {}): Record<string, string>[] =>
  contacts(count).map(({ customerId, phones }) => ({
    ...recordOf('predictive', { customer_id: customerId, customer_name: 'Luz', tel1: phones?.[0] ?? '' }),
    ...values,
  }));

const LOST_RESPONSES: readonly Row[] = [
  ...(
    [
      ['was reset before the response', LOST],
      ['was broken off within the head of the response', onAdd({ breakOff: 'mid-headers', create: true })],
      ['was broken off within the body of the response', onAdd({ preset: 'cut-short' })],
      ['returned 500 around a success', onAdd({ preset: 'success-inside-500' })],
      ['returned 201 without an envelope', onAdd({ answer: { status: 201, body: '<html>' }, create: true })],
      ['returned 502', onAdd({ answer: { status: 502, body: '<html>' }, create: true })],
      [
        'returned contradictory numbers',
        onAdd({ answer: block(201, { total_registers: 2, total_success: 1, total_errors: 3 }), create: true }),
      ],
      ['returned a smaller number', onAdd({ answer: block(201, { total_registers: 1 }), create: true })],
    ] as const
  ).map(([how, behaviour]): Row => ({
    what: `contacts once if the connection ${how}, after wolkvox stored them`,
    people: 2,
    behaviours: [behaviour],
    result: { ...FOUND, accepted: 2 },
    calls: [...SENT, EARLY, ...lookUps(2)],
    stored: 2,
  })),
  {
    what: 'contacts once if wolkvox did not respond in time',
    variables: { WOLKVOX_TIMEOUT_MS: '1000', WOLKVOX_SLOT_LEASE_MS: '300' },
    behaviours: [onAdd({ breakOff: 'hang', create: true })],
    result: FOUND,
    calls: [...SENT, 'campaigns', 'find_record'],
    stored: 1,
  },
  {
    what: 'many contacts, of which four are looked up',
    people: 500,
    behaviours: [LOST],
    result: { ...FOUND, accepted: 500 },
    calls: [...SENT, EARLY, ...lookUps(4)],
    stored: 500,
  },
  {
    what: 'contacts that the number shows late',
    people: 3,
    readings: { countLagMs: 1_500 },
    behaviours: [LOST],
    result: { ...FOUND, accepted: 3 },
    calls: [...SENT, EARLY, 'campaigns', ...lookUps(3)],
    stored: 3,
  },
  {
    what: 'contacts that only the last reading shows',
    people: 3,
    readings: { countLagReads: 2 },
    behaviours: [LOST],
    result: { ...FOUND, accepted: 3 },
    calls: [...SENT, EARLY, 'campaigns', 'find_record', 'campaigns', ...lookUps(3)],
    stored: 3,
  },
  // Nothing happened.
  ...([404, 200] as const).flatMap((findNothing) =>
    [1, 3, 4, 500].map((people): Row => ({
      what: `none of ${people} contacts if the connection was reset before, and finding nothing is ${findNothing}`,
      people,
      readings: { findNothing },
      behaviours: [RESET],
      result: NOTHING,
      calls: [...SENT, EARLY, 'campaigns', ...lookUps(Math.min(people, 4)), 'campaigns'],
      stored: 0,
    })),
  ),
  {
    what: 'no contact after 500, and one of the campaign has another id',
    behaviours: [onAdd({ preset: 'internal-error' })],
    before: known(2).slice(1),
    result: NOTHING,
    calls: [...SENT, EARLY, 'campaigns', 'find_record', 'campaigns'],
    stored: 1,
  },
  // Doubts.
  {
    what: 'half of the contacts, which is unknown',
    people: 4,
    behaviours: [HALF],
    result: UNKNOWN,
    calls: [...SENT, EARLY, 'campaigns'],
    stored: 2,
  },
  ...[2, 3, 5, 8, 500].map((people): Row => ({
    what: `half of ${people} contacts, which is unknown if the number shows none of them`,
    people,
    readings: { countLagReads: 9 },
    behaviours: [HALF],
    result: UNKNOWN,
    calls: [...SENT, EARLY, 'campaigns', 'find_record', 'campaigns'],
    stored: Math.floor(people / 2),
  })),
  {
    what: 'contacts whose number lags for long, which is unknown',
    people: 2,
    readings: { countLagReads: 9 },
    behaviours: [LOST],
    result: UNKNOWN,
    calls: [...SENT, EARLY, 'campaigns', 'find_record', 'campaigns'],
    stored: 2,
  },
  {
    what: 'a known contact again, which is unknown if wolkvox updates it',
    readings: { duplicates: 'update' },
    before: known(1),
    behaviours: [LOST],
    result: UNKNOWN,
    calls: [...SENT, EARLY, 'campaigns', 'find_record', 'campaigns'],
    stored: 1,
  },
  {
    what: 'a known contact again, if wolkvox adds it',
    before: known(1),
    behaviours: [LOST],
    result: FOUND,
    calls: [...SENT, EARLY, 'find_record'],
    stored: 2,
  },
  ...(['add', 'update'] as const).map((duplicates): Row => ({
    what: `no known contact if the connection was reset before, which is unknown (${duplicates})`,
    readings: { duplicates },
    before: known(1),
    behaviours: [RESET],
    result: UNKNOWN,
    calls: [...SENT, EARLY, 'campaigns', 'find_record', 'campaigns'],
    stored: 1,
  })),
  {
    what: 'no contact although the number has grown by one of another program, and a person with the id has other values',
    before: known(1, { customer_name: 'Otra' }),
    behaviours: [
      USUAL_READ,
      RESET,
      onRead({ answer: listed({ records: String(COUNT + 2), type_campaign: 'predictive' }), times: 2 }),
    ],
    result: UNKNOWN,
    calls: [...SENT, EARLY, 'find_record', 'campaigns', 'find_record'],
    stored: 1,
  },
  {
    what: 'no contact if wolkvox confirmed it and it is not there, which is unknown',
    behaviours: [onAdd({ answer: { status: 201, body: '<html>' } })],
    result: UNKNOWN,
    calls: [...SENT, EARLY, 'campaigns', 'campaigns'],
    stored: 0,
  },
  {
    what: 'no contact if the number cannot be read afterwards, which is unknown',
    behaviours: [USUAL_READ, RESET, onRead({ preset: 'html', times: 'always' })],
    result: UNKNOWN,
    calls: [...SENT, EARLY, 'campaigns'],
    stored: 0,
  },
  {
    what: 'no contact if the number was not readable before, which is unknown',
    behaviours: [onRead({ answer: listed({ records: '3.925', type_campaign: 'predictive' }) }), RESET],
    result: UNKNOWN,
    calls: SENT,
    stored: 0,
  },
  ...(
    [
      ['is lost', { preset: 'reset' }],
      ['is not readable', { preset: 'html' }],
      ['is a refusal', { preset: 'invalid-token' }],
      ['is a 404 with another meaning', { preset: 'predictive-already-active' }],
    ] as const
  ).map(([how, behaviour]): Row => ({
    what: `no contact if the answer to the look-up ${how}, which is unknown`,
    behaviours: [RESET, onFind({ ...behaviour, times: 'always' })],
    result: UNKNOWN,
    calls: [...SENT, EARLY, 'campaigns', 'find_record', 'campaigns'],
    stored: 0,
  })),
  {
    what: 'no contact although the look-up ignores the id and returns other people',
    behaviours: [
      RESET,
      onFind({
        answer: {
          status: 200,
          body: {
            code: 200,
            error: null,
            msg: '1 records were found',
            data: [{ campaign_id: '5801', customer_id: '7' }],
          },
        },
      }),
    ],
    result: NOTHING,
    calls: [...SENT, EARLY, 'campaigns', 'find_record', 'campaigns'],
    stored: 0,
  },
  {
    what: 'no contact although the look-up returns a person of another campaign',
    behaviours: [
      RESET,
      onFind({
        answer: {
          status: 200,
          body: {
            ...{ code: 200, error: null, msg: '1 records were found' },
            data: [{ campaign_id: '1', customer_id: 'CC-900000' }],
          },
        },
      }),
    ],
    result: NOTHING,
    calls: [...SENT, EARLY, 'campaigns', 'find_record', 'campaigns'],
    stored: 0,
  },
];

/** The first reading after a lost response must be within this time, also on a busy machine. */
const LEASE = { WOLKVOX_SLOT_LEASE_MS: '1500' };

describe.each([
  ['addContacts adds', RESPONSES],
  ['without a clear response addContacts adds', LOST_RESPONSES],
])('%s', (_group, rows) => {
  it.concurrent.each(rows)(
    '$what',
    closing(async (defer, row: Row) => {
      const { people = 1, input, campaign, variables, behaviours = [], readings = {}, before = [] } = row;
      const { simulator, product, number, id } = await withCampaign(defer, { ...LEASE, ...variables }, campaign);
      simulator.setReadings(readings);
      simulator.addContacts(number, before);
      behave(simulator, behaviours);
      const { result, errors } = await add(product, id, contacts(people), input);
      expect(errors).toBeUndefined();
      expect(result).toMatchObject(row.result);
      expect(sent(simulator)).toEqual(row.calls);
      expect(simulator.contactsOf(number)).toHaveLength(row.stored);
      expect(simulator.mostInFlight()).toBe(1);
    }),
  );
});

describe('concurrent uploads', () => {
  it.concurrent(
    'of one campaign share one reading within 5 s',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer, { WOLKVOX_MAX_QUEUE: '1000' });
      const people = contacts(20);
      const answers = await Promise.all(people.map((person) => add(product, id, [person])));
      for (const { result } of answers) expect(result).toMatchObject(SUCCESS);
      await add(product, id, [{ customerId: 'later' }]);
      expect(countOf(simulator, 'campaigns')).toBe(1);
      expect(countOf(simulator, 'add_record')).toBe(21);
      expect(idsOf(simulator, number)).toHaveLength(21);
      expect(simulator.mostInFlight()).toBeLessThanOrEqual(2);
    }),
  );

  it.concurrent.each([
    ['stop', { status: 'Started' }, { allowRunning: true }, (product: Product, id: string) => product.stop(id)],
    [
      'start',
      {},
      { allowRunning: true },
      (product: Product, id: string) =>
        product.mutate('StartCampaign', { campaignId: id, confirm: { name: NAME, contactCount: COUNT + 1 } }),
    ],
  ] as const)(
    'read the campaign again after a %s by this server, so that the status is the present one',
    closing(
      async (
        defer,
        _what: string,
        campaign: object,
        input: object,
        change: (product: Product, id: string) => Promise<unknown>,
      ) => {
        const { simulator, product, number, id } = await withCampaign(defer, {}, campaign);
        await add(product, id, contacts(1), input);
        const before = simulator.statusOf(number);
        await change(product, id);
        const after = simulator.statusOf(number);
        expect(after).not.toBe(before);
        await add(product, id, [{ customerId: 'later' }], input);
        const uploads = simulator.requests().filter(({ query }) => query.api === 'add_record');
        expect(uploads.map(({ query }) => query.campaign_status)).toEqual(
          [before, after].map((status) => (status === 'Started' ? 'start' : 'stop')),
        );
        expect(simulator.statusOf(number)).toBe(after);
      },
    ),
  );

  it.concurrent(
    'do not prove each other: a lost one beside another is unknown',
    closing(async (defer) => {
      const { simulator, product, id } = await withCampaign(defer);
      behave(simulator, [onAdd({ preset: 'reset' }), onAdd({ delayMs: 200 })]);
      const [lost, other] = await Promise.all([add(product, id, contacts(1)), add(product, id, [{ customerId: 'x' }])]);
      const results = [lost.result, other.result].map((result) => result?.__typename);
      expect(results.sort()).toEqual(['AddContactsSuccess', 'WolkvoxOutcomeUnknown']);
      expect(countOf(simulator, 'add_record')).toBe(2);
    }),
  );

  it.concurrent(
    'and a start exclude each other: the later one is BUSY and sends nothing',
    closing(async (defer) => {
      const { simulator, product, id } = await withCampaign(defer);
      behave(simulator, [onAdd({ delayMs: 500 })]);
      const upload = add(product, id, contacts(1));
      await until(() => countOf(simulator, 'add_record') === 1, 'the upload was sent');
      const { result } = await product.mutate('StartCampaign', {
        campaignId: id,
        confirm: { name: NAME, contactCount: COUNT },
      });
      expect(result).toMatchObject({ __typename: 'WolkvoxBusy', code: 'BUSY' });
      expect((await upload).result).toMatchObject(SUCCESS);
      expect(sent(simulator)).toEqual(SENT);
    }),
  );
});

it.concurrent(
  'a start is BUSY until wolkvox must have finished a lost upload, also if nothing can be proven about it',
  closing(async (defer) => {
    const { simulator, product, id } = await withCampaign(defer, { WOLKVOX_SLOT_LEASE_MS: '2000' });
    behave(simulator, [onAdd({ delayMs: 0 }), onAdd({ preset: 'reset' })]);
    // The second upload uses the reading of the first one, which shows no number of before.
    await add(product, id, [{ customerId: 'first' }]);
    const upload = add(product, id, [{ customerId: 'second' }]);
    await until(() => countOf(simulator, 'add_record') === 2, 'the second upload was sent');
    const confirm = { name: NAME, contactCount: COUNT + 1 };
    const start = () => product.mutate('StartCampaign', { campaignId: id, confirm });
    expect((await start()).result).toMatchObject({ __typename: 'WolkvoxBusy', code: 'BUSY' });
    expect((await upload).result).toMatchObject(UNKNOWN);
    expect((await start()).result).toMatchObject({ __typename: 'StartCampaignSuccess' });
    expect(sent(simulator)).toEqual(['campaigns', 'add_record', 'add_record', 'campaigns', 'start']);
  }),
);

describe('a stop', () => {
  it.concurrent(
    'prevents a queued upload that would send "start"',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(
        defer,
        { WOLKVOX_MAX_IN_FLIGHT: '1' },
        { status: 'Started' },
      );
      behave(simulator, [onAdd({ delayMs: 400 })]);
      const first = add(product, id, contacts(1), { allowRunning: true });
      await until(() => countOf(simulator, 'add_record') === 1, 'the first upload was sent');
      const second = add(product, id, [{ customerId: 'queued' }], { allowRunning: true });
      await until(async () => (await queued(product)) === 1, 'the second upload is queued');
      const stopped = await product.stop(id);
      expect(stopped.data?.stopCampaign).toMatchObject({ __typename: 'StopCampaignSuccess' });
      expect((await second).result).toMatchObject({ __typename: 'WolkvoxBusy' });
      await first;
      expect(idsOf(simulator, number)).not.toContain('queued');
      expect(simulator.statusOf(number)).toBe('Stopped');
    }),
  );

  it.concurrent(
    'that overtakes an upload is repeated, because the upload may have started the campaign again',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer, {}, { status: 'Started' });
      // The simulator carries out the upload after the delay, so after the stop.
      behave(simulator, [onAdd({ delayMs: 600 })]);
      const upload = add(product, id, contacts(1), { allowRunning: true });
      await until(() => countOf(simulator, 'add_record') === 1, 'the upload was sent');
      await product.stop(id);
      expect((await upload).result).toMatchObject({ __typename: 'AddContactsSuccess' });
      expect(countOf(simulator, 'stop')).toBe(2);
      expect(simulator.statusOf(number)).toBe('Stopped');
    }),
  );
});

describe('a client that disconnects', () => {
  it.concurrent(
    'does not send a queued upload, and the audit log shows it',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer, { WOLKVOX_MAX_IN_FLIGHT: '1' });
      behave(simulator, [onRead({ delayMs: 500 })]);
      const query = `mutation { addContacts(input: { campaignId: "${id}", contacts: [{ customerId: "1" }] }) { __typename } }`;
      const { hangUp, ended } = requestThatHangsUp(product, query);
      await until(() => countOf(simulator, 'campaigns') === 1, 'the campaign is read');
      hangUp();
      expect(await ended).toBe('disconnected');
      await until(() => audits(product).length === 1, 'the mutation is audited');
      expect(audits(product)).toMatchObject([{ mutation: 'addContacts', outcome: 'BUSY', contacts: { requested: 1 } }]);
      expect(sent(simulator)).toEqual(['campaigns']);
      expect(simulator.contactsOf(number)).toEqual([]);
    }),
  );
});

describe('an idempotency key', () => {
  const key = { idempotencyKey: 'form-1' };
  const repeat = async (product: Product, id: string, input: object = {}): Promise<MutationAnswer['result'][]> => {
    const first = await add(product, id, contacts(2), { ...key, ...input });
    const second = await add(product, id, contacts(2), { ...key, ...input });
    return [first.result, second.result];
  };

  it.concurrent(
    'returns the first result without a call, also after the campaign was started',
    closing(async (defer) => {
      const { simulator, product, id } = await withCampaign(defer);
      simulator.setReadings({ fourByteCharacters: 'reject' });
      const people = [...contacts(2), { customerId: '😀' }, { customerId: '' }];
      const input = { ...key, onInvalid: 'REJECT_ROWS' };
      const first = await add(product, id, people, input);
      await product.mutate('StartCampaign', { campaignId: id, confirm: { name: NAME, contactCount: COUNT + 2 } });
      const calls = simulator.requests().length;
      const second = await add(product, id, people, input);
      expect(first.result).toMatchObject({ accepted: 2, rejected: [byWolkvox(2), { index: 3, by: 'LAYER' }] });
      expect(second.result).toEqual({ ...first.result, replayed: true });
      expect(simulator.requests()).toHaveLength(calls);
    }),
  );

  it.concurrent(
    'with other contacts is a conflict, and sends nothing',
    closing(async (defer) => {
      const { simulator, product, id } = await withCampaign(defer);
      await add(product, id, contacts(2), key);
      for (const other of [{ contacts: contacts(1) }, { allowRunning: true }, { onInvalid: 'REJECT_ROWS' }])
        expect((await add(product, id, contacts(2), { ...key, ...other })).result).toMatchObject({
          __typename: 'WolkvoxIdempotencyConflict',
        });
      expect(countOf(simulator, 'add_record')).toBe(1);
    }),
  );

  it.concurrent.each<[string, readonly Behaviour[], object, object]>([
    ['an upload that was found', [LOST], { ...FOUND, accepted: 2 }, { ...FOUND, accepted: 2, replayed: true }],
    ['an unknown outcome', [HALF], UNKNOWN, UNKNOWN],
  ])(
    'of %s is never sent again',
    closing(async (defer, _what: string, behaviours: readonly Behaviour[], first: object, second: object) => {
      const { simulator, product, id } = await withCampaign(defer);
      behave(simulator, behaviours);
      expect(await repeat(product, id)).toMatchObject([first, second]);
      expect(countOf(simulator, 'add_record')).toBe(1);
    }),
  );

  it.concurrent.each<[string, readonly Behaviour[], object]>([
    ['a refusal', [onAdd({ preset: 'licence-capacity' })], { code: 'CAPACITY_EXCEEDED' }],
    ['a lost upload that had no effect', [RESET], NOTHING],
  ])(
    'is free again after %s',
    closing(async (defer, _what: string, behaviours: readonly Behaviour[], first: object) => {
      const { simulator, product, number, id } = await withCampaign(defer);
      behave(simulator, behaviours);
      expect(await repeat(product, id)).toMatchObject([first, { ...SUCCESS, accepted: 2 }]);
      expect(simulator.contactsOf(number)).toHaveLength(2);
    }),
  );

  it.concurrent.each<[string, object, object, object]>([
    ['a started campaign', { status: 'Started' }, {}, conflict('CAMPAIGN_STARTED', { status: 'STARTED' })],
    [
      'a rule that depends on the type',
      { type: 'preview' },
      { contacts: [{ customerId: '1', email: 'x' }] },
      { issues: [{ path: ['contacts', '0', 'email'], rule: 'NOT_ON_PREVIEW' }] },
    ],
  ])(
    'of parallel requests returns the result of %s to each, and is free again',
    closing(async (defer, _what: string, campaign: object, input: object, expected: object) => {
      const { simulator, product, id } = await withCampaign(defer, {}, campaign);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => add(product, id, contacts(1), { ...key, ...input })),
      );
      for (const { result } of answers) expect(result).toMatchObject(expected);
      expect(sent(simulator)).toEqual(['campaigns']);
      const { result } = await add(product, id, contacts(1), { ...key, allowRunning: true });
      expect(result).toMatchObject({ __typename: 'AddContactsSuccess' });
    }),
  );
});

describe('addContacts', () => {
  it.concurrent(
    'is audited with its numbers of contacts',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withCampaign(defer);
      simulator.setReadings({ fourByteCharacters: 'reject' });
      const people = [...contacts(3), { customerId: '😀' }, { customerId: '' }];
      await add(product, id, people, { onInvalid: 'REJECT_ROWS' });
      await add(product, id, people);
      behave(simulator, [HALF]);
      await add(product, id, contacts(2));
      expect(audits(product)).toMatchObject([
        {
          mutation: 'addContacts',
          outcome: 'success',
          campaignId: number,
          contacts: { requested: 5, sent: 4, accepted: 3, rejected: 2 },
        },
        { outcome: 'INVALID_INPUT', campaignId: null, contacts: { requested: 5 } },
        { outcome: 'OUTCOME_UNKNOWN', campaignId: number, contacts: { requested: 2 } },
      ]);
    }),
  );

  it.concurrent(
    'returns its texts in Spanish',
    closing(async (defer) => {
      const { simulator, product, id } = await withCampaign(defer);
      simulator.setReadings({ fourByteCharacters: 'reject' });
      const input = { campaignId: id, contacts: [{ customerId: '😀' }, { customerId: '' }], onInvalid: 'REJECT_ROWS' };
      const { result } = await product.mutate('AddContacts', input, { 'accept-language': 'es' });
      expect(result?.rejected).toMatchObject([
        { message: 'wolkvox rechazó contacts.0.' },
        { message: 'contacts.1.customerId debe contener al menos un carácter visible.' },
      ]);
    }),
  );

  it.concurrent(
    'invalidates the list of campaigns',
    closing(async (defer) => {
      const { product, id } = await withCampaign(defer);
      const list = '{ campaigns { nodes { contactCount } } }';
      expect((await product.query(list)).data).toEqual({ campaigns: { nodes: [{ contactCount: COUNT }] } });
      await add(product, id, contacts(2));
      expect((await product.query(list)).data).toEqual({ campaigns: { nodes: [{ contactCount: COUNT + 2 }] } });
    }),
  );
});
