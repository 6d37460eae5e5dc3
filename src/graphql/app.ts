import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

import type { ApolloServer } from '@apollo/server';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { createCallerAddress } from '../access/caller-address.js';
import { onlyHeader } from '../access/only-header.js';
import type { HttpSettings } from '../access/http-settings.js';
import type { BuiltGraphiql } from '../explorer/graphiql-file.js';
import type { CallRecord } from '../wolkvox/client.js';
import { HangUp } from '../wolkvox/governor/hang-up.js';
import type { Door } from './auth/door.js';
import type { Context, FaultLog, Services } from './context.js';
import { createContext } from './create-context.js';
import { describeFault } from './error/error-presenter.js';
import { internalError } from './error/operator-error.js';
import { badRequest, describeBodyProblem, OVERLOADED, refuse, Refused, SHUTTING_DOWN } from './http/answers.js';
import { holdArriving } from './http/arriving.js';
import { Connections, timeLimits } from './http/connections.js';
import type { Harden } from './http/harden.js';
import type { Health } from './http/health.js';
import { readJsonBodies, weighAddress } from './http/json-body.js';
import { sendGraphiql } from './http/graphiql-page.js';
import { checkHosts, NO_HOST } from './http/host-check.js';
import { serveRoot } from './http/root.js';
import { SECURITY_HEADERS } from './http/security-headers.js';
import { addVary, tellLanguage } from './http/vary.js';
import type { TrustedDocuments } from './limits/trusted-documents.js';
import { Room, type Stay } from './room.js';
import { bytesOf, serveGraphql, wantsPage } from './serve-graphql.js';
import { Speech } from './speech.js';
import type { RequestWatch, ResponseCounter, Watch } from './watch.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The upstream calls a GraphQL request has made, for its log line. */
    upstream: readonly CallRecord[] | null;
    /** Who watches a GraphQL request. */
    watch: RequestWatch | null;
    /** The address of the caller in its one spelling. To be used in place of `ip`, which is that of the connection. */
    readonly callerAddress: string;
    /** What a GraphQL request and its answer hold; null for any other, and where there was no room. */
    stay: Stay | null;
  }
}

const GRAPHQL_PATH = '/graphql';

export interface App {
  readonly http: FastifyInstance;
  /** Says that it is leaving: /readyz is red and kept connections are given up, everything is served all the same. */
  drain(): void;
  /** Stops listening and lets everything under way finish, also what its caller no longer waits for. */
  close(): Promise<void>;
}

export interface AppParts {
  readonly apollo: ApolloServer<Context>;
  readonly services: Services;
  readonly health: () => Health;
  readonly door: Door;
  /** The only documents that are run; null: any. */
  readonly trusted: TrustedDocuments | null;
  /** The page that is shown to whoever asks for one; null: Apollo's, or none. */
  readonly graphiql: BuiltGraphiql | null;
  /** Whether a browser that asks GRAPHQL_PATH is shown a page. */
  readonly hasExplorer: boolean;
  readonly settings: HttpSettings;
  readonly harden: Harden;
  readonly watchOver: Watch;
  readonly responses: ResponseCounter;
  readonly log: Logger;
}

