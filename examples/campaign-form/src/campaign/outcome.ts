import { match, RequestFailed, type CreateCampaignResult } from '@wolkvox-graphql/client';

/** What a request came to: a member of the union, or a failure that is none. */
export type Outcome = CreateCampaignResult | RequestFailed;

/** Whether it is this member of the union. */
export const isMember = <Name extends CreateCampaignResult['__typename']>(
  outcome: Outcome | undefined,
  name: Name,
): outcome is Extract<CreateCampaignResult, { __typename: Name }> =>
  outcome !== undefined && '__typename' in outcome && outcome.__typename === name;

/** Whether the campaign may exist although its creation was not told. */
export function isUnsure(outcome: Outcome): boolean {
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
