import { Readable } from 'node:stream';

import { HeaderMap, type ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

import { unauthenticated } from './auth/rights.js';
import type { Context } from './context.js';
import type { ErrorCode } from './error/codes.js';
import type { SpokenError } from './error/spoken-error.js';
import { OVERLOADED, refuse as refuseRequest, refusedWith } from './http/answers.js';
import { sandboxHeaders } from './http/security-headers.js';
import { tellLanguage } from './http/vary.js';
import { notTrusted, type TrustedDocuments } from './limits/trusted-documents.js';
import type { Stay } from './room.js';
import { Speech } from './speech.js';

/**
 * Hands a request to Apollo and its answer to fastify. Without a context, of somebody unknown, no more than a page is
 * served. Ours rather than @as-integrations/fastify, whose handler builds a URL of the Host header: a header that is no
 * host would become an error 500.
 */
export async function serveGraphql(
  apollo: ApolloServer<Context>,
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context | null,
  trusted: TrustedDocuments | null,
  stay: Stay,
): Promise<FastifyReply> {
  const headers = new HeaderMap();
  for (const name of READ_BY_APOLLO) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  // A page is served to a GET alone.
  if (request.method === 'POST') {
    if (prefersGraphqlType(request.headers.accept)) headers.set('accept', GRAPHQL_TYPE);
    else headers.delete('accept');
  }
  const query = request.url.indexOf('?');
  const { method, body } = request;
  const came = { method, search: query < 0 ? '' : withoutEmptyParameters(request.url.slice(query)), body };
  // Whoever is nobody learns nothing of what is listed.
  const asked = trusted === null || context === null ? came : trusted.resolve(came);
  const speech = context?.speech ?? new Speech(request.headers['accept-language']);
  if (asked === null) return refuse(reply, request.headers.accept, notTrusted(), speech);
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { ...asked, headers },
    // The explorer's page needs none.
    context: () => (context === null ? Promise.reject(unauthenticated(speech)) : Promise.resolve(context)),
  });
  const sent = answer.body.kind === 'complete' ? bodyOf(answer.body.string) : null;
  if (sent !== null && !stay.holdAnswer(bytesOf(sent))) return refuseRequest(reply, 503, OVERLOADED);
  reply.code(answer.status ?? 200);
  for (const [name, value] of answer.headers) reply.header(name, value);
  tellLanguage(reply, speech);
  if (answer.body.kind !== 'complete') return reply.send(Readable.from(answer.body.asyncIterator));
  if (answer.headers.get('content-type')?.startsWith('text/html') === true)
    void reply.headers(sandboxHeaders(answer.body.string));
  return reply.send(sent);
}

/**
 * The search part of an address without the parameters that a client names and leaves empty, which are as if left out (GraphQL
 * over HTTP, section "GET"): Apollo would look for an operation of no name, or read variables out of nothing.
 */
const withoutEmptyParameters = (search: string): string => search.replace(EMPTY_PARAMETER, '');
const EMPTY_PARAMETER = /(?<=[?&])(?:operationName|variables|extensions)=(?:&|$)/g;

/** A text that waits to be read lies in the heap; bytes do not, and take no more than they are. */
const LONGEST_TEXT = 16 * 1024;
const bodyOf = (text: string): string | Buffer => (text.length > LONGEST_TEXT ? Buffer.from(text) : text);

/** Bytes of memory of what is sent; of a text the most that it may take. */
export const bytesOf = (body: string | Buffer): number => (typeof body === 'string' ? 3 * body.length : body.length);

/** What it has to know of a request; tokens and secrets do not go where errors are made. */
const READ_BY_APOLLO = [
  'accept',
  'content-type',
  // Its CSRF prevention asks for one of these where a page could have sent the request.
  'apollo-require-preflight',
  'x-apollo-operation-name',
] as const;

/** A refusal that Apollo has no part in, as one of its own would be. */
function refuse(reply: FastifyReply, accept: string | undefined, error: SpokenError, speech: Speech): FastifyReply {
  const prefers = prefersGraphqlType(accept);
  const errors = [error.shown(speech)];
  tellLanguage(reply, speech);
  refusedWith.set(reply.raw, error.extensions.code as ErrorCode);
  return reply
    .code(prefers ? 400 : 200)
    .header('content-type', prefers ? GRAPHQL_TYPE : JSON_TYPE)
    .send(`${JSON.stringify({ errors })}\n`);
}

/**
 * Apollo says 400 wherever GraphQL refuses a request. GraphQL over HTTP has that for application/graphql-response+json
 * alone: in application/json, which any proxy on the way may answer in, 200 is how a client knows that the answer is ours.
 */
export const refusalStatus: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ request, response: { http, body } }) => {
        const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
        const refused =
          http.status === 400 && errors?.every(({ extensions }) => GRAPHQL_REFUSALS.has(extensions?.code));
        if (refused === true && !prefersGraphqlType(request.http?.headers.get('accept'))) http.status = 200;
        return Promise.resolve();
      },
    }),
};

/** What is wrong with a request that is in order as HTTP and JSON go; anything else keeps its 4xx in either type. */
const GRAPHQL_REFUSALS: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.BAD_USER_INPUT,
  'LIMIT_EXCEEDED',
]);

/** What Apollo answers in where nothing is asked for. */
const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/** Whether a GET is for the page of the explorer, by Apollo's own rule. */
export const wantsPage = ({ method, headers: { accept } }: PageRequest): boolean =>
  method === 'GET' &&
  accept !== undefined &&
  new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, GRAPHQL_TYPE, 'text/html']) === 'text/html';

export interface PageRequest {
  readonly method: string;
  readonly headers: { readonly accept?: string | undefined };
}

/**
 * Settled here, before anything is done: Apollo looks at Accept after it has executed, and a header that it cannot serve
 * would turn a created campaign into a 406 that does not name it. Such a header is disregarded, as HTTP allows.
 */
function prefersGraphqlType(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, GRAPHQL_TYPE]) === GRAPHQL_TYPE;
}
