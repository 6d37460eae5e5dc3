import { expect } from '@jest/globals';

import type { Behaviour, Simulator } from '../../packages/simulator/src/simulator.js';
import {
  behave,
  conflict,
  CONFIRMED,
  listed,
  NAME,
  on,
  onRead,
  refused,
  sent,
  withCampaign,
} from './campaign-mutations.js';
import type { Defer } from './closing.js';
import { unprocessedRows } from './mutation-rows.js';

/** Contacts of the campaign of these tests, with the result of their last call. */
export const CONTACTS = [
  { customer_id: '1001', result: 'NO-ANSWER' },
  { customer_id: '1002', result: 'NO-ANSWER' },
  { customer_id: '1003', result: 'BUSY' },
  { customer_id: '1004', result: 'ANSWER' },
] as const;
export const IDS = CONTACTS.map(({ customer_id: id }) => id);
/** What a person was shown of it. */
export const CONFIRM = { ...CONFIRMED, contactCount: CONTACTS.length };

/** A simulator with the campaign and its contacts, and the product in front of it. */
export async function withContacts(defer: Defer, variables: Record<string, string> = {}, campaign: object = {}) {
  // Longer than a reading takes on a busy machine, so that the first reading is before its end.
  const lease = { WOLKVOX_SLOT_LEASE_MS: '1500' };
  const started = await withCampaign(defer, { ...lease, ...variables }, { records: '0', ...campaign });
  started.simulator.addContacts(started.number, CONTACTS);
  return started;
}

/** Customer ids that the campaign still has; undefined if it does not exist. */
export const idsIn = (simulator: Simulator, number: string): readonly unknown[] | undefined =>
  simulator.statusOf(number) === undefined ? undefined : simulator.contactsOf(number).map(({ customer_id: id }) => id);

/** Campaign as a list shows it, with the contacts of these tests. */
export const listedWith = (values: object) =>
  listed({ type_campaign: 'predictive', records: String(CONTACTS.length), ...values });

/** One request, and what must come of it. */
export interface DestructionRow {
  readonly what: string;
  /** Initial values of the campaign. */
  readonly campaign?: object;
  readonly confirm?: object;
  readonly input?: object;
  readonly variables?: Record<string, string>;
  readonly behaviours?: readonly Behaviour[];
  readonly readings?: Parameters<Simulator['setReadings']>[0];
  readonly result: object;
  /** The calls, in order. */
  readonly calls: readonly string[];
  /** Customer ids that are left; null if the campaign is deleted. @default all */
  readonly left?: readonly string[] | null;
}

const mismatch = (campaign: object) =>
  conflict('CONFIRMATION_MISMATCH', { contactCount: CONTACTS.length, ...campaign });

