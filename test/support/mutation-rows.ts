import { expect } from '@jest/globals';

import type { Behaviour } from '../../packages/simulator/src/simulator.js';
import { refused } from './campaign-mutations.js';

/** One request of a table of a mutation, and what must come of it. */
export interface MutationRow {
  readonly what: string;
  readonly behaviours: readonly Behaviour[];
  readonly result: object;
}

/** Readings of a campaign that cannot be read. */
const UNREADABLE = [
  ['cannot be read', { preset: 'html' }],
  ['is missing in a list without rows, which is no proof', { preset: 'no-rows' }],
  ['is read with a response that is broken off', { breakOff: 'mid-body' }],
] as const satisfies readonly (readonly [string, Behaviour])[];

/** Rows of a mutation whose campaign cannot be read. `what` precedes the reason. */
export const unreadableRows = <Rest extends object>(what: string, rest: Rest): readonly (MutationRow & Rest)[] =>
  UNREADABLE.map(([why, behaviour]) => ({
    what: `${what} ${why}`,
    behaviours: [{ api: 'campaigns', ...behaviour }],
    result: { __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' },
    ...rest,
  }));

/** Refusal of a call: why, how, the code of the result, and a part of its message. */
export type RefusalCase = readonly [
  why: string,
  behaviour: Behaviour,
  code: 'REJECTED' | 'NOT_FOUND' | 'CAPACITY_EXCEEDED' | 'STATE_CONFLICT',
  message: string,
];

/** Refusals that every call of a campaign can have. */
export const REFUSALS: readonly RefusalCase[] = [
  ['the campaign was deleted meanwhile', { preset: 'unknown-campaign' }, 'NOT_FOUND', 'does not exist'],
  ['a parameter is missing', { answer: refused(400, 'SOME PARAMETERS ARE REQUIRED') }, 'REJECTED', 'REQUIRED'],
  ['a value is invalid', { preset: 'invalid-value' }, 'REJECTED', 'invalid'],
  ['wolkvox rejects it inside 200', { preset: 'error-inside-200' }, 'REJECTED', 'REQUIRED'],
  ['the text is not documented', { answer: refused(404, 'Otro texto') }, 'REJECTED', 'Otro texto'],
];

/** Rows of a mutation that wolkvox refuses with a message. */
export const refusalRows = <Rest extends object>(
  on: (behaviour: Behaviour) => Behaviour,
  cases: readonly RefusalCase[],
  rest: Rest,
): readonly (MutationRow & Rest)[] =>
  cases.map(([why, behaviour, code, message]) => ({
    what: `not if ${why}, and returns the message of wolkvox`,
    behaviours: [on(behaviour)],
    result: { __typename: 'WolkvoxRejected', code, upstreamMessage: expect.stringContaining(message) },
    ...rest,
  }));

/** Rows of a mutation that wolkvox does not process now. `subject`: `nothing` or `not`. */
export const unprocessedRows = <Rest extends object>(
  subject: 'nothing' | 'not',
  on: (behaviour: Behaviour) => Behaviour,
  rest: Rest,
): readonly (MutationRow & Rest)[] =>
  (
    [
      ['is busy', 'too-many-requests-at-once', { __typename: 'WolkvoxBusy', code: 'BUSY', retryable: true }],
      ['has no calls left today', 'quota-exhausted', { __typename: 'WolkvoxQuotaExhausted', code: 'QUOTA_EXHAUSTED' }],
      ['is down for a backup', 'maintenance', { __typename: 'WolkvoxUnavailable', code: 'MAINTENANCE' }],
    ] as const
  ).map(([why, preset, result]) => ({
    what: `${subject} if wolkvox ${why}`,
    behaviours: [on({ preset })],
    result,
    ...rest,
  }));
