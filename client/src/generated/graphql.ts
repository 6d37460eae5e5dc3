/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { CampaignTime } from './scalars.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The country for which answering-machine detection (AMD) is tuned, as ISO 3166-1 alpha-3. Left out, wolkvox uses its default detection. */
export const AmdCountry = {
  /** Argentina */
  ARG: 'ARG',
  /** Chile */
  CHL: 'CHL',
  /** Colombia */
  COL: 'COL',
  /** Costa Rica */
  CRI: 'CRI',
  /** Ecuador */
  ECU: 'ECU',
  /** Spain */
  ESP: 'ESP',
  /** Guatemala */
  GTM: 'GTM',
  /** Honduras */
  HND: 'HND',
  /** Italy */
  ITA: 'ITA',
  /** Mexico */
  MEX: 'MEX',
  /** Nicaragua */
  NIC: 'NIC',
  /** Panama */
  PAN: 'PAN',
  /** Peru */
  PER: 'PER'
} as const;

export type AmdCountry = typeof AmdCountry[keyof typeof AmdCountry];
/** Which campaigns are wanted; every condition must hold. */
export type CampaignFilter = {
  /** With this text in its name, whatever its case and accents: `campana` finds `Campaña`. At most 4000 characters. */
  nameContains?: string | null | undefined;
  /** In this status only. */
  status?: CampaignStatus | null | undefined;
  /** Of this type only. */
  type?: CampaignType | null | undefined;
};

/** Whether a campaign dials. */
export const CampaignStatus = {
  /** It is on: its contacts are being called, or shown to agents. */
  STARTED: 'STARTED',
  /** It is off. */
  STOPPED: 'STOPPED'
} as const;

export type CampaignStatus = typeof CampaignStatus[keyof typeof CampaignStatus];
/** How a campaign dials. */
export const CampaignType = {
  /** wolkvox dials ahead of the agents, within the hours of the campaign. */
  PREDICTIVE: 'PREDICTIVE',
  /** An agent sees the contact first and starts the call. Has no hours and no answering-machine detection. */
  PREVIEW: 'PREVIEW'
} as const;

export type CampaignType = typeof CampaignType[keyof typeof CampaignType];
/** A campaign to create. Every rule that is broken is told at once, as `WolkvoxInvalidInput`, and then nothing is sent. Values are sent to wolkvox exactly as they are written here. */
export type CreateCampaignInput = {
  /** The country its contacts are called in, for answering-machine detection. Left out: wolkvox's default. Refused on PREVIEW. */
  amd?: AmdCountry | null | undefined;
  /** What it is for. No control characters, line breaks included; at most 4000 characters. */
  description?: string | null | undefined;
  /** Whether it may be edited in wolkvox afterwards. */
  enableEdition?: boolean | null | undefined;
  /** When dialling must end; after startTime, for example `2026-11-23T18:00:00`. Required on PREDICTIVE, refused on PREVIEW. */
  endTime?: CampaignTime | null | undefined;
  /** A word of yours for this creation, for example a UUID, of at most 255 characters. Another request with the same key and the same input creates nothing: for 24 hours it is given the first answer, with `replayed: true`, or waits for it. The same key with another input is refused. Where nothing happened the key is free again. Keys are yours and of the operation: others may use the same. */
  idempotencyKey?: string | null | undefined;
  /** Its name, for example `Cobranza noviembre`. Not blank, no control characters, at most 4000 characters. */
  name: string;
  /** The operation to create it in, for example `default`. Left out: the operation called `default`, or the only one. The query `operations` lists them. */
  operationId?: string | null | undefined;
  /** Titles of the extra fields that its contacts carry, in order, at most 12: `["Saldo", null, "Ciudad"]` names the first and the third and leaves the second without a title. Each at most 4000 characters. */
  optionalFields?: Array<string | null | undefined> | null | undefined;
  /** The number of the skill whose agents serve it: its `skillId`, for example `4021`, not its global `id`. Digits only, at most 15. */
  skillId: string;
  /** When dialling may begin, for example `2026-11-23T08:00:00`. Required on PREDICTIVE, refused on PREVIEW. */
  startTime?: CampaignTime | null | undefined;
  /** How it dials. */
  type: CampaignType;
};

