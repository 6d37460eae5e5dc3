import {
  AddContactsDocument,
  CampaignResultsDocument,
  ClearCampaignDocument,
  CreateCampaignDocument,
  DeleteCampaignDocument,
  FindContactsDocument,
  GetCampaignDocument,
  GetCampaignProgressDocument,
  GetSkillDocument,
  ListCampaignProgressDocument,
  ListCampaignsDocument,
  ListOperationsDocument,
  ListSkillsDocument,
  RemoveContactsDocument,
  ScheduleCallbackDocument,
  SetCampaignSpeedDocument,
  StartCampaignDocument,
  StopCampaignDocument,
  TokenUsageDocument,
  UpdateCampaignDocument,
  type AddContactsInput,
  type AddContactsMutation,
  type CampaignResultsQuery,
  type CampaignResultsQueryVariables,
  type ClearCampaignInput,
  type ClearCampaignMutation,
  type CreateCampaignInput,
  type CreateCampaignMutation,
  type DeleteCampaignInput,
  type DeleteCampaignMutation,
  type FindContactsQuery,
  type FindContactsQueryVariables,
  type GetCampaignProgressQuery,
  type GetCampaignQuery,
  type GetSkillQuery,
  type ListCampaignProgressQuery,
  type ListCampaignProgressQueryVariables,
  type ListCampaignsQuery,
  type ListCampaignsQueryVariables,
  type ListOperationsQuery,
  type ListSkillsQuery,
  type ListSkillsQueryVariables,
  type RemoveContactsInput,
  type RemoveContactsMutation,
  type ScheduleCallbackInput,
  type ScheduleCallbackMutation,
  type SetCampaignSpeedInput,
  type SetCampaignSpeedMutation,
  type StartCampaignInput,
  type StartCampaignMutation,
  type StopCampaignMutation,
  type TokenUsageQuery,
  type TokenUsageQueryVariables,
  type UpdateCampaignInput,
  type UpdateCampaignMutation,
} from './generated/graphql.js';
import { RequestFailed } from './request-failed.js';
import type { Run, RunOptions } from './run.js';

/** Result of `addContacts`: every member of the mutation's union. */
export type AddContactsResult = NonNullable<AddContactsMutation['addContacts']>;

/** Result of `createCampaign`: every member of the mutation's union. */
export type CreateCampaignResult = NonNullable<CreateCampaignMutation['createCampaign']>;

/** Result of `scheduleCallback`: every member of the mutation's union. */
export type ScheduleCallbackResult = NonNullable<ScheduleCallbackMutation['scheduleCallback']>;

/** Result of `setCampaignSpeed`: every member of the mutation's union. */
export type SetCampaignSpeedResult = NonNullable<SetCampaignSpeedMutation['setCampaignSpeed']>;

/** Result of `deleteCampaign`: every member of the mutation's union. */
export type DeleteCampaignResult = NonNullable<DeleteCampaignMutation['deleteCampaign']>;

/** Result of `removeContacts`: every member of the mutation's union. */
export type RemoveContactsResult = NonNullable<RemoveContactsMutation['removeContacts']>;

/** Result of `clearCampaign`: every member of the mutation's union. */
export type ClearCampaignResult = NonNullable<ClearCampaignMutation['clearCampaign']>;

/** Result of `startCampaign`: every member of the mutation's union. */
export type StartCampaignResult = NonNullable<StartCampaignMutation['startCampaign']>;

/** Result of `updateCampaign`: every member of the mutation's union. */
export type UpdateCampaignResult = NonNullable<UpdateCampaignMutation['updateCampaign']>;

/** Result of `stopCampaign`: every member of the mutation's union. */
export type StopCampaignResult = NonNullable<StopCampaignMutation['stopCampaign']>;

/** Campaign with all fields of `getCampaign`. */
export type Campaign = NonNullable<GetCampaignQuery['campaign']>;

/** Page of `campaignResults`. */
export type CampaignResults = NonNullable<CampaignResultsQuery['campaign']>['results'];

/** Row of `listCampaigns`. Every `Campaign` is assignable to it. */
export type ListedCampaign = ListCampaignsQuery['campaigns']['nodes'][number];

/** Progress with all fields of `getCampaignProgress`. */
export type CampaignProgress = NonNullable<NonNullable<GetCampaignProgressQuery['campaign']>['progress']>;

/** Contact with all fields of `findContacts`. */
export type Contact = NonNullable<FindContactsQuery['campaign']>['contacts'][number];

/** Skill with all fields of `getSkill`. */
export type Skill = NonNullable<GetSkillQuery['skill']>;

/** Row of `listSkills`. Every `Skill` is assignable to it. */
export type ListedSkill = ListSkillsQuery['skills'][number];

