import { match, RequestFailed, type CreateCampaignResult } from '@wolkvox-graphql/client';

/** Outcome of a request: a union member, or a failure. */
export type Outcome = CreateCampaignResult | RequestFailed;

/** Returns true if the outcome is this union member. */
export const isMember = <Name extends CreateCampaignResult['__typename']>(
  outcome: Outcome | undefined,
  name: Name,
): outcome is Extract<CreateCampaignResult, { __typename: Name }> =>
  outcome !== undefined && '__typename' in outcome && outcome.__typename === name;

/** Returns true if the campaign may exist although the outcome is not a success. */
export function isOutcomeUnknown(outcome: Outcome): boolean {
  if (outcome instanceof RequestFailed) return outcome.outcomeUnknown;
  return match(outcome, {
    CreateCampaignSuccess: () => false,
    WolkvoxInvalidInput: () => false,
    WolkvoxRejected: () => false,
    WolkvoxBusy: ({ code }) => code === 'IN_PROGRESS',
    WolkvoxQuotaExhausted: () => false,
    WolkvoxUnavailable: () => false,
    WolkvoxOutcomeUnknown: () => true,
    WolkvoxIdempotencyConflict: () => true,
    // A member that this page does not know.
    otherwise: () => true,
  });
}