/** What went wrong, in one word to act on: `code` of a result and `extensions.code` in errors[] are the same words; errors[] has some more, of access and limits. The description of each is the message that goes with it, in English. */
export const WolkvoxErrorCode = {
  /** wolkvox takes only a few requests at a time and this was one too many; nothing happened. Try again later. */
  BUSY: 'BUSY',
  /** The licences of the operation do not allow this; nothing happened. */
  CAPACITY_EXCEEDED: 'CAPACITY_EXCEEDED',
  /** This idempotency key was used with another input; nothing was sent. */
  IDEMPOTENCY_CONFLICT: 'IDEMPOTENCY_CONFLICT',
  /** The input breaks at least one rule; nothing was sent. Each issue names a field and its rule. */
  INVALID_INPUT: 'INVALID_INPUT',
  /** A request with this idempotency key is still under way. */
  IN_PROGRESS: 'IN_PROGRESS',
  /** wolkvox is switched off for maintenance or a backup; nothing happened. Try again later. */
  MAINTENANCE: 'MAINTENANCE',
  /** wolkvox found nothing that matches the request; nothing happened. */
  NOT_FOUND: 'NOT_FOUND',
  /** The request left, but no clear answer came back: it may or may not have taken effect, and it was not sent again. Look in wolkvox before you repeat it. If every call ends like this, the address of this server may be missing from the allow-list of the operation. */
  OUTCOME_UNKNOWN: 'OUTCOME_UNKNOWN',
  /** The calls of the day are used up; nothing happened. Try again after resetsAt. */
  QUOTA_EXHAUSTED: 'QUOTA_EXHAUSTED',
  /** wolkvox refused the request; nothing happened. Its own words are in upstreamMessage. */
  REJECTED: 'REJECTED',
  /** The state of the operation does not allow this now; nothing happened. */
  STATE_CONFLICT: 'STATE_CONFLICT',
  /** wolkvox could not be reached, or gave no answer and did nothing. Try again later; if this persists, the address of this server may be missing from the allow-list of the operation. */
  UNREACHABLE: 'UNREACHABLE',
  /** wolkvox does not accept the token of this operation. An operator must mend it. */
  UPSTREAM_AUTHENTICATION: 'UPSTREAM_AUTHENTICATION',
  /** wolkvox does not know this call as it is documented. An operator must mend it. */
  UPSTREAM_CONTRACT: 'UPSTREAM_CONTRACT'
} as const;

export type WolkvoxErrorCode = typeof WolkvoxErrorCode[keyof typeof WolkvoxErrorCode];
export type CreateCampaignMutationVariables = Exact<{
  input: CreateCampaignInput;
}>;


export type CreateCampaignMutation = { createCampaign:
    | { __typename: 'CreateCampaignSuccess', message: string, replayed: boolean, campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, operation: { id: string, timeZone: string } } }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxIdempotencyConflict', code: WolkvoxErrorCode, message: string, retryable: boolean }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type GetCampaignQueryVariables = Exact<{
  id: string;
}>;


export type GetCampaignQuery = { campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, description: string | null, status: CampaignStatus | null, records: number | null, speed: number | null, dialMode: string | null, lastUsedAt: CampaignTime | null, recycled: number | null, turboDial: boolean | null, operation: { id: string, timeZone: string }, skill: { id: string, skillId: string, name: string | null } | null } | null };

export type GetSkillQueryVariables = Exact<{
  id: string;
}>;


export type GetSkillQuery = { skill: { id: string, skillId: string, name: string | null, description: string | null, lastUsedAt: CampaignTime | null, operation: { id: string } } | null };