/**
 * Creates a campaign, at most once. Returns every failure that a program can handle. Throws `RequestFailed` for the
 * rest, like all functions of this file. With `input.idempotencyKey` a repeat of the same call is always safe.
 */
export async function createCampaign(
  run: Run,
  input: CreateCampaignInput,
  options?: RunOptions,
): Promise<CreateCampaignResult> {
  const data = await run(CreateCampaignDocument, { input }, options);
  // The server sends null only beside an error, which `run` throws; a proxy may differ.
  if (data.createCampaign === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.createCampaign;
}

/**
 * Starts a campaign, which reaches people. `input.confirm` is what a person was shown. If the campaign differs, nothing is sent and
 * the result is `WolkvoxStateConflict` with the campaign. Returns every failure that a program can handle.
 */
export async function startCampaign(
  run: Run,
  input: StartCampaignInput,
  options?: RunOptions,
): Promise<StartCampaignResult> {
  const data = await run(StartCampaignDocument, { input }, options);
  if (data.startCampaign === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.startCampaign;
}

/**
 * Schedules a call to a contact of a PREDICTIVE campaign, at least 30 minutes from now. Returns every failure that a program can
 * handle. After `WolkvoxOutcomeUnknown` a repeat may call the person twice.
 */
export async function scheduleCallback(
  run: Run,
  input: ScheduleCallbackInput,
  options?: RunOptions,
): Promise<ScheduleCallbackResult> {
  const data = await run(ScheduleCallbackDocument, { input }, options);
  if (data.scheduleCallback === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.scheduleCallback;
}

/**
 * Sets the dialling speed of a campaign, 0 to 100. Returns every failure that a program can handle. A repeat of the same call is safe
 * until another speed is set.
 */
export async function setCampaignSpeed(
  run: Run,
  input: SetCampaignSpeedInput,
  options?: RunOptions,
): Promise<SetCampaignSpeedResult> {
  const data = await run(SetCampaignSpeedDocument, { input }, options);
  if (data.setCampaignSpeed === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.setCampaignSpeed;
}

/**
 * Deletes a campaign with its contacts and their history, which cannot be undone. `input.confirm` is what a person was shown. If the
 * campaign differs or is started, nothing is sent and the result is `WolkvoxStateConflict`. Returns every failure that a program can
 * handle.
 */
export async function deleteCampaign(
  run: Run,
  input: DeleteCampaignInput,
  options?: RunOptions,
): Promise<DeleteCampaignResult> {
  const data = await run(DeleteCampaignDocument, { input }, options);
  if (data.deleteCampaign === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.deleteCampaign;
}

/**
 * Removes contacts from a campaign by their customer ids, which cannot be undone. `input.confirm` is what a person was shown of the
 * campaign. If it differs or is started, nothing is sent and the result is `WolkvoxStateConflict`. Returns every failure that a
 * program can handle.
 */
export async function removeContacts(
  run: Run,
  input: RemoveContactsInput,
  options?: RunOptions,
): Promise<RemoveContactsResult> {
  const data = await run(RemoveContactsDocument, { input }, options);
  if (data.removeContacts === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.removeContacts;
}

/**
 * Removes the contacts of a campaign, which cannot be undone. `input.confirm` is what a person was shown. If the campaign differs or
 * is started, nothing is sent and the result is `WolkvoxStateConflict`. Returns every failure that a program can handle.
 */
export async function clearCampaign(
  run: Run,
  input: ClearCampaignInput,
  options?: RunOptions,
): Promise<ClearCampaignResult> {
  const data = await run(ClearCampaignDocument, { input }, options);
  if (data.clearCampaign === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.clearCampaign;
}

/**
 * Adds 1 to 500 contacts to a campaign, at most once. A started campaign calls them now, so it needs `input.allowRunning`. Returns
 * every failure that a program can handle. With `input.idempotencyKey` a repeat of the same call is always safe.
 */
export async function addContacts(run: Run, input: AddContactsInput, options?: RunOptions): Promise<AddContactsResult> {
  const data = await run(AddContactsDocument, { input }, options);
  if (data.addContacts === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.addContacts;
}

/**
 * Changes fields of a campaign: those of the input that are not null. Returns every failure that a program can handle. After `WolkvoxOutcomeUnknown` some, all or
 * none of the fields have changed.
 */
export async function updateCampaign(
  run: Run,
  input: UpdateCampaignInput,
  options?: RunOptions,
): Promise<UpdateCampaignResult> {
  const data = await run(UpdateCampaignDocument, { input }, options);
  if (data.updateCampaign === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.updateCampaign;
}

/**
 * Stops a campaign by its global id, for example `default:1287`. Returns every failure that a program can handle. A repeat of
 * the same call is always safe.
 */
export async function stopCampaign(run: Run, campaignId: string, options?: RunOptions): Promise<StopCampaignResult> {
  const data = await run(StopCampaignDocument, { input: { campaignId } }, options);
  if (data.stopCampaign === null) throw new RequestFailed({ mutation: true, code: 'UNREADABLE', data });
  return data.stopCampaign;
}

/** Returns a page of campaigns. For the next page set `after` to `pageInfo.endCursor`, while `pageInfo.hasNextPage`. */
export const listCampaigns = async (
  run: Run,
  variables: ListCampaignsQueryVariables = {},
  options?: RunOptions,
): Promise<ListCampaignsQuery['campaigns']> => (await run(ListCampaignsDocument, variables, options)).campaigns;

/**
 * Returns a campaign by its global id, for example `default:1287`; null if there is none. Throws `RequestFailed` with
 * the code BAD_USER_INPUT for any other id format, such as the number alone.
 */
export const getCampaign = async (run: Run, id: string, options?: RunOptions): Promise<Campaign | null> =>
  (await run(GetCampaignDocument, { id }, options)).campaign;

/**
 * Returns what a campaign is doing now; null if there is no such campaign, or if the board of wolkvox does not show it. Repeat it to
 * follow a campaign: the server calls wolkvox once in `PROGRESS_TTL_MS`, however often it is called.
 */
export const getCampaignProgress = async (
  run: Run,
  id: string,
  options?: RunOptions,
): Promise<CampaignProgress | null> =>
  (await run(GetCampaignProgressDocument, { id }, options)).campaign?.progress ?? null;

/** Returns a page of campaigns with what they are doing now, as `listCampaigns`. It costs one call for the progress of all. */
export const listCampaignProgress = async (
  run: Run,
  variables: ListCampaignProgressQueryVariables = {},
  options?: RunOptions,
): Promise<ListCampaignProgressQuery['campaigns']> =>
  (await run(ListCampaignProgressDocument, variables, options)).campaigns;

/**
 * Returns the contacts of a campaign with this customer id, this phone, or both; [] if there are none, or no such campaign. Each call
 * uses one unit of quota. Throws `RequestFailed` with the code BAD_USER_INPUT if both are missing.
 */
export const findContacts = async (
  run: Run,
  variables: FindContactsQueryVariables,
  options?: RunOptions,
): Promise<Contact[]> => (await run(FindContactsDocument, variables, options)).campaign?.contacts ?? [];

/**
 * Returns a page of results of a campaign, newest first; null if there is no such campaign. For the next page set `after` to
 * `pageInfo.endCursor`, while `pageInfo.hasNextPage`, also if the page is empty. Leave `from` and `to` as they are.
 */
export const campaignResults = async (
  run: Run,
  variables: CampaignResultsQueryVariables,
  options?: RunOptions,
): Promise<CampaignResults | null> =>
  (await run(CampaignResultsDocument, variables, options)).campaign?.results ?? null;

/** Returns the skills of an operation, for the `skillId` of a new campaign. */
export const listSkills = async (
  run: Run,
  variables: ListSkillsQueryVariables = {},
  options?: RunOptions,
): Promise<ListedSkill[]> => (await run(ListSkillsDocument, variables, options)).skills;

/**
 * Returns a skill by its global id, for example `default:4021`; null if there is none. Throws `RequestFailed` with the
 * code BAD_USER_INPUT for any other id format, such as the number alone.
 */
export const getSkill = async (run: Run, id: string, options?: RunOptions): Promise<Skill | null> =>
  (await run(GetSkillDocument, { id }, options)).skill;

/**
 * Returns the operations that the caller may use, for the `operationId` of a new campaign. `operation` is the default
 * one; null if there is none.
 */
export const listOperations = (run: Run, options?: RunOptions): Promise<ListOperationsQuery> =>
  run(ListOperationsDocument, {}, options);

/** Returns the usage of an operation's token; null if there is no such operation. Each call uses one unit of quota. */
export const tokenUsage = async (
  run: Run,
  variables: TokenUsageQueryVariables = {},
  options?: RunOptions,
): Promise<NonNullable<TokenUsageQuery['operation']>['tokenUsage'] | null> =>
  (await run(TokenUsageDocument, variables, options)).operation?.tokenUsage ?? null;

/**
 * Returns the estimated capacity of an operation; null if there is no such operation, or if it cannot be estimated. It reads the
 * usage of the token, so each call uses one unit of quota.
 */
export const capacity = async (
  run: Run,
  variables: TokenUsageQueryVariables = {},
  options?: RunOptions,
): Promise<NonNullable<TokenUsageQuery['operation']>['capacity'] | null> =>
  (await run(TokenUsageDocument, variables, options)).operation?.capacity ?? null;
