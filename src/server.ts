import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';

import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { fastify, type FastifyError, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import type { Config } from './config.js';
import type { Context, Services } from './graphql/context.js';
import { createErrorPresenter, describeFault } from './graphql/error/error-presenter.js';
import { internalError } from './graphql/error/operator-error.js';
import { buildSchema } from './graphql/schema.js';
import { READY_OPERATION } from './ready-operation.js';
import { Campaigns } from './service/campaigns.js';
import { Operations } from './service/operations.js';
import { createWolkvox, type CallRecord } from './wolkvox/client.js';
import { createGovernor } from './wolkvox/governor.js';
import { createHttp } from './wolkvox/http.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The upstream calls a GraphQL request has made, for its log line. */
    upstream: readonly CallRecord[] | null;
  }
}

export interface RunningServer {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no more requests, lets those under way finish, then closes everything. Safe to call twice. */
  close(): Promise<void>;
}

/** Builds the whole product from a configuration and starts it. Tests, demo and production come in here. */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  const http = createHttp();
  const wolkvox = createWolkvox(http, createGovernor(config), config);
  const operations = new Operations(config.operations);
  const apollo = await startApollo(config, log);
  const app = createApp(apollo, { operations, campaigns: new Campaigns(operations, wolkvox) }, log);
  await app.listen({ port: config.port, host: config.host });

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // Not Apollo's drain plugin for fastify: it cuts connections after 10 s, and a create may take 65.
    await app.close();
    await apollo.stop();
    http.close();
  };
  return { url: urlOf(app), close: () => (closing ??= close()) };
}

/** A larger body is no mutation of ours. */
const MAX_BODY_BYTES = 1024 * 1024;

async function startApollo({ explorer, introspection }: Config, log: Logger): Promise<ApolloServer<Context>> {
  const errors = createErrorPresenter((fields, message) => log.error(fields, message));
  const apollo = new ApolloServer<Context>({
    schema: buildSchema(),
    introspection,
    formatError: errors.formatError,
    includeStacktraceInErrorResponses: false,
    // main decides about signals.
    stopOnTerminationSignals: false,
    logger: apolloLog(log),
    plugins: [
      errors.plugin,
      // It wraps every resolver, and no hint is given yet.
      ApolloServerPluginCacheControlDisabled(),
      explorer === 'none'
        ? ApolloServerPluginLandingPageDisabled()
        : ApolloServerPluginLandingPageLocalDefault({ footer: false, ...READY_OPERATION }),
    ],
  });
  await apollo.start();
  return apollo;
}

function createApp(apollo: ApolloServer<Context>, services: Services, log: Logger): FastifyInstance {
  const app = fastify({
    // One line per request, written below: fastify's own would hold the query string, and a GET has its variables there.
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => readRequestId(headers['x-request-id']) ?? randomUUID(),
    requestIdHeader: false,
    // Its default logs nothing here; what it is handed holds the raw request.
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    },
  });

  app.decorateRequest('upstream', null);

  let draining = false;
  app.addHook('preClose', (done) => {
    draining = true;
    // Else a kept connection would hold the process up long after its last answer.
    app.server.keepAliveTimeout = 1;
    done();
  });
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        ...(request.upstream !== null && { upstream: request.upstream }),
      },
      'request',
    );
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
    draining ? reply.code(503).send({ status: 'draining' }) : { status: 'ready' },
  );
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/graphql',
    handler: fastifyApolloHandler(apollo, {
      context: (request) => {
        const upstream: CallRecord[] = [];
        request.upstream = upstream;
        return Promise.resolve({
          operations: services.operations,
          campaigns: services.campaigns,
          record: (call) => upstream.push(call),
          fault: (fields, message) => log.error({ requestId: request.id, ...fields }, message),
        });
      },
    }),
  });
  return app;
}

/** A caller's own id is kept where it is a plain word; anything else could smuggle text into the log. */
const readRequestId = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(header) ? header : undefined;

/** Parsers quote the body in their messages, so each status has a sentence of its own. */
const BODY_PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The body is not valid JSON.',
  413: `The body is larger than ${MAX_BODY_BYTES} bytes.`,
  415: 'The body must be application/json.',
};

const badRequest = (message: string) => ({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });

/** Apollo's texts end in the message of an error, which may quote input: what stands before it is kept. */
function apolloLog(log: Logger) {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: unknown) => {
    log[level]({ source: 'apollo' }, typeof message === 'string' ? (message.split(': ')[0] ?? '') : 'message withheld');
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function urlOf(app: FastifyInstance): string {
  const { address, family, port } = app.server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