export type ListCampaignsQueryVariables = Exact<{
  operationId?: string | null | undefined;
  filter?: CampaignFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListCampaignsQuery = { campaigns: { totalCount: number, nodes: Array<{ id: string, campaignId: string, name: string, type: CampaignType | null, status: CampaignStatus | null, records: number | null, lastUsedAt: CampaignTime | null, skill: { id: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ListOperationsQueryVariables = Exact<{ [key: string]: never; }>;


export type ListOperationsQuery = { operations: Array<{ id: string, timeZone: string }>, operation: { id: string, timeZone: string } | null };

export type ListSkillsQueryVariables = Exact<{
  operationId?: string | null | undefined;
}>;


export type ListSkillsQuery = { skills: Array<{ id: string, skillId: string, name: string | null, description: string | null, lastUsedAt: CampaignTime | null }> };

export type TokenUsageQueryVariables = Exact<{
  operationId?: string | null | undefined;
}>;


export type TokenUsageQuery = { operation: { id: string, tokenUsage: { limit: number, usedToday: number, usedTodayByAllTokens: number } } | null };


export const CreateCampaignDocument = {"__meta__":{"hash":"sha256:183cd8cf15f6c391392b40df858a429436a025227ca18ae7c0467ed1ceec2c81"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCampaignInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCampaignSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CreateCampaignMutation, CreateCampaignMutationVariables>;
export const GetCampaignDocument = {"__meta__":{"hash":"sha256:4d289cf1fc5f21f1127e033a7bd125e57b399be4d2a13715c1969cee37b1bab1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GetCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"skill"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"skillId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"records"}},{"kind":"Field","name":{"kind":"Name","value":"speed"}},{"kind":"Field","name":{"kind":"Name","value":"dialMode"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}},{"kind":"Field","name":{"kind":"Name","value":"recycled"}},{"kind":"Field","name":{"kind":"Name","value":"turboDial"}}]}}]}}]} as unknown as DocumentNode<GetCampaignQuery, GetCampaignQueryVariables>;
export const GetSkillDocument = {"__meta__":{"hash":"sha256:ac6584f0323c0ada388ac3b5e2816d7faff383ca8f61b72fc366269c568abec5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GetSkill"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"skill"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"skillId"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}}]}}]}}]} as unknown as DocumentNode<GetSkillQuery, GetSkillQueryVariables>;
export const ListCampaignsDocument = {"__meta__":{"hash":"sha256:91034cf067645d027b3ca6ce96b3e379ffed279fcb46faab08a39b21beab82b1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListCampaigns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CampaignFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaigns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"records"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}},{"kind":"Field","name":{"kind":"Name","value":"skill"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ListCampaignsQuery, ListCampaignsQueryVariables>;
export const ListOperationsDocument = {"__meta__":{"hash":"sha256:68f0afcb08226a320cb67fe35c6fedb6737da552e3d83541c43353ab6a0bea0f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListOperations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]} as unknown as DocumentNode<ListOperationsQuery, ListOperationsQueryVariables>;
export const ListSkillsDocument = {"__meta__":{"hash":"sha256:7bb8fc85066c6c6fd1614e7b4e3193e43ddfcf25e26d4534eb0da633fce75af8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListSkills"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"skills"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"skillId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}}]}}]}}]} as unknown as DocumentNode<ListSkillsQuery, ListSkillsQueryVariables>;
export const TokenUsageDocument = {"__meta__":{"hash":"sha256:249fafeb1305959829a1b5e86141eacacce35502fddeb261b487a2dcc2cd2418"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TokenUsage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tokenUsage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"usedToday"}},{"kind":"Field","name":{"kind":"Name","value":"usedTodayByAllTokens"}}]}}]}}]}}]} as unknown as DocumentNode<TokenUsageQuery, TokenUsageQueryVariables>;