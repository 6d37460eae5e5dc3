import { Readable } from 'node:stream';

import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { unauthenticated } from '../graphql/authorization.js';
import type { Context } from '../graphql/context.js';
import type { ErrorCode } from '../domain/error-codes.js';
import { OVERLOADED, type LocalizedError } from '../graphql/errors/localized-error.js';
import { singleResultStream } from './event-stream.js';
import type { EventStreams } from './event-streams.js';
import { sendError, sentErrorCodes } from './http-errors.js';
import { sandboxHeaders } from './security-headers.js';
import { setContentLanguage } from './vary.js';
import type { ResponseCache } from './response-cache.js';
import { notInSafelistError, type TrustedDocuments } from './trusted-documents.js';
import type { TurnLimit } from './turn-limit.js';
import type { Reservation } from '../shared/memory-budget.js';
import {
  EVENT_STREAM_TYPE,
  GRAPHQL_TYPE,
  JSON_TYPE,
  prefersEventStream,
  prefersGraphqlType,
} from '../shared/graphql-media-type.js';
import { Localizer } from '../shared/localizer.js';

/** Parts of the execution that all requests share. */
export interface GraphqlExecution {
  readonly apollo: ApolloServer<Context>;
  /** The safelist; null if any document may be executed. */
  readonly safelist: TrustedDocuments | null;
  readonly responseCache: ResponseCache;
  readonly eventStreams: EventStreams;
  readonly turnLimit: TurnLimit;
}

/**
 * Executes a request in Apollo and sends its response, or sends a cached one in the same way. Without a context, which is an unauthenticated request, only a
 * page is served. @as-integrations/fastify is not used, because it parses the Host header as a URL: an invalid host
 * causes error 500. See docs/adr/0002-fastify-and-own-graphql-handler.md
 */
export async function executeGraphql(
  { apollo, safelist, responseCache, eventStreams, turnLimit }: GraphqlExecution,
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context | null,
  reservation: Reservation,
): Promise<FastifyReply> {
  const headers = new HeaderMap();
  for (const name of APOLLO_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const isStream = context !== null && prefersEventStream(request.headers.accept);
  // Apollo creates the result of an event stream as JSON.
  if (isStream) headers.delete('accept');
  // A page is served only by GET.
  else if (request.method === 'POST') {
    if (prefersGraphqlType(request.headers.accept)) headers.set('accept', GRAPHQL_TYPE);
    else headers.delete('accept');
  }
  const query = request.url.indexOf('?');
  const { method, body } = request;
  const params = { method, search: query < 0 ? '' : withoutEmptyParameters(request.url.slice(query)), body };
  // Unauthenticated requests skip the safelist, so they cannot probe which documents are on it.
  const resolved = safelist === null || context === null ? params : safelist(params);
  const localizer = context?.localizer ?? new Localizer(request.headers['accept-language']);
  if (resolved === null) return sendGraphqlError(reply, request.headers.accept, notInSafelistError(), localizer);
  const httpGraphQLRequest = { ...resolved, headers };
  const execute = async () => {
    await turnLimit.begin();
    return apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      // The page of the explorer needs no context.
      context: () => (context === null ? Promise.reject(unauthenticated(localizer)) : Promise.resolve(context)),
    });
  };
  // A large body is a mutation, and the key of the cache would be a copy of it.
  const response =
    context === null || context.largeBodyLimit !== undefined
      ? await execute()
      : await responseCache.respond(httpGraphQLRequest, context, execute);
  const results = context?.eventStream?.results;
  if (context !== null && results !== undefined)
    // Not awaited, because the variables of this function would stay in memory with the stream.
    return eventStreams.send(reply, results, context.identity.expiresAt);
  const { status = 200 } = response;
  if (isStream && status === 200 && response.body.kind === 'complete') {
    response.headers.set('content-type', EVENT_STREAM_TYPE);
    response.body.string = singleResultStream(response.body.string);
  }
  const responseBody = response.body.kind === 'complete' ? bodyOf(response.body.string) : null;
  if (responseBody !== null && !reservation.replaceWithResponse(bytesOf(responseBody)))
    return sendError(reply, 503, OVERLOADED);
  reply.code(status);
  for (const [name, value] of response.headers) reply.header(name, value);
  setContentLanguage(reply, localizer);
  if (response.body.kind !== 'complete') return reply.send(Readable.from(response.body.asyncIterator));
  if (response.headers.get('content-type')?.startsWith('text/html') === true)
    void reply.headers(sandboxHeaders(response.body.string));
  return reply.send(responseBody);
}

/**
 * Removes parameters with an empty value from a query string. GraphQL over HTTP (section "GET") treats them as absent.
 * Apollo would look for an operation with an empty name, or parse empty variables.
 */
const withoutEmptyParameters = (search: string): string => search.replace(EMPTY_PARAMETER, '');
const EMPTY_PARAMETER = /(?<=[?&])(?:operationName|variables|extensions)=(?:&|$)/g;

/** Longer text is sent as bytes, because pending text stays in the heap and may use more memory. */
const MAX_TEXT_LENGTH = 16 * 1024;
const bodyOf = (text: string): string | Buffer => (text.length > MAX_TEXT_LENGTH ? Buffer.from(text) : text);

/** Memory of a body in bytes; the maximum for text. */
export const bytesOf = (body: string | Buffer): number => (typeof body === 'string' ? 3 * body.length : body.length);

/** Request headers for Apollo. Tokens and secrets are not passed to code that creates errors. */
const APOLLO_HEADERS = [
  'accept',
  'content-type',
  // CSRF prevention requires one of these if a page could have sent the request.
  'apollo-require-preflight',
  'x-apollo-operation-name',
] as const;

/** Sends an error before Apollo runs, in the format of Apollo. */
function sendGraphqlError(
  reply: FastifyReply,
  accept: string | undefined,
  error: LocalizedError,
  localizer: Localizer,
): FastifyReply {
  const prefers = prefersGraphqlType(accept);
  const errors = [error.toClientError(localizer)];
  setContentLanguage(reply, localizer);
  sentErrorCodes.set(reply.raw, error.extensions.code as ErrorCode);
  return reply
    .code(prefers ? 400 : 200)
    .header('content-type', prefers ? GRAPHQL_TYPE : JSON_TYPE)
    .send(`${JSON.stringify({ errors })}\n`);
}
