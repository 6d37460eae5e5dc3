export * from './generated/graphql.js';
export * from './generated/possible-types.js';
export { match, type Cases, type UnknownMember } from './match.js';
export * from './operations.js';
export { RequestFailed, type AnsweredError, type RequestFailedCode, type ToldCreation } from './request-failed.js';
export type { Run, RunOptions } from './run.js';
export { withApolloClient, type ApolloClientLike } from './with-apollo-client.js';
export { withFetch, type FetchOptions } from './with-fetch.js';
export { withUrql, type UrqlClientLike } from './with-urql.js';
