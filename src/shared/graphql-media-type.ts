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
