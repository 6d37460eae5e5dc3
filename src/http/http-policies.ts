import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';

import { fastifyCors } from '@fastify/cors';
import { fastifyRateLimit, normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { HttpSettings } from './http-settings.js';
import { HttpErrorException, type HttpError } from './http-errors.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Registers policies on an app: see `registerHttpPolicies`. */
export type HttpPolicies = (app: FastifyInstance, settings: HttpSettings) => Promise<void>;

/**
 * Registers the policies of every request: security headers, CORS and rate limit. A benchmark can replace it. Call it
 * before other hooks, so that their errors have the headers. Call it before the routes, because a route opts in to the
 * rate limit by `config.rateLimit`.
 */
export const registerHttpPolicies: HttpPolicies = async (app, { corsOrigins, requestsPerMinute }) => {
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    done();
  });
  if (corsOrigins.length > 0)
    await app.register(fastifyCors, {
      origin: [...corsOrigins],
      methods: ['GET', 'POST'],
      allowedHeaders: ALLOWED_HEADERS,
      exposedHeaders: ['age', 'retry-after', 'x-request-id'],
      maxAge: PREFLIGHT_SECONDS,
      // Its rejection of an OPTIONS request that is no preflight is plain text.
      strictPreflight: false,
    });
  if (requestsPerMinute !== undefined)
    await app.register(fastifyRateLimit, {
      global: false,
      max: requestsPerMinute,
      timeWindow: ONE_MINUTE_MS,
      cache: MAX_CALLERS,
      keyGenerator: callerKey,
      addHeaders: NO_HEADERS,
      addHeadersOnExceeding: NO_HEADERS,
      errorResponseBuilder: (_request, { ttl }) => new HttpErrorException(429, rateLimited(requestsPerMinute, ttl)),
    });
};

/**
 * Headers of Apollo Client and Sandbox, the request id, and headers that browser tracing adds to every request (W3C
 * Trace Context, W3C Baggage, Sentry). Of the tracing headers only `traceparent` is read.
 */
const ALLOWED_HEADERS = [
  'accept',
  'apollo-query-plan-experimental',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'authorization',
  'baggage',
  'content-type',
  'sentry-trace',
  'traceparent',
  'tracestate',
  'x-apollo-operation-id',
  'x-apollo-operation-name',
  'x-request-id',
];

/** Maximum that browsers accept for a preflight. */
const PREFLIGHT_SECONDS = 7200;

const ONE_MINUTE_MS = 60_000;
/** Above this number the least recently active callers are counted from zero again. */
const MAX_CALLERS = 20_000;
const NO_HEADERS = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };

const rateLimited = (max: number, retryAfterMs: number): HttpError => ({
  code: 'RATE_LIMITED',
  message: {
    en: `Rate limit exceeded: ${max} requests per minute. Nothing was sent. Retry after \`retryAfterMs\`.`,
    es: `Se enviaron más de ${max} solicitudes en un minuto en nombre de quien llama; no se hizo nada.`,
  },
  extensions: { retryAfterMs },
});

/**
 * Returns the key of a caller for limits. IPv6 callers are grouped by network, because each has many addresses. Long keys are
 * hashed, because many keys are stored.
 */
export function callerKey({ identity, callerAddress: ip }: FastifyRequest): string {
  // The prefix separates ids from addresses.
  const key = identity?.authenticated === true ? `=${identity.id}` : isIPv6(ip) ? normalizeIP(ip) : ip;
  return key.length <= 64 ? key : createHash('sha256').update(key).digest('base64');
}
