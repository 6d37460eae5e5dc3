import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import type { ApolloServer } from '@apollo/server';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import type { CallRecord } from '../wolkvox/client.js';
import { HangUp } from '../wolkvox/governor/hang-up.js';
import type { Context, Services } from './context.js';
import { describeFault } from './error/error-presenter.js';
import { internalError } from './error/operator-error.js';
import { Reads } from './reads.js';
import { serveGraphql } from './serve-graphql.js';
import type { RequestWatch, Watch } from './watch.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The upstream calls a GraphQL request has made, for its log line. */
    upstream: readonly CallRecord[] | null;
    /** Who watches a GraphQL request. */
    watch: RequestWatch | null;
  }
}

const GRAPHQL_PATH = '/graphql';

/** A larger body is no mutation of ours. */
const MAX_BODY_BYTES = 1024 * 1024;

export interface App {
  readonly http: FastifyInstance;
  /** Stops listening and lets everything under way finish, also what its caller no longer waits for. */
  close(): Promise<void>;
}

/** The HTTP surface: GraphQL at /graphql, health at /livez and /readyz, one log line per request. */
export function createApp(apollo: ApolloServer<Context>, services: Services, log: Logger, watchOver: Watch): App {
  const app = fastify({
    // One line per request, written below: fastify's own would hold the query string, and a GET has its variables there.
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: 'idle',
    // Our own answer below is one that a GraphQL client can read.
    return503OnClosing: false,
    genReqId: ({ headers }) => readRequestId(headers['x-request-id']) ?? randomUUID(),
    requestIdHeader: false,
    // Its default logs nothing here; what it is handed holds the raw request.
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    },
    // Its own answer to an address that is none quotes it.
    frameworkErrors: (_error, _request, reply) => {
      void (reply as FastifyReply).code(400).send(badRequest('The address cannot be read.'));
    },
  });
  readJsonAsUtf8(app);

  app.decorateRequest('upstream', null);
  app.decorateRequest('watch', null);
  const underWay = new Set<Promise<unknown>>();

  const unused = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  // Not at its first bytes: whoever listens for them takes Node's fast way of reading from the socket.
  app.server.on('request', ({ socket }: IncomingMessage) => unused.delete(socket));

  let draining = false;
  app.addHook('preClose', (done) => {
    draining = true;
    // Else a kept connection would hold the process up long after its last answer, and one that was opened in advance,
    // as browsers do, as long as it likes.
    app.server.keepAliveTimeout = 1;
    for (const socket of unused) socket.destroy();
    done();
  });
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    if (draining && request.routeOptions.url === GRAPHQL_PATH) void reply.code(503).send(SHUTTING_DOWN);
    else done();
  });
  const logRequest = (request: FastifyRequest, reply: FastifyReply, how: object): void => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        ...how,
        ms: Math.round(reply.elapsedTime),
        ...(request.upstream !== null && { upstream: request.upstream }),
      },
      'request',
    );
  };
  app.addHook('onResponse', (request, reply, done) => {
    logRequest(request, reply, { status: reply.statusCode });
    done();
  });

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      const shown = internalError();
      log.error(
        { requestId: request.id, errorId: shown.extensions.errorId, ...describeFault(error) },
        'internal error',
      );
      return reply.code(500).send({ errors: [shown] });
    }
    return reply.code(status).send(badRequest(BODY_PROBLEMS[status] ?? 'The request cannot be read.'));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(badRequest('There is nothing here: GraphQL is at /graphql.')),
  );

  app.get('/livez', () => ({ status: 'alive' }));
  app.get('/readyz', (_request, reply) =>
    draining
      ? reply.code(503).send({ status: 'draining' })
      : services.ready()
        ? { status: 'ready' }
        : reply.code(503).send({ status: 'redis-away' }),
  );
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: GRAPHQL_PATH,
    handler: (request, reply) => {
      const upstream: CallRecord[] = [];
      request.upstream = upstream;
      const watch = watchOver({ requestId: request.id, who: undefined, traceparent: request.headers.traceparent });
      request.watch = watch;
      const hangUp = new HangUp();
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) hangUp.happen();
      });
      const work = serveGraphql(apollo, request, reply, {
        operations: services.operations,
        campaigns: services.campaigns,
        lists: services.lists,
        reads: new Reads(services.lists, services.operations),
        ready: services.ready,
        // Whoever is at the other end, until there is a way to know callers by name.
        caller: { id: request.ip, hangUp },
        record: (call) => {
          upstream.push(call);
          watch.call(call);
        },
        watch,
        fault: (fields, message) => log.error({ requestId: request.id, ...fields }, message),
      });
      underWay.add(work);
      const end = (): void => {
        underWay.delete(work);
        // Nobody waits for the answer, so there is no response to log; what was done upstream is done all the same.
        if (request.raw.socket.destroyed) logRequest(request, reply, { aborted: true });
      };
      work.then(end, end);
      return work;
    },
  });

  return {
    http: app,
    close: async () => {
      await app.close();
      await Promise.allSettled(underWay);
    },
  };
}

/**
 * fastify would turn bytes that are no UTF-8 into question marks, and those would be sent on. Its check for keys that
 * poison prototypes is as dear as the parsing: only a text that may hold one is put to it.
 */
function readJsonAsUtf8(app: FastifyInstance): void {
  const parseChecked = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    if (!isUtf8(bytes)) {
      done(Object.assign(new Error('The body is not UTF-8.'), { statusCode: 400 }));
      return;
    }
    const text = bytes.toString('utf8');
    if (MAY_POISON.test(text)) void parseChecked(request, text, done);
    else parse(text, done);
  });
}

/** `__proto__` or `constructor`, escapes that may spell them, or a byte order mark, which JSON.parse refuses. */
const MAY_POISON = /__proto__|constructor|\\u|^\uFEFF/;

function parse(text: string, done: (error: Error | null, body?: unknown) => void): void {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    done(Object.assign(new Error('The body is not JSON.'), { statusCode: 400 }));
    return;
  }
  done(null, body);
}

/** A caller's own id is kept where it is a plain word; anything else could smuggle text into the log. */
const readRequestId = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(header) ? header : undefined;

/** Parsers quote the body in their messages, so each status has a sentence of its own. */
const BODY_PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The body is not valid JSON in UTF-8, or has a key that is not allowed.',
  413: `The body is larger than ${MAX_BODY_BYTES} bytes.`,
  415: 'The body must be application/json.',
};

const failure = (message: string, code: string) => ({ errors: [{ message, extensions: { code } }] });
const badRequest = (message: string) => failure(message, 'BAD_REQUEST');

/** For a request that comes in on a kept connection after the signal. */
const SHUTTING_DOWN = failure('This server is shutting down; nothing was sent. Try again.', 'SHUTTING_DOWN');
