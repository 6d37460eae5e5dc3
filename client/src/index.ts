export * from './generated/graphql.js';
export * from './generated/input-rules.js';
export * from './generated/possible-types.js';
export type { CampaignTime } from './generated/scalars.js';
export { match, type Cases, type UnknownMember } from './match.js';
export * from './operations.js';
export {
  RequestFailed,
  type ResponseError as AnsweredError,
  type RequestFailedCode,
  type MutationOutcome as ToldCreation,
} from './request-failed.js';
export type { Run, RunOptions } from './run.js';
export { watchCampaign, type WatchedProgress, type WatchOptions } from './watch-campaign.js';
export { withApolloClient, type ApolloClientLike } from './with-apollo-client.js';
export { withFetch, type FetchOptions } from './with-fetch.js';
export { withUrql, type UrqlClientLike } from './with-urql.js';
