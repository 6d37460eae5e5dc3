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

/** Never called. It compiles only if every marked line is a type error; `npm run types` checks it. */
export function whatTypesRefuse(result: CreateCampaignResult): string {
  // @ts-expect-error A missing case: WolkvoxBusy.
  match(result, { ...rest, otherwise });
  // @ts-expect-error No case for members of newer servers.
  match(result, { ...rest, WolkvoxBusy: () => 'busy' });
  // @ts-expect-error No such member.
  match(result, { ...rest, WolkvoxBusy: () => 'busy', WolkvoxBuzy: () => 'busy', otherwise });
  // @ts-expect-error WolkvoxBusy has retryAfterMs, and no issues.
  match(result, { ...rest, WolkvoxBusy: ({ issues }) => String(issues), otherwise });
  // @ts-expect-error The result may be a number.
  return match(result, { ...rest, WolkvoxBusy: ({ retryAfterMs }) => retryAfterMs, otherwise });
}

describe('match', () => {
  it('calls the case of the member and returns its result', () => {
    const text: string | number = match(busy as CreateCampaignResult, {
      ...rest,
      WolkvoxBusy: ({ retryAfterMs }) => retryAfterMs,
      otherwise,
    });
    expect(text).toBe(250);
  });

  it.each(['WolkvoxTired', 'otherwise', 'toString', '__proto__'])('treats %s as a member of a newer server', (name) => {
    const newer = { __typename: name, message: 'Tomorrow.' } as unknown as CreateCampaignResult;
    expect(match(newer, { ...rest, WolkvoxBusy: () => 'busy', otherwise })).toBe('Tomorrow.');
  });
});