/** The HTTP surface: GraphQL at /graphql, health at /livez and /readyz, one log line per request. */
export async function createApp(parts: AppParts): Promise<App> {
  const { apollo, services, health, door, trusted, graphiql, settings, harden, watchOver, responses, log } = parts;
  const room = new Room(settings.waitingBytes);
  const connections = new Connections(settings.requestMs, room, (fields, message) => {
    if (fields.status !== undefined) responses.raw(fields.status);
    log.info(fields, message);
  });
  const app = fastify({
    // One line per request, written below: fastify's own would hold the query string, and a GET has its variables there.
    logger: false,
    bodyLimit: settings.bodyBytes,
    serverFactory: (handle) => {
      const server = createServer(timeLimits(settings));
      connections.follow(server, handle);
      return server;
    },
    // fastify compares entries of X-Forwarded-For as they are written, a port included: `callerAddress` is ours.
    trustProxy: false,
    forceCloseConnections: 'idle',
    // Our own answer below is one that a GraphQL client can read.
    return503OnClosing: false,
    genReqId: ({ headers }) => readRequestId(headers['x-request-id']) ?? randomUUID(),
    requestIdHeader: false,
    // Its default logs nothing here; what it is handed holds the raw request.
    clientErrorHandler: (error, socket) => connections.refuse(error, socket),
    // Its own answer to an address that is none quotes it. No hook runs before it.
    frameworkErrors: (_error, _request, reply) => {
      void refuse((reply as FastifyReply).headers(SECURITY_HEADERS), 400, UNREADABLE_ADDRESS);
      responses.follow(reply.raw);
    },
  });
  readJsonBodies(app);
  await harden(app, settings);

  app.decorateRequest('upstream', null);
  app.decorateRequest('identity', null);
  app.decorateRequest('stranger', null);
  app.decorateRequest('watch', null);
  const callerAddress = createCallerAddress(settings.trustedProxies);
  app.decorateRequest('callerAddress', {
    getter() {
      return callerAddress(this.raw);
    },
  });
  app.decorateRequest('weight', 0);
  app.decorateRequest('arriving', null);
  app.decorateRequest('stay', null);
  const underWay = new Set<Promise<unknown>>();

  let draining = false;
  let closing = false;
  app.addHook('preClose', (done) => {
    draining = true;
    closing = true;
    // Else a kept connection would hold the process up long after its last answer, and one that was opened in advance,
    // as browsers do, as long as it likes.
    app.server.keepAliveTimeout = 1;
    connections.closeUnused();
    done();
  });
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    // A page, JSON, or GraphQL's own type of JSON.
    if (request.routeOptions.url === GRAPHQL_PATH) addVary(reply, 'Accept');
    if (connections.isWithoutRoom(request.raw)) void refuse(reply, 503, OVERLOADED);
    else if (closing && request.routeOptions.url === GRAPHQL_PATH) void refuse(reply, 503, SHUTTING_DOWN);
    else if (request.is404 && request.url.split('?', 1)[0] === GRAPHQL_PATH)
      void refuse(reply.header('allow', METHODS), 405, OTHER_METHOD);
    else if (request.raw.httpVersion === '1.1' && typeof onlyHeader(request.raw, 'host') !== 'string') done(NO_HOST);
    else done();
  });
  if (settings.allowedHosts !== null)
    checkHosts(app, settings.allowedHosts, (requestId) => {
      log.warn({ requestId }, 'a request was refused because ALLOWED_HOSTS does not list its host; logged once');
    });
  app.addHook('onSend', (request, reply, payload, done) => {
    // Refusals and signs of life are small and few: they are counted, and sent in any case. A page of bytes is one for all.
    if (request.stay === null && typeof payload === 'string') reply.raw.once('close', room.hold(bytesOf(payload)));
    // Whoever balances load keeps connections for hours, ready or not: the next request shall find another server.
    if (draining && connections.isLast(reply.raw)) void reply.header('connection', 'close');
    done();
  });
  // Written out: what is undefined is not in the line.
  const logRequest = (request: FastifyRequest, reply: FastifyReply, aborted: true | undefined): void => {
    const route = request.routeOptions.url;
    // Balancers, Kubernetes and Prometheus ask every few seconds.
    log[PROBES.has(route) ? 'debug' : 'info'](
      {
        requestId: request.id,
        method: request.method,
        route,
        status: aborted ? undefined : reply.statusCode,
        aborted,
        ms: Math.round(reply.elapsedTime),
        stranger: request.stranger ?? undefined,
        upstream: request.upstream ?? undefined,
      },
      'request',
    );
  };
  app.addHook('onResponse', (request, reply, done) => {
    logRequest(request, reply, undefined);
    done();
  });

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    // Set by fastify where a body is refused. Closing while it still comes would take the answer with it, and those of
    // requests behind it: the rest is read and dropped, for as long as a request may take.
    void reply.removeHeader('connection');
    if (error instanceof Refused) return refuse(reply, error.statusCode, error.refusal);
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      const speech = new Speech(request.headers['accept-language']);
      const shown = internalError(speech);
      tellLanguage(reply, speech);
      log.error(
        { requestId: request.id, errorId: shown.extensions.errorId, ...describeFault(error) },
        'internal error',
      );
      return reply.code(500).send({ errors: [shown] });
    }
    return refuse(reply, status, badRequest(describeBodyProblem(status, settings.bodyBytes)));
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, NOTHING_HERE));

  serveRoot(app, parts.hasExplorer);
  app.get('/livez', { config: { anyHost: true } }, () => ({ status: 'alive' }));
  app.get('/readyz', { config: { anyHost: true } }, (_request, reply) => {
    if (draining) return reply.code(503).send({ status: 'draining' });
    const { started, unavailable } = health();
    if (!started) return reply.code(503).send({ status: 'starting', waitingFor: unavailable });
    return unavailable.length === 0 ? { status: 'ready' } : { status: 'ready', degraded: unavailable };
  });
  // One that is no preflight; nobody has to say who he is for what stands in the documentation.
  app.options(GRAPHQL_PATH, (_request, reply) => reply.code(204).header('allow', METHODS).send());
  app.route({
    method: ['GET', 'POST'],
    url: GRAPHQL_PATH,
    // Apollo serves no HEAD.
    exposeHeadRoute: false,
    config: { rateLimit: {} },
    onRequest: door.identify,
    preParsing: [door.refuseStrangers, holdArriving(room, settings.bodyBytes)],
    handler: (request, reply) => {
      if (graphiql !== null && wantsPage(request)) return sendGraphiql(graphiql, request, reply);
      // Read; from here on it is counted by what it says.
      request.arriving?.leave();
      const stay = room.enter(request.method === 'POST' ? request.weight : weighAddress(request.url));
      if (stay === undefined) return refuse(reply, 503, OVERLOADED);
      request.stay = stay;
      const upstream: CallRecord[] = [];
      request.upstream = upstream;
      const who = request.identity?.known === true ? request.identity.id : undefined;
      const watch = watchOver({ requestId: request.id, who, traceparent: request.headers.traceparent });
      request.watch = watch;
      const hangUp = new HangUp();
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) hangUp.happen();
      });
      const fault: FaultLog = (fields, message) => log.error({ requestId: request.id, ...fields }, message);
      const speech = new Speech(request.headers['accept-language']);
      const context =
        request.identity && createContext(services, request.identity, { speech, hangUp, upstream, watch, stay, fault });
      const work = serveGraphql(apollo, request, reply, context, trusted, stay);
      underWay.add(work);
      const end = (): void => {
        underWay.delete(work);
        // Its answer is held until the operating system has it, or the connection is closed.
        if (reply.raw.closed) stay.leave();
        else reply.raw.once('close', () => stay.leave());
        // Nobody waits for the answer, so there is no response to log; what was done upstream is done all the same.
        if (request.raw.socket.destroyed) logRequest(request, reply, true);
      };
      work.then(end, end);
      return work;
    },
  });

  return {
    http: app,
    drain: () => {
      draining = true;
    },
    close: async () => {
      await app.close();
      await Promise.allSettled(underWay);
    },
  };
}

/** A caller's own id is kept where it is a plain word; anything else could smuggle text into the log. */
const readRequestId = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(header) ? header : undefined;

const PROBES: ReadonlySet<string | undefined> = new Set(['/livez', '/readyz', '/metrics']);

const UNREADABLE_ADDRESS = badRequest({
  en: 'The address cannot be read.',
  es: 'La dirección no se puede leer.',
});
/** What GRAPHQL_PATH can be asked by. */
const METHODS = 'GET, POST, OPTIONS';
const OTHER_METHOD = badRequest({
  en: 'This method is not served: GraphQL is asked by POST or GET.',
  es: 'Este método no se atiende: GraphQL se consulta por POST o GET.',
});
const NOTHING_HERE = badRequest({
  en: 'There is nothing here: GraphQL is at /graphql, by POST or GET.',
  es: 'Aquí no hay nada: GraphQL está en /graphql, por POST o GET.',
});
