import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import type { BuiltGraphiql } from '../explorer/graphiql-file.js';
import { createContext, type Context, type ErrorLog, type Services } from '../graphql/context.js';
import { OVERLOADED } from '../graphql/errors/localized-error.js';
import { acceptsEventStream, wantsPage } from '../shared/graphql-media-type.js';
import { CancellationSource } from '../shared/cancellation.js';
import { Localizer } from '../shared/localizer.js';
import type { MemoryBudget, Reservation } from '../shared/memory-budget.js';
import type { RequestTelemetry, StartTelemetry } from '../telemetry/events.js';
import type { CallRecord } from '../wolkvox/client.js';
import type { AuthHooks } from './auth-hooks.js';
import { largestBody, limitBody, type BodySizes } from './body-limit.js';
import { reserveBodyMemory } from './body-reservation.js';
import type { EventStreams } from './event-streams.js';
import { sendGraphiql } from './graphiql-page.js';
import { executeGraphql } from './execute-graphql.js';
import { badRequest, sendError } from './http-errors.js';
import { estimateQueryBytes, MAX_VALUES } from './json-body.js';
import { ResponseCache } from './response-cache.js';
import type { TrustedDocuments } from './trusted-documents.js';
import { TurnLimit } from './turn-limit.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Telemetry of a GraphQL request; null for any other request. */
    telemetry: RequestTelemetry | null;
    /** Memory that a GraphQL request and its response hold; null for any other request, and if the budget is exhausted. */
    reservation: Reservation | null;
  }
}

export const GRAPHQL_PATH = '/graphql';

/** Methods of GRAPHQL_PATH, for the header Allow. */
export const METHODS = 'GET, POST, OPTIONS';

/** Error for any other method. */
export const METHOD_NOT_ALLOWED = badRequest('Method not allowed. Send GraphQL requests by POST or GET.');

export interface GraphqlRouteDependencies {
  readonly apollo: ApolloServer<Context>;
  readonly services: Services;
  readonly authHooks: AuthHooks;
  /** The safelist; null if any document may be executed. */
  readonly safelist: TrustedDocuments | null;
  /** GraphiQL; null if it is not served. */
  readonly graphiql: BuiltGraphiql | null;
  readonly bodySizes: BodySizes;
  readonly memoryBudget: MemoryBudget;
  readonly eventStreams: EventStreams;
  readonly startTelemetry: StartTelemetry;
  readonly logAborted: (request: FastifyRequest, reply: FastifyReply) => void;
  readonly log: Logger;
}

/**
 * Registers the route of GraphQL: authentication, memory reservation, telemetry, execution. The returned function
 * resolves when every request in progress has finished, including those whose client has disconnected.
 */
export function registerGraphqlRoute(
  app: FastifyInstance,
  dependencies: GraphqlRouteDependencies,
): () => Promise<unknown> {
  const { apollo, services, authHooks, safelist, graphiql, bodySizes, memoryBudget } = dependencies;
  const { eventStreams, startTelemetry, logAborted, log } = dependencies;
  const responseCache = new ResponseCache(services.lists);
  const execution = { apollo, safelist, responseCache, eventStreams, turnLimit: new TurnLimit() };
  const running = new Set<Promise<unknown>>();
  for (const name of ['identity', 'authFailure', 'bodyReservation', 'telemetry', 'reservation'])
    app.decorateRequest(name, null);

  const contextOf = (request: FastifyRequest, reply: FastifyReply, reservation: Reservation): Context | null => {
    const upstream: CallRecord[] = [];
    request.upstream = upstream;
    const actor = request.identity?.authenticated === true ? request.identity.id : undefined;
    const telemetry = startTelemetry({ requestId: request.id, actor, traceparent: request.headers.traceparent });
    request.telemetry = telemetry;
    const cancellation = new CancellationSource();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) cancellation.abort();
    });
    const logError: ErrorLog = (fields, message) => log.error({ requestId: request.id, ...fields }, message);
    const localizer = new Localizer(request.headers['accept-language']);
    return (
      request.identity &&
      createContext(services, request.identity, {
        localizer,
        cancellation,
        upstream,
        telemetry,
        reservation,
        logError,
        largeBodyLimit: request.hasLargeBody ? { bytes: bodySizes.bodyBytes, values: MAX_VALUES } : undefined,
        eventStream: acceptsEventStream(request.headers.accept) ? eventStreams.requestOf(request, reply) : undefined,
      })
    );
  };

  const handle = (request: FastifyRequest, reply: FastifyReply) => {
    if (graphiql !== null && wantsPage(request)) return sendGraphiql(graphiql, request, reply);
    // The body is parsed. From here on its content is counted.
    request.bodyReservation?.release();
    const reservation = memoryBudget.reserve(
      request.method === 'POST' ? request.estimatedBytes : estimateQueryBytes(request.url),
    );
    if (reservation === undefined) return sendError(reply, 503, OVERLOADED);
    request.reservation = reservation;
    const context = contextOf(request, reply, reservation);
    const work = executeGraphql(execution, request, reply, context, reservation);
    running.add(work);
    const end = (): void => {
      running.delete(work);
      // The response is held until the operating system has it, or the connection is closed.
      if (reply.raw.closed) reservation.release();
      else reply.raw.once('close', () => reservation.release());
      // The client of an event stream may close it right after its end.
      const hasEnded = context?.eventStream?.results !== undefined && reply.raw.writableFinished;
      if (request.raw.socket.destroyed && !hasEnded) logAborted(request, reply);
    };
    work.then(end, end);
    return work;
  };

  // An OPTIONS request that is no preflight. It needs no authentication, because it returns documented facts only.
  app.options(GRAPHQL_PATH, (_request, reply) => reply.code(204).header('allow', METHODS).send());
  app.route({
    method: ['GET', 'POST'],
    url: GRAPHQL_PATH,
    // Apollo does not serve HEAD.
    exposeHeadRoute: false,
    bodyLimit: largestBody(bodySizes),
    config: { rateLimit: {} },
    onRequest: authHooks.authenticate,
    preParsing: [
      authHooks.rejectUnauthenticated,
      limitBody(bodySizes),
      reserveBodyMemory(memoryBudget, bodySizes.bodyBytes),
    ],
    handler: handle,
  });
  return () => Promise.allSettled(running);
}
