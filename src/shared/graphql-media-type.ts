import Negotiator from 'negotiator';

/** Media type of a response if the client asks for none. */
export const JSON_TYPE = 'application/json; charset=utf-8';
/** Media type of GraphQL over HTTP. */
export const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/**
 * Returns true if the client prefers the media type of GraphQL over HTTP. The header is evaluated before execution, because
 * Apollo evaluates it afterwards and would return 406 to a mutation that was executed. An unsupported header is ignored, as HTTP
 * allows.
 */
export function prefersGraphqlType(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, GRAPHQL_TYPE]) === GRAPHQL_TYPE;
}

/** Media type of server-sent events, as in the protocol GraphQL over Server-Sent Events. */
export const EVENT_STREAM_TYPE = 'text/event-stream; charset=utf-8';
const EVENT_STREAM = 'text/event-stream';

/**
 * Returns true if the client names event streams in its header Accept. A wildcard does not count, because a client that does not know
 * the protocol would wait for the end of the response.
 */
export const acceptsEventStream = (accept: string | undefined): boolean =>
  accept?.toLowerCase().includes(EVENT_STREAM) === true &&
  new Negotiator({ headers: { accept } }).mediaTypes([EVENT_STREAM]).length > 0;

/** Returns true if the client prefers an event stream to JSON, or accepts no JSON. */
export const prefersEventStream = (accept: string | undefined): boolean =>
  acceptsEventStream(accept) &&
  new Negotiator({ headers: { accept: accept ?? '' } }).mediaType([JSON_TYPE, GRAPHQL_TYPE, EVENT_STREAM]) ===
    EVENT_STREAM;

/** Request properties that `wantsPage` reads. */
export interface PageRequest {
  readonly method: string;
  readonly headers: { readonly accept?: string | undefined };
}

/** Returns true if a GET request is for the page of the explorer. The rule is the one of Apollo. */
export const wantsPage = ({ method, headers: { accept } }: PageRequest): boolean =>
  method === 'GET' &&
  accept !== undefined &&
  new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, GRAPHQL_TYPE, 'text/html']) === 'text/html';
