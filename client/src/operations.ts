import {
  CreateCampaignDocument,
  GetCampaignDocument,
  GetSkillDocument,
  ListCampaignsDocument,
  ListOperationsDocument,
  ListSkillsDocument,
  TokenUsageDocument,
  type CreateCampaignInput,
  type CreateCampaignMutation,
  type GetCampaignQuery,
  type GetSkillQuery,
  type ListCampaignsQuery,
  type ListCampaignsQueryVariables,
  type ListOperationsQuery,
  type ListSkillsQuery,
  type ListSkillsQueryVariables,
  type TokenUsageQuery,
  type TokenUsageQueryVariables,
} from './generated/graphql.js';
import { RequestFailed } from './request-failed.js';
import type { Run, RunOptions } from './run.js';

/** What became of a creation: every member that the mutation may give. */
export type CreateCampaignResult = NonNullable<CreateCampaignMutation['createCampaign']>;

/**
 * Creates a campaign, once at most. Every answer that a program can act on is the result; all of these functions throw
 * `RequestFailed` for the rest. With `input.idempotencyKey` the same call may be made again after any of them.
 */
export async function createCampaign(
  run: Run,
  input: CreateCampaignInput,
  options?: RunOptions,
): Promise<CreateCampaignResult> {
  const data = await run(CreateCampaignDocument, { input }, options);
  // Null comes beside an error, which `run` throws; one that is not ours may not.
  if (data.createCampaign === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.createCampaign;
}

/** A page of campaigns. The next one: the same with `after` set to `pageInfo.endCursor`, while `pageInfo.hasNextPage`. */
export const listCampaigns = async (
  run: Run,
  variables: ListCampaignsQueryVariables = {},
  options?: RunOptions,
): Promise<ListCampaignsQuery['campaigns']> => (await run(ListCampaignsDocument, variables, options)).campaigns;

/**
 * One campaign by its global id, for example `default:1287`; null if there is none. Throws `RequestFailed` with the code
 * BAD_USER_INPUT for an id of another form, such as the number alone.
 */
export const getCampaign = async (run: Run, id: string, options?: RunOptions): Promise<GetCampaignQuery['campaign']> =>
  (await run(GetCampaignDocument, { id }, options)).campaign;

/** The skills of an operation, to choose the `skillId` of a new campaign from. */
export const listSkills = async (
  run: Run,
  variables: ListSkillsQueryVariables = {},
  options?: RunOptions,
): Promise<ListSkillsQuery['skills']> => (await run(ListSkillsDocument, variables, options)).skills;

/**
 * One skill by its global id, for example `default:4021`; null if there is none. Throws `RequestFailed` with the code
 * BAD_USER_INPUT for an id of another form, such as the number alone.
 */
export const getSkill = async (run: Run, id: string, options?: RunOptions): Promise<GetSkillQuery['skill']> =>
  (await run(GetSkillDocument, { id }, options)).skill;

/**
 * The operations that the caller may use, to choose the `operationId` of a new campaign from; `operation` is the one that is
 * meant where none is named, null where there is none such.
 */
export const listOperations = (run: Run, options?: RunOptions): Promise<ListOperationsQuery> =>
  run(ListOperationsDocument, {}, options);

/** What wolkvox says of the calls of an operation's token; null where there is no such operation. Costs a call each time. */
export const tokenUsage = async (
  run: Run,
  variables: TokenUsageQueryVariables = {},
  options?: RunOptions,
): Promise<NonNullable<TokenUsageQuery['operation']>['tokenUsage'] | null> =>
  (await run(TokenUsageDocument, variables, options)).operation?.tokenUsage ?? null;
