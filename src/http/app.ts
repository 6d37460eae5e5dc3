import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';

import { OVERLOADED } from '../graphql/errors/localized-error.js';
import { MemoryBudget } from '../shared/memory-budget.js';
import { getSingleHeader } from '../shared/single-header.js';
import type { ResponseCounter } from '../telemetry/events.js';
import { createCallerAddress } from './caller-address.js';
import { ConnectionTracker, timeLimits } from './connection-tracker.js';
import {
  GRAPHQL_PATH,
  METHOD_NOT_ALLOWED,
  METHODS,
  registerGraphqlRoute,
  type GraphqlRouteDependencies,
} from './graphql-route.js';
import { EventStreams } from './event-streams.js';
import { bytesOf } from './execute-graphql.js';
import { registerHealthRoutes, type Health } from './health.js';
import { registerHostCheck, MISSING_HOST } from './host-check.js';
import { badRequest, registerErrorHandlers, sendError, SHUTTING_DOWN } from './http-errors.js';
import type { HttpPolicies } from './http-policies.js';
import type { HttpSettings } from './http-settings.js';
import { registerJsonParser } from './json-body.js';
import { registerRequestLog } from './request-log.js';
import { registerRootRoutes } from './root.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { addVary } from './vary.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Normalized address of the caller. Use it instead of `ip`, which is the address of the connection. */
    readonly callerAddress: string;
  }
}

export interface App {
  readonly http: FastifyInstance;
  /** Makes /readyz return 503, closes idle connections and ends event streams. Other requests are still served. */
  drain(): void;
  /** Stops listening and waits for all requests in progress, including those whose client has disconnected. */
  close(): Promise<void>;
}

export interface AppDependencies extends Pick<
  GraphqlRouteDependencies,
  'apollo' | 'services' | 'authHooks' | 'safelist' | 'graphiql' | 'startTelemetry'
> {
  readonly health: () => Health;
  /** True if a browser that opens GRAPHQL_PATH receives a page. */
  readonly hasExplorer: boolean;
  readonly settings: HttpSettings;
  readonly registerPolicies: HttpPolicies;
  readonly responses: ResponseCounter;
  readonly log: Logger;
}

/** Creates the HTTP server: GraphQL at /graphql, health at /livez and /readyz, one log line per request. */
export async function createApp(dependencies: AppDependencies): Promise<App> {
  const { health, settings, registerPolicies, responses, log } = dependencies;
  const memoryBudget = new MemoryBudget(settings.inFlightBytes);
  const connections = new ConnectionTracker(settings.requestMs, memoryBudget, (fields, message) => {
    if (fields.status !== undefined) responses.raw(fields.status);
    log.info(fields, message);
  });
  const app = createFastify(settings, connections, responses);
  registerJsonParser(app, settings.bodyBytes);
  await registerPolicies(app, settings);
  const callerAddress = createCallerAddress(settings.trustedProxies);
  app.decorateRequest('callerAddress', {
    getter() {
      return callerAddress(this.raw);
    },
  });

  const phase: Phase = { draining: false, closing: false };
  registerShutdown(app, connections, phase);
  registerAdmission(app, connections, phase);
  if (settings.allowedHosts !== null)
    registerHostCheck(app, settings.allowedHosts, (requestId) => {
      log.warn({ requestId }, 'request rejected: its host is not in ALLOWED_HOSTS (logged once)');
    });
  app.addHook('onSend', (request, reply, payload, done) => {
    // Responses outside GraphQL are small and are sent in any case. A page of bytes is shared by all requests.
    if (request.reservation === null && typeof payload === 'string')
      reply.raw.once('close', memoryBudget.addUnconditionally(bytesOf(payload)));
    // Load balancers reuse connections for hours, so the next request must find another server.
    if (phase.draining && connections.isLast(reply.raw)) void reply.header('connection', 'close');
    done();
  });
  const logAborted = registerRequestLog(app, log);
  const eventStreams = new EventStreams(settings, memoryBudget, responses, log);
  registerErrorHandlers(app, settings.bodyBytes, log);
  registerRootRoutes(app, dependencies.hasExplorer);
  registerHealthRoutes(app, health, () => phase.draining);
  const whenIdle = registerGraphqlRoute(app, {
    ...dependencies,
    bodySizes: settings,
    memoryBudget,
    eventStreams,
    logAborted,
  });

  return {
    http: app,
    drain: () => {
      phase.draining = true;
      eventStreams.drain();
    },
    close: async () => {
      await app.close();
      await whenIdle();
    },
  };
}

/** Phase of the shutdown. */
interface Phase {
  draining: boolean;
  closing: boolean;
}

function createFastify(settings: HttpSettings, connections: ConnectionTracker, responses: ResponseCounter) {
  return fastify({
    // Logged by registerRequestLog. The log of Fastify would contain the query string, which has the variables of a GET request.
    logger: false,
    bodyLimit: settings.bodyBytes,
    serverFactory: (handle) => {
      const server = createServer(timeLimits(settings));
      connections.follow(server, handle);
      return server;
    },
    // Fastify compares entries of X-Forwarded-For as text, including the port. `callerAddress` parses them.
    trustProxy: false,
    forceCloseConnections: 'idle',
    // SHUTTING_DOWN is a response that a GraphQL client can read.
    return503OnClosing: false,
    genReqId: ({ headers }) => readRequestId(headers['x-request-id']) ?? randomUUID(),
    requestIdHeader: false,
    clientErrorHandler: (error, socket) => connections.handleClientError(error, socket),
    // The response of Fastify to an invalid URL quotes it. No hook runs before this handler.
    frameworkErrors: (_error, _request, reply) => {
      void sendError((reply as FastifyReply).headers(SECURITY_HEADERS), 400, INVALID_URL);
      responses.follow(reply.raw);
    },
  });
}

/** Closes idle connections when the server stops. */
function registerShutdown(app: FastifyInstance, connections: ConnectionTracker, phase: Phase): void {
  app.addHook('preClose', (done) => {
    phase.draining = true;
    phase.closing = true;
    // An idle connection would delay the exit, and so would a connection that a browser opened in advance.
    app.server.keepAliveTimeout = 1;
    connections.closeUnused();
    connections.closeAnswered();
    done();
  });
}

/** Rejects requests before their route runs: no memory, shutdown, wrong method, no host. */
function registerAdmission(app: FastifyInstance, connections: ConnectionTracker, phase: Phase): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    // A page, JSON, or the media type of GraphQL over HTTP.
    if (request.routeOptions.url === GRAPHQL_PATH) addVary(reply, 'Accept');
    if (connections.isOverBudget(request.raw)) void sendError(reply, 503, OVERLOADED);
    else if (phase.closing && request.routeOptions.url === GRAPHQL_PATH) void sendError(reply, 503, SHUTTING_DOWN);
    else if (request.is404 && request.url.split('?', 1)[0] === GRAPHQL_PATH)
      void sendError(reply.header('allow', METHODS), 405, METHOD_NOT_ALLOWED);
    else if (request.raw.httpVersion === '1.1' && typeof getSingleHeader(request.raw, 'host') !== 'string')
      done(MISSING_HOST);
    else done();
  });
}

/** Returns the request id of a client if it has only plain characters; other text could inject into the log. */
const readRequestId = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(header) ? header : undefined;

const INVALID_URL = badRequest('The URL is invalid.');
