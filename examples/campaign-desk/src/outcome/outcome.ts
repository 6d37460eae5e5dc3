import {
  RequestFailed,
  type AddContactsResult,
  type CreateCampaignResult,
  type StartCampaignResult,
  type StopCampaignResult,
} from '@wolkvox-graphql/client';

/** Result of any mutation of the desk. */
export type Result = CreateCampaignResult | AddContactsResult | StartCampaignResult | StopCampaignResult;

/** Union member of a mutation that worked. */
export type SuccessOf<R extends Result> = Extract<R, { readonly __typename: `${string}Success` }>;

/** Outcome of a mutation that did not work, or may not have worked: a union member, or no result. */
export type Failed<R extends Result = Result> = Exclude<R, { readonly __typename: `${string}Success` }> | RequestFailed;

/** Outcome of a request: a union member, or no result. */
export type Outcome<R extends Result = Result> = R | RequestFailed;

/** Returns true if the outcome is this union member. */
export const isMember = <Name extends Result['__typename']>(
  outcome: Outcome | undefined,
  name: Name,
): outcome is Extract<Result, { __typename: Name }> =>
  outcome !== undefined && '__typename' in outcome && outcome.__typename === name;

/** Returns true if the mutation worked. */
export const isSuccess = <R extends Result>(outcome: Outcome<R>): outcome is SuccessOf<R> =>
  '__typename' in outcome && outcome.__typename.endsWith('Success');

/** Members that prove that nothing was done. Any other member, also of a newer server, leaves the outcome unknown. */
const NOTHING_DONE: ReadonlySet<string> = new Set([
  'WolkvoxInvalidInput',
  'WolkvoxRejected',
  'WolkvoxQuotaExhausted',
  'WolkvoxUnavailable',
  'WolkvoxStateConflict',
] satisfies Result['__typename'][]);

/** Returns true if the mutation may have been executed although the outcome is not a success. */
export function isOutcomeUnknown(outcome: Outcome): boolean {
  if (outcome instanceof RequestFailed) return outcome.outcomeUnknown;
  if (isSuccess(outcome) || NOTHING_DONE.has(outcome.__typename)) return false;
  return !isMember(outcome, 'WolkvoxBusy') || outcome.code === 'IN_PROGRESS';
}

/** Runs a mutation of the typed client and returns its failure too. */
export async function outcomeOf<R extends Result>(request: Promise<R>): Promise<Outcome<R>> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof RequestFailed) return error;
    throw error;
  }
}
