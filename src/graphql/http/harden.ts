import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';

import { fastifyCors } from '@fastify/cors';
import { fastifyRateLimit, normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { HttpSettings } from '../../access/http-settings.js';
import { Refused, type Refusal } from './answers.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** See `harden`. */
export type Harden = (app: FastifyInstance, settings: HttpSettings) => Promise<void>;

/**
 * What is done for every request and is no part of answering it: headers for browsers, which pages may read answers, how
 * many requests a caller may send. In one place, so that a bench can leave it out. Must be there before any other hook, so
 * that refusals of the others have the headers, and before the routes: a route says by `config.rateLimit` that it is limited.
 */
export const harden: Harden = async (app, { corsOrigins, requestsPerMinute }) => {
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
      // Its own refusal of an OPTIONS that is no preflight is plain text.
      strictPreflight: false,
    });
  if (requestsPerMinute !== undefined)
    await app.register(fastifyRateLimit, {
      global: false,
      max: requestsPerMinute,
      timeWindow: ONE_MINUTE_MS,
      cache: MOST_CALLERS,
      keyGenerator: keyOf,
      addHeaders: QUIET,
      addHeadersOnExceeding: QUIET,
      errorResponseBuilder: (_request, { ttl }) => new Refused(429, rateLimited(requestsPerMinute, ttl)),
    });
};

/**
 * What Apollo Client and Sandbox send, what tells one request from another, and what browsers' tracing adds to every request
 * (W3C Trace Context, W3C Baggage, Sentry). Of the latter only `traceparent` is read.
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

/** No browser keeps a preflight for longer. */
const PREFLIGHT_SECONDS = 7200;

const ONE_MINUTE_MS = 60_000;
/** Beyond so many, those who asked least lately are counted anew. */
const MOST_CALLERS = 20_000;
const QUIET = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };

const rateLimited = (most: number, retryAfterMs: number): Refusal => ({
  code: 'RATE_LIMITED',
  sentence: {
    en: `This caller has sent more than ${most} requests within a minute; nothing was done.`,
    es: `Se enviaron más de ${most} solicitudes en un minuto en nombre de quien llama; no se hizo nada.`,
  },
  more: { retryAfterMs },
});

/** Whoever has one address of IPv6 has a network of them. And so many keys are kept that none may be of any length. */
function keyOf({ identity, callerAddress: ip }: FastifyRequest): string {
  // A name is never taken for an address.
  const key = identity?.known === true ? `=${identity.id}` : isIPv6(ip) ? normalizeIP(ip) : ip;
  return key.length <= 64 ? key : createHash('sha256').update(key).digest('base64');
}
