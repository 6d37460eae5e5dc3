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

/** A campaign with all that `getCampaign` gives of it. */
export type Campaign = NonNullable<GetCampaignQuery['campaign']>;

/** A campaign as a row of `listCampaigns`. Every `Campaign` is one, so what shows a row can show a `Campaign`. */
export type ListedCampaign = ListCampaignsQuery['campaigns']['nodes'][number];

/** A skill with all that `getSkill` gives of it. */
export type Skill = NonNullable<GetSkillQuery['skill']>;

/** A skill as a row of `listSkills`. Every `Skill` is one. */
export type ListedSkill = ListSkillsQuery['skills'][number];

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
export const getCampaign = async (run: Run, id: string, options?: RunOptions): Promise<Campaign | null> =>
  (await run(GetCampaignDocument, { id }, options)).campaign;

/** The skills of an operation, to choose the `skillId` of a new campaign from. */
export const listSkills = async (
  run: Run,
  variables: ListSkillsQueryVariables = {},
  options?: RunOptions,
): Promise<ListedSkill[]> => (await run(ListSkillsDocument, variables, options)).skills;

/**
 * One skill by its global id, for example `default:4021`; null if there is none. Throws `RequestFailed` with the code
 * BAD_USER_INPUT for an id of another form, such as the number alone.
 */
export const getSkill = async (run: Run, id: string, options?: RunOptions): Promise<Skill | null> =>
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
