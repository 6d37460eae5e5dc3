import { Readable } from 'node:stream';

import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

import type { Context } from './context.js';

/**
 * Hands a request to Apollo and its answer to fastify. Ours rather than @as-integrations/fastify, whose handler builds a
 * URL of the Host header: a header that is no host would become an error 500.
 */
export async function serveGraphql(
  apollo: ApolloServer<Context>,
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context,
): Promise<FastifyReply> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  // A page is served to a GET alone.
  if (request.method === 'POST') {
    if (prefersGraphqlType(request)) headers.set('accept', GRAPHQL_TYPE);
    else headers.delete('accept');
  }
  const query = request.url.indexOf('?');
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers,
      search: query < 0 ? '' : request.url.slice(query),
      body: request.body,
    },
    context: () => Promise.resolve(context),
  });
  reply.code(answer.status ?? 200);
  for (const [name, value] of answer.headers) reply.header(name, value);
  return reply.send(answer.body.kind === 'complete' ? answer.body.string : Readable.from(answer.body.asyncIterator));
}

/** What Apollo answers in where nothing is asked for. */
const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/**
 * Settled here, before anything is done: Apollo looks at Accept after it has executed, and a header that it cannot serve
 * would turn a created campaign into a 406 that does not name it. Such a header is disregarded, as HTTP allows.
 */
function prefersGraphqlType(request: FastifyRequest): boolean {
  if (request.headers.accept === undefined) return false;
  return new Negotiator(request.raw).mediaType([JSON_TYPE, GRAPHQL_TYPE]) === GRAPHQL_TYPE;
}
