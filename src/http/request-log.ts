import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import type { CallRecord } from '../wolkvox/client.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The upstream calls of a GraphQL request, for its log line. */
    upstream: readonly CallRecord[] | null;
  }
}

/**
 * Logs each request when its response is sent. Health checks and scrapes are logged at level debug. The returned
 * function logs a request whose connection was closed before its response was sent.
 */
export function registerRequestLog(
  app: FastifyInstance,
  log: Logger,
): (request: FastifyRequest, reply: FastifyReply) => void {
  app.decorateRequest('upstream', null);
  const write = (request: FastifyRequest, reply: FastifyReply, aborted: true | undefined): void => {
    const route = request.routeOptions.url;
    log[PROBES.has(route) ? 'debug' : 'info'](
      {
        requestId: request.id,
        method: request.method,
        route,
        status: aborted ? undefined : reply.statusCode,
        aborted,
        durationMs: Math.round(reply.elapsedTime),
        authFailure: request.authFailure ?? undefined,
        upstream: request.upstream ?? undefined,
      },
      'request',
    );
  };
  app.addHook('onResponse', (request, reply, done) => {
    write(request, reply, undefined);
    done();
  });
  return (request, reply) => write(request, reply, true);
}

const PROBES: ReadonlySet<string | undefined> = new Set(['/livez', '/readyz', '/metrics']);