/** Rows of every destruction that must not be sent, because of what the campaign is read as. */
export const NOT_CONFIRMED_ROWS: readonly DestructionRow[] = [
  {
    what: 'no campaign of another name',
    confirm: { name: 'Cobranza Octubre' },
    result: mismatch({}),
    calls: ['campaigns'],
  },
  {
    what: 'no campaign whose name differs by a space',
    confirm: { name: `${NAME} ` },
    result: mismatch({}),
    calls: ['campaigns'],
  },
  {
    what: 'no campaign with one contact more',
    confirm: { contactCount: CONTACTS.length - 1 },
    result: mismatch({}),
    calls: ['campaigns'],
  },
  {
    what: 'no campaign whose number of contacts is not readable',
    behaviours: [onRead({ answer: listedWith({ records: '3.925' }) })],
    result: mismatch({ contactCount: null }),
    calls: ['campaigns'],
  },
  {
    what: 'no started campaign',
    campaign: { status: 'Started' },
    result: conflict('CAMPAIGN_STARTED', { contactCount: CONTACTS.length, status: 'STARTED' }),
    calls: ['campaigns'],
  },
  {
    what: 'no started campaign that differs, which is a mismatch',
    campaign: { status: 'Started' },
    confirm: { contactCount: 5 },
    result: mismatch({ status: 'STARTED' }),
    calls: ['campaigns'],
  },
  ...(['type_campaign', 'status'] as const).map((column): DestructionRow => ({
    what: `no campaign whose ${column} is not recognized`,
    behaviours: [onRead({ answer: listedWith({ [column]: 'paused' }) })],
    result: {
      __typename: 'WolkvoxUnavailable',
      code: 'UNREACHABLE',
      hint: expect.stringContaining('no type or no status of the campaign that this version recognizes'),
    },
    calls: ['campaigns'],
  })),
  // Reads before it.
  ...(
    [
      ['that cannot be read', { preset: 'html' }],
      ['whose read was broken off', { breakOff: 'mid-body' }],
      ['of a list without rows, which is no proof', { preset: 'no-rows' }],
    ] as const
  ).map(([what, behaviour]): DestructionRow => ({
    what: `no campaign ${what}`,
    behaviours: [onRead(behaviour)],
    result: { __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' },
    calls: ['campaigns'],
  })),
  {
    what: 'no campaign of an empty list',
    behaviours: [onRead({ answer: refused(404, 'No records were found') })],
    result: { __typename: 'WolkvoxRejected', code: 'NOT_FOUND' },
    calls: ['campaigns'],
  },
  {
    what: 'nothing if wolkvox is busy before it',
    behaviours: [onRead({ preset: 'too-many-requests-at-once' })],
    result: { __typename: 'WolkvoxBusy', code: 'BUSY', retryable: true },
    calls: ['campaigns'],
  },
];

/** Rows of every destruction that wolkvox refuses, or that this server does not send. `api` is its call. */
export const refusalRows = (api: NonNullable<Behaviour['api']>): readonly DestructionRow[] => {
  const onCall = on(api);
  const calls = ['campaigns', api];
  return [
    ...(
      [
        ['a value is invalid', { preset: 'invalid-value' }, 'invalid'],
        ['wolkvox rejects it inside 200', { preset: 'error-inside-200' }, 'REQUIRED'],
        ['the verb is rejected', { preset: 'method-not-allowed' }, 'METHOD'],
      ] as const
    ).map(([why, behaviour, text]): DestructionRow => ({
      what: `nothing if ${why}, and returns the message of wolkvox`,
      behaviours: [onCall(behaviour)],
      result: { __typename: 'WolkvoxRejected', code: 'REJECTED', upstreamMessage: expect.stringContaining(text) },
      calls,
    })),
    ...unprocessedRows('nothing', onCall, { calls }),
    {
      what: 'nothing if the read used the last call of the day',
      variables: { WOLKVOX_DAILY_QUOTA: '1' },
      result: { __typename: 'WolkvoxQuotaExhausted', code: 'QUOTA_EXHAUSTED' },
      calls: ['campaigns'],
    },
    // Retries.
    {
      what: 'nothing after wolkvox was busy, if the campaign differs then',
      variables: { WOLKVOX_MAX_RETRIES: '2' },
      behaviours: [
        onRead({ delayMs: 0 }),
        onRead({ answer: listedWith({ records: '5' }) }),
        onCall({ preset: 'too-many-requests-at-once' }),
      ],
      result: conflict('CONFIRMATION_MISMATCH', { contactCount: 5 }),
      calls: ['campaigns', api, 'campaigns'],
    },
    {
      what: 'nothing after wolkvox was busy, if the campaign is started then',
      variables: { WOLKVOX_MAX_RETRIES: '2' },
      behaviours: [
        onRead({ delayMs: 0 }),
        onRead({ answer: listedWith({ status: 'Started' }) }),
        onCall({ preset: 'maintenance' }),
      ],
      result: conflict('CAMPAIGN_STARTED', { contactCount: CONTACTS.length, status: 'STARTED' }),
      calls: ['campaigns', api, 'campaigns'],
    },
    {
      what: 'nothing after wolkvox was busy, if the campaign cannot be read then',
      variables: { WOLKVOX_MAX_RETRIES: '1' },
      behaviours: [
        onRead({ delayMs: 0 }),
        onRead({ preset: 'unknown-campaign' }),
        onCall({ preset: 'too-many-requests-at-once' }),
      ],
      result: { __typename: 'WolkvoxRejected', code: 'NOT_FOUND' },
      calls: ['campaigns', api, 'campaigns'],
    },
  ];
};

/** Responses that are lost after wolkvox carried out the call. */
export const LOST_AFTER: readonly (readonly [string, Behaviour])[] = [
  ['the connection was reset before the response', { preset: 'lost-answer' }],
  ['it was broken off within the head of the response', { breakOff: 'mid-headers', create: true }],
  ['it was broken off within the body of the response', { preset: 'cut-short' }],
  ['the response is 500 around a success', { preset: 'success-inside-500' }],
  ['the response is 202 without an envelope', { answer: { status: 202, body: '<html>' }, create: true }],
];

/** Responses that are lost although wolkvox carried out nothing. */
export const LOST_BEFORE: readonly (readonly [string, Behaviour])[] = [
  ['the connection was reset before wolkvox did anything', { preset: 'reset' }],
  ['the response is 500', { preset: 'internal-error' }],
  ['the response is 502 of a proxy', { preset: 'bad-gateway' }],
];

/** Returns the text of a mutation with a confirmation, for a client that hangs up. */
export const mutationText = (field: string, id: string, rest = ''): string =>
  `mutation { ${field}(input: { campaignId: "${id}", ${rest}
    confirm: { name: "${NAME}", contactCount: ${CONTACTS.length} } }) { __typename } }`;

/** Runs one row and checks what was sent, what was returned and what is left. */
export async function checkRow(
  defer: Defer,
  operation: string,
  row: DestructionRow,
  input: object = {},
): Promise<void> {
  const { campaign, confirm, variables, behaviours = [], readings = {}, result, calls, left = IDS } = row;
  const { simulator, product, number, id } = await withContacts(defer, variables, campaign);
  simulator.setReadings(readings);
  behave(simulator, behaviours);
  const answer = await product.mutate(operation, {
    campaignId: id,
    ...input,
    ...row.input,
    confirm: { ...CONFIRM, ...confirm },
  });
  expect(answer.errors).toBeUndefined();
  expect(answer.result).toMatchObject(result);
  expect(sent(simulator)).toEqual(calls);
  expect(idsIn(simulator, number)).toEqual(left ?? undefined);
  expect(simulator.mostInFlight()).toBe(Math.min(1, calls.length));
}
