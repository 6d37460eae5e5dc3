/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "mutation CreateCampaign($input: CreateCampaignInput!) {\n  createCampaign(input: $input) {\n    __typename\n    ... on CreateCampaignSuccess {\n      message\n      replayed\n      campaign {\n        id\n        campaignId\n        name\n        type\n        operation {\n          id\n          timeZone\n        }\n      }\n    }\n    ... on WolkvoxError {\n      code\n      message\n      retryable\n    }\n    ... on WolkvoxInvalidInput {\n      issues {\n        path\n        rule\n        message\n      }\n    }\n    ... on WolkvoxRejected {\n      upstreamCode\n      upstreamMessage\n    }\n    ... on WolkvoxBusy {\n      retryAfterMs\n    }\n    ... on WolkvoxQuotaExhausted {\n      resetsAt\n    }\n    ... on WolkvoxUnavailable {\n      hint\n    }\n    ... on WolkvoxOutcomeUnknown {\n      candidates {\n        id\n        name\n      }\n    }\n  }\n}": typeof types.CreateCampaignDocument,
    "query GetCampaign($id: ID!) {\n  campaign(id: $id) {\n    id\n    campaignId\n    operation {\n      id\n      timeZone\n    }\n    name\n    type\n    description\n    status\n    skill {\n      id\n      skillId\n      name\n    }\n    contactCount\n    speed\n    dialMode\n    lastUsedAt\n    recycleCount\n    turboDial\n  }\n}": typeof types.GetCampaignDocument,
    "query GetSkill($id: ID!) {\n  skill(id: $id) {\n    id\n    skillId\n    operation {\n      id\n    }\n    name\n    description\n    lastUsedAt\n  }\n}": typeof types.GetSkillDocument,
    "query ListCampaigns($operationId: ID, $filter: CampaignFilter, $first: Int, $after: String) {\n  campaigns(\n    operationId: $operationId\n    filter: $filter\n    first: $first\n    after: $after\n  ) {\n    totalCount\n    nodes {\n      id\n      campaignId\n      name\n      type\n      status\n      contactCount\n      lastUsedAt\n      skill {\n        id\n        name\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.ListCampaignsDocument,
    "query ListOperations {\n  operations {\n    id\n    timeZone\n  }\n  operation {\n    id\n    timeZone\n  }\n}": typeof types.ListOperationsDocument,
    "query ListSkills($operationId: ID) {\n  skills(operationId: $operationId) {\n    id\n    skillId\n    name\n    description\n    lastUsedAt\n  }\n}": typeof types.ListSkillsDocument,
    "mutation StopCampaign($input: StopCampaignInput!) {\n  stopCampaign(input: $input) {\n    __typename\n    ... on StopCampaignSuccess {\n      message\n      changed\n      campaign {\n        id\n        campaignId\n        name\n        type\n        status\n        operation {\n          id\n          timeZone\n        }\n      }\n    }\n    ... on WolkvoxError {\n      code\n      message\n      retryable\n    }\n    ... on WolkvoxInvalidInput {\n      issues {\n        path\n        rule\n        message\n      }\n    }\n    ... on WolkvoxRejected {\n      upstreamCode\n      upstreamMessage\n    }\n    ... on WolkvoxBusy {\n      retryAfterMs\n    }\n    ... on WolkvoxQuotaExhausted {\n      resetsAt\n    }\n    ... on WolkvoxUnavailable {\n      hint\n    }\n    ... on WolkvoxOutcomeUnknown {\n      candidates {\n        id\n        name\n      }\n    }\n  }\n}": typeof types.StopCampaignDocument,
    "query TokenUsage($operationId: ID) {\n  operation(id: $operationId) {\n    id\n    tokenUsage {\n      limit\n      usedToday\n      usedTodayByAllTokens\n    }\n  }\n}": typeof types.TokenUsageDocument,
};
const documents: Documents = {
    "mutation CreateCampaign($input: CreateCampaignInput!) {\n  createCampaign(input: $input) {\n    __typename\n    ... on CreateCampaignSuccess {\n      message\n      replayed\n      campaign {\n        id\n        campaignId\n        name\n        type\n        operation {\n          id\n          timeZone\n        }\n      }\n    }\n    ... on WolkvoxError {\n      code\n      message\n      retryable\n    }\n    ... on WolkvoxInvalidInput {\n      issues {\n        path\n        rule\n        message\n      }\n    }\n    ... on WolkvoxRejected {\n      upstreamCode\n      upstreamMessage\n    }\n    ... on WolkvoxBusy {\n      retryAfterMs\n    }\n    ... on WolkvoxQuotaExhausted {\n      resetsAt\n    }\n    ... on WolkvoxUnavailable {\n      hint\n    }\n    ... on WolkvoxOutcomeUnknown {\n      candidates {\n        id\n        name\n      }\n    }\n  }\n}": types.CreateCampaignDocument,
    "query GetCampaign($id: ID!) {\n  campaign(id: $id) {\n    id\n    campaignId\n    operation {\n      id\n      timeZone\n    }\n    name\n    type\n    description\n    status\n    skill {\n      id\n      skillId\n      name\n    }\n    contactCount\n    speed\n    dialMode\n    lastUsedAt\n    recycleCount\n    turboDial\n  }\n}": types.GetCampaignDocument,
    "query GetSkill($id: ID!) {\n  skill(id: $id) {\n    id\n    skillId\n    operation {\n      id\n    }\n    name\n    description\n    lastUsedAt\n  }\n}": types.GetSkillDocument,
    "query ListCampaigns($operationId: ID, $filter: CampaignFilter, $first: Int, $after: String) {\n  campaigns(\n    operationId: $operationId\n    filter: $filter\n    first: $first\n    after: $after\n  ) {\n    totalCount\n    nodes {\n      id\n      campaignId\n      name\n      type\n      status\n      contactCount\n      lastUsedAt\n      skill {\n        id\n        name\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.ListCampaignsDocument,
    "query ListOperations {\n  operations {\n    id\n    timeZone\n  }\n  operation {\n    id\n    timeZone\n  }\n}": types.ListOperationsDocument,
    "query ListSkills($operationId: ID) {\n  skills(operationId: $operationId) {\n    id\n    skillId\n    name\n    description\n    lastUsedAt\n  }\n}": types.ListSkillsDocument,
    "mutation StopCampaign($input: StopCampaignInput!) {\n  stopCampaign(input: $input) {\n    __typename\n    ... on StopCampaignSuccess {\n      message\n      changed\n      campaign {\n        id\n        campaignId\n        name\n        type\n        status\n        operation {\n          id\n          timeZone\n        }\n      }\n    }\n    ... on WolkvoxError {\n      code\n      message\n      retryable\n    }\n    ... on WolkvoxInvalidInput {\n      issues {\n        path\n        rule\n        message\n      }\n    }\n    ... on WolkvoxRejected {\n      upstreamCode\n      upstreamMessage\n    }\n    ... on WolkvoxBusy {\n      retryAfterMs\n    }\n    ... on WolkvoxQuotaExhausted {\n      resetsAt\n    }\n    ... on WolkvoxUnavailable {\n      hint\n    }\n    ... on WolkvoxOutcomeUnknown {\n      candidates {\n        id\n        name\n      }\n    }\n  }\n}": types.StopCampaignDocument,
    "query TokenUsage($operationId: ID) {\n  operation(id: $operationId) {\n    id\n    tokenUsage {\n      limit\n      usedToday\n      usedTodayByAllTokens\n    }\n  }\n}": types.TokenUsageDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CreateCampaign($input: CreateCampaignInput!) {\n  createCampaign(input: $input) {\n    __typename\n    ... on CreateCampaignSuccess {\n      message\n      replayed\n      campaign {\n        id\n        campaignId\n        name\n        type\n        operation {\n          id\n          timeZone\n        }\n      }\n    }\n    ... on WolkvoxError {\n      code\n      message\n      retryable\n    }\n    ... on WolkvoxInvalidInput {\n      issues {\n        path\n        rule\n        message\n      }\n    }\n    ... on WolkvoxRejected {\n      upstreamCode\n      upstreamMessage\n    }\n    ... on WolkvoxBusy {\n      retryAfterMs\n    }\n    ... on WolkvoxQuotaExhausted {\n      resetsAt\n    }\n    ... on WolkvoxUnavailable {\n      hint\n    }\n    ... on WolkvoxOutcomeUnknown {\n      candidates {\n        id\n        name\n      }\n    }\n  }\n}"): (typeof documents)["mutation CreateCampaign($input: CreateCampaignInput!) {\n  createCampaign(input: $input) {\n    __typename\n    ... on CreateCampaignSuccess {\n      message\n      replayed\n      campaign {\n        id\n        campaignId\n        name\n        type\n        operation {\n          id\n          timeZone\n        }\n      }\n    }\n    ... on WolkvoxError {\n      code\n      message\n      retryable\n    }\n    ... on WolkvoxInvalidInput {\n      issues {\n        path\n        rule\n        message\n      }\n    }\n    ... on WolkvoxRejected {\n      upstreamCode\n      upstreamMessage\n    }\n    ... on WolkvoxBusy {\n      retryAfterMs\n    }\n    ... on WolkvoxQuotaExhausted {\n      resetsAt\n    }\n    ... on WolkvoxUnavailable {\n      hint\n    }\n    ... on WolkvoxOutcomeUnknown {\n      candidates {\n        id\n        name\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query GetCampaign($id: ID!) {\n  campaign(id: $id) {\n    id\n    campaignId\n    operation {\n      id\n      timeZone\n    }\n    name\n    type\n    description\n    status\n    skill {\n      id\n      skillId\n      name\n    }\n    contactCount\n    speed\n    dialMode\n    lastUsedAt\n    recycleCount\n    turboDial\n  }\n}"): (typeof documents)["query GetCampaign($id: ID!) {\n  campaign(id: $id) {\n    id\n    campaignId\n    operation {\n      id\n      timeZone\n    }\n    name\n    type\n    description\n    status\n    skill {\n      id\n      skillId\n      name\n    }\n    contactCount\n    speed\n    dialMode\n    lastUsedAt\n    recycleCount\n    turboDial\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query GetSkill($id: ID!) {\n  skill(id: $id) {\n    id\n    skillId\n    operation {\n      id\n    }\n    name\n    description\n    lastUsedAt\n  }\n}"): (typeof documents)["query GetSkill($id: ID!) {\n  skill(id: $id) {\n    id\n    skillId\n    operation {\n      id\n    }\n    name\n    description\n    lastUsedAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ListCampaigns($operationId: ID, $filter: CampaignFilter, $first: Int, $after: String) {\n  campaigns(\n    operationId: $operationId\n    filter: $filter\n    first: $first\n    after: $after\n  ) {\n    totalCount\n    nodes {\n      id\n      campaignId\n      name\n      type\n      status\n      contactCount\n      lastUsedAt\n      skill {\n        id\n        name\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): (typeof documents)["query ListCampaigns($operationId: ID, $filter: CampaignFilter, $first: Int, $after: String) {\n  campaigns(\n    operationId: $operationId\n    filter: $filter\n    first: $first\n    after: $after\n  ) {\n    totalCount\n    nodes {\n      id\n      campaignId\n      name\n      type\n      status\n      contactCount\n      lastUsedAt\n      skill {\n        id\n        name\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ListOperations {\n  operations {\n    id\n    timeZone\n  }\n  operation {\n    id\n    timeZone\n  }\n}"): (typeof documents)["query ListOperations {\n  operations {\n    id\n    timeZone\n  }\n  operation {\n    id\n    timeZone\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ListSkills($operationId: ID) {\n  skills(operationId: $operationId) {\n    id\n    skillId\n    name\n    description\n    lastUsedAt\n  }\n}"): (typeof documents)["query ListSkills($operationId: ID) {\n  skills(operationId: $operationId) {\n    id\n    skillId\n    name\n    description\n    lastUsedAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation StopCampaign($input: StopCampaignInput!) {\n  stopCampaign(input: $input) {\n    __typename\n    ... on StopCampaignSuccess {\n      message\n      changed\n      campaign {\n        id\n        campaignId\n        name\n        type\n        status\n        operation {\n          id\n          timeZone\n        }\n      }\n    }\n    ... on WolkvoxError {\n      code\n      message\n      retryable\n    }\n    ... on WolkvoxInvalidInput {\n      issues {\n        path\n        rule\n        message\n      }\n    }\n    ... on WolkvoxRejected {\n      upstreamCode\n      upstreamMessage\n    }\n    ... on WolkvoxBusy {\n      retryAfterMs\n    }\n    ... on WolkvoxQuotaExhausted {\n      resetsAt\n    }\n    ... on WolkvoxUnavailable {\n      hint\n    }\n    ... on WolkvoxOutcomeUnknown {\n      candidates {\n        id\n        name\n      }\n    }\n  }\n}"): (typeof documents)["mutation StopCampaign($input: StopCampaignInput!) {\n  stopCampaign(input: $input) {\n    __typename\n    ... on StopCampaignSuccess {\n      message\n      changed\n      campaign {\n        id\n        campaignId\n        name\n        type\n        status\n        operation {\n          id\n          timeZone\n        }\n      }\n    }\n    ... on WolkvoxError {\n      code\n      message\n      retryable\n    }\n    ... on WolkvoxInvalidInput {\n      issues {\n        path\n        rule\n        message\n      }\n    }\n    ... on WolkvoxRejected {\n      upstreamCode\n      upstreamMessage\n    }\n    ... on WolkvoxBusy {\n      retryAfterMs\n    }\n    ... on WolkvoxQuotaExhausted {\n      resetsAt\n    }\n    ... on WolkvoxUnavailable {\n      hint\n    }\n    ... on WolkvoxOutcomeUnknown {\n      candidates {\n        id\n        name\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query TokenUsage($operationId: ID) {\n  operation(id: $operationId) {\n    id\n    tokenUsage {\n      limit\n      usedToday\n      usedTodayByAllTokens\n    }\n  }\n}"): (typeof documents)["query TokenUsage($operationId: ID) {\n  operation(id: $operationId) {\n    id\n    tokenUsage {\n      limit\n      usedToday\n      usedTodayByAllTokens\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;