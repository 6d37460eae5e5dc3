/**
 * What docs/reference/errors.md has beyond the source. `FAILURES` has the meaning, effect and retry of its codes, and the table of
 * responses their HTTP statuses. Here are, for each code, the member of the union and the action of the client.
 */
export const UNION_TEXTS = {
  INVALID_INPUT: {
    member: 'WolkvoxInvalidInput',
    action:
      'Show each of `issues` at the field in `path`. `rule` is for your own texts. Same key after the correction.',
  },
  REJECTED: {
    member: 'WolkvoxRejected',
    action: 'Show `upstreamMessage` as a quotation. Same key for the edited campaign.',
  },
  NOT_FOUND: { member: 'WolkvoxRejected', action: 'Refresh the skills, and let the user select one.' },
  CAPACITY_EXCEEDED: { member: 'WolkvoxRejected', action: 'Stop. A user must change something in wolkvox.' },
  STATE_CONFLICT: {
    member: 'WolkvoxRejected',
    action:
      'Stop. A user must change something in wolkvox. Then retry with the same key. As `WolkvoxStateConflict`: show `campaign`, and let a person confirm again.',
  },
  BUSY: {
    member: 'WolkvoxBusy',
    action:
      'Disable the button for `retryAfterMs`. Then let the user retry with the same key. No loop: the server has already waited.',
  },
  QUOTA_EXHAUSTED: {
    member: 'WolkvoxQuotaExhausted',
    action: 'Preserve the input. Do not retry before `resetsAt`: nothing would be sent.',
  },
  MAINTENANCE: {
    member: 'WolkvoxUnavailable',
    action: 'Preserve the input. Offer a button to retry with the same key. No loop.',
  },
  UNREACHABLE: {
    member: 'WolkvoxUnavailable',
    action: 'As for `MAINTENANCE`. Show `hint` to support, not to the user.',
  },
  OUTCOME_UNKNOWN: {
    member: 'WolkvoxOutcomeUnknown',
    action:
      'Show `candidates` and the campaigns of that name, or look for the contacts. The same key returns this result for 24 hours. A new key may create or add them twice.',
  },
  IDEMPOTENCY_CONFLICT: {
    member: 'WolkvoxIdempotencyConflict',
    action: 'Look for the campaign of the first request. Fix the frontend: it used one key for two campaigns.',
  },
  IN_PROGRESS: {
    member: 'WolkvoxBusy',
    action: 'Repeat it unchanged after `retryAfterMs`: it returns the first result, or waits for it.',
  },
  UPSTREAM_AUTHENTICATION: { action: 'Show `errorId`. No loop.' },
  UPSTREAM_CONTRACT: { action: 'Show `errorId`. No loop.' },
};

/** Codes of `errors[]` that are no failure of wolkvox. */
export const ERROR_TEXTS = {
  INTERNAL_SERVER_ERROR: {
    meaning: 'A bug of the server. The effect of a mutation is **unknown**.',
    action: 'Show `errorId`. Repeat a creation once with the same key, or look for its campaign.',
  },
  UNAUTHENTICATED: {
    meaning: 'The request has no valid credentials.',
    action: 'Get a new token once and retry. Then show the login page.',
  },
  FORBIDDEN: {
    meaning: 'The caller lacks the scope or the operation of a field. That field had no effect.',
    action: 'Hide what this user may not do. Below a creation, read `extensions.mutation`.',
  },
  AUTHENTICATION_UNAVAILABLE: {
    meaning: 'The token cannot be verified now, because its key cannot be fetched.',
    action: 'Retry after some seconds, a few times.',
  },
  SHUTTING_DOWN: {
    meaning: 'The server is shutting down.',
    action: 'Retry on a new connection: at once, or after `retryAfterMs` if there is one.',
  },
  RATE_LIMITED: {
    meaning: 'The caller sends more requests per minute, or has more open subscriptions, than allowed.',
    action: 'Wait for `retryAfterMs`. Look for a loop, or for subscriptions that stay open.',
  },
  HOST_NOT_ALLOWED: {
    meaning: 'The server does not serve the host of the address.',
    action: 'Fix the address or the proxy, or add the host to `ALLOWED_HOSTS`.',
  },
  OVERLOADED: {
    meaning: 'The server has no memory for more requests in flight, or too many open subscriptions.',
    action: 'Wait for `retryAfterMs`.',
  },
  LIMIT_EXCEEDED: {
    meaning: 'The operation exceeds `limit`, whose maximum is `allowed`.',
    action: 'Request less, or split the request.',
  },
  QUERY_NOT_IN_SAFELIST: {
    meaning: 'The server runs listed documents only.',
    action: 'Release the frontend together with its manifest. Reload an old page.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    meaning: 'The hash is not known.',
    action: 'Send the text beside the hash, as Apollo Client and urql do.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    meaning: 'The server accepts no hashes.',
    action: 'Send the text without the hash, as Apollo Client and urql do.',
  },
  BAD_USER_INPUT: {
    meaning: 'A variable or argument has the wrong type or breaks a rule.',
    action: 'Fix the frontend. Generated types prevent it.',
  },
  GRAPHQL_PARSE_FAILED: { meaning: 'The document is not GraphQL.', action: 'Fix the frontend.' },
  GRAPHQL_VALIDATION_FAILED: {
    meaning: 'The document does not match the schema.',
    action: 'Fix the frontend, or generate its types again if it is newer than the server.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    meaning: 'The document has several operations, and the request names none of them.',
    action: 'Name one.',
  },
  BAD_REQUEST: {
    meaning: 'It is not a GraphQL request, or it is a mutation by GET.',
    action: 'Fix the address, the `content-type` or the size, in the frontend or in a proxy. Retry only a 408.',
  },
  ERRORS_TRUNCATED: {
    meaning:
      'The last of more than a hundred errors. `truncated` counts the missing ones, whose fields are null. Effect: as the errors before it.',
    action: 'Handle the errors before it.',
  },
};
