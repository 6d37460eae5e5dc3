import { describe, expect, it } from '@jest/globals';

import { match, type CreateCampaignResult } from '../../client/src/index.js';

const busy: CreateCampaignResult = {
  __typename: 'WolkvoxBusy',
  code: 'BUSY',
  message: 'Later.',
  retryable: true,
  retryAfterMs: 250,
};
const rest = {
  CreateCampaignSuccess: () => 'created',
  WolkvoxInvalidInput: () => 'invalid',
  WolkvoxRejected: () => 'rejected',
  WolkvoxQuotaExhausted: () => 'quota',
  WolkvoxUnavailable: () => 'unavailable',
  WolkvoxOutcomeUnknown: () => 'unknown',
  WolkvoxIdempotencyConflict: () => 'conflict',
};
const otherwise = ({ message }: { message?: string }) => message ?? 'otherwise';

/** Never called: it compiles only where every line that is marked is an error of types. `npm run types` looks. */
export function whatTypesRefuse(result: CreateCampaignResult): string {
  // @ts-expect-error A member is forgotten: WolkvoxBusy.
  match(result, { ...rest, otherwise });
  // @ts-expect-error Nothing is said for members that are added later.
  match(result, { ...rest, WolkvoxBusy: () => 'busy' });
  // @ts-expect-error There is no such member.
  match(result, { ...rest, WolkvoxBusy: () => 'busy', WolkvoxBuzy: () => 'busy', otherwise });
  // @ts-expect-error A busy wolkvox says when to come back, not what to mend.
  match(result, { ...rest, WolkvoxBusy: ({ issues }) => String(issues), otherwise });
  // @ts-expect-error What is returned may be a number.
  return match(result, { ...rest, WolkvoxBusy: ({ retryAfterMs }) => retryAfterMs, otherwise });
}

describe('match', () => {
  it('calls the case of the member, and gives what that returns', () => {
    const told: string | number = match(busy as CreateCampaignResult, {
      ...rest,
      WolkvoxBusy: ({ retryAfterMs }) => retryAfterMs,
      otherwise,
    });
    expect(told).toBe(250);
  });

  it.each(['WolkvoxTired', 'otherwise', 'toString', '__proto__'])('takes %s for a member of a newer server', (name) => {
    const newer = { __typename: name, message: 'Tomorrow.' } as unknown as CreateCampaignResult;
    expect(match(newer, { ...rest, WolkvoxBusy: () => 'busy', otherwise })).toBe('Tomorrow.');
  });
});
